// SPDX-License-Identifier: Apache-2.0
// What one call needs of a device while it runs: three streams, so that copies in, products and
// copies out overlap, a cuBLAS handle with a workspace of fixed size, and the pinned ring through
// which pageable operands go up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "offload/cuda/cuda_device.hpp"
#include "offload/cuda/cuda_stream.hpp"
#include "offload/cuda/host_copy.hpp"
#include "offload/runtime/platform.hpp"

namespace fulcrum::offload::cuda {

template <class T>
using DeviceView = View<T, memory::Device>;

// Owns a cuBLAS handle on the compute stream: IEEE arithmetic of the type asked for, no atomics,
// scalars on the host.
class BlasHandleOwner {
 public:
  BlasHandleOwner(CudaDevice& device, StreamHandle stream,
                  View<std::byte, memory::Device> workspace);
  ~BlasHandleOwner();
  BlasHandleOwner(const BlasHandleOwner&) = delete;
  BlasHandleOwner& operator=(const BlasHandleOwner&) = delete;

  BlasHandle get() const { return handle_; }

 private:
  void configure(StreamHandle stream, View<std::byte, memory::Device> workspace);

  CudaDevice& device_;
  BlasHandle handle_ = nullptr;
};

class Lane {
 public:
  explicit Lane(std::shared_ptr<CudaDevice> device);

  CudaDevice& device() const { return *device_; }
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

  // Says that the handle's state is not known any more: no other call may use this lane.
  void spoil() noexcept { spoilt_ = true; }
  bool spoilt() const noexcept { return spoilt_; }

  BlasHandle blas() const { return blas_.get(); }
  // Throws where a cuBLAS call has failed, with the driver's error where there is one behind it.
  void check_blas(BlasStatus status, const char* call);

  // The largest size that the cuBLAS at hand takes in one call.
  std::int64_t max_size() const {
    return device_->libraries().blas_has_64 ? std::numeric_limits<std::int64_t>::max()
                                            : std::numeric_limits<int>::max();
  }

 private:
  struct Slot {
    Buffer<std::byte, memory::Pinned> memory;
    Event free;  // the device has read what was put there last
  };

  template <class T>
  bool pinned(const Region<const T>& region) const;
  Slot& next_slot();
  template <class T>
  void upload_piece(DeviceView<T> dst, const Region<const T>& src);

  std::shared_ptr<CudaDevice> device_;
  Device factory_;
  Stream in_, out_;
  std::shared_ptr<CudaStream> compute_;
  Buffer<std::byte, memory::Device> workspace_;
  BlasHandleOwner blas_;
  std::deque<Event> events_;
  std::size_t next_event_ = 0;
  std::vector<Slot> ring_;
  std::size_t next_ = 0;
  bool spoilt_ = false;
};

template <class T>
bool Lane::pinned(const Region<const T>& region) const {
  if (region.row_stride != 1) return false;
  const auto* first = reinterpret_cast<const std::byte*>(region.data);
  const auto* last = reinterpret_cast<const std::byte*>(region.data + (region.rows - 1) +
                                                        (region.cols - 1) * region.col_stride + 1) -
                     1;
  // Managed memory goes through the ring: the host reads it wherever it lies.
  return device_->host_kind(first) == CudaDevice::HostKind::Pinned &&
         device_->host_kind(last) == CudaDevice::HostKind::Pinned;
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
  if (pinned(src)) {
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

}  // namespace fulcrum::offload::cuda
