// SPDX-License-Identifier: Apache-2.0
// gemm past the block of columns of which B is packed at a time, against an exact product.
#include <gtest/gtest.h>

#include "simd/gemm/plan.hpp"
#include "tests/support/gemm_case.hpp"
#include "tests/support/scale.hpp"
#include "tests/support/targets.hpp"

namespace fulcrum::simd {
namespace {

template <class T>
class GemmBlocksTest : public ::testing::Test {};
using Types = ::testing::Types<float, double>;
TYPED_TEST_SUITE(GemmBlocksTest, Types);

// So many rows that B is packed though it is not transposed, and the least k that is.
TYPED_TEST(GemmBlocksTest, SecondBlockOfColumns) {
  using T = TypeParam;
  constexpr std::int64_t m = kInPlaceRows + 1, k = kRankDepth + 1;
  for (const Target& target : test::targets()) {
    const auto& kernels = target.kernels<T>().gemm;
    const GemmBlocks blocks = packed_blocks({false, false, m, 8192, k}, {kernels.mr, kernels.nr},
                                            sizeof(T), cache_sizes());
    const std::int64_t n = blocks.columns + kernels.nr + 1;
    ASSERT_EQ(gemm_path({false, false, m, n, k, sizeof(T)}), GemmPath::Packed);
    ASSERT_FALSE(blocks.b_in_place);
    const auto product = std::make_shared<test::ExactProduct<T>>(m, n, k, 1);
    for (int trans = 0; trans < 4; trans += test::scaled(1, 4)) {
      const test::GemmCase<T> c({(trans & 1) != 0, (trans & 2) != 0, m, n, k, 1, 0, 1, 1, 1},
                                product);
      c.reset();
      gemm(kernels, c.problem(), 1 + trans);
      EXPECT_EQ(c.verdict(), "") << to_string(target.isa);
    }
  }
}

}  // namespace
}  // namespace fulcrum::simd
