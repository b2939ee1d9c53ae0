// SPDX-License-Identifier: Apache-2.0
// How level 1 shares its vectors out to threads.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "simd/level1/problem.hpp"
#include "simd/problem.hpp"
#include "simd/threads/caches.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::simd {

// Boundaries between threads lie on multiples of this many elements (4 KiB of float).
inline constexpr std::int64_t kSplit = 1024;
// A sum over more than this many bytes is one of chunks that depend on n only, a multiple of four,
// so that two and four threads have as many each. Starting a chunk costs about 10 ns, which 64 KiB
// (0.7 us from the second-level cache) hide.
inline constexpr std::int64_t kSumChunkBytes = std::int64_t{256} << 10;
inline constexpr std::int64_t kMaxSumChunks = 256;

// The problems of level 1 have a vector x and no matrix, and y in those of two.
template <class P>
concept MatrixProblem = requires(const P& p) {
  p.a;
};
template <class P>
concept VectorProblem = !MatrixProblem<P> && requires(const P& p) {
  p.n;
  p.x[p.incx];
};
template <class P>
concept TwoVectorProblem = VectorProblem<P> && requires(const P& p) {
  p.y[p.incy];
};

// Bytes of the vectors.
template <VectorProblem P>
std::int64_t bytes_of(const P& p) {
  return p.n * (TwoVectorProblem<P> ? 2 : 1) * static_cast<std::int64_t>(sizeof(*p.x));
}

// Is a vector written all of whose elements are one, in which the last has to stay?
template <VectorProblem P>
bool writes_in_order(const P& p) {
  const auto one = []<class T>(T* /*x*/, std::int64_t inc) {
    return !std::is_const_v<T> && inc == 0;
  };
  if constexpr (TwoVectorProblem<P>) return one(p.x, p.incx) || one(p.y, p.incy);
  return one(p.x, p.incx);
}

// How many threads a call asks for that may have `threads`, at most: a function of sizes and
// increments. Every family has one of this name for each of its problems. The drivers take their
// threads from it and the model weighs with it; a small call pays a comparison.
template <VectorProblem P>
int useful_threads(const P& p, int threads) {
  return writes_in_order(p) ? 1 : threads_of_bytes(bytes_of(p), threads);
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

// Runs body(begin, end) over the elements of a problem.
template <VectorProblem P, class Body>
void over_parts(const P& p, int threads, Body&& body) {
  const int useful = useful_threads(p, threads);
  if (useful == 1) {
    body(std::int64_t{0}, p.n);
    return;
  }
  parallel(useful, [&](int index, int count) {
    const VectorRange r = vector_part(p.n, index, count);
    if (r.begin < r.end) body(r.begin, r.end);
  });
}

// Combines of(begin, size) over chunks of a problem's elements from left to right.
template <class V, VectorProblem P, class Of, class Combine>
[[gnu::noinline]] V over_chunks(const P& p, int threads, Of&& of, Combine&& combine) {
  const std::int64_t n = p.n;
  const std::int64_t wanted =
      std::min(4 * ceil_div_up(bytes_of(p), 4 * kSumChunkBytes), kMaxSumChunks);
  const std::int64_t size = ceil_div_up(ceil_div_up(n, wanted), kSplit) * kSplit;
  const std::int64_t chunks = ceil_div_up(n, size);
  std::array<V, kMaxSumChunks> partial;
  parallel(useful_threads(p, threads), [&](int index, int count) {
    for (std::int64_t c = chunks * index / count; c < chunks * (index + 1) / count; ++c)
      partial[static_cast<std::size_t>(c)] = of(c * size, std::min(size, n - c * size));
  });
  V result = partial[0];
  for (std::int64_t c = 1; c < chunks; ++c)
    result = combine(result, partial[static_cast<std::size_t>(c)]);
  return result;
}

}  // namespace fulcrum::simd
