// SPDX-License-Identifier: Apache-2.0
// Epilogues on every target of this machine: every operation against its reference in wide
// arithmetic, and products with an epilogue against the same product followed by the epilogue.
// Arrays that an epilogue reads or writes end at a page that may not be touched.
#include "simd/gemm/epilogue.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "simd/gemm/gemm.hpp"
#include "simd/gemm/plan.hpp"
#include "simd/ref/epilogue.hpp"
#include "tests/support/gemm_case.hpp"
#include "tests/support/guarded.hpp"
#include "tests/support/random.hpp"
#include "tests/support/scale.hpp"
#include "tests/support/targets.hpp"

namespace fulcrum::simd {
namespace {

using test::GemmCase;
using test::GemmShape;
using test::GuardedArray;
using test::small_scale;

std::string name_of(const Target& target) { return std::string(to_string(target.isa)); }

template <class T>
bool equal_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

// The arrays of an epilogue for an m x n C, and the lists that use them.
template <class T>
class Arrays {
 public:
  Arrays(std::int64_t m, std::int64_t n)
      : m_(m),
        n_(n),
        ldr_(m + 3),
        ldq_(m + 1),
        rows_(m),
        columns_(n),
        residual_(ldr_ * (n - 1) + m),
        int8_(ldq_ * (n - 1) + m),
        uint8_(ldq_ * (n - 1) + m),
        seen_(static_cast<std::size_t>(m * n)) {
    test::Random random(7);
    for (const GuardedArray<T>* array : {&rows_, &columns_, &residual_}) {
      for (std::int64_t at = 0; at < array->size(); ++at)
        (*array)[at] = static_cast<T>(random.uniform());
    }
    reset();
  }

  void reset() {
    std::memset(int8_.data(), 0x55, static_cast<std::size_t>(int8_.size()));
    std::memset(uint8_.data(), 0x55, static_cast<std::size_t>(uint8_.size()));
    std::fill(seen_.begin(), seen_.end(), 0);
  }

  static constexpr int kLists = 8;
  Epilogue<T> list(int index) {
    const T half = static_cast<T>(0.5);
    switch (index) {
      case 0:
        return Epilogue<T>().relu();
      case 1:
        return Epilogue<T>()
            .bias_per_row(rows_.data())
            .scale(-2)
            .bias_per_column(columns_.data())
            .residual(residual_.data(), ldr_, half)
            .clamp(-3, 4)
            .relu();
      case 2:
        return Epilogue<T>().bias_per_column(columns_.data()).gelu();
      case 3:
        return Epilogue<T>().residual(residual_.data(), ldr_, -half).silu();
      case 4:
        return Epilogue<T>().scale(3).clamp(-half, 2).quantise(int8_.data(), ldq_, T{1} / 64, -3);
      case 5:
        return Epilogue<T>()
            .scale(half)
            .bias_per_row(rows_.data())
            .residual(residual_.data(), ldr_)
            .gelu(Gelu::Tanh)
            .callback(&Arrays::visit, this)
            .bias_per_column(columns_.data())
            .quantise(uint8_.data(), ldq_, T{1} / 100, 17)
            .callback(&Arrays::visit, this);
      case 6:
        return Epilogue<T>().callback(&Arrays::visit, this).quantise(int8_.data(), ldq_, half);
      default:
        return {};
    }
  }
  // How often a list visits every element.
  static int visits(int index) { return index == 5 ? 2 : index == 6 ? 1 : 0; }

  // Empty, or the first element that was not visited so often, or padding of Q that was written.
  std::string verdict(int visits) const {
    for (std::size_t at = 0; at < seen_.size(); ++at) {
      if (seen_[at] != visits)
        return "element " + std::to_string(at) + " was visited " + std::to_string(seen_[at]) +
               " times";
    }
    for (std::int64_t at = 0; at < int8_.size(); ++at) {
      if (at % ldq_ == m_ && (int8_[at] != 0x55 || uint8_[at] != 0x55))
        return "padding of Q changed at " + std::to_string(at);
    }
    return {};
  }

  // Q and what the callbacks saw, as bytes.
  std::vector<std::uint8_t> written() const {
    std::vector<std::uint8_t> bytes(int8_.size() + uint8_.size());
    std::memcpy(bytes.data(), int8_.data(), int8_.size());
    std::memcpy(bytes.data() + int8_.size(), uint8_.data(), uint8_.size());
    return bytes;
  }

 private:
  static void visit(void* context, const EpilogueTile<T>& tile) noexcept {
    auto* self = static_cast<Arrays*>(context);
    for (std::int64_t j = 0; j < tile.columns; ++j) {
      for (std::int64_t i = 0; i < tile.rows; ++i) {
        const std::int64_t row = tile.row + i, column = tile.column + j;
        if (row < self->m_ && column < self->n_) ++self->seen_[row + column * self->m_];
        tile.data[i + j * tile.ld] += static_cast<T>(row - column) / 8;
      }
    }
  }

  std::int64_t m_, n_, ldr_, ldq_;
  GuardedArray<T> rows_, columns_, residual_;
  GuardedArray<std::int8_t> int8_;
  GuardedArray<std::uint8_t> uint8_;
  std::vector<int> seen_;
};

template <class T>
class GemmEpilogueTest : public ::testing::Test {};
using Types = ::testing::Types<float, double>;
TYPED_TEST_SUITE(GemmEpilogueTest, Types);

// Runs a list on given elements of C: alpha is 0, beta 1.
template <class T>
std::vector<T> apply_to(const Target& target, const Epilogue<T>& epilogue, std::vector<T> c,
                        std::int64_t m) {
  const auto n = static_cast<std::int64_t>(c.size()) / m;
  gemm_with_epilogue(target.kernels<T>().gemm,
                     {false, false, m, n, 0, 0, nullptr, m, nullptr, 1, 1, c.data(), m},
                     list_of(epilogue, Layout::ColMajor), 1);
  return c;
}

// A grid where the functions bend, every power of two, and what is special.
template <class T>
std::vector<T> interesting() {
  using Limits = std::numeric_limits<T>;
  std::vector<T> x = {T{0},
                      -T{0},
                      Limits::infinity(),
                      -Limits::infinity(),
                      Limits::quiet_NaN(),
                      Limits::max(),
                      Limits::lowest(),
                      Limits::denorm_min(),
                      -Limits::denorm_min()};
  for (int e = Limits::min_exponent; e < Limits::max_exponent; e += small_scale() ? 9 : 1) {
    for (const double mantissa : {1.0, 1.4, -1.0, -1.7})
      x.push_back(std::ldexp(static_cast<T>(mantissa), e));
  }
  const int points = test::scaled(60000, 3000);
  for (int i = 0; i < points; ++i) x.push_back(static_cast<T>(48.0 * i / points - 24));
  for (int i = 0; i < points; ++i) x.push_back(static_cast<T>(1600.0 * i / points - 800));
  return x;
}

// Every function alone: within its bound of the reference on every target.
TYPED_TEST(GemmEpilogueTest, EveryOperationAlone) {
  using T = TypeParam;
  const std::vector<T> x = interesting<T>();
  const auto m = static_cast<std::int64_t>(x.size());
  std::vector<T> other(x.rbegin(), x.rend());
  const T inf = std::numeric_limits<T>::infinity();
  const std::vector<Epilogue<T>> lists = {
      Epilogue<T>().scale(static_cast<T>(-0.3)),
      Epilogue<T>().bias_per_row(other.data()),
      Epilogue<T>().bias_per_column(other.data() + 9),
      Epilogue<T>().residual(other.data(), m, static_cast<T>(0.7)),
      Epilogue<T>().relu(),
      Epilogue<T>().gelu(),
      Epilogue<T>().gelu(Gelu::Tanh),
      Epilogue<T>().silu(),
      Epilogue<T>().clamp(static_cast<T>(-0.4), static_cast<T>(2.5)),
      Epilogue<T>().clamp(-inf, 0)};
  for (const Target& target : test::targets()) {
    for (const Epilogue<T>& list : lists) {
      const std::vector<T> got = apply_to(target, list, x, m);
      double worst = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        const ref::Approximate<T> want =
            ref::apply(list[0], {ref::Wide<T>(x[i]), 0.0}, static_cast<std::int64_t>(i), 0);
        ASSERT_TRUE(ref::within(got[i], want))
            << name_of(target) << ", operation " << static_cast<int>(list[0].kind) << " of " << x[i]
            << " is " << got[i] << ", must be " << static_cast<double>(want.value);
        const double error = std::fabs(static_cast<double>(ref::Wide<T>(got[i]) - want.value));
        if (std::isfinite(error) && want.error > 0) worst = std::max(worst, error / want.error);
      }
      this->RecordProperty(name_of(target) + "_" + std::to_string(static_cast<int>(list[0].kind)),
                           std::to_string(worst));
    }
  }
}

// The limits that the functions have at the ends, and the signs that they keep.
TYPED_TEST(GemmEpilogueTest, FunctionsKeepSignsAndLimits) {
  using T = TypeParam;
  const T inf = std::numeric_limits<T>::infinity();
  const std::vector<T> x = {-inf, std::numeric_limits<T>::lowest(), -100, inf, 1000};
  for (const Target& target : test::targets()) {
    for (const auto& list :
         {Epilogue<T>().gelu(), Epilogue<T>().gelu(Gelu::Tanh), Epilogue<T>().silu()}) {
      const std::vector<T> y = apply_to(target, list, x, 5);
      EXPECT_EQ(y[0], 0) << name_of(target);
      EXPECT_EQ(y[1], 0) << name_of(target);
      EXPECT_NEAR(y[2], 0, 1e-30) << name_of(target);
      EXPECT_EQ(y[3], inf) << name_of(target);
      EXPECT_EQ(y[4], 1000) << name_of(target);
    }
    for (const auto& list : {Epilogue<T>().gelu(), Epilogue<T>().gelu(Gelu::Tanh)}) {
      std::vector<T> negative;
      for (int i = 1; i < 4000; ++i) negative.push_back(static_cast<T>(-0.005 * i));
      for (const T y : apply_to(target, list, negative, 31 * 129)) EXPECT_LE(y, 0);
    }
  }
}

template <class Q, class T>
void check_quantised(const Target& target, const std::vector<T>& x, T scale, std::int32_t zero) {
  const auto m = static_cast<std::int64_t>(x.size());
  GuardedArray<Q> q(m);
  const std::vector<T> c = apply_to(target, Epilogue<T>().quantise(q.data(), m, scale, zero), x, m);
  EXPECT_TRUE(equal_bits(c, x)) << "C must keep what was quantised";
  for (std::int64_t i = 0; i < m; ++i) {
    const T value = x[static_cast<std::size_t>(i)];
    ASSERT_EQ(q[i], ref::quantised(value, T{1} / scale, zero, std::numeric_limits<Q>::min(),
                                   std::numeric_limits<Q>::max()))
        << name_of(target) << ": " << value << ", scale " << scale << ", zero point " << zero;
  }
}

// Ties, both ends of the range, NaN and Inf.
TYPED_TEST(GemmEpilogueTest, QuantisationRoundsToEvenAndSaturates) {
  using T = TypeParam;
  std::vector<T> x = interesting<T>();
  for (int i = -700; i < 700; ++i) x.push_back(static_cast<T>(i) / 2);
  for (const Target& target : test::targets()) {
    for (const double scale : {1.0, 0.037, 2.0}) {
      for (const std::int32_t zero : {0, 7, 127})
        check_quantised<std::int8_t>(target, x, static_cast<T>(scale), zero);
      check_quantised<std::int8_t>(target, x, static_cast<T>(scale), -128);
      for (const std::int32_t zero : {0, 128, 255})
        check_quantised<std::uint8_t>(target, x, static_cast<T>(scale), zero);
    }
    for (const std::int64_t m : {1, 2, 3, 5, 17}) {
      x.resize(static_cast<std::size_t>(m), T{3});
      check_quantised<std::int8_t>(target, x, T{1}, 0);
    }
    x = interesting<T>();
  }
}

GemmShape turned(std::int64_t m, std::int64_t n, std::int64_t k, int turn) {
  constexpr double kAlphas[] = {1, -1, 0.37}, kBetas[] = {0, 1, -0.6};
  GemmShape s{(turn & 1) != 0, (turn & 2) != 0, m, n, k};
  s.alpha = kAlphas[turn / 4 % 3];
  s.beta = kBetas[turn / 12 % 3];
  s.pad_a = turn % 3;
  s.pad_b = turn % 5 / 2;
  s.pad_c = turn % 7 / 2;
  return s;
}

// The product with the epilogue in it has the bits of the product followed by the epilogue, on any
// number of threads; every element meets every callback once; no padding is written.
template <class T>
void check_fused(const GemmCase<T>& c, Arrays<T>& arrays, int index, const Target& target,
                 const std::vector<int>& threads) {
  const GemmKernels<T>& kernels = target.kernels<T>().gemm;
  const EpilogueList<T> list = list_of(arrays.list(index), Layout::ColMajor);
  const std::string what =
      name_of(target) + ", list " + std::to_string(index) + ": " + describe(c.shape());
  GemmProblem<T> p = c.problem();
  c.reset();
  arrays.reset();
  gemm(kernels, p, 1);
  p.alpha = 0;
  p.beta = 1;
  gemm_with_epilogue(kernels, p, list, 1);
  ASSERT_EQ(arrays.verdict(Arrays<T>::visits(index)), "") << what;
  const std::vector<T> want = c.result();
  const std::vector<std::uint8_t> want_written = arrays.written();
  for (const int count : threads) {
    c.reset();
    arrays.reset();
    gemm_with_epilogue(kernels, c.problem(), list, count);
    ASSERT_EQ(arrays.verdict(Arrays<T>::visits(index)), "") << what;
    ASSERT_TRUE(equal_bits(c.result(), want)) << what << ", " << count << " threads";
    ASSERT_TRUE(arrays.written() == want_written) << what << ", " << count << " threads";
  }
}

TYPED_TEST(GemmEpilogueTest, EdgesOfVectorsAndTiles) {
  using T = TypeParam;
  std::set<std::int64_t> rows = {1, 2, 3}, columns = {1, 2, 3, 4, 5};
  for (const Target& target : test::targets()) {
    const auto& g = target.kernels<T>().gemm;
    for (const std::int64_t edge : {g.lanes, 2 * g.lanes, g.mr, 2 * g.mr}) {
      rows.insert({edge, edge + 1});
      if (edge > 1) rows.insert(edge - 1);
    }
    columns.insert({g.nr - 1, g.nr, g.nr + 1, 2 * g.nr + 3});
  }
  int turn = 0;
  for (const std::int64_t m : rows) {
    for (const std::int64_t n : columns) {
      if (small_scale() && (m + n) % 7 != 0) continue;
      Arrays<T> arrays(m, n);
      for (int index = 0; index < Arrays<T>::kLists; ++index) {
        const GemmCase<T> c(turned(m, n, 1 + turn % 37, turn));
        ++turn;
        for (const Target& target : test::targets()) check_fused(c, arrays, index, target, {1});
        if (this->HasFatalFailure()) return;
      }
    }
  }
}

// At least one shape for each path of gemm, and for one and several blocks of k, m and n.
const std::vector<std::array<std::int64_t, 3>>& shapes_of_all_paths() {
  static const std::vector<std::array<std::int64_t, 3>> shapes = {
      {1, 300, 50},   {300, 1, 50},    {2, 1, 5000},   {3000, 70, 1},  {5000, 31, 2},
      {70, 70, 70},   {7, 150, 90},    {150, 7, 90},   {5, 40, 2000},  {6, 131, 33},
      {4500, 32, 17}, {1300, 6, 131},  {17, 13, 5000}, {64, 64, 4099}, {101, 103, 107},
      {530, 90, 61},  {120, 130, 900}, {1, 1, 9000},   {50, 4200, 9},  {40, 40, 3},
      {700, 40, 800}, {700, 90, 860}};
  return shapes;
}

TEST(GemmEpiloguePathTest, ShapesReachEveryPath) {
  std::set<GemmPath> reached;
  for (const auto& [m, n, k] : shapes_of_all_paths()) {
    for (int trans = 0; trans < 4; ++trans)
      reached.insert(gemm_path({(trans & 1) != 0, (trans & 2) != 0, m, n, k}));
  }
  for (int path = 0; path <= static_cast<int>(GemmPath::Packed); ++path)
    EXPECT_TRUE(reached.contains(static_cast<GemmPath>(path))) << path;
}

TYPED_TEST(GemmEpilogueTest, EveryPathTransposeAndNumberOfThreads) {
  using T = TypeParam;
  int turn = 0;
  for (const auto& [m, n, k] : shapes_of_all_paths()) {
    Arrays<T> arrays(m, n);
    for (int trans = 0; trans < 4; ++trans) {
      ++turn;
      // Emulated: every transpose, a shape in two, and none that takes minutes.
      if (small_scale() && (turn % 7 != 0 || m * n * k > 3'000'000)) continue;
      const GemmCase<T> c(turned(m, n, k, trans + 4 * turn));
      // The lists take turns; the longest one, and that of all simple operations, are always there.
      for (const int index : {turn % Arrays<T>::kLists, 1}) {
        for (const Target& target : test::targets()) check_fused(c, arrays, index, target, {2});
        if (this->HasFatalFailure()) return;
      }
      const std::vector<int> threads = small_scale() ? std::vector{3} : std::vector{1, 2, 3, 7};
      for (const Target& target : test::targets()) check_fused(c, arrays, 5, target, threads);
      if (this->HasFatalFailure()) return;
    }
  }
}

// Where there is no product the epilogue meets beta C.
TYPED_TEST(GemmEpilogueTest, WithoutAProduct) {
  using T = TypeParam;
  for (const double beta : {0.0, 1.0, -0.5}) {
    for (const auto& [m, n] :
         {std::array<std::int64_t, 2>{37, 21}, {test::scaled(2000, 200), 40}}) {
      Arrays<T> arrays(m, n);
      for (int index = 0; index < Arrays<T>::kLists; ++index) {
        for (const bool zero_alpha : {true, false}) {
          const GemmCase<T> c(GemmShape{false, false, m, n, zero_alpha ? 5 : 0,
                                        zero_alpha ? 0.0 : 1.0, beta, 0, 0, 2});
          for (const Target& target : test::targets())
            check_fused(c, arrays, index, target, {1, 2, 3});
          if (this->HasFatalFailure()) return;
        }
      }
    }
  }
}

// Against the product and the list in wide arithmetic, the errors of both added up.
TYPED_TEST(GemmEpilogueTest, ChainsStayWithinTheSumOfTheBounds) {
  using T = TypeParam;
  test::Random random(3);
  int turn = 0;
  for (const auto& [m, n, k] : {std::array<std::int64_t, 3>{53, 19, 30}, {110, 103, 97}}) {
    std::vector<T> rows(static_cast<std::size_t>(m)), columns(static_cast<std::size_t>(n)),
        residual(static_cast<std::size_t>(m * n));
    for (auto* v : {&rows, &columns, &residual})
      for (T& x : *v) x = static_cast<T>(random.uniform());
    const Epilogue<T> lists[] = {
        Epilogue<T>().bias_per_column(columns.data()).gelu(),
        Epilogue<T>().bias_per_row(rows.data()).silu().residual(residual.data(), m, 2),
        Epilogue<T>()
            .scale(static_cast<T>(0.3))
            .gelu(Gelu::Tanh)
            .scale(-4)
            .clamp(-6, 3)
            .bias_per_row(rows.data())
            .relu()};
    for (const Epilogue<T>& list : lists) {
      const GemmCase<T> c(turned(m, n, k, turn += 7));
      for (const Target& target : test::targets()) {
        c.reset();
        gemm_with_epilogue(target.kernels<T>().gemm, c.problem(), list_of(list, Layout::ColMajor),
                           2);
        for (std::int64_t at = 0; at < m * n; ++at) {
          const auto e = static_cast<std::size_t>(at);
          ref::Approximate<T> want{
              c.expected().value[e],
              ref::gamma<T>(k + 4) * static_cast<double>(c.expected().magnitude[e])};
          for (int i = 0; i < list.size(); ++i) want = ref::apply(list[i], want, at % m, at / m);
          const T got = c.problem().c[at % m + at / m * c.problem().ldc];
          ASSERT_TRUE(ref::within(got, want))
              << name_of(target) << ": " << describe(c.shape()) << ": element " << at << " is "
              << got << ", must be " << static_cast<double>(want.value);
        }
      }
    }
  }
}

// NaN in an operand reaches C through every function; the quantised value is the zero point.
TYPED_TEST(GemmEpilogueTest, NanPropagates) {
  using T = TypeParam;
  for (const Target& target : test::targets()) {
    for (const std::int64_t size : {9, 120}) {
      GemmCase<T> c(GemmShape{false, false, size, size, size});
      c.a(3, 2) = std::numeric_limits<T>::quiet_NaN();
      std::vector<std::int8_t> q(static_cast<std::size_t>(size * size));
      c.reset();
      gemm_with_epilogue(target.kernels<T>().gemm, c.problem(),
                         list_of(Epilogue<T>()
                                     .relu()
                                     .gelu()
                                     .gelu(Gelu::Tanh)
                                     .silu()
                                     .clamp(0, 1)
                                     .quantise(q.data(), size, 1, 5),
                                 Layout::ColMajor),
                         1);
      for (std::int64_t j = 0; j < size; ++j) {
        EXPECT_TRUE(std::isnan(c.result()[static_cast<std::size_t>(3 + j * size)]));
        EXPECT_FALSE(std::isnan(c.result()[static_cast<std::size_t>(4 + j * size)]));
        EXPECT_EQ(q[static_cast<std::size_t>(3 + j * size)], 5);
      }
    }
  }
}

}  // namespace
}  // namespace fulcrum::simd
