// SPDX-License-Identifier: Apache-2.0
// gemv, axpy and dot across the boundary, against simd/ref, with the bounds that those headers
// state.
#include <cstdlib>
#include <cstring>
#include <limits>
#include <thread>
#include <vector>

#include "fulcrum/runtime/platform.hpp"
#include "simd/ref/axpy.hpp"
#include "simd/ref/bound.hpp"
#include "simd/ref/dot.hpp"
#include "simd/ref/gemv.hpp"
#include "tests/cuda/support.hpp"
#include "tests/support/guarded.hpp"
#include "tests/support/random.hpp"

namespace fulcrum::test {
namespace {

using offload::Outcome;

constexpr std::int64_t kIncrements[] = {1, -1, 2, -3};

// A strided vector against an unreadable page; NaN between its elements.
template <class T>
class Vector {
 public:
  Vector(std::int64_t n, std::int64_t inc, std::uint64_t seed)
      : n_(n),
        inc_(inc),
        memory_((n - 1) * std::abs(inc) + 1),
        before_(static_cast<std::size_t>(memory_.size())) {
    for (std::int64_t i = 0; i < memory_.size(); ++i)
      memory_[i] = std::numeric_limits<T>::quiet_NaN();
    Random random(seed);
    for (std::int64_t i = 0; i < n; ++i) at(i) = static_cast<T>(random.uniform());
    remember();
  }
  T* data() const { return memory_.data(); }
  T& at(std::int64_t i) const { return first(memory_.data(), n_, inc_)[i * inc_]; }
  void remember() { std::memcpy(before_.data(), memory_.data(), before_.size() * sizeof(T)); }
  void fill(T value) {
    for (std::int64_t i = 0; i < n_; ++i) at(i) = value;
    remember();
  }
  bool unchanged() const {
    return std::memcmp(before_.data(), memory_.data(), before_.size() * sizeof(T)) == 0;
  }
  bool gaps_unchanged() const {
    for (std::int64_t i = 0; i < memory_.size(); ++i) {
      const bool element = inc_ == 0 || i % std::abs(inc_) == 0;
      if (!element && !same_bits(memory_[i], before_[static_cast<std::size_t>(i)])) return false;
    }
    return true;
  }

 private:
  std::int64_t n_, inc_;
  GuardedArray<T> memory_;
  std::vector<T> before_;
};

class CudaVectors : public CudaTest {
 protected:
  template <class T>
  void check_gemv(bool trans, std::int64_t m, std::int64_t n, std::int64_t pad, std::int64_t incx,
                  std::int64_t incy, T alpha, T beta) {
    Vector<T> a(n * (m + pad) - pad, 1, 3), x(trans ? m : n, incx, 5), y(trans ? n : m, incy, 7);
    for (std::int64_t j = 0; j + 1 < n; ++j) {
      for (std::int64_t i = m; i < m + pad; ++i)
        a.at(i + j * (m + pad)) = std::numeric_limits<T>::quiet_NaN();
    }
    a.remember();
    if (beta == T{0}) y.fill(std::numeric_limits<T>::quiet_NaN());
    const GemvProblem<T> p{trans,    m,    n,    alpha,    a.data(), m + pad,
                           x.data(), incx, beta, y.data(), incy};
    const auto want = simd::ref::gemv(p);
    const Outcome outcome = blas_->compute(p);
    ASSERT_TRUE(outcome.ok) << outcome.message;
    EXPECT_EQ(outcome.completed, p.y_size());
    for (std::int64_t i = 0; i < p.y_size(); ++i) {
      const auto at = static_cast<std::size_t>(i);
      ASSERT_TRUE(simd::ref::within(y.at(i), want.value[at], want.magnitude[at], p.x_size() + 3))
          << "element " << i << (trans ? " T " : " N ") << m << " x " << n << " incx " << incx
          << " incy " << incy << " alpha " << alpha << " beta " << beta << ": " << y.at(i);
    }
    EXPECT_TRUE(a.unchanged() && x.unchanged() && y.gaps_unchanged());
  }

  template <class T>
  void check_axpy(std::int64_t n, std::int64_t incx, std::int64_t incy) {
    Vector<T> x(n, incx, 11), y(n, incy, 13);
    const AxpyProblem<T> p{n, static_cast<T>(-1.7), x.data(), incx, y.data(), incy};
    const auto want = simd::ref::axpy(p);
    const Outcome outcome = blas_->compute(p);
    ASSERT_TRUE(outcome.ok) << outcome.message;
    EXPECT_EQ(outcome.completed, n);
    for (std::int64_t i = 0; i < n; ++i) {
      const auto at = static_cast<std::size_t>(i);
      ASSERT_TRUE(
          simd::ref::within(y.at(i), want.value[at], want.magnitude[at], incy == 0 ? 2 * n : 2))
          << "element " << i << " of " << n << " incx " << incx << " incy " << incy;
    }
    EXPECT_TRUE(x.unchanged() && y.gaps_unchanged());
  }

  template <class T>
  void check_dot(std::int64_t n, std::int64_t incx, std::int64_t incy) {
    Vector<T> x(n, incx, 17), y(n, incy, 19);
    T result = 0;
    const DotProblem<T> p{n, x.data(), incx, y.data(), incy, &result};
    const auto want = simd::ref::dot(p);
    const Outcome outcome = blas_->compute(p);
    ASSERT_TRUE(outcome.ok) << outcome.message;
    EXPECT_EQ(outcome.completed, n);
    EXPECT_TRUE(simd::ref::within(result, want.value[0], want.magnitude[0], 2 * n))
        << n << " incx " << incx << " incy " << incy << ": " << result;
    EXPECT_TRUE(x.unchanged() && y.unchanged());
  }
};

TEST_F(CudaVectors, Gemv) {
  for (const bool trans : {false, true}) {
    for (const std::int64_t incx : kIncrements) {
      for (const std::int64_t incy : kIncrements) {
        check_gemv<float>(trans, 61, 47, 2, incx, incy, 1.5F, -0.5F);
        check_gemv<double>(trans, 47, 61, 0, incx, incy, -0.7, 0.0);
      }
    }
    check_gemv<double>(trans, 1, 1, 0, 1, 1, 2.0, 1.0);
    check_gemv<double>(trans, 300, 1, 1, 1, 2, 2.0, 1.0);
    check_gemv<double>(trans, 1, 300, 1, 2, 1, 2.0, 1.0);
    check_gemv<double>(trans, 20, 30, 1, 1, 1, 0.0, 0.5);
    check_gemv<double>(trans, 20, 30, 1, 1, 1, 0.0, 0.0);
  }
}

TEST_F(CudaVectors, GemvLargerThanTheDevice) {
  narrow(std::size_t{1} << 20, std::size_t{128} << 10, std::size_t{8} << 10);
  for (const bool trans : {false, true}) {
    check_gemv<double>(trans, 500, 700, 3, -2, 3, 1.25, 0.5);
    check_gemv<float>(trans, 700, 500, 0, 1, 1, 1.25F, 0.0F);
    check_gemv<double>(trans, 60000, 4, 0, 1, 1, 1.0, 1.0);
    check_gemv<double>(trans, 4, 60000, 1, 1, 1, 1.0, 1.0);
  }
}

TEST_F(CudaVectors, Axpy) {
  for (const std::int64_t n : {1, 2, 1000}) {
    for (const std::int64_t incx : {1, -1, 2, -3, 0}) {
      for (const std::int64_t incy : {1, -1, 2, -3, 0}) {
        check_axpy<float>(n, incx, incy);
        check_axpy<double>(n, incx, incy);
      }
    }
  }
}

TEST_F(CudaVectors, Dot) {
  for (const std::int64_t n : {1, 2, 1000}) {
    for (const std::int64_t incx : {1, -1, 2, -3, 0}) {
      for (const std::int64_t incy : {1, -1, 2, -3, 0}) {
        check_dot<float>(n, incx, incy);
        check_dot<double>(n, incx, incy);
      }
    }
  }
}

// Chunks of 4 KiB and a last one that is shorter.
TEST_F(CudaVectors, AxpyAndDotByChunks) {
  narrow(std::size_t{1} << 20, std::size_t{128} << 10, std::size_t{4} << 10);
  for (const std::int64_t n : {511, 512, 513, 1024, 5000}) {
    for (const std::int64_t inc : {1, -2}) {
      check_axpy<double>(n, inc, -inc);
      check_axpy<float>(n, 1, inc);
      check_dot<double>(n, inc, 1);
      check_dot<float>(n, -inc, inc);
    }
  }
}

// The same vector as x and y is allowed.
TEST_F(CudaVectors, AxpyOntoItself) {
  narrow(std::size_t{1} << 20, std::size_t{128} << 10, std::size_t{4} << 10);
  Vector<double> y(3000, -2, 23);
  const AxpyProblem<double> p{3000, 0.5, y.data(), -2, y.data(), -2};
  const auto want = simd::ref::axpy(p);
  const Outcome outcome = blas_->compute(p);
  ASSERT_TRUE(outcome.ok) << outcome.message;
  for (std::int64_t i = 0; i < 3000; ++i) {
    const auto at = static_cast<std::size_t>(i);
    ASSERT_TRUE(simd::ref::within(y.at(i), want.value[at], want.magnitude[at], 2)) << i;
  }
}

TEST_F(CudaVectors, PinnedVectors) {
  const Device device(blas_->device().shared_from_this());
  const auto x = device.allocate<double, memory::Pinned>(4000);
  const auto y = device.allocate<double, memory::Pinned>(4000);
  Random random(29);
  for (std::size_t i = 0; i < 4000; ++i) {
    x.data()[i] = random.uniform();
    y.data()[i] = random.uniform();
  }
  for (const std::int64_t inc : {1, 2}) {
    double result = 0;
    const DotProblem<double> dot{4000 / inc, x.data(), inc, y.data(), inc, &result};
    const auto want_dot = simd::ref::dot(dot);
    ASSERT_TRUE(blas_->compute(dot).ok);
    EXPECT_TRUE(simd::ref::within(result, want_dot.value[0], want_dot.magnitude[0], 2 * dot.n));
    const AxpyProblem<double> axpy{4000 / inc, 3.0, x.data(), inc, y.data(), inc};
    const auto want = simd::ref::axpy(axpy);
    ASSERT_TRUE(blas_->compute(axpy).ok);
    for (std::int64_t i = 0; i < axpy.n; ++i) {
      const auto at = static_cast<std::size_t>(i);
      ASSERT_TRUE(simd::ref::within(y.data()[i * inc], want.value[at], want.magnitude[at], 2)) << i;
    }
  }
}

TEST_F(CudaVectors, ManyThreads) {
  std::vector<std::thread> threads;
  threads.reserve(6);
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([this, t] {
      for (int round = 0; round < 4; ++round) {
        check_dot<double>(700 + t, 1, -2);
        check_axpy<float>(900 + t, 2, 1);
        check_gemv<double>(t % 2 == 0, 40 + t, 50, 1, 1, 1, 1.0, 0.5);
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace fulcrum::test
