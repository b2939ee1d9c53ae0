// SPDX-License-Identifier: Apache-2.0
// Every problem but batches through the whole crossing to the host platform: against the
// kernels in place, in one piece and in many, and with a failure at every call.
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>

#include "offload/blas/cross.hpp"
#include "offload/host/host_blas.hpp"
#include "offload/host/host_platform.hpp"
#include "tests/blas/each_problem.hpp"
#include "tests/blas/faulty.hpp"

namespace fulcrum::offload {
namespace {

using host::HostAccelerator;
using host::HostBlas;

using test::EachProblem;
using test::expect_right;
using test::kNarrow;
using test::target;

TYPED_TEST_SUITE(EachProblem, test::TypesOf<PlainProblems>::Type);

TYPED_TEST(EachProblem, IsComputedInOnePieceAndInMany) {
  using P = TypeParam;
  for (const blas::Limits& limits : {blas::Limits{}, kNarrow}) {
    HostBlas device(std::make_shared<HostAccelerator>(target(), limits, host::device()));
    TestFixture::every({1, 70, 3000}, {{65, 33, 17}, {3, 70, 40}},
                       [&](auto& work, const std::string& text) {
                         const P& p = work.other();
                         const Outcome outcome = device.compute(p);
                         ASSERT_TRUE(outcome.ok) << text << ": " << outcome.message;
                         EXPECT_EQ(outcome.completed, Description<P>::extent(p)) << text;
                         expect_right(work, p, text);
                       });
    EXPECT_EQ(device.backlog_ns(), 0);
  }
}

// Every call of the platform fails in turn, at once or later. Whatever was complete before, the
// rest is computed from inputs that are still whole.
template <class P>
void fail_everywhere(const test::Faults& kind) {
  EachProblem<P>::every({1500}, {{20, 40, 5}}, [&](auto& work, const std::string& text) {
    for (test::Faults faults = kind;; ++faults.fails_at) {
      if (faults.fails_at < 0) continue;
      faults.calls = 0;
      HostBlas device(std::make_shared<HostAccelerator>(
          target(), kNarrow, std::make_shared<test::FaultyDevice>(host::device(), faults)));
      const P& p = work.other();
      const Outcome outcome = device.compute(p);
      const std::string what = text + ", call " + std::to_string(faults.fails_at);
      const bool reached = faults.calls > faults.fails_at;
      // Out of memory is tried again with less.
      ASSERT_TRUE(outcome.ok || reached) << what << ": " << outcome.message;
      if (!outcome.ok) {
        EXPECT_EQ(outcome.code, kind.code) << what;
        ASSERT_LT(outcome.completed, Description<P>::extent(p)) << what;
        AnyProblem(p).ops().host_rest(target(), &p, outcome.completed, 1, simd::Scratch::Workspace);
      }
      expect_right(work, p, what);
      if (!reached) break;
    }
  });
}

TYPED_TEST(EachProblem, IsRightWhereverACallFails) {
  fail_everywhere<TypeParam>({});
  fail_everywhere<TypeParam>({.later = true});
}
TYPED_TEST(EachProblem, IsRightWhereverMemoryRunsOut) {
  fail_everywhere<TypeParam>({.code = ErrorCode::OutOfMemory});
}

}  // namespace
}  // namespace fulcrum::offload
