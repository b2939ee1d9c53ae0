// SPDX-License-Identifier: Apache-2.0
// Calls by the names and letters of their routines' lists of arguments.
#include "offload/decision/call_arguments.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "offload/platforms.hpp"
#include "offload/routines/traits.hpp"
#include "tests/decision/machine.hpp"

namespace fulcrum::offload::testing {
namespace {

// Sizes for those that the routine has.
CallArguments sized(Routine routine, ElementType type, std::int64_t m, std::int64_t n,
                    std::int64_t k) {
  CallArguments arguments;
  arguments.routine = to_string(routine);
  arguments.type = to_string(type);
  const Present& has = traits_of(routine, type).present;
  if (has.m) arguments.m = m;
  if (has.n) arguments.n = n;
  if (has.k) arguments.k = k;
  return arguments;
}

template <class Visit>
void for_every_routine(const Visit& visit) {
  for (std::size_t r = 0; r < kRoutineCount; ++r) {
    for (std::size_t t = 0; t < kElementTypeCount; ++t) {
      const auto routine = static_cast<Routine>(r);
      const auto type = static_cast<ElementType>(t);
      if (known_paths().has(routine, type)) visit(routine, type);
    }
  }
}

TEST(CallArguments, DescribeEveryRoutineInEveryType) {
  const Snapshot snapshot = snapshot_of(round_host(), find_profile("h200-pcie5"));
  int described = 0;
  for_every_routine([&](Routine routine, ElementType type) {
    for (const char layout : {'c', 'R'}) {
      CallArguments arguments = sized(routine, type, 30, 20, 10);
      arguments.layout = layout;
      const Call call = call_of(arguments);
      ++described;
      EXPECT_EQ(call.routine, routine);
      EXPECT_EQ(call.type, type);
      EXPECT_NO_THROW(check_call(call)) << to_string(routine);
      Call same = call;
      make_tight(same);
      EXPECT_EQ(same.lda, call.lda) << to_string(routine);
      EXPECT_EQ(same.ldb, call.ldb) << to_string(routine);
      EXPECT_EQ(same.ldc, call.ldc) << to_string(routine);
      const Call written = as_written(call);
      const Present& has = traits_of(call).present;
      if (has.m) {
        EXPECT_EQ(written.m, 30) << to_string(routine);
      }
      EXPECT_EQ(written.n, 20) << to_string(routine);
      if (has.k) {
        EXPECT_EQ(written.k, 10) << to_string(routine);
      }
      if (has.order) {
        EXPECT_EQ(call.m, 20) << to_string(routine);
      }
      const Explanation explanation = explain(decide(call, snapshot), snapshot);
      EXPECT_FALSE(explanation.simd.empty());
      EXPECT_GT(explanation.decision.predicted_simd_ns, 0);
    }
  });
  EXPECT_GT(described, 2 * static_cast<int>(kRoutineCount));
}

// By rows the product of the transposes is weighed, with the caller's A in the place of B.
TEST(CallArguments, NamesAreTheCallersByRowsToo) {
  CallArguments arguments = sized(Routine::Gemm, ElementType::C64, 2, 3, 4);
  arguments.layout = 'r';
  arguments.transa = 't';
  arguments.lda = 20;
  arguments.location_a = "pinned";
  arguments.location = "device";
  const Call call = call_of(arguments);
  EXPECT_EQ(call.layout, Layout::RowMajor);
  EXPECT_EQ(call.m, 3);
  EXPECT_EQ(call.n, 2);
  EXPECT_EQ(call.k, 4);
  EXPECT_EQ(call.trans_a, Op::NoTrans);
  EXPECT_EQ(call.trans_b, Op::Trans);
  EXPECT_EQ(call.lda, 3) << "the caller's B, 4 x 3 by rows";
  EXPECT_EQ(call.ldb, 20);
  EXPECT_EQ(call.ldc, 3);
  EXPECT_EQ(call.a, Location::Device);
  EXPECT_EQ(call.b, Location::Pinned);
  EXPECT_EQ(letters_of(call), "TN");
  arguments.lda = 1;
  EXPECT_THROW(call_of(arguments), ArgumentError);

  CallArguments update = sized(Routine::Ger, ElementType::F64, 5, 6, 0);
  update.layout = 'R';
  update.incx = 7;
  update.location_y = "pinned";
  const Call by_rows = call_of(update);
  EXPECT_EQ(by_rows.m, 6);
  EXPECT_EQ(by_rows.ldb, 1) << "the place of x has the caller's y";
  EXPECT_EQ(by_rows.ldc, 7);
  EXPECT_EQ(by_rows.b, Location::Pinned);
  EXPECT_EQ(by_rows.lda, 6);
}

TEST(CallArguments, LettersAndSizesReachTheCall) {
  CallArguments arguments = sized(Routine::Trsm, ElementType::C32, 7, 9, 0);
  arguments.side = 'r';
  arguments.uplo = 'L';
  arguments.transa = 'c';
  arguments.diag = 'U';
  arguments.ldb = 70;
  arguments.threads = 3;
  arguments.device = 2;
  const Call call = call_of(arguments);
  EXPECT_EQ(letters_of(call), "RLCU");
  EXPECT_EQ(call.k, 9) << "the order of A";
  EXPECT_EQ(call.lda, 9);
  EXPECT_EQ(call.ldb, 70);
  EXPECT_EQ(call.threads, 3);
  EXPECT_EQ(call.device, 2);

  CallArguments in_place = sized(Routine::Imatcopy, ElementType::F64, 7, 9, 0);
  in_place.transa = 't';
  EXPECT_EQ(call_of(in_place).lda, 7);
  EXPECT_EQ(call_of(in_place).ldb, 9) << "of the transpose";
  in_place.ldb = 8;
  EXPECT_THROW(call_of(in_place), ArgumentError);

  CallArguments batch = sized(Routine::GemmBatch, ElementType::F32, 4, 4, 4);
  batch.batch = 1000;
  EXPECT_EQ(call_of(batch).batch, 1000);
  CallArguments band = sized(Routine::Tbmv, ElementType::F64, 0, 30, 0);
  band.k = std::nullopt;
  EXPECT_EQ(call_of(band).k, 0) << "nothing beside the diagonal";
  EXPECT_EQ(call_of(band).lda, 1);
}

struct Wrong {
  Routine routine;
  std::function<void(CallArguments&)> change;
  std::string says;
};

TEST(CallArguments, WhatIsWrongIsNamed) {
  using A = CallArguments;
  const Wrong cases[] = {
      {Routine::Gemm, [](A& a) { a.routine = "gemmx"; },
       "routine is 'gemmx': the routines are axpy"},
      {Routine::Gemm, [](A& a) { a.routine = ""; }, "routine is missing: the routines are axpy"},
      {Routine::Gemm, [](A& a) { a.type = "f16"; }, "type is 'f16': gemm has f32, f64, c32, c64"},
      {Routine::Gemm, [](A& a) { a.type = "double"; }, "type is 'double': gemm has"},
      {Routine::Gemm, [](A& a) { a.k.reset(); }, "k is missing: gemm has m, n and k"},
      {Routine::Gemm, [](A& a) { a.k = -1; }, "k is -1: it must be at least 1"},
      {Routine::Gemm, [](A& a) { a.n = 0; }, "n is 0: it must be at least 1"},
      {Routine::Gemm, [](A& a) { a.n = std::int64_t{1} << 41; },
       "n is 2199023255552: it must be at most 1099511627776"},
      {Routine::Gemm, [](A& a) { a.m = a.n = 1 << 30, a.k = 1 << 20; },
       "n is 1073741824: with the other sizes that is more than 4.6e18 operations"},
      {Routine::Gemv, [](A& a) { a.k = 3; }, "k is 3: gemv has m and n"},
      {Routine::Dot, [](A& a) { a.m = 3; }, "m is 3: dot has n"},
      {Routine::Gemm, [](A& a) { a.side = 'L'; }, "side is 'L': gemm has no side"},
      {Routine::Gemv, [](A& a) { a.transb = 'N'; }, "transb is 'N': gemv has no transb"},
      {Routine::Gemm, [](A& a) { a.transa = 'x'; }, "transa is 'x': it must be N, T, C or R"},
      {Routine::Gemm, [](A& a) { a.transa = 7; }, "transa is the byte 7: it must be"},
      {Routine::Gemm, [](A& a) { a.layout = 'L'; }, "layout is 'L': it must be C (columns) or R"},
      {Routine::Trsm, [](A& a) { a.diag = 'x'; }, "diag is 'x': it must be N or U"},
      {Routine::Trsm, [](A& a) { a.uplo = 'x'; }, "uplo is 'x': it must be U or L"},
      {Routine::Herk, [](A& a) { a.transa = 't'; }, "transa is 'T': it must be N or C"},
      {Routine::Syrk, [](A& a) { a.transa = 'C'; }, "transa is 'C': it must be N or T"},
      {Routine::Gemm, [](A& a) { a.lda = 29; }, "lda is 29: it must be at least 30"},
      {Routine::Gemm, [](A& a) { a.ldb = 0; }, "ldb is 0: it must be at least 10"},
      {Routine::Gemm, [](A& a) { a.incx = 1; }, "incx is 1: gemm has no incx"},
      {Routine::Spmv, [](A& a) { a.lda = 30; }, "lda is 30: spmv has no lda"},
      {Routine::Axpy, [](A& a) { a.incy = 0; }, "incy is 0: it must not be 0"},
      {Routine::Axpy, [](A& a) { a.beta_zero = true; }, "beta is 0: axpy has no beta"},
      {Routine::Gemm, [](A& a) { a.batch = 2; }, "batch is 2: gemm computes one problem"},
      {Routine::GemmBatch, [](A& a) { a.batch = -2; }, "batch is -2: it must be at least 0"},
      {Routine::Gemm, [](A& a) { a.location = "moon"; },
       "location is 'moon': it must be unknown, pageable, pinned or device"},
      {Routine::Gemm, [](A& a) { a.location_b = "moon"; }, "location_b is 'moon': it must be"},
      {Routine::Gemm, [](A& a) { a.location_x = "pinned"; },
       "location_x is 'pinned': gemm has no operand x"},
      {Routine::Gemm, [](A& a) { a.threads = -1; }, "threads is -1: it must be at least 0"},
      {Routine::Gemm, [](A& a) { a.device = 40000; }, "device is 40000: it must be at most 32767"},
  };
  for (const Wrong& wrong : cases) {
    CallArguments arguments = sized(wrong.routine, ElementType::C64, 30, 20, 10);
    EXPECT_NO_THROW(call_of(arguments)) << wrong.says;
    wrong.change(arguments);
    try {
      call_of(arguments);
      ADD_FAILURE() << wrong.says;
    } catch (const ArgumentError& error) {
      EXPECT_EQ(std::string(error.what()).substr(0, wrong.says.size()), wrong.says);
    }
  }
}

TEST(CheckCall, RefusesWhatNoRoutineTakes) {
  Call call = gemm_call(ElementType::F64, 4, 5, 6);
  EXPECT_NO_THROW(check_call(call));
  const auto says = [&](const std::function<void(Call&)>& change) {
    Call changed = call;
    change(changed);
    try {
      check_call(changed);
    } catch (const ArgumentError& error) {
      return std::string(error.what());
    }
    return std::string("nothing");
  };
  EXPECT_EQ(says([](Call& c) { c.m = -1; }), "m is -1: it must be at least 0");
  EXPECT_EQ(says([](Call& c) { c.lda = 3; }), "lda is 3: it must be at least 4");
  EXPECT_EQ(says([](Call& c) { c.type = ElementType::I8; }),
            "type is 'i8': gemm has f32, f64, c32, c64");
  EXPECT_EQ(says([](Call& c) { c.type = static_cast<ElementType>(77); }),
            "type is '?': gemm has f32, f64, c32, c64");
  EXPECT_EQ(says([](Call& c) { c.routine = static_cast<Routine>(255); }),
            "routine is 255: no such enumerator");
  EXPECT_EQ(says([](Call& c) { c.trans_a = static_cast<Op>(3); }),
            "transa is 3: no such enumerator");
  EXPECT_EQ(says([](Call& c) { c.threads = -3; }), "threads is -3: it must be at least 0");
  EXPECT_EQ(says([](Call& c) { c.batch = 3; }), "batch is 3: gemm computes one problem");
}

}  // namespace
}  // namespace fulcrum::offload::testing
