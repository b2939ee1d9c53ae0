// SPDX-License-Identifier: Apache-2.0
// What the C++ API and the C ABI share of packed operands. A row-major A is the B of the
// column-major product that is computed, so it is packed as one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "fulcrum/config.hpp"
#include "fulcrum/types.hpp"
#include "simd/gemm/packed.hpp"

namespace fulcrum::api {

constexpr simd::PackedSide side_by_columns(Layout layout, char side) {
  return (side == 'A') == (layout == Layout::ColMajor) ? simd::PackedSide::A : simd::PackedSide::B;
}

// A packed operand in the memory of a caller of the C ABI: this at its beginning, the elements
// behind it at a cache line. It may be copied elsewhere, or into a file: nothing in it is an
// address.
struct PackedHeader {
  static constexpr std::array<char, 8> kMark = {'f', 'u', 'l', 'c', 'p', 'k', '0', '1'};

  std::array<char, 8> mark = {};
  char type = 0;  // 's' or 'd'
  char side = 0;  // 'A' or 'B', as the caller called it
  Layout layout = Layout::ColMajor;
  Isa isa = Isa::Scalar;
  std::uint32_t offset = 0;  // of the elements from the header, in bytes
  double alpha = 1;          // applied in the product
  simd::PackedForm form;

  bool marked() const { return mark == kMark; }
};

// Bytes that the packed form of an operand takes at most with its header, on the SIMD target in
// force: whatever the layout.
template <class T>
FULCRUM_API std::size_t packed_bytes(std::int64_t extent, std::int64_t k) noexcept;

// Packs into packed_bytes() bytes at `memory`. Arguments have been checked.
template <class T>
FULCRUM_API void pack_into(Layout layout, char side, bool trans, std::int64_t extent,
                           std::int64_t k, T alpha, const T* source, std::int64_t ld,
                           void* memory) noexcept;

// The header at `memory`, which may be anything.
inline PackedHeader header_at(const void* memory) {
  PackedHeader header;
  std::memcpy(&header, memory, sizeof header);
  return header;
}

// Can this process read what the header describes: same element type, same SIMD target, same
// panels?
template <class T>
FULCRUM_API bool readable(const PackedHeader& header) noexcept;

// A product of the C ABI, by columns; `a` and `b` are headers in front of their elements, or null
// where the operand is not packed. Computes without scratch memory where there is none.
template <class T>
FULCRUM_API void multiply_packed(const GemmProblem<T>& p, const void* a, const void* b) noexcept;

}  // namespace fulcrum::api
