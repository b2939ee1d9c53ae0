// SPDX-License-Identifier: Apache-2.0
// Every problem of OpenCL's table, in every type: CLBlast's results against our kernels in place,
// within the bounds of a sum in any order, in one piece and in many.
#include <gtest/gtest.h>

#include <algorithm>

#include "offload/opencl/blas_table.hpp"
#include "offload/platforms.hpp"
#include "offload/routines/products.hpp"
#include "tests/blas/each_problem.hpp"
#include "tests/runtime/suite.hpp"

namespace fulcrum::test {
namespace {

using namespace offload;  // NOLINT(google-build-using-namespace): the names of problems
using offload::opencl::kBlasPlatform;
using offload::opencl::OpenClBlas;

using Served = InAllTypes<AxpyProblem, ScalProblem, CopyProblem, DotProblem, GemvProblem,
                          GerProblem, GemmProblem, SymmProblem, SyrkProblem>;

template <class P>
class OpenClBlasOf : public EachProblem<P> {
 protected:
  void SetUp() override {
    const Discovery& found = kBlasPlatform.discover(config());
    if (!found.devices.empty()) {
      blas_ = dynamic_cast<OpenClBlas*>(found.devices.front().get());
      limits_ = blas_->device().limits();
      return;
    }
    ASSERT_FALSE(wanted("opencl")) << found.problem;
    GTEST_SKIP() << found.problem;
  }
  void TearDown() override {
    if (blas_ == nullptr) return;
    blas_->set_limits(limits_);
    EXPECT_EQ(blas_->backlog_ns(), 0);
    EXPECT_EQ(blas_->closed_because(), "");
  }
  OpenClBlas* blas_ = nullptr;
  blas::Limits limits_;
};
TYPED_TEST_SUITE(OpenClBlasOf, TypesOf<Served>::Type);

TYPED_TEST(OpenClBlasOf, IsRightInOnePieceAndInMany) {
  using P = TypeParam;
  blas::Limits narrow = this->limits_;
  narrow.staging_bytes = narrow.ring_bytes = 4096;
  for (const blas::Limits& limits : {this->limits_, narrow}) {
    this->blas_->set_limits(limits);
    TestFixture::every({1, 70, 30000}, {{65, 33, 17}, {3, 70, 40}, {130, 140, 150}},
                       [&](auto& work, const std::string& text) {
                         const P& p = work.other();
                         ASSERT_TRUE(this->blas_->serves(AnyProblem(p))) << text;
                         const Outcome outcome = this->blas_->compute(p);
                         ASSERT_TRUE(outcome.ok) << text << ": " << outcome.message;
                         EXPECT_EQ(outcome.completed, Description<P>::extent(p)) << text;
                         expect_right(work, p, text);
                       });
  }
}

TEST(OpenClBlasPaths, WhatIsAbsentHasAReason) {
  const auto look = [&]<class P>(const P* /*type*/) {
    for (const Routine routine : Description<P>::kRoutines) {
      const bool has = kBlasPlatform.paths.has(routine, type_of<P>());
      const auto reason = kBlasPlatform.reason_absent(routine, type_of<P>());
      EXPECT_EQ(has, reason.empty()) << to_string(routine) << ' ' << to_string(type_of<P>());
    }
  };
  const auto look_at_all = [&]<class... Problems>(ProblemList<Problems...> /*problems*/) {
    (look(static_cast<const Problems*>(nullptr)), ...);
  };
  look_at_all(typename Joined<PlainProblems, ProductProblems>::List{});
}

}  // namespace
}  // namespace fulcrum::test
