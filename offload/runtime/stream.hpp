// SPDX-License-Identifier: Apache-2.0
// In-order queues of work.
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "fulcrum/error.hpp"
#include "offload/runtime/event.hpp"
#include "offload/runtime/memory.hpp"
#include "offload/runtime/plugin.hpp"

namespace fulcrum::offload {

// A stream that somebody else owns. The verbs queue work in order, return at once and can be
// chained. A verb that cannot be queued throws; an error that shows later is sticky: what follows
// is skipped, sync() throws the first error, status() tells it. One owner at a time uses a stream.
class StreamRef {
 public:
  explicit StreamRef(plugin::Stream& stream) : stream_(&stream) {}

  // Asynchronous copies take pinned or device memory, at compile time: copying pageable memory
  // would wait.
  template <class T, AsyncMemory D, class U, AsyncMemory S>
  requires std::same_as<std::remove_const_t<U>, T>
  const StreamRef& copy(View<T, D> dst, View<U, S> src) const {
    check_sizes("copy", dst.size(), src.size());
    use(dst);
    use(src);
    stream_->copy({D::kKind, S::kKind, dst.address(), src.address(), dst.bytes()});
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
    use(dst);
    use(src);
    const bool flat = dst_ld == rows && src_ld == rows;
    stream_->copy({D::kKind, S::kKind, dst.address(), src.address(),
                   rows * (flat ? cols : 1) * sizeof(T), flat ? 1 : cols, dst_ld * sizeof(T),
                   src_ld * sizeof(T)});
    return *this;
  }

  // Takes any memory and returns when the copy is done.
  template <class T, Memory D, class U, Memory S>
  requires std::same_as<std::remove_const_t<U>, T>
  const StreamRef& copy_blocking(View<T, D> dst, View<U, S> src) const {
    check_sizes("copy_blocking", dst.size(), src.size());
    use(dst);
    use(src);
    stream_->copy({D::kKind, S::kKind, dst.address(), src.address(), dst.bytes()});
    stream_->sync();
    return *this;
  }

  // Sets every byte.
  template <class T, AsyncMemory D>
  const StreamRef& fill(View<T, D> dst, std::byte value) const {
    use(dst);
    stream_->fill(D::kKind, dst.address(), static_cast<unsigned char>(value), dst.bytes());
    return *this;
  }

  // A task on the host, in the stream's order. It must make no call of this runtime nor of a
  // driver; an exception that leaves it becomes the stream's error.
  const StreamRef& host(std::function<void()> task) const {
    stream_->host(std::move(task));
    return *this;
  }

  const StreamRef& record(const Event& event) const {
    stream_->record(event.impl());
    return *this;
  }
  // What follows waits until the event's last record before this call is done.
  const StreamRef& wait(const Event& event) const {
    stream_->wait(event.impl());
    return *this;
  }

  void sync() const { stream_->sync(); }
  bool done() const { return stream_->done(); }
  std::string status() const { return stream_->status(); }

  // Says that work which was queued past this class (a vendor library's) uses a view's memory.
  template <class T, Memory M>
  void use(View<T, M> view) const {
    if (view.owner() != nullptr) view.owner()->used_by(*stream_);
  }
  plugin::Stream& impl() const { return *stream_; }

 private:
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

// Owns a stream; move-only. Its end lets queued work finish.
class Stream : public StreamRef {
 public:
  explicit Stream(std::shared_ptr<plugin::Stream> stream)
      : StreamRef(*stream), owned_(std::move(stream)) {}
  Stream(Stream&&) = default;
  Stream& operator=(Stream&&) = default;

 private:
  std::shared_ptr<plugin::Stream> owned_;
};

}  // namespace fulcrum::offload
