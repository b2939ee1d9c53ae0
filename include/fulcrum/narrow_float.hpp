// SPDX-License-Identifier: Apache-2.0
// Storage of 16-bit floating-point numbers: no arithmetic, exact conversion to float, conversion
// from float rounded to nearest, ties to even. Trivially copyable, 2 bytes.
#pragma once

#include <bit>
#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// The upper half of a float: 8 exponent bits, 8 significant bits.
struct FULCRUM_API bfloat16 {  // NOLINT(readability-identifier-naming): the field's name
  std::uint16_t bits;

  bfloat16() = default;
  // A value beyond the largest finite number becomes Inf; NaN stays NaN and becomes quiet.
  explicit constexpr bfloat16(float value) : bits(rounded(std::bit_cast<std::uint32_t>(value))) {}
  static constexpr bfloat16 from_bits(std::uint16_t bits) { return bfloat16(bits, 0); }
  // Exact.
  explicit constexpr operator float() const {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
  }

 private:
  constexpr bfloat16(std::uint16_t b, int /*unused*/) : bits(b) {}
  static constexpr std::uint16_t rounded(std::uint32_t u) {
    if ((u & 0x7FFFFFFFU) > 0x7F800000U) return static_cast<std::uint16_t>(u >> 16 | 0x40U);
    return static_cast<std::uint16_t>((u + 0x7FFFU + (u >> 16 & 1U)) >> 16);
  }
};

// IEEE 754 binary16: 5 exponent bits, 11 significant bits, subnormal numbers down to 2^-24, largest
// finite number 65504.
struct FULCRUM_API float16 {  // NOLINT(readability-identifier-naming): the field's name
  std::uint16_t bits;

  float16() = default;
  // A value of 65520 and more becomes Inf; NaN stays NaN and becomes quiet.
  explicit constexpr float16(float value) : bits(rounded(std::bit_cast<std::uint32_t>(value))) {}
  static constexpr float16 from_bits(std::uint16_t bits) { return float16(bits, 0); }
  // Exact.
  explicit constexpr operator float() const {
    const std::uint32_t sign = (bits & 0x8000U) << 16, magnitude = bits & 0x7FFFU;
    std::uint32_t u = (magnitude << 13) + kRebias;
    if (magnitude >= 0x7C00U) {
      u = magnitude << 13 | 0x7F800000U;
    } else if (magnitude < 0x400U) {
      u = std::bit_cast<std::uint32_t>(static_cast<float>(magnitude) * 0x1p-24F);
    }
    return std::bit_cast<float>(u | sign);
  }

 private:
  static constexpr std::uint32_t kRebias = (127U - 15U) << 23;  // between the exponents' biases

  constexpr float16(std::uint16_t b, int /*unused*/) : bits(b) {}
  static constexpr std::uint16_t rounded(std::uint32_t u) {
    const std::uint32_t sign = u >> 16 & 0x8000U, magnitude = u & 0x7FFFFFFFU;
    return static_cast<std::uint16_t>(sign | rounded_magnitude(magnitude));
  }
  static constexpr std::uint32_t rounded_magnitude(std::uint32_t u) {
    if (u > 0x7F800000U) return 0x7E00U | (u >> 13 & 0x3FFU);
    if (u >= 0x47800000U) return 0x7C00U;  // 2^16
    if (u >= 0x38800000U) {                // 2^-14: a carry goes into the exponent, up to Inf
      const std::uint32_t rebiased = u - kRebias;
      return (rebiased + 0xFFFU + (rebiased >> 13 & 1U)) >> 13;
    }
    // A multiple of 2^-24: the significand shifted down.
    const std::uint32_t shift = 126U - (u >> 23);
    if (shift > 24U) return 0;  // under 2^-25, half of the smallest
    const std::uint32_t significand = (u & 0x7FFFFFU) | 0x800000U;
    const std::uint32_t quotient = significand >> shift, rest = significand & ((1U << shift) - 1U),
                        half = 1U << (shift - 1U);
    return quotient + (rest > half || (rest == half && (quotient & 1U) != 0) ? 1U : 0U);
  }
};

}  // namespace fulcrum
