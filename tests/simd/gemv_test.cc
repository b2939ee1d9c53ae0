// SPDX-License-Identifier: Apache-2.0
// gemv on every target, against simd/ref/gemv.hpp.
//
// Bound: |y_got - y| <= gamma_(k + 4) (|alpha| sum_l |op(A)_il| |x_l| + |beta| |y_i|), gamma_k = k
// u / (1 - k u), for k = the size of x: a product, at most k sums, the products with alpha and
// beta, the last sum, one for the reference.
#include <thread>

#include "fulcrum/error.hpp"
#include "simd/ref/gemv.hpp"
#include "tests/simd/operands.hpp"
#include "tests/support/scale.hpp"

namespace fulcrum::test {
namespace {

template <class T>
struct Operands {
  Operand<T> a, x, y;
  Operands(std::int64_t matrix, std::int64_t vector) : a(matrix), x(vector), y(vector) {}
};

struct Shape {
  bool trans;
  std::int64_t m, n, pad, incx, incy;
  Place place = Place::Back;
};

template <class T>
GemvProblem<T> make(Operands<T>& o, const Shape& s, T alpha, T beta) {
  GemvProblem<T> p;
  p.trans = s.trans;
  p.m = s.m;
  p.n = s.n;
  p.alpha = alpha;
  p.lda = s.m + s.pad;
  p.incx = s.incx;
  p.beta = beta;
  p.incy = s.incy;
  Random random(static_cast<std::uint64_t>(s.m * 1000 + s.n));
  T* const a = o.a.place((s.n - 1) * p.lda + s.m, s.place);
  p.a = a;
  p.x = o.x.place(extent(p.x_size(), s.incx), s.place);
  p.y = o.y.place(extent(p.y_size(), s.incy), s.place);
  for (std::int64_t j = 0; j < s.n && alpha != T{0}; ++j) {  // else A and x stay NaN
    for (std::int64_t i = 0; i < s.m; ++i) a[i + j * p.lda] = random.uniform<T>();
  }
  for (std::int64_t i = 0; i < p.x_size() && alpha != T{0}; ++i)
    o.x.at(i, p.x_size(), s.incx) = random.uniform<T>();
  for (std::int64_t i = 0; i < p.y_size() && beta != T{0}; ++i)
    o.y.at(i, p.y_size(), s.incy) = random.uniform<T>();
  return p;
}

template <class T>
void check(const simd::Target& target, Operands<T>& o, const GemvProblem<T>& p, int threads) {
  const auto want = simd::ref::gemv(p);
  o.a.remember();
  o.x.remember();
  o.y.remember();
  simd::gemv(target.kernels<T>().gemv, p, threads);
  const std::int64_t size = p.y_size();
  const T* const y = first(p.y, size, p.incy);
  for (std::int64_t i = 0; i < size; ++i) {
    const auto k = static_cast<std::size_t>(i);
    ASSERT_TRUE(simd::ref::within(y[i * p.incy], want.value[k], want.magnitude[k], p.x_size() + 3))
        << "element " << i << " of " << (p.trans ? "T " : "N ") << p.m << " x " << p.n << ", lda "
        << p.lda << ", incx " << p.incx << ", incy " << p.incy << ", alpha " << p.alpha << ", beta "
        << p.beta << " is " << y[i * p.incy] << ", not " << static_cast<double>(want.value[k]);
  }
  EXPECT_TRUE(o.a.unchanged() && o.x.unchanged())
      << "an input was written: m = " << p.m << ", n = " << p.n;
  const std::int64_t step = p.incy < 0 ? -p.incy : p.incy;
  EXPECT_TRUE(o.y.only_changed(size, [&](std::int64_t i) { return i * step; }))
      << "written outside y: " << (p.trans ? "T " : "N ") << p.m << " x " << p.n;
}

constexpr double kScalars[][2] = {{1, 0}, {-0.7, 1}, {1.5, -0.3}, {0, 0}, {0, 0.5}, {2, 0}};
constexpr std::int64_t kIncrements[] = {1, -1, 2, -3, 7};

TEST(Gemv, EverySmallShape) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    Operands<T> o(140 * 80, 140 * 7);
    std::size_t turn = 0;
    for (const bool trans : {false, true}) {
      for (std::int64_t m = 1; m <= 132; m += scaled(1, 11)) {
        for (std::int64_t n = 1; n <= 20; n += scaled(1, 3)) {
          const auto& [alpha, beta] = kScalars[turn % 3];
          const Place place = kPlaces[turn % 2 == 0 ? 2 : turn / 2 % 3];
          ++turn;
          check<T>(target, o, make<T>(o, {trans, m, n, m % 4, 1, 1, place}, T(alpha), T(beta)), 1);
          check<T>(target, o, make<T>(o, {trans, n, m, n % 3, 1, 1, place}, T(alpha), T(beta)), 1);
          if (testing::Test::HasFatalFailure()) return;
        }
      }
    }
  });
}

TEST(Gemv, EveryIncrementScalarAndPlace) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    Operands<T> o(300 * 40, 300 * 7);
    for (const bool trans : {false, true}) {
      for (const auto& [m, n] :
           {std::pair{1, 1}, {3, 5}, {17, 9}, {37, 33}, {258, 13}, {13, 258}}) {
        for (const std::int64_t incx : kIncrements) {
          for (const std::int64_t incy : kIncrements) {
            if (small_scale() && m + n > 100 && incx != incy) continue;
            for (const auto& [alpha, beta] : kScalars) {
              const Place place = kPlaces[static_cast<std::size_t>(incx + incy + 30) % 3];
              check<T>(target, o,
                       make<T>(o, {trans, m, n, 3, incx, incy, place}, T(alpha), T(beta)), 1);
              if (testing::Test::HasFatalFailure()) return;
            }
          }
        }
      }
    }
  });
}

// Around the row blocks (8 vectors), the column blocks, and the sizes at which the path changes.
TEST(Gemv, AroundEveryBlock) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    Operands<T> o(2100000, 70000);
    for (const bool trans : {false, true}) {
      for (const auto& [m, n] : {std::pair{255, 63},
                                 {256, 64},
                                 {257, 65},
                                 {511, 129},
                                 {1023, 31},
                                 {1025, 33},
                                 {2047, 17},
                                 {4097, 9},
                                 {8191, 7},
                                 {65537, 3},
                                 {65536, 1},
                                 {1, 65537},
                                 {2, 40000},
                                 {5, 16385},
                                 {9, 4097},
                                 {40, 3001},
                                 {1000, 1100},
                                 {1, 1}}) {
        if (small_scale() && m * n > 40000) continue;
        check<T>(target, o, make<T>(o, {trans, m, n, 5, 1, 1, Place::Shifted}, T(-0.7), T(0.5)), 3);
        check<T>(target, o, make<T>(o, {trans, m, n, 0, 1, 1, Place::Back}, T(1), T(0)), 1);
        if (testing::Test::HasFatalFailure()) return;
      }
    }
  });
}

TEST(Gemv, SameBitsForEveryThreadCountAndAlignment) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    for (const auto& [m, n] : {std::pair{1000, 1100},
                               {300001, 3},
                               {3, 300001},
                               {100003, 11},
                               {20, 50001},
                               {2049, 700}}) {
      if (small_scale() && m != 3) continue;
      Random random(static_cast<std::uint64_t>(m));
      const std::int64_t lda = m + 1;
      std::vector<T> a(static_cast<std::size_t>(lda * n)), shifted(a.size() + 8);
      std::vector<T> v(static_cast<std::size_t>(std::max(m, n)));
      for (T& t : a) t = random.uniform<T>();
      for (T& t : v) t = random.uniform<T>();
      std::copy(a.begin(), a.end(), shifted.begin() + 3);
      for (const bool trans : {false, true}) {
        std::vector<T> want;
        for (const int threads : {1, 2, 3, 7}) {
          GemvProblem<T> p{trans, m, n, T(1.1), a.data(), lda, v.data(), 1, T(-0.4), nullptr, 1};
          std::vector<T> y(v.begin(), v.begin() + p.y_size()), z(y.size() + 1);
          std::copy(y.begin(), y.end(), z.begin() + 1);
          p.y = y.data();
          simd::gemv(target.kernels<T>().gemv, p, threads);
          if (want.empty()) want = y;
          EXPECT_TRUE(same_bits(y.data(), want.data(), p.y_size()))
              << threads << " threads, " << m << " x " << n;
          p.a = shifted.data() + 3;
          p.y = z.data() + 1;
          simd::gemv(target.kernels<T>().gemv, p, threads);
          EXPECT_TRUE(same_bits(p.y, want.data(), p.y_size()))
              << threads << " threads, shifted, " << m << " x " << n;
        }
      }
    }
  });
}

// Inf and NaN in A and x, zeros against them, and x all zero: nothing that is read is skipped.
TEST(Gemv, NanAndInfPropagate) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    const T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
    Operands<T> o(140 * 20, 140);
    for (const bool trans : {false, true}) {
      for (std::int64_t m = 1; m <= 132; m += scaled(3, 17)) {
        const std::int64_t n = m % 19 + 1;
        auto p = make<T>(o, {trans, m, n, 2, 1, 1}, T(2), T(0.5));
        T* const a = const_cast<T*>(p.a);
        T* const x = const_cast<T*>(p.x);
        a[m - 1 + (n - 1) * p.lda] = inf;
        a[m / 2] = nan;
        check<T>(target, o, p, 1);
        for (std::int64_t i = 0; i < p.x_size(); ++i) x[i] = 0;
        check<T>(target, o, p, 1);
        p = make<T>(o, {trans, m, n, 2, 1, 1}, T(2), T(0.5));
        x[p.x_size() - 1] = -inf;
        p.y[p.y_size() / 2] = nan;
        check<T>(target, o, p, 1);
      }
    }
  });
}

TEST(Gemv, ConcurrentCalls) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    const std::int64_t m = 900, n = 800;
    std::vector<T> a(static_cast<std::size_t>(m * n)), x(2 * static_cast<std::size_t>(m));
    Random random(9);
    for (T& t : a) t = random.uniform<T>();
    for (T& t : x) t = random.uniform<T>();
    for (const bool trans : {false, true}) {
      // Strided, so that every caller uses its workspace.
      const auto compute = [&](T* y, int threads) {
        simd::gemv(target.kernels<T>().gemv,
                   {trans, m, n, T(1), a.data(), m, x.data(), 2, T(0), y, -2}, threads);
      };
      std::vector<T> want(x.size());
      compute(want.data(), 1);
      std::vector<std::vector<T>> got(4, std::vector<T>(x.size()));
      std::vector<std::thread> callers;
      callers.reserve(got.size());
      for (auto& mine : got) callers.emplace_back([&] { compute(mine.data(), 2); });
      for (std::thread& caller : callers) caller.join();
      for (const auto& mine : got) EXPECT_EQ(mine, want);
    }
  });
}

TEST(Gemv, LeadingDimensionBeyond32Bits) {
  for_each_kernel([]<class T>(const simd::Target& target) {
    const std::int64_t m = 2, n = 3, lda = beyond_32_bits();
    const std::size_t bytes = static_cast<std::size_t>((n - 1) * lda + m) * sizeof(T);
    void* const map = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (map == MAP_FAILED) GTEST_SKIP() << "no address space for " << bytes << " bytes";
    T* const a = static_cast<T*>(map);
    for (std::int64_t j = 0; j < n; ++j) {
      a[j * lda] = T(j + 1);
      a[j * lda + 1] = T(10 * (j + 1));
    }
    const T x[] = {1, 2, 3};
    T y[3] = {};
    simd::gemv(target.kernels<T>().gemv, {false, m, n, T(1), a, lda, x, 1, T(0), y, 1}, 1);
    EXPECT_EQ(y[0], T(14));
    EXPECT_EQ(y[1], T(140));
    simd::gemv(target.kernels<T>().gemv, {true, m, n, T(1), a, lda, x, 1, T(0), y, 1}, 1);
    EXPECT_EQ(y[0], T(21));
    EXPECT_EQ(y[2], T(63));
    munmap(map, bytes);
  });
}

TEST(Gemv, WithoutScratchMemoryYIsUntouched) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "AddressSanitizer ends the program on a refused allocation";
#endif
  for_each_kernel([]<class T>(const simd::Target& target) {
    const std::int64_t huge = std::int64_t{1} << 45;  // more than the address space holds
    const T one = 1;
    T y = 5;
    const GemvProblem<T> p{true, huge, 1, T(1), &one, huge, &one, 2, T(0), &y, 1};
    try {
      simd::gemv(target.kernels<T>().gemv, p, 1);
      FAIL() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::OutOfMemory);
    }
    EXPECT_EQ(y, T(5));
  });
}

}  // namespace
}  // namespace fulcrum::test
