// SPDX-License-Identifier: Apache-2.0
#include "offload/blas/lane.hpp"

namespace fulcrum::offload::blas {
namespace {

constexpr std::size_t kRingSlots = 2;
constexpr std::size_t kSmallestSlot = std::size_t{4} << 10;

}  // namespace

Lane::Lane(Accelerator& accelerator, Device device)
    : accelerator_(accelerator),
      factory_(std::move(device)),
      in_(factory_.stream()),
      compute_(factory_.stream()),
      out_(factory_.stream()) {}

const Event& Lane::event() {
  if (next_event_ == events_.size()) events_.push_back(factory_.event());
  return events_[next_event_++];
}

bool Lane::drain() noexcept {
  bool idle = true;
  for (plugin::Stream* stream : {&in_.impl(), &compute_.impl(), &out_.impl()}) {
    idle = stream->finish(stream->epoch()) && idle;
  }
  return idle;
}

// The ring's next slot; the ring is made at the first one. Page-locked memory is scarce on some
// machines, so a smaller ring is tried before giving up.
Lane::Slot& Lane::next_slot() {
  if (ring_.empty()) {
    std::vector<Slot> ring;
    for (std::size_t bytes = std::max(accelerator_.limits().ring_bytes, kSmallestSlot);
         ring.empty();) {
      try {
        while (ring.size() < kRingSlots) {
          ring.push_back({factory_.allocate<std::byte, memory::Pinned>(bytes), factory_.event()});
        }
      } catch (const Error& error) {
        if (error.code() != ErrorCode::OutOfMemory || bytes / 2 < kSmallestSlot) throw;
        ring.clear();
        bytes /= 2;
      }
    }
    ring_ = std::move(ring);
  }
  next_ = (next_ + 1) % ring_.size();
  return ring_[next_];
}  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks): buffers own it

}  // namespace fulcrum::offload::blas
