// SPDX-License-Identifier: Apache-2.0
// What one call needs of a device while it runs: three streams, so that copies in, products and
// copies out overlap, and the pinned ring through which pageable operands go up. A platform adds
// what its launches need.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "fulcrum/runtime/platform.hpp"
#include "offload/blas/accelerator.hpp"
#include "offload/blas/region.hpp"

namespace fulcrum::offload::blas {

template <class T>
using DeviceView = View<T, memory::Device>;

class Lane {
 public:
  // `device` is the runtime's view of `accelerator`.
  Lane(Accelerator& accelerator, Device device);
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;
  virtual ~Lane() = default;

  Accelerator& accelerator() const { return accelerator_; }
  StreamRef in() const { return StreamRef(in_.impl()); }
  StreamRef compute() const { return StreamRef(compute_.impl()); }
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

  // The same where what goes up differs from what the user's memory holds: mend(staged, block) is
  // called for each block of the region that lies packed in the ring.
  struct Block {
    std::int64_t row = 0, col = 0, rows = 0, cols = 0;
  };
  template <class T, class Mend>
  void upload(DeviceView<T> dst, const Region<const T>& src, const Mend& mend);

  // Regions 0 to count of one shape, region_of(i), one packed behind another: those that fit a slot
  // of the ring go up in one copy.
  template <class T, class RegionOf>
  void upload_all(DeviceView<T> dst, std::int64_t count, const RegionOf& region_of);

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
  // Calls fill(staging) on a free slot of the ring, and queues its copy to dst.
  template <class T, class Fill>
  void upload_filled(DeviceView<T> dst, const Fill& fill);
  template <class T>
  std::int64_t slot_elements();

  Accelerator& accelerator_;
  Device factory_;
  Stream in_, compute_, out_;
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

template <class T, class Fill>
void Lane::upload_filled(DeviceView<T> dst, const Fill& fill) {
  Slot& slot = next_slot();
  slot.free.sync();
  fill(reinterpret_cast<T*>(slot.memory.data()));
  const View<T, memory::Pinned> packed(slot.memory.view().address(), dst.size(),
                                       slot.memory.view().owner());
  in().copy(dst, packed).record(slot.free);
}

template <class T>
std::int64_t Lane::slot_elements() {
  if (ring_.empty()) next_slot();
  return static_cast<std::int64_t>(ring_.front().memory.size() / sizeof(T));
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
  upload(dst, src, [](T* /*staged*/, const Block& /*block*/) {});
}

template <class T, class Mend>
void Lane::upload(DeviceView<T> dst, const Region<const T>& src, const Mend& mend) {
  const auto upload_block = [&](const Block& block) {
    const auto begin = static_cast<std::size_t>(block.col * src.rows + block.row),
               size = static_cast<std::size_t>(block.rows * block.cols);
    upload_filled<T>(dst.part(begin, size), [&](T* staged) {
      pack(src.part(block.row, block.col, block.rows, block.cols), staged);
      mend(staged, block);
    });
  };
  const std::int64_t room = slot_elements<T>();
  if (src.rows <= room) {
    const std::int64_t width = room / src.rows;
    for (std::int64_t j = 0; j < src.cols; j += width)
      upload_block({0, j, src.rows, std::min(width, src.cols - j)});
    return;
  }
  for (std::int64_t j = 0; j < src.cols; ++j)
    for (std::int64_t i = 0; i < src.rows; i += room)
      upload_block({i, j, std::min(room, src.rows - i), 1});
}

template <class T, class RegionOf>
void Lane::upload_all(DeviceView<T> dst, std::int64_t count, const RegionOf& region_of) {
  if (count == 0) return;
  const auto size = static_cast<std::int64_t>(dst.size()) / count;
  const std::int64_t together = slot_elements<T>() / std::max<std::int64_t>(size, 1);
  const auto part = [&](std::int64_t begin, std::int64_t items) {
    return dst.part(static_cast<std::size_t>(begin * size), static_cast<std::size_t>(items * size));
  };
  if (together <= 1) {
    for (std::int64_t i = 0; i < count; ++i) upload(part(i, 1), region_of(i));
    return;
  }
  for (std::int64_t i = 0; i < count; i += together) {
    const std::int64_t items = std::min(together, count - i);
    upload_filled<T>(part(i, items), [&](T* staged) {
      for (std::int64_t item = 0; item < items; ++item)
        pack(region_of(i + item), staged + item * size);
    });
  }
}

}  // namespace fulcrum::offload::blas
