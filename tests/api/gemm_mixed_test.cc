// SPDX-License-Identifier: Apache-2.0
// gemm of narrow operands through the C++ API: both layouts, every transpose, every error exit, and
// no memory.
#include "fulcrum/gemm_mixed.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "fulcrum/error.hpp"
#include "tests/support/random.hpp"
#include "tests/support/refuse_memory.hpp"

namespace fulcrum {
namespace {

constexpr Layout kLayouts[] = {Layout::ColMajor, Layout::RowMajor};
constexpr Op kOps[] = {Op::NoTrans, Op::Trans, Op::ConjTrans};

template <class A, class B, class C>
struct Types {
  using TA = A;
  using TB = B;
  using TC = C;
};

// Small whole numbers: every sum is exact in each of the types, and any wrong element shows.
template <class T>
std::vector<T> whole_numbers(std::int64_t count, std::uint64_t seed) {
  test::Random random(seed);
  std::vector<T> v(static_cast<std::size_t>(count));
  for (T& x : v) {
    const std::int64_t number = random.integer(std::is_unsigned_v<T> ? 0 : -9, 9);
    if constexpr (std::is_arithmetic_v<T>) {
      x = static_cast<T>(number);
    } else {
      x = T(static_cast<float>(number));
    }
  }
  return v;
}

template <class T>
class GemmMixedApiTest : public ::testing::Test {};
using AllTypes = ::testing::Types<Types<bfloat16, bfloat16, float>, Types<float16, float16, float>,
                                  Types<std::int8_t, std::int8_t, std::int32_t>,
                                  Types<std::uint8_t, std::int8_t, std::int32_t>>;
TYPED_TEST_SUITE(GemmMixedApiTest, AllTypes);

TYPED_TEST(GemmMixedApiTest, EveryLayoutAndTranspose) {
  using TA = typename TypeParam::TA;
  using TB = typename TypeParam::TB;
  using TC = typename TypeParam::TC;
  constexpr std::int64_t m = 13, n = 11, k = 9;
  for (const Layout layout : kLayouts) {
    for (const Op op_a : kOps) {
      for (const Op op_b : kOps) {
        // The distance of two rows and of two columns of a rows x columns matrix with one pad.
        const auto steps = [&](Op op, std::int64_t rows, std::int64_t columns) {
          const bool down = (op == Op::NoTrans) == (layout == Layout::ColMajor);
          return std::pair<std::int64_t, std::int64_t>(down ? 1 : columns + 1, down ? rows + 1 : 1);
        };
        const auto [a_row, a_column] = steps(op_a, m, k);
        const auto [b_row, b_column] = steps(op_b, k, n);
        const auto [c_row, c_column] = steps(Op::NoTrans, m, n);
        const auto a = whole_numbers<TA>((m + 1) * (k + 1), 1);
        const auto b = whole_numbers<TB>((k + 1) * (n + 1), 2);
        const auto before = whole_numbers<TC>((m + 1) * (n + 1), 3);
        auto c = before, want = before;
        for (std::int64_t i = 0; i < m; ++i) {
          for (std::int64_t j = 0; j < n; ++j) {
            TC& x = want[static_cast<std::size_t>(i * c_row + j * c_column)];
            for (std::int64_t l = 0; l < k; ++l) {
              x += static_cast<TC>(a[static_cast<std::size_t>(i * a_row + l * a_column)]) *
                   static_cast<TC>(b[static_cast<std::size_t>(l * b_row + j * b_column)]);
            }
          }
        }
        gemm_mixed(layout, op_a, op_b, m, n, k, TC{1}, a.data(), std::max(a_row, a_column),
                   b.data(), std::max(b_row, b_column), TC{1}, c.data(), std::max(c_row, c_column));
        EXPECT_EQ(c, want);
      }
    }
  }
}

// C is not read where beta == 0; k == 0 and alpha == 0 clear it; zero sizes touch nothing.
TYPED_TEST(GemmMixedApiTest, ZeroSizesAndFactors) {
  using TA = typename TypeParam::TA;
  using TB = typename TypeParam::TB;
  using TC = typename TypeParam::TC;
  const auto a = whole_numbers<TA>(4, 1);
  const auto b = whole_numbers<TB>(4, 2);
  const TA* const no_a = nullptr;
  const TB* const no_b = nullptr;
  TC* const no_c = nullptr;
  const auto call = [](std::int64_t m, std::int64_t n, std::int64_t k, TC alpha, const TA* pa,
                       const TB* pb, TC beta, TC* pc) {
    gemm_mixed(Layout::ColMajor, Op::NoTrans, Op::NoTrans, m, n, k, alpha, pa, 2, pb, 2, beta, pc,
               2);
  };
  const TC garbage = std::is_integral_v<TC> ? TC{77} : static_cast<TC>(std::nan(""));
  std::vector<TC> c(4, garbage), zeros(4, TC{0});
  call(2, 2, 0, TC{1}, no_a, no_b, TC{0}, c.data());
  EXPECT_EQ(c, zeros);
  c.assign(4, garbage);
  call(2, 2, 2, TC{0}, no_a, no_b, TC{0}, c.data());
  EXPECT_EQ(c, zeros);
  EXPECT_NO_THROW(call(0, 2, 2, TC{1}, no_a, no_b, TC{0}, no_c));
  EXPECT_NO_THROW(call(2, 0, 2, TC{1}, no_a, no_b, TC{0}, no_c));
  EXPECT_NO_THROW(call(2, 2, 0, TC{1}, no_a, no_b, TC{1}, no_c));
  std::vector<TC> fresh(4, TC{0});
  call(2, 2, 2, TC{1}, a.data(), b.data(), TC{1}, fresh.data());
  c.assign(4, garbage);
  call(2, 2, 2, TC{1}, a.data(), b.data(), TC{0}, c.data());
  EXPECT_EQ(c, fresh);
}

template <class Call>
std::string message_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(error.routine(), "gemm_mixed");
    return error.what();
  }
  return "nothing was thrown";
}

TEST(GemmMixedErrorsTest, NameArgumentAndValueAndLeaveC) {
  const std::vector<std::int8_t> a(16, 1), b(16, 1);
  std::vector<std::int32_t> c(16, 5);
  const auto call = [&](Layout layout, Op ta, Op tb, std::int64_t m, std::int64_t n, std::int64_t k,
                        std::int32_t alpha, bool has_a, std::int64_t lda, bool has_b,
                        std::int64_t ldb, std::int32_t beta, bool has_c, std::int64_t ldc) {
    const std::string text = message_of([&] {
      gemm_mixed(layout, ta, tb, m, n, k, alpha, has_a ? a.data() : nullptr, lda,
                 has_b ? b.data() : nullptr, ldb, beta, has_c ? c.data() : nullptr, ldc);
    });
    EXPECT_EQ(c, std::vector<std::int32_t>(16, 5)) << text;
    return text.substr(0, text.find(':', text.find(':') + 1));
  };
  constexpr Layout kColumns = Layout::ColMajor;
  constexpr Op kN = Op::NoTrans;
  const auto bad_layout = static_cast<Layout>('x');
  const auto bad_op = static_cast<Op>('x');
  EXPECT_EQ(call(bad_layout, kN, kN, 4, 3, 2, 1, true, 4, true, 2, 0, true, 4),
            "gemm_mixed: argument 1 (layout) is 'x'");
  EXPECT_EQ(call(kColumns, bad_op, kN, 4, 3, 2, 1, true, 4, true, 2, 0, true, 4),
            "gemm_mixed: argument 2 (transA) is 'x'");
  EXPECT_EQ(call(kColumns, kN, bad_op, 4, 3, 2, 1, true, 4, true, 2, 0, true, 4),
            "gemm_mixed: argument 3 (transB) is 'x'");
  EXPECT_EQ(call(kColumns, kN, kN, -1, 3, 2, 1, true, 4, true, 2, 0, true, 4),
            "gemm_mixed: argument 4 (m) is -1");
  EXPECT_EQ(call(kColumns, kN, kN, 4, -3, 2, 1, true, 4, true, 2, 0, true, 4),
            "gemm_mixed: argument 5 (n) is -3");
  EXPECT_EQ(call(kColumns, kN, kN, 4, 3, -2, 1, true, 4, true, 2, 0, true, 4),
            "gemm_mixed: argument 6 (k) is -2");
  EXPECT_EQ(call(kColumns, kN, kN, 4, 3, 2, 2, true, 4, true, 2, 0, true, 4),
            "gemm_mixed: argument 7 (alpha) is 2");
  EXPECT_EQ(call(kColumns, kN, kN, 4, 3, 2, 1, false, 4, true, 2, 0, true, 4),
            "gemm_mixed: argument 8 (A) is null");
  EXPECT_EQ(call(kColumns, kN, kN, 4, 3, 2, 1, true, 3, true, 2, 0, true, 4),
            "gemm_mixed: argument 9 (lda) is 3");
  EXPECT_EQ(call(kColumns, kN, kN, 4, 3, 2, 1, true, 4, false, 2, 0, true, 4),
            "gemm_mixed: argument 10 (B) is null");
  EXPECT_EQ(call(kColumns, kN, kN, 4, 3, 2, 1, true, 4, true, 1, 0, true, 4),
            "gemm_mixed: argument 11 (ldb) is 1");
  EXPECT_EQ(call(kColumns, kN, kN, 4, 3, 2, 1, true, 4, true, 2, -1, true, 4),
            "gemm_mixed: argument 12 (beta) is -1");
  EXPECT_EQ(call(kColumns, kN, kN, 4, 3, 2, 1, true, 4, true, 2, 0, false, 4),
            "gemm_mixed: argument 13 (C) is null");
  EXPECT_EQ(call(Layout::RowMajor, kN, kN, 4, 3, 2, 1, true, 2, true, 3, 0, true, 2),
            "gemm_mixed: argument 14 (ldc) is 2");
  CallOptions options;
  options.device = 40000;
  const std::string text = message_of([&] {
    gemm_mixed(kColumns, kN, kN, 4, 3, 2, 1, a.data(), 4, b.data(), 2, 0, c.data(), 4, options);
  });
  EXPECT_NE(text.find("CallOptions::device is 40000"), std::string::npos) << text;
  EXPECT_EQ(c, std::vector<std::int32_t>(16, 5));
}

// On a thread that has no scratch memory yet.
TEST(GemmMixedErrorsTest, WithoutMemoryCKeepsItsBytes) {
  constexpr std::int64_t kSize = 20;
  const auto a = whole_numbers<bfloat16>(kSize * kSize, 1);
  const auto b = whole_numbers<bfloat16>(kSize * kSize, 2);
  const std::vector<float> before(kSize * kSize, 3.0F);
  std::vector<float> c = before;
  const auto call = [&] {
    gemm_mixed(Layout::ColMajor, Op::NoTrans, Op::NoTrans, kSize, kSize, kSize, 1.0F, a.data(),
               kSize, b.data(), kSize, 2.0F, c.data(), kSize);
  };
  call();  // makes the process's state
  c = before;
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
    EXPECT_NO_THROW(call());
    EXPECT_NE(c, before);
  }).join();
  EXPECT_GT(test::g_refused.load(), 0);
}

}  // namespace
}  // namespace fulcrum
