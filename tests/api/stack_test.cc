// SPDX-License-Identifier: Apache-2.0
// What only the C++ API has keeps within test::kStackLimit of its thread's stack;
// tests/differential/stack_test.cc has the rest.
#include "tests/support/stack_use.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "fulcrum/fulcrum.hpp"

namespace fulcrum {
namespace {

constexpr Layout kColumns = Layout::ColMajor;
constexpr Op kOps[] = {Op::NoTrans, Op::Trans};
constexpr std::int64_t kSizes[] = {1, 3, 40, 200};  // every path of gemm

CallOptions serial() {
  CallOptions options;
  options.threads = 1;
  options.backend = Backend::Simd;
  return options;
}

// Calls compute(op of A, op of B, m, n, k) for all; the first call is the dynamic linker's.
template <class Compute>
void check(const Compute& compute) {
  if (!test::kStackIsMeasured) GTEST_SKIP() << "a sanitizer uses the stack too";
  compute(Op::NoTrans, Op::NoTrans, 2, 2, 2);
  for (const Op op_a : kOps) {
    for (const Op op_b : kOps) {
      for (const std::int64_t m : kSizes) {
        for (const std::int64_t n : kSizes) {
          for (const std::int64_t k : kSizes) {
            EXPECT_LE(test::stack_use([&] { compute(op_a, op_b, m, n, k); }), test::kStackLimit)
                << static_cast<char>(op_a) << static_cast<char>(op_b) << " m=" << m << " n=" << n
                << " k=" << k;
          }
        }
      }
    }
  }
}

template <class TA, class TB, class TC>
void check_mixed(Layout layout = kColumns) {
  const std::vector<TA> a(200 * 200, TA(1));
  const std::vector<TB> b(200 * 200, TB(1));
  std::vector<TC> c(200 * 200);
  check([&](Op op_a, Op op_b, std::int64_t m, std::int64_t n, std::int64_t k) {
    gemm_mixed(layout, op_a, op_b, m, n, k, TC{1}, a.data(), 200, b.data(), 200, TC{0}, c.data(),
               200, serial());
  });
}

TEST(StackTest, Bfloat16) { check_mixed<bfloat16, bfloat16, float>(); }
TEST(StackTest, Float16) { check_mixed<float16, float16, float>(); }
TEST(StackTest, Int8) { check_mixed<std::int8_t, std::int8_t, std::int32_t>(); }
TEST(StackTest, Uint8Int8) { check_mixed<std::uint8_t, std::int8_t, std::int32_t>(); }
// By rows the operands change places, and with them their types.
TEST(StackTest, Uint8Int8ByRows) {
  check_mixed<std::uint8_t, std::int8_t, std::int32_t>(Layout::RowMajor);
}

template <class T>
void check_epilogue() {
  const std::vector<T> a(200 * 200, T{1}), bias(200, T{1});
  std::vector<T> c(200 * 200);
  const auto epilogue = Epilogue<T>().bias_per_row(bias.data()).gelu();
  check([&](Op op_a, Op op_b, std::int64_t m, std::int64_t n, std::int64_t k) {
    gemm(kColumns, op_a, op_b, m, n, k, T{1}, a.data(), 200, a.data(), 200, T{0}, c.data(), 200,
         epilogue, serial());
  });
}

TEST(StackTest, EpilogueF32) { check_epilogue<float>(); }
TEST(StackTest, EpilogueF64) { check_epilogue<double>(); }

}  // namespace
}  // namespace fulcrum
