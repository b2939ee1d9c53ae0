// SPDX-License-Identifier: Apache-2.0
// Copies between the user's strided memory and packed staging memory, by several threads where that
// pays.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "simd/threads/chosen.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::offload::blas {

// A rows x cols region: element (i, j) lies at data[i * row_stride + j * col_stride]. A matrix has
// row_stride 1; a vector is one column whose row_stride is its increment (negative or 0 too), data
// being its first element.
template <class T>
struct Region {
  T* data = nullptr;
  std::int64_t rows = 0, cols = 1;
  std::int64_t row_stride = 1, col_stride = 0;

  Region part(std::int64_t i, std::int64_t j, std::int64_t height, std::int64_t width) const {
    return {data + i * row_stride + j * col_stride, height, width, row_stride, col_stride};
  }
};

namespace internal {

// One thread's copy saturates far less than a memory channel; four come close to PCIe's rate on the
// machines that public reports cover. Under 1 MiB waking a team costs more than it brings.
inline constexpr int kCopyThreads = 4;
inline constexpr std::int64_t kParallelBytes = std::int64_t{1} << 20;

// copy_part(i, j, height): rows i to i + height of column j. Cut by rows across all columns where
// there are fewer columns than threads.
template <class CopyPart>
void for_parts(std::int64_t rows, std::int64_t cols, std::int64_t element_bytes,
               const CopyPart& copy_part) {
  const int threads = rows * cols * element_bytes < kParallelBytes
                          ? 1
                          : std::min(kCopyThreads, simd::call_threads());
  const auto share = [](std::int64_t total, int index, int count) {
    return total / count * index + std::min<std::int64_t>(index, total % count);
  };
  const bool by_columns = cols >= threads;
  const auto body = [&](int index, int count) {
    const std::int64_t total = by_columns ? cols : rows;
    const std::int64_t begin = share(total, index, count), end = share(total, index + 1, count);
    if (by_columns) {
      for (std::int64_t j = begin; j < end; ++j) copy_part(0, j, rows);
    } else if (end > begin) {
      for (std::int64_t j = 0; j < cols; ++j) copy_part(begin, j, end - begin);
    }
  };
  if (threads == 1) {
    body(0, 1);
  } else {
    simd::parallel(threads, body);
  }
}

}  // namespace internal

// packed(i, j) = from(i, j), packed being column-major without gaps.
template <class T>
void pack(const Region<const T>& from, T* packed) {
  internal::for_parts(from.rows, from.cols, sizeof(T),
                      [&](std::int64_t i, std::int64_t j, std::int64_t height) {
                        const T* source = from.data + i * from.row_stride + j * from.col_stride;
                        T* target = packed + i + j * from.rows;
                        if (from.row_stride == 1) {
                          std::memcpy(target, source, static_cast<std::size_t>(height) * sizeof(T));
                        } else {
                          for (std::int64_t r = 0; r < height; ++r)
                            target[r] = source[r * from.row_stride];
                        }
                      });
}

// to(i, j) = packed(i, j). Writes nothing between the region's elements.
template <class T>
void unpack(const T* packed, const Region<T>& to) {
  internal::for_parts(to.rows, to.cols, sizeof(T),
                      [&](std::int64_t i, std::int64_t j, std::int64_t height) {
                        const T* source = packed + i + j * to.rows;
                        T* target = to.data + i * to.row_stride + j * to.col_stride;
                        if (to.row_stride == 1) {
                          std::memcpy(target, source, static_cast<std::size_t>(height) * sizeof(T));
                        } else {
                          for (std::int64_t r = 0; r < height; ++r)
                            target[r * to.row_stride] = source[r];
                        }
                      });
}

}  // namespace fulcrum::offload::blas
