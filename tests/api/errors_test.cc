// SPDX-License-Identifier: Apache-2.0
// Error exits of the C++ routines beyond the table of arguments_test.cc: gemm's at the ends of the
// ranges, operands that may be null since nothing is read of them, a device out of range.
#include <gtest/gtest.h>

#include <climits>
#include <cstring>
#include <string>
#include <vector>

#include "fulcrum/fulcrum.hpp"

namespace fulcrum {
namespace {

constexpr auto kNoLayout = static_cast<Layout>('X');
constexpr auto kNoOp = static_cast<Op>('\x07');

template <class T>
class ErrorsTest : public ::testing::Test {
 protected:
  // 8 x 8 elements are enough for every operand below.
  std::vector<T> a_ = std::vector<T>(64, 1), b_ = std::vector<T>(64, 2), c_ = std::vector<T>(64, 3);

  template <class Call>
  void expect_illegal(const char* routine, int position, const char* argument, const char* value,
                      Call call) {
    const std::vector<T> before = c_;
    const std::string where = std::string(routine) + " argument " + std::to_string(position);
    try {
      call();
      ADD_FAILURE() << where << ": nothing was thrown";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidArgument) << where;
      EXPECT_EQ(error.routine(), routine);
      EXPECT_EQ(error.position(), position) << error.what();
      EXPECT_EQ(error.argument(), argument) << error.what();
      EXPECT_EQ(error.value(), value) << error.what();
      const std::string text = error.what();
      for (const std::string& part : {std::string(routine), std::to_string(position),
                                      std::string(argument), std::string(value)}) {
        EXPECT_NE(text.find(part), std::string::npos) << text << " lacks " << part;
      }
    }
    EXPECT_EQ(std::memcmp(before.data(), c_.data(), before.size() * sizeof(T)), 0)
        << where << ": output changed";
  }
};
using Types = ::testing::Types<float, double>;
TYPED_TEST_SUITE(ErrorsTest, Types);

template <class T>
struct GemmCall {
  Layout layout = Layout::ColMajor;
  Op trans_a = Op::NoTrans, trans_b = Op::NoTrans;
  std::int64_t m = 3, n = 4, k = 5;
  T alpha = 1;
  const T* a = nullptr;
  std::int64_t lda = 3;
  const T* b = nullptr;
  std::int64_t ldb = 5;
  T beta = 1;
  T* c = nullptr;
  std::int64_t ldc = 3;

  void operator()() const {
    gemm(layout, trans_a, trans_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  }
};

TYPED_TEST(ErrorsTest, Gemm) {
  GemmCall<TypeParam> good;
  good.a = this->a_.data();
  good.b = this->b_.data();
  good.c = this->c_.data();
  const auto bad = [&](int position, const char* argument, const char* value, auto change) {
    GemmCall<TypeParam> call = good;
    change(call);
    this->expect_illegal("gemm", position, argument, value, call);
    // explain_gemm checks the same.
    this->expect_illegal("gemm", position, argument, value, [&] {
      (void)explain_gemm(call.layout, call.trans_a, call.trans_b, call.m, call.n, call.k,
                         call.alpha, call.a, call.lda, call.b, call.ldb, call.beta,
                         static_cast<const TypeParam*>(call.c), call.ldc);
    });
  };
  bad(1, "layout", "'X'", [](auto& g) { g.layout = kNoLayout; });
  bad(2, "transA", "7", [](auto& g) { g.trans_a = kNoOp; });
  bad(3, "transB", "7", [](auto& g) { g.trans_b = kNoOp; });
  bad(4, "m", "-1", [](auto& g) { g.m = -1; });
  bad(5, "n", "-2", [](auto& g) { g.n = -2; });
  bad(6, "k", "-3", [](auto& g) { g.k = -3; });
  bad(9, "lda", "2", [](auto& g) { g.lda = 2; });
  bad(9, "lda", "4", [](auto& g) { g.trans_a = Op::Trans, g.lda = 4; });
  bad(9, "lda", "4", [](auto& g) { g.trans_a = Op::ConjTrans, g.lda = 4; });
  bad(9, "lda", "0", [](auto& g) { g.m = 0, g.lda = 0; });
  bad(11, "ldb", "4", [](auto& g) { g.ldb = 4; });
  bad(11, "ldb", "3", [](auto& g) { g.trans_b = Op::Trans, g.ldb = 3; });
  bad(11, "ldb", "0", [](auto& g) { g.k = 0, g.ldb = 0; });
  bad(14, "ldc", "2", [](auto& g) { g.ldc = 2; });
  bad(14, "ldc", "-9223372036854775808", [](auto& g) { g.ldc = INT64_MIN; });
  // The first wrong argument is the one that is named.
  bad(4, "m", "-1", [](auto& g) { g.m = g.n = -1, g.lda = 0; });

  good.layout = Layout::RowMajor;
  good.lda = 5, good.ldb = 4, good.ldc = 4;
  EXPECT_NO_THROW(good());
  bad(9, "lda", "4", [](auto& g) { g.lda = 4; });
  bad(9, "lda", "2", [](auto& g) { g.trans_a = Op::Trans, g.lda = 2; });
  bad(11, "ldb", "3", [](auto& g) { g.ldb = 3; });
  bad(11, "ldb", "4", [](auto& g) { g.trans_b = Op::Trans, g.ldb = 4; });
  bad(14, "ldc", "3", [](auto& g) { g.ldc = 3; });
}

TYPED_TEST(ErrorsTest, GemmNullOperands) {
  GemmCall<TypeParam> good;
  good.a = this->a_.data();
  good.b = this->b_.data();
  good.c = this->c_.data();
  GemmCall<TypeParam> call = good;
  call.a = nullptr;
  this->expect_illegal("gemm", 8, "A", "null", call);
  call = good;
  call.b = nullptr;
  this->expect_illegal("gemm", 10, "B", "null", call);
  call = good;
  call.c = nullptr;
  this->expect_illegal("gemm", 13, "C", "null", call);
  call.alpha = 0;
  call.beta = 2;
  this->expect_illegal("gemm", 13, "C", "null", call);
  // Not read, hence allowed.
  call = good;
  call.alpha = 0;
  call.a = call.b = nullptr;
  EXPECT_NO_THROW(call());
  call = GemmCall<TypeParam>{};
  call.m = 0;
  EXPECT_NO_THROW(call());
}

TYPED_TEST(ErrorsTest, LevelOneNullVectors) {
  using T = TypeParam;
  T* const null = nullptr;
  T* const x = this->a_.data();
  T* const y = this->c_.data();
  this->expect_illegal("axpy", 3, "x", "null", [&] { axpy<T>(3, 2, null, 1, y, 1); });
  this->expect_illegal("axpy", 5, "y", "null", [&] { axpy<T>(3, 2, x, 1, null, 1); });
  this->expect_illegal("dot", 2, "x", "null", [&] { (void)dot<T>(3, null, 1, y, 1); });
  this->expect_illegal("dot", 4, "y", "null", [&] { (void)dot<T>(3, x, 1, null, 1); });
  this->expect_illegal("scal", 3, "x", "null", [&] { scal<T>(3, 2, null, 1); });
  // Nothing is used of them.
  EXPECT_NO_THROW(axpy<T>(0, 2, null, 1, null, 1));
  EXPECT_NO_THROW(axpy<T>(-5, 2, null, 1, null, 1));
  EXPECT_NO_THROW(axpy<T>(3, 0, null, 1, null, 1));
  EXPECT_EQ(dot<T>(0, null, 1, null, 1), 0);
  EXPECT_EQ(dot<T>(-1, null, 1, null, 1), 0);
  EXPECT_NO_THROW(scal<T>(0, 2, null, 1));
  EXPECT_NO_THROW(scal<T>(3, 2, null, 0));
  EXPECT_NO_THROW(scal<T>(3, 2, null, -1));
}

// A device that Call cannot hold is refused, not cut to one that it can, and wherever the call
// would have been computed. Which call was the last does not change.
TYPED_TEST(ErrorsTest, DeviceOutOfRange) {
  using T = TypeParam;
  constexpr auto kCol = Layout::ColMajor;
  constexpr auto kN = Op::NoTrans;
  const T* const a = this->a_.data();
  T* const c = this->c_.data();
  const T* const read = c;
  scal<T>(7, 1, c, 1);
  for (const int device : {-2, 32768, 65535, 65536, INT_MAX, INT_MIN}) {
    CallOptions options;
    options.device = device;
    const auto refused = [&](const char* routine, auto call) {
      const std::vector<T> before = this->c_;
      try {
        call();
        ADD_FAILURE() << routine << " on device " << device << ": nothing was thrown";
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::InvalidArgument) << error.what();
        EXPECT_EQ(error.routine(), routine);
        EXPECT_EQ(std::string(error.what()),
                  std::string(routine) + ": CallOptions::device is " + std::to_string(device) +
                      ": it must be the index of a device, or -1 for any");
      }
      EXPECT_EQ(this->c_, before) << routine;
      EXPECT_EQ(last_decision().call.routine, Routine::Scal) << routine;
      EXPECT_EQ(last_decision().call.n, 7) << routine;
    };
    for (const bool deterministic : {false, true}) {
      options.deterministic = deterministic;
      refused("gemm", [&] { gemm<T>(kCol, kN, kN, 3, 4, 5, 1, a, 3, a, 5, 1, c, 3, options); });
      refused("gemv", [&] { gemv<T>(kCol, kN, 3, 4, 1, a, 3, a, 1, 1, c, 1, options); });
      refused("axpy", [&] { axpy<T>(3, 2, a, 1, c, 1, options); });
      refused("dot", [&] { (void)dot<T>(3, a, 1, a, 1, options); });
      refused("scal", [&] { scal<T>(3, 2, c, 1, options); });
      refused("gemm_batch", [&] {
        gemm_batch_strided<T>(kCol, kN, kN, 2, 2, 2, 1, a, 2, 4, a, 2, 4, 1, c, 2, 4, 3, options);
      });
    }
    refused("gemm", [&] {
      (void)explain_gemm<T>(kCol, kN, kN, 3, 4, 5, 1, a, 3, a, 5, 1, read, 3, options);
    });
    refused("axpy", [&] { (void)explain_axpy<T>(3, 2, a, 1, read, 1, options); });
  }
}

}  // namespace
}  // namespace fulcrum
