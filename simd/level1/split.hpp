// SPDX-License-Identifier: Apache-2.0
// How level 1 shares its vectors out to threads.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "simd/threads/threads.hpp"

namespace fulcrum::simd {

// Below this footprint one core works out of its own second-level cache, and waking a second one
// costs more than it saves (README.md has the measurement).
inline constexpr std::int64_t kThreadBytes = std::int64_t{1} << 20;
// Each further half MiB may have a further thread: the number grows by grade, not from one to all.
inline constexpr std::int64_t kBytesPerThread = std::int64_t{1} << 19;
// Boundaries between threads lie on multiples of this many elements (4 KiB of float).
inline constexpr std::int64_t kSplit = 1024;
// A sum over more than this many bytes is one of chunks that depend on n only. Starting a chunk
// costs about 10 ns, which 256 KiB (4 us from the second-level cache) hide; a call that threads has
// at least four.
inline constexpr std::int64_t kSumChunkBytes = std::int64_t{256} << 10;
inline constexpr std::int64_t kMaxSumChunks = 256;

inline int grade(std::int64_t bytes, int threads) {
  if (bytes < kThreadBytes || threads <= 1) return 1;
  return static_cast<int>(std::min<std::int64_t>(threads, bytes / kBytesPerThread));
}

inline std::int64_t ceil_div_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// The part [begin, end) of n elements that thread `index` of `count` takes.
struct VectorRange {
  std::int64_t begin, end;
};
inline VectorRange vector_part(std::int64_t n, int index, int count) {
  const std::int64_t each = ceil_div_up(ceil_div_up(n, count), kSplit) * kSplit;
  const std::int64_t begin = std::min(n, index * each);
  return {begin, std::min(n, begin + each)};
}

// Runs body(begin, end) over n elements of `bytes` bytes in all.
template <class Body>
void over_parts(std::int64_t n, std::int64_t bytes, int threads, Body&& body) {
  const int used = grade(bytes, threads);
  if (used == 1) {
    body(std::int64_t{0}, n);
    return;
  }
  parallel(used, [&](int index, int count) {
    const VectorRange r = vector_part(n, index, count);
    if (r.begin < r.end) body(r.begin, r.end);
  });
}

// Combines of(begin, size) over chunks of n elements from left to right.
template <class V, class Of, class Combine>
[[gnu::noinline]] V over_chunks(std::int64_t n, std::int64_t bytes, int threads, Of&& of,
                                Combine&& combine) {
  const std::int64_t wanted = std::min(ceil_div_up(bytes, kSumChunkBytes), kMaxSumChunks);
  const std::int64_t size = ceil_div_up(ceil_div_up(n, wanted), kSplit) * kSplit;
  const std::int64_t chunks = ceil_div_up(n, size);
  std::array<V, kMaxSumChunks> partial;
  parallel(grade(bytes, threads), [&](int index, int count) {
    for (std::int64_t c = chunks * index / count; c < chunks * (index + 1) / count; ++c)
      partial[static_cast<std::size_t>(c)] = of(c * size, std::min(size, n - c * size));
  });
  V result = partial[0];
  for (std::int64_t c = 1; c < chunks; ++c)
    result = combine(result, partial[static_cast<std::size_t>(c)]);
  return result;
}

}  // namespace fulcrum::simd
