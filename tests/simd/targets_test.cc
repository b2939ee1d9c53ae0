// SPDX-License-Identifier: Apache-2.0
// The table of kernels per SIMD target, and which targets a test run really covers.
#include "simd/targets.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <string>

#include "tests/support/targets.hpp"

namespace fulcrum::simd {
namespace {

template <class T>
void expect_complete(const Kernels<T>& kernels) {
  EXPECT_GT(kernels.gemm.lanes, 0);
  EXPECT_EQ(kernels.gemm.mr % kernels.gemm.lanes, 0);
  EXPECT_GT(kernels.gemm.nr, 0);
  EXPECT_NE(kernels.gemm.pack_a, nullptr);
  EXPECT_NE(kernels.gemm.pack_b, nullptr);
  EXPECT_NE(kernels.gemm.macro, nullptr);
  EXPECT_NE(kernels.gemm.small, nullptr);
  EXPECT_NE(kernels.gemm.scale, nullptr);
  EXPECT_NE(kernels.level1.axpy, nullptr);
  EXPECT_NE(kernels.level1.dot, nullptr);
  EXPECT_NE(kernels.level1.scal, nullptr);
}

TEST(Targets, EveryTargetIsListedOnceAndComplete) {
  std::set<Isa> seen;
  for (const Target& target : targets()) {
    SCOPED_TRACE(to_string(target.isa));
    EXPECT_TRUE(seen.insert(target.isa).second);
    ASSERT_NE(find_target(target.isa), nullptr);
    EXPECT_EQ(find_target(target.isa)->isa, target.isa);
    EXPECT_EQ(find_target(target.isa), find_target(target.isa)) << "made once";
    expect_complete(target.f32);
    expect_complete(target.f64);
    const int f32_bytes = target.isa == Isa::Scalar ? 4 : target.vector_bytes;
    EXPECT_EQ(target.f32.gemm.lanes * 4, f32_bytes);
  }
}

TEST(Targets, OneLaneIsLast) {
  ASSERT_FALSE(targets().empty());
  EXPECT_EQ(targets().back().isa, Isa::Scalar);
  EXPECT_EQ(targets().back().f32.gemm.lanes, 1);
  EXPECT_EQ(targets().back().f64.gemm.lanes, 1);
}

TEST(Targets, AbsentOnesAreNotFound) {
#if defined(__x86_64__)
  EXPECT_EQ(find_target(Isa::Neon), nullptr);
#else
  EXPECT_EQ(find_target(Isa::Avx2), nullptr);
#endif
}

// What FULCRUM_TEST_TARGETS asks for is there, in this order and with vectors of this length. An
// emulator that quietly offers less would make the other tests pass on less.
TEST(Targets, AreThoseThatThisRunIsMeantToCover) {
  std::string found;
  for (const Target& target : test::targets()) {
    if (!found.empty()) found += ' ';
    found += test::name_and_bytes(target);
  }
  RecordProperty("targets", found);
  const char* asked = std::getenv("FULCRUM_TEST_TARGETS");
  if (asked == nullptr) GTEST_SKIP() << "FULCRUM_TEST_TARGETS is not set; found " << found;
  EXPECT_EQ(found, asked);
}

}  // namespace
}  // namespace fulcrum::simd
