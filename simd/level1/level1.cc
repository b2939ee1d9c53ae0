// SPDX-License-Identifier: Apache-2.0
#include "simd/level1/level1.hpp"

#include <algorithm>
#include <array>

#include "simd/threads/threads.hpp"

namespace fulcrum::simd {
namespace {

// Below this footprint one core works out of its own second-level cache, and waking a second one
// costs more than it saves (README.md has the measurement).
constexpr std::int64_t kThreadBytes = std::int64_t{1} << 20;
// Each further half MiB may have a further thread: the number grows by grade, not from one to all.
constexpr std::int64_t kBytesPerThread = std::int64_t{1} << 19;
// Boundaries between threads lie on multiples of this many elements (4 KiB of float).
constexpr std::int64_t kSplit = 1024;
// dot beyond this many bytes of both vectors is a sum of chunks that depend on n only. Starting a
// chunk costs about 10 ns, which 256 KiB (4 us from the second-level cache) hide; a call that
// threads has at least four.
constexpr std::int64_t kDotChunkBytes = std::int64_t{256} << 10;
constexpr std::int64_t kMaxDotChunks = 256;

int grade(std::int64_t bytes, int threads) {
  if (bytes < kThreadBytes || threads <= 1) return 1;
  return static_cast<int>(std::min<std::int64_t>(threads, bytes / kBytesPerThread));
}

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// The part [begin, end) of n elements that thread `index` of `count` takes.
struct Range {
  std::int64_t begin, end;
};
Range part(std::int64_t n, int index, int count) {
  const std::int64_t each = ceil_div(ceil_div(n, count), kSplit) * kSplit;
  const std::int64_t begin = std::min(n, index * each);
  return {begin, std::min(n, begin + each)};
}

}  // namespace

template <class T>
void axpy(const Level1Kernels<T>& kernels, const AxpyProblem<T>& p, int threads) {
  const T* x = first(p.x, p.n, p.incx);
  T* y = first(p.y, p.n, p.incy);
  const int used = p.incy == 0 ? 1 : grade(p.n * 2 * static_cast<std::int64_t>(sizeof(T)), threads);
  if (used == 1) {
    kernels.axpy(p.n, p.alpha, x, p.incx, y, p.incy);
    return;
  }
  parallel(used, [&](int index, int count) {
    const Range r = part(p.n, index, count);
    if (r.begin < r.end) {
      kernels.axpy(r.end - r.begin, p.alpha, x + r.begin * p.incx, p.incx, y + r.begin * p.incy,
                   p.incy);
    }
  });
}

namespace {

// Out of line, so that the short path of dot() has no stack frame for the partial sums.
template <class T>
[[gnu::noinline]] void dot_chunks(const Level1Kernels<T>& kernels, const DotProblem<T>& p,
                                  int threads) {
  const T* x = first(p.x, p.n, p.incx);
  const T* y = first(p.y, p.n, p.incy);
  const std::int64_t bytes = p.n * 2 * static_cast<std::int64_t>(sizeof(T));
  const std::int64_t wanted = std::min(ceil_div(bytes, kDotChunkBytes), kMaxDotChunks);
  const std::int64_t size = ceil_div(ceil_div(p.n, wanted), kSplit) * kSplit;
  const std::int64_t chunks = ceil_div(p.n, size);
  std::array<T, kMaxDotChunks> partial;
  parallel(grade(bytes, threads), [&](int index, int count) {
    for (std::int64_t c = chunks * index / count; c < chunks * (index + 1) / count; ++c) {
      const std::int64_t begin = c * size;
      partial[static_cast<std::size_t>(c)] = kernels.dot(
          std::min(size, p.n - begin), x + begin * p.incx, p.incx, y + begin * p.incy, p.incy);
    }
  });
  T sum = partial[0];
  for (std::int64_t c = 1; c < chunks; ++c) sum += partial[static_cast<std::size_t>(c)];
  *p.result = sum;
}

}  // namespace

template <class T>
void dot(const Level1Kernels<T>& kernels, const DotProblem<T>& p, int threads) {
  if (p.n > kDotChunkBytes / (2 * static_cast<std::int64_t>(sizeof(T)))) {
    dot_chunks(kernels, p, threads);
    return;
  }
  *p.result = kernels.dot(p.n, first(p.x, p.n, p.incx), p.incx, first(p.y, p.n, p.incy), p.incy);
}

template <class T>
void scal(const Level1Kernels<T>& kernels, const ScalProblem<T>& p, int threads) {
  const int used = grade(p.n * static_cast<std::int64_t>(sizeof(T)), threads);
  if (used == 1) {
    kernels.scal(p.n, p.alpha, p.x, p.incx);
    return;
  }
  parallel(used, [&](int index, int count) {
    const Range r = part(p.n, index, count);
    if (r.begin < r.end) kernels.scal(r.end - r.begin, p.alpha, p.x + r.begin * p.incx, p.incx);
  });
}

template void axpy<float>(const Level1Kernels<float>&, const AxpyProblem<float>&, int);
template void axpy<double>(const Level1Kernels<double>&, const AxpyProblem<double>&, int);
template void dot<float>(const Level1Kernels<float>&, const DotProblem<float>&, int);
template void dot<double>(const Level1Kernels<double>&, const DotProblem<double>&, int);
template void scal<float>(const Level1Kernels<float>&, const ScalProblem<float>&, int);
template void scal<double>(const Level1Kernels<double>&, const ScalProblem<double>&, int);

}  // namespace fulcrum::simd
