// SPDX-License-Identifier: Apache-2.0
// gemm of complex elements on every target, against simd/ref/level3.hpp: exactly on small integers,
// within the bound of simd/ref/products.hpp on numbers with full mantissas.
#include "simd/gemm_complex/gemm_complex.hpp"

#include <set>

#include "simd/gemm/on_stack.hpp"
#include "simd/gemm/plan.hpp"
#include "simd/ref/level3.hpp"
#include "tests/simd/products.hpp"

namespace fulcrum::test {
namespace {

template <class T>
void check(const simd::Target& target, Operands<T>& o, int flags, std::int64_t m, std::int64_t n,
           std::int64_t k, Values values, std::initializer_list<int> threads, Random& random) {
  GemmProblem<T> p;
  p.trans_a = flags % 2 != 0, p.trans_b = flags / 2 % 2 != 0;
  p.conj_a = flags / 4 % 2 != 0, p.conj_b = flags / 8 != 0;
  p.m = m, p.n = n, p.k = k;
  p.alpha = factor<T>(random, values), p.beta = factor<T>(random, values);
  const auto place = [&](Operand<T>& operand, std::int64_t rows, std::int64_t columns,
                         std::int64_t& ld) {
    ld = std::max<std::int64_t>(rows, 1) + pad(random);
    return place_matrix(operand, rows, columns, ld, random);
  };
  p.a = place(o.a, p.trans_a ? k : m, p.trans_a ? m : k, p.lda);
  p.b = place(o.b, p.trans_b ? n : k, p.trans_b ? k : n, p.ldb);
  p.c = place(o.c, m, n, p.ldc);
  fill(ref::products(p), random, values);
  const auto& kernels = target.kernels<T>().gemm;
  EXPECT_EQ(verdict(o, p, values, threads,
                    [&](int count, Scratch scratch) {
                      if (scratch == Scratch::None) {
                        simd::gemm_on_stack(kernels, p);
                      } else {
                        simd::gemm_complex(kernels, p, count);
                      }
                    }),
            "");
}

// Around the micro-kernel's tile of this target.
TEST(GemmComplex, EveryTileAndOperation) {
  Random random(1);
  for_each_complex_kernel([&]<class T>(const simd::Target& target) {
    Operands<T> o(80 * 80);
    const std::int64_t mr = target.kernels<T>().gemm.mr, nr = target.kernels<T>().gemm.nr;
    for (int flags = 0; flags < 16; ++flags) {
      over_sizes(
          {1, 2, mr - 1, mr, mr + 1, 2 * mr + 1}, random,
          [&](std::int64_t m) {
            over_sizes(
                {1, nr - 1, nr, nr + 1, 2 * nr + 1}, random,
                [&](std::int64_t n) {
                  if (m == 0) return;
                  const auto k = one_of<std::int64_t>(random, {0, 1, 2, 3, 15, 16, 17, 33});
                  check<T>(target, o, flags, m, n, k, values_for(random, std::max(m, n)), {1},
                           random);
                },
                2, 3);
          },
          2, 3);
    }
  });
}

// Every path, for all operations and numbers of threads: small, transposed in strips, swapped with
// B in place and transposed, streamed in one and several blocks, packed; one or two rows or
// columns, and a few columns of long sums.
TEST(GemmComplex, EveryPath) {
  Random random(4);
  for_each_complex_kernel([&]<class T>(const simd::Target& target) {
    const auto& kernels = target.kernels<T>().gemm;
    const std::int64_t few = std::max(kernels.lanes - 1, 1), mr = kernels.small_mr,
                       nr = kernels.small_nr;
    Operands<T> o(600 * 120);
    std::set<simd::GemmPath> met;
    for (const auto& [m, n, k] :
         std::initializer_list<std::array<std::int64_t, 3>>{{2 * mr + 1, 2 * nr + 1, 33},
                                                            {31, 29, 30},
                                                            {61, 63, 60},
                                                            {few, 2 * kernels.lanes + 200, 40},
                                                            {few, 301, 130},
                                                            {300, 3 * nr, 101},
                                                            {2 * nr, 301, 150},
                                                            {570, 1, 90},
                                                            {1, 290, 70},
                                                            {2, 290, 70},
                                                            {290, 2, 70},
                                                            {70, 5, 131},
                                                            {37, 15, 400},
                                                            {71, 73, 75}}) {
      for (int flags = 0; flags < 16; flags += scaled(1, 5)) {
        GemmProblem<T> p;
        p.trans_a = flags % 2 != 0, p.trans_b = flags / 2 % 2 != 0;
        p.m = m, p.n = n, p.k = k, p.alpha = T{1};
        met.insert(simd::gemm_plan(kernels, p, 1).path);
        check<T>(target, o, flags, m, n, k, Values::Integers, {1, 2, 3, 7}, random);
      }
    }
    EXPECT_TRUE(met.contains(simd::GemmPath::Small));
    EXPECT_TRUE(met.contains(simd::GemmPath::SmallTransposed));
    EXPECT_TRUE(met.contains(simd::GemmPath::Streamed));
    EXPECT_TRUE(met.contains(simd::GemmPath::Packed));
    EXPECT_TRUE(met.contains(simd::GemmPath::Gemv));
    EXPECT_TRUE(met.contains(simd::GemmPath::Swapped));
  });
}

// Past the blocks of rows and of k, and so many operations (3e5 a thread) that threads share them.
TEST(GemmComplex, BlocksOfRowsAndDepth) {
  Random random(2);
  for_each_complex_kernel([&]<class T>(const simd::Target& target) {
    const auto& kernels = target.kernels<T>().gemm;
    simd::GemmSizes sizes;
    sizes.trans_b = true, sizes.k = 400;
    sizes.m = 10000;
    const simd::GemmBlocks blocks =
        simd::packed_blocks(sizes, {kernels.mr, kernels.nr}, sizeof(T), simd::cache_sizes());
    ASSERT_LT(blocks.depth, sizes.k);
    const std::int64_t m = blocks.rows + 3;
    Operands<T> o((m + 4) * (sizes.k + 4));
    for (int turn = 0; turn < scaled(2, 1); ++turn)
      check<T>(target, o, static_cast<int>(random.bits() % 16), m, 7, sizes.k, Values::Integers,
               {1, 2, 3, 7}, random);
  });
}

// Past the block of 2048 columns, or 2052 in whole tiles, of which B is packed at a time.
TEST(GemmComplex, BlocksOfColumns) {
  Random random(3);
  for_each_complex_kernel([&]<class T>(const simd::Target& target) {
    Operands<T> o(2100 * 20);
    for (int turn = 0; turn < scaled(2, 1); ++turn)
      check<T>(target, o, static_cast<int>(random.bits() % 16), 11, 2065, 13, Values::Integers,
               {1, 2, 3, 7}, random);
  });
}

}  // namespace
}  // namespace fulcrum::test
