// SPDX-License-Identifier: Apache-2.0
// The software half of a stream: commands that wait for a thread of the stream's own.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "fulcrum/runtime/stream.hpp"

namespace fulcrum::plugin {

struct Nothing {};
struct Copying {
  Copy copy;
};
// Between two devices, through pinned memory.
struct Staging {
  Copy copy;
  std::shared_ptr<Device> other;
  bool to_other;
};
struct Filling {
  MemoryKind kind;
  unsigned char value;
  std::uintptr_t dst;
  std::size_t bytes;
};
struct Launching {
  std::shared_ptr<Kernel> kernel;
  LaunchConfig config;
  std::size_t first;  // of the batch's arguments
  std::uint32_t count;
};
struct Task {
  std::function<void()> run;
  bool always;  // on a stream that has failed, too
};
struct Recording {
  std::shared_ptr<Event> event;
};
struct Waiting {
  std::shared_ptr<Event> event;
  std::shared_ptr<Progress> progress;  // as the event stood when it was waited for
  std::uint64_t position;
};
using Command =
    std::variant<Nothing, Copying, Staging, Filling, Launching, Task, Recording, Waiting>;

class Stream::Software {
 public:
  explicit Software(std::shared_ptr<Core> core);
  ~Software();
  Software(const Software&) = delete;
  Software& operator=(const Software&) = delete;

  // Is a command over so many bytes, of which nothing is queued before, over before a thread is
  // awake? Then at_once() does it in the call.
  static bool is_short(const Core& core, std::size_t bytes);
  template <class Call>
  static void at_once(Core& core, const Call& call);

  // `recorded`: the event that a Recording is of.
  void push(Command command, Event* recorded = nullptr);
  void push_launch(const std::shared_ptr<Kernel>& kernel, const LaunchConfig& config,
                   std::span<const Argument> arguments);
  void wait_idle();
  // From its own thread: the thread works off what is queued, and deletes this.
  void end_alone();

 private:
  struct Stored {
    std::size_t at;
    std::uint32_t bytes;
    bool is_address;
  };
  // What has been queued while the thread was at work. Swapped with what it has done, so that
  // queueing allocates only until both have room for the most that ever was there.
  struct Batch {
    std::vector<Command> commands;
    std::vector<Stored> arguments;
    std::vector<std::byte> bytes;

    void clear() {
      commands.clear();
      arguments.clear();
      bytes.clear();
    }
  };

  void work();
  void execute(Command& command) noexcept;
  template <class T>
  bool calls_driver() const;
  void run(Nothing& /*command*/) {}
  void run(Copying& command);
  void run(Staging& command);
  void run(Filling& command);
  void run(Launching& command);
  void run(Task& command);
  void run(Recording& command);
  void run(Waiting& command);

  const std::shared_ptr<Core> core_;
  std::mutex mutex_;
  std::condition_variable more_, idle_;
  Batch pending_, batch_;
  std::vector<Argument> launch_arguments_;
  bool working_ = false, closing_ = false, alone_ = false;
  bool asleep_ = false;  // the thread, until somebody takes it on himself to wake it
  int idle_waiters_ = 0;
  std::thread thread_;  // last: it starts when everything else is there
};

}  // namespace fulcrum::plugin
