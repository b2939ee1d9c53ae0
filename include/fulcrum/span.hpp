// SPDX-License-Identifier: Apache-2.0
// Levels 1 to 3 and the copies once more with any contiguous range - std::span, std::vector,
// std::array - in the place of a pointer. Its length is checked:
// Error(InvalidArgument) names the argument, how many elements it has and how many the shape needs,
// before anything is written. An empty range counts as a null pointer, which is legal where the
// operand is not used. Arguments, their positions in errors and everything else are as in the
// overload on pointers, which does the work; that costs a multiplication and a compare an operand.
// Level 1 has a short form too, for vectors of unit stride whose lengths say what n is.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "fulcrum/asum.hpp"
#include "fulcrum/axpby.hpp"
#include "fulcrum/axpy.hpp"
#include "fulcrum/copy.hpp"
#include "fulcrum/dgmm.hpp"
#include "fulcrum/dot.hpp"
#include "fulcrum/error.hpp"
#include "fulcrum/extremes.hpp"
#include "fulcrum/gbmv.hpp"
#include "fulcrum/gemm.hpp"
#include "fulcrum/gemmt.hpp"
#include "fulcrum/gemv.hpp"
#include "fulcrum/ger.hpp"
#include "fulcrum/hemv.hpp"
#include "fulcrum/her.hpp"
#include "fulcrum/herk.hpp"
#include "fulcrum/iamax.hpp"
#include "fulcrum/matcopy.hpp"
#include "fulcrum/nrm2.hpp"
#include "fulcrum/rot.hpp"
#include "fulcrum/scal.hpp"
#include "fulcrum/sum.hpp"
#include "fulcrum/swap.hpp"
#include "fulcrum/symm.hpp"
#include "fulcrum/symv.hpp"
#include "fulcrum/syr.hpp"
#include "fulcrum/syrk.hpp"
#include "fulcrum/trmm.hpp"
#include "fulcrum/trmv.hpp"
#include "fulcrum/trsm.hpp"
#include "fulcrum/trsv.hpp"
#include "fulcrum/types.hpp"

namespace fulcrum {

// A contiguous range of elements, and one that can be written to.
template <class R>
concept Elements = requires(R& range) {
  { std::size(range) } -> std::convertible_to<std::size_t>;
  requires std::is_pointer_v<decltype(std::data(range))>;
  requires Scalar<std::remove_cv_t<std::remove_pointer_t<decltype(std::data(range))>>>;
};
template <Elements R>
using ElementOf = std::remove_cv_t<std::remove_pointer_t<decltype(std::data(std::declval<R&>()))>>;
template <class R, class T>
concept ElementsOf = Elements<R> && std::same_as<ElementOf<R>, T>;
template <class R, class T>
concept OutputOf = ElementsOf<R, T> && std::same_as<decltype(std::data(std::declval<R&>())), T*>;

template <class R>
concept Writable = Elements<R> && OutputOf<R, ElementOf<R>>;
template <class R>
concept RealElements = Elements<R> && RealScalar<ElementOf<R>>;
template <class R>
concept ComplexElements = Elements<R> && ComplexScalar<ElementOf<R>>;

namespace spans {

constexpr bool transposes(Op op) { return op == Op::Trans || op == Op::ConjTrans; }

// Elements that a matrix of rows x columns reaches over, a band of so many diagonals, a packed
// triangle, a vector. 0 where a size or a distance is illegal: the routine says so.
constexpr std::int64_t matrix(Layout layout, std::int64_t rows, std::int64_t columns,
                              std::int64_t ld) {
  const std::int64_t along = layout == Layout::RowMajor ? columns : rows;
  const std::int64_t across = layout == Layout::RowMajor ? rows : columns;
  return along <= 0 || across <= 0 || ld < along ? 0 : (across - 1) * ld + along;
}
constexpr std::int64_t matrix(Layout layout, Op op, std::int64_t rows, std::int64_t columns,
                              std::int64_t ld) {
  return transposes(op) ? matrix(layout, columns, rows, ld) : matrix(layout, rows, columns, ld);
}
// Of elements a stride apart, of which no two need have places of their own.
constexpr std::int64_t strided(Layout layout, std::int64_t rows, std::int64_t columns,
                               std::int64_t ld, std::int64_t stride) {
  const std::int64_t along = layout == Layout::RowMajor ? columns : rows;
  const std::int64_t across = layout == Layout::RowMajor ? rows : columns;
  if (along <= 0 || across <= 0 || ld < 1 || stride < 1) return 0;
  return (across - 1) * ld + (along - 1) * stride + 1;
}
constexpr std::int64_t band(std::int64_t vectors, std::int64_t diagonals, std::int64_t ld) {
  return matrix(Layout::ColMajor, diagonals, vectors, ld);
}
constexpr std::int64_t packed(std::int64_t n) { return n <= 0 ? 0 : n * (n + 1) / 2; }
constexpr std::int64_t vector(std::int64_t n, std::int64_t inc) {
  return n <= 0 || inc == 0 ? 0 : (n - 1) * (inc < 0 ? -inc : inc) + 1;
}

// The first element of `range`, which must have `least` of them; null for an empty one.
template <class R>
auto first(const char* routine, int position, const char* argument, R& range, std::int64_t least)
    -> decltype(std::data(range)) {
  const auto size = static_cast<std::int64_t>(std::size(range));
  if (size == 0) return nullptr;
  if (size < least) [[unlikely]]
    throw Error(routine, position, argument, std::to_string(size) + " elements long",
                "this shape needs " + std::to_string(least));
  return std::data(range);
}

// The length of x, which y must have too.
template <class X, class Y>
std::int64_t length(const char* routine, int position, const char* argument, const X& x,
                    const Y& y) {
  const auto n = static_cast<std::int64_t>(std::size(x));
  if (n != static_cast<std::int64_t>(std::size(y))) [[unlikely]]
    throw Error(routine, position, argument, std::to_string(std::size(y)) + " elements long",
                "it must be as long as the first vector, " + std::to_string(n));
  return n;
}

}  // namespace spans

// Level 1.

template <Elements RX, OutputOf<ElementOf<RX>> RY>
void axpy(std::int64_t n, ElementOf<RX> alpha, const RX& x, std::int64_t incx, RY&& y,
          std::int64_t incy, const CallOptions& options = {}) {
  axpy<ElementOf<RX>>(n, alpha, spans::first("axpy", 3, "x", x, spans::vector(n, incx)), incx,
                      spans::first("axpy", 5, "y", y, spans::vector(n, incy)), incy, options);
}

template <ComplexElements RX, OutputOf<ElementOf<RX>> RY>
void axpyc(std::int64_t n, ElementOf<RX> alpha, const RX& x, std::int64_t incx, RY&& y,
           std::int64_t incy, const CallOptions& options = {}) {
  axpyc<ElementOf<RX>>(n, alpha, spans::first("axpyc", 3, "x", x, spans::vector(n, incx)), incx,
                       spans::first("axpyc", 5, "y", y, spans::vector(n, incy)), incy, options);
}

template <Elements RX, OutputOf<ElementOf<RX>> RY>
void axpby(std::int64_t n, ElementOf<RX> alpha, const RX& x, std::int64_t incx, ElementOf<RX> beta,
           RY&& y, std::int64_t incy, const CallOptions& options = {}) {
  axpby<ElementOf<RX>>(n, alpha, spans::first("axpby", 3, "x", x, spans::vector(n, incx)), incx,
                       beta, spans::first("axpby", 6, "y", y, spans::vector(n, incy)), incy,
                       options);
}

template <Elements RX, OutputOf<ElementOf<RX>> RY>
void copy(std::int64_t n, const RX& x, std::int64_t incx, RY&& y, std::int64_t incy,
          const CallOptions& options = {}) {
  copy<ElementOf<RX>>(n, spans::first("copy", 2, "x", x, spans::vector(n, incx)), incx,
                      spans::first("copy", 4, "y", y, spans::vector(n, incy)), incy, options);
}

template <Writable RX, OutputOf<ElementOf<RX>> RY>
void swap(std::int64_t n, RX&& x, std::int64_t incx, RY&& y, std::int64_t incy,
          const CallOptions& options = {}) {
  swap<ElementOf<RX>>(n, spans::first("swap", 2, "x", x, spans::vector(n, incx)), incx,
                      spans::first("swap", 4, "y", y, spans::vector(n, incy)), incy, options);
}

template <Writable RX>
void scal(std::int64_t n, ElementOf<RX> alpha, RX&& x, std::int64_t incx,
          const CallOptions& options = {}) {
  scal<ElementOf<RX>>(n, alpha, spans::first("scal", 3, "x", x, spans::vector(n, incx)), incx,
                      options);
}

template <RealElements RX, ElementsOf<ElementOf<RX>> RY>
ElementOf<RX> dot(std::int64_t n, const RX& x, std::int64_t incx, const RY& y, std::int64_t incy,
                  const CallOptions& options = {}) {
  return dot<ElementOf<RX>>(n, spans::first("dot", 2, "x", x, spans::vector(n, incx)), incx,
                            spans::first("dot", 4, "y", y, spans::vector(n, incy)), incy, options);
}

template <ComplexElements RX, ElementsOf<ElementOf<RX>> RY>
ElementOf<RX> dotu(std::int64_t n, const RX& x, std::int64_t incx, const RY& y, std::int64_t incy,
                   const CallOptions& options = {}) {
  return dotu<ElementOf<RX>>(n, spans::first("dotu", 2, "x", x, spans::vector(n, incx)), incx,
                             spans::first("dotu", 4, "y", y, spans::vector(n, incy)), incy,
                             options);
}

template <ComplexElements RX, ElementsOf<ElementOf<RX>> RY>
ElementOf<RX> dotc(std::int64_t n, const RX& x, std::int64_t incx, const RY& y, std::int64_t incy,
                   const CallOptions& options = {}) {
  return dotc<ElementOf<RX>>(n, spans::first("dotc", 2, "x", x, spans::vector(n, incx)), incx,
                             spans::first("dotc", 4, "y", y, spans::vector(n, incy)), incy,
                             options);
}

template <Elements RX>
Real<ElementOf<RX>> nrm2(std::int64_t n, const RX& x, std::int64_t incx,
                         const CallOptions& options = {}) {
  return nrm2<ElementOf<RX>>(n, spans::first("nrm2", 2, "x", x, spans::vector(n, incx)), incx,
                             options);
}

template <Elements RX>
Real<ElementOf<RX>> asum(std::int64_t n, const RX& x, std::int64_t incx,
                         const CallOptions& options = {}) {
  return asum<ElementOf<RX>>(n, spans::first("asum", 2, "x", x, spans::vector(n, incx)), incx,
                             options);
}

template <Elements RX>
std::int64_t iamax(std::int64_t n, const RX& x, std::int64_t incx,
                   const CallOptions& options = {}) {
  return iamax<ElementOf<RX>>(n, spans::first("iamax", 2, "x", x, spans::vector(n, incx)), incx,
                              options);
}

template <Elements RX>
Real<ElementOf<RX>> sum(std::int64_t n, const RX& x, std::int64_t incx,
                        const CallOptions& options = {}) {
  return sum<ElementOf<RX>>(n, spans::first("sum", 2, "x", x, spans::vector(n, incx)), incx,
                            options);
}

template <Elements RX>
std::int64_t iamin(std::int64_t n, const RX& x, std::int64_t incx,
                   const CallOptions& options = {}) {
  return iamin<ElementOf<RX>>(n, spans::first("iamin", 2, "x", x, spans::vector(n, incx)), incx,
                              options);
}

template <RealElements RX>
std::int64_t imax(std::int64_t n, const RX& x, std::int64_t incx, const CallOptions& options = {}) {
  return imax<ElementOf<RX>>(n, spans::first("imax", 2, "x", x, spans::vector(n, incx)), incx,
                             options);
}

template <RealElements RX>
std::int64_t imin(std::int64_t n, const RX& x, std::int64_t incx, const CallOptions& options = {}) {
  return imin<ElementOf<RX>>(n, spans::first("imin", 2, "x", x, spans::vector(n, incx)), incx,
                             options);
}

template <Elements RX>
Real<ElementOf<RX>> amax(std::int64_t n, const RX& x, std::int64_t incx,
                         const CallOptions& options = {}) {
  return amax<ElementOf<RX>>(n, spans::first("amax", 2, "x", x, spans::vector(n, incx)), incx,
                             options);
}

template <Elements RX>
Real<ElementOf<RX>> amin(std::int64_t n, const RX& x, std::int64_t incx,
                         const CallOptions& options = {}) {
  return amin<ElementOf<RX>>(n, spans::first("amin", 2, "x", x, spans::vector(n, incx)), incx,
                             options);
}

template <Writable RX, OutputOf<ElementOf<RX>> RY>
void rot(std::int64_t n, RX&& x, std::int64_t incx, RY&& y, std::int64_t incy,
         Real<ElementOf<RX>> c, Real<ElementOf<RX>> s, const CallOptions& options = {}) {
  rot<ElementOf<RX>>(n, spans::first("rot", 2, "x", x, spans::vector(n, incx)), incx,
                     spans::first("rot", 4, "y", y, spans::vector(n, incy)), incy, c, s, options);
}

template <Writable RX, OutputOf<ElementOf<RX>> RY, ElementsOf<ElementOf<RX>> RP>
requires RealElements<RX>
void rotm(std::int64_t n, RX&& x, std::int64_t incx, RY&& y, std::int64_t incy, const RP& param,
          const CallOptions& options = {}) {
  rotm<ElementOf<RX>>(n, spans::first("rotm", 2, "x", x, spans::vector(n, incx)), incx,
                      spans::first("rotm", 4, "y", y, spans::vector(n, incy)), incy,
                      spans::first("rotm", 6, "param", param, 5), options);
}

template <ElementsOf<float> RX, ElementsOf<float> RY>
double dsdot(std::int64_t n, const RX& x, std::int64_t incx, const RY& y, std::int64_t incy,
             const CallOptions& options = {}) {
  return dsdot(n, spans::first("dsdot", 2, "x", x, spans::vector(n, incx)), incx,
               spans::first("dsdot", 4, "y", y, spans::vector(n, incy)), incy, options);
}

template <ElementsOf<float> RX, ElementsOf<float> RY>
float sdsdot(std::int64_t n, float b, const RX& x, std::int64_t incx, const RY& y,
             std::int64_t incy, const CallOptions& options = {}) {
  return sdsdot(n, b, spans::first("sdsdot", 3, "x", x, spans::vector(n, incx)), incx,
                spans::first("sdsdot", 5, "y", y, spans::vector(n, incy)), incy, options);
}

// Level 1 on whole vectors of unit stride.

template <Elements RX, OutputOf<ElementOf<RX>> RY>
void axpy(ElementOf<RX> alpha, const RX& x, RY&& y, const CallOptions& options = {}) {
  axpy<ElementOf<RX>>(spans::length("axpy", 3, "y", x, y), alpha, std::data(x), 1, std::data(y), 1,
                      options);
}
template <ComplexElements RX, OutputOf<ElementOf<RX>> RY>
void axpyc(ElementOf<RX> alpha, const RX& x, RY&& y, const CallOptions& options = {}) {
  axpyc<ElementOf<RX>>(spans::length("axpyc", 3, "y", x, y), alpha, std::data(x), 1, std::data(y),
                       1, options);
}
template <Elements RX, OutputOf<ElementOf<RX>> RY>
void axpby(ElementOf<RX> alpha, const RX& x, ElementOf<RX> beta, RY&& y,
           const CallOptions& options = {}) {
  axpby<ElementOf<RX>>(spans::length("axpby", 4, "y", x, y), alpha, std::data(x), 1, beta,
                       std::data(y), 1, options);
}
template <Elements RX, OutputOf<ElementOf<RX>> RY>
void copy(const RX& x, RY&& y, const CallOptions& options = {}) {
  copy<ElementOf<RX>>(spans::length("copy", 2, "y", x, y), std::data(x), 1, std::data(y), 1,
                      options);
}
template <Writable RX, OutputOf<ElementOf<RX>> RY>
void swap(RX&& x, RY&& y, const CallOptions& options = {}) {
  swap<ElementOf<RX>>(spans::length("swap", 2, "y", x, y), std::data(x), 1, std::data(y), 1,
                      options);
}
template <Writable RX>
void scal(ElementOf<RX> alpha, RX&& x, const CallOptions& options = {}) {
  scal<ElementOf<RX>>(static_cast<std::int64_t>(std::size(x)), alpha, std::data(x), 1, options);
}
template <RealElements RX, ElementsOf<ElementOf<RX>> RY>
ElementOf<RX> dot(const RX& x, const RY& y, const CallOptions& options = {}) {
  return dot<ElementOf<RX>>(spans::length("dot", 2, "y", x, y), std::data(x), 1, std::data(y), 1,
                            options);
}
template <ComplexElements RX, ElementsOf<ElementOf<RX>> RY>
ElementOf<RX> dotu(const RX& x, const RY& y, const CallOptions& options = {}) {
  return dotu<ElementOf<RX>>(spans::length("dotu", 2, "y", x, y), std::data(x), 1, std::data(y), 1,
                             options);
}
template <ComplexElements RX, ElementsOf<ElementOf<RX>> RY>
ElementOf<RX> dotc(const RX& x, const RY& y, const CallOptions& options = {}) {
  return dotc<ElementOf<RX>>(spans::length("dotc", 2, "y", x, y), std::data(x), 1, std::data(y), 1,
                             options);
}
template <Elements RX>
Real<ElementOf<RX>> nrm2(const RX& x, const CallOptions& options = {}) {
  return nrm2<ElementOf<RX>>(static_cast<std::int64_t>(std::size(x)), std::data(x), 1, options);
}
template <Elements RX>
Real<ElementOf<RX>> asum(const RX& x, const CallOptions& options = {}) {
  return asum<ElementOf<RX>>(static_cast<std::int64_t>(std::size(x)), std::data(x), 1, options);
}
template <Elements RX>
std::int64_t iamax(const RX& x, const CallOptions& options = {}) {
  return iamax<ElementOf<RX>>(static_cast<std::int64_t>(std::size(x)), std::data(x), 1, options);
}
template <Elements RX>
Real<ElementOf<RX>> sum(const RX& x, const CallOptions& options = {}) {
  return sum<ElementOf<RX>>(static_cast<std::int64_t>(std::size(x)), std::data(x), 1, options);
}
template <Elements RX>
std::int64_t iamin(const RX& x, const CallOptions& options = {}) {
  return iamin<ElementOf<RX>>(static_cast<std::int64_t>(std::size(x)), std::data(x), 1, options);
}
template <RealElements RX>
std::int64_t imax(const RX& x, const CallOptions& options = {}) {
  return imax<ElementOf<RX>>(static_cast<std::int64_t>(std::size(x)), std::data(x), 1, options);
}
template <RealElements RX>
std::int64_t imin(const RX& x, const CallOptions& options = {}) {
  return imin<ElementOf<RX>>(static_cast<std::int64_t>(std::size(x)), std::data(x), 1, options);
}
template <Elements RX>
Real<ElementOf<RX>> amax(const RX& x, const CallOptions& options = {}) {
  return amax<ElementOf<RX>>(static_cast<std::int64_t>(std::size(x)), std::data(x), 1, options);
}
template <Elements RX>
Real<ElementOf<RX>> amin(const RX& x, const CallOptions& options = {}) {
  return amin<ElementOf<RX>>(static_cast<std::int64_t>(std::size(x)), std::data(x), 1, options);
}
template <Writable RX, OutputOf<ElementOf<RX>> RY>
void rot(RX&& x, RY&& y, Real<ElementOf<RX>> c, Real<ElementOf<RX>> s,
         const CallOptions& options = {}) {
  rot<ElementOf<RX>>(spans::length("rot", 2, "y", x, y), std::data(x), 1, std::data(y), 1, c, s,
                     options);
}

template <Writable RX, OutputOf<ElementOf<RX>> RY, ElementsOf<ElementOf<RX>> RP>
requires RealElements<RX>
void rotm(RX&& x, RY&& y, const RP& param, const CallOptions& options = {}) {
  rotm<ElementOf<RX>>(spans::length("rotm", 2, "y", x, y), std::data(x), 1, std::data(y), 1,
                      spans::first("rotm", 3, "param", param, 5), options);
}
template <ElementsOf<float> RX, ElementsOf<float> RY>
double dsdot(const RX& x, const RY& y, const CallOptions& options = {}) {
  return dsdot(spans::length("dsdot", 2, "y", x, y), std::data(x), 1, std::data(y), 1, options);
}
template <ElementsOf<float> RX, ElementsOf<float> RY>
float sdsdot(float b, const RX& x, const RY& y, const CallOptions& options = {}) {
  return sdsdot(spans::length("sdsdot", 3, "y", x, y), b, std::data(x), 1, std::data(y), 1,
                options);
}

// Level 2. x and y of gemv and gbmv are as long as op(A) is wide and high.

template <Elements RA, ElementsOf<ElementOf<RA>> RX, OutputOf<ElementOf<RA>> RY>
void gemv(Layout layout, Op trans, std::int64_t m, std::int64_t n, ElementOf<RA> alpha, const RA& A,
          std::int64_t lda, const RX& x, std::int64_t incx, ElementOf<RA> beta, RY&& y,
          std::int64_t incy, const CallOptions& options = {}) {
  gemv<ElementOf<RA>>(
      layout, trans, m, n, alpha, spans::first("gemv", 6, "A", A, spans::matrix(layout, m, n, lda)),
      lda, spans::first("gemv", 8, "x", x, spans::vector(spans::transposes(trans) ? m : n, incx)),
      incx, beta,
      spans::first("gemv", 11, "y", y, spans::vector(spans::transposes(trans) ? n : m, incy)), incy,
      options);
}

template <Elements RA, ElementsOf<ElementOf<RA>> RX, OutputOf<ElementOf<RA>> RY>
void gbmv(Layout layout, Op trans, std::int64_t m, std::int64_t n, std::int64_t kl, std::int64_t ku,
          ElementOf<RA> alpha, const RA& A, std::int64_t lda, const RX& x, std::int64_t incx,
          ElementOf<RA> beta, RY&& y, std::int64_t incy, const CallOptions& options = {}) {
  gbmv<ElementOf<RA>>(
      layout, trans, m, n, kl, ku, alpha,
      spans::first("gbmv", 8, "A", A,
                   spans::band(layout == Layout::ColMajor ? n : m, kl + ku + 1, lda)),
      lda, spans::first("gbmv", 10, "x", x, spans::vector(spans::transposes(trans) ? m : n, incx)),
      incx, beta,
      spans::first("gbmv", 13, "y", y, spans::vector(spans::transposes(trans) ? n : m, incy)), incy,
      options);
}

template <RealElements RA, ElementsOf<ElementOf<RA>> RX, OutputOf<ElementOf<RA>> RY>
void symv(Layout layout, Uplo uplo, std::int64_t n, ElementOf<RA> alpha, const RA& A,
          std::int64_t lda, const RX& x, std::int64_t incx, ElementOf<RA> beta, RY&& y,
          std::int64_t incy, const CallOptions& options = {}) {
  symv<ElementOf<RA>>(layout, uplo, n, alpha,
                      spans::first("symv", 5, "A", A, spans::matrix(layout, n, n, lda)), lda,
                      spans::first("symv", 7, "x", x, spans::vector(n, incx)), incx, beta,
                      spans::first("symv", 10, "y", y, spans::vector(n, incy)), incy, options);
}

template <RealElements RA, ElementsOf<ElementOf<RA>> RX, OutputOf<ElementOf<RA>> RY>
void sbmv(Layout layout, Uplo uplo, std::int64_t n, std::int64_t k, ElementOf<RA> alpha,
          const RA& A, std::int64_t lda, const RX& x, std::int64_t incx, ElementOf<RA> beta, RY&& y,
          std::int64_t incy, const CallOptions& options = {}) {
  sbmv<ElementOf<RA>>(layout, uplo, n, k, alpha,
                      spans::first("sbmv", 6, "A", A, spans::band(n, k + 1, lda)), lda,
                      spans::first("sbmv", 8, "x", x, spans::vector(n, incx)), incx, beta,
                      spans::first("sbmv", 11, "y", y, spans::vector(n, incy)), incy, options);
}

template <RealElements RAp, ElementsOf<ElementOf<RAp>> RX, OutputOf<ElementOf<RAp>> RY>
void spmv(Layout layout, Uplo uplo, std::int64_t n, ElementOf<RAp> alpha, const RAp& Ap,
          const RX& x, std::int64_t incx, ElementOf<RAp> beta, RY&& y, std::int64_t incy,
          const CallOptions& options = {}) {
  spmv<ElementOf<RAp>>(layout, uplo, n, alpha, spans::first("spmv", 5, "Ap", Ap, spans::packed(n)),
                       spans::first("spmv", 6, "x", x, spans::vector(n, incx)), incx, beta,
                       spans::first("spmv", 9, "y", y, spans::vector(n, incy)), incy, options);
}

template <ComplexElements RA, ElementsOf<ElementOf<RA>> RX, OutputOf<ElementOf<RA>> RY>
void hemv(Layout layout, Uplo uplo, std::int64_t n, ElementOf<RA> alpha, const RA& A,
          std::int64_t lda, const RX& x, std::int64_t incx, ElementOf<RA> beta, RY&& y,
          std::int64_t incy, const CallOptions& options = {}) {
  hemv<ElementOf<RA>>(layout, uplo, n, alpha,
                      spans::first("hemv", 5, "A", A, spans::matrix(layout, n, n, lda)), lda,
                      spans::first("hemv", 7, "x", x, spans::vector(n, incx)), incx, beta,
                      spans::first("hemv", 10, "y", y, spans::vector(n, incy)), incy, options);
}

template <ComplexElements RA, ElementsOf<ElementOf<RA>> RX, OutputOf<ElementOf<RA>> RY>
void hbmv(Layout layout, Uplo uplo, std::int64_t n, std::int64_t k, ElementOf<RA> alpha,
          const RA& A, std::int64_t lda, const RX& x, std::int64_t incx, ElementOf<RA> beta, RY&& y,
          std::int64_t incy, const CallOptions& options = {}) {
  hbmv<ElementOf<RA>>(layout, uplo, n, k, alpha,
                      spans::first("hbmv", 6, "A", A, spans::band(n, k + 1, lda)), lda,
                      spans::first("hbmv", 8, "x", x, spans::vector(n, incx)), incx, beta,
                      spans::first("hbmv", 11, "y", y, spans::vector(n, incy)), incy, options);
}

template <ComplexElements RAp, ElementsOf<ElementOf<RAp>> RX, OutputOf<ElementOf<RAp>> RY>
void hpmv(Layout layout, Uplo uplo, std::int64_t n, ElementOf<RAp> alpha, const RAp& Ap,
          const RX& x, std::int64_t incx, ElementOf<RAp> beta, RY&& y, std::int64_t incy,
          const CallOptions& options = {}) {
  hpmv<ElementOf<RAp>>(layout, uplo, n, alpha, spans::first("hpmv", 5, "Ap", Ap, spans::packed(n)),
                       spans::first("hpmv", 6, "x", x, spans::vector(n, incx)), incx, beta,
                       spans::first("hpmv", 9, "y", y, spans::vector(n, incy)), incy, options);
}

template <Elements RA, OutputOf<ElementOf<RA>> RX>
void trmv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, const RA& A,
          std::int64_t lda, RX&& x, std::int64_t incx, const CallOptions& options = {}) {
  trmv<ElementOf<RA>>(layout, uplo, trans, diag, n,
                      spans::first("trmv", 6, "A", A, spans::matrix(layout, n, n, lda)), lda,
                      spans::first("trmv", 8, "x", x, spans::vector(n, incx)), incx, options);
}

template <Elements RA, OutputOf<ElementOf<RA>> RX>
void tbmv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, std::int64_t k,
          const RA& A, std::int64_t lda, RX&& x, std::int64_t incx,
          const CallOptions& options = {}) {
  tbmv<ElementOf<RA>>(layout, uplo, trans, diag, n, k,
                      spans::first("tbmv", 7, "A", A, spans::band(n, k + 1, lda)), lda,
                      spans::first("tbmv", 9, "x", x, spans::vector(n, incx)), incx, options);
}

template <Elements RAp, OutputOf<ElementOf<RAp>> RX>
void tpmv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, const RAp& Ap, RX&& x,
          std::int64_t incx, const CallOptions& options = {}) {
  tpmv<ElementOf<RAp>>(layout, uplo, trans, diag, n,
                       spans::first("tpmv", 6, "Ap", Ap, spans::packed(n)),
                       spans::first("tpmv", 7, "x", x, spans::vector(n, incx)), incx, options);
}

template <Elements RA, OutputOf<ElementOf<RA>> RX>
void trsv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, const RA& A,
          std::int64_t lda, RX&& x, std::int64_t incx, const CallOptions& options = {}) {
  trsv<ElementOf<RA>>(layout, uplo, trans, diag, n,
                      spans::first("trsv", 6, "A", A, spans::matrix(layout, n, n, lda)), lda,
                      spans::first("trsv", 8, "x", x, spans::vector(n, incx)), incx, options);
}

template <Elements RA, OutputOf<ElementOf<RA>> RX>
void tbsv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, std::int64_t k,
          const RA& A, std::int64_t lda, RX&& x, std::int64_t incx,
          const CallOptions& options = {}) {
  tbsv<ElementOf<RA>>(layout, uplo, trans, diag, n, k,
                      spans::first("tbsv", 7, "A", A, spans::band(n, k + 1, lda)), lda,
                      spans::first("tbsv", 9, "x", x, spans::vector(n, incx)), incx, options);
}

template <Elements RAp, OutputOf<ElementOf<RAp>> RX>
void tpsv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, const RAp& Ap, RX&& x,
          std::int64_t incx, const CallOptions& options = {}) {
  tpsv<ElementOf<RAp>>(layout, uplo, trans, diag, n,
                       spans::first("tpsv", 6, "Ap", Ap, spans::packed(n)),
                       spans::first("tpsv", 7, "x", x, spans::vector(n, incx)), incx, options);
}

template <RealElements RX, ElementsOf<ElementOf<RX>> RY, OutputOf<ElementOf<RX>> RA>
void ger(Layout layout, std::int64_t m, std::int64_t n, ElementOf<RX> alpha, const RX& x,
         std::int64_t incx, const RY& y, std::int64_t incy, RA&& A, std::int64_t lda,
         const CallOptions& options = {}) {
  ger<ElementOf<RX>>(layout, m, n, alpha, spans::first("ger", 5, "x", x, spans::vector(m, incx)),
                     incx, spans::first("ger", 7, "y", y, spans::vector(n, incy)), incy,
                     spans::first("ger", 9, "A", A, spans::matrix(layout, m, n, lda)), lda,
                     options);
}

template <ComplexElements RX, ElementsOf<ElementOf<RX>> RY, OutputOf<ElementOf<RX>> RA>
void geru(Layout layout, std::int64_t m, std::int64_t n, ElementOf<RX> alpha, const RX& x,
          std::int64_t incx, const RY& y, std::int64_t incy, RA&& A, std::int64_t lda,
          const CallOptions& options = {}) {
  geru<ElementOf<RX>>(layout, m, n, alpha, spans::first("geru", 5, "x", x, spans::vector(m, incx)),
                      incx, spans::first("geru", 7, "y", y, spans::vector(n, incy)), incy,
                      spans::first("geru", 9, "A", A, spans::matrix(layout, m, n, lda)), lda,
                      options);
}

template <ComplexElements RX, ElementsOf<ElementOf<RX>> RY, OutputOf<ElementOf<RX>> RA>
void gerc(Layout layout, std::int64_t m, std::int64_t n, ElementOf<RX> alpha, const RX& x,
          std::int64_t incx, const RY& y, std::int64_t incy, RA&& A, std::int64_t lda,
          const CallOptions& options = {}) {
  gerc<ElementOf<RX>>(layout, m, n, alpha, spans::first("gerc", 5, "x", x, spans::vector(m, incx)),
                      incx, spans::first("gerc", 7, "y", y, spans::vector(n, incy)), incy,
                      spans::first("gerc", 9, "A", A, spans::matrix(layout, m, n, lda)), lda,
                      options);
}

template <RealElements RX, OutputOf<ElementOf<RX>> RA>
void syr(Layout layout, Uplo uplo, std::int64_t n, ElementOf<RX> alpha, const RX& x,
         std::int64_t incx, RA&& A, std::int64_t lda, const CallOptions& options = {}) {
  syr<ElementOf<RX>>(layout, uplo, n, alpha, spans::first("syr", 5, "x", x, spans::vector(n, incx)),
                     incx, spans::first("syr", 7, "A", A, spans::matrix(layout, n, n, lda)), lda,
                     options);
}

template <RealElements RX, OutputOf<ElementOf<RX>> RAp>
void spr(Layout layout, Uplo uplo, std::int64_t n, ElementOf<RX> alpha, const RX& x,
         std::int64_t incx, RAp&& Ap, const CallOptions& options = {}) {
  spr<ElementOf<RX>>(layout, uplo, n, alpha, spans::first("spr", 5, "x", x, spans::vector(n, incx)),
                     incx, spans::first("spr", 7, "Ap", Ap, spans::packed(n)), options);
}

template <RealElements RX, ElementsOf<ElementOf<RX>> RY, OutputOf<ElementOf<RX>> RA>
void syr2(Layout layout, Uplo uplo, std::int64_t n, ElementOf<RX> alpha, const RX& x,
          std::int64_t incx, const RY& y, std::int64_t incy, RA&& A, std::int64_t lda,
          const CallOptions& options = {}) {
  syr2<ElementOf<RX>>(
      layout, uplo, n, alpha, spans::first("syr2", 5, "x", x, spans::vector(n, incx)), incx,
      spans::first("syr2", 7, "y", y, spans::vector(n, incy)), incy,
      spans::first("syr2", 9, "A", A, spans::matrix(layout, n, n, lda)), lda, options);
}

template <RealElements RX, ElementsOf<ElementOf<RX>> RY, OutputOf<ElementOf<RX>> RAp>
void spr2(Layout layout, Uplo uplo, std::int64_t n, ElementOf<RX> alpha, const RX& x,
          std::int64_t incx, const RY& y, std::int64_t incy, RAp&& Ap,
          const CallOptions& options = {}) {
  spr2<ElementOf<RX>>(layout, uplo, n, alpha,
                      spans::first("spr2", 5, "x", x, spans::vector(n, incx)), incx,
                      spans::first("spr2", 7, "y", y, spans::vector(n, incy)), incy,
                      spans::first("spr2", 9, "Ap", Ap, spans::packed(n)), options);
}

template <ComplexElements RX, OutputOf<ElementOf<RX>> RA>
void her(Layout layout, Uplo uplo, std::int64_t n, Real<ElementOf<RX>> alpha, const RX& x,
         std::int64_t incx, RA&& A, std::int64_t lda, const CallOptions& options = {}) {
  her<ElementOf<RX>>(layout, uplo, n, alpha, spans::first("her", 5, "x", x, spans::vector(n, incx)),
                     incx, spans::first("her", 7, "A", A, spans::matrix(layout, n, n, lda)), lda,
                     options);
}

template <ComplexElements RX, OutputOf<ElementOf<RX>> RAp>
void hpr(Layout layout, Uplo uplo, std::int64_t n, Real<ElementOf<RX>> alpha, const RX& x,
         std::int64_t incx, RAp&& Ap, const CallOptions& options = {}) {
  hpr<ElementOf<RX>>(layout, uplo, n, alpha, spans::first("hpr", 5, "x", x, spans::vector(n, incx)),
                     incx, spans::first("hpr", 7, "Ap", Ap, spans::packed(n)), options);
}

template <ComplexElements RX, ElementsOf<ElementOf<RX>> RY, OutputOf<ElementOf<RX>> RA>
void her2(Layout layout, Uplo uplo, std::int64_t n, ElementOf<RX> alpha, const RX& x,
          std::int64_t incx, const RY& y, std::int64_t incy, RA&& A, std::int64_t lda,
          const CallOptions& options = {}) {
  her2<ElementOf<RX>>(
      layout, uplo, n, alpha, spans::first("her2", 5, "x", x, spans::vector(n, incx)), incx,
      spans::first("her2", 7, "y", y, spans::vector(n, incy)), incy,
      spans::first("her2", 9, "A", A, spans::matrix(layout, n, n, lda)), lda, options);
}

template <ComplexElements RX, ElementsOf<ElementOf<RX>> RY, OutputOf<ElementOf<RX>> RAp>
void hpr2(Layout layout, Uplo uplo, std::int64_t n, ElementOf<RX> alpha, const RX& x,
          std::int64_t incx, const RY& y, std::int64_t incy, RAp&& Ap,
          const CallOptions& options = {}) {
  hpr2<ElementOf<RX>>(layout, uplo, n, alpha,
                      spans::first("hpr2", 5, "x", x, spans::vector(n, incx)), incx,
                      spans::first("hpr2", 7, "y", y, spans::vector(n, incy)), incy,
                      spans::first("hpr2", 9, "Ap", Ap, spans::packed(n)), options);
}

// Level 3, and matrices copied and added.

template <Elements RA, ElementsOf<ElementOf<RA>> RB, OutputOf<ElementOf<RA>> RC>
void gemm(Layout layout, Op transA, Op transB, std::int64_t m, std::int64_t n, std::int64_t k,
          ElementOf<RA> alpha, const RA& A, std::int64_t lda, const RB& B, std::int64_t ldb,
          ElementOf<RA> beta, RC&& C, std::int64_t ldc, const CallOptions& options = {}) {
  gemm<ElementOf<RA>>(
      layout, transA, transB, m, n, k, alpha,
      spans::first("gemm", 8, "A", A, spans::matrix(layout, transA, m, k, lda)), lda,
      spans::first("gemm", 10, "B", B, spans::matrix(layout, transB, k, n, ldb)), ldb, beta,
      spans::first("gemm", 13, "C", C, spans::matrix(layout, m, n, ldc)), ldc, options);
}

template <Elements RA, ElementsOf<ElementOf<RA>> RB, OutputOf<ElementOf<RA>> RC>
void gemmt(Layout layout, Uplo uplo, Op transA, Op transB, std::int64_t n, std::int64_t k,
           ElementOf<RA> alpha, const RA& A, std::int64_t lda, const RB& B, std::int64_t ldb,
           ElementOf<RA> beta, RC&& C, std::int64_t ldc, const CallOptions& options = {}) {
  gemmt<ElementOf<RA>>(
      layout, uplo, transA, transB, n, k, alpha,
      spans::first("gemmt", 8, "A", A, spans::matrix(layout, transA, n, k, lda)), lda,
      spans::first("gemmt", 10, "B", B, spans::matrix(layout, transB, k, n, ldb)), ldb, beta,
      spans::first("gemmt", 13, "C", C, spans::matrix(layout, n, n, ldc)), ldc, options);
}

template <Elements RA, ElementsOf<ElementOf<RA>> RB, OutputOf<ElementOf<RA>> RC>
void symm(Layout layout, Side side, Uplo uplo, std::int64_t m, std::int64_t n, ElementOf<RA> alpha,
          const RA& A, std::int64_t lda, const RB& B, std::int64_t ldb, ElementOf<RA> beta, RC&& C,
          std::int64_t ldc, const CallOptions& options = {}) {
  symm<ElementOf<RA>>(
      layout, side, uplo, m, n, alpha,
      spans::first(
          "symm", 7, "A", A,
          spans::matrix(layout, side == Side::Left ? m : n, side == Side::Left ? m : n, lda)),
      lda, spans::first("symm", 9, "B", B, spans::matrix(layout, m, n, ldb)), ldb, beta,
      spans::first("symm", 12, "C", C, spans::matrix(layout, m, n, ldc)), ldc, options);
}

template <ComplexElements RA, ElementsOf<ElementOf<RA>> RB, OutputOf<ElementOf<RA>> RC>
void hemm(Layout layout, Side side, Uplo uplo, std::int64_t m, std::int64_t n, ElementOf<RA> alpha,
          const RA& A, std::int64_t lda, const RB& B, std::int64_t ldb, ElementOf<RA> beta, RC&& C,
          std::int64_t ldc, const CallOptions& options = {}) {
  hemm<ElementOf<RA>>(
      layout, side, uplo, m, n, alpha,
      spans::first(
          "hemm", 7, "A", A,
          spans::matrix(layout, side == Side::Left ? m : n, side == Side::Left ? m : n, lda)),
      lda, spans::first("hemm", 9, "B", B, spans::matrix(layout, m, n, ldb)), ldb, beta,
      spans::first("hemm", 12, "C", C, spans::matrix(layout, m, n, ldc)), ldc, options);
}

template <Elements RA, OutputOf<ElementOf<RA>> RC>
void syrk(Layout layout, Uplo uplo, Op trans, std::int64_t n, std::int64_t k, ElementOf<RA> alpha,
          const RA& A, std::int64_t lda, ElementOf<RA> beta, RC&& C, std::int64_t ldc,
          const CallOptions& options = {}) {
  syrk<ElementOf<RA>>(layout, uplo, trans, n, k, alpha,
                      spans::first("syrk", 7, "A", A, spans::matrix(layout, trans, n, k, lda)), lda,
                      beta, spans::first("syrk", 10, "C", C, spans::matrix(layout, n, n, ldc)), ldc,
                      options);
}

template <Elements RA, ElementsOf<ElementOf<RA>> RB, OutputOf<ElementOf<RA>> RC>
void syr2k(Layout layout, Uplo uplo, Op trans, std::int64_t n, std::int64_t k, ElementOf<RA> alpha,
           const RA& A, std::int64_t lda, const RB& B, std::int64_t ldb, ElementOf<RA> beta, RC&& C,
           std::int64_t ldc, const CallOptions& options = {}) {
  syr2k<ElementOf<RA>>(
      layout, uplo, trans, n, k, alpha,
      spans::first("syr2k", 7, "A", A, spans::matrix(layout, trans, n, k, lda)), lda,
      spans::first("syr2k", 9, "B", B, spans::matrix(layout, trans, n, k, ldb)), ldb, beta,
      spans::first("syr2k", 12, "C", C, spans::matrix(layout, n, n, ldc)), ldc, options);
}

template <ComplexElements RA, OutputOf<ElementOf<RA>> RC>
void herk(Layout layout, Uplo uplo, Op trans, std::int64_t n, std::int64_t k,
          Real<ElementOf<RA>> alpha, const RA& A, std::int64_t lda, Real<ElementOf<RA>> beta,
          RC&& C, std::int64_t ldc, const CallOptions& options = {}) {
  herk<ElementOf<RA>>(layout, uplo, trans, n, k, alpha,
                      spans::first("herk", 7, "A", A, spans::matrix(layout, trans, n, k, lda)), lda,
                      beta, spans::first("herk", 10, "C", C, spans::matrix(layout, n, n, ldc)), ldc,
                      options);
}

template <ComplexElements RA, ElementsOf<ElementOf<RA>> RB, OutputOf<ElementOf<RA>> RC>
void her2k(Layout layout, Uplo uplo, Op trans, std::int64_t n, std::int64_t k, ElementOf<RA> alpha,
           const RA& A, std::int64_t lda, const RB& B, std::int64_t ldb, Real<ElementOf<RA>> beta,
           RC&& C, std::int64_t ldc, const CallOptions& options = {}) {
  her2k<ElementOf<RA>>(
      layout, uplo, trans, n, k, alpha,
      spans::first("her2k", 7, "A", A, spans::matrix(layout, trans, n, k, lda)), lda,
      spans::first("her2k", 9, "B", B, spans::matrix(layout, trans, n, k, ldb)), ldb, beta,
      spans::first("her2k", 12, "C", C, spans::matrix(layout, n, n, ldc)), ldc, options);
}

template <Elements RA, OutputOf<ElementOf<RA>> RB>
void trmm(Layout layout, Side side, Uplo uplo, Op transA, Diag diag, std::int64_t m, std::int64_t n,
          ElementOf<RA> alpha, const RA& A, std::int64_t lda, RB&& B, std::int64_t ldb,
          const CallOptions& options = {}) {
  trmm<ElementOf<RA>>(
      layout, side, uplo, transA, diag, m, n, alpha,
      spans::first(
          "trmm", 9, "A", A,
          spans::matrix(layout, side == Side::Left ? m : n, side == Side::Left ? m : n, lda)),
      lda, spans::first("trmm", 11, "B", B, spans::matrix(layout, m, n, ldb)), ldb, options);
}

template <Elements RA, OutputOf<ElementOf<RA>> RB>
void trsm(Layout layout, Side side, Uplo uplo, Op transA, Diag diag, std::int64_t m, std::int64_t n,
          ElementOf<RA> alpha, const RA& A, std::int64_t lda, RB&& B, std::int64_t ldb,
          const CallOptions& options = {}) {
  trsm<ElementOf<RA>>(
      layout, side, uplo, transA, diag, m, n, alpha,
      spans::first(
          "trsm", 9, "A", A,
          spans::matrix(layout, side == Side::Left ? m : n, side == Side::Left ? m : n, lda)),
      lda, spans::first("trsm", 11, "B", B, spans::matrix(layout, m, n, ldb)), ldb, options);
}

template <Elements RA, OutputOf<ElementOf<RA>> RB>
void omatcopy(Layout layout, Op trans, std::int64_t m, std::int64_t n, ElementOf<RA> alpha,
              const RA& A, std::int64_t lda, RB&& B, std::int64_t ldb,
              const CallOptions& options = {}) {
  omatcopy<ElementOf<RA>>(
      layout, trans, m, n, alpha,
      spans::first("omatcopy", 6, "A", A, spans::matrix(layout, m, n, lda)), lda,
      spans::first("omatcopy", 8, "B", B, spans::matrix(layout, trans, m, n, ldb)), ldb, options);
}

template <Writable RA>
void imatcopy(Layout layout, Op trans, std::int64_t m, std::int64_t n, ElementOf<RA> alpha, RA&& A,
              std::int64_t lda, std::int64_t ldb, const CallOptions& options = {}) {
  imatcopy<ElementOf<RA>>(layout, trans, m, n, alpha,
                          spans::first("imatcopy", 6, "A", A,
                                       std::max(spans::matrix(layout, m, n, lda),
                                                spans::matrix(layout, trans, m, n, ldb))),
                          lda, ldb, options);
}

template <Elements RA, OutputOf<ElementOf<RA>> RC>
void geadd(Layout layout, std::int64_t m, std::int64_t n, ElementOf<RA> alpha, const RA& A,
           std::int64_t lda, ElementOf<RA> beta, RC&& C, std::int64_t ldc,
           const CallOptions& options = {}) {
  geadd<ElementOf<RA>>(
      layout, m, n, alpha, spans::first("geadd", 5, "A", A, spans::matrix(layout, m, n, lda)), lda,
      beta, spans::first("geadd", 8, "C", C, spans::matrix(layout, m, n, ldc)), ldc, options);
}

template <Elements RA, OutputOf<ElementOf<RA>> RB>
void omatcopy2(Layout layout, Op trans, std::int64_t m, std::int64_t n, ElementOf<RA> alpha,
               const RA& A, std::int64_t lda, std::int64_t strideA, RB&& B, std::int64_t ldb,
               std::int64_t strideB, const CallOptions& options = {}) {
  const bool turned = trans == Op::Trans || trans == Op::ConjTrans;
  omatcopy2<ElementOf<RA>>(
      layout, trans, m, n, alpha,
      spans::first("omatcopy2", 6, "A", A, spans::strided(layout, m, n, lda, strideA)), lda,
      strideA,
      spans::first("omatcopy2", 9, "B", B,
                   spans::strided(layout, turned ? n : m, turned ? m : n, ldb, strideB)),
      ldb, strideB, options);
}

template <Elements RA, ElementsOf<ElementOf<RA>> RB, OutputOf<ElementOf<RA>> RC>
void omatadd(Layout layout, Op transA, Op transB, std::int64_t m, std::int64_t n,
             ElementOf<RA> alpha, const RA& A, std::int64_t lda, ElementOf<RA> beta, const RB& B,
             std::int64_t ldb, RC&& C, std::int64_t ldc, const CallOptions& options = {}) {
  const auto summand = [=](Op op, std::int64_t ld) {
    const bool turned = op == Op::Trans || op == Op::ConjTrans;
    return spans::matrix(layout, turned ? n : m, turned ? m : n, ld);
  };
  omatadd<ElementOf<RA>>(
      layout, transA, transB, m, n, alpha, spans::first("omatadd", 7, "A", A, summand(transA, lda)),
      lda, beta, spans::first("omatadd", 10, "B", B, summand(transB, ldb)), ldb,
      spans::first("omatadd", 12, "C", C, spans::matrix(layout, m, n, ldc)), ldc, options);
}

template <Elements RA, ElementsOf<ElementOf<RA>> RX, OutputOf<ElementOf<RA>> RC>
void dgmm(Layout layout, Side side, std::int64_t m, std::int64_t n, const RA& A, std::int64_t lda,
          const RX& x, std::int64_t incx, RC&& C, std::int64_t ldc,
          const CallOptions& options = {}) {
  dgmm<ElementOf<RA>>(
      layout, side, m, n, spans::first("dgmm", 5, "A", A, spans::matrix(layout, m, n, lda)), lda,
      spans::first("dgmm", 7, "x", x, spans::vector(side == Side::Left ? m : n, incx)), incx,
      spans::first("dgmm", 9, "C", C, spans::matrix(layout, m, n, ldc)), ldc, options);
}

}  // namespace fulcrum
