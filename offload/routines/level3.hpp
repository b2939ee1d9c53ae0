// SPDX-License-Identifier: Apache-2.0
// Level 3. Products fall apart into columns of C, those with a structured matrix on the right into
// rows; a triangle of C is one piece.
#pragma once

#include "offload/routines/level2.hpp"
#include "simd/gemm/on_stack.hpp"
#include "simd/level3/level3.hpp"

namespace fulcrum::offload {

template <class T>
double product_operations(std::int64_t m, std::int64_t n, std::int64_t k) {
  return kMultiplyAdd<T> * real(m) * real(n) * real(k);
}

// Rows [begin, ..) of a matrix, or columns.
template <class T>
T* matrix_piece(T* a, std::int64_t ld, bool rows, std::int64_t begin) {
  return a + (rows ? begin : begin * ld);
}

template <class T>
struct Description<GemmProblem<T>> {
  using P = GemmProblem<T>;
  static constexpr std::array kRoutines = {Routine::Gemm};
  static constexpr Cost kCost = Cost::Product;

  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    f.layout(p.layout);
    f.op_a(p.trans_a, p.conj_a);
    f.op_b(p.trans_b, p.conj_b);
    f.beta(p.beta);
    f.m(p.m);
    f.n(p.n);
    f.k(p.k);
    f.lda(p.lda);
    f.ldb(p.ldb);
    f.ldc(p.ldc);
  }
  static double operations(const P& p) { return product_operations<T>(p.m, p.n, p.k); }
  static std::array<Operand, 3> operands(const P& p) {
    const bool reads = p.alpha != T{} && p.k > 0;
    const std::int64_t rows_a = p.trans_a ? p.k : p.m, rows_b = p.trans_b ? p.n : p.k;
    return {matrix(Slot::A, p.a, rows_a, p.trans_a ? p.m : p.k, p.lda).read(reads),
            matrix(Slot::B, p.b, rows_b, p.trans_b ? p.k : p.n, p.ldb).read(reads).shared_out(),
            matrix(Slot::C, p.c, p.m, p.n, p.ldc).read(p.beta != T{}).write().shared_out()};
  }
  static int threads(const simd::Target& t, const P& p, int allowed) {
    return simd::useful_threads(t.kernels<T>().gemm, p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch scratch) {
    const auto& kernels = t.kernels<T>().gemm;
    if (scratch == simd::Scratch::None) return simd::gemm_on_stack(kernels, p);
    if constexpr (RealScalar<T>) {
      simd::gemm(kernels, p, threads);
    } else {
      simd::gemm_complex(kernels, p, threads);
    }
  }
  static bool is_short(const P& p) requires RealScalar<T> { return simd::gemm_is_direct(p); }
  static void at_once(const simd::Target& t, const P& p) requires RealScalar<T> {
    t.kernels<T>().gemm.small(p);
  }
  static std::int64_t extent(const P& p) { return p.n; }
  static P piece(P p, std::int64_t begin, std::int64_t count) {
    p.b = matrix_piece(p.b, p.ldb, p.trans_b, begin);
    p.c = matrix_piece(p.c, p.ldc, false, begin);
    p.n = count;
    return p;
  }
};

template <class T>
struct Description<SymmProblem<T>> {
  using P = SymmProblem<T>;
  static constexpr std::array kRoutines = {Routine::Symm, Routine::Hemm};
  static constexpr Cost kCost = Cost::Product;

  static Routine routine(const P& p) { return kRoutines[p.hermitian ? 1 : 0]; }
  static constexpr P of(Routine routine) {
    P p;
    p.hermitian = routine == kRoutines[1];
    return p;
  }
  static constexpr std::int64_t order(const P& p) { return p.right ? p.n : p.m; }
  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    f.layout(p.layout);
    f.side(p.right);
    f.uplo(p.upper);
    f.beta(p.beta);
    f.m(p.m);
    f.n(p.n);
    f.depth(order(p));
    f.lda(p.lda);
    f.ldb(p.ldb);
    f.ldc(p.ldc);
  }
  static double operations(const P& p) { return product_operations<T>(p.m, p.n, order(p)); }
  static std::array<Operand, 3> operands(const P& p) {
    const bool reads = p.alpha != T{};
    return {triangle(Slot::A, p.a, order(p), p.lda).read(reads),
            matrix(Slot::B, p.b, p.m, p.n, p.ldb).read(reads).shared_out(),
            matrix(Slot::C, p.c, p.m, p.n, p.ldc).read(p.beta != T{}).write().shared_out()};
  }
  static int threads(const simd::Target& t, const P& p, int allowed) {
    return simd::useful_threads(t.kernels<T>().level3(), p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch scratch) {
    simd::symm(t.kernels<T>().level3(), p, threads, scratch);
  }
  static std::int64_t extent(const P& p) { return p.right ? p.m : p.n; }
  static P piece(P p, std::int64_t begin, std::int64_t count) {
    p.b = matrix_piece(p.b, p.ldb, p.right, begin);
    p.c = matrix_piece(p.c, p.ldc, p.right, begin);
    (p.right ? p.m : p.n) = count;
    return p;
  }
};

// syrk and herk, syr2k and her2k.
template <class P, class T>
struct RankUpdate : OnePiece<P> {
  static constexpr bool kTwo = requires(P p) { p.b; };
  static constexpr std::array kRoutines = {kTwo ? Routine::Syr2k : Routine::Syrk,
                                           kTwo ? Routine::Her2k : Routine::Herk};
  static constexpr Cost kCost = Cost::Product;
  static constexpr bool kRowsFlipTrans = true;

  static Routine routine(const P& p) { return kRoutines[p.hermitian ? 1 : 0]; }
  static constexpr P of(Routine routine) {
    P p;
    p.hermitian = routine == kRoutines[1];
    return p;
  }
  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    bool conj = p.hermitian && p.trans;
    f.layout(p.layout);
    f.uplo(p.upper);
    f.op_a(p.trans, conj);
    f.beta(p.beta);
    f.order(p.n);
    f.k(p.k);
    f.lda(p.lda);
    if constexpr (kTwo) f.ldb(p.ldb);
    f.ldc(p.ldc);
  }
  static double operations(const P& p) {
    return product_operations<T>(p.n, p.n, p.k) / (kTwo ? 1 : 2);
  }
  static auto operands(const P& p) {
    const bool reads = p.alpha != T{} && p.k > 0;
    const std::int64_t rows = p.trans ? p.k : p.n, columns = p.trans ? p.n : p.k;
    const Operand a = matrix(Slot::A, p.a, rows, columns, p.lda).read(reads);
    // A Hermitian diagonal's imaginary part is set whatever beta is.
    const Operand c = triangle(Slot::C, p.c, p.n, p.ldc).read(p.beta != T{}).write();
    if constexpr (kTwo) {
      return std::array{a, matrix(Slot::B, p.b, rows, columns, p.ldb).read(reads), c};
    } else {
      return std::array{a, c};
    }
  }
  static int threads(const simd::Target& t, const P& p, int allowed) {
    return simd::useful_threads(t.kernels<T>().level3(), p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch scratch) {
    if constexpr (kTwo) {
      simd::syr2k(t.kernels<T>().level3(), p, threads, scratch);
    } else {
      simd::syrk(t.kernels<T>().level3(), p, threads, scratch);
    }
  }
};
template <class T>
struct Description<SyrkProblem<T>> : RankUpdate<SyrkProblem<T>, T> {};
template <class T>
struct Description<Syr2kProblem<T>> : RankUpdate<Syr2kProblem<T>, T> {};

template <class T>
struct Description<GemmtProblem<T>> : OnePiece<GemmtProblem<T>> {
  using P = GemmtProblem<T>;
  static constexpr std::array kRoutines = {Routine::Gemmt};
  static constexpr Cost kCost = Cost::Product;

  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    f.layout(p.layout);
    f.uplo(p.upper);
    f.op_a(p.trans_a, p.conj_a);
    f.op_b(p.trans_b, p.conj_b);
    f.beta(p.beta);
    f.order(p.n);
    f.k(p.k);
    f.lda(p.lda);
    f.ldb(p.ldb);
    f.ldc(p.ldc);
  }
  static double operations(const P& p) { return product_operations<T>(p.n, p.n, p.k) / 2; }
  static std::array<Operand, 3> operands(const P& p) {
    const bool reads = p.alpha != T{} && p.k > 0;
    const std::int64_t rows_a = p.trans_a ? p.k : p.n, rows_b = p.trans_b ? p.n : p.k;
    return {matrix(Slot::A, p.a, rows_a, p.trans_a ? p.n : p.k, p.lda).read(reads),
            matrix(Slot::B, p.b, rows_b, p.trans_b ? p.k : p.n, p.ldb).read(reads),
            triangle(Slot::C, p.c, p.n, p.ldc).read(p.beta != T{}).write()};
  }
  static int threads(const simd::Target& t, const P& p, int allowed) {
    return simd::useful_threads(t.kernels<T>().level3(), p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch scratch) {
    simd::gemmt(t.kernels<T>().level3(), p, threads, scratch);
  }
};

template <class T>
struct Description<TrmProblem<T>> {
  using P = TrmProblem<T>;
  static constexpr std::array kRoutines = {Routine::Trmm, Routine::Trsm};
  static constexpr Cost kCost = Cost::Product;

  static Routine routine(const P& p) { return kRoutines[p.solve ? 1 : 0]; }
  static constexpr P of(Routine routine) {
    P p;
    p.solve = routine == kRoutines[1];
    return p;
  }
  static constexpr std::int64_t order(const P& p) { return p.right ? p.n : p.m; }
  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    f.layout(p.layout);
    f.side(p.right);
    f.uplo(p.upper);
    f.op_a(p.trans, p.conj);
    f.diag(p.unit);
    f.m(p.m);
    f.n(p.n);
    f.depth(order(p));
    f.lda(p.lda);
    f.ldb(p.ldb);
  }
  static double operations(const P& p) { return product_operations<T>(p.m, p.n, order(p)) / 2; }
  static std::array<Operand, 2> operands(const P& p) {
    const bool reads = p.alpha != T{};
    return {triangle(Slot::A, p.a, order(p), p.lda).read(reads),
            matrix(Slot::B, p.b, p.m, p.n, p.ldb).read(reads).write().shared_out()};
  }
  static int threads(const simd::Target& t, const P& p, int allowed) {
    return simd::useful_threads(t.kernels<T>().level3(), p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch scratch) {
    simd::trm(t.kernels<T>().level3(), p, threads, scratch);
  }
  static std::int64_t extent(const P& p) { return p.right ? p.m : p.n; }
  static P piece(P p, std::int64_t begin, std::int64_t count) {
    p.b = matrix_piece(p.b, p.ldb, p.right, begin);
    (p.right ? p.m : p.n) = count;
    return p;
  }
};

using Level3Problems =
    InAllTypes<GemmProblem, SymmProblem, SyrkProblem, Syr2kProblem, GemmtProblem, TrmProblem>;

}  // namespace fulcrum::offload
