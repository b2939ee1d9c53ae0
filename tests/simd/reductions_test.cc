// SPDX-License-Identifier: Apache-2.0
// nrm2, asum, sum, iamax and the other extremes, and dsdot on every target, against
// simd/ref/reductions.hpp.
#include "simd/ref/reductions.hpp"

#include <cmath>

#include "tests/simd/operands.hpp"
#include "tests/support/scale.hpp"

namespace fulcrum::test {
namespace {

namespace ref = simd::ref;

// Sizes around every unroll and vector, and past the chunks of a reduction: 256 KiB of elements,
// which threads share from a MiB on.
std::vector<std::int64_t> small_sizes() {
  std::vector<std::int64_t> sizes;
  for (std::int64_t n = 1; n <= 70; n += scaled(n < 20 ? 1 : 3, n < 6 ? 1 : 7)) sizes.push_back(n);
  return sizes;
}
std::int64_t large_size() { return scaled(300001, 140001); }
constexpr std::int64_t kIncrements[] = {1, 2, 3, 7};

template <class T>
T element(Real<T> re, [[maybe_unused]] Real<T> im) {
  if constexpr (ComplexScalar<T>) {
    return {re, im};
  } else {
    return re;
  }
}

// Twice the largest size.
template <class T>
std::vector<T> many(Random& random) {
  std::vector<T> x(static_cast<std::size_t>(2 * large_size()));
  for (T& t : x) {
    const auto re = random.uniform<Real<T>>();
    t = element<T>(re, random.uniform<Real<T>>());
  }
  return x;
}

// ------------------------------ nrm2

template <class T>
Real<T> nrm2(const simd::Target& target, Nrm2Problem<T> p, int threads) {
  auto result = nan_of<Real<T>>();
  p.result = &result;
  simd::nrm2(target.kernels<T>().level1, p, threads);
  return result;
}

template <class T>
void check_nrm2(const simd::Target& target, const Nrm2Problem<T>& p, int exponent = 0) {
  const auto want = ref::nrm2(p);
  const Real<T> got = nrm2(target, p, 1);
  EXPECT_TRUE(ref::within(got, want))
      << got << " is not the root of " << static_cast<double>(want.square) << " times 2^"
      << want.exponent << ", n = " << p.n << ", incx = " << p.incx << ", exponent " << exponent;
}

// Numbers of this size: exact below the normal ones, where few bits are left.
template <class T>
T sized(Random& random, int exponent) {
  const auto part = [&] {
    return static_cast<Real<T>>(std::ldexp(random.uniform<double>() + 3, exponent - 1));
  };
  const Real<T> re = part();
  return element<T>(re, part());
}

TEST(Nrm2, EverySmallSizeIncrementAndPlace) {
  Random random(1);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    Operand<T> x(80 * 7);
    for (const std::int64_t n : small_sizes()) {
      for (const std::int64_t inc : {1, -1, 2, -3, 7, 0}) {
        for (const Place place : kPlaces) {
          const T* const data = x.place(extent(n, inc), place);
          for (std::int64_t i = 0; i < n; ++i) x.at(i, n, inc) = sized<T>(random, 0);
          x.remember();
          check_nrm2<T>(target, {n, data, inc, nullptr});
          EXPECT_TRUE(x.unchanged());
        }
      }
    }
  });
}

// Every exponent that has its own trouble: what is not normal, squares that vanish, are not normal
// or nearly so (down from 2^-486 of double), and squares or sums of them that overflow.
TEST(Nrm2, EverySizeOfNumbers) {
  Random random(2);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    using Limits = std::numeric_limits<Real<T>>;
    const int least = Limits::min_exponent - Limits::digits, most = Limits::max_exponent - 1;
    std::vector<T> x(250);
    for (int exponent = least; exponent <= most;
         exponent += sizeof(Real<T>) == 4 ? 1 : scaled(3, 13)) {
      const int far = std::max(least, exponent - 40);
      for (const std::int64_t n : {1, 2, 33, 125}) {
        for (T& t : x) t = sized<T>(random, exponent);
        for (const std::int64_t inc : {1, 2})
          check_nrm2<T>(target, {n, x.data(), inc, nullptr}, exponent);
        for (T& t : x) t = sized<T>(random, far);  // one large one beside small ones
        x[static_cast<std::size_t>(n / 2)] = sized<T>(random, exponent);
        check_nrm2<T>(target, {n, x.data(), 1, nullptr}, exponent);
        // Nothing but one of both parts.
        for (int part = 0; part < (ComplexScalar<T> ? 2 : 0); ++part) {
          for (T& t : x) {
            const Real<T> size = std::real(sized<T>(random, exponent));
            t = part == 0 ? element<T>(size, 0) : element<T>(0, size);
          }
          for (const std::int64_t inc : {1, 2})
            check_nrm2<T>(target, {n, x.data(), inc, nullptr}, exponent);
        }
      }
    }
  });
}

TEST(Nrm2, ExactOnes) {
  for_each_kernel_of_all_types([]<class T>(const simd::Target& target) {
    using R = Real<T>;
    using Limits = std::numeric_limits<R>;
    const R tiny = Limits::denorm_min(), least = Limits::min(), most = Limits::max();
    const R inf = Limits::infinity(), nan = Limits::quiet_NaN();
    const R near_root = std::ldexp(R{1}, Limits::min_exponent / 2 - 10);
    const auto norm = [&](R a, R b) {
      const T x[] = {element<T>(a, 0), element<T>(0, b), T{}};
      const T real[] = {element<T>(a, 0), element<T>(b, 0), T{}};
      const R got = nrm2<T>(target, {3, ComplexScalar<T> ? x : real, 1, nullptr}, 1);
      const R strided = nrm2<T>(target, {2, real, -1, nullptr}, 1);
      EXPECT_TRUE(same_bits(&got, &strided, 1) || std::isnan(got)) << a << ", " << b;
      return got;
    };
    EXPECT_EQ(norm(0, 0), R{0});
    EXPECT_EQ(norm(tiny, 0), tiny);
    EXPECT_EQ(norm(3 * tiny, -4 * tiny), 5 * tiny);
    EXPECT_EQ(norm(3 * least, 4 * least), 5 * least);
    EXPECT_EQ(norm(3 * near_root, 4 * near_root), 5 * near_root);
    EXPECT_EQ(norm(most, 0), most);
    EXPECT_EQ(norm(most / 8 * 3, most / 8 * 4), most / 8 * 5);
    EXPECT_EQ(norm(most, most), inf);
    EXPECT_EQ(norm(-inf, most), inf);
    EXPECT_EQ(norm(0, inf), inf);
    EXPECT_TRUE(std::isnan(norm(nan, 1)));
    EXPECT_TRUE(std::isnan(norm(tiny, nan)));
    EXPECT_TRUE(std::isnan(norm(most, nan)));
  });
}

TEST(Nrm2, ManyElementsAndThreads) {
  Random random(3);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    using R = Real<T>;
    using Limits = std::numeric_limits<R>;
    const std::int64_t n = large_size();
    const auto base = many<T>(random);
    for (const auto& [exponent, inc] :
         {std::pair{0, -2}, {Limits::min_exponent / 2 - 10, 1}, {Limits::max_exponent - 20, 1}}) {
      std::vector<T> x = base;
      for (T& t : x) t *= std::ldexp(R{1}, exponent);
      const Nrm2Problem<T> p{n, x.data(), inc, nullptr};
      check_nrm2(target, p, exponent);
      const R want = nrm2(target, p, 1);
      for (const int threads : {2, 3, 7}) {
        const R got = nrm2(target, p, threads);
        EXPECT_TRUE(same_bits(&got, &want, 1)) << threads << " threads";
      }
    }
  });
}

// ------------------------------ asum, sum

template <class T>
void check_sum(const simd::Target& target, const T* x, std::int64_t n, std::int64_t inc,
               std::initializer_list<int> all_threads) {
  auto result = nan_of<Real<T>>(), magnitudes = result;
  const SumProblem<T> p{n, x, inc, &result};
  const auto want = ref::sum(p), size = ref::asum(AsumProblem<T>{n, x, inc, &magnitudes});
  std::vector<Real<T>> got;
  for (const int threads : all_threads) {
    simd::sum(target.kernels<T>().level1, p, threads);
    EXPECT_TRUE(ref::within<Real<T>>(result, want, size, 2 * n))
        << result << ", not " << static_cast<double>(want) << ", n = " << n << ", incx = " << inc;
    got.push_back(result);
    EXPECT_TRUE(same_bits(&got.front(), &result, 1)) << threads << " threads";
  }
}

template <class T>
void check_asum(const simd::Target& target, const T* x, std::int64_t n, std::int64_t inc,
                std::initializer_list<int> all_threads) {
  auto result = nan_of<Real<T>>();
  const AsumProblem<T> p{n, x, inc, &result};
  const auto want = ref::asum(p);
  std::vector<Real<T>> got;
  for (const int threads : all_threads) {
    simd::asum(target.kernels<T>().level1, p, threads);
    EXPECT_TRUE(ref::within<Real<T>>(result, want, want, 2 * n))
        << result << ", not " << static_cast<double>(want) << ", n = " << n << ", incx = " << inc;
    got.push_back(result);
    EXPECT_TRUE(same_bits(&got.front(), &result, 1)) << threads << " threads";
  }
}

TEST(Asum, EverySmallSizeIncrementAndPlace) {
  Random random(4);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    using R = Real<T>;
    Operand<T> x(80 * 7);
    for (const std::int64_t n : small_sizes()) {
      for (const std::int64_t inc : kIncrements) {
        for (const Place place : kPlaces) {
          const T* const data = x.place(extent(n, inc), place);
          for (std::int64_t i = 0; i < n; ++i) {
            const R re = random.uniform<R>();
            x.at(i, n, inc) = element<T>(re, random.uniform<R>());
          }
          x.remember();
          check_asum<T>(target, data, n, inc, {1});
          check_sum<T>(target, data, n, inc, {1});
          EXPECT_TRUE(x.unchanged());
        }
        for (const R special : {std::numeric_limits<R>::infinity(), nan_of<R>()}) {
          x.at(static_cast<std::int64_t>(random.bits() % static_cast<std::uint64_t>(n)), n, inc) =
              element<T>(1, -special);
          check_asum<T>(target, x.data(), n, inc, {1});
          check_sum<T>(target, x.data(), n, inc, {1});
        }
      }
    }
  });
}

TEST(Asum, ManyElementsAndThreads) {
  Random random(5);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    const std::int64_t n = large_size();
    const auto x = many<T>(random);
    for (const std::int64_t inc : {1, 2}) {
      check_asum<T>(target, x.data(), n, inc, {1, 2, 3, 7});
      check_sum<T>(target, x.data(), n, inc, {1, 2, 3, 7});
    }
  });
}

// ------------------------------ iamax and the other extremes

template <class T>
void check_iamax(const simd::Target& target, const T* x, std::int64_t n, std::int64_t inc,
                 std::initializer_list<int> all_threads) {
  std::int64_t result = -1;
  const IamaxProblem<T> p{n, x, inc, &result};
  const std::int64_t want = ref::iamax(p);
  for (const int threads : all_threads) {
    simd::iamax(target.kernels<T>().level1, p, threads);
    EXPECT_EQ(result, want) << "n = " << n << ", incx = " << inc << ", " << threads << " threads";
  }
}

template <class T>
void check_extremes(const simd::Target& target, const T* x, std::int64_t n, std::int64_t inc,
                    std::initializer_list<int> all_threads) {
  check_iamax<T>(target, x, n, inc, all_threads);
  for (const Extreme extreme :
       {Extreme::LargestMagnitude, Extreme::LeastMagnitude, Extreme::Largest, Extreme::Least}) {
    const bool magnitude =
        extreme == Extreme::LargestMagnitude || extreme == Extreme::LeastMagnitude;
    if (ComplexScalar<T> && !magnitude) continue;
    std::int64_t index = -1;
    auto value = nan_of<Real<T>>();
    const ExtremeIndexProblem<T> at{n, x, inc, &index, extreme};
    const ExtremeProblem<T> of{n, x, inc, &value, extreme};
    const std::int64_t want = ref::extreme_index(at);
    const Real<T> want_value = ref::compared(extreme, x[want * inc]);
    for (const int threads : all_threads) {
      simd::extreme_index(target.kernels<T>().level1, at, threads);
      simd::extreme(target.kernels<T>().level1, of, threads);
      EXPECT_EQ(index, want) << static_cast<int>(extreme) << ": n = " << n << ", incx = " << inc
                             << ", " << threads << " threads";
      EXPECT_TRUE(value == want_value || (std::isnan(value) && std::isnan(want_value)))
          << static_cast<int>(extreme) << ": " << value << ", not " << want_value << ", n = " << n
          << ", incx = " << inc << ", " << threads << " threads";
    }
  }
}

// Few different numbers, so that many are the largest: the first one counts.
template <class T>
T integer(Random& random) {
  const auto part = [&] { return static_cast<Real<T>>(static_cast<int>(random.bits() % 7) - 3); };
  const Real<T> re = part();
  return element<T>(re, part());
}

TEST(Extremes, EverySmallSizeIncrementAndPlace) {
  Random random(6);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    Operand<T> x(80 * 7);
    for (const std::int64_t n : small_sizes()) {
      for (const std::int64_t inc : kIncrements) {
        for (const Place place : kPlaces) {
          const T* const data = x.place(extent(n, inc), place);
          for (std::int64_t i = 0; i < n; ++i) x.at(i, n, inc) = integer<T>(random);
          x.remember();
          check_extremes<T>(target, data, n, inc, {1});
          EXPECT_TRUE(x.unchanged());
          // The only largest one, at any place.
          x.at(static_cast<std::int64_t>(random.bits() % static_cast<std::uint64_t>(n)), n, inc) =
              element<T>(-9, 9);
          check_extremes<T>(target, data, n, inc, {1});
        }
        x.place(extent(n, inc), Place::Front);
        for (std::int64_t i = 0; i < n; ++i) x.at(i, n, inc) = T{};
        check_extremes<T>(target, x.data(), n, inc, {1});
      }
    }
  });
}

// NaN first wins, NaN later is passed over, all NaN is the first; in either part of a complex
// number.
TEST(Extremes, NanAndInf) {
  Random random(7);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    using R = Real<T>;
    const R inf = std::numeric_limits<R>::infinity(), nan = nan_of<R>();
    std::vector<T> x(80 * 7);
    for (const std::int64_t n : small_sizes()) {
      for (const std::int64_t inc : kIncrements) {
        const auto at = [&](std::int64_t i) -> T& { return x[static_cast<std::size_t>(i * inc)]; };
        const auto anywhere = [&]() -> T& {
          return at(static_cast<std::int64_t>(random.bits() % static_cast<std::uint64_t>(n)));
        };
        const auto check = [&] { check_extremes<T>(target, x.data(), n, inc, {1}); };
        for (const T& poison :
             {element<T>(nan, 1), element<T>(ComplexScalar<T> ? R{9} : nan, nan)}) {
          std::fill(x.begin(), x.end(), element<T>(nan, nan));  // between the elements too
          for (std::int64_t i = 0; i < n; ++i) at(i) = integer<T>(random);
          anywhere() = poison;  // perhaps the first
          check();
          anywhere() = element<T>(-inf, 0);
          anywhere() = element<T>(inf, inf);
          check();
          if (n > 1) at(n - 1) = poison;
          at(0) = element<T>(1, 0);
          check();
          at(0) = poison;
          check();
          for (std::int64_t i = 0; i < n; ++i) at(i) = poison;
          check();
          if (n > 1) at(n - 1) = T{};
          check();
        }
      }
    }
  });
}

// In the last and a middle chunk, and NaN first; the parts of a complex number may add up to Inf.
TEST(Extremes, EveryChunkOfManyThreads) {
  Random random(8);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    const std::int64_t n = large_size();
    for (const std::int64_t inc : {1, 2}) {
      std::vector<T> x(static_cast<std::size_t>(n * inc), element<T>(nan_of<Real<T>>(), 0));
      const auto at = [&](std::int64_t i) -> T& { return x[static_cast<std::size_t>(i * inc)]; };
      for (std::int64_t i = 0; i < n; ++i) at(i) = element<T>(4, 0) + integer<T>(random);
      const auto most = std::numeric_limits<Real<T>>::max();
      const auto check = [&] { check_iamax<T>(target, x.data(), n, inc, {1, 2, 3, 7}); };
      for (const std::int64_t largest : {n - 1, n / 2}) {
        at(largest) = element<T>(most, -most);
        check();
      }
      at(n - 2) = T{};
      at(n / 3) = element<T>(-8, 0);
      at(n / 2 + 1) = element<T>(-most, most);
      check_extremes<T>(target, x.data(), n, inc, {1, 3});
      at(0) = element<T>(nan_of<Real<T>>(), 1);
      check();
    }
  });
}

// ------------------------------ dsdot

double check_dsdot(const simd::Target& target, WideDotProblem p, int threads) {
  auto result = nan_of<double>();
  p.result = &result;
  simd::dot(target.kernels<float>().level1, p, threads);
  const auto want = ref::dot(p);
  EXPECT_TRUE(ref::within<double>(result, want.value[0], want.magnitude[0], p.n))
      << result << ", not " << static_cast<double>(want.value[0]) << ", n = " << p.n
      << ", incx = " << p.incx << ", incy = " << p.incy;
  return result;
}

TEST(Dsdot, EverySmallSizeIncrementAndPlace) {
  Random random(9);
  for (const simd::Target& target : targets()) {
    SCOPED_TRACE(describe<float>(target));
    Operand<float> x(80 * 7), y(80 * 7);
    for (const std::int64_t n : small_sizes()) {
      for (const std::int64_t incx : {1, -1, 2, 7, 0}) {
        for (const std::int64_t incy : {1, -3, 2, 0}) {
          const Place place = kPlaces[random.bits() % 3];
          const float* const a = x.place(extent(n, incx), place);
          const float* const b = y.place(extent(n, incy), place);
          for (std::int64_t i = 0; i < n; ++i) {
            x.at(i, n, incx) = random.uniform<float>();
            y.at(i, n, incy) = random.uniform<float>();
          }
          check_dsdot(target, {n, a, incx, b, incy, nullptr}, 1);
        }
      }
    }
  }
}

TEST(Dsdot, ManyElementsAndThreads) {
  Random random(10);
  for (const simd::Target& target : targets()) {
    SCOPED_TRACE(describe<float>(target));
    const std::int64_t n = large_size();
    std::vector<float> x(static_cast<std::size_t>(2 * n)), y(x.size());
    for (float& t : x) t = random.uniform<float>();
    for (float& t : y) t = random.uniform<float>();
    for (const auto& [incx, incy] : {std::pair{1, 1}, std::pair{-2, 1}, std::pair{1, 2}}) {
      const WideDotProblem p{n, x.data(), incx, y.data(), incy, nullptr};
      const double want = check_dsdot(target, p, 1);
      for (const int threads : {2, 3, 7}) {
        const double got = check_dsdot(target, p, threads);
        EXPECT_TRUE(same_bits(&got, &want, 1)) << threads << " threads";
      }
    }
  }
}

}  // namespace
}  // namespace fulcrum::test
