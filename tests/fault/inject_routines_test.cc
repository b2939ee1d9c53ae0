// SPDX-License-Identifier: Apache-2.0
// Faults at every call (inject.hpp) of routines of each kind: updated in place, reduced to a
// number, with two outputs, on a triangle, a band or packed, in one piece and in several.
#include <gtest/gtest.h>

#include <complex>

#include "fault/inject.hpp"
#include "fault/problem_call.hpp"

namespace fulcrum::test {
namespace {

using C32 = std::complex<float>;
using C64 = std::complex<double>;

// A fault of each kind of outcome; the products have had the others.
constexpr Kind kOutcomes[] = {kKinds[0], kKinds[1], kKinds[4]};

template <class P>
void inject_into(const P& p, const Limits& limits = {}) {
  const std::string name(to_string(offload::routine_of(p)));
  inject_everywhere(make_call(p, name), limits, kOutcomes);
}

TEST(InjectRoutines, ScalInPieces) {
  inject_into(ScalProblem<C32>{.n = 2500, .alpha = {0.5F, -1}, .incx = 2}, kNarrow);
}

TEST(InjectRoutines, AxpbyThatDoesNotReadY) {
  inject_into(AxpbyProblem<double>{.n = 700, .alpha = -1.5, .incx = 2, .beta = 0, .incy = -1});
}

TEST(InjectRoutines, Swap) { inject_into(SwapProblem<double>{.n = 700, .incx = -2, .incy = 3}); }

TEST(InjectRoutines, RotInPieces) {
  inject_into(RotProblem<C64>{.n = 900, .incx = 1, .incy = 2, .c = 0.6, .s = 0.8}, kNarrow);
}

TEST(InjectRoutines, Nrm2InPieces) { inject_into(Nrm2Problem<C64>{.n = 1500, .incx = 2}, kNarrow); }

TEST(InjectRoutines, HermitianBandTimesAVector) {
  inject_into(SymvProblem<C64>{.storage = Storage::Band,
                               .hermitian = true,
                               .upper = true,
                               .n = 40,
                               .k = 3,
                               .alpha = {1, 0.5},
                               .lda = 6,
                               .incx = -1,
                               .beta = 0.5,
                               .incy = 2});
}

TEST(InjectRoutines, PackedSolution) {
  inject_into(TrvProblem<C32>{.storage = Storage::Packed,
                              .solve = true,
                              .upper = true,
                              .trans = true,
                              .conj = true,
                              .n = 15,
                              .incx = -2});
}

TEST(InjectRoutines, GerInPieces) {
  inject_into(
      GerProblem<C64>{
          .conj_y = true, .m = 30, .n = 40, .alpha = {0, 2}, .incx = 2, .incy = -1, .lda = 33},
      kNarrow);
}

TEST(InjectRoutines, PackedHermitianUpdate) {
  inject_into(Syr2Problem<C64>{.storage = Storage::Packed,
                               .hermitian = true,
                               .n = 30,
                               .alpha = {0.5, 2},
                               .incx = 2,
                               .incy = -1});
}

TEST(InjectRoutines, HermitianRankUpdate) {
  inject_into(SyrkProblem<C32>{.hermitian = true,
                               .upper = true,
                               .trans = true,
                               .n = 25,
                               .k = 10,
                               .alpha = 2,
                               .lda = 12,
                               .beta = 0.5F,
                               .ldc = 28});
}

TEST(InjectRoutines, TriangularSolutionOnTheRightInPieces) {
  inject_into(TrmProblem<double>{.solve = true,
                                 .right = true,
                                 .trans = true,
                                 .m = 90,
                                 .n = 25,
                                 .alpha = 2,
                                 .lda = 26,
                                 .ldb = 93},
              kNarrow);
}

TEST(InjectRoutines, TriangularProduct) {
  inject_into(TrmProblem<C64>{.upper = true,
                              .trans = true,
                              .conj = true,
                              .m = 20,
                              .n = 30,
                              .alpha = {1, 1},
                              .lda = 20,
                              .ldb = 21});
}

TEST(InjectRoutines, TransposedCopyInPieces) {
  inject_into(
      OmatcopyProblem<C64>{
          .trans = true, .conj = true, .m = 30, .n = 60, .alpha = {1, 1}, .lda = 31, .ldb = 62},
      kNarrow);
}

TEST(InjectRoutines, StridedCopyInPieces) {
  inject_into(Omatcopy2Problem<C64>{.trans = true,
                                    .conj = true,
                                    .m = 30,
                                    .n = 60,
                                    .alpha = {1, 1},
                                    .lda = 91,
                                    .stride_a = 3,
                                    .ldb = 2,
                                    .stride_b = 61},
              kNarrow);
}

TEST(InjectRoutines, SumOfATransposeInPieces) {
  inject_into(OmataddProblem<double>{.trans_a = true,
                                     .m = 30,
                                     .n = 60,
                                     .alpha = 2,
                                     .lda = 61,
                                     .beta = -1,
                                     .ldb = 31,
                                     .ldc = 33},
              kNarrow);
}

}  // namespace
}  // namespace fulcrum::test
