// SPDX-License-Identifier: Apache-2.0
#include "offload/runtime/memory.hpp"

namespace fulcrum::offload {

Allocation::Allocation(std::shared_ptr<plugin::Device> device, MemoryKind kind, std::size_t bytes)
    : device_(std::move(device)),
      kind_(kind),
      bytes_(bytes),
      address_(device_->allocate(kind, bytes)) {
  // So that used_by() in the middle of a pipeline rarely allocates. A failure here must not lose
  // the memory.
  try {
    uses_.reserve(4);
  } catch (...) {
    device_->release(kind_, address_, bytes_);
    throw;
  }
}

Allocation::~Allocation() {
  bool idle = true;
  for (const Use& use : uses_) idle = use.stream->finish(use.mark) && idle;
  if (idle) device_->release(kind_, address_, bytes_);
}

void Allocation::used_by(plugin::Stream& stream) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t mark = stream.mark();
  for (Use& use : uses_) {
    if (use.stream.get() == &stream) {
      use.mark = mark;
      return;
    }
  }
  uses_.push_back({stream.shared_from_this(), mark});
}

}  // namespace fulcrum::offload
