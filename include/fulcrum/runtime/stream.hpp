// SPDX-License-Identifier: Apache-2.0
// In-order queues of work.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "fulcrum/error.hpp"
#include "fulcrum/runtime/event.hpp"
#include "fulcrum/runtime/kernel.hpp"
#include "fulcrum/runtime/memory.hpp"
#include "fulcrum/runtime/plugin.hpp"

namespace fulcrum {

namespace detail {

// Throw Error(InvalidArgument).
FULCRUM_API void check_launch(const std::string& kernel, const plugin::Device& of_kernel,
                              const LaunchConfig& config, const plugin::Stream& stream);
[[noreturn]] FULCRUM_API void throw_too_large(const std::string& kernel, int position,
                                              const std::string& value, std::size_t bytes);
[[noreturn]] FULCRUM_API void throw_other_device(const std::string& kernel, int position,
                                                 const plugin::Device& of_view,
                                                 const plugin::Stream& stream);
// Queues a copy whose views have these owners (null: none).
FULCRUM_API void queue_copy(plugin::Stream& stream, const plugin::Copy& copy, Allocation* dst,
                            Allocation* src);

}  // namespace detail

// A stream that somebody else owns. The verbs queue work in order, return at once and can be
// chained. A verb that cannot be queued throws; an error that shows later is sticky: what follows
// is skipped, sync() throws the first error, status() tells it. One owner at a time uses a stream.
class StreamRef {
 public:
  explicit StreamRef(plugin::Stream& stream) : stream_(&stream) {}

  // Asynchronous copies take pinned, device or managed memory, at compile time: copying pageable
  // memory would wait. One side may lie on another device, of another platform too.
  template <class T, AsyncMemory D, class U, AsyncMemory S>
  requires std::same_as<std::remove_const_t<U>, T>
  const StreamRef& copy(View<T, D> dst, View<U, S> src) const {
    check_sizes("copy", dst.size(), src.size());
    queue_copy({D::kKind, S::kKind, dst.address(), src.address(), dst.bytes()}, dst, src);
    return *this;
  }

  // A column-major rows x cols matrix between leading dimensions (in elements).
  template <class T, AsyncMemory D, class U, AsyncMemory S>
  requires std::same_as<std::remove_const_t<U>, T>
  const StreamRef& copy_matrix(View<T, D> dst, std::size_t dst_ld, View<U, S> src,
                               std::size_t src_ld, std::size_t rows, std::size_t cols) const {
    if (rows == 0 || cols == 0) return *this;
    check_matrix("dst", dst.size(), dst_ld, rows, cols);
    check_matrix("src", src.size(), src_ld, rows, cols);
    const bool flat = dst_ld == rows && src_ld == rows;
    queue_copy(
        {D::kKind, S::kKind, dst.address(), src.address(), rows * (flat ? cols : 1) * sizeof(T),
         flat ? 1 : cols, dst_ld * sizeof(T), src_ld * sizeof(T)},
        dst, src);
    return *this;
  }

  // Takes any memory and returns when the copy is done.
  template <class T, Memory D, class U, Memory S>
  requires std::same_as<std::remove_const_t<U>, T>
  const StreamRef& copy_blocking(View<T, D> dst, View<U, S> src) const {
    check_sizes("copy_blocking", dst.size(), src.size());
    queue_copy({D::kKind, S::kKind, dst.address(), src.address(), dst.bytes()}, dst, src);
    stream_->sync();
    return *this;
  }

  // Sets every byte.
  template <class T, AsyncMemory D>
  const StreamRef& fill(View<T, D> dst, std::byte value) const {
    stream_->fill(D::kKind, dst.address(), static_cast<unsigned char>(value), dst.bytes());
    use(dst);
    return *this;
  }

  // The kernel over a grid, with what it was declared to take: views of this stream's device, or
  // buffers, where it takes views; numbers of the same kind, which must fit. Throws
  // Error(InvalidArgument), with nothing queued, for a configuration that the device has not, a
  // kernel or view of another device, or a number that does not fit.
  template <class... Args, class... Given>
  requires(sizeof...(Given) == sizeof...(Args) &&
           (detail::kTaken<std::remove_cvref_t<Given>, Args> &&
            ...)) const StreamRef& launch(const LaunchConfig& config, const Kernel<Args...>& kernel,
                                          const Given&... given) const {
    detail::check_launch(kernel.name(), kernel.device(), config, *stream_);
    launch_declared(config, kernel, std::index_sequence_for<Args...>(), given...);
    return *this;
  }

  // A task on the host, in the stream's order, on a thread of the stream's. It may call the
  // library, allocate, and wait, but not for its own stream: that is an error. What it throws is
  // the stream's error.
  const StreamRef& host(std::function<void()> task) const {
    stream_->host(std::move(task));
    return *this;
  }

  // The event is done when all that is queued now is.
  const StreamRef& record(const Event& event) const {
    stream_->record(event.impl());
    return *this;
  }
  // What follows here waits for the event's last recording, on a stream of any device or platform.
  // The host does not wait.
  const StreamRef& wait(const Event& event) const {
    stream_->wait(event.impl());
    return *this;
  }

  // Waits for all that is queued. Throws the first error. From a host task of this stream:
  // Error(InvalidArgument).
  void sync() const { stream_->sync(); }
  bool done() const { return stream_->done(); }
  // The first error of what ran or was skipped; empty while there is none. Waits for nothing.
  std::string status() const { return stream_->status(); }

  // Says that work which was queued past this class (a vendor library's) uses a view's memory.
  template <class T, Memory M>
  void use(View<T, M> view) const {
    if (view.owner() != nullptr) view.owner()->used_by(*stream_);
  }
  plugin::Stream& impl() const { return *stream_; }

 private:
  template <class T, Memory D, class U, Memory S>
  void queue_copy(const plugin::Copy& copy, View<T, D> dst, View<U, S> src) const {
    detail::queue_copy(*stream_, copy, dst.owner(), src.owner());
    use(dst);
    use(src);
  }

  template <class Declared, class Given>
  Declared declared(const std::string& kernel, int position, const Given& given) const {
    if constexpr (std::is_integral_v<Declared> && !std::same_as<Declared, bool>) {
      const auto value = static_cast<Declared>(given);
      if (static_cast<Given>(value) != given || (value < Declared{}) != (given < Given{}))
        detail::throw_too_large(kernel, position, std::to_string(given), sizeof(Declared));
      return value;
    } else if constexpr (detail::kIsKernelView<Declared>) {
      const Declared view = given;
      if (view.owner() != nullptr && view.owner()->device().get() != &stream_->device())
        detail::throw_other_device(kernel, position, *view.owner()->device(), *stream_);
      return view;
    } else {
      return static_cast<Declared>(given);
    }
  }

  // The address of a view lies in `address` meanwhile.
  template <class T>
  static plugin::Argument argument(const T& value, std::uintptr_t& address) {
    if constexpr (detail::kIsKernelView<T>) {
      address = value.address();
      return {&address, sizeof address, true};
    } else {
      return {&value, sizeof value, false};
    }
  }
  template <class... Args, std::size_t... I, class... Given>
  void launch_declared(const LaunchConfig& config, const Kernel<Args...>& kernel,
                       std::index_sequence<I...> /*positions*/, const Given&... given) const {
    const std::tuple<Args...> values{
        this->declared<Args>(kernel.name(), static_cast<int>(I) + 1, given)...};
    [[maybe_unused]] std::array<std::uintptr_t, sizeof...(Args) + 1> addresses{};
    const std::array<plugin::Argument, sizeof...(Args)> arguments{
        argument(std::get<I>(values), addresses[I])...};
    stream_->launch(kernel.impl(), config, arguments);
    [[maybe_unused]] const auto used = [this](const auto& value) {
      if constexpr (detail::kIsKernelView<std::remove_cvref_t<decltype(value)>>) this->use(value);
    };
    (used(std::get<I>(values)), ...);
  }

  static void check_sizes(const char* verb, std::size_t dst, std::size_t src) {
    if (dst != src) {
      throw Error(verb, 2, "src", std::to_string(src),
                  "it must have as many elements as dst, " + std::to_string(dst));
    }
  }
  static void check_matrix(const char* name, std::size_t size, std::size_t ld, std::size_t rows,
                           std::size_t cols) {
    if (ld < rows || size < rows || (size - rows) / ld < cols - 1) {
      throw Error("copy_matrix", name[0] == 'd' ? 1 : 3, name, std::to_string(size),
                  "too few elements, or a leading dimension below the rows");
    }
  }

  plugin::Stream* stream_;
};

// Owns a stream; move-only. Its end waits until queued work is done.
class Stream : public StreamRef {
 public:
  explicit Stream(std::shared_ptr<plugin::Stream> stream)
      : StreamRef(*stream), owned_(std::move(stream)) {}
  Stream(Stream&&) = default;
  Stream& operator=(Stream&&) = default;

 private:
  std::shared_ptr<plugin::Stream> owned_;
};

}  // namespace fulcrum
