// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/runtime/memory.hpp"

namespace fulcrum {

std::string_view to_string(MemoryKind kind) {
  switch (kind) {
    case MemoryKind::Pageable:
      return "pageable";
    case MemoryKind::Pinned:
      return "pinned";
    case MemoryKind::Device:
      return "device";
    case MemoryKind::Managed:
      return "managed";
  }
  return "unknown";
}

Allocation::Allocation(std::shared_ptr<plugin::Device> device, MemoryKind kind, std::size_t bytes)
    : device_(std::move(device)), kind_(kind), bytes_(bytes), address_(0) {
  if (const std::string why = device_->absent(kind); !why.empty()) {
    throw Error(
        ErrorCode::BackendUnavailable, "allocate",
        device_->properties().name + " has no " + std::string(to_string(kind)) + " memory: " + why);
  }
  // So that used_by() in the middle of a pipeline rarely allocates.
  uses_.reserve(4);
  address_ = device_->allocate(kind, bytes);
}

Allocation::~Allocation() {
  if (plugin::exiting()) return;
  // A stream that has gone from the front since is in the list like the others: its last use is not
  // forgotten.
  if (plugin::Stream* const first = first_.load(std::memory_order_acquire)) {
    for (Use& use : uses_)
      if (use.stream.get() == first) use.epoch = first_epoch_.load(std::memory_order_acquire);
  }
  bool idle = true;
  plugin::Stream* running = nullptr;
  for (const Use& use : uses_) {
    if (use.stream->finish(use.epoch)) continue;
    if (use.stream->runs_here()) {
      running = use.stream.get();
    } else {
      idle = false;
    }
  }
  if (!idle) return;
  if (running == nullptr) {
    device_->release(kind_, address_, bytes_);
    return;
  }
  // Freed in a host task of a stream that has more work behind it: given back when that is done.
  try {
    running->finally([device = device_, kind = kind_, address = address_, bytes = bytes_] {
      device->release(kind, address, bytes);
    });
  } catch (...) {  // no memory: lost rather than handed out while it is in use
  }
}

void Allocation::note(plugin::Stream& stream) {
  const std::lock_guard lock(mutex_);
  for (Use& use : uses_) {
    if (use.stream.get() == &stream) {
      use.epoch = stream.epoch();
      return;
    }
  }
  uses_.push_back({stream.shared_from_this(), stream.epoch()});
  if (uses_.size() == 1) {
    first_epoch_.store(uses_.front().epoch, std::memory_order_release);
    first_.store(&stream, std::memory_order_release);
  }
}

}  // namespace fulcrum
