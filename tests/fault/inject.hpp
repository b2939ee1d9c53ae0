// SPDX-License-Identifier: Apache-2.0
// A fault at every driver and cuBLAS call that a routine makes, one after the other: what comes
// back is right and whole, or an error that names the call while the rest of the output, and every
// input, is as it was.
#pragma once

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>

#include "fault/backend.hpp"
#include "tests/support/scale.hpp"

namespace fulcrum::test {

using offload::BlasDevice;
using offload::Outcome;
using standin::Fault;
using standin::FaultMode;

struct Kind {
  int cuda_code, cublas_code;
  FaultMode mode;
  bool may_close;  // the code itself says that the device is lost
};

inline constexpr Kind kKinds[] = {
    {2, 3, FaultMode::Once, false},    // out of memory; CUBLAS_STATUS_ALLOC_FAILED
    {999, 14, FaultMode::Once, true},  // unknown; CUBLAS_STATUS_INTERNAL_ERROR
    {719, 13, FaultMode::Once, true},  // launch failed, a sticky code;
                                       // CUBLAS_STATUS_EXECUTION_FAILED
    {700, 13, FaultMode::Sticky, true},
    {719, 13, FaultMode::Async, true},
};

inline std::string describe(const Kind& kind, std::int64_t at) {
  const char* modes[] = {"once", "forever", "sticky", "async"};
  return "code " + std::to_string(kind.cuda_code) + "/" + std::to_string(kind.cublas_code) + ' ' +
         modes[static_cast<int>(kind.mode)] + " at call " + std::to_string(at);
}

// "cuMemAlloc_v2" and "cublasDgemm_v2_64" as a message may name them.
inline std::string base_name(std::string function) {
  for (const std::string suffix : {"_64", "_v2"}) {
    if (function.size() > suffix.size() && function.ends_with(suffix))
      function.resize(function.size() - suffix.size());
  }
  return function;
}

// Does the message name one of the calls that answered with the code of the fault?
inline bool names_failed_call(const std::string& message, const Kind& kind) {
  for (const standin::LoggedCall& call : call_log()) {
    const bool blas = std::string_view(call.function).starts_with("cublas");
    if (call.result != (blas ? kind.cublas_code : kind.cuda_code)) continue;
    if (message.find(base_name(call.function)) != std::string::npos) return true;
  }
  return false;
}

inline bool same(const standin::Live& a, const standin::Live& b) {
  return a.device_allocations == b.device_allocations && a.device_bytes == b.device_bytes &&
         a.pinned_allocations == b.pinned_allocations && a.pinned_bytes == b.pinned_bytes &&
         a.streams == b.streams && a.events == b.events && a.blas_handles == b.blas_handles &&
         a.contexts == b.contexts;
}

inline std::string text(const standin::Live& l) {
  return "device " + std::to_string(l.device_allocations) + "/" + std::to_string(l.device_bytes) +
         " pinned " + std::to_string(l.pinned_allocations) + "/" + std::to_string(l.pinned_bytes) +
         " streams " + std::to_string(l.streams) + " events " + std::to_string(l.events) +
         " handles " + std::to_string(l.blas_handles) + " contexts " + std::to_string(l.contexts);
}

// After a fault: right and whole, or an error that says what failed and an output completed as far
// as it says.
inline void judge(const Outcome& outcome, const BlasCall& call, BlasDevice& device,
                  const Kind& kind) {
  EXPECT_EQ(violations(), "");
  if (outcome.ok) {
    EXPECT_EQ(call.verdict(-1), "") << "reported as done";
  } else {
    EXPECT_TRUE(names_failed_call(outcome.message, kind)) << outcome.message;
    EXPECT_GE(outcome.completed, 0);
    EXPECT_LT(outcome.completed, call.output_size());
    EXPECT_EQ(call.verdict(outcome.completed), "") << outcome.message;
  }
  const bool closed = !device.closed_because().empty();
  EXPECT_TRUE(kind.may_close || !closed) << "closed because " << device.closed_because();
  if (kind.mode == FaultMode::Sticky && control().faults_fired() > 0 && !outcome.ok) {
    EXPECT_TRUE(closed) << "a sticky error, and the device is still offered";
  }
  if (!closed) {
    EXPECT_EQ(live().queued_work, 0)
        << "work is still queued on the operands of a call that has returned";
  }
  EXPECT_EQ(control().context_depth(), 0);
}

// What follows: the device works again, or is closed and says so.
inline void judge_next(BlasCall& call, BlasDevice& device) {
  call.reset();
  control().clear();
  const bool closed = !device.closed_because().empty();
  const Outcome next = call.run(device);
  if (closed) {
    EXPECT_FALSE(next.ok);
    EXPECT_EQ(next.code, ErrorCode::DeviceLost);
    EXPECT_NE(next.message, "");
    EXPECT_EQ(call.verdict(0), "");
  } else if (next.ok) {
    EXPECT_EQ(call.verdict(-1), "");
  } else {
    // A context lost by work that nobody had waited for yet shows only now.
    EXPECT_EQ(call.verdict(next.completed), "") << next.message;
    EXPECT_FALSE(device.closed_because().empty())
        << "the call after the fault failed too: " << next.message;
  }
  EXPECT_EQ(violations(), "");
  EXPECT_EQ(control().context_depth(), 0);
}

using offload::cuda::Limits;

inline BlasDevice& limited_device(const Limits& limits) {
  narrow(device(), limits);
  return device();
}

// Three rounds, the first on a device that was never used: a fault at call `at`, then a call
// without one. What is alive must not grow from round to round.
inline void rounds(BlasCall& call, const Limits& limits, const Kind& kind, std::int64_t at) {
  BlasDevice& dev = limited_device(limits);
  standin::Live after[3]{};
  for (standin::Live& alive : after) {
    call.reset();
    control().clear();
    const Fault fault{"", at, kind.cuda_code, kind.cublas_code, kind.mode};
    control().fail(&fault);
    const Outcome outcome = call.run(dev);
    judge(outcome, call, dev, kind);
    judge_next(call, dev);
    if (testing::Test::HasFailure() || !dev.closed_because().empty()) return;
    alive = live();
  }
  EXPECT_TRUE(same(after[1], after[2]))
      << "leaked: " << text(after[1]) << " became " << text(after[2]);
}

// A number that a child leaves for its parent.
class SharedNumber {
 public:
  SharedNumber()
      : at_(new (mmap(nullptr, sizeof(std::int64_t), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0)) std::int64_t(0)) {}
  ~SharedNumber() { munmap(at_, sizeof(std::int64_t)); }
  SharedNumber(const SharedNumber&) = delete;
  SharedNumber& operator=(const SharedNumber&) = delete;
  std::int64_t& value() const { return *at_; }

 private:
  std::int64_t* at_;
};

// Driver and cuBLAS calls of the first use, which makes context, stream and buffers as well.
inline std::int64_t count_calls(BlasCall& call, const Limits& limits) {
  SharedNumber calls;
  const std::string wrong = in_child(standin_environment(), [&] {
    BlasDevice& dev = limited_device(limits);
    control().clear();
    expect_right(dev, call);
    calls.value() = control().calls();
  });
  EXPECT_EQ(wrong, "");
  return calls.value();
}

inline void inject(BlasCall& call, const Limits& limits, const Kind& kind, std::int64_t calls) {
  const int step = scaled(1, 5);
  for (std::int64_t at = 1; at <= calls && !testing::Test::HasFailure(); at += step) {
    const std::string wrong =
        in_child(standin_environment(), [&] { rounds(call, limits, kind, at); });
    EXPECT_EQ(wrong, "") << describe(kind, at);
  }
}

inline void inject_everywhere(const std::unique_ptr<BlasCall>& call, const Limits& limits = {},
                              std::span<const Kind> kinds = kKinds) {
  const std::int64_t calls = count_calls(*call, limits);
  ASSERT_GT(calls, 10) << "a routine cannot cross with so few calls";
  for (const Kind& kind : kinds) inject(*call, limits, kind, calls);
}

// Small enough that the operands below take several panels or pieces.
inline constexpr Limits kNarrow{
    .device_bytes = 1 << 20, .staging_bytes = 16 << 10, .ring_bytes = 8 << 10};

}  // namespace fulcrum::test
