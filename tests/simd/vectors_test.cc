// SPDX-License-Identifier: Apache-2.0
// copy, swap, axpby, scal of complex by real, and rotations on every target: what moves elements
// against loops, the rest against simd/ref/vectors.hpp.
#include "simd/ref/vectors.hpp"

#include <array>

#include "simd/level1/level1.hpp"
#include "tests/simd/products.hpp"

namespace fulcrum::test {
namespace {

// Sizes around every unroll, on one thread, and one of more than a MiB in so many vectors, which
// threads share.
template <class T, class Check>
void over_vectors(Random& random, Check&& check, int vectors = 2) {
  Operands<T> o(80 * 3);
  for (std::int64_t n = 1; n <= 70; n += scaled(n < 20 ? 1 : 3, n < 6 ? 1 : 7))
    for (int turn = 0; turn < 4; ++turn)
      check(o, n, coin(random) ? Values::Reals : Values::Integers, std::initializer_list<int>{1});
  const std::int64_t bytes = scaled(3 << 19, 17 << 16);
  const std::int64_t large = bytes / vectors / static_cast<std::int64_t>(sizeof(T)) + 5;
  Operands<T> large_o(large * 3);
  for (int turn = 0; turn < scaled(2, 1); ++turn)
    check(large_o, large, Values::Integers, std::initializer_list<int>{1, 2, 3, 7});
}

TEST(Vectors, Axpby) {
  Random random(1);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    over_vectors<T>(random, [&](Operands<T>& o, std::int64_t n, Values values, auto threads) {
      AxpbyProblem<T> p;
      p.n = n;
      p.alpha = factor<T>(random, values), p.beta = factor<T>(random, values);
      p.incx = increment(random), p.incy = increment(random);
      p.x = place_vector(o.a, n, p.incx, random);
      p.y = place_vector(o.c, n, p.incy, random);
      if (p.alpha != T{}) fill(ref::vector_of(p.x, n, p.incx), random, values);
      if (p.beta != T{}) fill(ref::vector_of<T>(p.y, n, p.incy), random, values);
      EXPECT_EQ(
          verdict(o, p, values, threads,
                  [&](int count, Scratch) { simd::axpby(target.kernels<T>().level1, p, count); }),
          "");
    });
  });
}

TEST(Vectors, ComplexByReal) {
  Random random(2);
  for_each_complex_kernel([&]<class T>(const simd::Target& target) {
    over_vectors<T>(
        random,
        [&](Operands<T>& o, std::int64_t n, Values values, auto threads) {
          RealScalProblem<T> p;
          p.n = n;
          p.alpha = draw<Real<T>>(random, values);
          p.incx = std::abs(increment(random));
          p.x = place_vector(o.c, n, p.incx, random);
          fill(ref::products(p).c, random, values);
          EXPECT_EQ(verdict(o, p, values, threads,
                            [&](int count, Scratch) {
                              simd::scal_real(target.kernels<T>().level1, p, count);
                            }),
                    "");
        },
        1);
  });
}

// ------------------------------ rotations

template <class T, class Problem>
void set_rotated(Operands<T>& o, Problem& p, std::int64_t n, Values values, Random& random) {
  p.n = n;
  p.incx = increment(random), p.incy = increment(random);
  p.x = place_vector(o.a, n, p.incx, random);
  p.y = place_vector(o.c, n, p.incy, random);
  fill(ref::vector_of<T>(p.x, n, p.incx), random, values);
  fill(ref::vector_of<T>(p.y, n, p.incy), random, values);
}

// Both vectors after run(threads), and what lies around them.
template <class W, class T, class Problem, class Run>
void check_rotated_in(Operands<T>& o, const Problem& p, Values values,
                      std::initializer_list<int> all_threads, Run&& run) {
  const auto [x, y] = ref::products(p);
  const auto want_x = ref::evaluate<W>(x), want_y = ref::evaluate<W>(y);
  o.a.remember(), o.c.remember();
  const auto now = [](const ref::Products<T>& products) {
    return [&products](std::int64_t i, std::int64_t j) {
      return products.c.data[products.c.index(i, j)];
    };
  };
  std::vector<std::vector<T>> bits;
  for (const int threads : all_threads) {
    o.a.restore(), o.c.restore();
    run(threads);
    EXPECT_EQ(compare(x, want_x, values, now(x)), "");
    EXPECT_EQ(compare(y, want_y, values, now(y)), "");
    for (const std::vector<T>& all : {o.a.contents(), o.c.contents()}) bits.push_back(all);
    const std::size_t last = bits.size() - 2;
    for (const std::size_t v : {0, 1})
      EXPECT_TRUE(same_bits(bits[v].data(), bits[last + v].data(), std::ssize(bits[v])))
          << threads << " threads";
  }
  for (std::int64_t i = 0; i < p.n; ++i) {
    o.a.put_back(x.c.data - o.a.data() + i * p.incx);
    o.c.put_back(y.c.data - o.c.data() + i * p.incy);
  }
  EXPECT_TRUE(o.a.unchanged() && o.c.unchanged()) << describe(x);
}

template <class T, class Problem, class Run>
void check_rotated(Operands<T>& o, const Problem& p, Values values,
                   std::initializer_list<int> threads, Run&& run) {
  if (values == Values::Integers) return check_rotated_in<double>(o, p, values, threads, run);
  check_rotated_in<ref::Wide<Real<T>>>(o, p, values, threads, run);
}

TEST(Vectors, Rot) {
  Random random(3);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    over_vectors<T>(random, [&](Operands<T>& o, std::int64_t n, Values values, auto threads) {
      RotProblem<T> p;
      set_rotated(o, p, n, values, random);
      p.c = factor<Real<T>>(random, values), p.s = draw<Real<T>>(random, values);
      check_rotated(o, p, values, threads,
                    [&](int count) { simd::rot(target.kernels<T>().level1, p, count); });
    });
  });
}

// What the flag fixes is not read: NaN.
TEST(Vectors, Rotm) {
  Random random(4);
  for_each_kernel([&]<class T>(const simd::Target& target) {
    over_vectors<T>(random, [&](Operands<T>& o, std::int64_t n, Values values, auto threads) {
      RotmProblem<T> p;
      set_rotated(o, p, n, values, random);
      const T flag = one_of(random, {T{-1}, T{0}, T{1}});
      std::array<T, 5> param = {flag, nan_of<T>(), nan_of<T>(), nan_of<T>(), nan_of<T>()};
      if (flag != T{0}) param[1] = draw<T>(random, values), param[4] = draw<T>(random, values);
      if (flag != T{1}) param[2] = draw<T>(random, values), param[3] = draw<T>(random, values);
      p.param = param.data();
      check_rotated(o, p, values, threads,
                    [&](int count) { simd::rotm(target.kernels<T>().level1, p, count); });
    });
  });
}

// ------------------------------ copy and swap

// An increment of 0 too: one element that takes or gives all, in the order of the elements.
template <class T, class Problem, class Run, class Step>
void check_moved(Operands<T>& o, std::int64_t n, std::initializer_list<int> all_threads,
                 Random& random, Run&& run, Step&& step) {
  Problem p;
  p.n = n;
  const bool fixed = random.bits() % 5 == 0;
  p.incx = fixed && coin(random) ? 0 : increment(random);
  p.incy = fixed ? 0 : increment(random);
  T* const x = place_vector(o.a, n, p.incx, random);
  T* const y = place_vector(o.c, n, p.incy, random);
  p.x = x, p.y = y;
  fill(ref::vector_of<T>(x, n, p.incx), random, Values::Reals);
  fill(ref::vector_of<T>(y, n, p.incy), random, Values::Reals);
  o.a.remember(), o.c.remember();
  for (std::int64_t i = 0; i < n; ++i) step(o.a.at(i, n, p.incx), o.c.at(i, n, p.incy));
  const std::vector<T> want_x = o.a.contents(), want_y = o.c.contents();
  for (const int threads : all_threads) {
    o.a.restore(), o.c.restore();
    run(p, threads);
    EXPECT_TRUE(same_bits(o.a.contents().data(), want_x.data(), std::ssize(want_x)) &&
                same_bits(o.c.contents().data(), want_y.data(), std::ssize(want_y)))
        << "n = " << n << ", incx = " << p.incx << ", incy = " << p.incy << ", " << threads
        << " threads";
  }
}

TEST(Vectors, Copy) {
  Random random(5);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    over_vectors<T>(random, [&](Operands<T>& o, std::int64_t n, Values, auto threads) {
      check_moved<T, CopyProblem<T>>(
          o, n, threads, random,
          [&](const CopyProblem<T>& p, int count) {
            simd::copy(target.kernels<T>().level1, p, count);
          },
          [](const T& x, T& y) { y = x; });
    });
  });
}

TEST(Vectors, Swap) {
  Random random(6);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    over_vectors<T>(random, [&](Operands<T>& o, std::int64_t n, Values, auto threads) {
      check_moved<T, SwapProblem<T>>(
          o, n, threads, random,
          [&](const SwapProblem<T>& p, int count) {
            simd::swap(target.kernels<T>().level1, p, count);
          },
          [](T& x, T& y) { std::swap(x, y); });
    });
  });
}

}  // namespace
}  // namespace fulcrum::test
