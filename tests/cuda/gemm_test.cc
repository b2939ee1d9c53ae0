// SPDX-License-Identifier: Apache-2.0
// gemm across the boundary, against simd/ref/gemm.hpp: every element within the bound that GemmCase
// states, which holds for any order of summation and so for the cuts of k too.
#include <cmath>
#include <cstring>
#include <limits>
#include <thread>
#include <vector>

#include "fulcrum/runtime/platform.hpp"
#include "tests/cuda/support.hpp"
#include "tests/support/gemm_case.hpp"

namespace fulcrum::test {
namespace {

using offload::Outcome;

class CudaGemm : public CudaTest {
 protected:
  template <class T>
  void check(const GemmShape& shape, std::uint64_t seed = 1) {
    GemmCase<T> product(shape, seed);
    const Outcome outcome = blas_->compute(product.problem());
    ASSERT_TRUE(outcome.ok) << describe(shape) << ": " << outcome.message;
    EXPECT_EQ(outcome.completed, shape.n) << describe(shape);
    ASSERT_EQ(product.verdict(), "");
  }
  void check_both(const GemmShape& shape) {
    check<float>(shape);
    check<double>(shape);
  }
};

constexpr double kScalars[][2] = {{1, 0}, {-0.7, 1}, {1.5, -0.3}, {0, 0.5}, {0, 0}};

TEST_F(CudaGemm, TransposesPadsAndScalars) {
  for (const bool trans_a : {false, true}) {
    for (const bool trans_b : {false, true}) {
      for (const auto& [alpha, beta] : kScalars) {
        for (const std::int64_t pad : {0, 3}) {
          check_both({trans_a, trans_b, 37, 29, 41, alpha, beta, pad, pad, pad});
        }
      }
    }
  }
}

TEST_F(CudaGemm, Shapes) {
  constexpr std::int64_t kShapes[][3] = {{1, 1, 1},   {1, 1, 200}, {1, 150, 1},  {170, 1, 1},
                                         {2, 3, 0},   {1, 65, 33}, {129, 1, 64}, {64, 64, 64},
                                         {257, 3, 5}, {3, 257, 5}, {5, 3, 700}};
  for (const auto& [m, n, k] : kShapes) {
    for (const bool trans : {false, true}) check_both({trans, !trans, m, n, k, 1.25, 0.5, 1, 2, 3});
  }
}

// 300 x 260 x 280 in double is 0.6 MB an operand: with 1 MiB of device memory all three dimensions
// are cut.
TEST_F(CudaGemm, LargerThanTheDevice) {
  narrow(std::size_t{1} << 20, std::size_t{128} << 10, std::size_t{8} << 10);
  for (const bool trans_a : {false, true}) {
    for (const bool trans_b : {false, true}) {
      check_both({trans_a, trans_b, 300, 260, 280, -1.5, 0.25, 2, 0, 5});
      check<double>({trans_a, trans_b, 300, 260, 280, 1, 0, 0, 1, 0});
    }
  }
  // One long dimension each; a column of A that is longer than a slot of the ring.
  check<double>({false, false, 40000, 3, 4, 1, 1, 1, 1, 1});
  check<double>({false, true, 3, 40000, 4, 1, 1, 1, 1, 1});
  check<double>({true, false, 3, 4, 40000, 1, 1, 1, 1, 1});
}

TEST_F(CudaGemm, ManyPanels) {
  narrow(std::numeric_limits<std::size_t>::max(), std::size_t{16} << 10, std::size_t{16} << 10);
  for (const std::int64_t n : {20, 21, 22, 203})
    check_both({false, false, 100, n, 30, 1, -1, 0, 0, 7});
}

template <class T>
class PinnedMatrix {
 public:
  PinnedMatrix(offload::cuda::CudaBlas& blas, std::int64_t rows, std::int64_t cols, std::int64_t ld,
               Random& random)
      : memory_(blas.device().shared_from_this(),
                static_cast<std::size_t>((cols - 1) * ld + rows)) {
    for (std::size_t i = 0; i < memory_.size(); ++i) {
      const bool inside = static_cast<std::int64_t>(i) % ld < rows;
      memory_.data()[i] =
          inside ? static_cast<T>(random.uniform()) : std::numeric_limits<T>::quiet_NaN();
    }
  }
  T* data() const { return memory_.data(); }
  std::vector<T> copy() const { return {memory_.data(), memory_.data() + memory_.size()}; }

 private:
  Buffer<T, memory::Pinned> memory_;
};

TEST_F(CudaGemm, PinnedOperandsAreReadDirectly) {
  const std::int64_t m = 70, n = 50, k = 60, lda = m + 3, ldb = k, ldc = m + 1;
  Random random(7);
  const PinnedMatrix<double> a(*blas_, m, k, lda, random), b(*blas_, k, n, ldb, random),
      c(*blas_, m, n, ldc, random);
  EXPECT_EQ(blas_->location(a.data()), Location::Pinned);
  EXPECT_EQ(blas_->location(a.data() + 100), Location::Pinned);
  const std::vector<double> pageable(100);
  EXPECT_EQ(blas_->location(pageable.data()), Location::Pageable);

  GemmProblem<double> p{false, false,    m,   n,    k,        2.0, a.data(),
                        lda,   b.data(), ldb, -1.0, c.data(), ldc};
  const std::vector<double> before = c.copy(), before_a = a.copy();
  const auto want = simd::ref::gemm(p);
  const Outcome outcome = blas_->compute(p);
  ASSERT_TRUE(outcome.ok) << outcome.message;
  for (std::int64_t j = 0; j < n; ++j) {
    for (std::int64_t i = 0; i < ldc && j * ldc + i < static_cast<std::int64_t>(before.size());
         ++i) {
      const double got = c.data()[i + j * ldc];
      if (i >= m) {
        ASSERT_TRUE(std::isnan(got)) << "padding was written";
        continue;
      }
      const auto at = static_cast<std::size_t>(i + j * m);
      ASSERT_TRUE(simd::ref::within(got, want.value[at], want.magnitude[at], k + 3))
          << i << ',' << j;
    }
  }
  EXPECT_EQ(std::memcmp(a.data(), before_a.data(), before_a.size() * sizeof(double)), 0);
}

TEST_F(CudaGemm, NanAndInfinityPropagate) {
  GemmShape shape;
  shape.m = shape.n = shape.k = 40;
  GemmCase<double> product(shape);
  product.a(3, 5) = std::numeric_limits<double>::quiet_NaN();
  product.b(7, 11) = std::numeric_limits<double>::infinity();
  const Outcome outcome = blas_->compute(product.problem());
  ASSERT_TRUE(outcome.ok) << outcome.message;
  EXPECT_EQ(product.verdict(), "");
}

TEST_F(CudaGemm, SameBitsEveryTime) {
  GemmShape shape{false, true, 150, 170, 190, 1.1, 0.9, 0, 0, 0};
  GemmCase<float> product(shape);
  ASSERT_TRUE(blas_->compute(product.problem()).ok);
  const auto once = product.result();
  for (int i = 0; i < 3; ++i) {
    product.reset();
    ASSERT_TRUE(blas_->compute(product.problem()).ok);
    EXPECT_EQ(std::memcmp(once.data(), product.result().data(), once.size() * sizeof(float)), 0);
  }
}

// More threads than lanes, with memory for few of them.
TEST_F(CudaGemm, ManyThreads) {
  std::vector<std::thread> threads;
  std::vector<std::string> verdicts(9);
  for (std::size_t t = 0; t < verdicts.size(); ++t) {
    threads.emplace_back([this, t, &verdicts] {
      for (int round = 0; round < 4 && verdicts[t].empty(); ++round) {
        GemmShape shape{
            t % 2 == 0, t % 3 == 0, 60 + static_cast<std::int64_t>(t), 80, 50, 1, 0.5, 1, 1, 1};
        GemmCase<double> product(shape, t * 10 + static_cast<std::uint64_t>(round));
        const Outcome outcome = blas_->compute(product.problem());
        verdicts[t] = outcome.ok ? product.verdict() : outcome.message;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const std::string& verdict : verdicts) EXPECT_EQ(verdict, "");
}

}  // namespace
}  // namespace fulcrum::test
