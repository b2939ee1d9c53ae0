// SPDX-License-Identifier: Apache-2.0
// Faults at every call of products, axpy and dot (inject.hpp), and functions that fail for good.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "fault/inject.hpp"

namespace fulcrum::test {
namespace {

TEST(Inject, Gemm) {
  inject_everywhere(
      make_gemm(Precision::F64,
                {.trans_a = true, .m = 37, .n = 29, .k = 23, .alpha = 1.5, .beta = 0.5, .pad = 2}));
}

TEST(Inject, GemmInPanels) {
  inject_everywhere(make_gemm(Precision::F64, {.m = 37, .n = 150, .k = 23, .beta = 1, .pad = 1}),
                    kNarrow);
}

// Operands in page-locked memory of the application's, where a copy could reach the output
// directly.
TEST(Inject, GemmOnPinnedOperands) {
  for (const Kind& kind : kKinds) {
    for (int at = 1; at <= 60 && !testing::Test::HasFailure(); at += scaled(1, 5)) {
      expect_child(standin_environment(), [&] {
        const PinnedMemory pinned;
        const GemmArguments g{.m = 30, .n = 40, .k = 20, .alpha = 2, .beta = 1, .pad = 3};
        const auto call =
            make_gemm(Precision::F64, g, [&](std::size_t bytes) { return pinned.allocate(bytes); });
        SCOPED_TRACE(describe(kind, at));
        rounds(*call, kNarrow, kind, at);
      });
    }
  }
}

// Memory that never comes back: the answer is an error, and nothing is held on to.
TEST(Inject, NoMemoryForGood) {
  for (const std::string function : {"cuMemAlloc_v2", "cuMemHostAlloc"}) {
    expect_child(standin_environment(), [&] {
      const auto call = make_gemm(Precision::F32, {.m = 20, .n = 20, .k = 20, .beta = 1});
      expect_right(device(), *call);
      dynamic_cast<offload::cuda::CudaBlas&>(device()).set_limits(
          {});  // gives back what was cached
      const Fault fault{function.c_str(), 1, 2, 3, FaultMode::Forever};
      for (int i = 0; i < 3; ++i) {
        call->reset();
        control().clear();
        control().fail(&fault);
        const Outcome outcome = call->run(device());
        EXPECT_FALSE(outcome.ok);
        EXPECT_EQ(outcome.code, ErrorCode::OutOfMemory);
        EXPECT_NE(outcome.message.find(function), std::string::npos) << outcome.message;
        EXPECT_EQ(call->verdict(0), "");
        EXPECT_EQ(live().queued_work, 0);
      }
      control().clear();
      expect_right(device(), *call);
    });
  }
}

// A function that fails from its nth call on, so that waiting and cleaning up fail as well. Once
// the functions work again, so does the device, or it is closed: nothing may still write to memory
// that has been given to another use.
void function_broken_for_good(BlasCall& call, const std::vector<std::string>& functions, int nth,
                              int code) {
  BlasDevice& dev = limited_device(kNarrow);
  call.reset();
  expect_right(dev, call);
  const Kind kind{code, 14, FaultMode::Forever, true};
  for (int round = 0; round < 2; ++round) {
    call.reset();
    control().clear();
    for (const std::string& function : functions) {
      const Fault fault{function.c_str(), nth, kind.cuda_code, kind.cublas_code, kind.mode};
      control().fail(&fault);
    }
    const Outcome outcome = call.run(dev);
    EXPECT_EQ(violations(), "");
    EXPECT_EQ(call.verdict(outcome.ok ? -1 : outcome.completed), "") << outcome.message;
    judge_next(call, dev);
  }
}

TEST(Inject, FunctionsThatFailForGood) {
  const std::vector<std::vector<std::string>> sets = {
      {"cuEventSynchronize"},
      {"cuStreamSynchronize"},
      {"cuEventSynchronize", "cuStreamSynchronize", "cuEventQuery", "cuStreamQuery"},
      {"cuEventRecord"},
      {"cuStreamWaitEvent"},
      {"cuMemcpyDtoHAsync_v2", "cuMemcpy2DAsync_v2"},
      {"cuMemcpyHtoDAsync_v2"},
      {"cuCtxPushCurrent_v2"},
      {"cuEventCreate"},
      {"cuStreamCreate"},
      {"cublasDgemm_v2_64"},
      {"cuPointerGetAttribute"},
  };
  const auto call = make_gemm(Precision::F64, {.m = 37, .n = 150, .k = 23, .beta = 1, .pad = 1});
  for (const auto& functions : sets) {
    for (const int nth : {1, 2, 3, 5}) {
      for (const int code : {999, 2}) {
        const std::string wrong = in_child(
            standin_environment(), [&] { function_broken_for_good(*call, functions, nth, code); });
        EXPECT_EQ(wrong, "") << functions.front() << " from call " << nth << " on, code " << code;
      }
    }
  }
}

TEST(Inject, Gemv) {
  inject_everywhere(
      make_gemv(Precision::F32,
                {.trans = true, .m = 60, .n = 50, .alpha = 2, .beta = -1, .incx = 2, .incy = -3}));
}

TEST(Inject, Axpy) {
  inject_everywhere(make_axpy(Precision::F64, {.n = 700, .alpha = 0.5, .incx = -2, .incy = 3}));
}

TEST(Inject, AxpyInPieces) {
  inject_everywhere(make_axpy(Precision::F64, {.n = 3000, .alpha = 0.5, .incx = -2, .incy = 1}),
                    kNarrow);
}

TEST(Inject, Dot) {
  inject_everywhere(make_dot(Precision::F64, {.n = 900, .incx = 2, .incy = -1}));
}

TEST(Inject, DotInPieces) { inject_everywhere(make_dot(Precision::F32, {.n = 5000}), kNarrow); }

}  // namespace
}  // namespace fulcrum::test
