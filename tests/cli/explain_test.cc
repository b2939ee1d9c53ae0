// SPDX-License-Identifier: Apache-2.0
#include "src/cli/explain.hpp"

#include <gtest/gtest.h>

#include <string>

#include "src/cli/usage.hpp"

namespace fulcrum::cli {
namespace {

ExplainOptions options_of(const char* routine) {
  ExplainOptions o;
  o.routine = routine;
  return o;
}

TEST(ExplainedCall, OperandsArePageableAndTight) {
  ExplainOptions o = options_of("gemm");
  o.m = 2, o.n = 3, o.k = 4;
  o.location_b = "pinned";
  const Call call = make_explained_call(o);
  EXPECT_EQ(call.type, ElementType::F64);
  EXPECT_EQ(call.lda, 2);
  EXPECT_EQ(call.ldb, 4);
  EXPECT_EQ(call.ldc, 2);
  EXPECT_EQ(call.a, Location::Pageable);
  EXPECT_EQ(call.b, Location::Pinned);
  EXPECT_EQ(call.c, Location::Pageable);
}

// No option is forgotten on the way.
TEST(ExplainedCall, EveryOptionReachesTheCall) {
  ExplainOptions o = options_of("trsm_batch");
  o.type = "c64";
  o.layout = 'R', o.side = 'R', o.uplo = 'L', o.transa = 'C', o.diag = 'U';
  o.m = 5, o.n = 6, o.lda = 7, o.ldb = 8, o.batch = 9;
  o.location = "device", o.location_a = "pinned";
  o.threads = 3;
  Call call = make_explained_call(o);
  EXPECT_EQ(call.routine, Routine::TrsmBatch);
  EXPECT_EQ(call.type, ElementType::C64);
  EXPECT_EQ(call.layout, Layout::RowMajor);
  EXPECT_EQ(call.side, Side::Left);
  EXPECT_EQ(call.uplo, Uplo::Upper);
  EXPECT_EQ(call.diag, Diag::Unit);
  EXPECT_EQ(call.m, 6);
  EXPECT_EQ(call.n, 5);
  EXPECT_EQ(call.lda, 7);
  EXPECT_EQ(call.ldb, 8);
  EXPECT_EQ(call.batch, 9);
  EXPECT_EQ(call.a, Location::Pinned);
  EXPECT_EQ(call.b, Location::Device);
  EXPECT_EQ(call.threads, 3);

  ExplainOptions product = options_of("gemm");
  product.m = 2, product.n = 3, product.k = 4, product.ldc = 10;
  product.transb = 'T', product.beta_zero = true, product.location_c = "unknown";
  call = make_explained_call(product);
  EXPECT_EQ(call.trans_b, Op::Trans);
  EXPECT_EQ(call.ldc, 10);
  EXPECT_TRUE(call.beta_zero);
  EXPECT_EQ(call.c, Location::Unknown);

  ExplainOptions vectors = options_of("axpy");
  vectors.n = 5, vectors.incx = -2, vectors.incy = 3;
  vectors.location_x = "pinned", vectors.location_y = "device";
  call = make_explained_call(vectors);
  EXPECT_EQ(call.n, 5);
  EXPECT_EQ(call.m, 1);
  EXPECT_EQ(call.lda, -2);
  EXPECT_EQ(call.ldb, 3);
  EXPECT_EQ(call.a, Location::Pinned);
  EXPECT_EQ(call.b, Location::Device);
}

TEST(ExplainedCall, WhatIsWrongIsNamedByItsOption) {
  const auto says = [](const ExplainOptions& o) {
    try {
      make_explained_call(o);
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string("nothing");
  };
  ExplainOptions o = options_of("dot");
  EXPECT_EQ(says(o), "explain dot: --n is missing: dot has n");
  o.n = 5;
  o.m = 3;
  EXPECT_EQ(says(o), "explain dot: --m is 3: dot has n");
  o.m.reset();
  o.location_a = "pinned";
  EXPECT_EQ(says(o), "explain dot: --location-a is 'pinned': dot has no operand a");
  o.location_a.clear();
  o.beta_zero = true;
  EXPECT_EQ(says(o), "explain dot: --beta0 is 0: dot has no beta");
  EXPECT_EQ(says(options_of("dott")).substr(0, 55),
            "explain: ROUTINE is 'dott': the routines are axpy, axpb");
}

}  // namespace
}  // namespace fulcrum::cli
