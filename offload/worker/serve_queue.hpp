// SPDX-License-Identifier: Apache-2.0
// What a worker has: queues with a thread each, and kernels.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "fulcrum/error.hpp"
#include "offload/worker/ring.hpp"
#include "offload/worker/serve.hpp"
#include "offload/worker/served.hpp"
#include "offload/worker/waiting.hpp"

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
  std::shared_ptr<plugin::Kernel> code;
  std::vector<plugin::Parameter> parameters;
};

struct World {
  ServedArena arena;
  std::unique_ptr<ServedDevice> device;
  const Tampering& tampering;
  Numbered<ServedQueue> queues{};
  Numbered<const LoadedKernel> kernels{};

  // Fills in why and ends the process. Other threads may be at work: nothing is cleaned up.
  [[noreturn]] void give_up(ExitStatus status, const std::string& why) const;
  // The same, where the device is of no more use.
  void give_up_where_lost() const;
};

// Of a LoadKernelMessage. Throws Error with what the loader says.
void load_kernel(World& world, const Message& message);

struct Failed {
  ErrorCode code{};
  std::string text;
};
Failed failed_of(const std::exception& error);

// Computes the problem of a ComputeMessage. Throws Error where an operand is not in memory that is
// in use, Nonsense where it is no problem.
void compute(const ServedDevice& device, ServedCommands& commands, Message& message);

class ServedQueue {
 public:
  ServedQueue(World& world, QueueShared& shared);  // throws Error
  ~ServedQueue();
  ServedQueue(const ServedQueue&) = delete;
  ServedQueue& operator=(const ServedQueue&) = delete;

  // No command follows. Waits for the one under way.
  void stop();

 private:
  void run();
  void serve_one();
  void execute();
  void launch(const LaunchMessage& message);
  void wait_for(const WaitMessage& message);
  void note_time(const NoteTimeMessage& message);
  // Calls body(); what it has thrown, but for Nonsense.
  template <class Body>
  static std::optional<Failed> attempt(const Body& body);
  // The command behind those that are done has failed. Nothing follows a first failure.
  void fail(const Failed& failed);
  bool has_failed() const { return failed_.load(std::memory_order_relaxed) != 0; }
  // Waits for the commands that have been taken, and counts them as done. A failure that shows only
  // then counts as the first one's.
  void settle();
  void step(Step step) {
    if (world_.tampering.at != nullptr)
      world_.tampering.at(step, &world_.arena.control(), &shared_);
  }
  template <class M>
  M message_as() const {
    if (message_.header().bytes < sizeof(M)) throw Nonsense("a command that is too short");
    return message_.as<M>();
  }

  World& world_;
  QueueShared& shared_;
  RingReader ring_;
  const std::unique_ptr<ServedCommands> commands_;
  Message message_;
  std::vector<plugin::Argument> arguments_;
  std::vector<std::uintptr_t> addresses_;
  std::uint64_t taken_ = 0;  // commands
  // What other queues' threads ask: not what the host could write.
  std::atomic<std::uint64_t> done_{0}, failed_{0};
  Failed failure_;
  Bell passed_;
  std::atomic<bool> stop_{false};
  std::thread thread_;  // last: it starts when everything else is there
};

}  // namespace fulcrum::offload::worker
