// SPDX-License-Identifier: Apache-2.0
// What a platform implements: devices, queues, events, kernels. The typed handles of stream.hpp,
// event.hpp, memory.hpp, kernel.hpp and platform.hpp are written on these interfaces; programs use
// the handles.
//
// Failures throw fulcrum::Error. Destructors never throw.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "fulcrum/types.hpp"

namespace fulcrum {

class KernelSource;

// Pageable: ordinary host memory. Pinned: host memory that the device reads and writes itself.
// Device: the device's own. Managed: one address for both, which the driver moves.
enum class MemoryKind : std::uint8_t { Pageable, Pinned, Device, Managed };

FULCRUM_API std::string_view to_string(MemoryKind kind);  // "pinned"

// Sizes of a grid of blocks, or of a block of work items; each at least 1.
struct Dim3 {
  std::uint32_t x = 1, y = 1, z = 1;

  constexpr std::uint64_t count() const { return std::uint64_t{x} * y * z; }
  bool operator==(const Dim3&) const = default;
};

// How a kernel is launched: grid.count() blocks of block.count() work items (a work group of
// OpenCL), each block with `shared_bytes` bytes of its own, not initialised. On OpenCL a kernel
// that is launched with shared_bytes > 0 has them as one further argument behind its others, a
// pointer to local memory.
struct LaunchConfig {
  Dim3 grid{}, block{};
  std::uint32_t shared_bytes = 0;
};

// What a device says of itself; 0 or empty where it does not say.
struct DeviceProperties {
  std::string platform;  // "cuda"
  std::string name;      // "NVIDIA H200"
  std::string vendor, driver;
  std::uint64_t memory_bytes = 0;
  int compute_units = 0;              // multiprocessors, or processors
  std::uint64_t max_block_items = 0;  // work items of a block
  std::uint64_t max_shared_bytes = 0;
  bool integrated = false;  // shares the host's memory
};

// The memory that an address names, where the host (or the library that gets the pointer) may use
// it.
template <class T>
T* pointer_to(std::uintptr_t address) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): an address is a number here, by design
  return reinterpret_cast<T*>(address);
}

namespace plugin {

class Device;
class Stream;

// `height` rows of `width_bytes`; the pitches count only where height > 1. An address of device
// memory means nothing to the host: it is an allocation's plus an offset.
struct Copy {
  MemoryKind dst_kind, src_kind;
  std::uintptr_t dst, src;
  std::size_t width_bytes;
  std::size_t height = 1, dst_pitch = 0, src_pitch = 0;
  // Of a side that lies on another device than the queue's, one that it reaches(); the other side
  // is the queue's own device then.
  Device *dst_device = nullptr, *src_device = nullptr;
};

// One argument of a launch: the bytes of a value, or of a std::uintptr_t that is an address of the
// device's.
struct Argument {
  const void* data;
  std::uint32_t bytes;
  bool is_address;
};

// What a kernel is declared to take.
struct Parameter {
  std::uint32_t bytes;
  bool is_address;
};

// Loaded code. Thread-safe. Its end must leave launches in flight alone.
class FULCRUM_API Kernel {
 public:
  Kernel() = default;
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;
  virtual ~Kernel();
};

// How far a stream's software queue has come, and what went wrong there. Commands are counted from
// 1.
class FULCRUM_API Progress {
 public:
  std::uint64_t reached() const { return reached_.load(std::memory_order_acquire); }
  void wait_for(std::uint64_t position) const;
  // The first error, where it was among the first `position` commands.
  std::exception_ptr error(std::uint64_t position) const;
  bool failed() const { return failed_.load(std::memory_order_acquire); }

 private:
  friend class Stream;
  void advance();
  void fail(std::exception_ptr error);  // of the command that comes next

  std::atomic<std::uint64_t> reached_{0};
  // The least that a thread sleeps for: nobody is woken before.
  mutable std::atomic<std::uint64_t> awaited_{UINT64_MAX};
  mutable std::condition_variable came_;
  std::atomic<bool> failed_{false};
  mutable std::mutex mutex_;
  std::uint64_t failed_at_ = 0;
  std::exception_ptr error_;
};

// A platform's event. What it overrides concerns its driver alone: that a stream has not yet handed
// the event to the driver is known here.
class FULCRUM_API Event : public std::enable_shared_from_this<Event> {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  virtual ~Event();

  // An event that was never recorded is done. Thread-safe.
  bool done();
  // Throws the first error of what was queued before it; Error(InvalidArgument) from a host task of
  // a stream that has yet to reach it.
  void sync();
  // Both must be recorded, timed, and done: Error(InvalidArgument) else.
  double nanoseconds_since(Event& start);

  virtual const Device& device() const = 0;

 protected:
  virtual bool driver_done() = 0;
  virtual void driver_sync() = 0;
  virtual double driver_nanoseconds_since(Event& start) = 0;

 private:
  friend class Stream;
  // Where it was recorded last: a stream's progress, and the command there.
  struct Place {
    std::shared_ptr<Progress> progress;
    std::uint64_t position = 0;
  };
  Place place() const;
  void set_place(Place place);

  mutable std::mutex mutex_;
  Place place_;
};

// A platform's in-order queue. One thread at a time calls it, not always the same. What it queues
// may still run on return; what cannot be queued throws.
class FULCRUM_API Queue {
 public:
  Queue() = default;
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;
  virtual ~Queue();

  // One side at least is device or managed memory; so is what is filled.
  virtual void copy(const Copy& copy) = 0;
  virtual void fill(MemoryKind kind, std::uintptr_t dst, unsigned char value,
                    std::size_t bytes) = 0;
  // The configuration has been checked against the device's properties, the arguments against the
  // parameters that the kernel was loaded with. Arguments are read before it returns; the
  // kernel may end before the launch does.
  virtual void launch(Kernel& kernel, const LaunchConfig& config,
                      std::span<const Argument> arguments) = 0;
  virtual void record(Event& event) = 0;  // an event of this device
  virtual void wait(Event& event) = 0;    // one that knows(event)
  // Can the driver itself wait for it? Other events are waited for by a thread of the host.
  virtual bool knows(const Event& event) const noexcept = 0;

  virtual bool done() = 0;
  // Waits for all that was queued. Throws the first error.
  virtual void sync() = 0;
  // Waits until everything has left the memory that it uses; false where that cannot be known any
  // more.
  virtual bool drain() noexcept = 0;
  // What closed the device; empty while it can be used.
  virtual std::string status() const { return {}; }
  // True where the calls compute before they return: they are then made on a thread of the stream's
  // own, or, where they are short, on the caller's.
  virtual bool computes_in_call() const noexcept { return false; }
};

// Thread-safe.
class FULCRUM_API Device : public std::enable_shared_from_this<Device> {
 public:
  Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  virtual ~Device();

  virtual const DeviceProperties& properties() const = 0;
  virtual std::unique_ptr<Queue> create_queue() = 0;
  virtual std::shared_ptr<Event> create_event(bool timed) = 0;

  // Loads the kernel for this device, from the code of its kind that the source has. Throws
  // Error(InvalidArgument) where there is none, where there is no kernel of that name, or where it
  // does not take these parameters; the text holds what the compiler said.
  virtual std::shared_ptr<Kernel> load(const KernelSource& source,
                                       std::span<const Parameter> parameters) = 0;

  // Why there is no memory of that kind; empty where there is.
  virtual std::string absent(MemoryKind kind) const = 0;
  // At least `bytes` bytes (0 is taken as 1), aligned to 256, of a kind that is not absent. Throws
  // Error(OutOfMemory).
  virtual std::uintptr_t allocate(MemoryKind kind, std::size_t bytes) = 0;
  // Takes back memory that no queue uses any more.
  virtual void release(MemoryKind kind, std::uintptr_t address, std::size_t bytes) noexcept = 0;

  // Do its queues copy from and to the memory of that device themselves?
  virtual bool reaches(const Device& other) const noexcept { return this == &other; }
};

// A stream: a device's queue, and in front of it, where the driver cannot take a command yet, a
// queue in software with a thread of its own, which begins with the first command that needs it.
// Host tasks, copies within host memory and waits for other platforms' events are such commands,
// and what comes behind them until the thread has caught up; on a queue that computes in its calls,
// all are, but for what is over before the thread is awake: records, passed waits and short copies
// with nothing queued before them are done in the call. The thread costs a driver's stream nothing
// before that. One owner at a time; finish(), status() and the end of a host task may come from any
// thread.
class FULCRUM_API Stream : public std::enable_shared_from_this<Stream> {
 public:
  explicit Stream(std::shared_ptr<Device> device);
  ~Stream();  // lets queued work finish
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  Device& device() const { return *core_->device; }
  const std::shared_ptr<Device>& shared_device() const { return core_->device; }
  // For a platform's own library calls: none of the stream's commands may be under way in software.
  Queue& queue() const { return *core_->queue; }
  bool in_software() const { return core_->queued.load(std::memory_order_acquire); }

  void copy(const Copy& copy);
  // Between the memory of another device and this one's, staged through pinned memory where the
  // driver does not reach it: `other` has the source, or with to_other the destination.
  void copy(const Copy& copy, const std::shared_ptr<Device>& other, bool to_other);
  void fill(MemoryKind kind, std::uintptr_t dst, unsigned char value, std::size_t bytes);
  void launch(const std::shared_ptr<Kernel>& kernel, const LaunchConfig& config,
              std::span<const Argument> arguments);
  void host(std::function<void()> task);
  void record(Event& event);
  void wait(Event& event);
  bool done();
  // The first error of what ran or was skipped here; empty while there is none.
  std::string status() const;

  // Waits for all that is queued; throws the first error. Error(InvalidArgument) from one of its
  // own host tasks.
  void sync();

  // Work queued up to now belongs to this epoch. finish(epoch) waits until all of it has left the
  // memory it uses; false where that can no longer be known.
  std::uint64_t epoch() const { return epoch_.load(std::memory_order_acquire); }
  bool finish(std::uint64_t epoch) noexcept;
  // Is this thread running one of its host tasks?
  bool runs_here() const noexcept;
  // Calls task() behind all that is queued, whatever has failed.
  void finally(std::function<void()> task);

 private:
  friend class Event;
  class Software;

  bool deferred() const;
  bool skip();
  Software& software();
  void finished(std::uint64_t epoch) noexcept;

  // What the thread works with: it outlives a stream whose last handle goes in one of its tasks.
  struct Core {
    std::shared_ptr<Device> device;
    std::unique_ptr<Queue> queue;
    std::shared_ptr<Progress> progress;
    std::atomic<bool> queued{false};         // commands go through the software queue
    std::atomic<std::uint64_t> commands{0};  // handed to it so far
  };

  std::shared_ptr<Core> core_;
  std::atomic<Software*> software_{nullptr};
  std::atomic<std::uint64_t> epoch_{0}, finished_{0};
};

// True once the program's exit has begun: handles then let go of what they own, since a driver's
// own clean-up may have run.
FULCRUM_API bool exiting() noexcept;

}  // namespace plugin
}  // namespace fulcrum
