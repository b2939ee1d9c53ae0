// SPDX-License-Identifier: Apache-2.0
// Batches on every target of this machine: each product against the reference in simd/ref, and
// against gemm() alone to the bit, for any number of threads.
#include "simd/gemm/batch.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "simd/gemm/plan.hpp"
#include "simd/threads/workspace.hpp"
#include "tests/support/gemm_case.hpp"
#include "tests/support/scale.hpp"
#include "tests/support/targets.hpp"

namespace fulcrum::simd {
namespace {

using test::GemmCase;
using test::GemmShape;

constexpr int kThreads[] = {1, 2, 3, 7};

std::string name_of(const Target& target) { return std::string(to_string(target.isa)); }

// Products of several shapes, each with operands of its own behind pages that may not be touched.
template <class T>
class Products {
 public:
  // `count` products of this shape: a group.
  void add(const GemmShape& shape, std::int64_t count) {
    GemmGroup<T> group;
    for (std::int64_t i = 0; i < count; ++i) {
      const GemmCase<T>& c = cases_.emplace_back(shape, cases_.size() + 1);
      group.item = c.problem();
      a_.push_back(group.item.a);
      b_.push_back(group.item.b);
      c_.push_back(group.item.c);
    }
    if (count == 0) group.item = GemmCase<T>(shape).problem();
    group.item.a = group.item.b = group.item.c = nullptr;
    group.count = count;
    groups_.push_back(group);
  }

  GemmBatch<T> batch() const {
    const auto group = [](const void* self, std::int64_t index, std::int64_t first,
                          GemmGroup<T>& made) -> const GemmGroup<T>& {
      const auto& products = *static_cast<const Products*>(self);
      made = products.groups_[static_cast<std::size_t>(index)];
      made.a = products.a_.data() + first;
      made.b = products.b_.data() + first;
      made.c = products.c_.data() + first;
      return made;
    };
    return {static_cast<std::int64_t>(groups_.size()), group, this};
  }

  // Every product on every target and for every number of threads: right, and the bits of gemm().
  void check() const {
    for (const Target& target : test::targets()) {
      const GemmKernels<T>& kernels = target.kernels<T>().gemm;
      std::vector<std::vector<T>> alone;
      for (const GemmCase<T>& c : cases_) {
        c.reset();
        if (writes(c.problem())) gemm(kernels, c.problem(), 1);
        alone.push_back(c.result());
      }
      for (const int threads : kThreads) {
        for (const GemmCase<T>& c : cases_) c.reset();
        gemm_batch(kernels, batch(), threads);
        for (std::size_t i = 0; i < cases_.size(); ++i) {
          const std::string where = name_of(target) + ", " + std::to_string(threads) +
                                    " threads, product " + std::to_string(i) + ": ";
          if (threads == 1 && cases_[i].shape().m > 0 && cases_[i].shape().n > 0) {
            ASSERT_EQ(cases_[i].verdict(), "") << where;
          }
          const std::vector<T> got = cases_[i].result();
          ASSERT_TRUE(std::equal(got.begin(), got.end(), alone[i].begin(), alone[i].end(),
                                 [](T x, T y) { return test::same_bits(x, y); }))
              << where << describe(cases_[i].shape());
        }
      }
    }
  }

 private:
  std::deque<GemmCase<T>> cases_;
  std::vector<GemmGroup<T>> groups_;
  std::vector<const T*> a_, b_;
  std::vector<T*> c_;
};

template <class T>
class GemmBatchTest : public ::testing::Test {};
using Types = ::testing::Types<float, double>;
TYPED_TEST_SUITE(GemmBatchTest, Types);

TYPED_TEST(GemmBatchTest, OneShape) {
  struct Case {
    std::int64_t m, n, k, count;
  };
  std::vector<Case> cases = {{1, 1, 1, 5},     {2, 2, 2, 33},  {3, 5, 7, 10},
                             {16, 16, 16, 40}, {25, 9, 31, 6}, {97, 99, 95, 3}};
  if (!test::small_scale()) {
    cases.insert(cases.end(), {{40, 40, 40, 100},
                               {150, 130, 170, 2},
                               {1, 90, 80, 7},
                               {90, 1, 80, 7},
                               {6, 120, 100, 7},
                               {120, 6, 100, 7},
                               {12, 11, 5000, 5}});
  }
  int turn = 0;
  for (const Case& s : cases) {
    for (int trans = 0; trans < 4; ++trans, ++turn) {
      Products<TypeParam> products;
      products.add({(trans & 1) != 0, (trans & 2) != 0, s.m, s.n, s.k, turn % 3 - 0.63,
                    turn % 2 * 0.37, turn % 3, turn % 5 / 2, turn % 2},
                   s.count);
      products.check();
      if (this->HasFailure()) return;
    }
  }
}

// Shapes, transposes and factors of their own for each group; groups with nothing to do between
// them; NaN in C where beta is 0.
TYPED_TEST(GemmBatchTest, Groups) {
  Products<TypeParam> products;
  products.add({false, false, 4, 4, 4, 1, 0}, 9);
  products.add({true, false, 13, 7, 5, -1, 1, 1, 2, 3}, 1);
  products.add({false, true, 0, 4, 4, 1, 0}, 3);
  products.add({false, true, 30, 20, 10, 0.37, 0.5}, 0);
  products.add({false, true, 30, 20, 10, 0.37, 0.5}, 17);
  products.add({true, true, 5, 0, 3, 1, 2}, 2);
  products.add({true, true, 6, 9, 0, 1, 2, 0, 0, 1}, 2);
  products.add({false, false, 6, 9, 4, 0, 0}, 4);
  products.add({false, false, 3, 3, 3, 0, 1}, 1);
  products.add({true, true, 110, 101, 120, 2, -1}, 2);
  products.add({true, false, 2, 2, 2, 2, -1}, 50);
  products.check();
}

// One product larger than all others together, which gets all threads, and three that do not divide
// among two.
TYPED_TEST(GemmBatchTest, FewLargeProducts) {
  if (test::small_scale()) GTEST_SKIP() << "minutes under emulation";
  Products<TypeParam> one;
  one.add({false, true, 260, 250, 270, 1, 0.5, 1, 1, 1}, 1);
  one.add({false, false, 8, 8, 8, 1, 0}, 20);
  one.check();
  Products<TypeParam> three;
  three.add({true, false, 200, 190, 180, 1, 0}, 3);
  three.check();
}

// So many and so large that each product's operands are fetched during the one before.
TYPED_TEST(GemmBatchTest, BeyondTheCaches) {
  if (test::small_scale()) GTEST_SKIP() << "minutes under emulation";
  Products<TypeParam> products;
  products.add({false, true, 64, 65, 66, 1, 0.5, 0, 1, 2}, 100);
  products.check();
}

// Every product is computed, and only once, wherever the pieces of work begin.
TYPED_TEST(GemmBatchTest, EveryProductOnce) {
  using T = TypeParam;
  const T two = 2, three = 3;
  for (const std::int64_t count : {1, 999, 20011}) {
    std::vector<T> c(static_cast<std::size_t>(count));
    GemmGroup<T> group;
    group.item = {false, false, 1, 1, 1, T{1}, &two, 1, &three, 1, T{1}, c.data(), 1};
    group.count = count;
    group.stride_c = 1;
    for (const int threads : {1, 2, 3, 7}) {
      std::fill(c.begin(), c.end(), T{1});
      gemm_batch(test::targets().front().kernels<T>().gemm, batch_of(group), threads);
      EXPECT_EQ(c, std::vector<T>(c.size(), T{7})) << count << ' ' << threads;
    }
  }
}

// Strides of any sign, A or B shared by all products, C interleaved row by row.
TYPED_TEST(GemmBatchTest, Strides) {
  using T = TypeParam;
  constexpr std::int64_t kM = 5, kN = 4, kK = 3, kCount = 6;
  test::Random random(3);
  std::vector<T> a(kM * kK * kCount), b(kK * kN * kCount), c(kM * kN * kCount);
  for (std::vector<T>* v : {&a, &b, &c}) {
    for (T& x : *v) x = static_cast<T>(random.integer(-9, 9));
  }
  struct Strides {
    std::int64_t a, b, c, ldc;
  };
  for (const Strides& s : {Strides{kM * kK, kK * kN, kM * kN, kM},
                           {0, kK * kN, kM * kN, kM},
                           {kM * kK, 0, kM * kN, kM},
                           {0, 0, kM, kM * kCount},
                           {-kM * kK, 1, -kM * kN, kM}}) {
    const auto first = [](std::vector<T>& v, std::int64_t stride) {
      return v.data() + (stride < 0 ? -stride * (kCount - 1) : 0);
    };
    std::vector<T> got = c, want = c;
    GemmGroup<T> group;
    group.item = {false, false,           kM,   kN, kK, T{2}, first(a, s.a), kM, first(b, s.b), kK,
                  T{-1}, first(got, s.c), s.ldc};
    group.count = kCount;
    group.stride_a = s.a, group.stride_b = s.b, group.stride_c = s.c;
    for (std::int64_t i = 0; i < kCount; ++i) {
      GemmProblem<T> p = group.at(i);
      p.c = first(want, s.c) + i * s.c;
      const ref::Expected<T> e = ref::gemm(p);
      for (std::int64_t j = 0; j < kM * kN; ++j)
        p.c[j % kM + j / kM * p.ldc] = static_cast<T>(e.value[static_cast<std::size_t>(j)]);
    }
    for (const Target& target : test::targets()) {
      for (const int threads : {1, 3}) {
        std::copy(c.begin(), c.end(), got.begin());
        gemm_batch(target.kernels<T>().gemm, batch_of(group), threads);
        EXPECT_EQ(got, want) << name_of(target) << ' ' << s.a << ' ' << s.b << ' ' << s.c;
      }
    }
  }
}

// A kernel of the same type that computes nothing.
template <class... Arguments>
void silence(void (*&kernel)(Arguments...)) {
  if (kernel != nullptr) kernel = [](Arguments...) {};
}

// Kernels with which gemm() takes its path and its memory, and reads no operand.
template <class T>
GemmKernels<T> silent(GemmKernels<T> kernels) {
  silence(kernels.pack_a), silence(kernels.pack_b);
  silence(kernels.macro), silence(kernels.macro_columns);
  silence(kernels.small), silence(kernels.small_before), silence(kernels.streamed);
  silence(kernels.rank), silence(kernels.inner);
  silence(kernels.transpose), silence(kernels.scale);
  silence(kernels.gemv.notrans);
  silence(kernels.gemv.notrans_panels4), silence(kernels.gemv.notrans_panels8);
  silence(kernels.gemv.trans4), silence(kernels.gemv.trans8);
  return kernels;
}

// gemm() takes no more than gemm_scratch() says, on every path: a batch reserves that before it
// writes anything.
TYPED_TEST(GemmBatchTest, ScratchIsEnough) {
  using T = TypeParam;
  struct Shape {
    std::int64_t m, n, k;
  };
  std::set<GemmPath> paths;
  for (const Shape& s : {Shape{5, 6, 7},
                         {90, 80, 70},
                         {1, 300, 600},
                         {300, 1, 600},
                         {1, 9, 70000},
                         {9, 1, 70000},
                         {7, 500, 300},
                         {7, 500, 273},  // a k that a copy pads by nearly two cache lines
                         {500, 7, 300},
                         {40, 33, 40},
                         {500, 30, 100},
                         {9, 9, 9000},
                         {9, 9, 150000},
                         {130, 140, 150},
                         {600, 40, 100},
                         {700, 90, 860},
                         {70, 90, 2},
                         {3, 5000, 4}}) {
    const std::vector<T> a(static_cast<std::size_t>(s.m * s.k)),
        b(static_cast<std::size_t>(s.k * s.n));
    std::vector<T> c(static_cast<std::size_t>(s.m * s.n));
    for (int trans = 0; trans < 4; ++trans) {
      const bool trans_a = (trans & 1) != 0, trans_b = (trans & 2) != 0;
      const GemmProblem<T> p = {trans_a,  trans_b,
                                s.m,      s.n,
                                s.k,      T{1},
                                a.data(), trans_a ? s.k : s.m,
                                b.data(), trans_b ? s.n : s.k,
                                T{0},     c.data(),
                                s.m};
      paths.insert(gemm_path({trans_a, trans_b, s.m, s.n, s.k, sizeof(T)}));
      for (const Target& target : test::targets()) {
        for (const int threads : {1, 2}) {
          const GemmKernels<T> kernels = silent(target.kernels<T>().gemm);
          std::size_t taken = 0;
          std::thread([&] {
            gemm(kernels, p, threads);
            taken = workspace_size();
          }).join();
          std::size_t reserved = 0;
          std::thread([&] {
            if (const std::size_t bytes = gemm_scratch(kernels, p, threads); bytes > 0)
              workspace(bytes);
            reserved = workspace_size();
          }).join();
          EXPECT_GE(reserved, taken) << name_of(target) << ", " << threads << " threads: " << trans
                                     << ", " << s.m << " x " << s.n << " x " << s.k;
        }
      }
      if (this->HasFailure()) return;
    }
  }
  EXPECT_EQ(paths.size(), static_cast<std::size_t>(GemmPath::Packed) + 1) << "a path is not met";
}

}  // namespace
}  // namespace fulcrum::simd
