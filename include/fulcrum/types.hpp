// SPDX-License-Identifier: Apache-2.0
// The vocabulary of the public API: enumerations that carry the BLAS letters, and the options of
// one call.
#pragma once

#include <complex>
#include <concepts>
#include <cstdint>
#include <optional>

// Marks what libfulcrum.so exports; everything else in it is hidden.
#if defined(_WIN32)
#define FULCRUM_API
#else
#define FULCRUM_API __attribute__((visibility("default")))
#endif

namespace fulcrum {

enum class Layout : char { ColMajor = 'C', RowMajor = 'R' };

// ConjNoTrans is for omatcopy and imatcopy alone.
enum class Op : char { NoTrans = 'N', Trans = 'T', ConjTrans = 'C', ConjNoTrans = 'R' };

// Which triangle of a symmetric, Hermitian or triangular matrix is stored.
enum class Uplo : char { Upper = 'U', Lower = 'L' };

// A unit diagonal is not read.
enum class Diag : char { NonUnit = 'N', Unit = 'U' };

// The side of a product that the symmetric, Hermitian or triangular matrix stands on.
enum class Side : char { Left = 'L', Right = 'R' };

// Where a call is computed.
enum class Backend : std::uint8_t {
  Auto,  // the cost model chooses, call by call
  Simd,  // in place on the host
  Cuda,  // across the boundary, on a CUDA device
};

// Element types that the routines take.
template <class T>
concept RealScalar = std::same_as<T, float> || std::same_as<T, double>;
template <class T>
concept ComplexScalar =
    std::same_as<T, std::complex<float>> || std::same_as<T, std::complex<double>>;
template <class T>
concept Scalar = RealScalar<T> || ComplexScalar<T>;

namespace detail {
template <class T>
struct RealOf {
  using Type = T;
};
template <class R>
struct RealOf<std::complex<R>> {
  using Type = R;
};
}  // namespace detail

// T itself, or the type of a complex T's parts.
template <Scalar T>
using Real = typename detail::RealOf<T>::Type;

// Options of one call. The defaults follow the process's configuration (config.hpp).
struct CallOptions {
  std::optional<Backend> backend;  // overrides FULCRUM_BACKEND for this call
  int device = -1;                 // accelerator, 0 to 32767; -1: the configured or best one
  int threads = 0;                 // SIMD threads of this call; 0: the configured number
  // Pins the backend to SIMD unless `backend` names another one, so that every run of one machine
  // gives the same bits whatever the cost model has learnt. (On one backend the bits never depend
  // on the threads.)
  bool deterministic = false;
};

}  // namespace fulcrum
