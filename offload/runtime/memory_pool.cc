// SPDX-License-Identifier: Apache-2.0
#include "offload/runtime/memory_pool.hpp"

#include <algorithm>
#include <new>

namespace fulcrum::offload {
namespace {

constexpr std::size_t kSmallestBlock = std::size_t{64} << 10;
constexpr std::align_val_t kPageableAlignment{256};

}  // namespace

std::size_t block_size(std::size_t bytes) {
  constexpr std::size_t kLarge = std::size_t{2} << 20;
  if (bytes > kLarge) return (bytes + kLarge - 1) / kLarge * kLarge;
  std::size_t size = kSmallestBlock;
  while (size < bytes) size *= 2;
  return size;
}

std::string megabytes(std::size_t bytes) {
  return std::to_string((bytes + (1 << 20) - 1) >> 20) + " MiB";
}

std::uintptr_t MemoryPool::reuse(std::size_t bytes) {
  auto best = blocks_.end();
  for (auto it = blocks_.begin(); it != blocks_.end(); ++it) {
    const Block& block = it->second;
    if (!block.free || block.bytes < bytes || block.bytes / 2 > bytes) continue;
    if (best == blocks_.end() || block.bytes < best->second.bytes) best = it;
  }
  if (best == blocks_.end()) return 0;
  best->second.free = false;
  cached_ -= best->second.bytes;
  used_ += best->second.bytes;
  return best->first;
}

void MemoryPool::give_back(std::uintptr_t address) noexcept {
  const auto it = blocks_.find(address);
  if (it == blocks_.end() || it->second.free) return;
  it->second.free = true;
  used_ -= it->second.bytes;
  cached_ += it->second.bytes;
}

std::uintptr_t MemoryPool::evict() noexcept {
  auto largest = blocks_.end();
  for (auto it = blocks_.begin(); it != blocks_.end(); ++it) {
    if (it->second.free && (largest == blocks_.end() || it->second.bytes > largest->second.bytes))
      largest = it;
  }
  if (largest == blocks_.end()) return 0;
  const std::uintptr_t address = largest->first;
  cached_ -= largest->second.bytes;
  blocks_.erase(largest);
  return address;
}

std::uint64_t MemoryPools::room(std::uint64_t limit) const {
  const std::lock_guard lock(mutex_);
  return limit > device_.used() ? limit - device_.used() : 0;
}

bool MemoryPools::passes(std::uint64_t limit, std::size_t bytes) const {
  const std::lock_guard lock(mutex_);
  return bytes > limit || device_.used() + device_.cached() > limit - bytes;
}

std::uintptr_t MemoryPools::evict_above(MemoryKind kind, std::size_t keep) noexcept {
  const std::lock_guard lock(mutex_);
  return pool(kind).cached() > keep ? pool(kind).evict() : 0;
}

std::uintptr_t allocate_pageable(std::size_t bytes) {
  return reinterpret_cast<std::uintptr_t>(
      ::operator new(std::max<std::size_t>(bytes, 1), kPageableAlignment));
}

void free_pageable(std::uintptr_t address) noexcept {
  ::operator delete(pointer_to<void>(address), kPageableAlignment);
}

}  // namespace fulcrum::offload
