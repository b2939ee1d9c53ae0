// SPDX-License-Identifier: Apache-2.0
// What a platform implements. The typed handles of stream.hpp, event.hpp, memory.hpp and device.hpp
// are written on these three interfaces; programs use the handles.
//
// Failures throw fulcrum::Error. Destructors never throw.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace fulcrum::offload {

enum class MemoryKind : std::uint8_t { Pageable, Pinned, Device };

// The memory that an address names, where the host (or the library that gets the pointer) may use
// it.
template <class T>
T* pointer_to(std::uintptr_t address) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): an address is a number here, by design
  return reinterpret_cast<T*>(address);
}

namespace plugin {

// `height` rows of `width_bytes`; the pitches count only where height > 1. Addresses of device
// memory mean nothing to the host.
struct Copy {
  MemoryKind dst_kind, src_kind;
  std::uintptr_t dst, src;
  std::size_t width_bytes;
  std::size_t height = 1, dst_pitch = 0, src_pitch = 0;
};

class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  virtual ~Event() = default;

  // An event that was never recorded is done.
  virtual bool done() = 0;
  virtual void sync() = 0;
  virtual double nanoseconds_since(Event& start) = 0;
};

// An in-order queue with one owner at a time; finish() and status() may be called from any thread.
class Stream : public std::enable_shared_from_this<Stream> {
 public:
  Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  virtual ~Stream() = default;  // lets queued work finish

  virtual void copy(const Copy& copy) = 0;
  virtual void fill(MemoryKind kind, std::uintptr_t dst, unsigned char value,
                    std::size_t bytes) = 0;
  virtual void host(std::function<void()> task) = 0;
  virtual void record(Event& event) = 0;
  virtual void wait(Event& event) = 0;
  virtual bool done() = 0;

  // The first error of what ran or was skipped here; empty while there is none.
  virtual std::string status() const = 0;

  // Waits for all that is queued; throws the first error.
  void sync() {
    const std::uint64_t target = submitted_.load();
    do_sync();
    raise_finished(target);
  }

  // The queue's present end. finish(mark) waits until everything before it has left the memory it
  // uses; false where that can no longer be known.
  std::uint64_t mark() { return submitted_.fetch_add(1) + 1; }
  bool finish(std::uint64_t mark) noexcept {
    if (finished_.load() >= mark) return true;
    const std::uint64_t target = submitted_.load();
    if (!drain()) return false;
    raise_finished(target);
    return true;
  }

 protected:
  virtual void do_sync() = 0;
  virtual bool drain() noexcept = 0;

 private:
  void raise_finished(std::uint64_t target) noexcept {
    std::uint64_t seen = finished_.load();
    while (seen < target && !finished_.compare_exchange_weak(seen, target)) {
    }
  }

  std::atomic<std::uint64_t> submitted_{0}, finished_{0};
};

// Thread-safe.
class Device {
 public:
  Device() = default;
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  virtual ~Device() = default;

  virtual const std::string& name() const = 0;
  virtual std::shared_ptr<Stream> create_stream() = 0;
  virtual std::unique_ptr<Event> create_event(bool timed) = 0;

  // At least `bytes` bytes (0 is taken as 1), aligned to 256. Throws Error(OutOfMemory).
  virtual std::uintptr_t allocate(MemoryKind kind, std::size_t bytes) = 0;
  // Takes back memory that no queue uses any more.
  virtual void release(MemoryKind kind, std::uintptr_t address, std::size_t bytes) noexcept = 0;
};

}  // namespace plugin
}  // namespace fulcrum::offload
