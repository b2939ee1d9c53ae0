// SPDX-License-Identifier: Apache-2.0
// The part of CLBlast's C interface that the library uses, declared by us: its headers are not
// needed to build, and it is found when the program runs. Where they are installed,
// tests/opencl/declarations_test.cc compares.
#pragma once

#include <complex>
#include <cstddef>
#include <string>
#include <type_traits>

#include "fulcrum/config.hpp"
#include "offload/opencl/opencl_api.hpp"

namespace fulcrum::offload::opencl {

using BlasStatus = int;  // CLBlastStatusCode: those of OpenCL, and below -1000 its own
// CLBlast's enumerations.
enum class BlasLayout : unsigned { Columns = 102 };
enum class BlasOperation : unsigned { N = 111, T = 112, C = 113 };
enum class BlasFill : unsigned { Upper = 121, Lower = 122 };
enum class BlasSide : unsigned { Left = 141, Right = 142 };

// A number as CLBlast takes it, by value.
template <class T>
struct ScalarOf {
  using Type = T;
  static Type of(T value) { return value; }
};
template <>
struct ScalarOf<std::complex<float>> {
  using Type = cl_float2;
  static Type of(std::complex<float> value) { return {{value.real(), value.imag()}}; }
};
template <>
struct ScalarOf<std::complex<double>> {
  using Type = cl_double2;
  static Type of(std::complex<double> value) { return {{value.real(), value.imag()}}; }
};

// One function of the library, and its name there. `event` may be null.
template <class... Args>
struct BlasFunction {
  using Pointer = BlasStatus (*)(Args... args, cl_command_queue* queue, cl_event* event);
  Pointer pointer = nullptr;
  const char* name = nullptr;
};

// The routines of one element type. A matrix or vector is a buffer, the offset of its first
// element, and its leading dimension or increment, all counted in elements. What conjugates is of
// real types what does not.
template <class T>
struct BlasRoutines {
  using S = typename ScalarOf<T>::Type;
  template <class U>
  struct PartOf {
    using Type = U;
  };
  template <class R>
  struct PartOf<std::complex<R>> {
    using Type = R;
  };
  using R = typename PartOf<T>::Type;
  using Int = std::size_t;
  using Op = BlasOperation;
  template <class... Args>
  using F = BlasFunction<Args...>;

  F<Int, S, cl_mem, Int, Int> scal;
  F<Int, cl_mem, Int, Int, cl_mem, Int, Int> copy;
  F<Int, S, cl_mem, Int, Int, cl_mem, Int, Int> axpy;
  // The first buffer gets the result.
  F<Int, cl_mem, Int, cl_mem, Int, Int, cl_mem, Int, Int> dot, dotc;

  F<BlasLayout, Op, Int, Int, S, cl_mem, Int, Int, cl_mem, Int, Int, S, cl_mem, Int, Int> gemv;
  F<BlasLayout, Int, Int, S, cl_mem, Int, Int, cl_mem, Int, Int, cl_mem, Int, Int> ger, gerc;

  F<BlasLayout, Op, Op, Int, Int, Int, S, cl_mem, Int, Int, cl_mem, Int, Int, S, cl_mem, Int, Int>
      gemm;
  F<BlasLayout, BlasSide, BlasFill, Int, Int, S, cl_mem, Int, Int, cl_mem, Int, Int, S, cl_mem, Int,
    Int>
      symm, hemm;
  F<BlasLayout, BlasFill, Op, Int, Int, S, cl_mem, Int, Int, S, cl_mem, Int, Int> syrk;
  F<BlasLayout, BlasFill, Op, Int, Int, R, cl_mem, Int, Int, R, cl_mem, Int, Int> herk;
};

struct BlasApi {
  BlasRoutines<float> s;
  BlasRoutines<double> d;
  BlasRoutines<std::complex<float>> c;
  BlasRoutines<std::complex<double>> z;
};

template <class T, class Api>
constexpr auto& routines_of(Api& api) {
  if constexpr (std::is_same_v<T, float>) {
    return api.s;
  } else if constexpr (std::is_same_v<T, double>) {
    return api.d;
  } else if constexpr (std::is_same_v<T, std::complex<float>>) {
    return api.c;
  } else {
    return api.z;
  }
}

// V(member, type, exported) for each function.
#define FULCRUM_CLBLAST_REAL(V, member, name) \
  V(member, float, CLBlastS##name)            \
  V(member, double, CLBlastD##name)
#define FULCRUM_CLBLAST_COMPLEX(V, member, name) \
  V(member, std::complex<float>, CLBlastC##name) \
  V(member, std::complex<double>, CLBlastZ##name)
#define FULCRUM_CLBLAST_TWO(V, member, real, complex) \
  FULCRUM_CLBLAST_REAL(V, member, real)               \
  FULCRUM_CLBLAST_COMPLEX(V, member, complex)
#define FULCRUM_CLBLAST_ROUTINES(V)        \
  FULCRUM_CLBLAST_TWO(V, scal, scal, scal) \
  FULCRUM_CLBLAST_TWO(V, copy, copy, copy) \
  FULCRUM_CLBLAST_TWO(V, axpy, axpy, axpy) \
  FULCRUM_CLBLAST_TWO(V, dot, dot, dotu)   \
  FULCRUM_CLBLAST_TWO(V, dotc, dot, dotc)  \
  FULCRUM_CLBLAST_TWO(V, gemv, gemv, gemv) \
  FULCRUM_CLBLAST_TWO(V, ger, ger, geru)   \
  FULCRUM_CLBLAST_TWO(V, gerc, ger, gerc)  \
  FULCRUM_CLBLAST_TWO(V, gemm, gemm, gemm) \
  FULCRUM_CLBLAST_TWO(V, symm, symm, symm) \
  FULCRUM_CLBLAST_TWO(V, hemm, symm, hemm) \
  FULCRUM_CLBLAST_TWO(V, syrk, syrk, syrk) \
  FULCRUM_CLBLAST_TWO(V, herk, syrk, herk)

struct LoadedBlas {
  BlasApi api{};
  std::string file;
};
struct BlasLoadResult {
  const LoadedBlas* library = nullptr;  // null: see problem
  std::string problem;
};

// Opens libclblast.so.1: in the folders of config.opencl_library_path, then where the system looks.
BlasLoadResult load_blas(const Config& config);

// "-1017 (dimensions must be larger than 0)", or as OpenCL's own codes are described.
std::string describe_blas(BlasStatus status);

}  // namespace fulcrum::offload::opencl
