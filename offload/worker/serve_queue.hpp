// SPDX-License-Identifier: Apache-2.0
// What a worker has: queues with a thread each, and kernels.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "offload/host/host_kernel.hpp"
#include "offload/worker/ring.hpp"
#include "offload/worker/serve.hpp"
#include "offload/worker/waiting.hpp"
#include "simd/targets.hpp"

namespace fulcrum::offload::worker {

class ServedQueue;

// Values that are shared, by number. Thread-safe.
template <class T>
class Numbered {
 public:
  // Throws Nonsense for a number that is there.
  void add(std::uint64_t number, std::shared_ptr<T> value) {
    const std::lock_guard lock(mutex_);
    if (!values_.emplace(number, std::move(value)).second)
      throw Nonsense("the number " + std::to_string(number) + " a second time");
  }
  std::shared_ptr<T> find(std::uint64_t number) const {
    const std::lock_guard lock(mutex_);
    const auto at = values_.find(number);
    return at == values_.end() ? nullptr : at->second;
  }
  std::shared_ptr<T> take(std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    const auto at = values_.find(number);
    if (at == values_.end()) return nullptr;
    auto value = std::move(at->second);
    values_.erase(at);
    return value;
  }

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::shared_ptr<T>> values_;
};

struct LoadedKernel {
  std::shared_ptr<host::HostCode> code;
  std::vector<Parameter> parameters;
};

class Kernels : public Numbered<const LoadedKernel> {
 public:
  // A LoadKernelMessage. Throws Error with what the loader says.
  void load(const Message& message);
};

struct World {
  std::byte* arena;
  ArenaLayout layout;
  const simd::Target& target;
  const Tampering& tampering;
  Numbered<ServedQueue> queues{};
  Kernels kernels{};

  ControlShared& control() const { return *reinterpret_cast<ControlShared*>(arena); }
  // Memory for [offset, offset + bytes). Throws Error(InvalidArgument) where that is not inside one
  // block in use; of no bytes, the end of a block is inside.
  std::byte* at(std::uint64_t offset, std::uint64_t bytes, const char* what) const;
  // The same of a device address, whatever worker's it says it is.
  std::byte* at_address(std::uint64_t address, std::uint64_t bytes, const char* what) const;
};

Failure failure_of(const std::exception& error);

// Computes the problem of a ComputeMessage. Throws Error where an operand is not in memory that is
// in use, Nonsense where it is no problem.
void compute(const World& world, Message& message);

class ServedQueue {
 public:
  ServedQueue(World& world, QueueShared& shared);
  ~ServedQueue();
  ServedQueue(const ServedQueue&) = delete;
  ServedQueue& operator=(const ServedQueue&) = delete;

  // No command follows. Waits for the one under way.
  void stop();

 private:
  void run();
  void serve_one();
  void execute();
  void copy(const CopyMessage& message);
  void fill(const FillMessage& message);
  void launch(const LaunchMessage& message);
  void wait_for(const WaitMessage& message);
  void note_time(const NoteTimeMessage& message);
  void fail(const Failure& failure);
  void step(Step step) {
    if (world_.tampering.at != nullptr) world_.tampering.at(step, &world_.control(), &shared_);
  }
  template <class M>
  M message_as() const {
    if (message_.header().bytes < sizeof(M)) throw Nonsense("a command that is too short");
    return message_.as<M>();
  }

  World& world_;
  QueueShared& shared_;
  RingReader commands_;
  Message message_;
  std::vector<const void*> values_;
  std::vector<std::byte> scratch_;
  std::vector<std::byte*> pointers_;
  // What other queues' threads ask: not what the host could write.
  std::atomic<std::uint64_t> done_{0}, failed_{0};
  Failure failure_;
  Bell passed_;
  std::atomic<bool> stop_{false};
  std::thread thread_;  // last: it starts when everything else is there
};

}  // namespace fulcrum::offload::worker
