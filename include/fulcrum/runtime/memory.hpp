// SPDX-License-Identifier: Apache-2.0
// Buffers that own memory and views that do not, with the kind of memory in the type.
#pragma once

#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "fulcrum/error.hpp"
#include "fulcrum/runtime/plugin.hpp"

namespace fulcrum {

namespace memory {
struct Pageable {
  static constexpr MemoryKind kKind = MemoryKind::Pageable;
};
struct Pinned {
  static constexpr MemoryKind kKind = MemoryKind::Pinned;
};
struct Device {
  static constexpr MemoryKind kKind = MemoryKind::Device;
};
// The host may touch it only while no stream works with it.
struct Managed {
  static constexpr MemoryKind kKind = MemoryKind::Managed;
};
}  // namespace memory

template <class M>
concept Memory = std::same_as<M, memory::Pageable> || std::same_as<M, memory::Pinned> ||
    std::same_as<M, memory::Device> || std::same_as<M, memory::Managed>;

// What the device can copy by itself while the host goes on.
template <class M>
concept AsyncMemory = Memory<M> && !std::same_as<M, memory::Pageable>;

// What the host can read and write.
template <class M>
concept HostMemory = Memory<M> && !std::same_as<M, memory::Device>;

// What a kernel can read and write.
template <class M>
concept KernelMemory = std::same_as<M, memory::Device> || std::same_as<M, memory::Managed>;

// One piece of memory and the streams that were given work on it. Freeing waits for that work;
// memory that a stream may still be using after an error is left alone for ever rather than handed
// out again.
class FULCRUM_API Allocation {
 public:
  // Throws Error(OutOfMemory); Error(BackendUnavailable) for a kind that the device has not.
  Allocation(std::shared_ptr<plugin::Device> device, MemoryKind kind, std::size_t bytes);
  ~Allocation();
  Allocation(const Allocation&) = delete;
  Allocation& operator=(const Allocation&) = delete;

  std::uintptr_t address() const { return address_; }
  const std::shared_ptr<plugin::Device>& device() const { return device_; }

  // Notes that work queued on `stream` up to now uses this memory. Thread-safe.
  void used_by(plugin::Stream& stream) {
    if (first_.load(std::memory_order_acquire) == &stream) [[likely]] {
      first_epoch_.store(stream.epoch(), std::memory_order_release);
      return;
    }
    note(stream);
  }

 private:
  struct Use {
    std::shared_ptr<plugin::Stream> stream;
    std::uint64_t epoch;
  };

  void note(plugin::Stream& stream);

  std::shared_ptr<plugin::Device> device_;
  MemoryKind kind_;
  std::size_t bytes_;
  std::uintptr_t address_;
  // Most memory is used by one stream, which is noted without a lock.
  std::atomic<plugin::Stream*> first_{nullptr};
  std::atomic<std::uint64_t> first_epoch_{0};
  std::mutex mutex_;
  std::vector<Use> uses_;
};

// `size` elements that somebody else owns. A view of a Buffer must not outlive it.
template <class T, Memory M = memory::Device>
class View {
 public:
  using Element = T;
  using Kind = M;

  View() = default;
  View(std::uintptr_t address, std::size_t size, Allocation* owner)
      : address_(address), size_(size), owner_(owner) {}
  // Memory that the runtime does not own, such as what an application has page-locked itself: it
  // must stay valid until the streams that use it are done.
  View(T* data, std::size_t size) requires HostMemory<M>
      : address_(reinterpret_cast<std::uintptr_t>(data)), size_(size) {}
  template <class U>
  requires(std::is_const_v<T>&& std::same_as<const U, T>)
      View(const View<U, M>& other)  // NOLINT(google-explicit-constructor): as a pointer converts
      : address_(other.address()), size_(other.size()), owner_(other.owner()) {}

  std::size_t size() const { return size_; }
  std::size_t bytes() const { return size_ * sizeof(T); }
  std::uintptr_t address() const { return address_; }
  Allocation* owner() const { return owner_; }

  T* data() const requires HostMemory<M> { return pointer_to<T>(address_); }

  // `count` elements from `offset` on. Throws Error(InvalidArgument) beyond the end.
  View part(std::size_t offset, std::size_t count) const {
    if (offset > size_ || count > size_ - offset) {
      throw Error("View::part", 2, "count", std::to_string(count),
                  "offset " + std::to_string(offset) + " leaves " +
                      std::to_string(offset > size_ ? 0 : size_ - offset) + " of " +
                      std::to_string(size_));
    }
    return View(address_ + offset * sizeof(T), count, owner_);
  }

 private:
  std::uintptr_t address_ = 0;
  std::size_t size_ = 0;
  Allocation* owner_ = nullptr;
};

// Owns `size` elements, not initialised, aligned to 256 bytes. Move-only; its end waits for the
// streams that use it.
template <class T, Memory M = memory::Device>
class Buffer {
  static_assert(std::is_trivially_copyable_v<T>, "buffers hold plain data");

 public:
  Buffer() = default;
  Buffer(std::shared_ptr<plugin::Device> device, std::size_t size) : size_(size) {
    if (size > SIZE_MAX / 2 / sizeof(T)) {
      throw Error(ErrorCode::OutOfMemory, "allocate",
                  std::to_string(size) + " elements are more than an address holds");
    }
    allocation_ = std::make_unique<Allocation>(std::move(device), M::kKind, size * sizeof(T));
  }
  Buffer(Buffer&& other) noexcept
      : allocation_(std::move(other.allocation_)), size_(std::exchange(other.size_, 0)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    allocation_ = std::move(other.allocation_);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }

  std::size_t size() const { return size_; }
  explicit operator bool() const { return allocation_ != nullptr; }
  View<T, M> view() const {
    return allocation_ ? View<T, M>(allocation_->address(), size_, allocation_.get())
                       : View<T, M>();
  }
  operator View<T, M>() const { return view(); }        // NOLINT(google-explicit-constructor)
  operator View<const T, M>() const { return view(); }  // NOLINT(google-explicit-constructor)
  T* data() const requires HostMemory<M> { return view().data(); }

 private:
  std::unique_ptr<Allocation> allocation_;
  std::size_t size_ = 0;
};

}  // namespace fulcrum
