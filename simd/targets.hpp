// SPDX-License-Identifier: Apache-2.0
// Our own table of kernels per SIMD target, filled once from Highway's dispatch tables. Highway's
// process-wide choice is never used: other libraries in the process share it.
#pragma once

#include <complex>
#include <span>
#include <type_traits>
#include <vector>

#include "fulcrum/config.hpp"
#include "simd/gemm/gemm.hpp"
#include "simd/gemm_mixed/gemm_mixed.hpp"
#include "simd/level1/level1.hpp"
#include "simd/level2/gemv.hpp"
#include "simd/level2/level2.hpp"
#include "simd/level3/level3.hpp"

namespace fulcrum::simd {

// The kernels of one element type on one target, family by family.
template <class T>
struct Kernels {
  GemmKernels<T> gemm;
  Level1Kernels<T> level1;
  GemvKernels<T> gemv;
  PanelKernels<T> panels;
  TriangleKernels<T> triangle;

  Level2Kernels<T> level2() const { return {level1, gemv, panels}; }
  Level3Kernels<T> level3() const { return {gemm, triangle, level2()}; }
};

// Complex types: their gemm packs real and imaginary parts apart.
template <class R>
struct Kernels<std::complex<R>> {
  Level1Kernels<std::complex<R>> level1;
  PanelKernels<std::complex<R>> panels;
  GemmKernels<std::complex<R>> gemm;
  TriangleKernels<std::complex<R>> triangle;

  Level2Kernels<std::complex<R>> level2() const { return {level1, panels}; }
  Level3Kernels<std::complex<R>> level3() const { return {gemm, triangle, level2()}; }
};

struct Target {
  Isa isa = Isa::Scalar;
  int vector_bytes = 0;  // bytes of one vector register on this machine
  Kernels<float> f32;
  Kernels<double> f64;
  Kernels<std::complex<float>> c32;
  Kernels<std::complex<double>> c64;
  std::vector<GemmMixedKernels> mixed;  // calls use the first; see gemm_mixed_kernels()

  template <class T>
  const Kernels<T>& kernels() const {
    if constexpr (std::is_same_v<T, float>) {
      return f32;
    } else if constexpr (std::is_same_v<T, double>) {
      return f64;
    } else if constexpr (std::is_same_v<T, std::complex<float>>) {
      return c32;
    } else {
      return c64;
    }
  }
};

// All targets that this build has and this processor can run, best first; never empty. Thread-safe.
std::span<const Target> targets();

// Their names, without making the tables: those of one target take some 10 us.
std::vector<Isa> runnable_isas();

// The target for `isa`, a copy of the one in targets() that lives as long; null where targets()
// lacks it. Makes the tables of that target alone.
const Target* find_target(Isa isa);

}  // namespace fulcrum::simd
