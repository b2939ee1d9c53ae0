// SPDX-License-Identifier: Apache-2.0
#include "simd/threads/workspace.hpp"

#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "fulcrum/error.hpp"

namespace fulcrum::simd {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kPage = 4096;

struct Free {
  void operator()(void* p) const { std::free(p); }
};

struct Block {
  std::unique_ptr<void, Free> memory;
  std::size_t size = 0;
};

thread_local Block t_block;

}  // namespace

void* workspace(std::size_t bytes) {
  Block& block = t_block;
  if (bytes <= block.size) return block.memory.get();
  const std::size_t unit = bytes >= kHugePage ? kHugePage : kPage;
  void* fresh = nullptr;
  std::size_t size = 0;
  if (bytes <= SIZE_MAX - unit) {
    size = (bytes + unit - 1) / unit * unit;
    fresh = std::aligned_alloc(unit, size);
  }
  if (fresh == nullptr) {
    throw Error(ErrorCode::OutOfMemory, "workspace",
                "cannot allocate " + std::to_string(bytes) + " bytes of scratch memory");
  }
  // Without huge pages a 4 MiB packed panel costs 1024 TLB entries; a refusal costs nothing but
  // speed.
  if (unit == kHugePage) (void)madvise(fresh, size, MADV_HUGEPAGE);
  block.memory.reset(fresh);
  block.size = size;
  return fresh;
}

std::size_t workspace_size() { return t_block.size; }

}  // namespace fulcrum::simd
