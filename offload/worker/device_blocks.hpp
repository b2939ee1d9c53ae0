// SPDX-License-Identifier: Apache-2.0
// The device memory of a worker that serves another platform's device: which offsets of its
// addresses are in use. The host chooses them; the worker knows the platform's own addresses.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

namespace fulcrum::offload::worker {

// Blocks that do not overlap. Thread-safe.
class DeviceBlocks {
 public:
  struct Block {
    std::uint64_t bytes = 0;
    std::uintptr_t address = 0;
  };

  // Offsets that are free, a multiple of 256, and in use from here on. Freed ones are used again
  // late. Throws Error(OutOfMemory) where there is no room.
  std::uint64_t take(std::uint64_t bytes);
  // False where it would overlap another one, or is not among offsets.
  bool add(std::uint64_t offset, const Block& block);
  std::optional<Block> remove(std::uint64_t offset) noexcept;

  // The address of offset, where [offset, offset + bytes) is inside one block; of no bytes, the
  // end of a block is inside.
  std::optional<std::uintptr_t> find(std::uint64_t offset, std::uint64_t bytes) const;
  std::uint64_t live_bytes() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::uint64_t, Block> blocks_;
  std::uint64_t next_ = 0, live_bytes_ = 0;
};

}  // namespace fulcrum::offload::worker
