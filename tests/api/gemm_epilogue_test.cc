// SPDX-License-Identifier: Apache-2.0
// gemm with an epilogue through the C++ API: both layouts, every operation, every error exit, no
// memory, and what last_decision() says.
#include "fulcrum/gemm_epilogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "fulcrum/decision.hpp"
#include "fulcrum/error.hpp"
#include "fulcrum/gemm.hpp"
#include "tests/support/random.hpp"
#include "tests/support/refuse_memory.hpp"

namespace fulcrum {
namespace {

constexpr Layout kLayouts[] = {Layout::ColMajor, Layout::RowMajor};

// Small whole numbers: every sum is exact, and any wrong element shows.
template <class T>
std::vector<T> whole_numbers(std::int64_t count, std::uint64_t seed) {
  test::Random random(seed);
  std::vector<T> v(static_cast<std::size_t>(count));
  for (T& x : v) x = static_cast<T>(random.integer(-9, 9));
  return v;
}

// x + 100 i + j, told by the tile's own words.
template <class T>
void add_place(void* context, const EpilogueTile<T>& tile) noexcept {
  const bool by_columns = *static_cast<const Layout*>(context) == Layout::ColMajor;
  for (std::int64_t i = 0; i < tile.rows; ++i) {
    for (std::int64_t j = 0; j < tile.columns; ++j) {
      tile.data[by_columns ? i + j * tile.ld : i * tile.ld + j] +=
          static_cast<T>(100 * (tile.row + i) + tile.column + j);
    }
  }
}

template <class T>
class GemmEpilogueApiTest : public ::testing::Test {};
using Types = ::testing::Types<float, double>;
TYPED_TEST_SUITE(GemmEpilogueApiTest, Types);

// One product in one layout; element (i, j) of a matrix like C with one pad lies at at(i, j).
template <class T>
struct Product {
  static constexpr std::int64_t m = 61, n = 37, k = 23;

  explicit Product(Layout l)
      : layout(l),
        ld((l == Layout::ColMajor ? m : n) + 1),
        a(whole_numbers<T>(m * k, 1)),
        b(whole_numbers<T>(k * n, 2)),
        c(whole_numbers<T>((m + 1) * (n + 1), 3)) {}

  std::size_t at(std::int64_t i, std::int64_t j) const {
    return static_cast<std::size_t>(layout == Layout::ColMajor ? i + j * ld : i * ld + j);
  }
  void run(const Epilogue<T>& epilogue, const CallOptions& options = {}) {
    gemm(layout, Op::NoTrans, Op::NoTrans, m, n, k, T{1}, a.data(),
         layout == Layout::ColMajor ? m : k, b.data(), layout == Layout::ColMajor ? k : n, T{2},
         c.data(), ld, epilogue, options);
  }

  Layout layout;
  std::int64_t ld;
  std::vector<T> a, b, c;
};

TYPED_TEST(GemmEpilogueApiTest, EveryLayoutAndOperation) {
  using T = TypeParam;
  for (const Layout layout : kLayouts) {
    Product<T> p(layout), plain(layout);
    plain.run(Epilogue<T>());
    const auto rows = whole_numbers<T>(p.m, 4), columns = whole_numbers<T>(p.n, 5);
    const auto residual = whole_numbers<T>((p.m + 1) * (p.n + 1), 6);
    std::vector<std::int8_t> q(residual.size());
    std::vector<std::uint8_t> u(residual.size());
    Layout told = layout;
    p.run(Epilogue<T>()
              .bias_per_row(rows.data())
              .bias_per_column(columns.data())
              .residual(residual.data(), p.ld, T{3})
              .scale(T{2})
              .quantise(q.data(), p.ld, T{8}, 1)
              .relu()
              .callback(&add_place<T>, &told)
              .quantise(u.data(), p.ld, T{4}));
    for (std::int64_t i = 0; i < p.m; ++i) {
      for (std::int64_t j = 0; j < p.n; ++j) {
        const std::size_t e = p.at(i, j);
        T x = plain.c[e] + rows[static_cast<std::size_t>(i)] +
              columns[static_cast<std::size_t>(j)] + 3 * residual[e];
        x *= 2;
        ASSERT_EQ(q[e], std::clamp(static_cast<int>(std::nearbyint(x / 8)) + 1, -128, 127));
        x = std::max(x, T{0}) + static_cast<T>(100 * i + j);
        ASSERT_EQ(p.c[e], x) << i << ',' << j;
        ASSERT_EQ(u[e], std::clamp(static_cast<int>(std::nearbyint(x / 4)), 0, 255));
      }
    }
  }
}

// An empty list is gemm, bit for bit, and a default one is empty.
TYPED_TEST(GemmEpilogueApiTest, EmptyListIsGemm) {
  using T = TypeParam;
  for (const Layout layout : kLayouts) {
    Product<T> p(layout), q(layout);
    p.run(Epilogue<T>());
    gemm(layout, Op::NoTrans, Op::NoTrans, q.m, q.n, q.k, T{1}, q.a.data(),
         layout == Layout::ColMajor ? q.m : q.k, q.b.data(), layout == Layout::ColMajor ? q.k : q.n,
         T{2}, q.c.data(), q.ld);
    EXPECT_EQ(p.c, q.c);
  }
}

// alpha == 0 and k == 0 apply the list to beta C and read neither A nor B; zero sizes touch
// nothing, whatever the list.
// {} at the end of a call stays what it was before there were epilogues: default options.
TYPED_TEST(GemmEpilogueApiTest, EmptyBracesAreOptions) {
  using T = TypeParam;
  const T a = 3, b = 5;
  T c = 0;
  gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, 1, 1, 1, T{2}, &a, 1, &b, 1, T{0}, &c, 1, {});
  EXPECT_EQ(c, T{30});
}

TYPED_TEST(GemmEpilogueApiTest, ZeroSizesAndFactors) {
  using T = TypeParam;
  const T nan = std::numeric_limits<T>::quiet_NaN();
  const T bias[] = {1, -2};
  const auto list = Epilogue<T>().bias_per_row(bias).relu();
  const auto call = [&](std::int64_t m, std::int64_t n, std::int64_t k, T alpha, T beta, T* c,
                        const Epilogue<T>& epilogue) {
    gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, m, n, k, alpha, static_cast<const T*>(nullptr),
         2, static_cast<const T*>(nullptr), 2, beta, c, 2, epilogue);
  };
  std::vector<T> c(4, nan);
  call(2, 2, 0, T{1}, T{0}, c.data(), list);
  EXPECT_EQ(c, (std::vector<T>{1, 0, 1, 0}));
  c = {3, 3, -3, 4};
  call(2, 2, 2, T{0}, T{1}, c.data(), list);
  EXPECT_EQ(c, (std::vector<T>{4, 1, 0, 2}));
  c = {3, 3, -3, 4};
  call(2, 2, 2, T{0}, T{-1}, c.data(), list);
  EXPECT_EQ(c, (std::vector<T>{0, 0, 4, 0}));
  T* const none = nullptr;
  EXPECT_NO_THROW(call(0, 2, 2, T{1}, T{0}, none, Epilogue<T>().bias_per_row(nullptr)));
  EXPECT_EQ(last_decision().reason, Reason::QuickReturn);
  EXPECT_NO_THROW(call(2, 0, 2, T{1}, T{0}, none, list));
  EXPECT_NO_THROW(call(2, 2, 0, T{1}, T{1}, none, Epilogue<T>()));
  EXPECT_EQ(last_decision().reason, Reason::QuickReturn);
}

TYPED_TEST(GemmEpilogueApiTest, ComputedInPlace) {
  Product<TypeParam> p(Layout::ColMajor);
  const auto relu = Epilogue<TypeParam>().relu();
  p.run(relu);
  EXPECT_EQ(last_decision().reason, Reason::NoDevicePath);
  EXPECT_EQ(last_decision().call.m, p.m);
  CallOptions options;
  options.backend = Backend::Simd;
  p.run(relu, options);
  EXPECT_EQ(last_decision().reason, Reason::ForcedByCall);
}

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
    const std::string text = error.what();
    return text.substr(0, text.find(':', text.find(':') + 1));
  }
  return "nothing was thrown";
}

TEST(GemmEpilogueErrorsTest, NameOperationFieldAndValueAndLeaveC) {
  using E = Epilogue<double>;
  const double inf = std::numeric_limits<double>::infinity(), nan = std::nan("");
  std::vector<double> v(16, 1), c(16, 5);
  std::int8_t q[16];
  std::uint8_t u[16];
  const auto with = [&](const E& epilogue, Layout layout = Layout::ColMajor) {
    std::string text = message_of([&] {
      gemm(layout, Op::NoTrans, Op::NoTrans, 4, 3, 2, 1.0, v.data(), 4, v.data(), 3, 0.0, c.data(),
           4, epilogue);
    });
    EXPECT_EQ(c, std::vector<double>(16, 5)) << text;
    return text;
  };
  const std::string start = "gemm: argument 15 (epilogue[0].";
  EXPECT_EQ(with(E().bias_per_row(nullptr)), start + "bias) is null");
  EXPECT_EQ(with(E().bias_per_column(nullptr)), start + "bias) is null");
  EXPECT_EQ(with(E().residual(nullptr, 4)), start + "R) is null");
  EXPECT_EQ(with(E().residual(v.data(), 3)), start + "ldr) is 3");
  EXPECT_EQ(with(E().residual(v.data(), 2), Layout::RowMajor), start + "ldr) is 2");
  EXPECT_EQ(with(E().clamp(2, 1)), start + "lo) is 2");
  EXPECT_EQ(with(E().clamp(nan, 1)), start + "lo) is nan");
  EXPECT_EQ(with(E().clamp(1, nan)), start + "hi) is nan");
  EXPECT_EQ(with(E().quantise(static_cast<std::int8_t*>(nullptr), 4, 1)), start + "Q) is null");
  EXPECT_EQ(with(E().quantise(q, 3, 1)), start + "ldq) is 3");
  EXPECT_EQ(with(E().quantise(q, 4, 0)), start + "scale) is 0");
  EXPECT_EQ(with(E().quantise(q, 4, -0.5)), start + "scale) is -0.5");
  EXPECT_EQ(with(E().quantise(q, 4, nan)), start + "scale) is nan");
  EXPECT_EQ(with(E().quantise(q, 4, inf)), start + "scale) is inf");
  EXPECT_EQ(with(E().quantise(q, 4, 1e-310)), start + "scale) is 1e-310");
  EXPECT_EQ(with(E().quantise(q, 4, 1, 128)), start + "zero_point) is 128");
  EXPECT_EQ(with(E().quantise(u, 4, 1, -1)), start + "zero_point) is -1");
  EXPECT_EQ(with(E().quantise(u, 4, 1, 256)), start + "zero_point) is 256");
  EXPECT_EQ(with(E().callback(nullptr)), start + "function) is null");
  EXPECT_EQ(with(E().relu().gelu().clamp(2, 1)), "gemm: argument 15 (epilogue[2].lo) is 2");
  E nine;
  for (int i = 0; i < 9; ++i) nine.relu();
  EXPECT_EQ(with(nine), "gemm: argument 15 (epilogue) is a list of 9 operations");
}

// gemm's own arguments keep their numbers.
TEST(GemmEpilogueErrorsTest, NameArgumentsOfTheProduct) {
  std::vector<float> v(16, 1), c(16, 5);
  const auto relu = Epilogue<float>().relu();
  const auto call = [&](Layout layout, Op ta, Op tb, std::int64_t m, std::int64_t n, std::int64_t k,
                        bool has_a, std::int64_t lda, bool has_b, std::int64_t ldb, bool has_c,
                        std::int64_t ldc) {
    return message_of([&] {
      gemm(layout, ta, tb, m, n, k, 1.0F, has_a ? v.data() : nullptr, lda,
           has_b ? v.data() : nullptr, ldb, 0.0F, has_c ? c.data() : nullptr, ldc, relu);
    });
  };
  constexpr Layout kC = Layout::ColMajor;
  constexpr Op kN = Op::NoTrans;
  const auto bad_layout = static_cast<Layout>('x');
  const auto bad_op = static_cast<Op>('x');
  EXPECT_EQ(call(bad_layout, kN, kN, 4, 3, 2, true, 4, true, 2, true, 4),
            "gemm: argument 1 (layout) is 'x'");
  EXPECT_EQ(call(kC, bad_op, kN, 4, 3, 2, true, 4, true, 2, true, 4),
            "gemm: argument 2 (transA) is 'x'");
  EXPECT_EQ(call(kC, kN, bad_op, 4, 3, 2, true, 4, true, 2, true, 4),
            "gemm: argument 3 (transB) is 'x'");
  EXPECT_EQ(call(kC, kN, kN, -4, 3, 2, true, 4, true, 2, true, 4), "gemm: argument 4 (m) is -4");
  EXPECT_EQ(call(kC, kN, kN, 4, -3, 2, true, 4, true, 2, true, 4), "gemm: argument 5 (n) is -3");
  EXPECT_EQ(call(kC, kN, kN, 4, 3, -2, true, 4, true, 2, true, 4), "gemm: argument 6 (k) is -2");
  EXPECT_EQ(call(kC, kN, kN, 4, 3, 2, false, 4, true, 2, true, 4), "gemm: argument 8 (A) is null");
  EXPECT_EQ(call(kC, kN, kN, 4, 3, 2, true, 3, true, 2, true, 4), "gemm: argument 9 (lda) is 3");
  EXPECT_EQ(call(kC, kN, kN, 4, 3, 2, true, 4, false, 2, true, 4), "gemm: argument 10 (B) is null");
  EXPECT_EQ(call(kC, kN, kN, 4, 3, 2, true, 4, true, 1, true, 4), "gemm: argument 11 (ldb) is 1");
  EXPECT_EQ(call(kC, kN, kN, 4, 3, 2, true, 4, true, 2, false, 4), "gemm: argument 13 (C) is null");
  EXPECT_EQ(call(kC, kN, kN, 4, 3, 2, true, 4, true, 2, true, 3), "gemm: argument 14 (ldc) is 3");
  CallOptions options;
  options.device = 40000;
  EXPECT_NE(message_of([&] {
              gemm(kC, kN, kN, 4, 3, 2, 1.0F, v.data(), 4, v.data(), 2, 0.0F, c.data(), 4, relu,
                   options);
            }).find("CallOptions"),
            std::string::npos);
  EXPECT_EQ(c, std::vector<float>(16, 5));
}

// On a thread that has no scratch memory yet.
TEST(GemmEpilogueErrorsTest, WithoutMemoryCKeepsItsBytes) {
  constexpr std::int64_t kSize = 200;
  const auto a = whole_numbers<double>(kSize * kSize, 1);
  const std::vector<double> before(kSize * kSize, 3.0);
  std::vector<double> c = before;
  std::vector<std::int8_t> q(c.size(), 9);
  const auto call = [&] {
    gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, kSize, kSize, kSize, 1.0, a.data(), kSize,
         a.data(), kSize, 0.0, c.data(), kSize,
         Epilogue<double>().relu().quantise(q.data(), kSize, 1));
  };
  call();  // makes the process's state
  c = before;
  std::fill(q.begin(), q.end(), std::int8_t{9});
  std::thread([&] {
    test::g_refuse = true;
    try {
      call();
      ADD_FAILURE() << "nothing was thrown";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::OutOfMemory) << error.what();
    }
    test::g_refuse = false;
    EXPECT_EQ(c, before);
    EXPECT_EQ(q, std::vector<std::int8_t>(c.size(), 9));
    EXPECT_NO_THROW(call());
    EXPECT_NE(c, before);
  }).join();
  EXPECT_GT(test::g_refused.load(), 0);
}

}  // namespace
}  // namespace fulcrum
