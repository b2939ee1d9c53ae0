// SPDX-License-Identifier: Apache-2.0
// scal on every target, against simd/ref/scal.hpp.
//
// Bound: |x_got - alpha x_i| <= gamma_2 |alpha| |x_i|, gamma_k = k u / (1 - k u): one product, one
// for the reference.
#include <thread>

#include "simd/ref/scal.hpp"
#include "tests/simd/operands.hpp"
#include "tests/support/scale.hpp"

namespace fulcrum::test {
namespace {

template <class T>
ScalProblem<T> make(Operand<T>& o, std::int64_t n, T alpha, std::int64_t inc, Place place) {
  Random random(static_cast<std::uint64_t>(n * 8 + inc));
  T* const x = o.place(extent(n, inc), place);
  for (std::int64_t i = 0; i < n; ++i) o.at(i, n, inc) = random.uniform<T>();
  return {n, alpha, x, inc};
}

template <class T>
void check(const simd::Target& target, Operand<T>& o, const ScalProblem<T>& p, int threads) {
  const auto want = simd::ref::scal(p);
  o.remember();
  simd::scal(target.kernels<T>().level1, p, threads);
  for (std::int64_t i = 0; i < p.n; ++i) {
    const auto k = static_cast<std::size_t>(i);
    ASSERT_TRUE(simd::ref::within(p.x[i * p.incx], want.value[k], want.magnitude[k], 1))
        << "element " << i << " of n = " << p.n << ", incx = " << p.incx << " is "
        << p.x[i * p.incx] << ", not " << static_cast<double>(want.value[k]);
  }
  EXPECT_TRUE(o.only_changed(p.n, [&](std::int64_t i) { return i * p.incx; })) << "n = " << p.n;
}

TEST(Scal, EverySmallSizeIncrementAndPlace) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    Operand<T> o(140 * 7);
    for (std::int64_t n = 1; n <= 132; n += scaled(1, n < 36 ? 1 : 5)) {
      for (const std::int64_t inc : {1, 2, 3, 7}) {
        for (const Place place : kPlaces) {
          for (const T alpha : {T(-0.7), T(0), T(1)})
            check<T>(target, o, make<T>(o, n, alpha, inc, place), 1);
          if (testing::Test::HasFatalFailure()) return;
        }
      }
    }
  });
}

TEST(Scal, LargeSizesWithThreads) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    Operand<T> o(400001 * 3);
    for (const std::int64_t n : {255, 1023, 1025, 4097, 16385, 400001}) {
      if (n > 20000 && small_scale()) continue;
      for (const std::int64_t inc : {1, 3}) {
        check<T>(target, o, make<T>(o, n, T(1.5), inc, Place::Shifted), 3);
        if (testing::Test::HasFatalFailure()) return;
      }
    }
  });
}

TEST(Scal, SameBitsForEveryThreadCountAndAlignment) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    const std::int64_t n = scaled(1000003, 300003);
    Random random(5);
    std::vector<T> x(n);
    for (T& t : x) t = random.uniform<T>();
    std::vector<T> want = x;
    simd::scal(target.kernels<T>().level1, {n, T(0.3), want.data(), 1}, 1);
    for (const int threads : {1, 2, 3, 7}) {
      std::vector<T> got(n + 16);
      T* const shifted = got.data() + threads;
      std::copy(x.begin(), x.end(), shifted);
      simd::scal(target.kernels<T>().level1, {n, T(0.3), shifted, 1}, threads);
      EXPECT_TRUE(same_bits(shifted, want.data(), n)) << threads << " threads";
    }
  });
}

// alpha == 0 multiplies as reference BLAS 3.11 does: Inf and NaN become NaN, finite numbers 0.
TEST(Scal, ZeroTimesInfIsNan) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    const T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
    Operand<T> o(140);
    for (std::int64_t n = 3; n <= 132; n += scaled(1, 13)) {
      for (const T alpha : {T(0), T(2), inf, nan}) {
        const auto p = make<T>(o, n, alpha, 1, Place::Back);
        o.at(n - 1, n, 1) = inf;
        o.at(n / 2, n, 1) = nan;
        o.at(0, n, 1) = 0;
        check<T>(target, o, p, 1);
      }
    }
  });
}

TEST(Scal, ConcurrentCalls) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    const std::int64_t n = 600000;
    std::vector<T> x(n);
    Random random(9);
    for (T& t : x) t = random.uniform<T>();
    std::vector<T> want = x;
    simd::scal(target.kernels<T>().level1, {n, T(0.3), want.data(), 1}, 1);
    std::vector<std::vector<T>> got(4, x);
    std::vector<std::thread> callers;
    callers.reserve(got.size());
    for (auto& mine : got) {
      callers.emplace_back([&] {
        simd::scal(target.kernels<T>().level1, {n, T(0.3), mine.data(), 1}, 2);
      });
    }
    for (std::thread& caller : callers) caller.join();
    for (const auto& mine : got) EXPECT_TRUE(same_bits(mine.data(), want.data(), n));
  });
}

TEST(Scal, IncrementsBeyond32Bits) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    const std::int64_t inc = beyond_32_bits(), n = 3;
    const std::size_t bytes = static_cast<std::size_t>(2 * inc + 1) * sizeof(T);
    void* const map = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (map == MAP_FAILED) GTEST_SKIP() << "no address space for " << bytes << " bytes";
    T* const x = static_cast<T*>(map);
    x[0] = x[inc] = x[2 * inc] = T(10);
    simd::scal(target.kernels<T>().level1, {n, T(2), x, inc}, 1);
    EXPECT_EQ(x[0], T(20));
    EXPECT_EQ(x[inc], T(20));
    EXPECT_EQ(x[2 * inc], T(20));
    munmap(map, bytes);
  });
}

}  // namespace
}  // namespace fulcrum::test
