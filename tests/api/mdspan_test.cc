// SPDX-License-Identifier: Apache-2.0
// The overloads on mdspans, against loops over indices: matrices by rows and by columns in every
// combination, views with strides, what cannot be expressed. Small whole numbers: results are
// exact.
#include "fulcrum/mdspan.hpp"

#include <gtest/gtest.h>

#include <array>
#include <complex>
#include <vector>

#include "tests/support/random.hpp"
#include "tests/support/strided_view.hpp"

namespace fulcrum {
namespace {

using C32 = std::complex<float>;
using C64 = std::complex<double>;

template <class T>
T conjugate(T value) {
  if constexpr (ComplexScalar<T>) {
    return std::conj(value);
  } else {
    return value;
  }
}

template <class T>
T whole(test::Random& random) {
  if constexpr (ComplexScalar<T>) {
    return T(static_cast<Real<T>>(random.integer(-4, 4)),
             static_cast<Real<T>>(random.integer(-4, 4)));
  } else {
    return static_cast<T>(random.integer(-4, 4));
  }
}

bool turned(Op op) { return op == Op::Trans || op == Op::ConjTrans; }

// A matrix with room between its lines, by rows or by columns.
template <class T>
struct Matrix {
  long rows, columns;
  std::array<long, 2> strides;
  std::vector<T> data;

  Matrix(long m, long n, bool by_rows, std::uint64_t seed)
      : rows(m),
        columns(n),
        strides(by_rows ? std::array<long, 2>{n + 2, 1} : std::array<long, 2>{1, m + 3}),
        data(static_cast<std::size_t>((m + 3) * (n + 3))) {
    test::Random random(seed);
    for (T& t : data) t = whole<T>(random);
  }
  T& operator()(long i, long j) {
    return data[static_cast<std::size_t>(i * strides[0] + j * strides[1])];
  }
  const T& operator()(long i, long j) const {
    return data[static_cast<std::size_t>(i * strides[0] + j * strides[1])];
  }
  // op(*this)(i, j)
  T at(Op op, long i, long j) const {
    const T value = turned(op) ? (*this)(j, i) : (*this)(i, j);
    return op == Op::ConjTrans || op == Op::ConjNoTrans ? conjugate(value) : value;
  }
  auto view() { return test::view<T, 2>(data.data(), {rows, columns}, strides); }
  auto view() const { return test::view<const T, 2>(data.data(), {rows, columns}, strides); }
};

template <class T>
struct Vector {
  long n, stride;
  std::vector<T> data;

  Vector(long n_, long stride_, std::uint64_t seed)
      : n(n_), stride(stride_), data(static_cast<std::size_t>(n_ * stride_)) {
    test::Random random(seed);
    for (T& t : data) t = whole<T>(random);
  }
  T& operator()(long i) { return data[static_cast<std::size_t>(i * stride)]; }
  const T& operator()(long i) const { return data[static_cast<std::size_t>(i * stride)]; }
  auto view() { return test::view<T, 1>(data.data(), {n}, {stride}); }
  auto view() const { return test::view<const T, 1>(data.data(), {n}, {stride}); }
};

constexpr Op kOps[] = {Op::NoTrans, Op::Trans, Op::ConjTrans};
// Of gemm, gemv, trmv and trsv.
constexpr Op kAllOps[] = {Op::NoTrans, Op::Trans, Op::ConjTrans, Op::ConjNoTrans};
constexpr Uplo kUplos[] = {Uplo::Upper, Uplo::Lower};

bool stored(Uplo uplo, long i, long j) { return uplo == Uplo::Upper ? i <= j : i >= j; }

template <class T>
class MdspanTest : public ::testing::Test {};
using Types = ::testing::Types<float, double, C32, C64>;
TYPED_TEST_SUITE(MdspanTest, Types);

TYPED_TEST(MdspanTest, Level1) {
  using T = TypeParam;
  const Vector<T> x(9, 2, 1);
  Vector<T> y(9, 3, 2), want = y;
  for (long i = 0; i < 9; ++i) want(i) += T(2) * x(i);
  axpy(T(2), x.view(), y.view());
  EXPECT_EQ(y.data, want.data);
  for (long i = 0; i < 9; ++i) want(i) = T(2) * x(i) - want(i);
  axpby(T(2), x.view(), T(-1), y.view());
  EXPECT_EQ(y.data, want.data);
  scal(T(3), y.view());
  for (long i = 0; i < 9; ++i) want(i) *= T(3);
  EXPECT_EQ(y.data, want.data);
  T sum{}, sum_conj{};
  for (long i = 0; i < 9; ++i) sum += x(i) * y(i), sum_conj += conjugate(x(i)) * y(i);
  if constexpr (RealScalar<T>) {
    EXPECT_EQ(dot(x.view(), y.view()), sum);
    EXPECT_EQ(imax(x.view()), imax(9, x.data.data(), 2));
    EXPECT_EQ(imin(x.view()), imin(9, x.data.data(), 2));
  } else {
    EXPECT_EQ(dotu(x.view(), y.view()), sum);
    EXPECT_EQ(dotc(x.view(), y.view()), sum_conj);
    Vector<T> v(9, 3, 2), added = v;
    for (long i = 0; i < 9; ++i) added(i) += T(2) * conjugate(x(i));
    axpyc(T(2), x.view(), v.view());
    EXPECT_EQ(v.data, added.data);
  }
  EXPECT_EQ(nrm2(x.view()), nrm2(9, x.data.data(), 2));
  EXPECT_EQ(asum(x.view()), asum(9, x.data.data(), 2));
  EXPECT_EQ(iamax(x.view()), iamax(9, x.data.data(), 2));
  EXPECT_EQ(iamin(x.view()), iamin(9, x.data.data(), 2));
  EXPECT_EQ(fulcrum::sum(x.view()), fulcrum::sum(9, x.data.data(), 2));
  EXPECT_EQ(amax(x.view()), amax(9, x.data.data(), 2));
  EXPECT_EQ(amin(x.view()), amin(9, x.data.data(), 2));
  Vector<T> z(9, 1, 3);
  fulcrum::copy(x.view(), z.view());
  for (long i = 0; i < 9; ++i) EXPECT_EQ(z(i), x(i));
  fulcrum::swap(y.view(), z.view());
  for (long i = 0; i < 9; ++i) EXPECT_TRUE(y(i) == x(i) && z(i) == want(i));
  rot(y.view(), z.view(), Real<T>(0), Real<T>(1));
  for (long i = 0; i < 9; ++i) EXPECT_TRUE(y(i) == want(i) && z(i) == -x(i));
}

TYPED_TEST(MdspanTest, Level2) {
  using T = TypeParam;
  const T alpha(2), beta(-1);
  for (const bool by_rows : {false, true}) {
    for (const Op op : kAllOps) {
      const Matrix<T> a(5, 7, by_rows, 1);
      const long rows = turned(op) ? 7 : 5, columns = 12 - rows;
      const Vector<T> x(columns, 2, 2);
      Vector<T> y(rows, 3, 3), want = y;
      for (long i = 0; i < rows; ++i) {
        T sum{};
        for (long j = 0; j < columns; ++j) sum += a.at(op, i, j) * x(j);
        want(i) = alpha * sum + beta * want(i);
      }
      gemv(op, alpha, a.view(), x.view(), beta, y.view());
      EXPECT_EQ(y.data, want.data);
    }
    const Vector<T> x(6, 2, 4), v(6, 1, 5);
    for (const Uplo uplo : kUplos) {
      Matrix<T> a(6, 6, by_rows, 6);
      if constexpr (ComplexScalar<T>)
        for (long i = 0; i < 6; ++i) a(i, i) = T(a(i, i).real());
      Vector<T> y(6, 3, 7), want = y;
      for (long i = 0; i < 6; ++i) {
        T sum{};
        for (long j = 0; j < 6; ++j)
          sum += (stored(uplo, i, j) ? a(i, j) : conjugate(a(j, i))) * x(j);
        want(i) = alpha * sum + beta * want(i);
      }
      if constexpr (RealScalar<T>) {
        symv(uplo, alpha, a.view(), x.view(), beta, y.view());
      } else {
        hemv(uplo, alpha, a.view(), x.view(), beta, y.view());
      }
      EXPECT_EQ(y.data, want.data);
      for (const Op op : kAllOps) {
        Vector<T> product(6, 2, 8), made = product;
        for (long i = 0; i < 6; ++i) {
          T sum = product(i);  // a unit diagonal
          for (long j = 0; j < 6; ++j) {
            if (i != j && stored(uplo, turned(op) ? j : i, turned(op) ? i : j))
              sum += a.at(op, i, j) * product(j);
          }
          made(i) = sum;
        }
        const Vector<T> before = product;
        trmv(uplo, op, Diag::Unit, a.view(), product.view());
        EXPECT_EQ(product.data, made.data);
        trsv(uplo, op, Diag::Unit, a.view(), product.view());
        EXPECT_EQ(product.data, before.data);
      }
      Matrix<T> one = a, two = a, want_one = a, want_two = a;
      for (long i = 0; i < 6; ++i) {
        for (long j = 0; j < 6; ++j) {
          if (!stored(uplo, i, j)) continue;
          want_one(i, j) += T(2) * x(i) * conjugate(x(j));
          want_two(i, j) += alpha * x(i) * conjugate(v(j)) + alpha * v(i) * conjugate(x(j));
        }
      }
      if constexpr (RealScalar<T>) {
        syr(uplo, T(2), x.view(), one.view());
        syr2(uplo, alpha, x.view(), v.view(), two.view());
      } else {
        her(uplo, Real<T>(2), x.view(), one.view());
        her2(uplo, alpha, x.view(), v.view(), two.view());
      }
      EXPECT_EQ(one.data, want_one.data);
      EXPECT_EQ(two.data, want_two.data);
    }
    const Vector<T> y(4, 2, 9);
    Matrix<T> a(6, 4, by_rows, 10), want = a;
    if constexpr (RealScalar<T>) {
      for (long i = 0; i < 6; ++i)
        for (long j = 0; j < 4; ++j) want(i, j) += alpha * x(i) * y(j);
      ger(alpha, x.view(), y.view(), a.view());
      EXPECT_EQ(a.data, want.data);
    } else {
      for (long i = 0; i < 6; ++i)
        for (long j = 0; j < 4; ++j) want(i, j) += alpha * x(i) * y(j);
      geru(alpha, x.view(), y.view(), a.view());
      EXPECT_EQ(a.data, want.data);
      for (long i = 0; i < 6; ++i)
        for (long j = 0; j < 4; ++j) want(i, j) += alpha * x(i) * conjugate(y(j));
      gerc(alpha, x.view(), y.view(), a.view());
      EXPECT_EQ(a.data, want.data);
    }
  }
}

// Every layout of every operand. Where one cannot be expressed nothing is written.
TYPED_TEST(MdspanTest, Products) {
  using T = TypeParam;
  const T alpha(2), beta(-1);
  for (int layouts = 0; layouts < 8; ++layouts) {
    const bool la = layouts & 1, lb = layouts & 2, lc = layouts & 4;
    for (const Op op_a : kAllOps) {
      for (const Op op_b : kAllOps) {
        const bool ta = turned(op_a), tb = turned(op_b);
        const Matrix<T> a(ta ? 6 : 4, ta ? 4 : 6, la, 1), b(tb ? 5 : 6, tb ? 6 : 5, lb, 2);
        Matrix<T> c(4, 5, lc, 3), want = c;
        for (long i = 0; i < 4; ++i) {
          for (long j = 0; j < 5; ++j) {
            T sum{};
            for (long k = 0; k < 6; ++k) sum += a.at(op_a, i, k) * b.at(op_b, k, j);
            want(i, j) = alpha * sum + beta * want(i, j);
          }
        }
        gemm(op_a, op_b, alpha, a.view(), b.view(), beta, c.view());
        EXPECT_EQ(c.data, want.data);
        // gemmt has no conjugate alone, which the conjugate transpose of what lies across is.
        const auto refused = [&](Op op, bool across) {
          return op == Op::ConjNoTrans || (ComplexScalar<T> && op == Op::ConjTrans && across);
        };
        const bool impossible = refused(op_a, la != lc) || refused(op_b, lb != lc);
        for (const Uplo uplo : kUplos) {
          const Matrix<T> b4(tb ? 4 : 6, tb ? 6 : 4, lb, 4);
          Matrix<T> t(4, 4, lc, 5), want_t = t;
          for (long i = 0; i < 4; ++i) {
            for (long j = 0; j < 4; ++j) {
              if (!stored(uplo, i, j)) continue;
              T sum{};
              for (long k = 0; k < 6; ++k) sum += a.at(op_a, i, k) * b4.at(op_b, k, j);
              want_t(i, j) = alpha * sum + beta * want_t(i, j);
            }
          }
          if (impossible) {
            const std::vector<T> before = t.data;
            EXPECT_THROW(gemmt(uplo, op_a, op_b, alpha, a.view(), b4.view(), beta, t.view()),
                         Error);
            EXPECT_EQ(t.data, before);
            continue;
          }
          gemmt(uplo, op_a, op_b, alpha, a.view(), b4.view(), beta, t.view());
          EXPECT_EQ(t.data, want_t.data);
        }
      }
    }
  }
}

TYPED_TEST(MdspanTest, SymmetricAndTriangular) {
  using T = TypeParam;
  const T alpha(2), beta(-1);
  for (int layouts = 0; layouts < 4; ++layouts) {
    const bool la = layouts & 1, lc = layouts & 2;
    for (const Side side : {Side::Left, Side::Right}) {
      for (const Uplo uplo : kUplos) {
        const long order = side == Side::Left ? 4 : 5;
        Matrix<T> a(order, order, la, 1);
        const Matrix<T> b(4, 5, lc, 2);
        const auto product = [&](auto element) {
          Matrix<T> made(4, 5, lc, 3);
          for (long i = 0; i < 4; ++i) {
            for (long j = 0; j < 5; ++j) {
              T sum{};
              for (long k = 0; k < order; ++k)
                sum += side == Side::Left ? element(i, k) * b(k, j) : b(i, k) * element(k, j);
              made(i, j) = alpha * sum + beta * made(i, j);
            }
          }
          return made.data;
        };
        Matrix<T> c(4, 5, lc, 3);
        symm(side, uplo, alpha, a.view(), b.view(), beta, c.view());
        EXPECT_EQ(c.data,
                  product([&](long i, long j) { return stored(uplo, i, j) ? a(i, j) : a(j, i); }));
        if constexpr (ComplexScalar<T>) {
          for (long i = 0; i < order; ++i) a(i, i) = T(a(i, i).real());
          c = Matrix<T>(4, 5, lc, 3);
          if (la == lc) {
            hemm(side, uplo, alpha, a.view(), b.view(), beta, c.view());
            EXPECT_EQ(c.data, product([&](long i, long j) {
                        return stored(uplo, i, j) ? a(i, j) : conjugate(a(j, i));
                      }));
          } else {
            EXPECT_THROW(hemm(side, uplo, alpha, a.view(), b.view(), beta, c.view()), Error);
          }
        }
        for (const Op op : kOps) {
          Matrix<T> x(4, 5, lc, 2);
          const std::vector<T> before = x.data;
          if (ComplexScalar<T> && op == Op::ConjTrans && la != lc) {
            EXPECT_THROW(trmm(side, uplo, op, Diag::Unit, T(1), a.view(), x.view()), Error);
            EXPECT_EQ(x.data, before);
            continue;
          }
          trmm(side, uplo, op, Diag::Unit, T(1), a.view(), x.view());
          const bool turned = op != Op::NoTrans;
          const auto element = [&](long i, long j) {
            if (i == j) return T(1);
            return stored(uplo, turned ? j : i, turned ? i : j) ? a.at(op, i, j) : T(0);
          };
          for (long i = 0; i < 4; ++i) {
            for (long j = 0; j < 5; ++j) {
              T sum{};
              for (long k = 0; k < order; ++k)
                sum += side == Side::Left ? element(i, k) * b(k, j) : b(i, k) * element(k, j);
              EXPECT_EQ(x(i, j), sum);
            }
          }
          trsm(side, uplo, op, Diag::Unit, T(1), a.view(), x.view());
          EXPECT_EQ(x.data, before);
        }
      }
    }
  }
}

TYPED_TEST(MdspanTest, UpdatesAndCopies) {
  using T = TypeParam;
  for (const bool by_rows : {false, true}) {
    for (const Uplo uplo : kUplos) {
      for (const Op op : {Op::NoTrans, ComplexScalar<T> ? Op::ConjTrans : Op::Trans}) {
        const bool turned = op != Op::NoTrans;
        const Matrix<T> a(turned ? 6 : 4, turned ? 4 : 6, by_rows, 1);
        const Matrix<T> b(turned ? 6 : 4, turned ? 4 : 6, by_rows, 2);
        Matrix<T> one(4, 4, by_rows, 3);
        if constexpr (ComplexScalar<T>)
          for (long i = 0; i < 4; ++i) one(i, i) = T(one(i, i).real());
        Matrix<T> two = one, want_one = one, want_two = one;
        for (long i = 0; i < 4; ++i) {
          for (long j = 0; j < 4; ++j) {
            if (!stored(uplo, i, j)) continue;
            T sum{}, sum2{};
            for (long k = 0; k < 6; ++k) {
              sum += a.at(op, i, k) * conjugate(a.at(op, j, k));
              sum2 += a.at(op, i, k) * conjugate(b.at(op, j, k)) +
                      b.at(op, i, k) * conjugate(a.at(op, j, k));
            }
            want_one(i, j) = T(2) * sum - want_one(i, j);
            want_two(i, j) = T(2) * sum2 - want_two(i, j);
          }
        }
        if constexpr (RealScalar<T>) {
          syrk(uplo, op, T(2), a.view(), T(-1), one.view());
          syr2k(uplo, op, T(2), a.view(), b.view(), T(-1), two.view());
        } else {
          herk(uplo, op, Real<T>(2), a.view(), Real<T>(-1), one.view());
          her2k(uplo, op, T(2), a.view(), b.view(), Real<T>(-1), two.view());
        }
        EXPECT_EQ(one.data, want_one.data);
        EXPECT_EQ(two.data, want_two.data);
      }
    }
    const Matrix<T> a(4, 6, by_rows, 4);
    Matrix<T> c(4, 6, by_rows, 5), want = c;
    for (long i = 0; i < 4; ++i)
      for (long j = 0; j < 6; ++j) want(i, j) = T(3) * a(i, j) - want(i, j);
    geadd(T(3), a.view(), T(-1), c.view());
    EXPECT_EQ(c.data, want.data);
    Vector<T> x(6, 2, 8);
    for (long i = 0; i < 4; ++i)
      for (long j = 0; j < 6; ++j) want(i, j) = a(i, j) * x(j);
    dgmm(Side::Right, a.view(), x.view(), c.view());
    EXPECT_EQ(c.data, want.data);
    for (const bool out_by_rows : {false, true}) {
      for (const Op op : kOps) {
        const bool turned = op != Op::NoTrans;
        Matrix<T> b(turned ? 6 : 4, turned ? 4 : 6, out_by_rows, 6), want_b = b;
        for (long i = 0; i < b.rows; ++i)
          for (long j = 0; j < b.columns; ++j) want_b(i, j) = T(3) * a.at(op, i, j);
        omatcopy(op, T(3), a.view(), b.view());
        EXPECT_EQ(b.data, want_b.data);
        for (const bool sum_by_rows : {false, true}) {
          Matrix<T> sum(b.rows, b.columns, sum_by_rows, 7), want_sum = sum;
          for (long i = 0; i < b.rows; ++i)
            for (long j = 0; j < b.columns; ++j)
              want_sum(i, j) = T(3) * a.at(op, i, j) - T(2) * b(i, j);
          omatadd(op, Op::NoTrans, T(3), a.view(), T(-2), b.view(), sum.view());
          EXPECT_EQ(sum.data, want_sum.data);
        }
      }
    }
  }
}

template <class Call>
void expect_refused(int position, const char* argument, Call&& call) {
  try {
    call();
    ADD_FAILURE() << argument << " was not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(error.position(), position) << error.what();
    EXPECT_EQ(error.argument(), argument) << error.what();
  }
}

TEST(Mdspan, Refused) {
  std::vector<double> data(400, 1), before = data;
  double* const p = data.data();
  const auto m = [&](long rows, long columns, long down, long right) {
    return test::view<double, 2>(p, {rows, columns}, {down, right});
  };
  const auto v = [&](long n) { return test::view<double, 1>(p, {n}, {1}); };
  const Op no = Op::NoTrans;
  expect_refused(3, "y", [&] { axpy(2.0, v(5), v(6)); });
  expect_refused(5, "B",
                 [&] { gemm(no, no, 1.0, m(4, 6, 1, 4), m(5, 5, 1, 5), 0.0, m(4, 5, 1, 4)); });
  expect_refused(7, "C",
                 [&] { gemm(no, no, 1.0, m(4, 6, 1, 4), m(6, 5, 1, 6), 0.0, m(5, 5, 1, 5)); });
  // Neither rows nor columns are contiguous; lines overlap.
  expect_refused(4, "A",
                 [&] { gemm(no, no, 1.0, m(4, 6, 2, 8), m(6, 5, 1, 6), 0.0, m(4, 5, 1, 4)); });
  expect_refused(4, "A",
                 [&] { gemm(no, no, 1.0, m(4, 6, 1, 3), m(6, 5, 1, 6), 0.0, m(4, 5, 1, 4)); });
  expect_refused(4, "x", [&] { gemv(no, 1.0, m(4, 6, 1, 4), v(5), 0.0, v(4)); });
  expect_refused(6, "A", [&] {
    trsm(Side::Left, Uplo::Upper, no, Diag::Unit, 1.0, m(4, 5, 1, 4), m(4, 2, 1, 4));
  });
  EXPECT_EQ(data, before);
  // One row or one column may have any stride.
  gemm(no, no, 1.0, m(1, 1, 5, 7), m(1, 1, 3, 9), 0.0, m(1, 1, 2, 2));
  omatcopy(no, 2.0, m(1, 4, 9, 5), m(1, 4, 1, 1));
  EXPECT_EQ(data[0], 2);
}

// Overloads exist for what can be written to, and for one element type.
template <class X, class Y>
concept CanAxpy = requires(X x, Y y) {
  axpy(2.0, x, y);
};
static_assert(CanAxpy<test::View<const double, 1>, test::View<double, 1>>);
static_assert(!CanAxpy<test::View<double, 1>, test::View<const double, 1>>);
static_assert(!CanAxpy<test::View<double, 1>, test::View<float, 1>>);
static_assert(!CanAxpy<test::View<double, 2>, test::View<double, 1>>);

}  // namespace
}  // namespace fulcrum
