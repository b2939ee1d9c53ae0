// SPDX-License-Identifier: Apache-2.0
// One product with its operands: what the tests of gemm run on every target and judge.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "simd/problem.hpp"
#include "simd/ref/bound.hpp"
#include "simd/ref/gemm.hpp"
#include "tests/support/guarded.hpp"
#include "tests/support/random.hpp"

namespace fulcrum::test {

struct GemmShape {
  bool trans_a = false, trans_b = false;
  std::int64_t m = 1, n = 1, k = 1;
  double alpha = 1, beta = 0;
  std::int64_t pad_a = 0, pad_b = 0, pad_c = 0;  // leading dimension beyond the smallest legal one
};

inline std::string describe(const GemmShape& s) {
  std::ostringstream out;
  out << (s.trans_a ? 'T' : 'N') << (s.trans_b ? 'T' : 'N') << " m=" << s.m << " n=" << s.n
      << " k=" << s.k << " alpha=" << s.alpha << " beta=" << s.beta << " pads=" << s.pad_a << ','
      << s.pad_b << ',' << s.pad_c;
  return out.str();
}

// op(A), m x k, and op(B), k x n, of small integers, column-major, and their product: exact in T
// whatever the order of its sums, for k up to 10^6, also after a product with 0.75. It is computed
// once for all four pairs of transposes, in T itself.
template <class T>
struct ExactProduct {
  ExactProduct(std::int64_t m, std::int64_t n, std::int64_t k, std::uint64_t seed)
      : a(static_cast<std::size_t>(m * k)),
        b(static_cast<std::size_t>(k * n)),
        product(static_cast<std::size_t>(m * n)) {
    Random random(seed);
    for (T& x : a) x = static_cast<T>(random.integer(-2, 2));
    for (T& x : b) x = static_cast<T>(random.integer(-2, 2));
    const T* factor = b.data();
    for (std::int64_t j = 0; j < n; ++j) {
      T* const to = product.data() + j * m;
      const T* from = a.data();
      for (std::int64_t l = 0; l < k; ++l, from += m, ++factor) {
        const T times = *factor;
#pragma omp simd
        for (std::int64_t i = 0; i < m; ++i) to[i] += from[i] * times;
      }
    }
  }

  std::vector<T> a, b, product;
};

// Operands of one shape. A and B hold numbers in [-1, 1) and NaN in their padding, which
// must not contribute. C holds such numbers, or NaN everywhere if beta == 0, which must not be
// read.
template <class T>
class GemmCase {
 public:
  using Touching = typename GuardedArray<T>::Touching;

  // The same with an exact product's operands, and small integers in C; alpha and beta have two
  // bits. Then C must be exactly right.
  GemmCase(const GemmShape& shape, std::shared_ptr<const ExactProduct<T>> exact)
      : GemmCase(shape, nullptr, Touching::EndPage) {
    exact_ = std::move(exact);
    Random random(static_cast<std::uint64_t>(shape.m + shape.n));
    fill(a_, rows_a_, columns_a_, lda_, shape.trans_a, exact_->a);
    fill(b_, rows_b_, columns_b_, ldb_, shape.trans_b, exact_->b);
    for (std::int64_t at = 0; at < c_.size(); ++at) {
      c_[at] = shape.beta != 0 && at % ldc_ < shape.m ? static_cast<T>(random.integer(-8, 8))
                                                      : std::numeric_limits<T>::quiet_NaN();
    }
    initial_c_.assign(c_.data(), c_.data() + c_.size());
  }

  explicit GemmCase(const GemmShape& shape, std::uint64_t seed = 1,
                    Touching touching = Touching::EndPage)
      : GemmCase(shape, nullptr, touching) {
    Random random(seed);
    fill(a_, rows_a_, lda_, random);
    fill(b_, rows_b_, ldb_, random);
    fill(c_, shape.beta == 0 ? 0 : shape.m, ldc_, random);
    initial_c_.assign(c_.data(), c_.data() + c_.size());
  }

  GemmProblem<T> problem() const {
    return {shape_.trans_a,
            shape_.trans_b,
            shape_.m,
            shape_.n,
            shape_.k,
            static_cast<T>(shape_.alpha),
            a_.data(),
            lda_,
            b_.data(),
            ldb_,
            static_cast<T>(shape_.beta),
            c_.data(),
            ldc_};
  }

  const GemmShape& shape() const { return shape_; }
  T& a(std::int64_t i, std::int64_t l) { return a_[shape_.trans_a ? l + i * lda_ : i + l * lda_]; }
  T& b(std::int64_t l, std::int64_t j) { return b_[shape_.trans_b ? j + l * ldb_ : l + j * ldb_]; }
  void set_c(std::int64_t i, std::int64_t j, T value) {
    c_[i + j * ldc_] = value;
    initial_c_[static_cast<std::size_t>(i + j * ldc_)] = value;
  }

  // C as it was before any run.
  void reset() const { std::copy(initial_c_.begin(), initial_c_.end(), c_.data()); }

  std::vector<T> result() const { return {c_.data(), c_.data() + c_.size()}; }

  bool c_untouched() const {
    return c_.size() == 0 ||
           std::memcmp(c_.data(), initial_c_.data(), initial_c_.size() * sizeof(T)) == 0;
  }

  // Computed once, from C as it was before any run.
  const simd::ref::Expected<T>& expected() const {
    if (!expected_) {
      GemmProblem<T> p = problem();
      p.c = const_cast<T*>(initial_c_.data());  // read only
      expected_ = simd::ref::gemm(p);
    }
    return *expected_;
  }

  // Empty if C is right: its padding is as it was, and every element exact, or within gamma(k + 4)
  // (|alpha| sum |a||b| + |beta||c|), the padding as it was. One chunk of k takes at most kc fused
  // steps, its product with alpha one more, and each later chunk one addition: never more than k +
  // 3 roundings in a row; within() adds the reference's own.
  std::string verdict() const {
    const std::int64_t roundings = shape_.k + 3;
    const auto* const want = exact_ == nullptr ? &expected() : nullptr;
    std::int64_t i = 0, j = 0;
    for (std::int64_t at = 0; at < c_.size(); ++at, ++i) {
      if (i == ldc_) i = 0, ++j;
      if (i >= shape_.m) {
        if (!same_bits(c_[at], initial_c_[static_cast<std::size_t>(at)]))
          return at_element("padding changed", i, j);
        continue;
      }
      const auto e = static_cast<std::size_t>(i + j * shape_.m);
      if (exact_ != nullptr) {
        const double old = shape_.beta == 0 ? 0 : initial_c_[static_cast<std::size_t>(at)];
        const double exact = shape_.alpha * exact_->product[e] + shape_.beta * old;
        if (c_[at] == static_cast<T>(exact)) continue;
        std::ostringstream out;
        out << "is " << c_[at] << ", must be " << exact;
        return at_element(out.str(), i, j);
      }
      if (!simd::ref::within(c_[at], want->value[e], want->magnitude[e], roundings)) {
        std::ostringstream out;
        out.precision(17);
        out << "is " << c_[at] << ", must be " << static_cast<double>(want->value[e])
            << ", sum of magnitudes " << static_cast<double>(want->magnitude[e]);
        return at_element(out.str(), i, j);
      }
    }
    return {};
  }

 private:
  // Operands without values.
  GemmCase(const GemmShape& shape, std::nullptr_t /*values*/, Touching touching)
      : shape_(shape),
        rows_a_(shape.trans_a ? shape.k : shape.m),
        columns_a_(shape.trans_a ? shape.m : shape.k),
        rows_b_(shape.trans_b ? shape.n : shape.k),
        columns_b_(shape.trans_b ? shape.k : shape.n),
        lda_(leading(rows_a_, shape.pad_a)),
        ldb_(leading(rows_b_, shape.pad_b)),
        ldc_(leading(shape.m, shape.pad_c)),
        a_(extent(rows_a_, columns_a_, lda_), touching),
        b_(extent(rows_b_, columns_b_, ldb_), touching),
        c_(extent(shape.m, shape.n, ldc_), touching) {}

  static std::int64_t leading(std::int64_t rows, std::int64_t pad) {
    return std::max<std::int64_t>(1, rows) + pad;
  }
  static std::int64_t extent(std::int64_t rows, std::int64_t columns, std::int64_t ld) {
    return rows == 0 || columns == 0 ? 0 : ld * (columns - 1) + rows;
  }
  static void fill(GuardedArray<T>& array, std::int64_t rows, std::int64_t ld, Random& random) {
    for (std::int64_t at = 0; at < array.size(); ++at) {
      array[at] =
          at % ld < rows ? static_cast<T>(random.uniform()) : std::numeric_limits<T>::quiet_NaN();
    }
  }
  // `rows` x `columns` from a column-major matrix without padding, or from its transposed.
  static void fill(GuardedArray<T>& array, std::int64_t rows, std::int64_t columns, std::int64_t ld,
                   bool trans, const std::vector<T>& from) {
    for (std::int64_t j = 0; j < columns; ++j) {
      const T* source = from.data() + (trans ? j : j * rows);
      for (std::int64_t i = 0; i < rows; ++i) array[i + j * ld] = source[trans ? i * columns : i];
      for (std::int64_t i = rows; i < ld && i + j * ld < array.size(); ++i)
        array[i + j * ld] = std::numeric_limits<T>::quiet_NaN();
    }
  }
  std::string at_element(const std::string& what, std::int64_t i, std::int64_t j) const {
    std::ostringstream out;
    out << describe(shape_) << ": C(" << i << ',' << j << ") " << what;
    return out.str();
  }

  GemmShape shape_;
  std::int64_t rows_a_, columns_a_, rows_b_, columns_b_, lda_, ldb_, ldc_;
  GuardedArray<T> a_, b_, c_;
  std::vector<T> initial_c_;
  std::shared_ptr<const ExactProduct<T>> exact_;
  mutable std::optional<simd::ref::Expected<T>> expected_;
};

}  // namespace fulcrum::test
