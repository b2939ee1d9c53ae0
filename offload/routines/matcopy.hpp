// SPDX-License-Identifier: Apache-2.0
// Matrices copied, transposed and added element by element. In place the elements change places:
// one piece.
#pragma once

#include "offload/routines/level3.hpp"
#include "simd/matcopy/dgmm.hpp"
#include "simd/matcopy/matcopy.hpp"

namespace fulcrum::offload {

template <class T>
struct Description<OmatcopyProblem<T>> {
  using P = OmatcopyProblem<T>;
  static constexpr std::array kRoutines = {Routine::Omatcopy};
  static constexpr Cost kCost = Cost::Stream;

  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    f.layout(p.layout);
    f.op_a(p.trans, p.conj);
    f.m(p.m);
    f.n(p.n);
    f.lda(p.lda);
    f.ldb(p.ldb);
  }
  static double operations(const P& p) { return kMultiply<T> * real(p.m) * real(p.n); }
  static std::array<Operand, 2> operands(const P& p) {
    return {
        matrix(Slot::A, p.a, p.m, p.n, p.lda).read(p.alpha != T{}).shared_out(),
        matrix(Slot::B, p.b, p.trans ? p.n : p.m, p.trans ? p.m : p.n, p.ldb).write().shared_out()};
  }
  static int threads(const simd::Target& /*t*/, const P& p, int allowed) {
    return simd::useful_threads(p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int /*threads*/, simd::Scratch /*scratch*/) {
    simd::omatcopy(t.kernels<T>().level3(), p);
  }
  static std::int64_t extent(const P& p) { return p.n; }
  static P piece(P p, std::int64_t begin, std::int64_t count) {
    p.a = matrix_piece(p.a, p.lda, false, begin);
    p.b = matrix_piece(p.b, p.ldb, p.trans, begin);
    p.n = count;
    return p;
  }
};

template <class T>
struct Description<ImatcopyProblem<T>> : OnePiece<ImatcopyProblem<T>> {
  using P = ImatcopyProblem<T>;
  static constexpr std::array kRoutines = {Routine::Imatcopy};
  static constexpr Cost kCost = Cost::Stream;

  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    f.layout(p.layout);
    f.op_a(p.trans, p.conj);
    f.m(p.m);
    f.n(p.n);
    f.lda(p.lda);
    f.ldb(p.ldb);
  }
  static double operations(const P& p) { return kMultiply<T> * real(p.m) * real(p.n); }
  static std::array<Operand, 1> operands(const P& p) {
    return {matrix(Slot::A, p.a, p.m, p.n, p.lda).read(p.alpha != T{}).write()};
  }
  static int threads(const simd::Target& /*t*/, const P& p, int allowed) {
    return simd::useful_threads(p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int /*threads*/, simd::Scratch scratch) {
    simd::imatcopy(t.kernels<T>().level3(), p, scratch);
  }
};

template <class T>
struct Description<GeaddProblem<T>> {
  using P = GeaddProblem<T>;
  static constexpr std::array kRoutines = {Routine::Geadd};
  static constexpr Cost kCost = Cost::Stream;

  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    f.layout(p.layout);
    f.beta(p.beta);
    f.m(p.m);
    f.n(p.n);
    f.lda(p.lda);
    f.ldc(p.ldc);
  }
  static double operations(const P& p) {
    return (kMultiplyAdd<T> + kMultiply<T>)*real(p.m) * real(p.n);
  }
  static std::array<Operand, 2> operands(const P& p) {
    return {matrix(Slot::A, p.a, p.m, p.n, p.lda).read(p.alpha != T{}).shared_out(),
            matrix(Slot::C, p.c, p.m, p.n, p.ldc).read(p.beta != T{}).write().shared_out()};
  }
  static int threads(const simd::Target& /*t*/, const P& p, int allowed) {
    return simd::useful_threads(p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int /*threads*/, simd::Scratch /*scratch*/) {
    simd::geadd(t.kernels<T>().level3(), p);
  }
  static std::int64_t extent(const P& p) { return p.n; }
  static P piece(P p, std::int64_t begin, std::int64_t count) {
    p.a = matrix_piece(p.a, p.lda, false, begin);
    p.c = matrix_piece(p.c, p.ldc, false, begin);
    p.n = count;
    return p;
  }
};

template <class T>
struct Description<Omatcopy2Problem<T>> {
  using P = Omatcopy2Problem<T>;
  static constexpr std::array kRoutines = {Routine::Omatcopy2};
  static constexpr Cost kCost = Cost::Stream;

  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    f.layout(p.layout);
    f.op_a(p.trans, p.conj);
    f.m(p.m);
    f.n(p.n);
    f.lda(p.lda);
    f.ldb(p.ldb);
    f.apart(p.stride_a, p.stride_b);
  }
  static double operations(const P& p) { return kMultiply<T> * real(p.m) * real(p.n); }
  static std::array<Operand, 2> operands(const P& p) {
    const std::int64_t rows = p.trans ? p.n : p.m, columns = p.trans ? p.m : p.n;
    return {
        matrix(Slot::A, p.a, p.m, p.n, p.lda).strided(p.stride_a).read(p.alpha != T{}).shared_out(),
        matrix(Slot::B, p.b, rows, columns, p.ldb).strided(p.stride_b).write().shared_out()};
  }
  static int threads(const simd::Target& /*t*/, const P& p, int allowed) {
    return simd::useful_threads(p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int /*threads*/, simd::Scratch /*scratch*/) {
    simd::omatcopy2(t.kernels<T>().level3(), p);
  }
  static std::int64_t extent(const P& p) { return p.n; }
  static P piece(P p, std::int64_t begin, std::int64_t count) {
    p.a = matrix_piece(p.a, p.lda, false, begin);
    p.b += begin * (p.trans ? p.stride_b : p.ldb);
    p.n = count;
    return p;
  }
};

template <class T>
struct Description<OmataddProblem<T>> {
  using P = OmataddProblem<T>;
  static constexpr std::array kRoutines = {Routine::Omatadd};
  static constexpr Cost kCost = Cost::Stream;
  static constexpr bool kRowsKeepOps = true;

  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    f.layout(p.layout);
    f.op_a(p.trans_a, p.conj_a);
    f.op_b(p.trans_b, p.conj_b);
    f.beta(p.beta);
    f.m(p.m);
    f.n(p.n);
    f.lda(p.lda);
    f.ldb(p.ldb);
    f.ldc(p.ldc);
  }
  static double operations(const P& p) {
    return (kMultiplyAdd<T> + kMultiply<T>)*real(p.m) * real(p.n);
  }
  static Operand summand(Slot slot, const P& p, bool trans, const T* x, std::int64_t ld) {
    return matrix(slot, x, trans ? p.n : p.m, trans ? p.m : p.n, ld).shared_out();
  }
  static std::array<Operand, 3> operands(const P& p) {
    return {summand(Slot::A, p, p.trans_a, p.a, p.lda).read(p.alpha != T{}),
            summand(Slot::B, p, p.trans_b, p.b, p.ldb).read(p.beta != T{}),
            matrix(Slot::C, p.c, p.m, p.n, p.ldc).write().shared_out()};
  }
  static int threads(const simd::Target& /*t*/, const P& p, int allowed) {
    return simd::useful_threads(p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int /*threads*/, simd::Scratch /*scratch*/) {
    simd::omatadd(t.kernels<T>().level3(), p);
  }
  static std::int64_t extent(const P& p) { return p.n; }
  static P piece(P p, std::int64_t begin, std::int64_t count) {
    p.a = matrix_piece(p.a, p.lda, p.trans_a, begin);
    p.b = matrix_piece(p.b, p.ldb, p.trans_b, begin);
    p.c = matrix_piece(p.c, p.ldc, false, begin);
    p.n = count;
    return p;
  }
};

template <class T>
struct Description<DgmmProblem<T>> {
  using P = DgmmProblem<T>;
  static constexpr std::array kRoutines = {Routine::Dgmm};
  static constexpr Cost kCost = Cost::Stream;

  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    f.layout(p.layout);
    f.side(p.right);
    f.m(p.m);
    f.n(p.n);
    f.lda(p.lda);
    f.ldb(p.incx);
    f.ldc(p.ldc);
  }
  static double operations(const P& p) { return kMultiply<T> * real(p.m) * real(p.n); }
  static std::array<Operand, 3> operands(const P& p) {
    return {matrix(Slot::A, p.a, p.m, p.n, p.lda).read().shared_out(),
            matrix(Slot::C, p.c, p.m, p.n, p.ldc).write().shared_out(),
            vector(Slot::B, p.x, p.x_size(), p.incx).read().shared_out(p.right)};
  }
  static int threads(const simd::Target& /*t*/, const P& p, int allowed) {
    return simd::useful_threads(p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int /*threads*/, simd::Scratch /*scratch*/) {
    simd::dgmm(t.kernels<T>().level3(), p);
  }
  static std::int64_t extent(const P& p) { return p.n; }
  static P piece(P p, std::int64_t begin, std::int64_t count) {
    p.a = matrix_piece(p.a, p.lda, false, begin);
    p.c = matrix_piece(p.c, p.ldc, false, begin);
    if (p.right) p.x = simd::vector_piece(p.x, p.n, p.incx, begin, count);
    p.n = count;
    return p;
  }
};

using MatcopyProblems = InAllTypes<OmatcopyProblem, ImatcopyProblem, GeaddProblem, Omatcopy2Problem,
                                   OmataddProblem, DgmmProblem>;

}  // namespace fulcrum::offload
