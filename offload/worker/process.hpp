// SPDX-License-Identifier: Apache-2.0
// One worker, as the host has it: from the start of its process to its death.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>

#include "fulcrum/config.hpp"
#include "fulcrum/error.hpp"
#include "offload/worker/arena.hpp"
#include "offload/worker/device_blocks.hpp"
#include "offload/worker/ring.hpp"
#include "offload/worker/spawn.hpp"
#include "offload/worker/waiting.hpp"

namespace fulcrum::offload::worker {

struct Options {
  std::string platform = "host";             // whose device is served: "host", "opencl", "cuda"
  std::uint32_t index = 0;                   // which of its devices
  std::string program;                       // as Config::worker_program has it
  Isa isa = Isa::Scalar;                     // of the kernels, on the host platform's device
  std::uint64_t capacity = 0;                // of the arena, bytes
  std::chrono::milliseconds silence{10000};  // a worker whose heart does not beat is dead
  std::chrono::milliseconds start{10000};    // what it may take to start
};

// False in a child of fork(): the arena is not there, and the worker is its parent's. Cheap.
bool own_process() noexcept;
void watch_forks() noexcept;  // from here on own_process() knows
// Throws Error(DeviceLost) in a child of fork(); to be asked before a lock, which may be taken
// there for good.
void require_own_process();

// Thread-safe. Kept by everything that is made in it.
class Process {
 public:
  // Starts one that serves a device on an arena that no other uses. Throws Error.
  Process(Arena& arena, const Options& options, std::uint64_t generation);
  // Ends it, where it is this process's.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  Arena& arena() const { return arena_; }
  std::uint64_t generation() const { return generation_; }
  std::uint64_t address_base() const { return worker::address_base(generation_); }
  pid_t pid() const { return child_.pid(); }
  int threads() const { return threads_; }
  std::uint32_t devices() const { return devices_; }  // of the platform
  ControlShared& control() const { return *reinterpret_cast<ControlShared*>(arena_.base()); }

  // True from when its death has been noticed on.
  bool lost() const noexcept { return lost_.load(std::memory_order_acquire); }
  // Looks whether it is there still, and whether its heart beats.
  bool look() noexcept;
  // The same, but for what it has seen within the last millisecond: two system calls less.
  bool glance() noexcept;
  // Has it surely left the memory that it used?
  bool gone() const noexcept { return gone_.load(std::memory_order_acquire); }
  // Has it ever completed a command?
  bool worked() const noexcept { return worked_.load(std::memory_order_relaxed); }
  void note_work() noexcept { worked_.store(true, std::memory_order_relaxed); }
  std::string why_lost() const;
  Error error() const;  // DeviceLost
  // Ends it, for what it has done. No effect on one that is lost.
  void lose(const std::string& why) noexcept;

  // Waits until ready(), which may throw Nonsense. Throws Error(DeviceLost) where the worker dies
  // before; in a child of fork() at once.
  template <class Ready>
  void wait(Bell& bell, const Ready& ready) {
    require();
    if (!guarded([&] { return worker::wait(bell, ready, [this] { return glance(); }); }))
      throw error();
  }
  // body(), where what is nonsense in it ends the worker. Throws Error(DeviceLost) then.
  template <class Body>
  auto guarded(const Body& body) {
    try {
      return body();
    } catch (const Nonsense& nonsense) {
      lose("it sent nonsense: " + std::string(nonsense.what()));
      throw error();
    }
  }
  // Throws Error(DeviceLost) where it is lost, or this is a child of fork().
  void require() const {
    if (lost() || !own_process()) [[unlikely]]
      throw error();
  }

  // Of one that is lost: waits until no thread waits for an answer of its any more, so that another
  // worker can have the control ring. Who begins a request now finds that it is lost.
  void leave_control() { const std::lock_guard lock(control_mutex_); }

  // One request of the control ring and its reply, which message holds then: its body. A failure
  // is thrown as an Error of that code of `routine`.
  std::span<const std::byte> request(Message& message, std::size_t bytes, const char* routine);

  // Of a platform other than the host's, whose devices have memory of their own. Throw Error.
  DeviceDescription describe(std::uint32_t index);
  std::uint64_t available_bytes();
  std::uintptr_t allocate(std::uint64_t bytes);  // a device address
  void release(std::uintptr_t address) noexcept;
  const DeviceBlocks& memory() const { return memory_; }
  // Page-locks a block of the arena for the device, where it can; it stays ordinary memory else.
  void lock_pages(std::uint64_t offset, std::uint64_t bytes) noexcept;
  // Of any block, before it is released.
  void unlock_pages(std::uint64_t offset) noexcept;

  // A number for a queue or kernel that no other has.
  std::uint64_t next_number() { return number_.fetch_add(1) + 1; }

 private:
  void shake_hands(const Options& options, int talk);
  template <class Body, class M>
  Body ask(const M& message);
  std::string last_words() const;
  void note_death(const std::string& why) noexcept;
  bool beats() noexcept;

  Arena& arena_;
  const std::uint64_t generation_;
  const std::chrono::milliseconds silence_;
  int threads_ = 0;
  std::uint32_t devices_ = 0;
  DeviceBlocks memory_;
  std::atomic<std::uint64_t> number_{0};
  std::atomic<bool> lost_{false}, gone_{false}, worked_{false};
  std::atomic<std::int64_t> seen_{0};  // when look() last saw it there, ns

  mutable std::mutex mutex_;  // of what follows
  Child child_;
  std::string why_;
  std::uint64_t last_beat_ = 0;
  std::chrono::steady_clock::time_point last_look_;
  std::chrono::nanoseconds silent_{0};

  std::mutex locked_mutex_;
  std::set<std::uint64_t> locked_;  // blocks whose pages the device has locked

  std::mutex control_mutex_;
  RingWriter requests_;
  RingReader replies_;
  std::uint64_t sent_ = 0;
};

}  // namespace fulcrum::offload::worker
