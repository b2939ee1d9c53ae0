// SPDX-License-Identifier: Apache-2.0
// The batches of the C++ API: gemm's bits for every product in both layouts, every error exit, and
// what last_decision() says.
#include "fulcrum/gemm_batch.hpp"

#include <gtest/gtest.h>

#include <complex>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "fulcrum/error.hpp"
#include "fulcrum/gemm.hpp"
#include "tests/support/random.hpp"

namespace fulcrum {
namespace {

constexpr Layout kLayouts[] = {Layout::ColMajor, Layout::RowMajor};
constexpr Op kOps[] = {Op::NoTrans, Op::Trans, Op::ConjTrans, Op::ConjNoTrans};

template <class T>
std::vector<T> numbers(std::int64_t count, std::uint64_t seed) {
  test::Random random(seed);
  std::vector<T> v(static_cast<std::size_t>(count));
  for (T& x : v) {
    x = static_cast<T>(random.uniform());
    if constexpr (ComplexScalar<T>) x.imag(static_cast<Real<T>>(random.uniform()));
  }
  return v;
}

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  if (a.size() != b.size()) return false;
  return a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

template <class T>
class GemmBatchApiTest : public ::testing::Test {};
using Types = ::testing::Types<float, double, std::complex<float>, std::complex<double>>;
TYPED_TEST_SUITE(GemmBatchApiTest, Types);

bool transposes(Op op) { return op == Op::Trans || op == Op::ConjTrans; }

// One shape with its operands, one matrix behind the other.
template <class T>
struct Group {
  Layout layout;
  Op trans_a, trans_b;
  std::int64_t m, n, k;
  T alpha, beta;
  std::int64_t count;
  std::int64_t lda, ldb, ldc, size_a, size_b, size_c;
  std::vector<T> a, b, c;

  Group(Layout l, Op ta, Op tb, std::int64_t m_, std::int64_t n_, std::int64_t k_, T alpha_,
        T beta_, std::int64_t count_)
      : layout(l),
        trans_a(ta),
        trans_b(tb),
        m(m_),
        n(n_),
        k(k_),
        alpha(alpha_),
        beta(beta_),
        count(count_) {
    const bool by_columns = layout == Layout::ColMajor;
    const std::int64_t rows_a = transposes(ta) != by_columns ? m : k;
    const std::int64_t rows_b = transposes(tb) != by_columns ? k : n;
    const std::int64_t rows_c = by_columns ? m : n;
    lda = rows_a + 1, ldb = rows_b + 2, ldc = rows_c + 3;
    size_a = lda * (m + k - rows_a) + 1;
    size_b = ldb * (k + n - rows_b);
    size_c = ldc * (m + n - rows_c) + 2;
    a = numbers<T>(size_a * count, 1);
    b = numbers<T>(size_b * count, 2);
    c = numbers<T>(size_c * count, 3);
    if (beta == T{0}) c.assign(c.size(), std::numeric_limits<Real<T>>::quiet_NaN());
  }

  // What gemm makes of every product alone.
  std::vector<T> expected(bool one_a = false, bool one_b = false) const {
    std::vector<T> want = c;
    for (std::int64_t i = 0; i < count; ++i) {
      gemm(layout, trans_a, trans_b, m, n, k, alpha, a.data() + (one_a ? 0 : i * size_a), lda,
           b.data() + (one_b ? 0 : i * size_b), ldb, beta, want.data() + i * size_c, ldc);
    }
    return want;
  }
};

TYPED_TEST(GemmBatchApiTest, EveryLayoutAndTranspose) {
  using T = TypeParam;
  for (const Layout layout : kLayouts) {
    for (const Op op_a : kOps) {
      for (const Op op_b : kOps) {
        const Group<T> g(layout, op_a, op_b, 5, 7, 6, T(0.3), T(-2), 9);
        const std::vector<T> want = g.expected();
        for (const int threads : {1, 2, 3, 7}) {
          CallOptions options;
          options.threads = threads;
          std::vector<T> c = g.c;
          gemm_batch_strided(layout, op_a, op_b, g.m, g.n, g.k, g.alpha, g.a.data(), g.lda,
                             g.size_a, g.b.data(), g.ldb, g.size_b, g.beta, c.data(), g.ldc,
                             g.size_c, g.count, options);
          EXPECT_TRUE(same_bits(c, want));
          c = g.c;
          std::vector<const T*> as, bs;
          std::vector<T*> cs;
          for (std::int64_t i = 0; i < g.count; ++i) {
            as.push_back(g.a.data() + i * g.size_a);
            bs.push_back(g.b.data() + i * g.size_b);
            cs.push_back(c.data() + i * g.size_c);
          }
          gemm_batch(layout, op_a, op_b, g.m, g.n, g.k, g.alpha, as.data(), g.lda, bs.data(), g.ldb,
                     g.beta, cs.data(), g.ldc, g.count, options);
          EXPECT_TRUE(same_bits(c, want));
        }
      }
    }
  }
}

// One A or one B for all products: stride 0.
TYPED_TEST(GemmBatchApiTest, SharedOperands) {
  using T = TypeParam;
  for (const Layout layout : kLayouts) {
    const Group<T> g(layout, Op::Trans, Op::NoTrans, 8, 3, 11, T(1), T(0), 12);
    for (const auto& [one_a, one_b] : {std::pair{true, false}, {false, true}, {true, true}}) {
      const std::vector<T> want = g.expected(one_a, one_b);
      std::vector<T> c = g.c;
      gemm_batch_strided(layout, g.trans_a, g.trans_b, g.m, g.n, g.k, g.alpha, g.a.data(), g.lda,
                         one_a ? 0 : g.size_a, g.b.data(), g.ldb, one_b ? 0 : g.size_b, g.beta,
                         c.data(), g.ldc, g.size_c, g.count);
      EXPECT_TRUE(same_bits(c, want));
    }
  }
}

// The groups form: every argument of each group's own, zero sizes and NaN in an unread C among
// them.
template <class T>
struct Groups {
  Layout layout;
  std::vector<Group<T>> groups;
  std::vector<Op> trans_a, trans_b;
  std::vector<std::int64_t> m, n, k, lda, ldb, ldc, count;
  std::vector<T> alpha, beta;
  std::vector<const T*> a, b;
  std::vector<T*> c;

  explicit Groups(Layout l) : layout(l) {
    groups.emplace_back(l, Op::NoTrans, Op::NoTrans, 4, 4, 4, T(1), T(0), 3);
    groups.emplace_back(l, Op::Trans, Op::NoTrans, 7, 5, 0, T(1), T(0.5), 2);
    groups.emplace_back(l, Op::NoTrans, Op::Trans, 0, 5, 3, T(1), T(0), 2);
    groups.emplace_back(l, Op::ConjTrans, Op::Trans, 102, 101, 103, T(-1), T(1), 1);
    groups.emplace_back(l, Op::NoTrans, Op::Trans, 13, 2, 3, T(0), T(3), 4);
    groups.emplace_back(l, Op::NoTrans, Op::Trans, 13, 2, 3, T(2), T(0), 0);
    for (Group<T>& g : groups) {
      trans_a.push_back(g.trans_a), trans_b.push_back(g.trans_b);
      m.push_back(g.m), n.push_back(g.n), k.push_back(g.k);
      lda.push_back(g.lda), ldb.push_back(g.ldb), ldc.push_back(g.ldc), count.push_back(g.count);
      alpha.push_back(g.alpha), beta.push_back(g.beta);
      for (std::int64_t i = 0; i < g.count; ++i) {
        a.push_back(g.a.data() + i * g.size_a);
        b.push_back(g.b.data() + i * g.size_b);
        c.push_back(g.c.data() + i * g.size_c);
      }
    }
  }

  void operator()(const CallOptions& options = {}) const {
    gemm_batch(layout, trans_a.data(), trans_b.data(), m.data(), n.data(), k.data(), alpha.data(),
               a.data(), lda.data(), b.data(), ldb.data(), beta.data(), c.data(), ldc.data(),
               static_cast<std::int64_t>(m.size()), count.data(), options);
  }
};

TYPED_TEST(GemmBatchApiTest, Groups) {
  using T = TypeParam;
  for (const Layout layout : kLayouts) {
    for (const int threads : {1, 2, 3, 7}) {
      CallOptions options;
      options.threads = threads;
      Groups<T> call(layout);
      std::vector<std::vector<T>> want;
      for (const Group<T>& g : call.groups) want.push_back(g.expected());
      call(options);
      for (std::size_t g = 0; g < want.size(); ++g)
        EXPECT_TRUE(same_bits(call.groups[g].c, want[g])) << "group " << g;
      const Decision d = last_decision();
      EXPECT_NE(d.reason, Reason::NoDevicePath);
      EXPECT_EQ(d.backend, Backend::Simd);
      EXPECT_EQ(d.call.batch, 12);
      EXPECT_EQ(d.call.k, 103);
    }
  }
}

template <class Call>
void expect_illegal(const char* routine, int position, const std::string& argument,
                    const std::string& value, Call call) {
  try {
    call();
    ADD_FAILURE() << routine << ": nothing thrown for " << argument;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(error.routine(), routine);
    EXPECT_EQ(error.position(), position) << error.what();
    EXPECT_EQ(error.argument(), argument) << error.what();
    EXPECT_EQ(error.value(), value) << error.what();
  }
}

// The last group's arguments are checked before the first group's C is written.
TYPED_TEST(GemmBatchApiTest, IllegalGroups) {
  using T = TypeParam;
  const auto bad = [](int position, const char* argument, const char* value, auto change) {
    Groups<T> call(Layout::ColMajor);
    change(call);
    std::vector<std::vector<T>> before;
    for (const Group<T>& g : call.groups) before.push_back(g.c);
    expect_illegal("gemm_batch", position, argument, value, call);
    for (std::size_t g = 0; g < before.size(); ++g)
      EXPECT_TRUE(same_bits(call.groups[g].c, before[g])) << argument;
  };
  bad(1, "layout", "'X'", [](auto& g) { g.layout = static_cast<Layout>('X'); });
  bad(2, "transA[4]", "7", [](auto& g) { g.trans_a[4] = static_cast<Op>(7); });
  bad(3, "transB[5]", "7", [](auto& g) { g.trans_b[5] = static_cast<Op>(7); });
  bad(4, "m[4]", "-1", [](auto& g) { g.m[4] = -1; });
  bad(5, "n[4]", "-2", [](auto& g) { g.n[4] = -2; });
  bad(6, "k[5]", "-3", [](auto& g) { g.k[5] = -3; });
  bad(8, "A[7]", "null", [](auto& g) { g.a[7] = g.a[5] = nullptr; });
  bad(9, "lda[3]", "102", [](auto& g) { g.lda[3] = 102; });
  bad(10, "B[2]", "null", [](auto& g) { g.b[2] = nullptr; });
  bad(11, "ldb[4]", "1", [](auto& g) { g.ldb[4] = 1; });
  bad(13, "C[11]", "null", [](auto& g) { g.c[11] = nullptr; });
  bad(14, "ldc[5]", "12", [](auto& g) { g.ldc[5] = 12; });
  bad(16, "group_size[5]", "-1", [](auto& g) { g.count[5] = -1; });
  // Not read, hence allowed: A and B of groups that only scale, all of an empty product.
  Groups<T> call(Layout::ColMajor);
  call.a[3] = call.a[8] = call.b[3] = call.b[8] = nullptr;
  call.a[5] = call.b[5] = nullptr;
  call.c[5] = nullptr;
  EXPECT_NO_THROW(call());
  const std::int64_t* const none = nullptr;
  const Op* const no_op = nullptr;
  const T* const no_factor = nullptr;
  const T* const* const no_operand = nullptr;
  T* const* const no_output = nullptr;
  const auto empty = [&](std::int64_t groups) {
    gemm_batch(Layout::ColMajor, no_op, no_op, none, none, none, no_factor, no_operand, none,
               no_operand, none, no_factor, no_output, none, groups, none);
  };
  EXPECT_NO_THROW(empty(0));
  EXPECT_EQ(last_decision().reason, Reason::QuickReturn);
  expect_illegal("gemm_batch", 15, "group_count", "-1", [&] { empty(-1); });
  expect_illegal("gemm_batch", 2, "transA", "null", [&] { empty(1); });
}

template <class T>
struct StridedCall {
  Layout layout = Layout::ColMajor;
  Op trans_a = Op::NoTrans, trans_b = Op::NoTrans;
  std::int64_t m = 3, n = 4, k = 5;
  T alpha = 1;
  const T* a = nullptr;
  std::int64_t lda = 3, stride_a = 15;
  const T* b = nullptr;
  std::int64_t ldb = 5, stride_b = 20;
  T beta = 1;
  T* c = nullptr;
  std::int64_t ldc = 4, stride_c = 16, batch = 3;

  void operator()() const {
    gemm_batch_strided(layout, trans_a, trans_b, m, n, k, alpha, a, lda, stride_a, b, ldb, stride_b,
                       beta, c, ldc, stride_c, batch);
  }
};

TYPED_TEST(GemmBatchApiTest, IllegalStrided) {
  using T = TypeParam;
  const std::vector<T> a(60, 1), b(60, 2);
  std::vector<T> c(60, 3);
  StridedCall<T> good;
  good.a = a.data(), good.b = b.data(), good.c = c.data();
  const auto bad = [&](int position, const char* argument, const char* value, auto change) {
    StridedCall<T> call = good;
    change(call);
    expect_illegal("gemm_batch_strided", position, argument, value, call);
    EXPECT_EQ(c, std::vector<T>(60, 3));
  };
  bad(1, "layout", "'X'", [](auto& g) { g.layout = static_cast<Layout>('X'); });
  bad(2, "transA", "7", [](auto& g) { g.trans_a = static_cast<Op>(7); });
  bad(3, "transB", "7", [](auto& g) { g.trans_b = static_cast<Op>(7); });
  bad(4, "m", "-1", [](auto& g) { g.m = -1; });
  bad(5, "n", "-1", [](auto& g) { g.n = -1; });
  bad(6, "k", "-1", [](auto& g) { g.k = -1; });
  bad(8, "A", "null", [](auto& g) { g.a = nullptr; });
  bad(9, "lda", "2", [](auto& g) { g.lda = 2; });
  bad(9, "lda", "3", [](auto& g) { g.layout = Layout::RowMajor; });
  bad(11, "B", "null", [](auto& g) { g.b = nullptr; });
  bad(12, "ldb", "3", [](auto& g) { g.trans_b = Op::Trans, g.ldb = 3; });
  bad(15, "C", "null", [](auto& g) { g.c = nullptr; });
  bad(16, "ldc", "2", [](auto& g) { g.ldc = 2; });
  bad(17, "strideC", "14", [](auto& g) { g.stride_c = 14; });
  bad(17, "strideC", "0", [](auto& g) { g.stride_c = 0; });
  bad(17, "strideC", "-14", [](auto& g) { g.stride_c = -14; });
  bad(17, "strideC", "3", [](auto& g) { g.ldc = 8, g.stride_c = 3; });
  bad(18, "batch", "-1", [](auto& g) { g.batch = -1; });
  const auto fine = [&](auto change) {
    StridedCall<T> call = good;
    change(call);
    EXPECT_NO_THROW(call());
  };
  fine([](auto& g) { g.stride_c = 15; });
  fine([](auto& g) { g.ldc = 9, g.stride_c = 3; });
  fine([](auto& g) { g.c += 30, g.stride_c = -15; });
  fine([](auto& g) { g.batch = 1, g.stride_c = 0; });
  fine([](auto& g) { g.batch = 0, g.stride_c = 0, g.a = g.b = nullptr, g.c = nullptr; });
  EXPECT_EQ(last_decision().reason, Reason::QuickReturn);
  fine([](auto& g) { g.alpha = 0, g.a = g.b = nullptr; });
}

// There is no device path, and the decision says so; a backend that is forced is named.
TYPED_TEST(GemmBatchApiTest, Decision) {
  using T = TypeParam;
  const std::vector<T> a(60, 1), b(60, 2);
  std::vector<T> c(60, 3);
  const auto call = [&](const CallOptions& options) {
    gemm_batch_strided(Layout::RowMajor, Op::NoTrans, Op::NoTrans, 3, 4, 5, T{1}, a.data(), 5, 15,
                       b.data(), 4, 20, T{0}, c.data(), 4, 12, 3, options);
    return last_decision();
  };
  CallOptions options;
  Decision d = call(options);
  EXPECT_NE(d.reason, Reason::NoDevicePath);
  EXPECT_EQ(d.backend, Backend::Simd);
  EXPECT_EQ(d.call.routine, Routine::GemmBatch);
  EXPECT_EQ(d.call.batch, 3);
  EXPECT_EQ(d.call.m, 4);  // as computed: by columns, operands swapped
  EXPECT_EQ(d.call.layout, Layout::RowMajor);
  const std::vector<T> want = c;
  c.assign(60, 3);
  options.backend = Backend("host");
  EXPECT_EQ(call(options).reason, Reason::ForcedByCall);
  EXPECT_EQ(last_decision().backend, Backend("host"));
  EXPECT_EQ(c, want);
  options.backend = Backend::Simd;
  EXPECT_EQ(call(options).reason, Reason::ForcedByCall);
  options.backend.reset();
  options.deterministic = true;
  EXPECT_EQ(call(options).reason, Reason::Deterministic);
  // The next routine's description keeps nothing of the batch.
  gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, 1, 1, 1, T{1}, a.data(), 1, b.data(), 1, T{0},
       c.data(), 1);
  EXPECT_EQ(last_decision().call.batch, 1);
}

}  // namespace
}  // namespace fulcrum
