// SPDX-License-Identifier: Apache-2.0
// What the tests of the rules for threads share: a rule is held against the widest region that a
// call asks for.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <complex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "simd/targets.hpp"
#include "simd/threads/threads.hpp"
#include "tests/support/scale.hpp"

namespace fulcrum::simd {

using C32 = std::complex<float>;
using C64 = std::complex<double>;

// Zeros: what is computed does not matter. 4 MiB of float, 16 of std::complex<double>.
constexpr std::int64_t kElements = std::int64_t{1} << 20;
template <class T>
const T* in() {
  static const std::vector<T> zeros(kElements);
  return zeros.data();
}
template <class T>
T* out(int which = 0) {
  static std::vector<T> zeros[2] = {std::vector<T>(kElements), std::vector<T>(kElements)};
  return zeros[which].data();
}

template <class T>
const Kernels<T>& best_kernels() {
  return targets().front().kernels<T>();
}

class Grains : public testing::Test {
 protected:
  // Numbers of threads that calls may have; the largest alone at a small scale.
  explicit Grains(std::vector<int> allowed = {1, 2, 5, 8}) : allowed_(std::move(allowed)) {
    if (test::small_scale()) allowed_ = {allowed_.back()};
  }

  // What call(threads) asks for against rule(threads), for numbers of threads from 1 to 8.
  template <class Rule, class Call>
  void expect(const std::string& what, Rule&& rule, Call&& call) {
    for (const int allowed : allowed_) {
      const int threads = std::min(allowed, most_threads());  // products ask for no more
      reset_widest_region();
      call(threads);
      EXPECT_EQ(rule(threads), widest_region()) << what << ", " << threads << " threads allowed";
      seen_.insert(widest_region());
    }
  }
  // Both sides of the rules have been seen: no region, and several that differ.
  void expect_both_sides() const {
    EXPECT_TRUE(seen_.contains(1));
    EXPECT_GE(seen_.size(), test::small_scale() ? 2U : 3U);
  }

  // Runs `body` where calls compute serially: they ask for their threads and get none, so that 8
  // of them do not fight for two processors.
  template <class Body>
  static void without_threads(Body&& body) {
    parallel(2, [&](int index, int) {
      if (index == 0) body();
    });
  }

 private:
  std::vector<int> allowed_;
  std::set<int> seen_;
};

struct Sizes3 {
  std::int64_t m, n, k;
};
struct Shape {
  std::int64_t m, n;
};
// `ops`: bit 0 transposes A, bit 1 B.
template <class T>
GemmProblem<T> gemm_problem(const Sizes3& s, int ops) {
  GemmProblem<T> p;
  p.trans_a = (ops & 1) != 0, p.trans_b = (ops & 2) != 0;
  p.m = s.m, p.n = s.n, p.k = s.k;
  p.alpha = T{1};
  p.a = in<T>(), p.lda = std::max<std::int64_t>(p.trans_a ? s.k : s.m, 1);
  p.b = in<T>(), p.ldb = std::max<std::int64_t>(p.trans_b ? s.n : s.k, 1);
  p.c = out<T>(), p.ldc = s.m;
  return p;
}

}  // namespace fulcrum::simd
