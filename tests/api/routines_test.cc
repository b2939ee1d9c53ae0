// SPDX-License-Identifier: Apache-2.0
// The C++ routines in both layouts against the definition, with elements that are small integers:
// every order of summation gives the same number, so results are compared exactly.
#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <vector>

#include "fulcrum/fulcrum.hpp"
#include "tests/support/random.hpp"

namespace fulcrum {
namespace {

using test::Random;

template <class T>
std::vector<T> integers(std::int64_t size, Random& random) {
  std::vector<T> v(static_cast<std::size_t>(size));
  for (T& x : v) x = static_cast<T>(random.integer(-4, 4));
  return v;
}

// Where element (i, j) of a matrix lies.
std::int64_t at(Layout layout, std::int64_t i, std::int64_t j, std::int64_t ld) {
  return layout == Layout::ColMajor ? i + j * ld : i * ld + j;
}

// Where element i of a vector of n elements lies.
std::int64_t at(std::int64_t i, std::int64_t n, std::int64_t inc) {
  return inc < 0 ? (i - n + 1) * inc : i * inc;
}

std::int64_t length(std::int64_t n, std::int64_t inc) { return (n - 1) * std::abs(inc) + 1; }

template <class T>
T get(const std::vector<T>& v, std::int64_t i) {
  return v[static_cast<std::size_t>(i)];
}

constexpr Layout kLayouts[] = {Layout::ColMajor, Layout::RowMajor};
constexpr Op kOps[] = {Op::NoTrans, Op::Trans, Op::ConjTrans, Op::ConjNoTrans};

bool transposes(Op op) { return op == Op::Trans || op == Op::ConjTrans; }

template <class T>
class RoutinesTest : public ::testing::Test {};
using Types = ::testing::Types<float, double>;
TYPED_TEST_SUITE(RoutinesTest, Types);

template <class T>
void check_gemm(Layout layout, Op op_a, Op op_b, std::int64_t m, std::int64_t n, std::int64_t k,
                T alpha, T beta) {
  Random random(7);
  const bool ta = transposes(op_a), tb = transposes(op_b);
  const bool columns = layout == Layout::ColMajor;
  const std::int64_t lda = (ta == columns ? k : m) + 1, ldb = (tb == columns ? n : k) + 2,
                     ldc = (columns ? m : n) + 3;
  const std::vector<T> a = integers<T>(lda * (ta == columns ? m : k), random);
  const std::vector<T> b = integers<T>(ldb * (tb == columns ? k : n), random);
  const std::vector<T> before = integers<T>(ldc * (columns ? n : m), random);
  std::vector<T> c = before, want = before;
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      T sum{0};
      for (std::int64_t l = 0; l < k; ++l) {
        sum += get(a, ta ? at(layout, l, i, lda) : at(layout, i, l, lda)) *
               get(b, tb ? at(layout, j, l, ldb) : at(layout, l, j, ldb));
      }
      const std::int64_t where = at(layout, i, j, ldc);
      want[static_cast<std::size_t>(where)] = alpha * sum + beta * get(before, where);
    }
  }
  gemm(layout, op_a, op_b, m, n, k, alpha, a.data(), lda, b.data(), ldb, beta, c.data(), ldc);
  EXPECT_EQ(c, want) << "layout " << static_cast<char>(layout) << " ops " << static_cast<char>(op_a)
                     << static_cast<char>(op_b) << " m=" << m << " n=" << n << " k=" << k;
}

TYPED_TEST(RoutinesTest, Gemm) {
  for (const Layout layout : kLayouts) {
    for (const Op op_a : kOps) {
      for (const Op op_b : kOps) {
        check_gemm<TypeParam>(layout, op_a, op_b, 3, 5, 4, 2, -1);
        check_gemm<TypeParam>(layout, op_a, op_b, 37, 1, 19, 1, 0);
        check_gemm<TypeParam>(layout, op_a, op_b, 1, 41, 18, 1, 1);
        check_gemm<TypeParam>(layout, op_a, op_b, 133, 71, 129, -1, 3);
        check_gemm<TypeParam>(layout, op_a, op_b, 6, 7, 0, 5, 2);
      }
    }
  }
}

template <class T>
void check_gemv(Layout layout, Op op, std::int64_t m, std::int64_t n, std::int64_t incx,
                std::int64_t incy, T beta) {
  Random random(8);
  const bool trans = transposes(op);
  const std::int64_t lda = (layout == Layout::ColMajor ? m : n) + 2;
  const std::int64_t size_x = trans ? m : n, size_y = trans ? n : m;
  const std::vector<T> a = integers<T>(lda * (layout == Layout::ColMajor ? n : m), random);
  const std::vector<T> x = integers<T>(length(size_x, incx), random);
  const std::vector<T> before = integers<T>(length(size_y, incy), random);
  std::vector<T> y = before, want = before;
  for (std::int64_t i = 0; i < size_y; ++i) {
    T sum{0};
    for (std::int64_t j = 0; j < size_x; ++j) {
      sum += get(a, trans ? at(layout, j, i, lda) : at(layout, i, j, lda)) *
             get(x, at(j, size_x, incx));
    }
    const std::int64_t where = at(i, size_y, incy);
    want[static_cast<std::size_t>(where)] = T{2} * sum + beta * get(before, where);
  }
  gemv(layout, op, m, n, T{2}, a.data(), lda, x.data(), incx, beta, y.data(), incy);
  EXPECT_EQ(y, want) << "layout " << static_cast<char>(layout) << " op " << static_cast<char>(op)
                     << " m=" << m << " n=" << n << " incx=" << incx << " incy=" << incy;
}

TYPED_TEST(RoutinesTest, Gemv) {
  for (const Layout layout : kLayouts) {
    for (const Op op : kOps) {
      for (const std::int64_t incx : {1, -1, 3}) {
        for (const std::int64_t incy : {1, -2}) {
          check_gemv<TypeParam>(layout, op, 5, 3, incx, incy, 0);
          check_gemv<TypeParam>(layout, op, 67, 130, incx, incy, -1);
        }
      }
    }
  }
}

TYPED_TEST(RoutinesTest, AxpyDotScal) {
  using T = TypeParam;
  for (const std::int64_t n : {1, 2, 17, 1000}) {
    for (const std::int64_t incx : {1, 2, -1, 0}) {
      for (const std::int64_t incy : {1, -3, 0}) {
        Random random(9);
        std::vector<T> x = integers<T>(length(n, incx), random);
        const std::vector<T> before = integers<T>(length(n, incy), random);
        std::vector<T> y = before, want = before;
        T product{0};
        for (std::int64_t i = 0; i < n; ++i) {
          want[static_cast<std::size_t>(at(i, n, incy))] += T{3} * get(x, at(i, n, incx));
          product += get(x, at(i, n, incx)) * get(before, at(i, n, incy));
        }
        EXPECT_EQ(dot(n, x.data(), incx, before.data(), incy), product)
            << n << ' ' << incx << ' ' << incy;
        axpy(n, T{3}, x.data(), incx, y.data(), incy);
        EXPECT_EQ(y, want) << "axpy " << n << ' ' << incx << ' ' << incy;
        std::vector<T> scaled = x;
        for (std::int64_t i = 0; incx > 0 && i < n; ++i)
          scaled[static_cast<std::size_t>(i * incx)] *= -2;
        scal(n, T{-2}, x.data(), incx);
        EXPECT_EQ(x, scaled) << "scal " << n << ' ' << incx;
      }
    }
  }
}

// Quick returns leave NaN where it is; what is not read does not leak.
TYPED_TEST(RoutinesTest, QuickReturnsAndUnreadOperands) {
  using T = TypeParam;
  const T nan = std::numeric_limits<T>::quiet_NaN();
  const std::vector<T> nans(16, nan);
  std::vector<T> c(16, 5);
  const std::vector<T> fives = c;
  const auto product = [&](std::int64_t m, std::int64_t n, std::int64_t k, T alpha, T beta) {
    gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, m, n, k, alpha, nans.data(), 4, nans.data(), 4,
         beta, c.data(), 4);
  };
  product(0, 4, 4, 1, 0);
  product(4, 0, 4, 1, 0);
  product(4, 4, 4, 0, 1);
  product(4, 4, 0, 1, 1);
  EXPECT_EQ(c, fives);
  EXPECT_EQ(last_decision().reason, Reason::QuickReturn);
  product(4, 4, 4, 0, 2);
  EXPECT_EQ(c, std::vector<T>(16, 10));
  c = nans;
  product(4, 4, 0, 1, 0);
  EXPECT_EQ(c, std::vector<T>(16, 0));

  std::vector<T> y(4, 7);
  const auto vector_product = [&](std::int64_t m, std::int64_t n, T alpha, T beta) {
    gemv(Layout::RowMajor, Op::NoTrans, m, n, alpha, nans.data(), 4, nans.data(), 1, beta, y.data(),
         1);
  };
  vector_product(0, 4, 1, 0);
  vector_product(4, 0, 1, 0);
  vector_product(4, 4, 0, 1);
  EXPECT_EQ(y, std::vector<T>(4, 7));
  vector_product(4, 4, 0, 3);
  EXPECT_EQ(y, std::vector<T>(4, 21));
  y.assign(4, nan);
  vector_product(4, 4, 0, 0);
  EXPECT_EQ(y, std::vector<T>(4, 0));

  axpy(4, T{0}, nans.data(), 1, y.data(), 1);
  EXPECT_EQ(y, std::vector<T>(4, 0));
  EXPECT_EQ(dot(0, nans.data(), 1, nans.data(), 1), T{0});
}

}  // namespace
}  // namespace fulcrum
