// SPDX-License-Identifier: Apache-2.0
// The caches of a core, on which block sizes and the number of threads depend.
#pragma once

#include <algorithm>
#include <cstdint>

namespace fulcrum::simd {

// Bytes of the caches of one core.
struct CacheSizes {
  std::int64_t l1 = 32 << 10;
  std::int64_t l2 = 1 << 20;
};

// Those of this machine, read once; the ones above where the system does not say. No memory, so
// that calls that have none may ask too.
CacheSizes cache_sizes() noexcept;

// Bytes that pass the core, each read or written once, from which a call takes a second thread, and
// those for each further one. A parallel region with a waiting team costs 1 to 2 us, so it pays
// where one thread takes more than 5. That is 0.4 MiB on a core with 512 KiB of second-level cache
// (Zen 3) and 0.7 MiB on one with 1 MiB of it and vectors of 512 bits (Zen 5): three quarters of
// it, within bounds. level1/README.md has the measurements.
inline constexpr std::int64_t kLeastThreadBytes = std::int64_t{256} << 10;
inline constexpr std::int64_t kMostThreadBytes = std::int64_t{768} << 10;
inline std::int64_t thread_bytes() {
  return std::clamp(cache_sizes().l2 / 4 * 3, kLeastThreadBytes, kMostThreadBytes);
}
inline std::int64_t bytes_per_thread() { return thread_bytes() / 2; }

// How many of the `threads` that a call may have it asks for, of so many bytes, an integer or a
// double.
template <class Bytes>
int threads_of_bytes(Bytes bytes, int threads) {
  if (threads <= 1 || bytes < static_cast<Bytes>(thread_bytes())) return 1;
  return static_cast<int>(
      std::min(static_cast<Bytes>(threads), bytes / static_cast<Bytes>(bytes_per_thread())));
}

}  // namespace fulcrum::simd
