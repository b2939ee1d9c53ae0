// SPDX-License-Identifier: Apache-2.0
// Batches through the whole crossing to the host platform: the bits of the kernels in place, in any
// number of pieces, and with a failure at every call.
#include <gtest/gtest.h>

#include <complex>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "offload/blas/cross.hpp"
#include "offload/host/host_blas.hpp"
#include "offload/host/host_platform.hpp"
#include "tests/blas/batches.hpp"
#include "tests/blas/faulty.hpp"

namespace fulcrum::offload {
namespace {

using host::HostAccelerator;
using host::HostBlas;

const simd::Target& target() { return simd::targets().front(); }
constexpr blas::Limits kNarrow{
    .device_bytes = std::size_t{1} << 20, .staging_bytes = 4096, .ring_bytes = 4096};

using test::Batches;

template <class Group>
struct BatchCrossing : testing::Test {};
using Groups =
    testing::Types<simd::GemmGroup<float>, simd::GemmGroup<double>,
                   simd::GemmGroup<std::complex<float>>, simd::GemmGroup<std::complex<double>>,
                   simd::GemvGroup<double>, simd::GemvGroup<std::complex<float>>,
                   simd::TrsmGroup<float>, simd::TrsmGroup<std::complex<double>>,
                   simd::AxpyGroup<double>, simd::AxpyGroup<std::complex<float>>,
                   simd::CopyGroup<float>, simd::CopyGroup<std::complex<double>>,
                   simd::DgmmGroup<float>, simd::DgmmGroup<std::complex<double>>>;
TYPED_TEST_SUITE(BatchCrossing, Groups);

template <class Group>
auto expected() {
  Batches<Group> in_place;
  const auto batch = in_place.batch();
  Description<simd::Batch<Group>>::host(target(), batch, 1, simd::Scratch::Workspace);
  return in_place.outputs;
}

TYPED_TEST(BatchCrossing, IsComputedInOnePieceAndInMany) {
  const auto want = expected<TypeParam>();
  for (const blas::Limits& limits : {blas::Limits{}, kNarrow}) {
    HostBlas device(std::make_shared<HostAccelerator>(target(), limits, host::device()));
    Batches<TypeParam> batches;
    const Outcome outcome = device.compute(batches.batch());
    ASSERT_TRUE(outcome.ok) << outcome.message;
    EXPECT_EQ(outcome.completed, 3 * Batches<TypeParam>::kCount + 1);
    EXPECT_EQ(batches.outputs, want);
  }
}

TYPED_TEST(BatchCrossing, IsRightWhereverACallFails) {
  const auto want = expected<TypeParam>();
  bool in_the_middle = false;
  for (const test::Faults kind : {test::Faults{}, test::Faults{.later = true},
                                  test::Faults{.code = ErrorCode::OutOfMemory}}) {
    for (test::Faults faults = kind;;) {
      ++faults.fails_at;
      faults.calls = 0;
      HostBlas device(std::make_shared<HostAccelerator>(
          target(), kNarrow, std::make_shared<test::FaultyDevice>(host::device(), faults)));
      Batches<TypeParam> batches;
      const auto batch = batches.batch();
      const Outcome outcome = device.compute(batch);
      const bool reached = faults.calls > faults.fails_at;
      const std::string what = "call " + std::to_string(faults.fails_at);
      ASSERT_TRUE(outcome.ok || reached) << what << ": " << outcome.message;
      if (!outcome.ok) {
        EXPECT_EQ(outcome.code, kind.code) << what;
        in_the_middle = in_the_middle || outcome.completed > 0;
        AnyProblem(batch).ops().host_rest(target(), &batch, outcome.completed, 1,
                                          simd::Scratch::Workspace);
      }
      EXPECT_EQ(batches.outputs, want) << what;
      if (!reached) break;
    }
  }
  EXPECT_TRUE(in_the_middle);
}

}  // namespace
}  // namespace fulcrum::offload
