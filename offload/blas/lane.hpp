// SPDX-License-Identifier: Apache-2.0
// What one call needs of a device while it runs: three streams, so that copies in, products and
// copies out overlap, and the pinned ring through which pageable operands go up. A platform adds
// what its launches need.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "offload/blas/accelerator.hpp"
#include "offload/blas/region.hpp"
#include "offload/runtime/platform.hpp"

namespace fulcrum::offload::blas {

template <class T>
using DeviceView = View<T, memory::Device>;

class Lane {
 public:
  // `compute` is a stream of `device`, which is the runtime's view of `accelerator`.
  Lane(Accelerator& accelerator, Device device, std::shared_ptr<plugin::Stream> compute);
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;
  virtual ~Lane() = default;

  Accelerator& accelerator() const { return accelerator_; }
  StreamRef in() const { return StreamRef(in_.impl()); }
  StreamRef compute() const { return StreamRef(*compute_); }
  StreamRef out() const { return StreamRef(out_.impl()); }

  // An event of this lane's until the call ends. Kept and used again by later calls: making and
  // destroying a dozen would cost as much as a small product.
  const Event& event();
  // Starts a call or an attempt: nothing waits for events of the one before.
  void reuse_events() { next_event_ = 0; }

  template <class T, Memory M>
  Buffer<T, M> allocate(std::int64_t size) const {
    return factory_.allocate<T, M>(static_cast<std::size_t>(size));
  }

  // Waits for the three streams; false where that can no longer be known.
  bool drain() noexcept;

  // Queues the copy of a host region to packed device memory on in(). Page-locked memory is read by
  // the device itself, so it must stay as it is until the stream has passed; pageable memory has
  // been read on return.
  template <class T>
  void upload(DeviceView<T> dst, const Region<const T>& src);

  // Says that the lane's state is not known any more: no other call may use it.
  void spoil() noexcept { spoilt_ = true; }
  bool spoilt() const noexcept { return spoilt_; }

  // The largest size that one launch takes.
  virtual std::int64_t max_size() const { return std::numeric_limits<std::int64_t>::max(); }

 protected:
  const Device& factory() const { return factory_; }

 private:
  struct Slot {
    Buffer<std::byte, memory::Pinned> memory;
    Event free;  // the device has read what was put there last
  };

  template <class T>
  bool direct(const Region<const T>& region) const;
  Slot& next_slot();
  template <class T>
  void upload_piece(DeviceView<T> dst, const Region<const T>& src);

  Accelerator& accelerator_;
  Device factory_;
  Stream in_, out_;
  std::shared_ptr<plugin::Stream> compute_;
  std::deque<Event> events_;
  std::size_t next_event_ = 0;
  std::vector<Slot> ring_;
  std::size_t next_ = 0;
  bool spoilt_ = false;
};

template <class T>
bool Lane::direct(const Region<const T>& region) const {
  if (region.row_stride != 1) return false;
  const auto* first = reinterpret_cast<const std::byte*>(region.data);
  const auto* last = reinterpret_cast<const std::byte*>(region.data + (region.rows - 1) +
                                                        (region.cols - 1) * region.col_stride + 1) -
                     1;
  return accelerator_.reads_directly(first) && accelerator_.reads_directly(last);
}

template <class T>
void Lane::upload_piece(DeviceView<T> dst, const Region<const T>& src) {
  Slot& slot = next_slot();
  slot.free.sync();
  T* staging = reinterpret_cast<T*>(slot.memory.data());
  pack(src, staging);
  const View<T, memory::Pinned> packed(slot.memory.view().address(), dst.size(),
                                       slot.memory.view().owner());
  in().copy(dst, packed).record(slot.free);
}

template <class T>
void Lane::upload(DeviceView<T> dst, const Region<const T>& src) {
  if (direct(src)) {
    const auto stride = static_cast<std::size_t>(src.cols > 1 ? src.col_stride : src.rows);
    const auto rows = static_cast<std::size_t>(src.rows), cols = static_cast<std::size_t>(src.cols);
    const View<const T, memory::Pinned> direct(src.data, (cols - 1) * stride + rows);
    in().copy_matrix(dst, rows, direct, stride, rows, cols);
    return;
  }
  if (ring_.empty()) next_slot();
  const auto room = static_cast<std::int64_t>(ring_.front().memory.size() / sizeof(T));
  if (src.rows <= room) {
    const std::int64_t width = room / src.rows;
    for (std::int64_t j = 0; j < src.cols; j += width) {
      const std::int64_t cols = std::min(width, src.cols - j);
      upload_piece(dst.part(j * src.rows, cols * src.rows), src.part(0, j, src.rows, cols));
    }
    return;
  }
  for (std::int64_t j = 0; j < src.cols; ++j) {
    for (std::int64_t i = 0; i < src.rows; i += room) {
      const std::int64_t rows = std::min(room, src.rows - i);
      upload_piece(dst.part(j * src.rows + i, rows), src.part(i, j, rows, 1));
    }
  }
}

}  // namespace fulcrum::offload::blas
