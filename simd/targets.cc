// SPDX-License-Identifier: Apache-2.0
#include "simd/targets.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "hwy/highway.h"
#include "simd/runnable.hpp"
#include "simd/threads/published.hpp"

namespace fulcrum::simd {
namespace {

struct Known {
  Isa isa;
  std::int64_t bit;
};

// Best first. Several bits may serve one name; the first that is compiled and runs is taken.
constexpr std::array kKnown = {
    Known{Isa::Avx512, HWY_AVX3},   Known{Isa::Avx2, HWY_AVX2}, Known{Isa::Sse4, HWY_SSE4},
    Known{Isa::Sve2, HWY_SVE2},     Known{Isa::Sve, HWY_SVE},   Known{Isa::Neon, HWY_NEON},
    Known{Isa::Scalar, HWY_SCALAR},
};

constinit std::array<std::atomic<const Target*>, kKnown.size()> g_made{};

bool can_run(const Known& known) { return (HWY_TARGETS & runnable_targets() & known.bit) != 0; }

std::unique_ptr<const Target> make_target(const Known& known) {
  auto target = std::make_unique<Target>();
  target->isa = known.isa;
  target->f32 = {gemm_kernels_f32(known.bit), level1_kernels_f32(known.bit),
                 gemv_kernels_f32(known.bit), panel_kernels_f32(known.bit),
                 triangle_kernels_f32(known.bit)};
  target->f64 = {gemm_kernels_f64(known.bit), level1_kernels_f64(known.bit),
                 gemv_kernels_f64(known.bit), panel_kernels_f64(known.bit),
                 triangle_kernels_f64(known.bit)};
  target->c32 = {level1_kernels_c32(known.bit), panel_kernels_c32(known.bit),
                 gemm_kernels_c32(known.bit), triangle_kernels_c32(known.bit)};
  target->c64 = {level1_kernels_c64(known.bit), panel_kernels_c64(known.bit),
                 gemm_kernels_c64(known.bit), triangle_kernels_c64(known.bit)};
  target->c32.level1.parts = target->f32.level1;
  target->c64.level1.parts = target->f64.level1;
  target->c32.gemm.level1 = target->c32.level1;
  target->c64.gemm.level1 = target->c64.level1;
  target->c32.gemm.panels = target->c32.panels;
  target->c64.gemm.panels = target->c64.panels;
  target->f32.gemm.gemv = target->f32.gemv;
  target->f64.gemm.gemv = target->f64.gemv;
  target->f32.gemm.apply_epilogue = epilogue_kernel_f32(known.bit);
  target->f64.gemm.apply_epilogue = epilogue_kernel_f64(known.bit);
  target->mixed = gemm_mixed_kernels(known.bit, target->f32.gemm);
  target->vector_bytes = target->f64.gemm.lanes * static_cast<int>(sizeof(double));
  return target;
}

using Targets = std::vector<Target>;

constinit std::atomic<const Targets*> g_targets{nullptr};

std::unique_ptr<const Targets> make_targets() {
  auto result = std::make_unique<Targets>();
  for (const Isa isa : runnable_isas()) result->push_back(*find_target(isa));
  return result;
}

}  // namespace

std::vector<Isa> runnable_isas() {
  std::vector<Isa> result;
  for (const Known& known : kKnown) {
    if (can_run(known)) result.push_back(known.isa);
  }
  return result;
}

std::span<const Target> targets() { return published(g_targets, make_targets); }

const Target* find_target(Isa isa) {
  for (std::size_t i = 0; i < kKnown.size(); ++i) {
    const Known& known = kKnown[i];
    if (known.isa != isa || !can_run(known)) continue;
    return &published(g_made[i], [&known] { return make_target(known); });
  }
  return nullptr;
}

}  // namespace fulcrum::simd
