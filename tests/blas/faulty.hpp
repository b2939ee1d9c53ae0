// SPDX-License-Identifier: Apache-2.0
// A device of the runtime that fails at one of its calls: at once, or, as drivers do, later, when
// what was queued runs.
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "fulcrum/error.hpp"
#include "fulcrum/runtime/plugin.hpp"
#include "tests/blas/wrapped.hpp"

namespace fulcrum::test {

// Which call fails, counted from 0 over the device and its streams, and how many there have been.
struct Faults {
  int fails_at = -1, calls = 0;
  bool later = false;
  ErrorCode code = ErrorCode::DeviceFailed;

  // From the threads of several streams.
  bool due() { return std::atomic_ref(calls).fetch_add(1) == fails_at; }
  [[noreturn]] void fail() const { throw Error(code, "test", "a call failed"); }
};

class FaultyQueue final : public plugin::Queue {
 public:
  FaultyQueue(std::unique_ptr<plugin::Queue> inner, Faults& faults)
      : inner_(std::move(inner)), faults_(faults) {}

  void copy(const plugin::Copy& copy) override {
    pass([&] { inner_->copy(copy); });
  }
  void fill(MemoryKind kind, std::uintptr_t dst, unsigned char value, std::size_t bytes) override {
    pass([&] { inner_->fill(kind, dst, value, bytes); });
  }
  void launch(plugin::Kernel& kernel, const LaunchConfig& config,
              std::span<const plugin::Argument> arguments) override {
    pass([&] { inner_->launch(kernel, config, arguments); });
  }
  // Somebody waits for an event: its record comes behind the failure.
  void record(plugin::Event& event) override {
    if (faults_.due() || failed_) faults_.fail();
    inner_->record(event);
  }
  void wait(plugin::Event& event) override {
    pass([&] { inner_->wait(event); });
  }
  bool knows(const plugin::Event& event) const noexcept override { return inner_->knows(event); }
  bool done() override { return inner_->done(); }
  void sync() override {
    if (failed_) faults_.fail();
    inner_->sync();
  }
  bool drain() noexcept override { return inner_->drain(); }
  bool computes_in_call() const noexcept override { return inner_->computes_in_call(); }

 private:
  // What fails later does so at the next synchronisation, and nothing behind it is done.
  template <class Call>
  void pass(const Call& call) {
    if (faults_.due()) {
      if (!faults_.later) faults_.fail();
      failed_ = true;
    }
    if (!failed_) call();
  }

  std::unique_ptr<plugin::Queue> inner_;
  Faults& faults_;
  bool failed_ = false;
};

class FaultyDevice final : public WrappedDevice {
 public:
  FaultyDevice(std::shared_ptr<plugin::Device> inner, Faults& faults)
      : WrappedDevice(std::move(inner)), faults_(faults) {}

  std::unique_ptr<plugin::Queue> create_queue() override {
    if (faults_.due()) faults_.fail();
    return std::make_unique<FaultyQueue>(WrappedDevice::create_queue(), faults_);
  }
  std::shared_ptr<plugin::Event> create_event(bool timed) override {
    if (faults_.due()) faults_.fail();
    return WrappedDevice::create_event(timed);
  }
  std::uintptr_t allocate(MemoryKind kind, std::size_t bytes) override {
    if (faults_.due()) faults_.fail();
    return WrappedDevice::allocate(kind, bytes);
  }

 private:
  Faults& faults_;
};

}  // namespace fulcrum::test
