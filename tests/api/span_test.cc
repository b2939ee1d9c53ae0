// SPDX-License-Identifier: Apache-2.0
// The overloads on ranges: what the overloads on pointers do, for every routine; a range that is
// too short is named, whatever kind of range it is.
#include "fulcrum/span.hpp"

#include <gtest/gtest.h>

#include <array>
#include <complex>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "tests/support/random.hpp"

namespace fulcrum {
namespace {

using C32 = std::complex<float>;
using C64 = std::complex<double>;

template <class T>
std::vector<T> numbers(std::size_t count, std::uint64_t seed) {
  test::Random random(seed);
  std::vector<T> v(count);
  for (T& t : v) {
    if constexpr (ComplexScalar<T>) {
      t = T(static_cast<Real<T>>(random.uniform()), static_cast<Real<T>>(random.uniform()));
    } else {
      t = static_cast<T>(random.uniform());
    }
  }
  return v;
}

// Runs `call` with pointers, then with ranges exactly as long as they must be, then with each of
// them one element too short. call(x, y, z): the three are pointers or spans of 400 elements at
// most; needs[i] is how many elements of each it reaches, 0 for one that it does not take.
template <class T, class Call>
void check(const char* routine, std::array<std::size_t, 3> needs, Call call) {
  const std::vector<T> x = numbers<T>(400, 1), y = numbers<T>(400, 2), z = numbers<T>(400, 3);
  auto want_y = y, want_z = z, want_x = x;
  call(want_x.data(), want_y.data(), want_z.data());
  auto got_x = x, got_y = y, got_z = z;
  const auto spans = [&](std::array<std::size_t, 3> sizes) {
    call(std::span<T>(got_x.data(), sizes[0]), std::span<T>(got_y.data(), sizes[1]),
         std::span<T>(got_z.data(), sizes[2]));
  };
  spans(needs);
  EXPECT_TRUE(got_x == want_x && got_y == want_y && got_z == want_z) << routine;
  EXPECT_FALSE(got_x == x && got_y == y && got_z == z) << routine << " wrote nothing";
  for (std::size_t i = 0; i < 3; ++i) {
    if (needs[i] <= 1) continue;
    got_x = x, got_y = y, got_z = z;
    auto sizes = needs;
    --sizes[i];
    try {
      spans(sizes);
      ADD_FAILURE() << routine << ": operand " << i << " is too short";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
      EXPECT_EQ(error.routine(), routine);
      const std::string what = error.what();
      EXPECT_NE(what.find("is " + std::to_string(sizes[i]) + " elements long"), std::string::npos)
          << what;
      EXPECT_NE(what.find(std::to_string(needs[i])), std::string::npos) << what;
    }
    EXPECT_TRUE(got_x == x && got_y == y && got_z == z) << routine << " wrote something";
  }
}

const Layout kRows = Layout::RowMajor, kColumns = Layout::ColMajor;
const Uplo kUpper = Uplo::Upper, kLower = Uplo::Lower;
const Op kNo = Op::NoTrans, kTrans = Op::Trans, kConj = Op::ConjTrans, kConjAlone = Op::ConjNoTrans;
const Diag kUnit = Diag::Unit;

template <class T>
class SpanTest : public ::testing::Test {};
using Types = ::testing::Types<float, double, C32, C64>;
TYPED_TEST_SUITE(SpanTest, Types);

TYPED_TEST(SpanTest, Level1) {
  using T = TypeParam;
  check<T>("axpy", {13, 19, 0}, [](auto x, auto y, auto) { axpy(7, T(2), x, 2, y, -3); });
  check<T>("axpby", {13, 19, 0}, [](auto x, auto y, auto) { axpby(7, T(2), x, 2, T(3), y, -3); });
  check<T>("copy", {13, 19, 0}, [](auto x, auto y, auto) { copy(7, x, 2, y, -3); });
  check<T>("swap", {13, 19, 0}, [](auto x, auto y, auto) { swap(7, x, 2, y, -3); });
  check<T>("scal", {13, 0, 0}, [](auto x, auto, auto) { scal(7, T(2), x, 2); });
  check<T>("rot", {13, 19, 0},
           [](auto x, auto y, auto) { rot(7, x, 2, y, -3, Real<T>(0.6), Real<T>(0.8)); });
  const auto result = [](auto z, auto value) { z[0] = value; };
  check<T>("nrm2", {13, 0, 1}, [&](auto x, auto, auto z) { result(z, nrm2(7, x, 2)); });
  check<T>("asum", {13, 0, 1}, [&](auto x, auto, auto z) { result(z, asum(7, x, 2)); });
  check<T>("iamax", {13, 0, 1},
           [&](auto x, auto, auto z) { result(z, static_cast<Real<T>>(iamax(7, x, 2))); });
  check<T>("iamin", {13, 0, 1},
           [&](auto x, auto, auto z) { result(z, static_cast<Real<T>>(iamin(7, x, 2))); });
  check<T>("sum", {13, 0, 1}, [&](auto x, auto, auto z) { result(z, sum(7, x, 2)); });
  check<T>("amax", {13, 0, 1}, [&](auto x, auto, auto z) { result(z, amax(7, x, 2)); });
  check<T>("amin", {13, 0, 1}, [&](auto x, auto, auto z) { result(z, amin(7, x, 2)); });
  if constexpr (RealScalar<T>) {
    check<T>("dot", {13, 19, 1}, [&](auto x, auto y, auto z) { result(z, dot(7, x, 2, y, -3)); });
    check<T>("imax", {13, 0, 1},
             [&](auto x, auto, auto z) { result(z, static_cast<T>(imax(7, x, 2))); });
    check<T>("imin", {13, 0, 1},
             [&](auto x, auto, auto z) { result(z, static_cast<T>(imin(7, x, 2))); });
    check<T>("rotm", {13, 19, 5}, [](auto x, auto y, auto z) { rotm(7, x, 2, y, -3, z); });
  } else {
    check<T>("axpyc", {13, 19, 0}, [](auto x, auto y, auto) { axpyc(7, T(2), x, 2, y, -3); });
    check<T>("dotu", {13, 19, 1}, [&](auto x, auto y, auto z) { result(z, dotu(7, x, 2, y, -3)); });
    check<T>("dotc", {13, 19, 1}, [&](auto x, auto y, auto z) { result(z, dotc(7, x, 2, y, -3)); });
  }
}

TEST(SpanSinglesTest, DotInDouble) {
  check<float>("dsdot", {13, 19, 1},
               [](auto x, auto y, auto z) { z[0] = static_cast<float>(dsdot(7, x, 2, y, -3)); });
  check<float>("sdsdot", {13, 19, 1},
               [](auto x, auto y, auto z) { z[0] = sdsdot(7, 0.5F, x, 2, y, -3); });
  const std::vector<float> x = numbers<float>(17, 4), y = numbers<float>(17, 5);
  EXPECT_EQ(dsdot(x, y), dsdot(17, x.data(), 1, y.data(), 1));
  EXPECT_EQ(sdsdot(2.0F, x, y), sdsdot(17, 2.0F, x.data(), 1, y.data(), 1));
  EXPECT_THROW(dsdot(x, std::vector<float>(16)), Error);
  EXPECT_THROW(sdsdot(1, x, std::vector<float>(18)), Error);
}

TYPED_TEST(SpanTest, WholeVectors) {
  using T = TypeParam;
  const std::vector<T> x = numbers<T>(17, 4);
  std::vector<T> y = numbers<T>(17, 5), want = y;
  axpy(17, T(2), x.data(), 1, want.data(), 1);
  axpy(T(2), x, y);
  EXPECT_EQ(y, want);
  axpby(17, T(2), x.data(), 1, T(-1), want.data(), 1);
  axpby(T(2), x, T(-1), std::span<T>(y));
  EXPECT_EQ(y, want);
  scal(17, T(3), want.data(), 1);
  scal(T(3), y);
  EXPECT_EQ(y, want);
  EXPECT_EQ(nrm2(y), nrm2(17, y.data(), 1));
  EXPECT_EQ(asum(y), asum(17, y.data(), 1));
  EXPECT_EQ(iamax(y), iamax(17, y.data(), 1));
  EXPECT_EQ(iamin(y), iamin(17, y.data(), 1));
  EXPECT_EQ(sum(y), sum(17, y.data(), 1));
  EXPECT_EQ(amax(y), amax(17, y.data(), 1));
  EXPECT_EQ(amin(y), amin(17, y.data(), 1));
  if constexpr (RealScalar<T>) {
    EXPECT_EQ(dot(x, y), dot(17, x.data(), 1, y.data(), 1));
    EXPECT_EQ(imax(y), imax(17, y.data(), 1));
    EXPECT_EQ(imin(y), imin(17, y.data(), 1));
    std::vector<T> u = x, v = x, want_u = x, want_v = x;
    const std::array<T, 5> param = {-1, 2, 3, 4, 5};
    rotm(u, v, param);
    rotm(17, want_u.data(), 1, want_v.data(), 1, param.data());
    EXPECT_EQ(u, want_u);
    EXPECT_EQ(v, want_v);
    EXPECT_THROW(rotm(u, v, std::span(param).first(4)), Error);
  } else {
    EXPECT_EQ(dotu(x, y), dotu(17, x.data(), 1, y.data(), 1));
    EXPECT_EQ(dotc(x, y), dotc(17, x.data(), 1, y.data(), 1));
    std::vector<T> u = x, want_u = x;
    axpyc(T(2), y, u);
    axpyc(17, T(2), y.data(), 1, want_u.data(), 1);
    EXPECT_EQ(u, want_u);
  }
  std::array<T, 17> z{};
  fulcrum::copy(x, z);
  EXPECT_TRUE(std::equal(x.begin(), x.end(), z.begin()));
  fulcrum::swap(y, z);
  EXPECT_EQ(y, x);
  rot(y, z, Real<T>(0), Real<T>(1));
  EXPECT_TRUE(std::equal(z.begin(), z.end(), x.begin(), [](T a, T b) { return a == -b; }));
  std::vector<T> shorter(16);
  EXPECT_THROW(axpy(T(1), x, shorter), Error);
  EXPECT_THROW(fulcrum::copy(x, shorter), Error);
  EXPECT_EQ(shorter, std::vector<T>(16));
}

TYPED_TEST(SpanTest, Level2) {
  using T = TypeParam;
  const T a(2), b(3);
  // 5 x 7, leading dimensions of one element more.
  check<T>("gemv", {41, 13, 9},
           [&](auto A, auto x, auto y) { gemv(kColumns, kNo, 5, 7, a, A, 6, x, 2, b, y, -2); });
  check<T>("gemv", {39, 9, 13},
           [&](auto A, auto x, auto y) { gemv(kRows, kConj, 5, 7, a, A, 8, x, 2, b, y, -2); });
  check<T>("gemv", {41, 13, 9}, [&](auto A, auto x, auto y) {
    gemv(kColumns, kConjAlone, 5, 7, a, A, 6, x, 2, b, y, -2);
  });
  check<T>("gbmv", {6 * 7 + 5, 5, 8}, [&](auto A, auto x, auto y) {
    gbmv(kColumns, kTrans, 5, 8, 2, 2, a, A, 6, x, 1, b, y, 1);
  });
  check<T>("gbmv", {6 * 4 + 5, 8, 5},
           [&](auto A, auto x, auto y) { gbmv(kRows, kNo, 5, 8, 2, 2, a, A, 6, x, 1, b, y, 1); });
  if constexpr (RealScalar<T>) {
    check<T>("symv", {41, 11, 6},
             [&](auto A, auto x, auto y) { symv(kRows, kUpper, 6, a, A, 7, x, 2, b, y, 1); });
    check<T>("sbmv", {23, 11, 6},
             [&](auto A, auto x, auto y) { sbmv(kRows, kUpper, 6, 2, a, A, 4, x, 2, b, y, 1); });
    check<T>("spmv", {21, 11, 6},
             [&](auto A, auto x, auto y) { spmv(kRows, kUpper, 6, a, A, x, 2, b, y, 1); });
    check<T>("ger", {9, 7, 41},
             [&](auto x, auto y, auto A) { ger(kColumns, 5, 7, a, x, 2, y, 1, A, 6); });
    check<T>("syr", {11, 0, 41},
             [&](auto x, auto, auto A) { syr(kRows, kLower, 6, a, x, 2, A, 7); });
    check<T>("spr", {11, 0, 21}, [&](auto x, auto, auto A) { spr(kRows, kLower, 6, a, x, 2, A); });
    check<T>("syr2", {11, 6, 41},
             [&](auto x, auto y, auto A) { syr2(kRows, kLower, 6, a, x, 2, y, 1, A, 7); });
    check<T>("spr2", {11, 6, 21},
             [&](auto x, auto y, auto A) { spr2(kRows, kLower, 6, a, x, 2, y, 1, A); });
  } else {
    check<T>("hemv", {41, 11, 6},
             [&](auto A, auto x, auto y) { hemv(kRows, kUpper, 6, a, A, 7, x, 2, b, y, 1); });
    check<T>("hbmv", {23, 11, 6},
             [&](auto A, auto x, auto y) { hbmv(kRows, kUpper, 6, 2, a, A, 4, x, 2, b, y, 1); });
    check<T>("hpmv", {21, 11, 6},
             [&](auto A, auto x, auto y) { hpmv(kRows, kUpper, 6, a, A, x, 2, b, y, 1); });
    check<T>("geru", {9, 7, 39},
             [&](auto x, auto y, auto A) { geru(kRows, 5, 7, a, x, 2, y, 1, A, 8); });
    check<T>("gerc", {9, 7, 41},
             [&](auto x, auto y, auto A) { gerc(kColumns, 5, 7, a, x, 2, y, 1, A, 6); });
    const Real<T> r = 2;
    check<T>("her", {11, 0, 41},
             [&](auto x, auto, auto A) { her(kRows, kLower, 6, r, x, 2, A, 7); });
    check<T>("hpr", {11, 0, 21}, [&](auto x, auto, auto A) { hpr(kRows, kLower, 6, r, x, 2, A); });
    check<T>("her2", {11, 6, 41},
             [&](auto x, auto y, auto A) { her2(kRows, kLower, 6, a, x, 2, y, 1, A, 7); });
    check<T>("hpr2", {11, 6, 21},
             [&](auto x, auto y, auto A) { hpr2(kRows, kLower, 6, a, x, 2, y, 1, A); });
  }
  check<T>("trmv", {41, 11, 0},
           [&](auto A, auto x, auto) { trmv(kRows, kUpper, kTrans, kUnit, 6, A, 7, x, 2); });
  check<T>("tbmv", {23, 11, 0},
           [&](auto A, auto x, auto) { tbmv(kRows, kUpper, kTrans, kUnit, 6, 2, A, 4, x, 2); });
  check<T>("tpmv", {21, 11, 0},
           [&](auto A, auto x, auto) { tpmv(kRows, kUpper, kTrans, kUnit, 6, A, x, 2); });
  check<T>("trsv", {41, 11, 0},
           [&](auto A, auto x, auto) { trsv(kRows, kUpper, kTrans, kUnit, 6, A, 7, x, 2); });
  check<T>("tbsv", {23, 11, 0},
           [&](auto A, auto x, auto) { tbsv(kRows, kUpper, kTrans, kUnit, 6, 2, A, 4, x, 2); });
  check<T>("tpsv", {21, 11, 0},
           [&](auto A, auto x, auto) { tpsv(kRows, kUpper, kTrans, kUnit, 6, A, x, 2); });
}

TYPED_TEST(SpanTest, Level3) {
  using T = TypeParam;
  const T a(2), b(3);
  // op(A) 4 x 6, op(B) 6 x 5, C 4 x 5.
  check<T>("gemm", {29, 34, 24}, [&](auto A, auto B, auto C) {
    gemm(kColumns, kNo, kNo, 4, 5, 6, a, A, 5, B, 7, b, C, 5);
  });
  check<T>("gemm", {4 * 5 + 4, 4 * 7 + 5, 3 * 6 + 5}, [&](auto A, auto B, auto C) {
    gemm(kRows, kConj, kTrans, 4, 5, 3 + 2, a, A, 5, B, 7, b, C, 6);
  });
  check<T>("gemmt", {5 * 5 + 4, 3 * 7 + 6, 3 * 5 + 4}, [&](auto A, auto B, auto C) {
    gemmt(kColumns, kUpper, kNo, kNo, 4, 6, a, A, 5, B, 7, b, C, 5);
  });
  check<T>("symm", {3 * 5 + 4, 4 * 5 + 4, 4 * 6 + 4}, [&](auto A, auto B, auto C) {
    symm(kColumns, Side::Left, kUpper, 4, 5, a, A, 5, B, 5, b, C, 6);
  });
  check<T>("syrk", {5 * 5 + 4, 0, 3 * 6 + 4},
           [&](auto A, auto, auto C) { syrk(kColumns, kUpper, kNo, 4, 6, a, A, 5, b, C, 6); });
  check<T>("syr2k", {5 * 5 + 4, 5 * 4 + 4, 3 * 6 + 4}, [&](auto A, auto B, auto C) {
    syr2k(kColumns, kUpper, kNo, 4, 6, a, A, 5, B, 4, b, C, 6);
  });
  if constexpr (ComplexScalar<T>) {
    const Real<T> r = 2;
    check<T>("hemm", {4 * 6 + 5, 3 * 6 + 5, 3 * 6 + 5}, [&](auto A, auto B, auto C) {
      hemm(kRows, Side::Right, kUpper, 4, 5, a, A, 6, B, 6, b, C, 6);
    });
    check<T>("herk", {5 * 5 + 4, 0, 3 * 6 + 4},
             [&](auto A, auto, auto C) { herk(kColumns, kUpper, kNo, 4, 6, r, A, 5, r, C, 6); });
    check<T>("her2k", {3 * 8 + 6, 3 * 7 + 6, 3 * 6 + 4}, [&](auto A, auto B, auto C) {
      her2k(kColumns, kUpper, kConj, 4, 6, a, A, 8, B, 7, r, C, 6);
    });
  }
  check<T>("trmm", {4 * 6 + 5, 4 * 5 + 4, 0}, [&](auto A, auto B, auto) {
    trmm(kColumns, Side::Right, kUpper, kTrans, kUnit, 4, 5, a, A, 6, B, 5);
  });
  check<T>("trsm", {4 * 6 + 5, 4 * 5 + 4, 0}, [&](auto A, auto B, auto) {
    trsm(kColumns, Side::Right, kUpper, kTrans, kUnit, 4, 5, a, A, 6, B, 5);
  });
  check<T>("omatcopy", {4 * 5 + 4, 3 * 7 + 5, 0},
           [&](auto A, auto B, auto) { omatcopy(kColumns, kTrans, 4, 5, a, A, 5, B, 7); });
  check<T>("imatcopy", {3 * 7 + 5, 0, 0},
           [&](auto A, auto, auto) { imatcopy(kColumns, kTrans, 4, 5, a, A, 5, 7); });
  check<T>("geadd", {4 * 5 + 4, 0, 4 * 6 + 4},
           [&](auto A, auto, auto C) { geadd(kColumns, 4, 5, a, A, 5, b, C, 6); });
  check<T>("omatcopy2", {4 * 9 + 3 * 2 + 1, 3 * 2 + 4 * 8 + 1, 0},
           [&](auto A, auto B, auto) { omatcopy2(kColumns, kTrans, 4, 5, a, A, 9, 2, B, 2, 8); });
  check<T>("dgmm", {4 * 6 + 4, 3 * 2 + 1, 4 * 5 + 4},
           [&](auto A, auto x, auto C) { dgmm(kColumns, Side::Left, 4, 5, A, 6, x, -2, C, 5); });
  check<T>("omatadd", {3 * 7 + 5, 4 * 6 + 4, 4 * 5 + 4}, [&](auto A, auto B, auto C) {
    omatadd(kColumns, kTrans, kNo, 4, 5, a, A, 7, b, B, 6, C, 5);
  });
}

// What the routine itself refuses it refuses under the same number; an empty range is a null
// pointer, which may stand where nothing is read.
TEST(Span, OtherErrors) {
  std::vector<double> a(36, 1), c(36, 2);
  const std::vector<double> none;
  try {
    gemm(kColumns, kNo, kNo, 6, 6, 6, 1.0, a, 5, a, 6, 0.0, c, 6);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.position(), 9) << error.what();
  }
  try {
    gemm(kColumns, kNo, kNo, 6, 6, 6, 1.0, a, 6, none, 6, 0.0, c, 6);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.position(), 10) << error.what();
  }
  EXPECT_EQ(c, std::vector<double>(36, 2));
  gemm(kColumns, kNo, kNo, 6, 6, 6, 0.0, none, 6, none, 6, 2.0, c, 6);
  EXPECT_EQ(c, std::vector<double>(36, 4));
}

// A const range is no output, and elements of two types do not mix.
template <class X, class Y>
concept CanAxpy = requires(X x, Y y) {
  axpy(typename X::value_type(1), x, y);
};
static_assert(CanAxpy<std::vector<double>, std::vector<double>&>);
static_assert(CanAxpy<std::vector<double>, std::span<double>>);
static_assert(!CanAxpy<std::vector<double>, std::span<const double>>);
static_assert(!CanAxpy<std::vector<double>, std::vector<float>&>);
static_assert(!CanAxpy<std::vector<int>, std::vector<int>&>);

}  // namespace
}  // namespace fulcrum
