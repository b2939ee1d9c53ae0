// SPDX-License-Identifier: Apache-2.0
#include "src/cli/explain.hpp"

#include <gtest/gtest.h>

#include "src/cli/usage.hpp"

namespace fulcrum::cli {
namespace {

TEST(ExplainedCall, GemmHasTightLeadingDimensions) {
  ExplainOptions o;
  o.m = 2, o.n = 3, o.k = 4;
  o.location = Location::Pinned;
  const Call call = make_explained_call(o);
  EXPECT_EQ(call.lda, 2);
  EXPECT_EQ(call.ldb, 4);
  EXPECT_EQ(call.ldc, 2);
  EXPECT_EQ(call.b, Location::Pinned);
}

TEST(ExplainedCall, RowMajorGemmIsTheColumnMajorOneOfTheTransposes) {
  ExplainOptions o;
  o.m = 2, o.n = 3, o.k = 4;
  o.trans_a = Op::Trans;
  o.layout = Layout::RowMajor;
  const Call call = make_explained_call(o);
  EXPECT_EQ(call.m, 3);
  EXPECT_EQ(call.n, 2);
  EXPECT_EQ(call.k, 4);
  EXPECT_EQ(call.trans_a, Op::NoTrans);
  EXPECT_EQ(call.trans_b, Op::Trans);
  EXPECT_EQ(call.lda, 3);
  EXPECT_EQ(call.ldb, 2);
  EXPECT_EQ(call.ldc, 3);
  EXPECT_EQ(call.layout, Layout::RowMajor);
}

TEST(ExplainedCall, RowMajorGemvIsTransposed) {
  ExplainOptions o;
  o.routine = Routine::Gemv;
  o.m = 2, o.n = 3;
  o.layout = Layout::RowMajor;
  const Call call = make_explained_call(o);
  EXPECT_EQ(call.m, 3);
  EXPECT_EQ(call.n, 2);
  EXPECT_EQ(call.trans_a, Op::Trans);
  EXPECT_EQ(call.lda, 3);
}

TEST(ExplainedCall, DimensionsMustBelongToTheRoutine) {
  ExplainOptions o;
  o.routine = Routine::Dot;
  EXPECT_THROW(make_explained_call(o), UsageError);
  o.n = 5;
  EXPECT_EQ(make_explained_call(o).n, 5);
  EXPECT_EQ(make_explained_call(o).m, 1);
  o.m = 3;
  EXPECT_THROW(make_explained_call(o), UsageError);
}

}  // namespace
}  // namespace fulcrum::cli
