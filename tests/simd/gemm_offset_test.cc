// SPDX-License-Identifier: Apache-2.0
// Products of bytes with offsets, with every table of kernels that this machine runs and without
// scratch memory: against sums in 64 bits, brought to 32, and double. Factors have few bits, so
// that what is rounded is exact until then.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "simd/gemm_mixed/gemm_mixed.hpp"
#include "tests/support/guarded.hpp"
#include "tests/support/random.hpp"
#include "tests/support/scale.hpp"
#include "tests/support/targets.hpp"

namespace fulcrum::simd {
namespace {

using test::Random;
using Limits = std::numeric_limits<std::int32_t>;

struct Shape {
  std::int64_t m, n, k;
  bool trans_a = false, trans_b = false;
  float alpha = 1, beta = 0;
  int offset_a = 0, offset_b = 0;
  OffsetC kind = OffsetC::One;
  std::int32_t largest = 1000;  // of C and of offset_c
  bool extremes = false;        // every product is the least that there is
};

std::string text(const Shape& s) {
  return std::to_string(s.m) + " x " + std::to_string(s.n) + " x " + std::to_string(s.k) +
         (s.trans_a ? " T" : " N") + (s.trans_b ? "T" : "N") + ", alpha " +
         std::to_string(s.alpha) + ", beta " + std::to_string(s.beta) + ", offsets " +
         std::to_string(s.offset_a) + ' ' + std::to_string(s.offset_b) + " kind " +
         std::to_string(static_cast<int>(s.kind));
}

// Everything lies against pages that may not be touched.
class OffsetCase {
 public:
  explicit OffsetCase(const Shape& s)
      : s_(s),
        lda_((s.trans_a ? s.k : s.m) + 1),
        ldb_((s.trans_b ? s.n : s.k) + 2),
        ldc_(s.m + 3),
        a_(size(s.trans_a ? s.k : s.m, s.trans_a ? s.m : s.k, lda_)),
        b_(size(s.trans_b ? s.n : s.k, s.trans_b ? s.k : s.n, ldb_)),
        c_(size(s.m, s.n, ldc_)),
        offsets_(s.kind == OffsetC::One      ? 1
                 : s.kind == OffsetC::PerRow ? s.m
                                             : s.n) {
    Random random(1);
    for (std::int64_t i = 0; i < a_.size(); ++i)
      a_[i] = static_cast<std::int8_t>(s.extremes ? -128 : random.integer(-128, 127));
    for (std::int64_t i = 0; i < b_.size(); ++i)
      b_[i] = static_cast<std::uint8_t>(s.extremes ? 255 : random.integer(0, 255));
    for (std::int64_t i = 0; i < c_.size(); ++i)
      before_.push_back(static_cast<std::int32_t>(random.integer(-s.largest, s.largest)));
    for (std::int64_t i = 0; i < offsets_.size(); ++i)
      offsets_[i] = static_cast<std::int32_t>(random.integer(-s.largest, s.largest));
    reset();
    expect();
  }

  OffsetGemmProblem problem() const {
    OffsetGemmProblem p;
    p.plain = {s_.trans_a,
               s_.trans_b,
               s_.m,
               s_.n,
               s_.k,
               s_.alpha != 0 ? 1 : 0,
               a_.data(),
               lda_,
               b_.data(),
               ldb_,
               s_.beta != 0 ? 1 : 0,
               c_.data(),
               ldc_};
    p.alpha = s_.alpha, p.beta = s_.beta;
    p.offset_a = s_.offset_a, p.offset_b = s_.offset_b;
    p.offset_c = offsets_.data(), p.kind = s_.kind;
    return p;
  }
  void reset() const { std::copy(before_.begin(), before_.end(), c_.data()); }
  std::vector<std::int32_t> result() const { return {c_.data(), c_.data() + c_.size()}; }
  const std::vector<std::int32_t>& wanted() const { return wanted_; }

 private:
  static std::int64_t size(std::int64_t rows, std::int64_t columns, std::int64_t ld) {
    return rows == 0 || columns == 0 ? 0 : ld * (columns - 1) + rows;
  }

  void expect() {
    wanted_ = before_;
    for (std::int64_t j = 0; j < s_.n; ++j) {
      for (std::int64_t i = 0; i < s_.m; ++i) {
        std::int64_t sum = 0;
        for (std::int64_t l = 0; l < s_.k; ++l) {
          const std::int64_t x = a_[s_.trans_a ? l + i * lda_ : i + l * lda_] + s_.offset_a,
                             y = b_[s_.trans_b ? j + l * ldb_ : l + j * ldb_] + s_.offset_b;
          sum += x * y;
        }
        const auto wrapped = static_cast<std::int32_t>(static_cast<std::uint32_t>(sum));
        const auto at = static_cast<std::size_t>(i + j * ldc_);
        double value = offsets_[s_.kind == OffsetC::One ? 0 : s_.kind == OffsetC::PerRow ? i : j];
        if (s_.alpha != 0 && s_.k > 0) value += static_cast<double>(s_.alpha) * wrapped;
        if (s_.beta != 0) value += static_cast<double>(s_.beta) * before_[at];
        if (std::isnan(value)) value = 0;
        value = std::clamp<double>(value, Limits::min(), Limits::max());
        wanted_[at] = static_cast<std::int32_t>(std::nearbyint(value));
      }
    }
  }

  Shape s_;
  std::int64_t lda_, ldb_, ldc_;
  test::GuardedArray<std::int8_t> a_;
  test::GuardedArray<std::uint8_t> b_;
  test::GuardedArray<std::int32_t> c_, offsets_;
  std::vector<std::int32_t> before_, wanted_;
};

// On every target, with several numbers of threads, and without scratch memory.
void check(const Shape& s) {
  const OffsetCase c(s);
  const std::vector<int> all_threads =
      test::small_scale() ? std::vector<int>{1, 3} : std::vector<int>{1, 2, 3, 7};
  for (const Target& target : test::targets()) {
    for (const GemmMixedKernels& kernels : target.mixed) {
      for (const int threads : all_threads) {
        c.reset();
        gemm_mixed(kernels, c.problem(), threads);
        ASSERT_EQ(c.result(), c.wanted())
            << kernels.name << ", " << threads << " threads: " << text(s);
      }
      c.reset();
      gemm_mixed_without_workspace(kernels, c.problem());
      ASSERT_EQ(c.result(), c.wanted()) << kernels.name << ", without memory: " << text(s);
    }
  }
}

TEST(GemmOffsetTest, EveryFactorAndOffset) {
  constexpr std::int64_t kSizes[][3] = {{1, 1, 1},  {2, 3, 5},    {13, 11, 9},
                                        {33, 7, 0}, {97, 20, 35}, {130, 65, 17}};
  constexpr float kAlphas[] = {1, 0, 0.5F, -1.25F}, kBetas[] = {0, 1, 0.5F, -3};
  int turn = 0;
  for (const auto& [m, n, k] : kSizes) {
    for (const float alpha : kAlphas) {
      for (const float beta : kBetas) {
        for (int offsets = 0; offsets < 4; ++offsets) {
          ++turn;
          if (test::small_scale() && turn % 7 != 0) continue;
          Shape s{m, n, k, turn % 2 == 0, turn / 2 % 2 == 0, alpha, beta};
          if ((offsets & 1) != 0) s.offset_a = turn % 3 == 0 ? -128 : 127;
          if ((offsets & 2) != 0) s.offset_b = turn % 5 == 0 ? 127 : -128;
          s.kind = static_cast<OffsetC>(turn % 3);
          check(s);
          if (HasFatalFailure()) return;
        }
      }
    }
  }
}

// Columns of B that are read in place and in panels; sums that are kept apart in several blocks of
// columns; k in several blocks.
TEST(GemmOffsetTest, BlocksOfEverySize) {
  check({512, 40, 70, true, false, 0.5F, 2, 3, -4, OffsetC::PerRow});
  check({513, 40, 70, false, false, 0.5F, 2, 3, -4, OffsetC::PerColumn});
  check({9, 33, 9000, false, false, 0.5F, 2, 3, -4, OffsetC::PerRow});
  check({9, 33, 9000, true, true, 1, 0, 3, -4, OffsetC::PerColumn});
  if (test::small_scale()) return;
  check({70000, 40, 3, false, false, 0.5F, 2, 3, -4, OffsetC::PerRow});
  check({70000, 40, 3, true, true, 0.5F, 2, 3, -4, OffsetC::PerColumn});
  check({300, 5000, 3, false, false, 0.5F, 2, 3, -4, OffsetC::PerColumn});
}

// The sum over k wraps around, what is added to it does not.
TEST(GemmOffsetTest, LimitsOfInt32) {
  check({3, 2, 70000, true, false, 1, 0, 127, 127});
  if (!test::small_scale())
    check({3, 5, 70000, true, false, 1, 1, -128, 127, OffsetC::PerRow, Limits::max()});
  check({20, 20, 20, false, false, 1, 1, 0, 0, OffsetC::One, Limits::max()});
  check({20, 20, 20, false, false, 65536, -2, 5, 6, OffsetC::PerColumn, Limits::max()});
  check({20, 20, 0, false, false, 1, 2, 5, 6, OffsetC::PerColumn, Limits::max()});
}

TEST(GemmOffsetTest, FactorsThatAreNoNumbers) {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  check({7, 6, 5, false, false, kInf, 0});
  check({7, 6, 5, false, false, -kInf, kInf});
  check({7, 6, 5, false, false, kNan, 1});
  check({7, 6, 0, false, false, kNan, kNan});
}

// Without anything to add the plain product's sums are the result, which wraps around.
TEST(GemmOffsetTest, NothingButTheProduct) {
  Shape s{2, 3, 70001};
  s.largest = 0;
  s.extremes = true;
  check(s);
}

}  // namespace
}  // namespace fulcrum::simd
