// SPDX-License-Identifier: Apache-2.0
// Opt-in: the dense routines on mdspans, std::mdspan or Kokkos'. Sizes, leading dimensions and
// increments are those of the mdspans; an mdspan of one element type, ordinary references and
// strides that never change (layout_left, layout_right, layout_stride, their padded kin and what
// submdspan makes of them) will do. This header includes neither <mdspan> nor Kokkos': include
// yours.
//
// A matrix needs contiguous rows or contiguous columns. Matrices of one call may differ in that;
// what cannot be expressed then is an error: the conjugate transpose of a matrix that lies across
// the output's layout (of gemm alone it can be), a Hermitian matrix that does, B of symm and hemm,
// the operands of the rank-k updates and A of geadd. Errors: Error(InvalidArgument) with the
// argument's position here and its extents before anything is written; else as the overload on
// pointers, which does the work. Aliasing, threads and bits as there.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>

#include "fulcrum/fulcrum.hpp"

namespace fulcrum {

// What is asked of an mdspan.
template <class M>
concept StridedMdspan = requires(const M& m) {
  requires Scalar<typename M::value_type>;
  requires std::same_as<typename M::data_handle_type, typename M::element_type*>;
  requires std::same_as<typename M::reference, typename M::element_type&>;
  requires M::is_always_strided();
  { m.stride(0) } -> std::convertible_to<std::int64_t>;
  { m.extent(0) } -> std::convertible_to<std::int64_t>;
  { m.data_handle() } -> std::convertible_to<typename M::element_type*>;
};
template <class M>
concept VectorMdspan = StridedMdspan<std::remove_cvref_t<M>> && std::remove_cvref_t<M>::rank()
== 1;
template <class M>
concept MatrixMdspan = StridedMdspan<std::remove_cvref_t<M>> && std::remove_cvref_t<M>::rank()
== 2;

namespace mdspans {

template <class M>
using Value = typename std::remove_cvref_t<M>::value_type;
template <class M, class T>
concept Of = std::same_as<Value<M>, T>;
template <class M, class T>
concept OutOf = std::same_as<typename std::remove_cvref_t<M>::element_type, T>;

template <class T>
using Itself = T;

template <class E>
struct Vector {
  E* data;
  std::int64_t n, inc;
};
template <VectorMdspan M>
auto vector(const M& m) {
  const auto n = static_cast<std::int64_t>(m.extent(0));
  // The increment of a vector of one element means nothing, and 0 would be illegal.
  return Vector<typename M::element_type>{m.data_handle(), n,
                                          n <= 1 ? 1 : static_cast<std::int64_t>(m.stride(0))};
}

// A matrix and the layouts that it can be seen in.
template <class E>
struct Matrix {
  E* data;
  std::int64_t rows, columns;
  std::int64_t column_ld, row_ld;  // 0: not in this layout

  bool is(Layout layout) const { return ld(layout) > 0; }
  std::int64_t ld(Layout layout) const { return layout == Layout::ColMajor ? column_ld : row_ld; }
  Layout layout() const { return column_ld > 0 ? Layout::ColMajor : Layout::RowMajor; }
};

inline std::string extents(std::int64_t rows, std::int64_t columns) {
  return std::to_string(rows) + " x " + std::to_string(columns);
}

// The distance of lines of `along` elements `step` apart, 0 where they are not contiguous lines.
constexpr std::int64_t lines(std::int64_t along, std::int64_t step, std::int64_t across,
                             std::int64_t distance) {
  if (along > 1 && step != 1) return 0;
  const std::int64_t least = std::max<std::int64_t>(1, along);
  if (across <= 1) return std::max(least, distance);
  return distance >= least ? distance : 0;
}

template <MatrixMdspan M>
auto matrix(const char* routine, int position, const char* argument, const M& m) {
  const auto rows = static_cast<std::int64_t>(m.extent(0));
  const auto columns = static_cast<std::int64_t>(m.extent(1));
  const auto down = static_cast<std::int64_t>(m.stride(0));
  const auto right = static_cast<std::int64_t>(m.stride(1));
  const Matrix<typename M::element_type> seen{m.data_handle(), rows, columns,
                                              lines(rows, down, columns, right),
                                              lines(columns, right, rows, down)};
  if (seen.column_ld == 0 && seen.row_ld == 0) [[unlikely]]
    throw Error(routine, position, argument,
                "a matrix of strides " + std::to_string(down) + " and " + std::to_string(right),
                "its rows or its columns must be contiguous");
  return seen;
}

template <class E>
void check_extents(const char* routine, int position, const char* argument, const Matrix<E>& m,
                   std::int64_t rows, std::int64_t columns) {
  if (m.rows != rows || m.columns != columns) [[unlikely]]
    throw Error(routine, position, argument, extents(m.rows, m.columns),
                "it must be " + extents(rows, columns));
}
template <class E>
void check_length(const char* routine, int position, const char* argument, const Vector<E>& x,
                  std::int64_t n) {
  if (x.n != n) [[unlikely]]
    throw Error(routine, position, argument, std::to_string(x.n) + " elements long",
                "it must be " + std::to_string(n) + " long");
}

constexpr bool turned(Op op) { return op == Op::Trans || op == Op::ConjTrans; }
template <class E>
std::int64_t op_rows(Op op, const Matrix<E>& m) {
  return turned(op) ? m.columns : m.rows;
}
template <class E>
std::int64_t op_columns(Op op, const Matrix<E>& m) {
  return turned(op) ? m.rows : m.columns;
}

[[noreturn]] inline void lies_across(const char* routine, int position, const char* argument,
                                     const char* what) {
  throw Error(routine, position, argument, "laid out across the output", what);
}

// An operation on a matrix that lies across: its transpose is what is there.
constexpr Op crossed(Op op) {
  switch (op) {
    case Op::NoTrans:
      return Op::Trans;
    case Op::Trans:
      return Op::NoTrans;
    case Op::ConjTrans:
      return Op::ConjNoTrans;
    case Op::ConjNoTrans:
      return Op::ConjTrans;
  }
  return op;
}

// An operand of a product in the layout of its output, as it is or as the transpose of itself.
template <class E>
struct Operand {
  E* data;
  std::int64_t ld;
  Op op;
};
template <class E>
Operand<E> operand(const char* routine, int position, const char* argument, const Matrix<E>& m,
                   Op op, Layout layout) {
  if (m.is(layout)) return {m.data, m.ld(layout), op};
  const std::int64_t ld = m.ld(m.layout());
  if (op == Op::NoTrans) return {m.data, ld, Op::Trans};
  using T = std::remove_cv_t<E>;
  if (op == Op::Trans || (RealScalar<T> && op == Op::ConjTrans)) return {m.data, ld, Op::NoTrans};
  if (op == Op::ConjTrans)
    lies_across(routine, position, argument, "its conjugate transpose needs the output's layout");
  return {m.data, ld, op};  // the routine refuses it
}

// The same of gemm and omatcopy, which take every operation.
template <class E>
Operand<E> any_operand(const Matrix<E>& m, Op op, Layout layout) {
  if (m.is(layout)) return {m.data, m.ld(layout), op};
  return {m.data, m.ld(m.layout()), crossed(op)};
}

// The leading dimension of a matrix that must lie as the output does.
template <class E>
std::int64_t ld_in(const char* routine, int position, const char* argument, const Matrix<E>& m,
                   Layout layout) {
  if (!m.is(layout)) [[unlikely]]
    lies_across(routine, position, argument, "it must have the output's layout");
  return m.ld(layout);
}

// A triangle of a square matrix seen in a layout: its other triangle where it lies across.
constexpr Uplo other(Uplo uplo) {
  return uplo == Uplo::Upper ? Uplo::Lower : uplo == Uplo::Lower ? Uplo::Upper : uplo;
}

}  // namespace mdspans

// Level 1.

template <VectorMdspan X, VectorMdspan Y>
requires mdspans::OutOf<Y, mdspans::Value<X>>
void axpy(mdspans::Value<X> alpha, const X& x, const Y& y, const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  const auto vy = mdspans::vector(y);
  mdspans::check_length("axpy", 3, "y", vy, vx.n);
  axpy<mdspans::Value<X>>(vx.n, alpha, vx.data, vx.inc, vy.data, vy.inc, options);
}

template <VectorMdspan X, VectorMdspan Y>
requires mdspans::OutOf<Y, mdspans::Value<X>> && ComplexScalar<mdspans::Value<X>>
void axpyc(mdspans::Value<X> alpha, const X& x, const Y& y, const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  const auto vy = mdspans::vector(y);
  mdspans::check_length("axpyc", 3, "y", vy, vx.n);
  axpyc<mdspans::Value<X>>(vx.n, alpha, vx.data, vx.inc, vy.data, vy.inc, options);
}

template <VectorMdspan X, VectorMdspan Y>
requires mdspans::OutOf<Y, mdspans::Value<X>>
void axpby(mdspans::Value<X> alpha, const X& x, mdspans::Value<X> beta, const Y& y,
           const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  const auto vy = mdspans::vector(y);
  mdspans::check_length("axpby", 4, "y", vy, vx.n);
  axpby<mdspans::Value<X>>(vx.n, alpha, vx.data, vx.inc, beta, vy.data, vy.inc, options);
}

template <VectorMdspan X, VectorMdspan Y>
requires mdspans::OutOf<Y, mdspans::Value<X>>
void copy(const X& x, const Y& y, const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  const auto vy = mdspans::vector(y);
  mdspans::check_length("copy", 2, "y", vy, vx.n);
  copy<mdspans::Value<X>>(vx.n, vx.data, vx.inc, vy.data, vy.inc, options);
}

template <VectorMdspan X, VectorMdspan Y>
requires mdspans::OutOf<X, mdspans::Value<Y>> && mdspans::OutOf<Y, mdspans::Value<X>>
// NOLINTNEXTLINE(bugprone-exception-escape): BLAS's swap, not the standard library's
void swap(const X& x, const Y& y, const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  const auto vy = mdspans::vector(y);
  mdspans::check_length("swap", 2, "y", vy, vx.n);
  swap<mdspans::Value<X>>(vx.n, vx.data, vx.inc, vy.data, vy.inc, options);
}

template <VectorMdspan X>
requires mdspans::OutOf<X, mdspans::Value<X>>
void scal(mdspans::Value<X> alpha, const X& x, const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  scal<mdspans::Value<X>>(vx.n, alpha, vx.data, vx.inc, options);
}

template <VectorMdspan X, VectorMdspan Y>
requires mdspans::Of<Y, mdspans::Value<X>> && RealScalar<mdspans::Value<X>>
auto dot(const X& x, const Y& y, const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  const auto vy = mdspans::vector(y);
  mdspans::check_length("dot", 2, "y", vy, vx.n);
  return dot<mdspans::Value<X>>(vx.n, vx.data, vx.inc, vy.data, vy.inc, options);
}

template <VectorMdspan X, VectorMdspan Y>
requires mdspans::Of<Y, mdspans::Value<X>> && ComplexScalar<mdspans::Value<X>>
auto dotu(const X& x, const Y& y, const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  const auto vy = mdspans::vector(y);
  mdspans::check_length("dotu", 2, "y", vy, vx.n);
  return dotu<mdspans::Value<X>>(vx.n, vx.data, vx.inc, vy.data, vy.inc, options);
}

template <VectorMdspan X, VectorMdspan Y>
requires mdspans::Of<Y, mdspans::Value<X>> && ComplexScalar<mdspans::Value<X>>
auto dotc(const X& x, const Y& y, const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  const auto vy = mdspans::vector(y);
  mdspans::check_length("dotc", 2, "y", vy, vx.n);
  return dotc<mdspans::Value<X>>(vx.n, vx.data, vx.inc, vy.data, vy.inc, options);
}

template <VectorMdspan X>
auto nrm2(const X& x, const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  return nrm2<mdspans::Value<X>>(vx.n, vx.data, vx.inc, options);
}
template <VectorMdspan X>
auto asum(const X& x, const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  return asum<mdspans::Value<X>>(vx.n, vx.data, vx.inc, options);
}
template <VectorMdspan X>
std::int64_t iamax(const X& x, const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  return iamax<mdspans::Value<X>>(vx.n, vx.data, vx.inc, options);
}
template <VectorMdspan X>
auto sum(const X& x, const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  return sum<mdspans::Value<X>>(vx.n, vx.data, vx.inc, options);
}
template <VectorMdspan X>
std::int64_t iamin(const X& x, const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  return iamin<mdspans::Value<X>>(vx.n, vx.data, vx.inc, options);
}
template <VectorMdspan X>
requires RealScalar<mdspans::Value<X>> std::int64_t imax(const X& x,
                                                         const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  return imax<mdspans::Value<X>>(vx.n, vx.data, vx.inc, options);
}
template <VectorMdspan X>
requires RealScalar<mdspans::Value<X>> std::int64_t imin(const X& x,
                                                         const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  return imin<mdspans::Value<X>>(vx.n, vx.data, vx.inc, options);
}
template <VectorMdspan X>
auto amax(const X& x, const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  return amax<mdspans::Value<X>>(vx.n, vx.data, vx.inc, options);
}
template <VectorMdspan X>
auto amin(const X& x, const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  return amin<mdspans::Value<X>>(vx.n, vx.data, vx.inc, options);
}

template <VectorMdspan X, VectorMdspan Y>
requires mdspans::OutOf<X, mdspans::Value<Y>> && mdspans::OutOf<Y, mdspans::Value<X>>
void rot(const X& x, const Y& y, Real<mdspans::Value<X>> c, Real<mdspans::Value<X>> s,
         const CallOptions& options = {}) {
  const auto vx = mdspans::vector(x);
  const auto vy = mdspans::vector(y);
  mdspans::check_length("rot", 2, "y", vy, vx.n);
  rot<mdspans::Value<X>>(vx.n, vx.data, vx.inc, vy.data, vy.inc, c, s, options);
}

// NOLINTBEGIN(bugprone-macro-parentheses): names and types cannot be put in parentheses
// Level 2.

// y = alpha op(A) x + beta y
template <MatrixMdspan A, VectorMdspan X, VectorMdspan Y>
requires mdspans::Of<X, mdspans::Value<A>> && mdspans::OutOf<Y, mdspans::Value<A>>
void gemv(Op trans, mdspans::Value<A> alpha, const A& a, const X& x, mdspans::Value<A> beta,
          const Y& y, const CallOptions& options = {}) {
  const auto ma = mdspans::matrix("gemv", 3, "A", a);
  const auto vx = mdspans::vector(x);
  const auto vy = mdspans::vector(y);
  mdspans::check_length("gemv", 4, "x", vx, mdspans::op_columns(trans, ma));
  mdspans::check_length("gemv", 6, "y", vy, mdspans::op_rows(trans, ma));
  const Layout layout = ma.layout();
  gemv<mdspans::Value<A>>(layout, trans, ma.rows, ma.columns, alpha, ma.data, ma.ld(layout),
                          vx.data, vx.inc, beta, vy.data, vy.inc, options);
}

#define FULCRUM_MDSPAN_SYMV(NAME, ELEMENTS)                                                     \
  template <MatrixMdspan A, VectorMdspan X, VectorMdspan Y>                                     \
  requires mdspans::Of<X, mdspans::Value<A>> && mdspans::OutOf<Y, mdspans::Value<A>> &&         \
      ELEMENTS<mdspans::Value<A>>                                                               \
  void NAME(Uplo uplo, mdspans::Value<A> alpha, const A& a, const X& x, mdspans::Value<A> beta, \
            const Y& y, const CallOptions& options = {}) {                                      \
    const auto ma = mdspans::matrix(#NAME, 3, "A", a);                                          \
    const auto vx = mdspans::vector(x);                                                         \
    const auto vy = mdspans::vector(y);                                                         \
    mdspans::check_extents(#NAME, 3, "A", ma, vy.n, vy.n);                                      \
    mdspans::check_length(#NAME, 4, "x", vx, vy.n);                                             \
    const Layout layout = ma.layout();                                                          \
    NAME<mdspans::Value<A>>(layout, uplo, vy.n, alpha, ma.data, ma.ld(layout), vx.data, vx.inc, \
                            beta, vy.data, vy.inc, options);                                    \
  }
// y = alpha A x + beta y, A symmetric or Hermitian; `uplo` is the triangle of indices that is read.
FULCRUM_MDSPAN_SYMV(symv, RealScalar)
FULCRUM_MDSPAN_SYMV(hemv, ComplexScalar)
#undef FULCRUM_MDSPAN_SYMV

#define FULCRUM_MDSPAN_TRV(NAME)                                                              \
  template <MatrixMdspan A, VectorMdspan X>                                                   \
  requires mdspans::OutOf<X, mdspans::Value<A>>                                               \
  void NAME(Uplo uplo, Op trans, Diag diag, const A& a, const X& x,                           \
            const CallOptions& options = {}) {                                                \
    const auto ma = mdspans::matrix(#NAME, 4, "A", a);                                        \
    const auto vx = mdspans::vector(x);                                                       \
    mdspans::check_extents(#NAME, 4, "A", ma, vx.n, vx.n);                                    \
    const Layout layout = ma.layout();                                                        \
    NAME<mdspans::Value<A>>(layout, uplo, trans, diag, vx.n, ma.data, ma.ld(layout), vx.data, \
                            vx.inc, options);                                                 \
  }
// x = op(A) x, and the solution of op(A) x = b in the place of b.
FULCRUM_MDSPAN_TRV(trmv)
FULCRUM_MDSPAN_TRV(trsv)
#undef FULCRUM_MDSPAN_TRV

#define FULCRUM_MDSPAN_GER(NAME, ELEMENTS)                                                        \
  template <VectorMdspan X, VectorMdspan Y, MatrixMdspan A>                                       \
  requires mdspans::Of<X, mdspans::Value<A>> && mdspans::Of<Y, mdspans::Value<A>> &&              \
      mdspans::OutOf<A, mdspans::Value<A>> && ELEMENTS<mdspans::Value<A>>                         \
  void NAME(mdspans::Value<A> alpha, const X& x, const Y& y, const A& a,                          \
            const CallOptions& options = {}) {                                                    \
    const auto ma = mdspans::matrix(#NAME, 4, "A", a);                                            \
    const auto vx = mdspans::vector(x);                                                           \
    const auto vy = mdspans::vector(y);                                                           \
    mdspans::check_extents(#NAME, 4, "A", ma, vx.n, vy.n);                                        \
    const Layout layout = ma.layout();                                                            \
    NAME<mdspans::Value<A>>(layout, vx.n, vy.n, alpha, vx.data, vx.inc, vy.data, vy.inc, ma.data, \
                            ma.ld(layout), options);                                              \
  }
// A += alpha x y', or x conj(y)'.
FULCRUM_MDSPAN_GER(ger, RealScalar)
FULCRUM_MDSPAN_GER(geru, ComplexScalar)
FULCRUM_MDSPAN_GER(gerc, ComplexScalar)
#undef FULCRUM_MDSPAN_GER

#define FULCRUM_MDSPAN_SYR(NAME, ALPHA, ELEMENTS)                                               \
  template <VectorMdspan X, MatrixMdspan A>                                                     \
  requires mdspans::Of<X, mdspans::Value<A>> && mdspans::OutOf<A, mdspans::Value<A>> &&         \
      ELEMENTS<mdspans::Value<A>>                                                               \
  void NAME(Uplo uplo, ALPHA<mdspans::Value<A>> alpha, const X& x, const A& a,                  \
            const CallOptions& options = {}) {                                                  \
    const auto ma = mdspans::matrix(#NAME, 4, "A", a);                                          \
    const auto vx = mdspans::vector(x);                                                         \
    mdspans::check_extents(#NAME, 4, "A", ma, vx.n, vx.n);                                      \
    const Layout layout = ma.layout();                                                          \
    NAME<mdspans::Value<A>>(layout, uplo, vx.n, alpha, vx.data, vx.inc, ma.data, ma.ld(layout), \
                            options);                                                           \
  }
#define FULCRUM_MDSPAN_SYR2(NAME, ELEMENTS)                                                       \
  template <VectorMdspan X, VectorMdspan Y, MatrixMdspan A>                                       \
  requires mdspans::Of<X, mdspans::Value<A>> && mdspans::Of<Y, mdspans::Value<A>> &&              \
      mdspans::OutOf<A, mdspans::Value<A>> && ELEMENTS<mdspans::Value<A>>                         \
  void NAME(Uplo uplo, mdspans::Value<A> alpha, const X& x, const Y& y, const A& a,               \
            const CallOptions& options = {}) {                                                    \
    const auto ma = mdspans::matrix(#NAME, 5, "A", a);                                            \
    const auto vx = mdspans::vector(x);                                                           \
    const auto vy = mdspans::vector(y);                                                           \
    mdspans::check_length(#NAME, 4, "y", vy, vx.n);                                               \
    mdspans::check_extents(#NAME, 5, "A", ma, vx.n, vx.n);                                        \
    const Layout layout = ma.layout();                                                            \
    NAME<mdspans::Value<A>>(layout, uplo, vx.n, alpha, vx.data, vx.inc, vy.data, vy.inc, ma.data, \
                            ma.ld(layout), options);                                              \
  }
// The triangle `uplo` of A gets alpha x x' more, or alpha x y' + alpha y x' (Hermitian: their kin).
FULCRUM_MDSPAN_SYR(syr, Real, RealScalar)
FULCRUM_MDSPAN_SYR(her, Real, ComplexScalar)
FULCRUM_MDSPAN_SYR2(syr2, RealScalar)
FULCRUM_MDSPAN_SYR2(her2, ComplexScalar)
#undef FULCRUM_MDSPAN_SYR
#undef FULCRUM_MDSPAN_SYR2

// Level 3.

// C = alpha op(A) op(B) + beta C
template <MatrixMdspan A, MatrixMdspan B, MatrixMdspan C>
requires mdspans::Of<A, mdspans::Value<C>> && mdspans::Of<B, mdspans::Value<C>> &&
    mdspans::OutOf<C, mdspans::Value<C>>
void gemm(Op transA, Op transB, mdspans::Value<C> alpha, const A& a, const B& b,
          mdspans::Value<C> beta, const C& c, const CallOptions& options = {}) {
  const auto ma = mdspans::matrix("gemm", 4, "A", a);
  const auto mb = mdspans::matrix("gemm", 5, "B", b);
  const auto mc = mdspans::matrix("gemm", 7, "C", c);
  const std::int64_t k = mdspans::op_columns(transA, ma);
  const bool b_turned = mdspans::turned(transB);
  mdspans::check_extents("gemm", 5, "B", mb, b_turned ? mb.rows : k, b_turned ? k : mb.columns);
  mdspans::check_extents("gemm", 7, "C", mc, mdspans::op_rows(transA, ma),
                         mdspans::op_columns(transB, mb));
  const Layout layout = mc.layout();
  const auto oa = mdspans::any_operand(ma, transA, layout);
  const auto ob = mdspans::any_operand(mb, transB, layout);
  gemm<mdspans::Value<C>>(layout, oa.op, ob.op, mc.rows, mc.columns, k, alpha, oa.data, oa.ld,
                          ob.data, ob.ld, beta, mc.data, mc.ld(layout), options);
}

// The triangle `uplo` of C = alpha op(A) op(B) + beta C
template <MatrixMdspan A, MatrixMdspan B, MatrixMdspan C>
requires mdspans::Of<A, mdspans::Value<C>> && mdspans::Of<B, mdspans::Value<C>> &&
    mdspans::OutOf<C, mdspans::Value<C>>
void gemmt(Uplo uplo, Op transA, Op transB, mdspans::Value<C> alpha, const A& a, const B& b,
           mdspans::Value<C> beta, const C& c, const CallOptions& options = {}) {
  const auto ma = mdspans::matrix("gemmt", 5, "A", a);
  const auto mb = mdspans::matrix("gemmt", 6, "B", b);
  const auto mc = mdspans::matrix("gemmt", 8, "C", c);
  const std::int64_t n = mdspans::op_rows(transA, ma), k = mdspans::op_columns(transA, ma);
  const bool b_turned = mdspans::turned(transB);
  mdspans::check_extents("gemmt", 6, "B", mb, b_turned ? n : k, b_turned ? k : n);
  mdspans::check_extents("gemmt", 8, "C", mc, n, n);
  const Layout layout = mc.layout();
  const auto oa = mdspans::operand("gemmt", 5, "A", ma, transA, layout);
  const auto ob = mdspans::operand("gemmt", 6, "B", mb, transB, layout);
  gemmt<mdspans::Value<C>>(layout, uplo, oa.op, ob.op, n, k, alpha, oa.data, oa.ld, ob.data, ob.ld,
                           beta, mc.data, mc.ld(layout), options);
}

#define FULCRUM_MDSPAN_SYMM(NAME, ELEMENTS, HERMITIAN)                                        \
  template <MatrixMdspan A, MatrixMdspan B, MatrixMdspan C>                                   \
  requires mdspans::Of<A, mdspans::Value<C>> && mdspans::Of<B, mdspans::Value<C>> &&          \
      mdspans::OutOf<C, mdspans::Value<C>> && ELEMENTS<mdspans::Value<C>>                     \
  void NAME(Side side, Uplo uplo, mdspans::Value<C> alpha, const A& a, const B& b,            \
            mdspans::Value<C> beta, const C& c, const CallOptions& options = {}) {            \
    const auto ma = mdspans::matrix(#NAME, 4, "A", a);                                        \
    const auto mb = mdspans::matrix(#NAME, 5, "B", b);                                        \
    const auto mc = mdspans::matrix(#NAME, 7, "C", c);                                        \
    const std::int64_t order = side == Side::Left ? mc.rows : mc.columns;                     \
    mdspans::check_extents(#NAME, 4, "A", ma, order, order);                                  \
    mdspans::check_extents(#NAME, 5, "B", mb, mc.rows, mc.columns);                           \
    const Layout layout = mc.is(mb.layout()) ? mb.layout() : mc.layout();                     \
    const std::int64_t ldb = mdspans::ld_in(#NAME, 5, "B", mb, layout);                       \
    const bool across = !ma.is(layout);                                                       \
    if (across && (HERMITIAN))                                                                \
      mdspans::lies_across(#NAME, 4, "A", "it must have the output's layout");                \
    NAME<mdspans::Value<C>>(layout, side, across ? mdspans::other(uplo) : uplo, mc.rows,      \
                            mc.columns, alpha, ma.data, ma.ld(across ? ma.layout() : layout), \
                            mb.data, ldb, beta, mc.data, mc.ld(layout), options);             \
  }
// C = alpha A B + beta C, or alpha B A + beta C for Side::Right, A symmetric or Hermitian.
FULCRUM_MDSPAN_SYMM(symm, Scalar, false)
FULCRUM_MDSPAN_SYMM(hemm, ComplexScalar, true)
#undef FULCRUM_MDSPAN_SYMM

#define FULCRUM_MDSPAN_SYRK(NAME, FACTOR, ELEMENTS)                                         \
  template <MatrixMdspan A, MatrixMdspan C>                                                 \
  requires mdspans::Of<A, mdspans::Value<C>> && mdspans::OutOf<C, mdspans::Value<C>> &&     \
      ELEMENTS<mdspans::Value<C>>                                                           \
  void NAME(Uplo uplo, Op trans, FACTOR<mdspans::Value<C>> alpha, const A& a,               \
            FACTOR<mdspans::Value<C>> beta, const C& c, const CallOptions& options = {}) {  \
    const auto ma = mdspans::matrix(#NAME, 4, "A", a);                                      \
    const auto mc = mdspans::matrix(#NAME, 6, "C", c);                                      \
    const std::int64_t n = mdspans::op_rows(trans, ma), k = mdspans::op_columns(trans, ma); \
    mdspans::check_extents(#NAME, 6, "C", mc, n, n);                                        \
    const Layout layout = mc.is(ma.layout()) ? ma.layout() : mc.layout();                   \
    const std::int64_t lda = mdspans::ld_in(#NAME, 4, "A", ma, layout);                     \
    NAME<mdspans::Value<C>>(layout, uplo, trans, n, k, alpha, ma.data, lda, beta, mc.data,  \
                            mc.ld(layout), options);                                        \
  }
#define FULCRUM_MDSPAN_SYR2K(NAME, FACTOR, ELEMENTS)                                            \
  template <MatrixMdspan A, MatrixMdspan B, MatrixMdspan C>                                     \
  requires mdspans::Of<A, mdspans::Value<C>> && mdspans::Of<B, mdspans::Value<C>> &&            \
      mdspans::OutOf<C, mdspans::Value<C>> && ELEMENTS<mdspans::Value<C>>                       \
  void NAME(Uplo uplo, Op trans, mdspans::Value<C> alpha, const A& a, const B& b,               \
            FACTOR<mdspans::Value<C>> beta, const C& c, const CallOptions& options = {}) {      \
    const auto ma = mdspans::matrix(#NAME, 4, "A", a);                                          \
    const auto mb = mdspans::matrix(#NAME, 5, "B", b);                                          \
    const auto mc = mdspans::matrix(#NAME, 7, "C", c);                                          \
    const std::int64_t n = mdspans::op_rows(trans, ma), k = mdspans::op_columns(trans, ma);     \
    mdspans::check_extents(#NAME, 5, "B", mb, ma.rows, ma.columns);                             \
    mdspans::check_extents(#NAME, 7, "C", mc, n, n);                                            \
    const Layout layout = mc.is(ma.layout()) ? ma.layout() : mc.layout();                       \
    const std::int64_t lda = mdspans::ld_in(#NAME, 4, "A", ma, layout);                         \
    const std::int64_t ldb = mdspans::ld_in(#NAME, 5, "B", mb, layout);                         \
    NAME<mdspans::Value<C>>(layout, uplo, trans, n, k, alpha, ma.data, lda, mb.data, ldb, beta, \
                            mc.data, mc.ld(layout), options);                                   \
  }
// The triangle `uplo` of C = alpha op(A) op(A)' + beta C, and its kin of two operands. A and B lie
// as C does.
FULCRUM_MDSPAN_SYRK(syrk, mdspans::Itself, Scalar)
FULCRUM_MDSPAN_SYRK(herk, Real, ComplexScalar)
FULCRUM_MDSPAN_SYR2K(syr2k, mdspans::Itself, Scalar)
FULCRUM_MDSPAN_SYR2K(her2k, Real, ComplexScalar)
#undef FULCRUM_MDSPAN_SYRK
#undef FULCRUM_MDSPAN_SYR2K

#define FULCRUM_MDSPAN_TRM(NAME)                                                              \
  template <MatrixMdspan A, MatrixMdspan B>                                                   \
  requires mdspans::Of<A, mdspans::Value<B>> && mdspans::OutOf<B, mdspans::Value<B>>          \
  void NAME(Side side, Uplo uplo, Op transA, Diag diag, mdspans::Value<B> alpha, const A& a,  \
            const B& b, const CallOptions& options = {}) {                                    \
    const auto ma = mdspans::matrix(#NAME, 6, "A", a);                                        \
    const auto mb = mdspans::matrix(#NAME, 7, "B", b);                                        \
    const std::int64_t order = side == Side::Left ? mb.rows : mb.columns;                     \
    mdspans::check_extents(#NAME, 6, "A", ma, order, order);                                  \
    const Layout layout = mb.layout();                                                        \
    const auto oa = mdspans::operand(#NAME, 6, "A", ma, transA, layout);                      \
    NAME<mdspans::Value<B>>(layout, side, ma.is(layout) ? uplo : mdspans::other(uplo), oa.op, \
                            diag, mb.rows, mb.columns, alpha, oa.data, oa.ld, mb.data,        \
                            mb.ld(layout), options);                                          \
  }
// B = alpha op(A) B, or alpha B op(A) for Side::Right; the solution X of op(A) X = alpha B, or of
// X op(A) = alpha B, in the place of B.
FULCRUM_MDSPAN_TRM(trmm)
FULCRUM_MDSPAN_TRM(trsm)
#undef FULCRUM_MDSPAN_TRM

// B = alpha op(A), whatever their layouts.
template <MatrixMdspan A, MatrixMdspan B>
requires mdspans::OutOf<B, mdspans::Value<A>>
void omatcopy(Op trans, mdspans::Value<A> alpha, const A& a, const B& b,
              const CallOptions& options = {}) {
  const auto ma = mdspans::matrix("omatcopy", 3, "A", a);
  const auto mb = mdspans::matrix("omatcopy", 4, "B", b);
  mdspans::check_extents("omatcopy", 4, "B", mb, mdspans::op_rows(trans, ma),
                         mdspans::op_columns(trans, ma));
  const Layout layout = mb.is(ma.layout()) ? ma.layout() : mb.layout();
  const bool across = !ma.is(layout);
  const auto oa = mdspans::any_operand(ma, trans, layout);
  // Across, rows and columns of A change their names once more.
  omatcopy<mdspans::Value<A>>(layout, oa.op, across ? ma.columns : ma.rows,
                              across ? ma.rows : ma.columns, alpha, oa.data, oa.ld, mb.data,
                              mb.ld(layout), options);
}

// C = alpha A + beta C. A lies as C does.
template <MatrixMdspan A, MatrixMdspan C>
requires mdspans::OutOf<C, mdspans::Value<A>>
void geadd(mdspans::Value<A> alpha, const A& a, mdspans::Value<A> beta, const C& c,
           const CallOptions& options = {}) {
  const auto ma = mdspans::matrix("geadd", 2, "A", a);
  const auto mc = mdspans::matrix("geadd", 4, "C", c);
  mdspans::check_extents("geadd", 2, "A", ma, mc.rows, mc.columns);
  const Layout layout = mc.is(ma.layout()) ? ma.layout() : mc.layout();
  geadd<mdspans::Value<A>>(layout, mc.rows, mc.columns, alpha, ma.data,
                           mdspans::ld_in("geadd", 2, "A", ma, layout), beta, mc.data,
                           mc.ld(layout), options);
}

// C = alpha op(A) + beta op(B), whatever their layouts.
template <MatrixMdspan A, MatrixMdspan B, MatrixMdspan C>
requires mdspans::Of<B, mdspans::Value<A>> && mdspans::OutOf<C, mdspans::Value<A>>
void omatadd(Op transA, Op transB, mdspans::Value<A> alpha, const A& a, mdspans::Value<A> beta,
             const B& b, const C& c, const CallOptions& options = {}) {
  const auto ma = mdspans::matrix("omatadd", 4, "A", a);
  const auto mb = mdspans::matrix("omatadd", 6, "B", b);
  const auto mc = mdspans::matrix("omatadd", 7, "C", c);
  const auto check = [&](int position, const char* name, const auto& m, Op op) {
    const bool turned = mdspans::turned(op);
    mdspans::check_extents("omatadd", position, name, m, turned ? mc.columns : mc.rows,
                           turned ? mc.rows : mc.columns);
  };
  check(4, "A", ma, transA);
  check(6, "B", mb, transB);
  const Layout layout = mc.layout();
  const auto across = [layout](const auto& m, Op op) {
    return m.is(layout) ? op : mdspans::crossed(op);
  };
  omatadd<mdspans::Value<A>>(layout, across(ma, transA), across(mb, transB), mc.rows, mc.columns,
                             alpha, ma.data, ma.ld(ma.is(layout) ? layout : ma.layout()), beta,
                             mb.data, mb.ld(mb.is(layout) ? layout : mb.layout()), mc.data,
                             mc.ld(layout), options);
}

// C = diag(x) A, or A diag(x) for Side::Right. A lies as C does.
template <MatrixMdspan A, VectorMdspan X, MatrixMdspan C>
requires mdspans::Of<X, mdspans::Value<A>> && mdspans::OutOf<C, mdspans::Value<A>>
void dgmm(Side side, const A& a, const X& x, const C& c, const CallOptions& options = {}) {
  const auto ma = mdspans::matrix("dgmm", 2, "A", a);
  const auto vx = mdspans::vector(x);
  const auto mc = mdspans::matrix("dgmm", 4, "C", c);
  mdspans::check_extents("dgmm", 2, "A", ma, mc.rows, mc.columns);
  mdspans::check_length("dgmm", 3, "x", vx, side == Side::Left ? mc.rows : mc.columns);
  const Layout layout = mc.is(ma.layout()) ? ma.layout() : mc.layout();
  dgmm<mdspans::Value<A>>(layout, side, mc.rows, mc.columns, ma.data,
                          mdspans::ld_in("dgmm", 2, "A", ma, layout), vx.data, vx.inc, mc.data,
                          mc.ld(layout), options);
}

// NOLINTEND(bugprone-macro-parentheses)

}  // namespace fulcrum
