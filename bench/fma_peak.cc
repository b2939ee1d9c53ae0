// SPDX-License-Identifier: Apache-2.0
#include "bench/fma_peak.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/fma_peak.cc"
#include "hwy/foreach_target.h"  // must come before the kernels
#include "hwy/highway.h"
#include "simd/dispatch.hpp"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::bench {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The loop's assembly holds 12 multiply-adds on registers, a decrement and a branch:
//   objdump -d --no-show-raw-insn build/release/bin/gemm_share | awk '/FmaChains.*>:$/,/ret/'
template <typename T>
HWY_NOINLINE double FmaChains(int64_t steps) {
  const hn::ScalableTag<T> d;
  // Factors near 1 keep every value normal for any number of steps: x -> 0.999 x + 0.001 tends
  // to 1.
  const auto f = hn::Set(d, static_cast<T>(0.999)), g = hn::Set(d, static_cast<T>(0.001));
  // Different starts: equal chains would be merged into one.
  const auto start = [&](int i)
                         HWY_ATTR { return hn::Set(d, static_cast<T>(i) * static_cast<T>(0.01)); };
  auto c0 = start(0), c1 = start(1), c2 = start(2), c3 = start(3), c4 = start(4), c5 = start(5);
  auto c6 = start(6), c7 = start(7), c8 = start(8), c9 = start(9), c10 = start(10), c11 = start(11);
  for (int64_t i = 0; i < steps; ++i) {
    c0 = hn::MulAdd(c0, f, g);
    c1 = hn::MulAdd(c1, f, g);
    c2 = hn::MulAdd(c2, f, g);
    c3 = hn::MulAdd(c3, f, g);
    c4 = hn::MulAdd(c4, f, g);
    c5 = hn::MulAdd(c5, f, g);
    c6 = hn::MulAdd(c6, f, g);
    c7 = hn::MulAdd(c7, f, g);
    c8 = hn::MulAdd(c8, f, g);
    c9 = hn::MulAdd(c9, f, g);
    c10 = hn::MulAdd(c10, f, g);
    c11 = hn::MulAdd(c11, f, g);
  }
  const auto low = hn::Add(hn::Add(hn::Add(c0, c1), hn::Add(c2, c3)), hn::Add(c4, c5));
  const auto high = hn::Add(hn::Add(hn::Add(c6, c7), hn::Add(c8, c9)), hn::Add(c10, c11));
  volatile T sink = hn::GetLane(hn::Add(low, high));
  (void)sink;
  return 2.0 * 12.0 * static_cast<double>(hn::Lanes(d)) * static_cast<double>(steps);
}

double FmaChainsF32(int64_t steps) { return FmaChains<float>(steps); }
double FmaChainsF64(int64_t steps) { return FmaChains<double>(steps); }

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::bench
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <chrono>

namespace fulcrum::bench {
namespace {

HWY_EXPORT(FmaChainsF32);
HWY_EXPORT(FmaChainsF64);

std::int64_t bit_of(Isa isa) {
  switch (isa) {
    case Isa::Avx512:
      return HWY_AVX3;
    case Isa::Avx2:
      return HWY_AVX2;
    case Isa::Sse4:
      return HWY_SSE4;
    case Isa::Neon:
      return HWY_NEON;
    case Isa::Sve:
      return HWY_SVE;
    case Isa::Sve2:
      return HWY_SVE2;
    case Isa::Scalar:
      break;
  }
  return HWY_SCALAR;
}

}  // namespace

template <>
double run_fma_chains<float>(Isa isa, std::int64_t steps) {
  return FULCRUM_TARGET_ENTRY(FmaChainsF32, bit_of(isa))(steps);
}
template <>
double run_fma_chains<double>(Isa isa, std::int64_t steps) {
  return FULCRUM_TARGET_ENTRY(FmaChainsF64, bit_of(isa))(steps);
}

template <class T>
double fma_peak_gflops(Isa isa, double seconds) {
  using Clock = std::chrono::steady_clock;
  // 20000 rounds take about 30 us at two 4-cycle chains a cycle, so the clock's own cost does not
  // count.
  constexpr std::int64_t kSteps = 20000;
  double flops = 0;
  const auto start = Clock::now();
  double elapsed = 0;
  while (elapsed < seconds) {
    flops += run_fma_chains<T>(isa, kSteps);
    elapsed = std::chrono::duration<double>(Clock::now() - start).count();
  }
  return flops / elapsed * 1e-9;
}

template double fma_peak_gflops<float>(Isa, double);
template double fma_peak_gflops<double>(Isa, double);

}  // namespace fulcrum::bench
#endif
