// SPDX-License-Identifier: Apache-2.0
// The platforms "worker", "worker:opencl" and "worker:cuda": a device of another platform in a
// process of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "fulcrum/runtime/kernel.hpp"
#include "fulcrum/runtime/plugin.hpp"
#include "offload/device.hpp"
#include "offload/worker/process.hpp"

namespace fulcrum::offload::worker {

class WorkerDevice;

// The host's half of a queue in a worker. The worker's half ends with it, so whoever may still ask
// how far it has come keeps it: events, and queues that wait for it.
class QueueState {
 public:
  explicit QueueState(std::shared_ptr<Process> process);  // throws Error
  ~QueueState();
  QueueState(const QueueState&) = delete;
  QueueState& operator=(const QueueState&) = delete;

  Process& process() const { return *process_; }
  std::uint64_t number() const { return number_; }
  // Commands that were queued.
  std::uint64_t submitted() const { return submitted_.load(std::memory_order_relaxed); }

  // Queues message.bytes[0, bytes), whose header but for its kind is filled in here. Throws
  // Error(DeviceLost).
  void submit(Message& message, std::size_t bytes);
  bool reached(std::uint64_t position) const {
    return shared_.done.value.load(std::memory_order_seq_cst) >= position;
  }
  // Of a position that was reached, throws the error of the first command that failed, where it is
  // among the first `position`.
  void check(std::uint64_t position) const;
  std::string failure() const;
  // Waits, then checks.
  void wait_for(std::uint64_t position);

 private:
  bool has_failed(std::uint64_t position) const;

  const std::shared_ptr<Process> process_;
  const std::uint64_t number_;
  std::uint64_t offset_;
  QueueShared& shared_;
  RingWriter commands_;
  std::atomic<std::uint64_t> submitted_{0};
};

class WorkerEvent final : public plugin::Event {
 public:
  WorkerEvent(std::shared_ptr<WorkerDevice> device, bool timed);
  ~WorkerEvent() override;

  const plugin::Device& device() const override;
  void set(std::shared_ptr<QueueState> queue, std::uint64_t position);
  std::pair<std::shared_ptr<QueueState>, std::uint64_t> where() const;
  // Of the time in the arena, where it is timed.
  bool timed() const { return slot_ != kNoSlot; }
  std::uint64_t slot() const { return slot_; }

 protected:
  bool driver_done() override;
  void driver_sync() override;
  double driver_nanoseconds_since(plugin::Event& start) override;

 private:
  static constexpr std::uint64_t kNoSlot = UINT64_MAX;

  const std::shared_ptr<WorkerDevice> device_;
  std::uint64_t slot_ = kNoSlot;
  mutable std::mutex mutex_;
  std::shared_ptr<QueueState> queue_;
  std::uint64_t position_ = 0;
};

// A block of the arena that a worker reads or writes for a while. Left alone where a worker that is
// lost, but not surely gone, may still do so.
class ArenaBlock {
 public:
  ArenaBlock(Process& process, std::uint64_t bytes)
      : process_(process), offset_(process.arena().allocate(bytes)) {}
  ~ArenaBlock() {
    if (own_process() && (!process_.lost() || process_.gone())) process_.arena().release(offset_);
  }
  ArenaBlock(const ArenaBlock&) = delete;
  ArenaBlock& operator=(const ArenaBlock&) = delete;

  std::uint64_t offset() const { return offset_; }
  std::byte* data() const { return process_.arena().blocks() + offset_; }

 private:
  Process& process_;
  const std::uint64_t offset_;
};

// Loaded again where another worker is to run it.
class WorkerKernel final : public plugin::Kernel {
 public:
  // `code`: as a LoadKernelMessage has it in the arena.
  WorkerKernel(std::string library, std::string name, std::vector<Parameter> parameters,
               std::string code)
      : library_(std::move(library)),
        name_(std::move(name)),
        code_(std::move(code)),
        parameters_(std::move(parameters)) {}

  // Its number in this worker. Throws Error(InvalidArgument) with the worker's reason.
  std::uint64_t in(Process& process);

 private:
  const std::string library_, name_, code_;
  const std::vector<Parameter> parameters_;
  std::mutex mutex_;
  std::atomic<std::uint64_t> generation_{UINT64_MAX}, number_{0};
};

class WorkerQueue final : public plugin::Queue {
 public:
  WorkerQueue(std::shared_ptr<Process> process, bool memory_in_arena)
      : state_(std::make_shared<QueueState>(std::move(process))),
        memory_in_arena_(memory_in_arena) {}

  void copy(const plugin::Copy& copy) override;
  void fill(MemoryKind kind, std::uintptr_t dst, unsigned char value, std::size_t bytes) override;
  void launch(plugin::Kernel& kernel, const LaunchConfig& config,
              std::span<const plugin::Argument> arguments) override;
  void record(plugin::Event& event) override;
  void wait(plugin::Event& event) override;
  bool knows(const plugin::Event& event) const noexcept override;
  bool done() override;
  void sync() override;
  bool drain() noexcept override;
  std::string status() const override;

  // Queues a problem of problems.hpp, whose pointers are device addresses.
  void compute(std::uint32_t type, const void* problem, std::size_t bytes, const void* extra,
               std::size_t extra_bytes);
  // Queues a command that does nothing.
  void nothing();

 private:
  // As messages have it: in the arena, on the device; or the address of memory that no worker has.
  struct Place {
    enum Where : std::uint8_t { Arena, Device, Elsewhere } where;
    std::uint64_t number;
  };
  Process& process() const { return state_->process(); }
  Place place(std::uintptr_t address, std::uint64_t bytes, const char* verb) const;
  std::byte* pointer(const Place& place) const;  // of what the host has
  void queue_copy(std::uint64_t dst, std::uint64_t src, const plugin::Copy& sizes);
  void copy_by_host(const plugin::Copy& copy, const Place& dst, const Place& src);
  void copy_staged(const plugin::Copy& copy, const Place& dst, const Place& src);
  std::size_t put_argument(const plugin::Argument& argument, std::size_t at);

  const std::shared_ptr<QueueState> state_;
  const bool memory_in_arena_;
  Message message_;
  // Queues that commands of this one wait for, until those commands are done.
  std::vector<std::pair<std::uint64_t, std::shared_ptr<QueueState>>> waited_for_;
};

// Starts its worker when it is first needed, and another where that is lost. Thread-safe.
class WorkerDevice final : public plugin::Device {
 public:
  explicit WorkerDevice(Options options);
  // Of a device of another platform: what it is. Before it is used.
  void set_description(const DeviceDescription& description);
  const DeviceDescription& description() const { return description_; }
  DeviceInfo info() const;
  // Is device memory in the arena? It is where the host platform's device is served.
  bool memory_in_arena() const { return options_.platform == "host"; }

  // The worker; a new one where there is none, or the last one is lost. Throws Error: where it
  // cannot be started, and for some time where one after the other has died without having done
  // anything.
  std::shared_ptr<Process> process();
  // Without starting one: null where there is none.
  std::shared_ptr<Process> process_now() const;
  std::uint64_t started() const { return generation_.load(); }  // workers up to now
  Arena& arena();
  std::uint64_t capacity() const { return options_.capacity; }
  const Options& options() const { return options_; }

  // Places for times in the arena.
  std::uint64_t take_slot();
  void give_slot(std::uint64_t slot) noexcept;

  const DeviceProperties& properties() const override { return properties_; }
  std::unique_ptr<plugin::Queue> create_queue() override;
  std::shared_ptr<plugin::Event> create_event(bool timed) override;
  std::shared_ptr<plugin::Kernel> load(const KernelSource& source,
                                       std::span<const plugin::Parameter> parameters) override;
  std::string absent(MemoryKind kind) const override;
  std::uintptr_t allocate(MemoryKind kind, std::size_t bytes) override;
  void release(MemoryKind kind, std::uintptr_t address, std::size_t bytes) noexcept override;

 private:
  using Clock = std::chrono::steady_clock;
  std::shared_ptr<WorkerDevice> shared() {
    return std::static_pointer_cast<WorkerDevice>(shared_from_this());
  }
  void note_end(const Process& process);
  void refuse_while_resting() const;

  const Options options_;
  DeviceDescription description_;
  DeviceProperties properties_;
  std::atomic<std::uint64_t> generation_{0};

  mutable std::mutex mutex_;  // of what follows
  std::unique_ptr<Arena> arena_;
  std::atomic<Arena*> arena_made_{nullptr};
  std::shared_ptr<Process> process_;
  int idle_deaths_ = 0;  // in a row, of workers that never completed a command
  Clock::time_point first_death_, rests_until_;
  std::string last_death_;

  std::mutex slots_mutex_;
  std::vector<std::uint64_t> free_slots_;
};

// The one of this process over the host platform's device, made at the first call with what the
// configuration says of it; starts nothing.
std::shared_ptr<WorkerDevice> device(const Config& config);

// Those over another platform's devices. The first call starts a worker, which looks for them.
struct FoundDevices {
  std::vector<std::shared_ptr<WorkerDevice>> devices;
  std::string problem;  // why there is none; empty where there is
};
const FoundDevices& opencl_devices(const Config& config);
const FoundDevices& cuda_devices(const Config& config);

// Options as the configuration and the machine have them.
Options options_from(const Config& config);

}  // namespace fulcrum::offload::worker
