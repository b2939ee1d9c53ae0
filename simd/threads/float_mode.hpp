// SPDX-License-Identifier: Apache-2.0
// How a thread rounds, what it makes of subnormal numbers, and which exceptions it traps. The
// library computes in vector registers alone, so that x87 has a mode but no part.
#pragma once

#include <cstdint>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace fulcrum::simd {

#if defined(__SSE2__)
using FloatMode = std::uint32_t;
inline FloatMode float_register() { return _mm_getcsr(); }
inline void set_float_register(FloatMode value) { _mm_setcsr(value); }
inline constexpr FloatMode kFlags = 0x3F;  // exceptions that have been: no mode
#elif defined(__aarch64__)
using FloatMode = std::uint64_t;
inline FloatMode float_register() {
  FloatMode value;
  __asm__ volatile("mrs %0, fpcr" : "=r"(value));
  return value;
}
inline void set_float_register(FloatMode value) {
  __asm__ volatile("msr fpcr, %0" : : "r"(value) : "memory");
}
inline constexpr FloatMode kFlags = 0;  // they are in FPSR
#else
using FloatMode = std::uint32_t;
inline FloatMode float_register() { return 0; }
inline void set_float_register(FloatMode) {}
inline constexpr FloatMode kFlags = 0;
#endif

// The calling thread's.
inline FloatMode float_mode() { return float_register() & ~kFlags; }

// Gives the calling thread a mode, and its own back at the end. Where they are the same, as nearly
// always, nothing is written.
class InFloatMode {
 public:
  explicit InFloatMode(FloatMode mode) : own_(float_mode()), differs_(mode != own_) {
    if (differs_) set(mode);
  }
  ~InFloatMode() {
    if (differs_) set(own_);
  }
  InFloatMode(const InFloatMode&) = delete;
  InFloatMode& operator=(const InFloatMode&) = delete;

 private:
  // The flags stay as they are.
  static void set(FloatMode mode) { set_float_register(mode | (float_register() & kFlags)); }

  FloatMode own_;
  bool differs_;
};

}  // namespace fulcrum::simd
