// SPDX-License-Identifier: Apache-2.0
// Batches of gemv, trsm, axpy, copy and dgmm: the bits of the single call for every problem, in all
// types, layouts and forms, at any number of threads; the C names; what is refused.
#include <gtest/gtest.h>

#include <complex>
#include <cstring>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "fulcrum/blas.h"
#include "fulcrum/fulcrum.hpp"
#include "tests/support/random.hpp"

namespace fulcrum {
namespace {

using C32 = std::complex<float>;
using C64 = std::complex<double>;

constexpr Layout kLayouts[] = {Layout::ColMajor, Layout::RowMajor};
constexpr Op kOps[] = {Op::NoTrans, Op::Trans, Op::ConjTrans};
constexpr Op kOpsOfGemv[] = {Op::NoTrans, Op::Trans, Op::ConjTrans, Op::ConjNoTrans};

bool transposes(Op op) { return op == Op::Trans || op == Op::ConjTrans; }

template <class T>
T element(double re, double im) {
  if constexpr (ComplexScalar<T>) {
    return T(static_cast<Real<T>>(re), static_cast<Real<T>>(im));
  } else {
    return static_cast<T>(re);
  }
}

// Those of one seed are drawn once: in code that is not optimised that took half of the time.
template <class T>
std::vector<T> numbers(std::size_t count, std::uint64_t seed) {
  struct Drawn {
    test::Random random;
    std::vector<T> values{};
  };
  static std::map<std::uint64_t, Drawn> drawn;
  auto& [random, values] = drawn.try_emplace(seed, Drawn{test::Random(seed)}).first->second;
  while (values.size() < count) values.push_back(element<T>(random.uniform(), random.uniform()));
  std::vector<T> v(count);
  if (count > 0) std::memcpy(static_cast<void*>(v.data()), values.data(), count * sizeof(T));
  return v;
}

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  if (a.size() != b.size()) return false;
  return a.empty() ||
         std::memcmp(static_cast<const void*>(a.data()), b.data(), a.size() * sizeof(T)) == 0;
}

CBLAS_LAYOUT c_layout(Layout layout) {
  return layout == Layout::ColMajor ? CblasColMajor : CblasRowMajor;
}
CBLAS_TRANSPOSE c_op(Op op) {
  return op == Op::NoTrans     ? CblasNoTrans
         : op == Op::Trans     ? CblasTrans
         : op == Op::ConjTrans ? CblasConjTrans
                               : CblasConjNoTrans;
}
CBLAS_SIDE c_side(Side side) { return side == Side::Left ? CblasLeft : CblasRight; }
CBLAS_UPLO c_uplo(Uplo uplo) { return uplo == Uplo::Upper ? CblasUpper : CblasLower; }
CBLAS_DIAG c_diag(Diag diag) { return diag == Diag::Unit ? CblasUnit : CblasNonUnit; }

CBLAS_INT narrow(std::int64_t value) { return static_cast<CBLAS_INT>(value); }

// The C functions of one type.
template <class T>
struct C;
#define FULCRUM_C_FUNCTIONS(LETTER, T)                                              \
  template <>                                                                       \
  struct C<T> {                                                                     \
    static constexpr auto gemv_batch = cblas_##LETTER##gemv_batch;                  \
    static constexpr auto gemv_batch_strided = cblas_##LETTER##gemv_batch_strided;  \
    static constexpr auto trsm_batch = cblas_##LETTER##trsm_batch;                  \
    static constexpr auto trsm_batch_strided = cblas_##LETTER##trsm_batch_strided;  \
    static constexpr auto gemv_batch_fortran = LETTER##gemv_batch_;                 \
    static constexpr auto gemv_batch_strided_fortran = LETTER##gemv_batch_strided_; \
    static constexpr auto trsm_batch_fortran = LETTER##trsm_batch_;                 \
    static constexpr auto trsm_batch_strided_fortran = LETTER##trsm_batch_strided_; \
  };
FULCRUM_C_FUNCTIONS(s, float)
FULCRUM_C_FUNCTIONS(d, double)
FULCRUM_C_FUNCTIONS(c, C32)
FULCRUM_C_FUNCTIONS(z, C64)
#undef FULCRUM_C_FUNCTIONS

// A factor as CBLAS takes it, and arrays of pointers.
template <class T>
auto by_value(const T& value) {
  if constexpr (RealScalar<T>) {
    return value;
  } else {
    return static_cast<const void*>(&value);
  }
}
template <class T>
using Void = std::conditional_t<RealScalar<T>, T, void>;
template <class T>
const Void<T>** reading(std::vector<const T*>& pointers) {
  return reinterpret_cast<const Void<T>**>(pointers.data());
}
template <class T>
Void<T>** writing(std::vector<T*>& pointers) {
  return reinterpret_cast<Void<T>**>(pointers.data());
}

// One shape of gemv with its operands.
template <class T>
struct GemvShape {
  Layout layout = Layout::ColMajor;
  Op op = Op::NoTrans;
  std::int64_t m = 0, n = 0;
  T alpha{}, beta{};
  std::int64_t incx = 1, incy = 1, count = 0;
  std::int64_t lda = 0, size_a = 0, size_x = 0, size_y = 0;
  std::vector<T> a, x, y;

  GemvShape(Layout l, Op o, std::int64_t m_, std::int64_t n_, T alpha_, T beta_, std::int64_t ix,
            std::int64_t iy, std::int64_t count_)
      : layout(l),
        op(o),
        m(m_),
        n(n_),
        alpha(alpha_),
        beta(beta_),
        incx(ix),
        incy(iy),
        count(count_) {
    const bool by_columns = layout == Layout::ColMajor;
    lda = (by_columns ? m : n) + 1;
    size_a = lda * (by_columns ? n : m) + 3;
    size_x = (transposes(op) ? m : n) * std::abs(incx) + 1;
    size_y = (transposes(op) ? n : m) * std::abs(incy) + 2;
    a = numbers<T>(static_cast<std::size_t>(size_a * count), 1);
    x = numbers<T>(static_cast<std::size_t>(size_x * count), 2);
    y = numbers<T>(static_cast<std::size_t>(size_y * count), 3);
    // Not read.
    if (beta == T{}) y.assign(y.size(), T(std::numeric_limits<Real<T>>::quiet_NaN()));
  }

  std::vector<T> expected() const {
    CallOptions options;
    options.backend = Backend::Simd;
    std::vector<T> want = y;
    for (std::int64_t i = 0; i < count; ++i)
      gemv(layout, op, m, n, alpha, a.data() + i * size_a, lda, x.data() + i * size_x, incx, beta,
           want.data() + i * size_y, incy, options);
    return want;
  }
  void append(std::vector<const T*>& as, std::vector<const T*>& xs, std::vector<T*>& ys,
              std::vector<T>& out) const {
    for (std::int64_t i = 0; i < count; ++i) {
      as.push_back(a.data() + i * size_a);
      xs.push_back(x.data() + i * size_x);
      ys.push_back(out.data() + i * size_y);
    }
  }
};

template <class T>
class BatchTest : public ::testing::Test {};
using Types = ::testing::Types<float, double, C32, C64>;
TYPED_TEST_SUITE(BatchTest, Types);

TYPED_TEST(BatchTest, Gemv) {
  using T = TypeParam;
  for (const Layout layout : kLayouts) {
    for (const Op op : kOpsOfGemv) {
      for (const auto& [m, n, count] : std::vector<std::array<std::int64_t, 3>>{
               {7, 5, 9}, {1, 1, 3}, {70, 130, 40}, {900, 300, 3}, {3, 90000, 2}}) {
        for (const std::int64_t inc : {1, -2}) {
          const GemvShape<T> g(layout, op, m, n, element<T>(0.3, 0.4),
                               inc == 1 ? T{} : element<T>(-2, 1), inc, inc, count);
          const std::vector<T> want = g.expected();
          for (const int threads : {1, 2, 3, 7}) {
            CallOptions options;
            options.threads = threads;
            std::vector<T> y = g.y;
            gemv_batch_strided(layout, op, g.m, g.n, g.alpha, g.a.data(), g.lda, g.size_a,
                               g.x.data(), g.incx, g.size_x, g.beta, y.data(), g.incy, g.size_y,
                               g.count, options);
            ASSERT_TRUE(same_bits(y, want)) << m << " x " << n << ", " << threads << " threads";
            y = g.y;
            std::vector<const T*> as, xs;
            std::vector<T*> ys;
            g.append(as, xs, ys, y);
            gemv_batch(layout, op, g.m, g.n, g.alpha, as.data(), g.lda, xs.data(), g.incx, g.beta,
                       ys.data(), g.incy, g.count, options);
            ASSERT_TRUE(same_bits(y, want)) << m << " x " << n << ", " << threads << " threads";
          }
        }
      }
    }
  }
}

// Groups of shapes of their own, in C++ and under the C names.
TYPED_TEST(BatchTest, GemvGroups) {
  using T = TypeParam;
  for (const Layout layout : kLayouts) {
    const std::vector<GemvShape<T>> shapes = {
        {layout, Op::NoTrans, 20, 30, element<T>(1, 1), T{}, 1, 1, 4},
        {layout, Op::Trans, 9, 0, T(1), T(0), 1, 1, 2},
        {layout, Op::ConjTrans, 33, 8, T(2), element<T>(1, -1), -1, 3, 5},
        {layout, Op::Trans, 11, 12, T(0), T(0), 2, 1, 3},
        {layout, Op::ConjNoTrans, 500, 700, T(1), T(1), 1, 1, 2}};
    std::vector<Op> op;
    std::vector<CBLAS_TRANSPOSE> c_ops;
    std::vector<char> letters;
    std::vector<std::int64_t> m, n, lda, incx, incy, count;
    std::vector<CBLAS_INT> cm, cn, clda, cincx, cincy, ccount;
    std::vector<T> alpha, beta;
    for (const GemvShape<T>& g : shapes) {
      op.push_back(g.op), c_ops.push_back(c_op(g.op)), letters.push_back(static_cast<char>(g.op));
      m.push_back(g.m), n.push_back(g.n), lda.push_back(g.lda);
      incx.push_back(g.incx), incy.push_back(g.incy), count.push_back(g.count);
      cm.push_back(narrow(g.m)), cn.push_back(narrow(g.n)), clda.push_back(narrow(g.lda));
      cincx.push_back(narrow(g.incx)), cincy.push_back(narrow(g.incy));
      ccount.push_back(narrow(g.count));
      alpha.push_back(g.alpha), beta.push_back(g.beta);
    }
    const auto groups = static_cast<std::int64_t>(shapes.size());
    const CBLAS_INT c_groups = narrow(groups);
    for (const int way : {0, 1, 2}) {
      if (way == 2 && layout == Layout::RowMajor) continue;
      std::vector<std::vector<T>> out;
      out.reserve(shapes.size());
      std::vector<const T*> as, xs;
      std::vector<T*> ys;
      for (const GemvShape<T>& g : shapes) out.push_back(g.y);
      for (std::size_t i = 0; i < shapes.size(); ++i) shapes[i].append(as, xs, ys, out[i]);
      if (way == 0) {
        CallOptions options;
        options.threads = 3;
        gemv_batch(layout, op.data(), m.data(), n.data(), alpha.data(), as.data(), lda.data(),
                   xs.data(), incx.data(), beta.data(), ys.data(), incy.data(), groups,
                   count.data(), options);
      } else if (way == 1) {
        C<T>::gemv_batch(c_layout(layout), c_ops.data(), cm.data(), cn.data(), alpha.data(),
                         reading(as), clda.data(), reading(xs), cincx.data(), beta.data(),
                         writing(ys), cincy.data(), c_groups, ccount.data());
      } else {
        C<T>::gemv_batch_fortran(letters.data(), cm.data(), cn.data(), alpha.data(), reading(as),
                                 clda.data(), reading(xs), cincx.data(), beta.data(), writing(ys),
                                 cincy.data(), &c_groups, ccount.data());
      }
      for (std::size_t i = 0; i < shapes.size(); ++i)
        EXPECT_TRUE(same_bits(out[i], shapes[i].expected())) << "group " << i << ", way " << way;
    }
    const GemvShape<T>& g = shapes[2];
    std::vector<T> y = g.y;
    C<T>::gemv_batch_strided(c_layout(layout), c_op(g.op), narrow(g.m), narrow(g.n),
                             by_value(g.alpha), g.a.data(), narrow(g.lda), narrow(g.size_a),
                             g.x.data(), narrow(g.incx), narrow(g.size_x), by_value(g.beta),
                             y.data(), narrow(g.incy), narrow(g.size_y), narrow(g.count));
    EXPECT_TRUE(same_bits(y, g.expected()));
    if (layout == Layout::RowMajor) continue;
    y = g.y;
    const CBLAS_INT sa = narrow(g.size_a), sx = narrow(g.size_x), sy = narrow(g.size_y);
    C<T>::gemv_batch_strided_fortran(&letters[2], &cm[2], &cn[2], &g.alpha, g.a.data(), &clda[2],
                                     &sa, g.x.data(), &cincx[2], &sx, &g.beta, y.data(), &cincy[2],
                                     &sy, &ccount[2]);
    EXPECT_TRUE(same_bits(y, g.expected()));
  }
}

// One shape of trsm with its operands.
template <class T>
struct TrsmShape {
  Layout layout = Layout::ColMajor;
  Side side = Side::Left;
  Uplo uplo = Uplo::Upper;
  Op op = Op::NoTrans;
  Diag diag = Diag::NonUnit;
  std::int64_t m = 0, n = 0;
  T alpha{};
  std::int64_t count = 0, lda = 0, ldb = 0, size_a = 0, size_b = 0;
  std::vector<T> a, b;

  TrsmShape(Layout l, Side s, Uplo u, Op o, Diag d, std::int64_t m_, std::int64_t n_, T alpha_,
            std::int64_t count_)
      : layout(l), side(s), uplo(u), op(o), diag(d), m(m_), n(n_), alpha(alpha_), count(count_) {
    const std::int64_t order = side == Side::Left ? m : n;
    lda = order + 1;
    ldb = (layout == Layout::ColMajor ? m : n) + 2;
    size_a = lda * order + 1;
    size_b = ldb * (layout == Layout::ColMajor ? n : m);
    a = numbers<T>(static_cast<std::size_t>(size_a * count), 4);
    b = numbers<T>(static_cast<std::size_t>(size_b * count), 5);
    for (std::int64_t i = 0; i < count; ++i)
      for (std::int64_t j = 0; j < order; ++j)
        a[static_cast<std::size_t>(i * size_a + j * (lda + 1))] += T(static_cast<Real<T>>(order));
  }

  std::vector<T> expected() const {
    std::vector<T> want = b;
    for (std::int64_t i = 0; i < count; ++i)
      trsm(layout, side, uplo, op, diag, m, n, alpha, a.data() + i * size_a, lda,
           want.data() + i * size_b, ldb);
    return want;
  }
  void append(std::vector<const T*>& as, std::vector<T*>& bs, std::vector<T>& out) const {
    for (std::int64_t i = 0; i < count; ++i) {
      as.push_back(a.data() + i * size_a);
      bs.push_back(out.data() + i * size_b);
    }
  }
};

TYPED_TEST(BatchTest, Trsm) {
  using T = TypeParam;
  for (const Layout layout : kLayouts) {
    for (const Side side : {Side::Left, Side::Right}) {
      for (const Uplo uplo : {Uplo::Upper, Uplo::Lower}) {
        for (const Op op : kOps) {
          for (const Diag diag : {Diag::NonUnit, Diag::Unit}) {
            for (const auto& [m, n, count] :
                 std::vector<std::array<std::int64_t, 3>>{{5, 3, 7}, {20, 33, 12}, {70, 90, 5}}) {
              const TrsmShape<T> g(layout, side, uplo, op, diag, m, n, element<T>(0.5, 1), count);
              const std::vector<T> want = g.expected();
              for (const int threads : {1, 2, 3, 7}) {
                CallOptions options;
                options.threads = threads;
                std::vector<T> b = g.b;
                trsm_batch_strided(layout, side, uplo, op, diag, m, n, g.alpha, g.a.data(), g.lda,
                                   g.size_a, b.data(), g.ldb, g.size_b, count, options);
                ASSERT_TRUE(same_bits(b, want)) << m << " x " << n << ", " << threads;
                b = g.b;
                std::vector<const T*> as;
                std::vector<T*> bs;
                g.append(as, bs, b);
                trsm_batch(layout, side, uplo, op, diag, m, n, g.alpha, as.data(), g.lda, bs.data(),
                           g.ldb, count, options);
                ASSERT_TRUE(same_bits(b, want)) << m << " x " << n << ", " << threads;
              }
            }
          }
        }
      }
    }
  }
}

TYPED_TEST(BatchTest, TrsmGroups) {
  using T = TypeParam;
  for (const Layout layout : kLayouts) {
    const std::vector<TrsmShape<T>> shapes = {
        {layout, Side::Left, Uplo::Upper, Op::NoTrans, Diag::NonUnit, 20, 30, element<T>(1, 1), 4},
        {layout, Side::Right, Uplo::Lower, Op::Trans, Diag::Unit, 9, 0, T(1), 2},
        {layout, Side::Right, Uplo::Lower, Op::ConjTrans, Diag::NonUnit, 33, 8, T(2), 5},
        {layout, Side::Left, Uplo::Lower, Op::Trans, Diag::Unit, 11, 12, T(0), 3},
        {layout, Side::Left, Uplo::Lower, Op::NoTrans, Diag::NonUnit, 150, 170, T(1), 2}};
    std::vector<Side> side;
    std::vector<Uplo> uplo;
    std::vector<Op> op;
    std::vector<Diag> diag;
    std::vector<CBLAS_SIDE> c_sides;
    std::vector<CBLAS_UPLO> c_uplos;
    std::vector<CBLAS_TRANSPOSE> c_ops;
    std::vector<CBLAS_DIAG> c_diags;
    std::vector<char> sides, uplos, ops, diags;
    std::vector<std::int64_t> m, n, lda, ldb, count;
    std::vector<CBLAS_INT> cm, cn, clda, cldb, ccount;
    std::vector<T> alpha;
    for (const TrsmShape<T>& g : shapes) {
      side.push_back(g.side), uplo.push_back(g.uplo), op.push_back(g.op), diag.push_back(g.diag);
      c_sides.push_back(c_side(g.side)), c_uplos.push_back(c_uplo(g.uplo));
      c_ops.push_back(c_op(g.op)), c_diags.push_back(c_diag(g.diag));
      sides.push_back(static_cast<char>(g.side)), uplos.push_back(static_cast<char>(g.uplo));
      ops.push_back(static_cast<char>(g.op)), diags.push_back(static_cast<char>(g.diag));
      m.push_back(g.m), n.push_back(g.n), lda.push_back(g.lda), ldb.push_back(g.ldb);
      count.push_back(g.count), alpha.push_back(g.alpha);
      cm.push_back(narrow(g.m)), cn.push_back(narrow(g.n)), clda.push_back(narrow(g.lda));
      cldb.push_back(narrow(g.ldb)), ccount.push_back(narrow(g.count));
    }
    const auto groups = static_cast<std::int64_t>(shapes.size());
    const CBLAS_INT c_groups = narrow(groups);
    for (const int way : {0, 1, 2}) {
      if (way == 2 && layout == Layout::RowMajor) continue;
      std::vector<std::vector<T>> out;
      out.reserve(shapes.size());
      std::vector<const T*> as;
      std::vector<T*> bs;
      for (const TrsmShape<T>& g : shapes) out.push_back(g.b);
      for (std::size_t i = 0; i < shapes.size(); ++i) shapes[i].append(as, bs, out[i]);
      if (way == 0) {
        CallOptions options;
        options.threads = 3;
        trsm_batch(layout, side.data(), uplo.data(), op.data(), diag.data(), m.data(), n.data(),
                   alpha.data(), as.data(), lda.data(), bs.data(), ldb.data(), groups, count.data(),
                   options);
      } else if (way == 1) {
        C<T>::trsm_batch(c_layout(layout), c_sides.data(), c_uplos.data(), c_ops.data(),
                         c_diags.data(), cm.data(), cn.data(), alpha.data(), reading(as),
                         clda.data(), writing(bs), cldb.data(), c_groups, ccount.data());
      } else {
        C<T>::trsm_batch_fortran(sides.data(), uplos.data(), ops.data(), diags.data(), cm.data(),
                                 cn.data(), alpha.data(), reading(as), clda.data(), writing(bs),
                                 cldb.data(), &c_groups, ccount.data());
      }
      for (std::size_t i = 0; i < shapes.size(); ++i)
        EXPECT_TRUE(same_bits(out[i], shapes[i].expected())) << "group " << i << ", way " << way;
    }
    const TrsmShape<T>& g = shapes[2];
    std::vector<T> b = g.b;
    C<T>::trsm_batch_strided(c_layout(layout), c_side(g.side), c_uplo(g.uplo), c_op(g.op),
                             c_diag(g.diag), narrow(g.m), narrow(g.n), by_value(g.alpha),
                             g.a.data(), narrow(g.lda), narrow(g.size_a), b.data(), narrow(g.ldb),
                             narrow(g.size_b), narrow(g.count));
    EXPECT_TRUE(same_bits(b, g.expected()));
    if (layout == Layout::RowMajor) continue;
    b = g.b;
    const CBLAS_INT sa = narrow(g.size_a), sb = narrow(g.size_b);
    C<T>::trsm_batch_strided_fortran(&sides[2], &uplos[2], &ops[2], &diags[2], &cm[2], &cn[2],
                                     &g.alpha, g.a.data(), &clda[2], &sa, b.data(), &cldb[2], &sb,
                                     &ccount[2]);
    EXPECT_TRUE(same_bits(b, g.expected()));
  }
}

// The sums and copies of vectors: arrays, strides and groups, increments of 0 included.
TYPED_TEST(BatchTest, Vectors) {
  using T = TypeParam;
  const T alpha = element<T>(0.5, -2);
  for (const auto& [n, count] :
       std::vector<std::array<std::int64_t, 2>>{{1, 3}, {7, 40}, {900, 90}, {140000, 2}, {-1, 2}}) {
    for (const auto& [incx, incy] :
         std::vector<std::array<std::int64_t, 2>>{{1, 1}, {0, -2}, {3, 0}, {-2, 1}}) {
      if (n > 1000 && (incx != 1 || incy != 1)) continue;
      const std::int64_t length = std::max<std::int64_t>(1, n);
      const std::int64_t step_x = length * std::abs(incx) + 1, step_y = length * std::abs(incy) + 2;
      const auto x = numbers<T>(static_cast<std::size_t>(step_x * count), 1);
      const auto start = numbers<T>(static_cast<std::size_t>(step_y * count), 2);
      std::vector<T> sums = start, copies = start;
      for (std::int64_t i = 0; i < count; ++i) {
        axpy(n, alpha, x.data() + i * step_x, incx, sums.data() + i * step_y, incy);
        copy(n, x.data() + i * step_x, incx, copies.data() + i * step_y, incy);
      }
      for (const int threads : {1, 2, 3, 7}) {
        CallOptions options;
        options.threads = threads;
        for (const int way : {0, 1, 2}) {
          std::vector<T> y = start, z = start;
          std::vector<const T*> xs;
          std::vector<T*> ys, zs;
          for (std::int64_t i = 0; i < count; ++i) {
            xs.push_back(x.data() + i * step_x);
            ys.push_back(y.data() + i * step_y);
            zs.push_back(z.data() + i * step_y);
          }
          // As groups: one of one problem, and the others.
          const std::int64_t sizes[] = {n, n}, incs_x[] = {incx, incx}, incs_y[] = {incy, incy},
                             counts[] = {1, count - 1};
          const T alphas[] = {alpha, alpha};
          if (way == 0) {
            axpy_batch_strided(n, alpha, x.data(), incx, step_x, y.data(), incy, step_y, count,
                               options);
            copy_batch_strided(n, x.data(), incx, step_x, z.data(), incy, step_y, count, options);
          } else if (way == 1) {
            axpy_batch(n, alpha, xs.data(), incx, ys.data(), incy, count, options);
            copy_batch(n, xs.data(), incx, zs.data(), incy, count, options);
          } else {
            axpy_batch(sizes, alphas, xs.data(), incs_x, ys.data(), incs_y, 2, counts, options);
            copy_batch(sizes, xs.data(), incs_x, zs.data(), incs_y, 2, counts, options);
          }
          ASSERT_TRUE(same_bits(y, sums)) << n << ", " << threads << " threads, way " << way;
          ASSERT_TRUE(same_bits(z, copies)) << n << ", " << threads << " threads, way " << way;
        }
      }
    }
  }
}

// Nothing is read where nothing is asked for.
TYPED_TEST(BatchTest, VectorsThatAreNotRead) {
  using T = TypeParam;
  std::vector<T> y = numbers<T>(8, 1);
  const std::vector<T> before = y;
  const std::int64_t none[] = {0, 4}, one[] = {1, 1}, counts[] = {2, 2};
  const T zeros[] = {T(1), T(0)};
  axpy_batch<T>(none, zeros, nullptr, one, nullptr, one, 2, counts);
  axpy_batch_strided<T>(4, T(0), nullptr, 1, 4, nullptr, 1, 4, 2);
  copy_batch_strided<T>(0, nullptr, 1, 4, nullptr, 1, 0, 2);
  EXPECT_TRUE(same_bits(y, before));
  EXPECT_THROW(axpy_batch_strided<T>(4, T(1), y.data(), 1, 0, y.data(), 1, 3, 2), Error);
  EXPECT_THROW(copy_batch_strided<T>(4, y.data(), 1, 0, y.data(), 0, 0, 2), Error);
}

// Products with diagonal matrices, alone, in the place of A, and in batches.
TYPED_TEST(BatchTest, Dgmm) {
  using T = TypeParam;
  for (const Layout layout : kLayouts) {
    for (const Side side : {Side::Left, Side::Right}) {
      for (const auto& [m, n, count] : std::vector<std::array<std::int64_t, 3>>{
               {1, 1, 3}, {7, 5, 9}, {70, 130, 12}, {400, 300, 3}, {0, 4, 2}}) {
        for (const std::int64_t incx : {1, -2}) {
          const bool by_columns = layout == Layout::ColMajor;
          const std::int64_t lda = (by_columns ? m : n) + 1, ldc = lda + 1;
          const std::int64_t lines = by_columns ? n : m, order = side == Side::Left ? m : n;
          const std::int64_t step_a = lda * lines + 1, step_c = ldc * lines,
                             step_x = order * std::abs(incx) + 1;
          const auto a = numbers<T>(static_cast<std::size_t>(step_a * count), 1);
          const auto x = numbers<T>(static_cast<std::size_t>(step_x * count), 2);
          const auto start = numbers<T>(static_cast<std::size_t>(step_c * count), 3);
          std::vector<T> want = start, in_place = a;
          for (std::int64_t b = 0; b < count; ++b) {
            dgmm(layout, side, m, n, a.data() + b * step_a, lda, x.data() + b * step_x, incx,
                 want.data() + b * step_c, ldc);
            dgmm(layout, side, m, n, in_place.data() + b * step_a, lda, x.data() + b * step_x, incx,
                 in_place.data() + b * step_a, lda);
            for (std::int64_t i = 0; i < m && n < 100; ++i) {
              for (std::int64_t j = 0; j < n; ++j) {
                const auto at = [&](std::int64_t ld, std::int64_t step) {
                  return static_cast<std::size_t>(b * step +
                                                  (by_columns ? i + j * ld : i * ld + j));
                };
                const std::int64_t k = side == Side::Left ? i : j;
                const T factor = x[static_cast<std::size_t>(
                    b * step_x + (incx > 0 ? k * incx : (k - order + 1) * incx))];
                const T product = a[at(lda, step_a)] * factor;
                const auto bound = 4 * std::numeric_limits<Real<T>>::epsilon();
                ASSERT_LE(std::abs(want[at(ldc, step_c)] - product), bound);
                ASSERT_EQ(in_place[at(lda, step_a)], want[at(ldc, step_c)]);
              }
            }
          }
          for (const int threads : {1, 2, 3, 7}) {
            CallOptions options;
            options.threads = threads;
            std::vector<T> strided = start, arrays = start, groups = start;
            dgmm_batch_strided(layout, side, m, n, a.data(), lda, step_a, x.data(), incx, step_x,
                               strided.data(), ldc, step_c, count, options);
            EXPECT_TRUE(same_bits(strided, want)) << m << " x " << n << ", " << threads;
            std::vector<const T*> as, xs;
            std::vector<T*> cs, gs;
            for (std::int64_t b = 0; b < count; ++b) {
              as.push_back(a.data() + b * step_a), xs.push_back(x.data() + b * step_x);
              cs.push_back(arrays.data() + b * step_c), gs.push_back(groups.data() + b * step_c);
            }
            dgmm_batch(layout, side, m, n, as.data(), lda, xs.data(), incx, cs.data(), ldc, count,
                       options);
            EXPECT_TRUE(same_bits(arrays, want)) << m << " x " << n << ", " << threads;
            const Side sides[] = {side, side};
            const std::int64_t ms[] = {m, m}, ns[] = {n, n}, ldas[] = {lda, lda},
                               incs[] = {incx, incx}, ldcs[] = {ldc, ldc},
                               counts[] = {1, count - 1};
            dgmm_batch(layout, sides, ms, ns, as.data(), ldas, xs.data(), incs, gs.data(), ldcs, 2,
                       counts, options);
            EXPECT_TRUE(same_bits(groups, want)) << m << " x " << n << ", " << threads;
          }
        }
      }
    }
  }
}

// One matrix for all problems, and an empty batch.
TYPED_TEST(BatchTest, SharedMatrixAndNone) {
  using T = TypeParam;
  const Layout l = Layout::ColMajor;
  const TrsmShape<T> t(l, Side::Left, Uplo::Lower, Op::NoTrans, Diag::NonUnit, 12, 4, T(1), 5);
  std::vector<T> want = t.b, b = t.b;
  for (std::int64_t i = 0; i < t.count; ++i)
    trsm(l, t.side, t.uplo, t.op, t.diag, t.m, t.n, t.alpha, t.a.data(), t.lda,
         want.data() + i * t.size_b, t.ldb);
  trsm_batch_strided(l, t.side, t.uplo, t.op, t.diag, t.m, t.n, t.alpha, t.a.data(), t.lda, 0,
                     b.data(), t.ldb, t.size_b, t.count);
  EXPECT_TRUE(same_bits(b, want));
  trsm_batch_strided<T>(l, t.side, t.uplo, t.op, t.diag, t.m, t.n, t.alpha, nullptr, t.lda, 0,
                        nullptr, t.ldb, t.size_b, 0);
  gemv_batch<T>(l, Op::NoTrans, 3, 3, T(1), nullptr, 3, nullptr, 1, T(1), nullptr, 1, 0);
  gemv_batch<T>(l, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                nullptr, nullptr, 0, nullptr);
}

template <class Call>
void expect_refused(int position, const std::string& argument, Call&& call) {
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

// Where alpha == 0 nothing of A and x (B) is read, not even the arrays of their pointers.
TEST(BatchErrors, ArraysThatAreNotReadMayBeNull) {
  const Layout l = Layout::ColMajor;
  const std::int64_t two[] = {2, 2}, one[] = {1, 1};
  const double zeros[] = {0, 0}, twos[] = {2, 2};
  const Op ops[] = {Op::NoTrans, Op::NoTrans};
  const Side sides[] = {Side::Left, Side::Left};
  const Uplo uplos[] = {Uplo::Upper, Uplo::Upper};
  const Diag diags[] = {Diag::Unit, Diag::Unit};
  const double* const* none = nullptr;
  std::vector<double> out(8, 1.0);
  double* const outs[] = {out.data(), out.data() + 4};
  const auto expect_all = [&](double value) { EXPECT_EQ(out, std::vector<double>(8, value)); };

  gemm_batch<double>(l, ops[0], ops[0], 2, 2, 2, 0.0, none, 2, none, 2, 2.0, outs, 2, 2);
  expect_all(2);
  gemm_batch<double>(l, ops, ops, two, two, two, zeros, none, two, none, two, twos, outs, two, 2,
                     one);
  expect_all(4);
  gemv_batch<double>(l, ops[0], 4, 2, 0.0, none, 4, none, 1, 2.0, outs, 1, 2);
  expect_all(8);
  const std::int64_t four[] = {4, 4};
  gemv_batch<double>(l, ops, four, two, zeros, none, four, none, one, twos, outs, one, 2, one);
  expect_all(16);
  trsm_batch<double>(l, sides[0], uplos[0], ops[0], diags[0], 2, 2, 0.0, none, 2, outs, 2, 2);
  expect_all(0);
  out.assign(8, 1.0);
  trsm_batch<double>(l, sides, uplos, ops, diags, two, two, zeros, none, two, outs, two, 2, one);
  expect_all(0);
}

TEST(BatchErrors, Gemv) {
  const Layout l = Layout::ColMajor;
  const auto strided = [](auto... arguments) { gemv_batch_strided<double>(arguments...); };
  expect_refused(2, "trans", [&](auto a, auto b) {
    strided(l, Op('X'), 3, 2, 1.0, a, 3, 9, a, 1, 3, 0.0, b, 1, 3, 4);
  });
  expect_refused(7, "lda", [&](auto a, auto b) {
    strided(l, Op::NoTrans, 3, 2, 1.0, a, 2, 9, a, 1, 3, 0.0, b, 1, 3, 4);
  });
  expect_refused(10, "incx", [&](auto a, auto b) {
    strided(l, Op::NoTrans, 3, 2, 1.0, a, 3, 9, a, 0, 3, 0.0, b, 1, 3, 4);
  });
  expect_refused(15, "stridey", [&](auto a, auto b) {
    strided(l, Op::NoTrans, 3, 2, 1.0, a, 3, 9, a, 1, 3, 0.0, b, 1, 2, 4);
  });
  expect_refused(16, "batch", [&](auto a, auto b) {
    strided(l, Op::NoTrans, 3, 2, 1.0, a, 3, 9, a, 1, 3, 0.0, b, 1, 3, -1);
  });
  expect_refused(6, "A", [&](auto a, auto b) {
    strided(l, Op::NoTrans, 3, 2, 1.0, nullptr, 3, 9, a, 1, 3, 0.0, b, 1, 3, 4);
  });
  // Interleaved vectors do not touch each other.
  std::vector<double> y(12, 1.0);
  gemv_batch_strided<double>(l, Op::NoTrans, 3, 2, 0.0, nullptr, 3, 9, nullptr, 1, 3, 2.0, y.data(),
                             4, 1, 4);
  EXPECT_EQ(y, std::vector<double>(12, 2.0));
  // One more, and the last begins with the second element of the first.
  expect_refused(15, "stridey", [&](auto a, auto b) {
    strided(l, Op::NoTrans, 3, 2, 1.0, a, 3, 0, a, 1, 0, 0.0, b, 4, 1, 5);
  });
  // Entries of arrays, of which only the last is illegal.
  expect_refused(9, "incx[1]", [&](auto a, auto b) {
    const Op ops[] = {Op::Trans, Op::Trans};
    const std::int64_t three[] = {3, 3}, inc[] = {1, 0}, one[] = {1, 1};
    const double factors[] = {1, 1};
    const double* as[] = {a, a};
    double* ys[] = {b, b + 8};
    gemv_batch<double>(l, ops, three, three, factors, as, three, as, inc, factors, ys, one, 2, one);
  });
  expect_refused(8, "x[1]", [&](auto a, auto b) {
    const double* as[] = {a, a};
    const double* xs[] = {a, nullptr};
    double* ys[] = {b, b + 8};
    gemv_batch<double>(l, Op::Trans, 3, 3, 1.0, as, 3, xs, 1, 1.0, ys, 1, 2);
  });
}

TEST(BatchErrors, Trsm) {
  const Layout l = Layout::ColMajor;
  const auto strided = [](auto... arguments) { trsm_batch_strided<double>(arguments...); };
  const Side left = Side::Left;
  const Uplo upper = Uplo::Upper;
  const Diag unit = Diag::Unit;
  expect_refused(2, "side", [&](auto a, auto b) {
    strided(l, Side('X'), upper, Op::Trans, unit, 3, 2, 1.0, a, 3, 9, b, 3, 6, 2);
  });
  expect_refused(3, "uplo", [&](auto a, auto b) {
    strided(l, left, Uplo('X'), Op::Trans, unit, 3, 2, 1.0, a, 3, 9, b, 3, 6, 2);
  });
  expect_refused(5, "diag", [&](auto a, auto b) {
    strided(l, left, upper, Op::Trans, Diag('X'), 3, 2, 1.0, a, 3, 9, b, 3, 6, 2);
  });
  expect_refused(10, "lda", [&](auto a, auto b) {
    strided(l, left, upper, Op::Trans, unit, 3, 2, 1.0, a, 2, 9, b, 3, 6, 2);
  });
  expect_refused(13, "ldb", [&](auto a, auto b) {
    strided(l, left, upper, Op::Trans, unit, 3, 2, 1.0, a, 3, 9, b, 2, 6, 2);
  });
  expect_refused(14, "strideB", [&](auto a, auto b) {
    strided(l, left, upper, Op::Trans, unit, 3, 2, 1.0, a, 3, 9, b, 3, 5, 2);
  });
  expect_refused(6, "m[1]", [&](auto a, auto b) {
    const Side sides[] = {left, left};
    const Uplo uplos[] = {upper, upper};
    const Op ops[] = {Op::Trans, Op::Trans};
    const Diag diags[] = {unit, unit};
    const std::int64_t m[] = {3, -3}, three[] = {3, 3}, one[] = {1, 1};
    const double factors[] = {1, 1};
    const double* as[] = {a, a};
    double* bs[] = {b, b + 16};
    trsm_batch<double>(l, sides, uplos, ops, diags, m, three, factors, as, three, bs, three, 2,
                       one);
  });
  expect_refused(14, "group_size[0]", [&](auto a, auto b) {
    const std::int64_t three[] = {3}, minus[] = {-1};
    const Side side = left;
    const Op op = Op::Trans;
    const double one = 1;
    const double* as[] = {a};
    double* bs[] = {b};
    trsm_batch<double>(l, &side, &upper, &op, &unit, three, three, &one, as, three, bs, three, 1,
                       minus);
  });
}

}  // namespace
}  // namespace fulcrum
