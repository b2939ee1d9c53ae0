// SPDX-License-Identifier: Apache-2.0
#include "offload/worker/device_blocks.hpp"

#include <algorithm>
#include <string>

#include "fulcrum/error.hpp"
#include "offload/worker/protocol.hpp"

namespace fulcrum::offload::worker {
namespace {

constexpr std::uint64_t kEnd = std::uint64_t{1} << kOffsetBits, kStep = 256;

// Of a block of no bytes the address is in use too.
std::uint64_t end_of(std::uint64_t offset, std::uint64_t bytes) {
  return offset + std::max<std::uint64_t>(bytes, 1);
}

}  // namespace

std::uint64_t DeviceBlocks::take(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  // The first gap behind `from` that is large enough.
  const auto gap = [&](std::uint64_t from) {
    for (auto at = blocks_.lower_bound(from);; ++at) {
      const std::uint64_t end = at == blocks_.end() ? kEnd : at->first;
      if (from <= end && std::max<std::uint64_t>(bytes, 1) <= end - from) return from;
      if (at == blocks_.end()) return kEnd;
      from = (end_of(at->first, at->second.bytes) + kStep - 1) / kStep * kStep;
    }
  };
  std::uint64_t offset = bytes < kEnd ? gap(next_) : kEnd;
  if (offset == kEnd && bytes < kEnd) offset = gap(0);
  if (offset == kEnd) {
    throw Error(ErrorCode::OutOfMemory, "worker",
                std::to_string(bytes) + " bytes cannot be had: there are no addresses for them");
  }
  blocks_.emplace(offset, Block{bytes, 0});
  live_bytes_ += bytes;
  next_ = (end_of(offset, bytes) + kStep - 1) / kStep * kStep;
  return offset;
}

bool DeviceBlocks::add(std::uint64_t offset, const Block& block) {
  const std::lock_guard lock(mutex_);
  if (offset >= kEnd || block.bytes >= kEnd - offset) return false;
  const auto next = blocks_.lower_bound(offset);
  if (next != blocks_.end() && next->first < end_of(offset, block.bytes)) return false;
  if (next != blocks_.begin()) {
    const auto before = std::prev(next);
    if (end_of(before->first, before->second.bytes) > offset) return false;
  }
  blocks_.emplace_hint(next, offset, block);
  live_bytes_ += block.bytes;
  return true;
}

std::optional<DeviceBlocks::Block> DeviceBlocks::remove(std::uint64_t offset) noexcept {
  const std::lock_guard lock(mutex_);
  const auto at = blocks_.find(offset);
  if (at == blocks_.end()) return std::nullopt;
  const Block block = at->second;
  blocks_.erase(at);
  live_bytes_ -= block.bytes;
  return block;
}

std::optional<std::uintptr_t> DeviceBlocks::find(std::uint64_t offset, std::uint64_t bytes) const {
  const std::lock_guard lock(mutex_);
  auto at = blocks_.upper_bound(offset);
  if (at == blocks_.begin()) return std::nullopt;
  --at;
  const std::uint64_t into = offset - at->first;
  if (into > at->second.bytes || bytes > at->second.bytes - into) return std::nullopt;
  return at->second.address + into;
}

std::uint64_t DeviceBlocks::live_bytes() const {
  const std::lock_guard lock(mutex_);
  return live_bytes_;
}

}  // namespace fulcrum::offload::worker
