// SPDX-License-Identifier: Apache-2.0
// Memory of a device that is kept when it is released, since a driver's own calls for it are slow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

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

// Few distinct sizes, so that blocks are found again: powers of two from 64 KiB up to 2 MiB, then
// multiples of 2 MiB.
std::size_t block_size(std::size_t bytes);

// "3 MiB", rounded up.
std::string megabytes(std::size_t bytes);

}  // namespace fulcrum::offload
