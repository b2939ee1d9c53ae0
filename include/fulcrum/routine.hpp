// SPDX-License-Identifier: Apache-2.0
// The routines and element types of the library, and their names.
#pragma once

#include <complex>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fulcrum/types.hpp"

namespace fulcrum {

// One enumerator for each kind of call that is recorded and weighed, with the name that reports and
// profiles have for it. Nothing depends on the order.
#define FULCRUM_ROUTINES(X)                                                           \
  /* Level 1. axpy: also axpyc; dsdot: also sdsdot; rscal: complex times real */      \
  X(Axpy, "axpy")                                                                     \
  X(Axpby, "axpby")                                                                   \
  X(Dot, "dot")                                                                       \
  X(Dsdot, "dsdot")                                                                   \
  X(Scal, "scal")                                                                     \
  X(Rscal, "rscal")                                                                   \
  X(Copy, "copy")                                                                     \
  X(Swap, "swap")                                                                     \
  X(Nrm2, "nrm2")                                                                     \
  X(Asum, "asum")                                                                     \
  X(Iamax, "iamax")                                                                   \
  X(Sum, "sum")                                                                       \
  X(Iamin, "iamin")                                                                   \
  X(Imax, "imax")                                                                     \
  X(Imin, "imin")                                                                     \
  X(Amax, "amax")                                                                     \
  X(Amin, "amin")                                                                     \
  X(Rot, "rot")                                                                       \
  X(Rotm, "rotm")                                                                     \
  /* Level 2: general, symmetric or Hermitian, triangular; full, banded and packed */ \
  X(Gemv, "gemv")                                                                     \
  X(Gbmv, "gbmv")                                                                     \
  X(Symv, "symv")                                                                     \
  X(Sbmv, "sbmv")                                                                     \
  X(Spmv, "spmv")                                                                     \
  X(Hemv, "hemv")                                                                     \
  X(Hbmv, "hbmv")                                                                     \
  X(Hpmv, "hpmv")                                                                     \
  X(Trmv, "trmv")                                                                     \
  X(Tbmv, "tbmv")                                                                     \
  X(Tpmv, "tpmv")                                                                     \
  X(Trsv, "trsv")                                                                     \
  X(Tbsv, "tbsv")                                                                     \
  X(Tpsv, "tpsv")                                                                     \
  X(Ger, "ger")                                                                       \
  X(Syr, "syr")                                                                       \
  X(Spr, "spr")                                                                       \
  X(Her, "her")                                                                       \
  X(Hpr, "hpr")                                                                       \
  X(Syr2, "syr2")                                                                     \
  X(Spr2, "spr2")                                                                     \
  X(Her2, "her2")                                                                     \
  X(Hpr2, "hpr2")                                                                     \
  /* Level 3 */                                                                       \
  X(Gemm, "gemm")                                                                     \
  X(Symm, "symm")                                                                     \
  X(Hemm, "hemm")                                                                     \
  X(Syrk, "syrk")                                                                     \
  X(Herk, "herk")                                                                     \
  X(Syr2k, "syr2k")                                                                   \
  X(Her2k, "her2k")                                                                   \
  X(Gemmt, "gemmt")                                                                   \
  X(Trmm, "trmm")                                                                     \
  X(Trsm, "trsm")                                                                     \
  /* gemm with packed operands, with an epilogue, of narrow operands */               \
  X(GemmPacked, "gemm_packed")                                                        \
  X(GemmEpilogue, "gemm_epilogue")                                                    \
  X(GemmMixed, "gemm_mixed")                                                          \
  /* Many problems in one call */                                                     \
  X(GemmBatch, "gemm_batch")                                                          \
  X(GemvBatch, "gemv_batch")                                                          \
  X(TrsmBatch, "trsm_batch")                                                          \
  X(AxpyBatch, "axpy_batch")                                                          \
  X(CopyBatch, "copy_batch")                                                          \
  X(DgmmBatch, "dgmm_batch")                                                          \
  /* Matrices element by element */                                                   \
  X(Omatcopy, "omatcopy")                                                             \
  X(Imatcopy, "imatcopy")                                                             \
  X(Geadd, "geadd")                                                                   \
  X(Omatcopy2, "omatcopy2")                                                           \
  X(Omatadd, "omatadd")                                                               \
  X(Dgmm, "dgmm")

enum class Routine : std::uint8_t {
#define FULCRUM_ROUTINE(enumerator, name) enumerator,
  FULCRUM_ROUTINES(FULCRUM_ROUTINE)
#undef FULCRUM_ROUTINE
};

#define FULCRUM_ROUTINE(enumerator, name) +1
inline constexpr std::size_t kRoutineCount = 0 FULCRUM_ROUTINES(FULCRUM_ROUTINE);
#undef FULCRUM_ROUTINE

// Elements of the operands. The narrow ones are gemm_mixed's, whose results are F32 or 32-bit
// integers.
enum class ElementType : std::uint8_t {
  F32,
  F64,
  C32,   // complex, two F32
  C64,   // complex, two F64
  F16,   // IEEE binary16
  BF16,  // the upper half of an F32
  I8,    // std::int8_t
  U8,    // std::uint8_t, times std::int8_t
};
inline constexpr std::size_t kElementTypeCount = 8;

template <Scalar T>
inline constexpr ElementType element_type_of =
    std::same_as<T, float>                 ? ElementType::F32
    : std::same_as<T, double>              ? ElementType::F64
    : std::same_as<T, std::complex<float>> ? ElementType::C32
                                           : ElementType::C64;

// Bytes of one element.
constexpr std::int64_t size_of(ElementType type) {
  constexpr std::int64_t kSizes[kElementTypeCount] = {4, 8, 8, 16, 2, 2, 1, 1};
  return kSizes[static_cast<std::size_t>(type)];
}

constexpr bool is_complex(ElementType type) {
  return type == ElementType::C32 || type == ElementType::C64;
}

FULCRUM_API std::string_view to_string(Routine routine);   // "gemm"
FULCRUM_API std::string_view to_string(ElementType type);  // "f32"

}  // namespace fulcrum
