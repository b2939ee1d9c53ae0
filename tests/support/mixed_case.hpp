// SPDX-License-Identifier: Apache-2.0
// One product of narrow operands: what the tests of gemm_mixed run on every target and judge.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

#include "simd/gemm_mixed/gemm_mixed.hpp"
#include "simd/ref/bound.hpp"
#include "simd/ref/gemm.hpp"
#include "tests/support/gemm_case.hpp"
#include "tests/support/guarded.hpp"
#include "tests/support/random.hpp"

namespace fulcrum::test {

template <class T>
T any_element(Random& random) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(
        random.integer(std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
  } else {
    return T(static_cast<float>(random.uniform()));
  }
}

// Where nothing may be read: NaN, or a number that would be noticed.
template <class T>
T padding() {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(77);
  } else {
    return T(std::numeric_limits<float>::quiet_NaN());
  }
}

// Operands between pages that may not be touched, padding between their columns, and C all padding
// where beta == 0.
template <class TA, class TB, class TC>
class MixedCase {
 public:
  using Problem = simd::MixedGemmProblem<TA, TB, TC>;
  static constexpr bool kIntegers = std::is_integral_v<TC>;

  explicit MixedCase(const GemmShape& shape, std::uint64_t seed = 1)
      : shape_(shape),
        a_(shape.trans_a ? shape.k : shape.m, shape.trans_a ? shape.m : shape.k, shape.pad_a),
        b_(shape.trans_b ? shape.n : shape.k, shape.trans_b ? shape.k : shape.n, shape.pad_b),
        c_(shape.m, shape.n, shape.pad_c) {
    Random random(seed);
    a_.fill(random);
    b_.fill(random);
    c_.fill(random);
    if (shape.beta == 0) {
      for (std::int64_t at = 0; at < c_.elements.size(); ++at) c_.elements[at] = padding<TC>();
    }
    initial_c_ = result();
  }

  Problem problem() const {
    return {shape_.trans_a,
            shape_.trans_b,
            shape_.m,
            shape_.n,
            shape_.k,
            static_cast<TC>(shape_.alpha),
            a_.elements.data(),
            a_.ld,
            b_.elements.data(),
            b_.ld,
            static_cast<TC>(shape_.beta),
            c_.elements.data(),
            c_.ld};
  }
  TA& a(std::int64_t i, std::int64_t l) {
    return a_.elements[shape_.trans_a ? l + i * a_.ld : i + l * a_.ld];
  }
  TB& b(std::int64_t l, std::int64_t j) {
    return b_.elements[shape_.trans_b ? j + l * b_.ld : l + j * b_.ld];
  }
  void reset() const {
    for (std::int64_t at = 0; at < c_.elements.size(); ++at)
      c_.elements[at] = initial_c_[static_cast<std::size_t>(at)];
  }
  std::vector<TC> result() const {
    return {c_.elements.data(), c_.elements.data() + c_.elements.size()};
  }

  // Empty if C is right: floats within gemm's bound for the widened operands, integers exact modulo
  // 2^32, the padding as it was. `flushes`: subnormal operands count as zeros, and so may products
  // and sums of them: two of each a pair of products, of up to 2^-126.
  std::string verdict(bool flushes = false) {
    if constexpr (kIntegers) {
      if (expected_.empty()) expect();
    } else {
      if (expected_floats_.value.empty() || flushed_ != flushes) expect(flushes);
    }
    for (std::int64_t at = 0; at < c_.elements.size(); ++at) {
      const std::int64_t i = at % c_.ld, j = at / c_.ld;
      const TC got = c_.elements[at];
      if (i >= shape_.m) {
        if (!same_bits(got, initial_c_[static_cast<std::size_t>(at)]))
          return tell("padding changed", i, j);
        continue;
      }
      const auto e = static_cast<std::size_t>(i + j * shape_.m);
      std::ostringstream out;
      if constexpr (kIntegers) {
        if (got == expected_[e]) continue;
        out << "is " << got << ", must be " << expected_[e];
      } else {
        const double want = expected_floats_.value[e], size = expected_floats_.magnitude[e];
        const double lost = flushes ? 2 * 0x1p-126 * std::max(1.0, std::fabs(shape_.alpha))
                                    : std::numeric_limits<float>::denorm_min();
        if (simd::ref::within(got, want, size, shape_.k + 3, lost)) continue;
        out << "is " << got << ", must be " << want << ", sum of magnitudes " << size;
      }
      return tell(out.str(), i, j);
    }
    return {};
  }

 private:
  template <class T>
  struct Matrix {
    Matrix(std::int64_t rows_, std::int64_t columns, std::int64_t pad)
        : rows(rows_),
          ld(std::max<std::int64_t>(1, rows_) + pad),
          elements(rows_ == 0 || columns == 0 ? 0 : ld * (columns - 1) + rows_) {}
    void fill(Random& random) const {
      for (std::int64_t at = 0; at < elements.size(); ++at)
        elements[at] = at % ld < rows ? any_element<T>(random) : padding<T>();
    }
    std::vector<float> widened(bool flush) const {
      std::vector<float> wide;
      for (std::int64_t at = 0; at < elements.size(); ++at) {
        const auto x = static_cast<float>(elements[at]);
        wide.push_back(flush && std::fpclassify(x) == FP_SUBNORMAL ? std::copysign(0.0F, x) : x);
      }
      return wide;
    }
    std::int64_t rows, ld;
    GuardedArray<T> elements;
  };

  void expect(bool flush = false) {
    flushed_ = flush;
    if constexpr (kIntegers) {
      for (std::int64_t j = 0; j < shape_.n; ++j) {
        for (std::int64_t i = 0; i < shape_.m; ++i) {
          std::int64_t sum = 0;
          for (std::int64_t l = 0; shape_.alpha != 0 && l < shape_.k; ++l)
            sum += std::int64_t{a(i, l)} * std::int64_t{b(l, j)};
          if (shape_.beta != 0) sum += initial_c_[static_cast<std::size_t>(i + j * c_.ld)];
          expected_.push_back(static_cast<TC>(static_cast<std::uint32_t>(sum)));
        }
      }
    } else {
      const std::vector<float> wide_a = a_.widened(flush), wide_b = b_.widened(flush);
      const Problem p = problem();
      expected_floats_ =
          simd::ref::gemm<float>({p.trans_a, p.trans_b, p.m, p.n, p.k, p.alpha, wide_a.data(),
                                  p.lda, wide_b.data(), p.ldb, p.beta, initial_c_.data(), p.ldc});
    }
  }
  std::string tell(const std::string& what, std::int64_t i, std::int64_t j) const {
    std::ostringstream out;
    out << describe(shape_) << ": C(" << i << ',' << j << ") " << what;
    return out.str();
  }

  GemmShape shape_;
  Matrix<TA> a_;
  Matrix<TB> b_;
  Matrix<TC> c_;
  std::vector<TC> initial_c_;
  std::vector<TC> expected_;
  simd::ref::Expected<float> expected_floats_{0};
  bool flushed_ = false;
};

}  // namespace fulcrum::test
