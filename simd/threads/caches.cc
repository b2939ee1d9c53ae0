// SPDX-License-Identifier: Apache-2.0
#include "simd/threads/caches.hpp"

#include <unistd.h>

#include <atomic>
#include <climits>

#include "simd/threads/published.hpp"

namespace fulcrum::simd {
namespace {

// See known().
constinit std::atomic<int> g_l1_bytes{-1}, g_l2_bytes{-1};

// What the system says of itself under this name, or `usual` where it says less than can be.
int bytes_of_cache(int name, int least, int usual) {
  const long bytes = name < 0 ? 0 : sysconf(name);
  return bytes >= least && bytes <= INT_MAX ? static_cast<int>(bytes) : usual;
}

#if defined(_SC_LEVEL1_DCACHE_SIZE)
constexpr int kL1Name = _SC_LEVEL1_DCACHE_SIZE, kL2Name = _SC_LEVEL2_CACHE_SIZE;
#else
constexpr int kL1Name = -1, kL2Name = -1;
#endif

}  // namespace

CacheSizes cache_sizes() noexcept {
  constexpr CacheSizes kUsual;
  const auto read = [](std::atomic<int>& where, int name, int least, std::int64_t usual) {
    return known(where, [&] { return bytes_of_cache(name, least, static_cast<int>(usual)); });
  };
  return {read(g_l1_bytes, kL1Name, 16 << 10, kUsual.l1),
          read(g_l2_bytes, kL2Name, 128 << 10, kUsual.l2)};
}

}  // namespace fulcrum::simd
