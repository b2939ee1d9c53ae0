// SPDX-License-Identifier: Apache-2.0
// Addresses of OpenCL's device memory. OpenCL has none: memory is a cl_mem and an offset. Ours are
// numbers that no pointer has, 2^60 and up: bits 40 to 59 are the number of an allocation, the 40
// below them the offset. So an address is found without a lock or a search, what lies beyond one
// allocation is never another, and a number is used again only after a million others.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "offload/opencl/opencl_api.hpp"

namespace fulcrum::offload::opencl {

class OpenClDevice;

// One cl_mem, and the sub-buffers of it that launches have asked for.
struct Block {
  const OpenClDevice* device = nullptr;
  cl_mem buffer = nullptr;
  std::size_t bytes = 0;

  struct Part {
    std::size_t offset;
    cl_mem buffer;
  };
  // Kept until the block goes, so that a launch that is repeated makes none. Beyond so many,
  // launches make their own.
  static constexpr std::size_t kMaxParts = 256;
  std::mutex mutex;
  std::vector<Part> parts;  // by offset
};

namespace address {

static_assert(sizeof(std::uintptr_t) == 8, "addresses of 64 bits");
inline constexpr std::uintptr_t kFirst = std::uintptr_t{1} << 60;
inline constexpr unsigned kOffsetBits = 40;
inline constexpr std::size_t kMaxBytes = std::size_t{1} << kOffsetBits;
inline constexpr std::size_t kChunk = 1024, kChunks = 1024;

struct Chunk {
  std::array<std::atomic<Block*>, kChunk> blocks{};
};
// Chunks are made when they are needed, and never go.
inline constinit std::array<std::atomic<Chunk*>, kChunks> g_chunks{};

struct Place {
  Block* block;  // null: no address of ours
  std::size_t offset;
};

inline Place find(std::uintptr_t address) {
  const std::uintptr_t index = (address - kFirst) >> kOffsetBits;
  if (index >= kChunk * kChunks) return {nullptr, 0};
  const Chunk* const chunk = g_chunks[index / kChunk].load(std::memory_order_acquire);
  if (chunk == nullptr) return {nullptr, 0};
  return {chunk->blocks[index % kChunk].load(std::memory_order_acquire), address & (kMaxBytes - 1)};
}

// The address of a new block, which must have fewer than kMaxBytes. 0 where a million are there
// already. Thread-safe.
std::uintptr_t add(std::unique_ptr<Block> block);

// The block of an address that add() gave; the address is none any more. Thread-safe.
std::unique_ptr<Block> remove(std::uintptr_t address) noexcept;

}  // namespace address
}  // namespace fulcrum::offload::opencl
