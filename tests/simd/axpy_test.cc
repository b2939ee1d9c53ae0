// SPDX-License-Identifier: Apache-2.0
// axpy on every target, against simd/ref/axpy.hpp.
//
// Bound: |y_got - y| <= gamma_3 (|alpha| |x_i| + |y_i|), gamma_k = k u / (1 - k u): a product, a
// sum, and one for the reference; gamma_(2 n + 1) where incy == 0 adds n products to one element.
#include <cstdlib>
#include <thread>
#include <utility>

#include "simd/ref/axpy.hpp"
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
AxpyProblem<T> make(Operands<T>& o, std::int64_t n, T alpha, std::int64_t incx, std::int64_t incy,
                    Place place) {
  Random random(static_cast<std::uint64_t>(n * 64 + incx * 8 + incy));
  T* const x = o.x.place(extent(n, incx), place);
  T* const y = o.y.place(extent(n, incy), place);
  for (std::int64_t i = 0; i < n; ++i) {
    o.x.at(i, n, incx) = random.uniform<T>();
    o.y.at(i, n, incy) = random.uniform<T>();
  }
  return {n, alpha, x, incx, y, incy};
}

template <class T>
void check(const simd::Target& target, Operands<T>& o, const AxpyProblem<T>& p, int threads) {
  const auto want = simd::ref::axpy(p);
  o.x.remember();
  o.y.remember();
  simd::axpy(target.kernels<T>().level1, p, threads);
  const std::int64_t roundings = p.incy == 0 ? 2 * p.n : 2;
  const T* const y = first(p.y, p.n, p.incy);
  for (std::int64_t i = 0; i < p.n; ++i) {
    const auto k = static_cast<std::size_t>(i);
    ASSERT_TRUE(simd::ref::within(y[i * p.incy], want.value[k], want.magnitude[k], roundings))
        << "element " << i << " of n = " << p.n << ", incx = " << p.incx << ", incy = " << p.incy
        << " is " << y[i * p.incy] << ", not " << static_cast<double>(want.value[k]);
  }
  EXPECT_TRUE(o.x.unchanged()) << "n = " << p.n;
  const std::int64_t step = p.incy < 0 ? -p.incy : p.incy;
  EXPECT_TRUE(o.y.only_changed(p.n, [&](std::int64_t i) { return i * step; })) << "n = " << p.n;
}

TEST(Axpy, EverySmallSizeIncrementAndPlace) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    Operands<T> o(140 * 7);
    for (std::int64_t n = 1; n <= 132; n += scaled(1, n < 36 ? 1 : 5)) {
      for (const std::int64_t incx : kIncrements) {
        for (const std::int64_t incy : kIncrements) {
          for (const Place place : kPlaces)
            check<T>(target, o, make<T>(o, n, T(-0.7), incx, incy, place), 1);
          if (testing::Test::HasFatalFailure()) return;
        }
      }
    }
  });
}

TEST(Axpy, LargeSizesWithThreads) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    Operands<T> o(300005 * 3);
    for (const std::int64_t n : {255, 1023, 1025, 4097, 16385, 300005}) {
      if (n > 20000 && small_scale()) continue;
      for (const auto& [incx, incy] : {std::pair{1, 1}, std::pair{-1, 1}, std::pair{2, -3}}) {
        check<T>(target, o, make<T>(o, n, T(1.5), incx, incy, Place::Shifted), 3);
        if (testing::Test::HasFatalFailure()) return;
      }
    }
  });
}

TEST(Axpy, SameBitsForEveryThreadCountAndAlignment) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    const std::int64_t n = scaled(700001, 150001);
    Random random(5);
    std::vector<T> x(n), y(n + 16);
    for (T& t : x) t = random.uniform<T>();
    for (T& t : y) t = random.uniform<T>();
    std::vector<T> want(y.begin(), y.begin() + n);
    simd::axpy(target.kernels<T>().level1, {n, T(0.3), x.data(), 1, want.data(), 1}, 1);
    for (const int threads : {1, 2, 3, 7}) {
      std::vector<T> got(n + 16);
      T* const shifted = got.data() + threads;
      std::copy_n(y.begin(), n, shifted);
      simd::axpy(target.kernels<T>().level1, {n, T(0.3), x.data(), 1, shifted, 1}, threads);
      EXPECT_TRUE(same_bits(shifted, want.data(), n)) << threads << " threads";
    }
  });
}

TEST(Axpy, TheSameVectorTwice) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    for (const std::int64_t n : {1, 7, 64, 131}) {
      std::vector<T> v(static_cast<std::size_t>(n), T(3));
      simd::axpy(target.kernels<T>().level1, {n, T(2), v.data(), 1, v.data(), 1}, 1);
      EXPECT_EQ(v, std::vector<T>(static_cast<std::size_t>(n), T(9)));
    }
  });
}

TEST(Axpy, NanAndInfReachOnlyTheirElements) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    const T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
    Operands<T> o(140);
    for (std::int64_t n = 1; n <= 132; n += scaled(1, 13)) {
      auto p = make<T>(o, n, T(2), 1, 1, Place::Back);
      o.x.at(n - 1, n, 1) = inf;
      o.x.at(n / 2, n, 1) = nan;
      o.y.at(n / 3, n, 1) = -inf;
      check<T>(target, o, p, 1);
      p.alpha = inf;  // Inf * finite and Inf * Inf
      check<T>(target, o, p, 1);
    }
  });
}

// Whole numbers, so that every sum is exact: without and with x conjugated, on one thread and many.
TEST(Axpy, ComplexAndConjugated) {
  for_each_complex_kernel([]<class T>(const simd::Target& target) {
    Random random(11);
    const auto whole = [&] {
      return static_cast<Real<T>>(static_cast<int>(random.bits() % 15) - 7);
    };
    const T alpha(3, -2);
    std::vector<std::int64_t> sizes = {65539};
    for (std::int64_t n = 1; n <= 40; n += scaled(1, 7)) sizes.push_back(n);
    for (const std::int64_t n : sizes) {
      for (const auto& [incx, incy] : {std::pair{1, 1}, std::pair{2, -1}, std::pair{-1, 3}}) {
        std::vector<T> x(static_cast<std::size_t>(n * std::abs(incx)));
        std::vector<T> y(static_cast<std::size_t>(n * std::abs(incy)));
        for (T& t : x) t = T(whole(), whole());
        for (T& t : y) t = T(whole(), whole());
        for (const bool conj : {false, true}) {
          std::vector<T> got = y, want = y;
          const T* const from = first(std::as_const(x).data(), n, incx);
          T* const to = first(want.data(), n, incy);
          for (std::int64_t i = 0; i < n; ++i)
            to[i * incy] += alpha * (conj ? std::conj(from[i * incx]) : from[i * incx]);
          simd::axpy(target.kernels<T>().level1, {n, alpha, x.data(), incx, got.data(), incy, conj},
                     n > 1000 ? 3 : 1);
          EXPECT_EQ(got, want) << "n = " << n << ", incx = " << incx << ", incy = " << incy;
        }
      }
    }
  });
}

TEST(Axpy, ConcurrentCalls) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    const std::int64_t n = 300000;
    std::vector<T> x(n), y(n);
    Random random(9);
    for (T& t : x) t = random.uniform<T>();
    for (T& t : y) t = random.uniform<T>();
    std::vector<T> want = y;
    simd::axpy(target.kernels<T>().level1, {n, T(0.3), x.data(), 1, want.data(), 1}, 1);
    std::vector<std::vector<T>> got(4, y);
    std::vector<std::thread> callers;
    callers.reserve(got.size());
    for (auto& mine : got) {
      callers.emplace_back([&] {
        simd::axpy(target.kernels<T>().level1, {n, T(0.3), x.data(), 1, mine.data(), 1}, 2);
      });
    }
    for (std::thread& caller : callers) caller.join();
    for (const auto& mine : got) EXPECT_TRUE(same_bits(mine.data(), want.data(), n));
  });
}

TEST(Axpy, IncrementsBeyond32Bits) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    const std::int64_t inc = beyond_32_bits(), n = 3;
    const std::size_t bytes = static_cast<std::size_t>(2 * inc + 1) * sizeof(T);
    void* const map = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (map == MAP_FAILED) GTEST_SKIP() << "no address space for " << bytes << " bytes";
    T* const y = static_cast<T*>(map);
    const T x[] = {1, 2, 3};
    y[0] = y[inc] = y[2 * inc] = T(10);
    simd::axpy(target.kernels<T>().level1, {n, T(2), x, 1, y, -inc}, 1);
    EXPECT_EQ(y[2 * inc], T(12));
    EXPECT_EQ(y[inc], T(14));
    EXPECT_EQ(y[0], T(16));
    munmap(map, bytes);
  });
}

}  // namespace
}  // namespace fulcrum::test
