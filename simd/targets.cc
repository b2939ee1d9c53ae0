// SPDX-License-Identifier: Apache-2.0
#include "simd/targets.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <vector>

#include "hwy/highway.h"
#include "simd/threads/published.hpp"

namespace fulcrum::simd {
namespace {

struct Known {
  Isa isa;
  std::int64_t bit;
};

// Best first. Several bits may serve one name; the first that is compiled and supported is taken.
constexpr std::array kKnown = {
    Known{Isa::Avx512, HWY_AVX3},   Known{Isa::Avx2, HWY_AVX2}, Known{Isa::Sse4, HWY_SSE4},
    Known{Isa::Sve2, HWY_SVE2},     Known{Isa::Sve, HWY_SVE},   Known{Isa::Neon, HWY_NEON},
    Known{Isa::Scalar, HWY_SCALAR},
};

using Targets = std::vector<Target>;

constinit std::atomic<const Targets*> g_targets{nullptr};

std::unique_ptr<const Targets> make_targets() {
  // SCALAR runs everywhere; Highway reports its baseline under different names.
  const std::int64_t runnable = hwy::SupportedTargets() | HWY_SCALAR;
  auto result = std::make_unique<Targets>();
  for (const Known& known : kKnown) {
    if ((HWY_TARGETS & known.bit) == 0 || (runnable & known.bit) == 0) continue;
    Target target;
    target.isa = known.isa;
    target.f32 = {gemm_kernels_f32(known.bit), level1_kernels_f32(known.bit),
                  gemv_kernels_f32(known.bit), symv_kernels_f32(known.bit),
                  triangle_kernels_f32(known.bit)};
    target.f64 = {gemm_kernels_f64(known.bit), level1_kernels_f64(known.bit),
                  gemv_kernels_f64(known.bit), symv_kernels_f64(known.bit),
                  triangle_kernels_f64(known.bit)};
    target.c32 = {level1_kernels_c32(known.bit), gemv_kernels_c32(known.bit),
                  symv_kernels_c32(known.bit), gemm_kernels_c32(known.bit),
                  triangle_kernels_c32(known.bit)};
    target.c64 = {level1_kernels_c64(known.bit), gemv_kernels_c64(known.bit),
                  symv_kernels_c64(known.bit), gemm_kernels_c64(known.bit),
                  triangle_kernels_c64(known.bit)};
    target.c32.level1.parts = target.f32.level1;
    target.c64.level1.parts = target.f64.level1;
    target.f32.gemm.gemv = target.f32.gemv;
    target.f64.gemm.gemv = target.f64.gemv;
    target.f32.gemm.apply_epilogue = epilogue_kernel_f32(known.bit);
    target.f64.gemm.apply_epilogue = epilogue_kernel_f64(known.bit);
    target.mixed = gemm_mixed_kernels(known.bit, target.f32.gemm);
    target.vector_bytes = target.f64.gemm.lanes * static_cast<int>(sizeof(double));
    result->push_back(target);
  }
  return result;
}

}  // namespace

std::span<const Target> targets() { return published(g_targets, make_targets); }

const Target* find_target(Isa isa) {
  for (const Target& target : targets()) {
    if (target.isa == isa) return &target;
  }
  return nullptr;
}

}  // namespace fulcrum::simd
