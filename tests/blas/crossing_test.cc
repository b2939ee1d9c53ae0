// SPDX-License-Identifier: Apache-2.0
// Every problem but batches through the whole crossing to the host platform: against the
// kernels in place, in one piece and in many, and with a failure at every call.
#include <gtest/gtest.h>

#include <complex>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "offload/blas/cross.hpp"
#include "offload/host/host_blas.hpp"
#include "offload/host/host_platform.hpp"
#include "offload/measure/families.hpp"
#include "offload/measure/workload.hpp"
#include "tests/blas/faulty.hpp"

namespace fulcrum::offload {
namespace {

using host::HostAccelerator;
using host::HostBlas;

const simd::Target& target() { return simd::targets().front(); }

// So little staging that the operands of a few thousand elements go in several pieces.
constexpr blas::Limits kNarrow{
    .device_bytes = std::size_t{1} << 22, .staging_bytes = 4096, .ring_bytes = 4096};

template <class List>
struct TypesOf;
template <class... Problems>
struct TypesOf<ProblemList<Problems...>> {
  using Type = ::testing::Types<Problems...>;
};
template <class P>
struct EachProblem : testing::Test {
  using T = Element<P>;
  using D = Description<P>;

  // Beside a triangle that is read stands nothing that may have an influence.
  static void spoil_unread(const P& p) {
    if constexpr (requires { p.upper; }) {
      for (const Operand& operand : D::operands(p)) {
        if (operand.part != Part::Triangle || operand.writes) continue;
        T* const a = static_cast<T*>(const_cast<void*>(operand.address));
        for (std::int64_t j = 0; j < operand.columns; ++j) {
          for (std::int64_t i = 0; i < operand.rows; ++i)
            if (p.upper ? i > j : i < j)
              a[i + j * operand.step] = std::numeric_limits<Real<T>>::quiet_NaN();
        }
      }
    }
  }

  // Calls check(work, text) for each routine of P and these sizes: vectors of n elements, matrices.
  template <class Check>
  static void every(std::initializer_list<std::int64_t> vectors,
                    std::initializer_list<measure::Shape> matrices, const Check& check) {
    std::vector<measure::Shape> shapes(matrices);
    if (D::kCost == Cost::Stream) {
      shapes.clear();
      for (const std::int64_t n : vectors) shapes.push_back({1, n, 1});
    }
    for (const Routine routine : D::kRoutines) {
      for (const measure::Shape& shape : shapes) {
        const Call call = measure::make_call(routine, type_of<P>(), shape, Location::Pageable, 1);
        measure::Operands<T> operands;
        measure::Workload<P> work(call, operands);
        work.compute_reference(target(), 1);
        spoil_unread(work.reference());
        check(work, std::string(to_string(routine)) + ' ' + sizes_of(call));
      }
    }
  }
};
TYPED_TEST_SUITE(EachProblem, TypesOf<PlainProblems>::Type);

template <class P>
void expect_right(const measure::Workload<P>& work, const P& p, const std::string& text) {
  if constexpr (std::is_same_v<P, Nrm2Problem<Element<P>>>) {
    // The norms of pieces are brought together by hypot(), which rounds.
    const auto want = *work.reference().result;
    EXPECT_NEAR(*p.result, want, 8 * std::numeric_limits<decltype(want)>::epsilon() * want) << text;
  } else {
    const measure::Check check = work.compare(p);
    EXPECT_GT(check.elements, 0) << text;
    EXPECT_EQ(check.mismatches, 0) << text << ", element " << check.worst_index;
  }
}

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
