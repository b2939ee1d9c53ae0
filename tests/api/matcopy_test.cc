// SPDX-License-Identifier: Apache-2.0
// omatcopy, imatcopy, geadd, omatcopy2 and omatadd, element by element: both layouts, every
// operation, padded leading dimensions, what lies between columns, the C names, what is refused.
#include <gtest/gtest.h>

#include <complex>
#include <limits>
#include <vector>

#include "fulcrum/blas.h"
#include "fulcrum/fulcrum.hpp"
#include "tests/support/random.hpp"

namespace fulcrum {
namespace {

using C32 = std::complex<float>;
using C64 = std::complex<double>;

constexpr Layout kLayouts[] = {Layout::ColMajor, Layout::RowMajor};
constexpr Op kOps[] = {Op::NoTrans, Op::Trans, Op::ConjTrans, Op::ConjNoTrans};

template <class T>
T element(double re, double im) {
  if constexpr (ComplexScalar<T>) {
    return T(static_cast<Real<T>>(re), static_cast<Real<T>>(im));
  } else {
    return static_cast<T>(re);
  }
}

// Small whole numbers, whose products are exact.
template <class T>
std::vector<T> numbers(std::size_t count, std::uint64_t seed) {
  test::Random random(seed);
  std::vector<T> v(count);
  for (T& t : v)
    t = element<T>(static_cast<double>(random.integer(-50, 50)),
                   static_cast<double>(random.integer(-50, 50)));
  return v;
}

std::size_t at(Layout layout, std::int64_t i, std::int64_t j, std::int64_t ld) {
  return static_cast<std::size_t>(layout == Layout::ColMajor ? i + j * ld : i * ld + j);
}
bool transposes(Op op) { return op == Op::Trans || op == Op::ConjTrans; }
template <class T>
T operated(Op op, T a) {
  if constexpr (ComplexScalar<T>) {
    if (op == Op::ConjTrans || op == Op::ConjNoTrans) return std::conj(a);
  }
  return a;
}
template <class T>
T times(T a, T b) {
  if constexpr (ComplexScalar<T>) {
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
  } else {
    return a * b;
  }
}

template <class T>
void copies() {
  for (const Layout l : kLayouts) {
    for (const Op op : kOps) {
      for (const auto& [m, n] : std::vector<std::pair<std::int64_t, std::int64_t>>{
               {1, 1}, {3, 7}, {16, 16}, {17, 17}, {40, 23}, {23, 40}}) {
        for (const T alpha : {T(1), element<T>(3, -2), T(0)}) {
          const std::int64_t lda = (l == Layout::ColMajor ? m : n) + 2;
          const std::int64_t ldb = (transposes(op) == (l == Layout::ColMajor) ? n : m) + 2;
          const auto a = numbers<T>(static_cast<std::size_t>(60 * 60), 1);
          const auto before = numbers<T>(a.size(), 2);
          std::vector<T> want = before, in_place = a, got = before;
          for (std::int64_t i = 0; i < m; ++i) {
            for (std::int64_t j = 0; j < n; ++j) {
              const std::size_t to = transposes(op) ? at(l, j, i, ldb) : at(l, i, j, ldb);
              want[to] = alpha == T(0) ? T(0) : times(alpha, operated(op, a[at(l, i, j, lda)]));
            }
          }
          omatcopy(l, op, m, n, alpha, a.data(), lda, got.data(), ldb);
          EXPECT_TRUE(got == want) << "omatcopy " << m << " x " << n << static_cast<char>(op);
          imatcopy(l, op, m, n, alpha, in_place.data(), lda, ldb);
          for (std::int64_t i = 0; i < m; ++i) {
            for (std::int64_t j = 0; j < n; ++j) {
              const std::size_t to = transposes(op) ? at(l, j, i, ldb) : at(l, i, j, ldb);
              ASSERT_EQ(in_place[to], want[to])
                  << "imatcopy " << m << " x " << n << static_cast<char>(op);
            }
          }
        }
      }
    }
  }
}

TEST(Matcopy, EveryOperation) {
  copies<float>();
  copies<double>();
  copies<C32>();
  copies<C64>();
}

template <class T>
void sums() {
  for (const Layout l : kLayouts) {
    for (const T alpha : {T(0), T(1), element<T>(2, 1)}) {
      for (const T beta : {T(0), T(1), element<T>(-3, 2)}) {
        const std::int64_t m = 21, n = 13, ld = 23;
        auto a = numbers<T>(static_cast<std::size_t>(30 * 30), 3), c = numbers<T>(a.size(), 4);
        const T nan(std::numeric_limits<Real<T>>::quiet_NaN());
        std::vector<T> want = c;
        for (std::int64_t i = 0; i < m; ++i) {
          for (std::int64_t j = 0; j < n; ++j) {
            const std::size_t k = at(l, i, j, ld);
            want[k] = (alpha == T(0) ? T(0) : times(alpha, a[k])) +
                      (beta == T(0) ? T(0) : times(beta, c[k]));
            if (alpha == T(0)) a[k] = nan;  // not read
            if (beta == T(0)) c[k] = nan;
          }
        }
        geadd(l, m, n, alpha, a.data(), ld, beta, c.data(), ld);
        EXPECT_TRUE(c == want) << "alpha " << alpha << ", beta " << beta;
      }
    }
  }
}

TEST(Matcopy, Sums) {
  sums<float>();
  sums<double>();
  sums<C32>();
  sums<C64>();
}

// The C names do the same.
TEST(Matcopy, CNames) {
  const CBLAS_INT m = 5, n = 3, lda = 6, ldb = 7;
  const C64 alpha(2, -1), beta(0, 1);
  const auto a = numbers<C64>(64, 5), start = numbers<C64>(64, 6);
  const struct {
    CBLAS_TRANSPOSE trans;
    Op op;
    char letter;
  } all[] = {{CblasNoTrans, Op::NoTrans, 'n'},
             {CblasTrans, Op::Trans, 'T'},
             {CblasConjTrans, Op::ConjTrans, 'c'},
             {CblasConjNoTrans, Op::ConjNoTrans, 'R'}};
  for (const auto& each : all) {
    for (const bool rows : {false, true}) {
      const Layout l = rows ? Layout::RowMajor : Layout::ColMajor;
      const CBLAS_LAYOUT order = rows ? CblasRowMajor : CblasColMajor;
      const char ordering = rows ? 'r' : 'C';
      std::vector<C64> want = start, c = start, fortran = start, in_place = a, again = a, third = a;
      omatcopy(l, each.op, m, n, alpha, a.data(), lda, want.data(), ldb);
      cblas_zomatcopy(order, each.trans, m, n, &alpha, a.data(), lda, c.data(), ldb);
      zomatcopy_(&ordering, &each.letter, &m, &n, &alpha, a.data(), &lda, fortran.data(), &ldb);
      EXPECT_TRUE(c == want && fortran == want) << each.letter;
      imatcopy(l, each.op, m, n, alpha, in_place.data(), lda, ldb);
      cblas_zimatcopy(order, each.trans, m, n, &alpha, again.data(), lda, ldb);
      zimatcopy_(&ordering, &each.letter, &m, &n, &alpha, third.data(), &lda, &ldb);
      EXPECT_TRUE(again == in_place && third == in_place) << each.letter;
    }
  }
  std::vector<C64> want = start, c = start, fortran = start;
  geadd(Layout::ColMajor, m, n, alpha, a.data(), lda, beta, want.data(), ldb);
  cblas_zgeadd(CblasColMajor, m, n, &alpha, a.data(), lda, &beta, c.data(), ldb);
  zgeadd_(&m, &n, &alpha, a.data(), &lda, &beta, fortran.data(), &ldb);
  EXPECT_TRUE(c == want && fortran == want);
}

// Strides of both kinds on both sides, B by columns or the other way round.
template <class T>
void strided_copies() {
  for (const Layout l : kLayouts) {
    for (const Op op : kOps) {
      for (const auto& [m, n] :
           std::vector<std::pair<std::int64_t, std::int64_t>>{{1, 1}, {3, 7}, {17, 17}, {20, 33}}) {
        for (const T alpha : {T(1), element<T>(3, -2), T(0)}) {
          for (const bool turned : {false, true}) {
            const std::int64_t stride_a = turned ? 40 : 2, lda = turned ? 1 : 70;
            const std::int64_t stride_b = turned ? 101 : 3, ldb = turned ? 3 : 103;
            const auto place = [l](std::int64_t i, std::int64_t j, std::int64_t ld,
                                   std::int64_t stride) {
              return static_cast<std::size_t>(l == Layout::ColMajor ? i * stride + j * ld
                                                                    : i * ld + j * stride);
            };
            auto a = numbers<T>(4000, 1);
            std::vector<T> want = numbers<T>(4000, 2), got = want;
            for (std::int64_t i = 0; i < m; ++i) {
              for (std::int64_t j = 0; j < n; ++j) {
                const T from = operated(op, a[place(i, j, lda, stride_a)]);
                want[transposes(op) ? place(j, i, ldb, stride_b) : place(i, j, ldb, stride_b)] =
                    alpha == T(0) ? T(0) : times(alpha, from);
              }
            }
            if (alpha == T(0)) a.assign(a.size(), std::numeric_limits<Real<T>>::quiet_NaN());
            omatcopy2(l, op, m, n, alpha, a.data(), lda, stride_a, got.data(), ldb, stride_b);
            EXPECT_TRUE(got == want) << m << " x " << n << static_cast<char>(op);
          }
        }
      }
    }
  }
}

TEST(Matcopy, Strides) {
  strided_copies<float>();
  strided_copies<double>();
  strided_copies<C32>();
  strided_copies<C64>();
}

// C = alpha op(A) + beta op(B), in a place of its own or in that of an operand.
template <class T>
void sums_of_operands() {
  const T nan(std::numeric_limits<Real<T>>::quiet_NaN());
  for (const Layout l : kLayouts) {
    for (const Op op_a : kOps) {
      for (const Op op_b : kOps) {
        // Several blocks of rows, or of tiles.
        const std::int64_t m = 19, n = transposes(op_a) || transposes(op_b) ? 37 : 270, ld = n + 3;
        const auto x = numbers<T>(static_cast<std::size_t>(ld * ld), 3);
        const auto y = numbers<T>(x.size(), 4);
        for (const auto& [alpha, beta] : std::vector<std::pair<T, T>>{
                 {T(0), T(0)}, {T(0), T(2)}, {element<T>(2, 1), T(0)}, {T(1), element<T>(-3, 2)}}) {
          auto a = x, b = y;
          std::vector<T> want = numbers<T>(x.size(), 5), got = want;
          for (std::int64_t i = 0; i < m; ++i) {
            for (std::int64_t j = 0; j < n; ++j) {
              const auto term = [&](T factor, Op op, const std::vector<T>& v) {
                const T from = v[transposes(op) ? at(l, j, i, ld) : at(l, i, j, ld)];
                return factor == T(0) ? T(0) : times(factor, operated(op, from));
              };
              want[at(l, i, j, ld)] = term(alpha, op_a, a) + term(beta, op_b, b);
            }
          }
          const auto in_place = [&](std::vector<T> c, const T* first, const T* second,
                                    const char* what) {
            omatadd(l, op_a, op_b, m, n, alpha, first == nullptr ? c.data() : first, ld, beta,
                    second == nullptr ? c.data() : second, ld, c.data(), ld);
            for (std::int64_t i = 0; i < m; ++i)
              for (std::int64_t j = 0; j < n; ++j)
                ASSERT_EQ(c[at(l, i, j, ld)], want[at(l, i, j, ld)]) << what;
          };
          if (!transposes(op_a)) in_place(a, nullptr, b.data(), "in the place of A");
          if (!transposes(op_b)) in_place(b, a.data(), nullptr, "in the place of B");
          if (alpha == T(0)) a.assign(a.size(), nan);  // not read
          if (beta == T(0)) b.assign(b.size(), nan);
          omatadd(l, op_a, op_b, m, n, alpha, a.data(), ld, beta, b.data(), ld, got.data(), ld);
          EXPECT_TRUE(got == want) << static_cast<char>(op_a) << static_cast<char>(op_b);
        }
      }
    }
  }
}

TEST(Matcopy, SumsOfOperands) {
  sums_of_operands<float>();
  sums_of_operands<double>();
  sums_of_operands<C32>();
  sums_of_operands<C64>();
}

// Columns of B must not meet; what is read may lie anywhere.
TEST(Matcopy, StridesThatMeet) {
  std::vector<double> a = {1, 2, 3, 4}, b(16, 0);
  omatcopy2(Layout::ColMajor, Op::NoTrans, 2, 3, 1.0, a.data(), 1, 1, b.data(), 1, 3);
  EXPECT_EQ(b, (std::vector<double>{1, 2, 3, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
  const auto refused = [&](std::int64_t ldb, std::int64_t strideb, int position,
                           const char* argument) {
    try {
      omatcopy2(Layout::ColMajor, Op::NoTrans, 2, 3, 1.0, a.data(), 1, 1, b.data(), ldb, strideb);
      ADD_FAILURE() << argument;
    } catch (const Error& error) {
      EXPECT_EQ(error.position(), position) << error.what();
      EXPECT_EQ(error.argument(), argument) << error.what();
    }
  };
  refused(1, 2, 10, "ldb");
  refused(2, 2, 10, "ldb");
  refused(2, 0, 11, "strideB");
}

template <class Call>
void expect_refused(int position, const char* argument, Call&& call) {
  std::vector<double> a = numbers<double>(64, 7), b = numbers<double>(64, 8);
  const auto a_before = a, b_before = b;
  try {
    call(a.data(), b.data());
    ADD_FAILURE() << argument << " was not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(error.position(), position) << error.what();
    EXPECT_EQ(error.argument(), argument) << error.what();
  }
  EXPECT_TRUE(a == a_before && b == b_before);
}

TEST(Matcopy, IllegalArguments) {
  const Layout l = Layout::ColMajor;
  expect_refused(2, "trans", [&](auto a, auto b) { omatcopy(l, Op('X'), 3, 2, 1.0, a, 3, b, 3); });
  expect_refused(3, "m", [&](auto a, auto b) { omatcopy(l, Op::Trans, -3, 2, 1.0, a, 3, b, 3); });
  expect_refused(7, "lda", [&](auto a, auto b) { omatcopy(l, Op::Trans, 3, 2, 1.0, a, 2, b, 3); });
  expect_refused(9, "ldb", [&](auto a, auto b) { omatcopy(l, Op::Trans, 3, 4, 1.0, a, 3, b, 3); });
  expect_refused(8, "ldb", [&](auto a, auto) { imatcopy(l, Op::Trans, 3, 4, 1.0, a, 3, 3); });
  expect_refused(9, "ldc", [&](auto a, auto b) { geadd(l, 3, 4, 1.0, a, 3, 1.0, b, 2); });
  expect_refused(5, "A", [&](auto, auto b) { geadd<double>(l, 3, 4, 1.0, nullptr, 3, 1.0, b, 3); });
}

}  // namespace
}  // namespace fulcrum
