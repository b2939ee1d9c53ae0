// SPDX-License-Identifier: Apache-2.0
// dot on every target, against simd/ref/dot.hpp.
//
// Bound: |got - x.y| <= gamma_(n + 2) sum |x_i| |y_i|, gamma_k = k u / (1 - k u): no product passes
// through more than one rounding of its own and n sums, whatever the tree; one for the reference.
#include <thread>

#include "simd/ref/dot.hpp"
#include "tests/simd/operands.hpp"
#include "tests/support/scale.hpp"

namespace fulcrum::test {
namespace {

constexpr std::int64_t kIncrements[] = {1, -1, 2, -3, 7, 0};

template <class T>
struct Operands {
  Operand<T> x, y;
  explicit Operands(std::int64_t capacity) : x(capacity), y(capacity) {}
};

template <class T>
DotProblem<T> make(Operands<T>& o, std::int64_t n, std::int64_t incx, std::int64_t incy,
                   Place place) {
  Random random(static_cast<std::uint64_t>(n * 64 + incx * 8 + incy));
  T* const x = o.x.place(extent(n, incx), place);
  T* const y = o.y.place(extent(n, incy), place);
  for (std::int64_t i = 0; i < n; ++i) {
    o.x.at(i, n, incx) = random.uniform<T>();
    o.y.at(i, n, incy) = random.uniform<T>();
  }
  return {n, x, incx, y, incy, nullptr};
}

template <class T>
T compute(const simd::Target& target, DotProblem<T> p, int threads) {
  T result = std::numeric_limits<T>::quiet_NaN();
  p.result = &result;
  simd::dot(target.kernels<T>().level1, p, threads);
  return result;
}

template <class T>
void check(const simd::Target& target, Operands<T>& o, const DotProblem<T>& p, int threads) {
  const auto want = simd::ref::dot(p);
  o.x.remember();
  o.y.remember();
  const T got = compute<T>(target, p, threads);
  ASSERT_TRUE(simd::ref::within(got, want.value[0], want.magnitude[0], p.n + 1))
      << "n = " << p.n << ", incx = " << p.incx << ", incy = " << p.incy << " gives " << got
      << ", not " << static_cast<double>(want.value[0]);
  EXPECT_TRUE(o.x.unchanged() && o.y.unchanged()) << "n = " << p.n;
}

TEST(Dot, EverySmallSizeIncrementAndPlace) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    Operands<T> o(280 * 7);
    for (std::int64_t n = 1; n <= 270; n += scaled(1, n < 36 ? 1 : 5)) {
      for (const std::int64_t incx : kIncrements) {
        for (const std::int64_t incy : kIncrements) {
          for (const Place place : kPlaces)
            check<T>(target, o, make<T>(o, n, incx, incy, place), 1);
          if (testing::Test::HasFatalFailure()) return;
        }
      }
    }
  });
}

TEST(Dot, AroundTheChunksOfTheReduction) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    Operands<T> o(400001 * 3);
    for (const std::int64_t n :
         {1023, 1025, 16383, 16384, 16385, 17409, 32768, 32769, 49153, 400001}) {
      if (n > 50000 && small_scale()) continue;
      for (const auto& [incx, incy] : {std::pair{1, 1}, std::pair{1, -1}, std::pair{2, -3}}) {
        check<T>(target, o, make<T>(o, n, incx, incy, Place::Shifted), 3);
        if (testing::Test::HasFatalFailure()) return;
      }
    }
  });
}

TEST(Dot, SameBitsForEveryThreadCountAndAlignment) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    for (const std::int64_t n : {100, 16384, 20000, 150001, 700001, 5000011}) {
      if (n > 200000 && small_scale()) continue;
      Random random(static_cast<std::uint64_t>(n));
      std::vector<T> x(static_cast<std::size_t>(n)), y(static_cast<std::size_t>(n));
      for (T& t : x) t = random.uniform<T>();
      for (T& t : y) t = random.uniform<T>();
      const T want = compute<T>(target, {n, x.data(), 1, y.data(), 1, nullptr}, 1);
      for (const int threads : {2, 3, 7}) {
        const T got = compute<T>(target, {n, x.data(), 1, y.data(), 1, nullptr}, threads);
        EXPECT_TRUE(same_bits(&got, &want, 1)) << threads << " threads, n = " << n;
      }
      std::vector<T> shifted(static_cast<std::size_t>(n) + 8);
      for (const std::int64_t shift : {1, 3, 8}) {
        std::copy(x.begin(), x.end(), shifted.begin() + shift);
        const T got = compute<T>(target, {n, shifted.data() + shift, 1, y.data(), 1, nullptr}, 2);
        EXPECT_TRUE(same_bits(&got, &want, 1)) << "shift " << shift << ", n = " << n;
      }
    }
  });
}

TEST(Dot, NanAndInfPropagate) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    const T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
    Operands<T> o(140);
    for (std::int64_t n = 1; n <= 132; n += scaled(1, 13)) {
      for (const std::int64_t i : {std::int64_t{0}, n / 2, n - 1}) {
        auto p = make<T>(o, n, 1, 1, Place::Back);
        o.x.at(i, n, 1) = inf;
        check<T>(target, o, p, 1);
        o.y.at(i, n, 1) = 0;  // 0 * Inf
        check<T>(target, o, p, 1);
        EXPECT_TRUE(std::isnan(compute<T>(target, p, 1)));
        o.x.at(i, n, 1) = nan;
        check<T>(target, o, p, 1);
      }
    }
  });
}

TEST(Dot, ConcurrentCalls) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    const std::int64_t n = 400000;
    std::vector<T> x(n), y(n);
    Random random(9);
    for (T& t : x) t = random.uniform<T>();
    for (T& t : y) t = random.uniform<T>();
    const T want = compute<T>(target, {n, x.data(), 1, y.data(), 1, nullptr}, 1);
    std::vector<T> got(4);
    std::vector<std::thread> callers;
    callers.reserve(got.size());
    for (T& mine : got) {
      callers.emplace_back([&] {
        mine = compute<T>(target, {n, x.data(), 1, y.data(), 1, nullptr}, 2);
      });
    }
    for (std::thread& caller : callers) caller.join();
    for (const T& mine : got) EXPECT_TRUE(same_bits(&mine, &want, 1));
  });
}

// More than 2^31 elements that need no memory: both increments 0. Every partial sum is a whole
// number that f32 holds.
TEST(Dot, MoreElementsThan32Bits) {
  if (small_scale()) GTEST_SKIP() << "2^31 emulated steps";
  const simd::Target& target = simd::targets().front();
  const std::int64_t n = (std::int64_t{1} << 31) + 4096;
  const float one = 1.0f;
  EXPECT_EQ(compute<float>(target, {n, &one, 0, &one, 0, nullptr}, 2), static_cast<float>(n));
}

}  // namespace
}  // namespace fulcrum::test
