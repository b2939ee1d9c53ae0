// SPDX-License-Identifier: Apache-2.0
// gemm with elementwise work on its result, done before the result leaves the caches.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// Which function is meant by GELU.
enum class Gelu : std::uint8_t {
  Erf,   // x Phi(x), Phi the normal distribution: x / 2 (1 + erf(x / sqrt(2)))
  Tanh,  // x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))
};

// A part of C that a callback may read and change. It lies in the first-level cache, at another
// place than C, in the layout of the call: element (i, j) is data[i + j * ld] for ColMajor and
// data[i * ld + j] for RowMajor, and is element (row + i, column + j) of C. Tiles are at most three
// vectors of the SIMD target long, along ColMajor's columns or RowMajor's rows, and 8 elements
// wide: 1.5 KiB on AVX-512, 6 KiB with the longest vectors there are.
template <RealScalar T>
struct EpilogueTile {
  T* data;
  std::int64_t rows, columns, ld;
  std::int64_t row, column;
};

// Must not throw. Runs on the call's threads, on several tiles at the same time, in no fixed order.
template <RealScalar T>
using EpilogueCallback = void (*)(void* context, const EpilogueTile<T>& tile) noexcept;

enum class EpilogueKind : std::uint8_t {
  Scale,
  BiasPerRow,
  BiasPerColumn,
  Residual,
  Relu,
  GeluErf,
  GeluTanh,
  Silu,
  Clamp,
  QuantiseInt8,
  QuantiseUint8,
  Callback,
};

// One operation of an Epilogue, as its members below write it.
template <RealScalar T>
struct EpilogueOp {
  EpilogueKind kind = EpilogueKind::Scale;
  T first{}, second{};          // factor; lo, hi; scale
  std::int32_t zero_point = 0;  // Quantise
  const T* in = nullptr;        // Bias, Residual
  void* out = nullptr;          // Quantise
  std::int64_t ld = 0;          // Residual, Quantise
  EpilogueCallback<T> function = nullptr;
  void* context = nullptr;
};

// What becomes of every element x of alpha op(A) op(B) + beta C before it is stored: a list of up
// to kCapacity operations, applied in the order in which they were added. A value: cheap to copy;
// it refers to the arrays of its operations, which must live as long as calls use it.
//
//   gemm(Layout::RowMajor, Op::NoTrans, Op::NoTrans, m, n, k, 1.0F, X, k, W, n, 0.0F, Y, n,
//        Epilogue<float>().bias_per_column(b).gelu());
//
// NaN stays NaN in every operation that keeps its elements in T. Errors are relative to the
// operation's own input, u = 2^-24 or 2^-53.
template <RealScalar T>
class FULCRUM_API Epilogue {
 public:
  static constexpr int kCapacity = 8;

  // factor x. Rounded once.
  constexpr Epilogue& scale(T factor) noexcept {
    return add({.kind = EpilogueKind::Scale, .first = factor});
  }
  // x + bias[i] in row i of C; m elements. Rounded once.
  constexpr Epilogue& bias_per_row(const T* bias) noexcept {
    return add({.kind = EpilogueKind::BiasPerRow, .in = bias});
  }
  // x + bias[j] in column j of C; n elements. Rounded once.
  constexpr Epilogue& bias_per_column(const T* bias) noexcept {
    return add({.kind = EpilogueKind::BiasPerColumn, .in = bias});
  }
  // x + factor R(i, j), where R is m x n in the layout of C with the leading dimension ldr. R is
  // read whatever the factor is. A fused multiply-add where the SIMD target has one.
  constexpr Epilogue& residual(const T* R, std::int64_t ldr, T factor = T{1}) noexcept {
    return add({.kind = EpilogueKind::Residual, .first = factor, .in = R, .ld = ldr});
  }
  // 0 for x < 0, else x.
  constexpr Epilogue& relu() noexcept { return add({.kind = EpilogueKind::Relu}); }
  // |error| <= 8 u |x|; 0 at -Inf.
  constexpr Epilogue& gelu(Gelu form = Gelu::Erf) noexcept {
    return add({.kind = form == Gelu::Erf ? EpilogueKind::GeluErf : EpilogueKind::GeluTanh});
  }
  // x / (1 + exp(-x)). |error| <= 8 u |x|; 0 at -Inf.
  constexpr Epilogue& silu() noexcept { return add({.kind = EpilogueKind::Silu}); }
  // lo for x < lo, hi for x > hi, else x. lo <= hi; either may be infinite.
  constexpr Epilogue& clamp(T lo, T hi) noexcept {
    return add({.kind = EpilogueKind::Clamp, .first = lo, .second = hi});
  }
  // Q(i, j) = x r rounded to the nearest integer, ties to even, plus zero_point, saturated to the
  // range of Q's type; r is 1 / scale rounded to T. NaN gives zero_point. Q is m x n in the layout
  // of C with the leading dimension ldq. x itself goes on unchanged, and so into C. scale > 0,
  // finite, and so is 1 / scale; zero_point lies in the range of Q's type.
  constexpr Epilogue& quantise(std::int8_t* Q, std::int64_t ldq, T scale,
                               std::int32_t zero_point = 0) noexcept {
    return add({.kind = EpilogueKind::QuantiseInt8,
                .first = scale,
                .zero_point = zero_point,
                .out = Q,
                .ld = ldq});
  }
  constexpr Epilogue& quantise(std::uint8_t* Q, std::int64_t ldq, T scale,
                               std::int32_t zero_point = 0) noexcept {
    return add({.kind = EpilogueKind::QuantiseUint8,
                .first = scale,
                .zero_point = zero_point,
                .out = Q,
                .ld = ldq});
  }
  // Any other elementwise function: it gets every element of C in exactly one tile. The bits of C
  // are the same for any number of threads if the function depends on the elements and their
  // places alone.
  constexpr Epilogue& callback(EpilogueCallback<T> function, void* context = nullptr) noexcept {
    return add({.kind = EpilogueKind::Callback, .function = function, .context = context});
  }

  // Operations added, which may be more than kCapacity: gemm then refuses the list.
  constexpr int size() const noexcept { return size_; }
  constexpr const EpilogueOp<T>& operator[](int i) const noexcept {
    return ops_[static_cast<std::size_t>(i)];
  }

 private:
  constexpr Epilogue& add(const EpilogueOp<T>& op) noexcept {
    if (size_ < kCapacity) ops_[static_cast<std::size_t>(size_)] = op;
    ++size_;
    return *this;
  }

  std::array<EpilogueOp<T>, kCapacity> ops_{};
  int size_ = 0;
};

// C = epilogue(alpha op(A) op(B) + beta C), element by element, without a pass of its own over C.
//
// Shapes, layouts, leading dimensions, zero sizes, alpha == 0, beta == 0, NaN, Inf and the
// product's error bound are gemm's; with alpha == 0 or k == 0 the epilogue is applied to beta C. An
// empty epilogue leaves gemm. The product's bits are those of gemm, and the same for any number of
// threads.
//
// Errors: as gemm; Error(InvalidArgument) with position 15 and the operation's place and field
// ("epilogue[2].ldr") for a null pointer that would be used, a leading dimension too small for C,
// lo > hi or NaN among them, a scale or zero_point that quantise does not take, and more than
// kCapacity operations. All before anything is written. Aliasing: C must overlap neither A or B nor
// an array that the epilogue reads (to add what C held, use beta); Q must overlap nothing else.
// Threads: safe to call from any number of threads on disjoint C and Q. Always computed in place:
// no device path exists, and last_decision() says so (Reason::NoDevicePath). Cost: gemm's, the
// operations, and reading and writing their arrays once.
//
// The list's type is deduced, so that {} at the end of a call keeps meaning the options of plain
// gemm.
template <RealScalar T, std::same_as<Epilogue<T>> List>
FULCRUM_API void gemm(Layout layout, Op transA, Op transB, std::int64_t m, std::int64_t n,
                      std::int64_t k, T alpha, const T* A, std::int64_t lda, const T* B,
                      std::int64_t ldb, T beta, T* C, std::int64_t ldc, const List& epilogue,
                      const CallOptions& options = {});

}  // namespace fulcrum
