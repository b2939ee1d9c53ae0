// SPDX-License-Identifier: Apache-2.0
// Level 2. What falls apart: gemv along y, ger along the columns of A. The others mix every element
// of a vector with every other, or write a triangle: one piece.
#pragma once

#include "offload/routines/description.hpp"
#include "simd/level1/short.hpp"
#include "simd/level2/short.hpp"

namespace fulcrum::offload {

// What is one call of a kernel where it is short.
template <class P>
struct ShortAtOnce {
  static bool is_short(const P& p) { return simd::is_short(p); }
  static void at_once(const simd::Target& t, const P& p) {
    simd::at_once(t.kernels<std::remove_cvref_t<decltype(*p.a)>>().level2(), p);
  }
};

// One piece, whole.
template <class P>
struct OnePiece {
  static std::int64_t extent(const P& /*p*/) { return 1; }
  static P piece(const P& p, std::int64_t /*begin*/, std::int64_t /*count*/) { return p; }
};

// The routines of one logic on a matrix with a structure: one for each way of storing it.
struct ByStorage {
  Routine full, band, packed;

  constexpr Routine of(Storage storage) const {
    return storage == Storage::Full ? full : storage == Storage::Band ? band : packed;
  }
  constexpr bool has(Routine routine) const {
    return routine == full || routine == band || routine == packed;
  }
  constexpr Storage storage(Routine routine) const {
    return routine == full ? Storage::Full : routine == band ? Storage::Band : Storage::Packed;
  }
};

// A(n,n) with a structure, of a problem with storage, n, k, a and lda.
template <class P>
Operand structured(const P& p) {
  if (p.storage == Storage::Full) return triangle(Slot::A, p.a, p.n, p.lda);
  Operand operand = matrix(Slot::A, p.a, p.n, p.n, p.n);
  operand.part = Part::Packed;
  if constexpr (requires { p.k; }) {
    if (p.storage == Storage::Band) {
      operand = matrix(Slot::A, p.a, p.k + 1, p.n, p.lda);
      operand.part = Part::Band;
    }
  }
  return operand;
}

// Elements of the whole matrix that are not known to be zero.
template <class P>
double populated(const P& p) {
  return p.storage == Storage::Band ? real(p.n) * (2 * real(p.k) + 1) : real(p.n) * real(p.n);
}

template <class T>
struct Description<GemvProblem<T>> {
  using P = GemvProblem<T>;
  static constexpr std::array kRoutines = {Routine::Gemv};
  static constexpr Cost kCost = Cost::MatrixVector;
  static constexpr bool kRowsFlipTrans = true;

  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    f.layout(p.layout);
    f.op_a(p.trans, p.conj);
    f.beta(p.beta);
    f.m(p.m);
    f.n(p.n);
    f.lda(p.lda);
    f.ldb(p.incx);
    f.ldc(p.incy);
  }
  static double operations(const P& p) { return kMultiplyAdd<T> * real(p.m) * real(p.n); }
  static std::array<Operand, 3> operands(const P& p) {
    const bool reads = p.alpha != T{};
    return {matrix(Slot::A, p.a, p.m, p.n, p.lda).read(reads).shared_out(),
            vector(Slot::B, p.x, p.x_size(), p.incx).read(reads),
            vector(Slot::C, p.y, p.y_size(), p.incy).read(p.beta != T{}).write().shared_out()};
  }
  static int threads(const simd::Target& /*t*/, const P& p, int allowed) {
    return simd::useful_threads(p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch scratch) {
    if constexpr (RealScalar<T>) {
      if (scratch == simd::Scratch::Workspace) return simd::gemv(t.kernels<T>().gemv, p, threads);
      simd::gemv_without_workspace(t.kernels<T>().level2(), p);
    } else {
      simd::gemv_complex(t.kernels<T>().level2(), p, threads, scratch);
    }
  }
  static bool is_short(const P& p) requires ComplexScalar<T> { return simd::is_short(p); }
  static void at_once(const simd::Target& t, const P& p) requires ComplexScalar<T> {
    simd::at_once(t.kernels<T>().level2(), p);
  }
  static std::int64_t extent(const P& p) { return p.y_size(); }
  static P piece(P p, std::int64_t begin, std::int64_t count) {
    p.y = simd::vector_piece(p.y, p.y_size(), p.incy, begin, count);
    p.a += p.trans ? begin * p.lda : begin;
    (p.trans ? p.n : p.m) = count;
    return p;
  }
};

template <class T>
struct Description<GbmvProblem<T>> : OnePiece<GbmvProblem<T>>, ShortAtOnce<GbmvProblem<T>> {
  using P = GbmvProblem<T>;
  static constexpr std::array kRoutines = {Routine::Gbmv};
  static constexpr Cost kCost = Cost::MatrixVector;
  static constexpr bool kRowsFlipTrans = true;

  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    f.layout(p.layout);
    f.op_a(p.trans, p.conj);
    f.beta(p.beta);
    f.m(p.m);
    f.n(p.n);
    f.diagonals(p.kl, p.ku);
    f.lda(p.lda);
    f.ldb(p.incx);
    f.ldc(p.incy);
  }
  static double operations(const P& p) {
    return kMultiplyAdd<T> * (real(p.kl) + real(p.ku) + 1) * real(p.n);
  }
  static std::array<Operand, 3> operands(const P& p) {
    const bool reads = p.alpha != T{};
    Operand a = matrix(Slot::A, p.a, p.kl + p.ku + 1, p.n, p.lda);
    a.part = Part::Band;
    return {a.read(reads), vector(Slot::B, p.x, p.x_size(), p.incx).read(reads),
            vector(Slot::C, p.y, p.y_size(), p.incy).read(p.beta != T{}).write()};
  }
  static int threads(const simd::Target& /*t*/, const P& p, int allowed) {
    return simd::useful_threads(p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch scratch) {
    simd::gbmv(t.kernels<T>().level2(), p, threads, scratch);
  }
};

template <class T>
struct Description<SymvProblem<T>> : OnePiece<SymvProblem<T>>, ShortAtOnce<SymvProblem<T>> {
  using P = SymvProblem<T>;
  static constexpr ByStorage kSymmetric = {Routine::Symv, Routine::Sbmv, Routine::Spmv};
  static constexpr ByStorage kHermitian = {Routine::Hemv, Routine::Hbmv, Routine::Hpmv};
  static constexpr std::array kRoutines = {kSymmetric.full, kSymmetric.band, kSymmetric.packed,
                                           kHermitian.full, kHermitian.band, kHermitian.packed};
  static constexpr Cost kCost = Cost::MatrixVector;

  static Routine routine(const P& p) {
    return (p.hermitian ? kHermitian : kSymmetric).of(p.storage);
  }
  static constexpr P of(Routine routine) {
    P p;
    p.hermitian = kHermitian.has(routine);
    p.storage = (p.hermitian ? kHermitian : kSymmetric).storage(routine);
    return p;
  }
  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    f.layout(p.layout);
    f.uplo(p.upper);
    f.beta(p.beta);
    f.order(p.n);
    if (p.storage == Storage::Band) f.k(p.k);
    f.lda(p.lda);
    f.ldb(p.incx);
    f.ldc(p.incy);
  }
  static double operations(const P& p) { return kMultiplyAdd<T> * populated(p); }
  static std::array<Operand, 3> operands(const P& p) {
    const bool reads = p.alpha != T{};
    return {structured(p).read(reads), vector(Slot::B, p.x, p.n, p.incx).read(reads),
            vector(Slot::C, p.y, p.n, p.incy).read(p.beta != T{}).write()};
  }
  static int threads(const simd::Target& /*t*/, const P& p, int allowed) {
    return simd::useful_threads(p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch scratch) {
    simd::symv(t.kernels<T>().level2(), p, threads, scratch);
  }
};

template <class T>
struct Description<TrvProblem<T>> : OnePiece<TrvProblem<T>>, ShortAtOnce<TrvProblem<T>> {
  using P = TrvProblem<T>;
  static constexpr ByStorage kProduct = {Routine::Trmv, Routine::Tbmv, Routine::Tpmv};
  static constexpr ByStorage kSolution = {Routine::Trsv, Routine::Tbsv, Routine::Tpsv};
  static constexpr std::array kRoutines = {kProduct.full,  kProduct.band,  kProduct.packed,
                                           kSolution.full, kSolution.band, kSolution.packed};
  static constexpr Cost kCost = Cost::MatrixVector;
  static constexpr bool kRowsFlipTrans = true;

  static Routine routine(const P& p) { return (p.solve ? kSolution : kProduct).of(p.storage); }
  static constexpr P of(Routine routine) {
    P p;
    p.solve = kSolution.has(routine);
    p.storage = (p.solve ? kSolution : kProduct).storage(routine);
    return p;
  }
  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    f.layout(p.layout);
    f.uplo(p.upper);
    f.op_a(p.trans, p.conj);
    f.diag(p.unit);
    f.order(p.n);
    if (p.storage == Storage::Band) f.k(p.k);
    f.lda(p.lda);
    f.ldb(p.incx);
  }
  static double operations(const P& p) { return kMultiplyAdd<T> * populated(p) / 2; }
  static std::array<Operand, 2> operands(const P& p) {
    return {structured(p).read(), vector(Slot::B, p.x, p.n, p.incx).read().write()};
  }
  static int threads(const simd::Target& /*t*/, const P& p, int allowed) {
    return simd::useful_threads(p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch scratch) {
    simd::trv(t.kernels<T>().level2(), p, threads, scratch);
  }
};

template <class T>
struct Description<GerProblem<T>> : ShortAtOnce<GerProblem<T>> {
  using P = GerProblem<T>;
  static constexpr std::array kRoutines = {Routine::Ger};
  static constexpr Cost kCost = Cost::MatrixVector;
  static constexpr bool kRowsExchangeVectors = true;

  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    f.layout(p.layout);
    f.m(p.m);
    f.n(p.n);
    f.lda(p.lda);
    f.ldb(p.incx);
    f.ldc(p.incy);
  }
  static double operations(const P& p) { return kMultiplyAdd<T> * real(p.m) * real(p.n); }
  static std::array<Operand, 3> operands(const P& p) {
    return {matrix(Slot::A, p.a, p.m, p.n, p.lda).read().write().shared_out(),
            vector(Slot::B, p.x, p.m, p.incx).read(),
            vector(Slot::C, p.y, p.n, p.incy).read().shared_out()};
  }
  static int threads(const simd::Target& /*t*/, const P& p, int allowed) {
    return simd::useful_threads(p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch scratch) {
    simd::ger(t.kernels<T>().level2(), p, threads, scratch);
  }
  static std::int64_t extent(const P& p) { return p.n; }
  static P piece(P p, std::int64_t begin, std::int64_t count) {
    p.y = simd::vector_piece(p.y, p.n, p.incy, begin, count);
    p.a += begin * p.lda;
    p.n = count;
    return p;
  }
};

// syr, her and their packed forms; syr2, her2 and theirs.
template <class P, class T>
struct TriangleUpdate : OnePiece<P>, ShortAtOnce<P> {
  static constexpr bool kTwo = requires(P p) { p.y; };
  static constexpr ByStorage kSymmetric =
      kTwo ? ByStorage{Routine::Syr2, Routine::Syr2, Routine::Spr2}
           : ByStorage{Routine::Syr, Routine::Syr, Routine::Spr};
  static constexpr ByStorage kHermitian =
      kTwo ? ByStorage{Routine::Her2, Routine::Her2, Routine::Hpr2}
           : ByStorage{Routine::Her, Routine::Her, Routine::Hpr};
  static constexpr std::array kRoutines = {kSymmetric.full, kSymmetric.packed, kHermitian.full,
                                           kHermitian.packed};
  static constexpr Cost kCost = Cost::MatrixVector;

  static Routine routine(const P& p) {
    return (p.hermitian ? kHermitian : kSymmetric).of(p.storage);
  }
  static constexpr P of(Routine routine) {
    P p;
    p.hermitian = kHermitian.has(routine);
    p.storage = (p.hermitian ? kHermitian : kSymmetric).storage(routine);
    return p;
  }
  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    f.layout(p.layout);
    f.uplo(p.upper);
    f.order(p.n);
    f.lda(p.lda);
    f.ldb(p.incx);
    if constexpr (kTwo) f.ldc(p.incy);
  }
  static double operations(const P& p) {
    return kMultiplyAdd<T> * real(p.n) * real(p.n) / (kTwo ? 1 : 2);
  }
  static auto operands(const P& p) {
    const Operand a = structured(p).read().write(), x = vector(Slot::B, p.x, p.n, p.incx).read();
    if constexpr (kTwo) {
      return std::array{a, x, vector(Slot::C, p.y, p.n, p.incy).read()};
    } else {
      return std::array{a, x};
    }
  }
  static int threads(const simd::Target& /*t*/, const P& p, int allowed) {
    return simd::useful_threads(p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch scratch) {
    if constexpr (kTwo) {
      simd::syr2(t.kernels<T>().level2(), p, threads, scratch);
    } else {
      simd::syr(t.kernels<T>().level2(), p, threads, scratch);
    }
  }
};
template <class T>
struct Description<SyrProblem<T>> : TriangleUpdate<SyrProblem<T>, T> {};
template <class T>
struct Description<Syr2Problem<T>> : TriangleUpdate<Syr2Problem<T>, T> {};

using Level2Problems = InAllTypes<GemvProblem, GbmvProblem, SymvProblem, TrvProblem, GerProblem,
                                  SyrProblem, Syr2Problem>;

}  // namespace fulcrum::offload
