// SPDX-License-Identifier: Apache-2.0
// Packed operands of the C++ API: both layouts and all transposes, every error exit, what a
// PackedMatrix says of itself, and several threads on one.
#include "fulcrum/packed.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "fulcrum/decision.hpp"
#include "fulcrum/error.hpp"
#include "fulcrum/gemm.hpp"
#include "tests/support/child.hpp"
#include "tests/support/random.hpp"

namespace fulcrum {
namespace {

constexpr Layout kLayouts[] = {Layout::ColMajor, Layout::RowMajor};
constexpr Op kOps[] = {Op::NoTrans, Op::Trans, Op::ConjTrans};

// Small integers: every order of summation gives the same number.
template <class T>
std::vector<T> integers(std::int64_t count, std::uint64_t seed) {
  test::Random random(seed);
  std::vector<T> v(static_cast<std::size_t>(count));
  for (T& x : v) x = static_cast<T>(random.integer(-5, 5));
  return v;
}

template <class T>
class PackedTest : public ::testing::Test {};
using Types = ::testing::Types<float, double>;
TYPED_TEST_SUITE(PackedTest, Types);

template <class T>
void check_product(Layout layout, Op op_a, Op op_b, std::int64_t m, std::int64_t n, std::int64_t k,
                   T alpha, T beta) {
  const bool by_columns = layout == Layout::ColMajor;
  const std::int64_t rows_a = (op_a == Op::NoTrans) == by_columns ? m : k;
  const std::int64_t rows_b = (op_b == Op::NoTrans) == by_columns ? k : n;
  const std::int64_t lda = rows_a + 1, ldb = rows_b + 2, ldc = (by_columns ? m : n) + 1;
  std::vector<T> a = integers<T>(lda * (m + k - rows_a), 1);
  std::vector<T> b = integers<T>(ldb * (k + n - rows_b), 2);
  std::vector<T> before = integers<T>(ldc * (by_columns ? n : m), 3);
  if (beta == T{0}) before.assign(before.size(), std::numeric_limits<T>::quiet_NaN());
  std::vector<T> want = before;
  gemm(layout, op_a, op_b, m, n, k, alpha, a.data(), lda, b.data(), ldb, beta, want.data(), ldc);
  const PackedMatrix<T> packed_a = pack_a(layout, op_a, m, k, a.data(), lda);
  const PackedMatrix<T> packed_b = pack_b(layout, op_b, k, n, b.data(), ldb);
  const std::vector<T> kept_a = std::exchange(a, {}), kept_b = std::exchange(b, {});
  const auto same = [&](const std::vector<T>& c) {
    return std::memcmp(c.data(), want.data(), c.size() * sizeof(T)) == 0;
  };
  // The padding of C is NaN where all of C is: bits are compared.
  for (const int threads : {1, 2, 3, 7}) {
    CallOptions options;
    options.threads = threads;
    std::vector<T> c = before;
    gemm(layout, op_b, m, n, k, alpha, packed_a, kept_b.data(), ldb, beta, c.data(), ldc, options);
    EXPECT_TRUE(same(c)) << "A packed " << m << ' ' << n << ' ' << k;
    c = before;
    gemm(layout, op_a, m, n, k, alpha, kept_a.data(), lda, packed_b, beta, c.data(), ldc, options);
    EXPECT_TRUE(same(c)) << "B packed " << m << ' ' << n << ' ' << k;
    c = before;
    gemm(layout, m, n, k, alpha, packed_a, packed_b, beta, c.data(), ldc, options);
    EXPECT_TRUE(same(c)) << "both packed " << m << ' ' << n << ' ' << k;
  }
}

TYPED_TEST(PackedTest, Products) {
  for (const Layout layout : kLayouts) {
    for (const Op op_a : kOps) {
      for (const Op op_b : kOps) {
        check_product<TypeParam>(layout, op_a, op_b, 5, 7, 6, 2, 0);
        check_product<TypeParam>(layout, op_a, op_b, 61, 1, 33, -1, 3);
        check_product<TypeParam>(layout, op_a, op_b, 120, 111, 130, 1, -1);
        check_product<TypeParam>(layout, op_a, op_b, 9, 8, 0, 1, 2);
        check_product<TypeParam>(layout, op_a, op_b, 9, 8, 7, 0, 0);
      }
    }
  }
}

TYPED_TEST(PackedTest, SaysWhatItIs) {
  using T = TypeParam;
  const std::vector<T> x = integers<T>(60, 4);
  PackedMatrix<T> a = pack_a(Layout::RowMajor, Op::Trans, 4, 5, x.data(), 6);
  EXPECT_FALSE(a.empty());
  EXPECT_EQ(a.side(), 'A');
  EXPECT_EQ(a.layout(), Layout::RowMajor);
  EXPECT_EQ(a.op(), Op::Trans);
  EXPECT_EQ(a.rows(), 4);
  EXPECT_EQ(a.columns(), 5);
  EXPECT_EQ(a.isa(), active_isa());
  EXPECT_GE(a.bytes(), 20 * sizeof(T));
  const PackedMatrix<T> b = pack_b(Layout::ColMajor, Op::NoTrans, 4, 5, x.data(), 6);
  EXPECT_EQ(b.side(), 'B');
  EXPECT_EQ(b.rows(), 4);
  EXPECT_EQ(b.columns(), 5);
  PackedMatrix<T> moved = std::move(a);
  // NOLINTBEGIN(bugprone-use-after-move,clang-analyzer-cplusplus.Move): what is documented
  EXPECT_TRUE(a.empty());
  EXPECT_EQ(a.rows() + a.columns(), 0);
  EXPECT_EQ(a.bytes(), 0U);
  // NOLINTEND(bugprone-use-after-move,clang-analyzer-cplusplus.Move)
  EXPECT_EQ(moved.columns(), 5);
  a = std::move(moved);
  EXPECT_EQ(a.columns(), 5);
  EXPECT_TRUE(PackedMatrix<T>().empty());
}

template <class Call>
void expect_illegal(const char* routine, int position, const char* argument,
                    const std::string& value, const std::string& why, Call call) {
  try {
    call();
    ADD_FAILURE() << routine << ": nothing thrown for " << argument;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(error.routine(), routine);
    EXPECT_EQ(error.position(), position) << error.what();
    EXPECT_EQ(error.argument(), argument) << error.what();
    EXPECT_EQ(error.value(), value) << error.what();
    EXPECT_NE(std::string(error.what()).find(why), std::string::npos) << error.what();
  }
}

TYPED_TEST(PackedTest, IllegalPacking) {
  using T = TypeParam;
  const std::vector<T> x(60);
  const auto no_layout = static_cast<Layout>('X');
  const auto no_op = static_cast<Op>(7);
  const T* const none = nullptr;
  const auto a = [&](int position, const char* argument, const char* value, Layout layout, Op op,
                     std::int64_t m, std::int64_t k, const T* source, std::int64_t ld) {
    expect_illegal("pack_a", position, argument, value, "",
                   [&] { (void)pack_a(layout, op, m, k, source, ld); });
  };
  a(1, "layout", "'X'", no_layout, Op::NoTrans, 4, 5, x.data(), 5);
  a(2, "transA", "7", Layout::ColMajor, no_op, 4, 5, x.data(), 5);
  a(3, "m", "-1", Layout::ColMajor, Op::NoTrans, -1, 5, x.data(), 5);
  a(4, "k", "-1", Layout::ColMajor, Op::NoTrans, 4, -1, x.data(), 5);
  a(5, "A", "null", Layout::ColMajor, Op::NoTrans, 4, 5, none, 5);
  a(6, "lda", "3", Layout::ColMajor, Op::NoTrans, 4, 5, x.data(), 3);
  a(6, "lda", "4", Layout::RowMajor, Op::NoTrans, 4, 5, x.data(), 4);
  const auto b = [&](int position, const char* argument, const char* value, Layout layout, Op op,
                     std::int64_t k, std::int64_t n, const T* source, std::int64_t ld) {
    expect_illegal("pack_b", position, argument, value, "",
                   [&] { (void)pack_b(layout, op, k, n, source, ld); });
  };
  b(1, "layout", "'X'", no_layout, Op::NoTrans, 4, 5, x.data(), 5);
  b(2, "transB", "7", Layout::ColMajor, no_op, 4, 5, x.data(), 5);
  b(3, "k", "-1", Layout::ColMajor, Op::NoTrans, -1, 5, x.data(), 5);
  b(4, "n", "-1", Layout::ColMajor, Op::NoTrans, 4, -1, x.data(), 5);
  b(5, "B", "null", Layout::ColMajor, Op::NoTrans, 4, 5, none, 5);
  b(6, "ldb", "4", Layout::ColMajor, Op::Trans, 4, 5, x.data(), 4);
  b(6, "ldb", "3", Layout::RowMajor, Op::Trans, 4, 5, x.data(), 3);
  EXPECT_EQ(pack_a(Layout::ColMajor, Op::NoTrans, 0, 5, none, 1).columns(), 5);
}

TYPED_TEST(PackedTest, OperandsThatDoNotFit) {
  using T = TypeParam;
  const std::vector<T> x(100, 1);
  std::vector<T> c(100, 3);
  const auto layout = Layout::ColMajor;
  const PackedMatrix<T> a = pack_a(layout, Op::NoTrans, 4, 5, x.data(), 4);  // 4 x 5
  const PackedMatrix<T> b = pack_b(layout, Op::NoTrans, 5, 6, x.data(), 5);  // 5 x 6
  const PackedMatrix<T> none;
  const auto with_a = [&](const PackedMatrix<T>& p, Layout l, Op op, std::int64_t m, std::int64_t n,
                          std::int64_t k, const T* other, std::int64_t ldb, std::int64_t ldc) {
    return [&, l, op, m, n, k, other, ldb, ldc] {
      gemm(l, op, m, n, k, T{1}, p, other, ldb, T{1}, c.data(), ldc);
    };
  };
  const auto no = Op::NoTrans;
  expect_illegal("gemm", 1, "layout", "'X'", "",
                 with_a(a, static_cast<Layout>('X'), no, 4, 6, 5, x.data(), 6, 6));
  expect_illegal("gemm", 1, "layout", "RowMajor", "packed for ColMajor",
                 with_a(a, Layout::RowMajor, no, 4, 6, 5, x.data(), 6, 6));
  expect_illegal("gemm", 2, "transB", "7", "",
                 with_a(a, layout, static_cast<Op>(7), 4, 6, 5, x.data(), 6, 6));
  expect_illegal("gemm", 3, "m", "3", "packed with m = 4",
                 with_a(a, layout, no, 3, 6, 5, x.data(), 5, 4));
  expect_illegal("gemm", 4, "n", "-1", "", with_a(a, layout, no, 4, -1, 5, x.data(), 5, 4));
  expect_illegal("gemm", 5, "k", "6", "packed with k = 5",
                 with_a(a, layout, no, 4, 6, 6, x.data(), 6, 4));
  expect_illegal("gemm", 7, "A", "packed as B", "operand A is wanted",
                 with_a(b, layout, no, 4, 6, 5, x.data(), 5, 4));
  expect_illegal("gemm", 7, "A", "empty", "", with_a(none, layout, no, 4, 6, 5, x.data(), 5, 4));
  expect_illegal("gemm", 8, "B", "null", "", with_a(a, layout, no, 4, 6, 5, nullptr, 5, 4));
  expect_illegal("gemm", 9, "ldb", "4", "", with_a(a, layout, no, 4, 6, 5, x.data(), 4, 4));
  expect_illegal("gemm", 12, "ldc", "3", "", with_a(a, layout, no, 4, 6, 5, x.data(), 5, 3));
  const auto with_b = [&](const PackedMatrix<T>& p, std::int64_t n, std::int64_t k, const T* other,
                          std::int64_t lda, T* out) {
    return [&, n, k, other, lda, out] {
      gemm(layout, no, 4, n, k, T{1}, other, lda, p, T{1}, out, 4);
    };
  };
  expect_illegal("gemm", 4, "n", "7", "packed with n = 6", with_b(b, 7, 5, x.data(), 4, c.data()));
  expect_illegal("gemm", 5, "k", "4", "packed with k = 5", with_b(b, 6, 4, x.data(), 4, c.data()));
  expect_illegal("gemm", 7, "A", "null", "", with_b(b, 6, 5, nullptr, 4, c.data()));
  expect_illegal("gemm", 8, "lda", "3", "", with_b(b, 6, 5, x.data(), 3, c.data()));
  expect_illegal("gemm", 9, "B", "packed as A", "", with_b(a, 6, 5, x.data(), 4, c.data()));
  expect_illegal("gemm", 11, "C", "null", "", with_b(b, 6, 5, x.data(), 4, nullptr));
  const auto both = [&](const PackedMatrix<T>& p, const PackedMatrix<T>& q, std::int64_t ldc) {
    return [&, ldc] { gemm(layout, 4, 6, 5, T{1}, p, q, T{1}, c.data(), ldc); };
  };
  expect_illegal("gemm", 6, "A", "packed as B", "", both(b, b, 4));
  expect_illegal("gemm", 7, "B", "empty", "", both(a, none, 4));
  expect_illegal("gemm", 10, "ldc", "2", "", both(a, b, 2));
  EXPECT_EQ(c, std::vector<T>(100, 3));
  EXPECT_NO_THROW(both(a, b, 4)());
  EXPECT_EQ(c[0], T{8});
  EXPECT_EQ(last_decision().reason, Reason::NoDevicePath);
  gemm(layout, 4, 6, 5, T{0}, a, b, T{1}, c.data(), 4);
  EXPECT_EQ(last_decision().reason, Reason::QuickReturn);
  EXPECT_EQ(last_decision().isa, Isa::Scalar) << "nothing was computed";
}

// FULCRUM_STRICT is about what was asked for: nobody asked for a platform here.
TEST(Packed, StrictWithoutAPlatformForcedIsNoError) {
  const test::ChildResult child =
      test::run_child({"/proc/self/exe", "--gtest_filter=PackedTest/0.SharedByThreads"},
                      {{"FULCRUM_STRICT", "1"}, {"FULCRUM_VERBOSE", "calls"}});
  EXPECT_EQ(child.exit_status, 0) << child.out;
  EXPECT_NE(child.err.find("NoDevicePath"), std::string::npos) << child.err;
}

TYPED_TEST(PackedTest, SharedByThreads) {
  using T = TypeParam;
  constexpr std::int64_t kSize = 120;
  const std::vector<T> a = integers<T>(kSize * kSize, 5), b = integers<T>(kSize * kSize, 6);
  const PackedMatrix<T> packed =
      pack_b(Layout::RowMajor, Op::NoTrans, kSize, kSize, b.data(), kSize);
  std::vector<T> want(kSize * kSize);
  gemm(Layout::RowMajor, Op::NoTrans, kSize, kSize, kSize, T{1}, a.data(), kSize, packed, T{0},
       want.data(), kSize);
  std::vector<int> wrong(4);
  std::vector<std::thread> callers;
  callers.reserve(wrong.size());
  for (int& mine : wrong) {
    callers.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        std::vector<T> c(want.size());
        gemm(Layout::RowMajor, Op::NoTrans, kSize, kSize, kSize, T{1}, a.data(), kSize, packed,
             T{0}, c.data(), kSize);
        mine += c != want ? 1 : 0;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

}  // namespace
}  // namespace fulcrum
