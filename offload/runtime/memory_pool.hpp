// SPDX-License-Identifier: Apache-2.0
// Memory of a device that is kept when it is released, since a driver's own calls for it are slow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "fulcrum/runtime/memory.hpp"

namespace fulcrum::offload {

// Memory of one kind, kept when released. Blocks are found by a walk: a process has a few dozen.
class MemoryPool {
 public:
  struct Block {
    std::size_t bytes;
    bool free;
  };

  // Marks a free block of at least `bytes`, and not over twice that, as used. 0 where there is
  // none.
  std::uintptr_t reuse(std::size_t bytes);
  void add(std::uintptr_t address, std::size_t bytes) {
    blocks_[address] = {bytes, false};
    used_ += bytes;
  }
  void give_back(std::uintptr_t address) noexcept;
  // Removes the largest free block and returns its address; 0 where there is none.
  std::uintptr_t evict() noexcept;

  std::size_t used() const { return used_; }
  std::size_t cached() const { return cached_; }

 private:
  std::map<std::uintptr_t, Block> blocks_;
  std::size_t used_ = 0, cached_ = 0;
};

// A device's pools of device and pinned memory. Thread-safe.
class MemoryPools {
 public:
  std::uintptr_t reuse(MemoryKind kind, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    return pool(kind).reuse(bytes);
  }
  void add(MemoryKind kind, std::uintptr_t address, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    pool(kind).add(address, bytes);
  }
  void give_back(MemoryKind kind, std::uintptr_t address) noexcept {
    const std::lock_guard lock(mutex_);
    pool(kind).give_back(address);
  }
  // Hands cached blocks to `free` until at most `keep` bytes are cached. True where there was any.
  template <class Free>
  bool trim(MemoryKind kind, std::size_t keep, const Free& free) noexcept {
    bool any = false;
    while (const std::uintptr_t address = evict_above(kind, keep)) {
      free(address);
      any = true;
    }
    return any;
  }

  std::size_t cached(MemoryKind kind) const {
    const std::lock_guard lock(mutex_);
    return pool(kind).cached();
  }
  // Device memory that is not used, of `limit` bytes.
  std::uint64_t room(std::uint64_t limit) const;
  // Would `bytes` more, beside what is used and cached, pass the limit of device memory?
  bool passes(std::uint64_t limit, std::size_t bytes) const;

 private:
  MemoryPool& pool(MemoryKind kind) { return kind == MemoryKind::Device ? device_ : pinned_; }
  const MemoryPool& pool(MemoryKind kind) const {
    return kind == MemoryKind::Device ? device_ : pinned_;
  }
  std::uintptr_t evict_above(MemoryKind kind, std::size_t keep) noexcept;

  mutable std::mutex mutex_;
  MemoryPool device_, pinned_;
};

// Memory of the host alone, aligned to 256 bytes.
std::uintptr_t allocate_pageable(std::size_t bytes);
void free_pageable(std::uintptr_t address) noexcept;

// Few distinct sizes, so that blocks are found again: powers of two from 64 KiB up to 2 MiB, then
// multiples of 2 MiB.
std::size_t block_size(std::size_t bytes);

// "3 MiB", rounded up.
std::string megabytes(std::size_t bytes);

}  // namespace fulcrum::offload
