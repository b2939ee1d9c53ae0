// SPDX-License-Identifier: Apache-2.0
// What explain_* foretells is what last_decision() reports afterwards, and the terms add up.
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "fulcrum/fulcrum.hpp"

namespace fulcrum {
namespace {

void expect_consistent(const Explanation& foretold) {
  const Decision done = last_decision();
  const Call &a = foretold.decision.call, &b = done.call;
  EXPECT_EQ(a.routine, b.routine);
  EXPECT_EQ(a.type, b.type);
  EXPECT_EQ(a.layout, b.layout);
  EXPECT_EQ(a.trans_a, b.trans_a);
  EXPECT_EQ(a.trans_b, b.trans_b);
  EXPECT_EQ(a.beta_zero, b.beta_zero);
  EXPECT_EQ(a.m, b.m);
  EXPECT_EQ(a.n, b.n);
  EXPECT_EQ(a.k, b.k);
  EXPECT_EQ(a.lda, b.lda);
  EXPECT_EQ(a.ldb, b.ldb);
  EXPECT_EQ(a.ldc, b.ldc);
  EXPECT_EQ(foretold.decision.backend, done.backend);
  EXPECT_EQ(foretold.decision.isa, done.isa);
  EXPECT_EQ(to_string(foretold.decision.reason), to_string(done.reason));
  double simd = 0, device = 0;
  for (const Term& term : foretold.simd) simd += term.ns;
  for (const Term& term : foretold.device) device += term.ns;
  EXPECT_NEAR(simd, foretold.decision.predicted_simd_ns, 1e-6 * simd + 1e-9);
  EXPECT_NEAR(device, foretold.decision.predicted_device_ns, 1e-6 * device + 1e-9);
  EXPECT_FALSE(foretold.simd.empty());
  EXPECT_FALSE(reason_text(done.reason).empty());
  EXPECT_NE(format(foretold).find(std::string(to_string(done.call.routine))), std::string::npos)
      << format(foretold);
}

// SIMD is named so that the machine's accelerators, if any, do not change between the two.
CallOptions on_simd() {
  CallOptions options;
  options.backend = Backend::Simd;
  return options;
}

// Otherwise any call may be the one that looks, once slow calls before it have paid for that: on a
// busy machine the one between explaining and running.
void look_for_accelerators() {
  CallOptions options;
  options.backend = Backend("cuda");
  const double one = 1;
  double c = 0;
  try {
    gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, 1, 1, 1, one, &one, 1, &one, 1, 0.0, &c, 1,
         options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BackendUnavailable) << error.what();
  }
}

TEST(DecisionTest, NothingBeforeTheFirstCallOfAThread) {
  Reason reason = Reason::SimdFaster;
  std::thread([&] { reason = last_decision().reason; }).join();
  EXPECT_EQ(reason, Reason::None);
}

TEST(DecisionTest, ExplainForetellsGemm) {
  look_for_accelerators();
  for (const std::int64_t size : {4, 60, 300}) {
    for (const Layout layout : {Layout::ColMajor, Layout::RowMajor}) {
      const std::vector<double> a(static_cast<std::size_t>(size * size), 1.0), b = a;
      std::vector<double> c = a;
      const auto explain_with = [&](const CallOptions& options) {
        return explain_gemm(layout, Op::NoTrans, Op::Trans, size, size - 1, size - 2, 1.0, a.data(),
                            size, b.data(), size, 0.0, c.data(), size, options);
      };
      const auto run_with = [&](const CallOptions& options) {
        gemm(layout, Op::NoTrans, Op::Trans, size, size - 1, size - 2, 1.0, a.data(), size,
             b.data(), size, 0.0, c.data(), size, options);
      };
      const Explanation forced = explain_with(on_simd());
      run_with(on_simd());
      expect_consistent(forced);
      EXPECT_EQ(last_decision().reason, Reason::ForcedByCall);
      EXPECT_EQ(last_decision().backend, Backend::Simd);
      CallOptions deterministic;
      deterministic.deterministic = true;
      const Explanation pinned = explain_with(deterministic);
      run_with(deterministic);
      expect_consistent(pinned);
      EXPECT_EQ(last_decision().reason, Reason::Deterministic);
      EXPECT_EQ(last_decision().isa, active_isa());
      const Explanation free = explain_with({});
      run_with({});
      expect_consistent(free);
    }
  }
}

TEST(DecisionTest, ExplainForetellsTheOthers) {
  const std::vector<float> a(10000, 1.0F), x(200, 1.0F);
  std::vector<float> y(200, 1.0F);
  const float* const read_y = y.data();
  const CallOptions options = on_simd();
  const Explanation of_gemv = explain_gemv(Layout::RowMajor, Op::Trans, 90, 80, 1.0F, a.data(), 100,
                                           x.data(), 2, 0.0F, read_y, -1, options);
  gemv(Layout::RowMajor, Op::Trans, 90, 80, 1.0F, a.data(), 100, x.data(), 2, 0.0F, y.data(), -1,
       options);
  expect_consistent(of_gemv);
  const Explanation of_axpy = explain_axpy(100, 2.0F, x.data(), 2, read_y, 1, options);
  axpy(100, 2.0F, x.data(), 2, y.data(), 1, options);
  expect_consistent(of_axpy);
  const Explanation of_dot = explain_dot(100, x.data(), 2, read_y, 1, options);
  (void)dot(100, x.data(), 2, read_y, 1, options);
  expect_consistent(of_dot);
  const Explanation of_scal = explain_scal(100, 2.0F, read_y, 1, options);
  scal(100, 2.0F, y.data(), 1, options);
  expect_consistent(of_scal);
}

// A small call with default options: too small for any accelerator, or there is none.
TEST(DecisionTest, SmallCallsStay) {
  const std::vector<double> a(16, 1.0), b(16, 1.0);
  std::vector<double> c(16, 0.0);
  gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, 4, 4, 4, 1.0, a.data(), 4, b.data(), 4, 0.0,
       c.data(), 4);
  const Decision d = last_decision();
  EXPECT_EQ(d.backend, Backend::Simd);
  EXPECT_TRUE(d.reason == Reason::TooSmall || d.reason == Reason::NoAccelerator ||
              d.reason == Reason::ForcedByConfig)
      << to_string(d.reason);
  EXPECT_EQ(d.call.m, 4);
  EXPECT_EQ(c, std::vector<double>(16, 4.0));
}

// symm has no path on any device, so none of these is weighed: the first is computed at once.
TEST(DecisionTest, WhatTheOptionsAskForIsRecorded) {
  for (const std::int64_t n : {4, 100}) {
    const std::vector<double> a(static_cast<std::size_t>(n * n), 1.0);
    std::vector<double> c = a;
    const auto recorded = [&](const CallOptions& options) {
      symm(Layout::ColMajor, Side::Left, Uplo::Upper, n, n, 1.0, a.data(), n, a.data(), n, 0.0,
           c.data(), n, options);
      return last_decision().call;
    };
    EXPECT_EQ(recorded({}).threads, 0) << "the configured number";
    EXPECT_EQ(recorded({}).device, -1) << "any";
    CallOptions options;
    options.threads = 2;
    options.device = 5;
    EXPECT_EQ(recorded(options).threads, 2);
    EXPECT_EQ(recorded(options).device, 5);
  }
}

// A product of 30 x 30 x 30 has less work than ten of 20 x 20 x 20.
TEST(DecisionTest, OfABatchTheGroupWithMostWorkIsRecorded) {
  const std::vector<double> a(900, 1.0);
  std::vector<std::vector<double>> c(11, a);
  std::vector<const double*> as(11, a.data());
  std::vector<double*> cs;
  for (auto& each : c) cs.push_back(each.data());
  const Op ops[] = {Op::NoTrans, Op::NoTrans};
  const std::int64_t sizes[] = {30, 20}, counts[] = {1, 10};
  const double factors[] = {1, 0};
  const double ones[] = {1, 1};
  gemm_batch(Layout::ColMajor, ops, ops, sizes, sizes, sizes, ones, as.data(), sizes, as.data(),
             sizes, factors, cs.data(), sizes, 2, counts, {});
  EXPECT_EQ(last_decision().call.m, 20);
  EXPECT_EQ(last_decision().call.batch, 11);
}

// A call that is not made, of every routine, by its sizes alone.
TEST(DecisionTest, EveryRoutineIsExplained) {
  int explained = 0;
  for (std::size_t r = 0; r < kRoutineCount; ++r) {
    for (std::size_t t = 0; t < kElementTypeCount; ++t) {
      Call call;
      call.routine = static_cast<Routine>(r);
      call.type = static_cast<ElementType>(t);
      call.m = call.n = 70;
      call.k = 30;
      call.threads = 3;
      Explanation explanation;
      try {
        explanation = explain(tight(call));
      } catch (const Error& error) {
        // Another type's.
        EXPECT_EQ(std::string(error.what()).find("Call::type is"), error.routine().size() + 2)
            << error.what();
        continue;
      }
      ++explained;
      EXPECT_FALSE(explanation.simd.empty());
      EXPECT_GT(explanation.decision.predicted_simd_ns, 0);
      EXPECT_EQ(explanation.decision.call.threads, 3);
      EXPECT_EQ(explanation.decision.call.routine, call.routine);
      const std::string name(to_string(call.routine));
      EXPECT_EQ(format(explanation).find(name + ' '), 0U) << format(explanation);
      EXPECT_NE(to_json(explanation).find("\"routine\": \"" + name + '"'), std::string::npos);
    }
  }
  // Most in four types; five of one or two, and gemm_mixed in four of its own.
  EXPECT_GT(explained, 3 * static_cast<int>(kRoutineCount));
}

TEST(DecisionTest, WhatNoRoutineTakesIsNotExplained) {
  Call call;
  call.m = call.n = call.k = 9;
  try {
    explain(call);
    ADD_FAILURE() << "a leading dimension of 1";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
    EXPECT_STREQ(error.what(), "gemm: Call::lda is 1: it must be at least 9");
  }
  EXPECT_NO_THROW(explain(tight(call)));
  call = tight(call);
  call.device = -2;
  EXPECT_THROW(explain(call), Error);
}

TEST(DecisionTest, TightSetsWhatFollows) {
  Call call;
  call.routine = Routine::Trsm;
  call.side = Side::Right;
  call.m = 5, call.n = 8;
  call.lda = call.ldb = 99;
  call = tight(call);
  EXPECT_EQ(call.k, 8) << "the order of A";
  EXPECT_EQ(call.lda, 8);
  EXPECT_EQ(call.ldb, 5);
  call.routine = Routine::Gemv;
  call.k = 1;
  call.ldb = -3;
  EXPECT_EQ(tight(call).lda, 5);
  EXPECT_EQ(tight(call).ldb, -3) << "an increment";
}

TEST(DecisionTest, TheLastDecisionIsPrinted) {
  std::thread([] { EXPECT_EQ(format(last_decision()), "No call has been weighed yet.\n"); }).join();
  std::vector<double> x(20, 1.0);
  scal(10, 2.0, x.data(), 2);
  EXPECT_EQ(format(last_decision()).find("scal f64 n=10\n  incx=2; operands"), 0U)
      << format(last_decision());
  const std::string json = to_json(last_decision());
  EXPECT_NE(json.find("\"incx\": 2"), std::string::npos) << json;
  EXPECT_NE(json.find("\"backend\": \"simd\""), std::string::npos) << json;
}

// Each thread has a last decision of its own, whatever the others ask and compute.
TEST(DecisionTest, ThreadsAskAtOnce) {
  std::vector<std::thread> threads;
  std::vector<int> right(4, 0);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t, &right] {
      std::vector<double> x(100, 1.0);
      for (int i = 1; i <= 20; ++i) {
        const std::int64_t n = 10 * (t + 1);
        scal(n, 2.0, x.data(), 1);
        Call call;
        call.m = call.n = call.k = 50 * i;
        const Explanation explanation = explain(tight(call));
        const std::string last = to_json(last_decision());
        const std::string size = "\"n\": " + std::to_string(n) + ",";
        if (explanation.decision.call.n == 50 * i && last.find(size) != std::string::npos)
          ++right[static_cast<std::size_t>(t)];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, std::vector<int>(4, 20));
}

}  // namespace
}  // namespace fulcrum
