// SPDX-License-Identifier: Apache-2.0
// Streams and events on the driver's.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "offload/cuda/cuda_device.hpp"
#include "offload/runtime/plugin.hpp"

namespace fulcrum::offload::cuda {

// What the host tasks of one stream threw, and which other streams' tasks it depends on. The driver
// knows nothing of these errors: they live beside its own.
class TaskErrors {
 public:
  // Tasks and waits are numbered together, in the stream's order.
  std::uint64_t next_task() { return ++tasks_; }
  std::uint64_t tasks() const { return tasks_; }
  void fail(std::uint64_t task, std::string what);
  // What is queued from now on depends on the first `tasks` tasks of `upstream`.
  void depend(std::shared_ptr<const TaskErrors> upstream, std::uint64_t tasks);
  // The first error among the first `tasks` tasks here and what they depend on; empty where all is
  // well.
  std::string find(std::uint64_t tasks) const;

 private:
  struct Dependence {
    std::shared_ptr<const TaskErrors> upstream;
    std::uint64_t tasks;  // of the upstream
    std::uint64_t at;     // counts for tasks here from this one on
  };

  std::atomic<std::uint64_t> tasks_{0};
  mutable std::mutex mutex_;
  std::uint64_t failed_task_ = 0;
  std::string what_;
  std::vector<Dependence> upstream_;
};

class CudaEvent : public plugin::Event {
 public:
  CudaEvent(std::shared_ptr<CudaDevice> device, bool timed);
  ~CudaEvent() override;

  bool done() override;
  void sync() override;
  double nanoseconds_since(plugin::Event& start) override;

 private:
  friend class CudaStream;
  std::shared_ptr<CudaDevice> device_;
  EventHandle handle_ = nullptr;
  std::shared_ptr<TaskErrors> errors_;  // of the stream that recorded it last
  std::uint64_t tasks_ = 0;
};

class CudaStream : public plugin::Stream {
 public:
  explicit CudaStream(std::shared_ptr<CudaDevice> device);
  ~CudaStream() override;

  StreamHandle handle() const { return handle_; }

  void copy(const plugin::Copy& copy) override;
  void fill(MemoryKind kind, std::uintptr_t dst, unsigned char value, std::size_t bytes) override;
  void host(std::function<void()> task) override;
  void record(plugin::Event& event) override;
  void wait(plugin::Event& event) override;
  bool done() override;
  std::string status() const override;

 protected:
  void do_sync() override;
  bool drain() noexcept override;

 private:
  struct Task {
    std::function<void()> run;
    std::shared_ptr<TaskErrors> errors;
    std::uint64_t number;
    std::atomic<bool> finished{false};
  };

  void copy_row(const plugin::Copy& copy);
  bool poisoned() const;  // a host task has failed: what follows is skipped
  static void run_task(void* task);

  std::shared_ptr<CudaDevice> device_;
  StreamHandle handle_ = nullptr;
  std::shared_ptr<TaskErrors> errors_ = std::make_shared<TaskErrors>();
  std::list<Task> tasks_;  // until they have run: the driver holds plain pointers
};

}  // namespace fulcrum::offload::cuda
