// SPDX-License-Identifier: Apache-2.0
// The Highway kernels of every target against the xsimd kernels of every architecture that this
// machine runs: two results of one problem differ by no more than the sum of their error bounds.
// The magnitudes in the bounds come from the xsimd kernels too, run on absolute values, so that
// this opinion owes nothing to simd/ref.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "simd/problem.hpp"
#include "tests/support/random.hpp"
#include "tests/support/scale.hpp"
#include "tests/support/targets.hpp"
#include "tests/xsimd/kernels.hpp"

namespace fulcrum::test {

#if defined(__x86_64__)
#define FULCRUM_XSIMD_ARCHITECTURES(X)                                                    \
  X(sse2, true)                                                                           \
  X(sse4_2, __builtin_cpu_supports("sse4.2"))                                             \
  X(avx, __builtin_cpu_supports("avx"))                                                   \
  X(fma3_avx2, __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))           \
  X(avx512bw, __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") && \
                  __builtin_cpu_supports("avx512cd"))
#elif defined(__aarch64__)
#define FULCRUM_XSIMD_ARCHITECTURES(X) X(neon64, true)
#endif

#define FULCRUM_DECLARE(NAME, RUNS)                    \
  XsimdKernels<float> xsimd_##NAME(const float* type); \
  XsimdKernels<double> xsimd_##NAME(const double* type);
FULCRUM_XSIMD_ARCHITECTURES(FULCRUM_DECLARE)

namespace {

using simd::Target;
using simd::targets;

// The kernels that this processor runs.
template <class T>
std::vector<XsimdKernels<T>> second_kernels() {
  std::vector<XsimdKernels<T>> all;
#define FULCRUM_ADD(NAME, RUNS) \
  if (RUNS) all.push_back(xsimd_##NAME(static_cast<const T*>(nullptr)));
  FULCRUM_XSIMD_ARCHITECTURES(FULCRUM_ADD)
  return all;
}

template <class T>
std::vector<T> random_elements(std::int64_t size, Random& random) {
  std::vector<T> v(static_cast<std::size_t>(size));
  for (T& x : v) x = static_cast<T>(random.uniform());
  return v;
}

template <class T>
std::vector<T> absolute(std::vector<T> v) {
  for (T& x : v) x = std::abs(x);
  return v;
}

// The first element that lies further apart than twice gamma(roundings) times its magnitude, or an
// empty text. The factor 1.01 covers the rounding of the magnitude itself.
template <class T>
std::string difference(const std::vector<T>& ours, const std::vector<T>& theirs,
                       const std::vector<T>& magnitude, std::int64_t roundings) {
  const double ku =
      static_cast<double>(roundings) * static_cast<double>(std::numeric_limits<T>::epsilon()) / 2;
  const double twice_gamma = 2 * 1.01 * ku / (1 - ku);
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const double apart = std::fabs(static_cast<double>(ours[i]) - static_cast<double>(theirs[i]));
    const double allowed = twice_gamma * static_cast<double>(magnitude[i]) +
                           2 * static_cast<double>(roundings) *
                               static_cast<double>(std::numeric_limits<T>::denorm_min());
    if (apart <= allowed) continue;  // false for NaN
    std::ostringstream out;
    out.precision(17);
    out << "element " << i << ": ours " << ours[i] << ", xsimd's " << theirs[i]
        << ", allowed apart " << allowed;
    return out.str();
  }
  return {};
}

// Sizes with all their remainders: mostly within a few vectors, now and then enough for the blocked
// paths.
std::int64_t random_size(Random& random, std::int64_t large) {
  return random.integer(0, 5) == 0 ? random.integer(1, large) : random.integer(1, 70);
}

std::int64_t random_step(Random& random) {
  constexpr std::int64_t kSteps[] = {1, 1, 1, 2, 3, -1, -2};
  return kSteps[random.integer(0, 6)];
}

std::int64_t span_of(std::int64_t n, std::int64_t step) { return (n - 1) * std::abs(step) + 1; }

double random_factor(Random& random) {
  constexpr double kFactors[] = {0, 1, -1, 0.37, -2.5};
  return kFactors[random.integer(0, 4)];
}

template <class T>
class XsimdTest : public ::testing::Test {};
using Types = ::testing::Types<float, double>;
TYPED_TEST_SUITE(XsimdTest, Types);

// One random product, computed by both sides.
template <class T>
struct GemmPair {
  bool trans_a, trans_b;
  std::int64_t m, n, k, lda, ldb, ldc;
  T alpha, beta;
  std::vector<T> a, b, c;

  explicit GemmPair(Random& random)
      : trans_a(random.coin()),
        trans_b(random.coin()),
        m(random_size(random, 300)),
        n(random_size(random, 120)),
        k(random_size(random, 400)),
        lda((trans_a ? k : m) + random.integer(0, 3)),
        ldb((trans_b ? n : k) + random.integer(0, 3)),
        ldc(m + random.integer(0, 3)),
        alpha(static_cast<T>(random_factor(random))),
        beta(static_cast<T>(random_factor(random))),
        a(random_elements<T>(lda * (trans_a ? m : k), random)),
        b(random_elements<T>(ldb * (trans_b ? k : n), random)),
        c(random_elements<T>(ldc * n, random)) {}

  std::vector<T> ours(const Target& target) const {
    std::vector<T> result = c;
    simd::gemm(
        target.kernels<T>().gemm,
        {trans_a, trans_b, m, n, k, alpha, a.data(), lda, b.data(), ldb, beta, result.data(), ldc},
        2);
    return result;
  }
  std::vector<T> theirs(const XsimdKernels<T>& kernels) const {
    return run(kernels, alpha, a, b, beta, c);
  }
  std::vector<T> magnitude(const XsimdKernels<T>& kernels) const {
    return run(kernels, std::abs(alpha), absolute(a), absolute(b), std::abs(beta), absolute(c));
  }
  std::string text() const {
    std::ostringstream out;
    out << (trans_a ? 'T' : 'N') << (trans_b ? 'T' : 'N') << " m=" << m << " n=" << n << " k=" << k
        << " alpha=" << alpha << " beta=" << beta;
    return out.str();
  }

 private:
  std::vector<T> run(const XsimdKernels<T>& kernels, T with_alpha, const std::vector<T>& with_a,
                     const std::vector<T>& with_b, T with_beta, std::vector<T> result) const {
    kernels.gemm(m, n, k, with_alpha, {with_a.data(), trans_a ? lda : 1, trans_a ? 1 : lda},
                 {with_b.data(), trans_b ? ldb : 1, trans_b ? 1 : ldb}, with_beta,
                 {result.data(), 1, ldc});
    return result;
  }
};

TYPED_TEST(XsimdTest, Gemm) {
  Random random(1);
  const auto kernels = second_kernels<TypeParam>();
  ASSERT_FALSE(kernels.empty());
  for (int round = 0; round < scaled(500, 12); ++round) {
    const GemmPair<TypeParam> pair(random);
    const std::vector<TypeParam> magnitude = pair.magnitude(kernels.front());
    std::vector<std::vector<TypeParam>> theirs;
    theirs.reserve(kernels.size());
    for (const auto& second : kernels) theirs.push_back(pair.theirs(second));
    for (const Target& target : test::targets()) {
      const std::vector<TypeParam> ours = pair.ours(target);
      for (std::size_t i = 0; i < kernels.size(); ++i) {
        EXPECT_EQ(difference(ours, theirs[i], magnitude, pair.k + 4), "")
            << to_string(target.isa) << " against " << kernels[i].name << ", " << pair.text();
      }
    }
  }
}

TYPED_TEST(XsimdTest, Gemv) {
  using T = TypeParam;
  Random random(2);
  const auto kernels = second_kernels<T>();
  for (int round = 0; round < scaled(800, 20); ++round) {
    GemvProblem<T> p;
    p.trans = random.coin();
    p.m = random_size(random, 900);
    p.n = random_size(random, 900);
    p.alpha = static_cast<T>(random_factor(random));
    p.beta = static_cast<T>(random_factor(random));
    p.lda = p.m + random.integer(0, 3);
    p.incx = random_step(random);
    p.incy = random_step(random);
    const std::vector<T> a = random_elements<T>(p.lda * p.n, random);
    const std::vector<T> x = random_elements<T>(span_of(p.x_size(), p.incx), random);
    const std::vector<T> y = random_elements<T>(span_of(p.y_size(), p.incy), random);
    p.a = a.data();
    p.x = x.data();
    const auto second = [&](const XsimdKernels<T>& on, T alpha, const std::vector<T>& with_a,
                            const std::vector<T>& with_x, T beta, std::vector<T> result) {
      on.gemv(p.y_size(), p.x_size(), alpha,
              {with_a.data(), p.trans ? p.lda : 1, p.trans ? 1 : p.lda},
              {first(with_x.data(), p.x_size(), p.incx), p.incx}, beta,
              {first(result.data(), p.y_size(), p.incy), p.incy});
      return result;
    };
    const std::vector<T> magnitude = second(kernels.front(), std::abs(p.alpha), absolute(a),
                                            absolute(x), std::abs(p.beta), absolute(y));
    for (const Target& target : test::targets()) {
      std::vector<T> ours = y;
      p.y = ours.data();
      simd::gemv(target.kernels<T>().gemv, p, 2);
      for (const auto& on : kernels) {
        EXPECT_EQ(difference(ours, second(on, p.alpha, a, x, p.beta, y), magnitude, p.x_size() + 4),
                  "")
            << to_string(target.isa) << " against " << on.name << ": " << (p.trans ? 'T' : 'N')
            << " m=" << p.m << " n=" << p.n << " incx=" << p.incx << " incy=" << p.incy;
      }
    }
  }
}

TYPED_TEST(XsimdTest, AxpyDotScal) {
  using T = TypeParam;
  Random random(3);
  for (int round = 0; round < scaled(1500, 40); ++round) {
    const std::int64_t n = random_size(random, 5000);
    const std::int64_t incx = random.integer(0, 9) == 0 ? 0 : random_step(random);
    const std::int64_t incy = random.integer(0, 9) == 0 ? 0 : random_step(random);
    const T alpha = static_cast<T>(random_factor(random) + 0.125);
    const std::vector<T> x = random_elements<T>(span_of(n, incx), random);
    const std::vector<T> y = random_elements<T>(span_of(n, incy), random);
    const std::vector<T> abs_x = absolute(x), abs_y = absolute(y);
    const auto steps = [&](const std::vector<T>& v, std::int64_t inc) {
      return Steps<const T>{first(v.data(), n, inc), inc};
    };
    for (const auto& on : second_kernels<T>()) {
      std::vector<T> y2 = y, y_magnitude = abs_y, x2 = x, x_magnitude = abs_x;
      on.axpy(n, alpha, steps(x, incx), {first(y2.data(), n, incy), incy});
      on.axpy(n, std::abs(alpha), steps(abs_x, incx), {first(y_magnitude.data(), n, incy), incy});
      const std::vector<T> dot2 = {on.dot(n, steps(x, incx), steps(y, incy))};
      const std::vector<T> dot_magnitude = {on.dot(n, steps(abs_x, incx), steps(abs_y, incy))};
      if (incx > 0) {
        on.scal(n, alpha, {x2.data(), incx});
        on.scal(n, std::abs(alpha), {x_magnitude.data(), incx});
      }
      for (const Target& target : test::targets()) {
        const auto& level1 = target.kernels<T>().level1;
        std::vector<T> y1 = y, x1 = x, dot1 = {T{0}};
        simd::axpy(level1, {n, alpha, x.data(), incx, y1.data(), incy}, 2);
        simd::dot(level1, {n, x.data(), incx, y.data(), incy, dot1.data()}, 2);
        if (incx > 0) simd::scal(level1, {n, alpha, x1.data(), incx}, 2);
        std::ostringstream where;
        where << to_string(target.isa) << " against " << on.name << ": n=" << n << " incx=" << incx
              << " incy=" << incy << " alpha=" << alpha;
        EXPECT_EQ(difference(y1, y2, y_magnitude, incy == 0 ? 2 * n + 2 : 2), "")
            << "axpy, " << where.str();
        EXPECT_EQ(difference(dot1, dot2, dot_magnitude, n + 1), "") << "dot, " << where.str();
        EXPECT_EQ(difference(x1, x2, x_magnitude, 1), "") << "scal, " << where.str();
      }
    }
  }
}

}  // namespace
}  // namespace fulcrum::test
