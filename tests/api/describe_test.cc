// SPDX-License-Identifier: Apache-2.0
// A problem described for the model, and what is left of one behind a device's first elements.
#include "src/api/describe.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "offload/decision/decide.hpp"
#include "src/api/remainder.hpp"

namespace fulcrum::api {
namespace {

template <class Problem>
void expect_same_work(const Problem& p) {
  const Call call = describe(p);
  EXPECT_EQ(flops(p), offload::flops(call));
  EXPECT_EQ(routine_of(p), call.routine);
  EXPECT_EQ(type_of(p), call.type);
}

TEST(DescribeTest, TheShortWayCountsTheSameOperations) {
  GemmProblem<float> gemm;
  gemm.m = 3;
  gemm.n = 5;
  gemm.k = 7;
  expect_same_work(gemm);
  GemvProblem<double> gemv;
  gemv.m = 3;
  gemv.n = 5;
  expect_same_work(gemv);
  expect_same_work(AxpyProblem<float>{11, 2, nullptr, 1, nullptr, 1});
  expect_same_work(DotProblem<double>{11, nullptr, 1, nullptr, 1, nullptr});
  expect_same_work(ScalProblem<float>{11, 2, nullptr, 1});
}

// A description made over an older one keeps nothing of it.
TEST(DescribeTest, NothingOfThePreviousCallIsLeft) {
  Call used;
  used.trans_a = used.trans_b = Op::Trans;
  used.layout = Layout::RowMajor;
  used.beta_zero = true;
  used.a = used.b = used.c = Location::Pinned;
  used.m = used.n = used.k = used.lda = used.ldb = used.ldc = 99;
  used.batch = 99;
  used.threads = 9;
  used.device = 9;
  const AxpyProblem<double> p{11, 2, nullptr, 3, nullptr, -4};
  describe_into(used, p);
  const Call fresh = describe(p);
  EXPECT_EQ(used.trans_a, fresh.trans_a);
  EXPECT_EQ(used.trans_b, fresh.trans_b);
  EXPECT_EQ(used.layout, fresh.layout);
  EXPECT_EQ(used.beta_zero, fresh.beta_zero);
  EXPECT_EQ(used.a, Location::Unknown);
  EXPECT_EQ(used.b, Location::Unknown);
  EXPECT_EQ(used.c, Location::Unknown);
  EXPECT_EQ(used.batch, 1);
  EXPECT_EQ(used.m, 1);
  EXPECT_EQ(used.n, 11);
  EXPECT_EQ(used.k, 1);
  EXPECT_EQ(used.lda, 3);
  EXPECT_EQ(used.ldb, -4);
  EXPECT_EQ(used.ldc, fresh.ldc);
  EXPECT_EQ(used.threads, 0);
  EXPECT_EQ(used.device, -1);
}

// Logical element i of what is left is logical element i + done of the whole, for either direction.
TEST(RemainderTest, VectorsGoOnWhereTheyStopped) {
  std::vector<double> memory(64);
  for (const std::int64_t inc : {1, 3, -1, -3}) {
    for (const std::int64_t done : {0, 1, 5}) {
      const AxpyProblem<double> whole{9, 2, memory.data(), inc, memory.data() + 2, -inc};
      const AxpyProblem<double> rest = remainder(whole, done);
      ASSERT_EQ(rest.n, 9 - done);
      EXPECT_EQ(first(rest.x, rest.n, rest.incx), first(whole.x, 9, inc) + done * inc);
      EXPECT_EQ(first(rest.y, rest.n, rest.incy), first(whole.y, 9, -inc) - done * inc);
    }
  }
}

TEST(RemainderTest, MatricesGoOnWhereTheyStopped) {
  std::vector<double> memory(1000);
  for (const bool trans : {false, true}) {
    GemmProblem<double> gemm;
    gemm.trans_b = trans;
    gemm.m = 4;
    gemm.n = 9;
    gemm.k = 5;
    gemm.b = memory.data();
    gemm.ldb = 20;
    gemm.c = memory.data() + 500;
    gemm.ldc = 6;
    const GemmProblem<double> products = remainder(gemm, 3);
    EXPECT_EQ(products.n, 6);
    EXPECT_EQ(products.b, gemm.b + (trans ? 3 : 60));
    EXPECT_EQ(products.c, gemm.c + 18);

    GemvProblem<double> gemv;
    gemv.trans = trans;
    gemv.m = gemv.n = 8;
    gemv.a = memory.data();
    gemv.lda = 10;
    gemv.y = memory.data() + 600;
    gemv.incy = -2;
    const GemvProblem<double> rows = remainder(gemv, 3);
    EXPECT_EQ(rows.y_size(), 5);
    EXPECT_EQ(rows.x_size(), 8);
    EXPECT_EQ(rows.a, gemv.a + (trans ? 30 : 3));
    EXPECT_EQ(first(rows.y, 5, -2), first(gemv.y, 8, -2) - 6);
  }
}

}  // namespace
}  // namespace fulcrum::api
