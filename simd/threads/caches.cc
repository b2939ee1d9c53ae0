// SPDX-License-Identifier: Apache-2.0
#include "simd/threads/caches.hpp"

#include <unistd.h>

#include <atomic>
#include <memory>

#include "simd/threads/published.hpp"

namespace fulcrum::simd {
namespace {

constinit std::atomic<const CacheSizes*> g_cache_sizes{nullptr};

std::unique_ptr<const CacheSizes> read_cache_sizes() {
  auto sizes = std::make_unique<CacheSizes>();
#if defined(_SC_LEVEL1_DCACHE_SIZE)
  if (const long l1 = sysconf(_SC_LEVEL1_DCACHE_SIZE); l1 >= (16 << 10)) sizes->l1 = l1;
  if (const long l2 = sysconf(_SC_LEVEL2_CACHE_SIZE); l2 >= (128 << 10)) sizes->l2 = l2;
#endif
  return sizes;
}

}  // namespace

const CacheSizes& cache_sizes() { return published(g_cache_sizes, read_cache_sizes); }

}  // namespace fulcrum::simd
