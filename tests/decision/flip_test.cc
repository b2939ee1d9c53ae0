// SPDX-License-Identifier: Apache-2.0
// The size at which the choice flips, against decide() asked size by size.
#include "offload/decision/flip.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "offload/routines/traits.hpp"
#include "tests/decision/machine.hpp"

namespace fulcrum::offload::testing {
namespace {

bool crosses(const Call& call, const Snapshot& snapshot) {
  return decide(call, snapshot).backend != Backend::Simd;
}

std::string text(const Call& call) {
  return std::string(to_string(call.routine)) + ' ' + std::string(to_string(call.type)) + ' ' +
         sizes_of(call) + " batch=" + std::to_string(call.batch);
}

// A call of any routine on sizes of about n, tight.
Call call_of_size(Routine routine, ElementType type, std::int64_t n) {
  Call call;
  call.routine = routine;
  call.type = type;
  const RoutineTraits& traits = traits_of(call);
  if (traits.present.m) call.m = n;
  call.n = n;
  if (traits.present.k) call.k = std::max<std::int64_t>(1, n / 2);
  if (traits.batch) call.batch = 50;
  call = traits.completed(call);
  make_tight(call);
  return call;
}

// On one thread: where a second one begins to pay the two sides may change places again.
Call square(std::int64_t n) {
  Call call = gemm_call(ElementType::F64, n, n, n);
  call.threads = 1;
  return call;
}

TEST(Flip, IsTheSizeWhereDecideChangesItsMind) {
  const Snapshot snapshot = round_machine();
  std::int64_t border = 1;
  while (!crosses(square(border), snapshot)) ++border;
  ASSERT_GT(border, 20);
  for (const std::int64_t size : {std::int64_t{1}, border / 7, border - 1}) {
    const Decision decision = decide(square(size), snapshot);
    const std::optional<Flip> flip = nearest_flip(decision, snapshot);
    ASSERT_TRUE(flip) << size;
    EXPECT_EQ(flip->call.m, border) << size;
    EXPECT_EQ(flip->call.n, border) << size;
    EXPECT_EQ(flip->call.k, border) << size;
    EXPECT_EQ(flip->call.lda, border) << "tight stays tight";
    EXPECT_EQ(flip->call.ldb, border);
    EXPECT_EQ(flip->call.ldc, border);
    EXPECT_EQ(flip->backend, Backend("cuda"));
    EXPECT_NEAR(flip->factor * static_cast<double>(size), static_cast<double>(border), 0.6);
  }
  for (const std::int64_t size : {border, border + 1, 5 * border, 40 * border}) {
    const Decision decision = decide(square(size), snapshot);
    const std::optional<Flip> flip = nearest_flip(decision, snapshot);
    ASSERT_TRUE(flip) << size;
    EXPECT_EQ(flip->call.n, border - 1) << size;
    EXPECT_EQ(flip->backend, Backend::Simd);
    EXPECT_LT(flip->factor, 1);
  }
}

// In the places where nothing is tight nothing becomes so, and what is not a dimension stays.
TEST(Flip, ScalesDimensionsAlone) {
  Call call = gemm_call(ElementType::F64, 100, 50, 3);
  call.lda = 150;
  call.ldc = 101;
  call = scaled(call, 2);
  EXPECT_EQ(sizes_of(call), "m=200 n=100 k=6");
  EXPECT_EQ(call.lda, 300);
  EXPECT_EQ(call.ldb, 6);
  EXPECT_EQ(call.ldc, 202);
  call = scaled(call, 0.01);
  EXPECT_EQ(sizes_of(call), "m=2 n=1 k=1");
  EXPECT_EQ(call.lda, 3);
  EXPECT_EQ(call.ldb, 1);
  EXPECT_EQ(call.ldc, 3) << "at least one more than its rows";

  Call vectors = vector_call(Routine::Axpy, ElementType::F32, 1000);
  vectors.lda = -7;
  vectors.ldb = 2;
  vectors = scaled(vectors, 0.5);
  EXPECT_EQ(vectors.n, 500);
  EXPECT_EQ(vectors.m, 1);
  EXPECT_EQ(vectors.k, 1);
  EXPECT_EQ(vectors.lda, -7);
  EXPECT_EQ(vectors.ldb, 2);
}

TEST(Flip, KeepsWhatFollowsFromADimension) {
  Call symmetric = call_of_size(Routine::Symm, ElementType::F64, 40);
  symmetric.side = Side::Right;
  symmetric.n = 60;
  symmetric = traits_of(symmetric).completed(symmetric);
  make_tight(symmetric);
  EXPECT_EQ(symmetric.k, 60) << "the order of A";
  symmetric = scaled(symmetric, 2);
  EXPECT_EQ(symmetric.m, 80);
  EXPECT_EQ(symmetric.n, 120);
  EXPECT_EQ(symmetric.k, 120);
  EXPECT_EQ(symmetric.lda, 120);
  EXPECT_EQ(symmetric.ldb, 80);

  const Call order = scaled(call_of_size(Routine::Trmv, ElementType::F64, 40), 3);
  EXPECT_EQ(order.m, 120);
  EXPECT_EQ(order.n, 120);
  EXPECT_EQ(order.lda, 120);

  Call band = call_of_size(Routine::Sbmv, ElementType::F64, 40);
  band.k = 4;
  make_tight(band);
  band = scaled(band, 2.5);
  EXPECT_EQ(band.m, 100);
  EXPECT_EQ(band.n, 100);
  EXPECT_EQ(band.k, 10);
  EXPECT_EQ(band.lda, 11);
  band.k = 0;
  EXPECT_EQ(scaled(band, 3).k, 0) << "a diagonal matrix stays one";
}

// Whatever is found, decide() says so too: the other side there, this side one step nearer. What
// is not found is nowhere among powers of two either.
TEST(Flip, HoldsForEveryRoutine) {
  int found = 0, none = 0;
  for (const char* key : {"h200-pcie5", "gh200", "t4"}) {
    const Snapshot snapshot = snapshot_of(round_host(), find_profile(key));
    for (std::size_t r = 0; r < kRoutineCount; ++r) {
      for (const ElementType type : {ElementType::F32, ElementType::C64}) {
        const auto routine = static_cast<Routine>(r);
        if (!snapshot.any_path.has(routine, type)) continue;
        for (const std::int64_t size : {3, 300, 20000}) {
          for (const Location location : {Location::Pageable, Location::Device}) {
            const Call call = located(call_of_size(routine, type, size), location);
            const Decision decision = decide(call, snapshot);
            const bool here = decision.backend != Backend::Simd;
            const std::optional<Flip> flip = nearest_flip(decision, snapshot);
            if (!flip) {
              ++none;
              for (double factor = 1.0 / 4096; factor < 64; factor *= 2)
                EXPECT_EQ(crosses(scaled(call, factor), snapshot), here) << key << text(call);
              continue;
            }
            ++found;
            const Call& other = flip->call;
            EXPECT_EQ(crosses(other, snapshot), !here) << key << ' ' << text(call);
            EXPECT_EQ(text(scaled(call, flip->factor)), text(other));
            EXPECT_EQ(other.batch, call.batch);
            if (traits_of(call).present.order) {
              EXPECT_EQ(other.m, other.n);
            }
            // The largest dimension one nearer to where the call is.
            const double largest = static_cast<double>(std::max({other.m, other.n, other.k}));
            const double nearer = flip->factor * (flip->factor < 1 ? (largest + 1) / largest
                                                                   : (largest - 1) / largest);
            if (flip->factor != 1 && largest > 1) {
              EXPECT_EQ(crosses(scaled(call, nearer), snapshot), here)
                  << key << ' ' << text(call) << " flips at " << text(other);
            }
          }
        }
      }
    }
  }
  EXPECT_GT(found, 300);
  EXPECT_GT(none, 20);
}

TEST(Flip, OfVectorsDependsOnWhereTheyAre) {
  const Snapshot snapshot = snapshot_of(round_host(), find_profile("h200-pcie5"));
  const Call far = located(vector_call(Routine::Axpy, ElementType::F64, 1000), Location::Pageable);
  EXPECT_FALSE(nearest_flip(decide(far, round_machine()), round_machine())) << "a slow link";
  const Call near = located(far, Location::Device);
  const std::optional<Flip> flip = nearest_flip(decide(near, snapshot), snapshot);
  ASSERT_TRUE(flip);
  EXPECT_GT(flip->call.n, 1000);
  Call one_less = flip->call;
  one_less.n -= 1;
  EXPECT_FALSE(crosses(one_less, snapshot));
}

TEST(Flip, IsNotSoughtWhereSizesDoNotDecide) {
  const Snapshot snapshot = round_machine();
  const Call call = gemm_call(ElementType::F64, 30, 30, 30);
  EXPECT_TRUE(nearest_flip(decide(call, snapshot), snapshot));
  for (const Backend forced : {Backend::Simd, Backend("cuda")})
    EXPECT_FALSE(nearest_flip(decide(call, snapshot, forced), snapshot));
  const Call absent = vector_call(Routine::Iamax, ElementType::F64, 1000);
  EXPECT_EQ(decide(absent, snapshot).reason, Reason::NoDevicePath);
  EXPECT_FALSE(nearest_flip(decide(absent, snapshot), snapshot));
  Call empty = call;
  empty.m = empty.n = empty.k = 0;
  EXPECT_FALSE(nearest_flip(decide(empty, snapshot), snapshot));
}

// A decision of before is held against what the model knows now.
TEST(Flip, OfAnOldDecisionMayBeHere) {
  Snapshot snapshot = round_machine();
  const Decision decision = decide(gemm_call(ElementType::F64, 2000, 2000, 2000), snapshot);
  ASSERT_EQ(decision.backend, Backend("cuda"));
  snapshot.load[0].backlog_ns = 1e12;
  const std::optional<Flip> flip = nearest_flip(decision, snapshot);
  ASSERT_TRUE(flip);
  EXPECT_EQ(flip->factor, 1);
  EXPECT_EQ(flip->backend, Backend::Simd);
}

}  // namespace
}  // namespace fulcrum::offload::testing
