// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// A plane rotation by real c and s: (x_i, y_i) = (c x_i + s y_i, c y_i - s x_i), n elements. n <= 0
// returns at once; increments as in axpy. Aliasing: none. May cross to an accelerator. Errors: as
// copy. Threads and bits: as gemm. Cost: 6 n operations, four streams. Source: reference BLAS xROT,
// CSROT and ZDROT.
template <Scalar T>
FULCRUM_API void rot(std::int64_t n, T* x, std::int64_t incx, T* y, std::int64_t incy, Real<T> c,
                     Real<T> s, const CallOptions& options = {});

// The rotation that maps (a, b) to (r, 0): *a becomes r, *c and *s the rotation, and of real
// elements *b becomes z, from which c and s can be rebuilt. Neither overflows nor underflows where
// r is representable. Thread-safe. Source: reference BLAS xROTG of 3.10 and later (E. Anderson,
// Algorithm 978, ACM TOMS 44, 2017).
template <RealScalar T>
FULCRUM_API void rotg(T* a, T* b, T* c, T* s);
template <ComplexScalar T>
FULCRUM_API void rotg(T* a, const T* b, Real<T>* c, T* s);

// A modified rotation: (x_i, y_i) = H (x_i, y_i)'. param[0] says which elements of H = (h11, h12;
// h21, h22) are stored in param[1..4] = h11, h21, h12, h22: -1 all; 0 h21 and h12 (h11 = h22 = 1);
// 1 h11 and h22 (h12 = 1, h21 = -1); -2 none, H is the identity. Otherwise as rot. Source:
// reference BLAS xROTM.
template <RealScalar T>
FULCRUM_API void rotm(std::int64_t n, T* x, std::int64_t incx, T* y, std::int64_t incy,
                      const T* param, const CallOptions& options = {});

// The H for rotm that makes the second element of (sqrt(d1) x1, sqrt(d2) y1)' zero; d1, d2 and x1
// are replaced. Thread-safe. Source: reference BLAS xROTMG; where a scale is applied twice its H is
// kept, which the reference resets.
template <RealScalar T>
FULCRUM_API void rotmg(T* d1, T* d2, T* x1, T y1, T* param);

}  // namespace fulcrum
