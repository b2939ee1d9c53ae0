// SPDX-License-Identifier: Apache-2.0
// A device of the runtime that fails at one of its calls: at once, or, as drivers do, later, when
// what was queued runs.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "fulcrum/error.hpp"
#include "offload/runtime/plugin.hpp"

namespace fulcrum::test {

// Which call fails, counted from 0 over the device and its streams, and how many there have been.
struct Faults {
  int fails_at = -1, calls = 0;
  bool later = false;
  ErrorCode code = ErrorCode::DeviceFailed;

  bool due() { return calls++ == fails_at; }
  [[noreturn]] void fail() const { throw Error(code, "test", "a call failed"); }
};

class FaultyStream final : public offload::plugin::Stream {
 public:
  FaultyStream(std::shared_ptr<offload::plugin::Stream> inner, Faults& faults)
      : inner_(std::move(inner)), faults_(faults) {}

  void copy(const offload::plugin::Copy& copy) override {
    if (passes()) inner_->copy(copy);
  }
  void fill(offload::MemoryKind kind, std::uintptr_t dst, unsigned char value,
            std::size_t bytes) override {
    if (passes()) inner_->fill(kind, dst, value, bytes);
  }
  void host(std::function<void()> task) override {
    if (passes()) inner_->host(std::move(task));
  }
  // Somebody waits for an event: its record comes behind the failure.
  void record(offload::plugin::Event& event) override {
    passes();
    inner_->record(event);
  }
  void wait(offload::plugin::Event& event) override {
    if (passes()) inner_->wait(event);
  }
  bool done() override { return inner_->done(); }
  std::string status() const override { return inner_->status(); }

 protected:
  void do_sync() override { inner_->sync(); }
  bool drain() noexcept override { return inner_->finish(inner_->mark()); }

 private:
  // False where the call is to fail later: a task that fails stands in its place.
  bool passes() {
    if (!faults_.due()) return true;
    if (!faults_.later) faults_.fail();
    inner_->host([faults = faults_] { faults.fail(); });
    return false;
  }

  std::shared_ptr<offload::plugin::Stream> inner_;
  Faults& faults_;
};

class FaultyDevice final : public offload::plugin::Device {
 public:
  FaultyDevice(std::shared_ptr<offload::plugin::Device> inner, Faults& faults)
      : inner_(std::move(inner)), faults_(faults) {}

  const std::string& name() const override { return inner_->name(); }
  std::shared_ptr<offload::plugin::Stream> create_stream() override {
    if (faults_.due()) faults_.fail();
    return std::make_shared<FaultyStream>(inner_->create_stream(), faults_);
  }
  std::unique_ptr<offload::plugin::Event> create_event(bool timed) override {
    if (faults_.due()) faults_.fail();
    return inner_->create_event(timed);
  }
  std::uintptr_t allocate(offload::MemoryKind kind, std::size_t bytes) override {
    if (faults_.due()) faults_.fail();
    return inner_->allocate(kind, bytes);
  }
  void release(offload::MemoryKind kind, std::uintptr_t address,
               std::size_t bytes) noexcept override {
    inner_->release(kind, address, bytes);
  }

 private:
  std::shared_ptr<offload::plugin::Device> inner_;
  Faults& faults_;
};

}  // namespace fulcrum::test
