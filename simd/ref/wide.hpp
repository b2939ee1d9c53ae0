// SPDX-License-Identifier: Apache-2.0
// Arithmetic wide enough to judge results of T by: double for float; for double, x87's long double
// where there is one, else a pair of doubles: a long double of 113 bits, as on AArch64, is computed
// in software, and under emulation takes 10 times as long.
#pragma once

#include <cfloat>
#include <cmath>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace fulcrum::simd::ref {

// An unevaluated sum hi + lo of two doubles with |lo| <= ulp(hi) / 2: about 106 bits (Dekker;
// Knuth's two-sum). Where hi is not finite lo is 0, so that Inf and NaN behave as in plain
// arithmetic.
class DoubleDouble {
 public:
  constexpr DoubleDouble(double value = 0.0)
      : hi_(value) {}  // implicit, as the built-in conversions are

  friend DoubleDouble operator+(DoubleDouble a, DoubleDouble b) {
    const double s = a.hi_ + b.hi_;
    const double t = s - a.hi_;
    return renormalized(s, (a.hi_ - (s - t)) + (b.hi_ - t) + a.lo_ + b.lo_);
  }
  friend DoubleDouble operator-(DoubleDouble a, DoubleDouble b) {
    return a + renormalized(-b.hi_, -b.lo_);
  }
  friend DoubleDouble operator*(DoubleDouble a, DoubleDouble b) {
    const double p = a.hi_ * b.hi_;
    return renormalized(p, std::fma(a.hi_, b.hi_, -p) + a.hi_ * b.lo_ + a.lo_ * b.hi_);
  }
  DoubleDouble& operator+=(DoubleDouble b) { return *this = *this + b; }
  friend bool operator<=(DoubleDouble a, DoubleDouble b) {
    return a.hi_ < b.hi_ || (a.hi_ == b.hi_ && a.lo_ <= b.lo_);
  }
  explicit operator double() const { return hi_ + lo_; }

 private:
  static DoubleDouble renormalized(double hi, double lo) {
    DoubleDouble r(hi);
    if (!std::isfinite(hi)) return r;
    r.hi_ = hi + lo;
    r.lo_ = lo - (r.hi_ - hi);
    return r;
  }

  double hi_ = 0.0, lo_ = 0.0;
};

template <class T>
using Wide = std::conditional_t<std::is_same_v<T, float>, double,
                                std::conditional_t<LDBL_MANT_DIG == 64, long double, DoubleDouble>>;

template <class W>
W magnitude_of(W w) {
  return w <= W(0.0) ? W(0.0) - w : w;
}

// What an operation must give, element by element in the operation's own order, and what a
// componentwise error bound multiplies: the same expression with every operand replaced by its
// absolute value.
template <class T>
struct Expected {
  std::vector<Wide<T>> value, magnitude;

  explicit Expected(std::int64_t size)
      : value(static_cast<std::size_t>(size)), magnitude(value.size()) {}

  void set(std::int64_t i, Wide<T> v, Wide<T> m) {
    value[static_cast<std::size_t>(i)] = v;
    magnitude[static_cast<std::size_t>(i)] = m;
  }
};

// A sum of products next to the sum of their absolute values.
template <class T>
struct WideSum {
  Wide<T> value{0.0}, magnitude{0.0};

  void add(Wide<T> a, Wide<T> b) {
    const Wide<T> product = a * b;
    value += product;
    magnitude += magnitude_of(product);
  }
};

}  // namespace fulcrum::simd::ref
