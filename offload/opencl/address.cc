// SPDX-License-Identifier: Apache-2.0
#include "offload/opencl/address.hpp"

namespace fulcrum::offload::opencl::address {
namespace {

constinit std::mutex g_mutex;
constinit std::size_t g_next = 0;  // where the search for a free number begins

}  // namespace

std::uintptr_t add(std::unique_ptr<Block> block) {
  const std::lock_guard lock(g_mutex);
  for (std::size_t tried = 0; tried < kChunk * kChunks; ++tried) {
    const std::size_t index = g_next;
    g_next = (g_next + 1) % (kChunk * kChunks);
    std::atomic<Chunk*>& place = g_chunks[index / kChunk];
    if (place.load(std::memory_order_relaxed) == nullptr)
      place.store(new Chunk, std::memory_order_release);
    std::atomic<Block*>& slot = place.load(std::memory_order_relaxed)->blocks[index % kChunk];
    if (slot.load(std::memory_order_relaxed) != nullptr) continue;
    slot.store(block.release(), std::memory_order_release);
    return kFirst + (std::uintptr_t{index} << kOffsetBits);
  }
  return 0;
}

std::unique_ptr<Block> remove(std::uintptr_t address) noexcept {
  const std::uintptr_t index = (address - kFirst) >> kOffsetBits;
  if (index >= kChunk * kChunks) return nullptr;
  Chunk* const chunk = g_chunks[index / kChunk].load(std::memory_order_acquire);
  if (chunk == nullptr) return nullptr;
  return std::unique_ptr<Block>(
      chunk->blocks[index % kChunk].exchange(nullptr, std::memory_order_acq_rel));
}

}  // namespace fulcrum::offload::opencl::address
