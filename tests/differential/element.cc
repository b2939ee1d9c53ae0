// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/element.hpp"

#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>

namespace fulcrum::differential {
namespace {

template <class R>
void write_parts(std::byte* to, Number value, bool complex) {
  const R parts[2] = {static_cast<R>(value.re), static_cast<R>(value.im)};
  std::memcpy(to, parts, complex ? sizeof parts : sizeof(R));
}

template <class R>
Number read_parts(const std::byte* from, bool complex) {
  R parts[2] = {0, 0};
  std::memcpy(parts, from, complex ? sizeof parts : sizeof(R));
  return {parts[0], parts[1]};
}

long double largest(Type type) {
  return is_single(type) ? static_cast<long double>(std::numeric_limits<float>::max())
                         : static_cast<long double>(std::numeric_limits<double>::max());
}
long double smallest(Type type) {
  return is_single(type) ? static_cast<long double>(std::numeric_limits<float>::denorm_min())
                         : static_cast<long double>(std::numeric_limits<double>::denorm_min());
}

bool part_within(Type type, long double got, long double want, const Wanted& wanted,
                 std::int64_t roundings) {
  if (!std::isfinite(got)) return wanted.magnitude >= largest(type) * 0.999L;
  const long double ku = static_cast<long double>(roundings + 1) * unit_roundoff(type);
  const long double bound =
      ku / (1 - ku) * wanted.magnitude + static_cast<long double>(roundings + 1) * smallest(type);
  return std::fabs(got - want) <= bound;
}

}  // namespace

long double magnitude(Number a) { return std::fabs(a.re) + std::fabs(a.im); }
bool finite(Number a) { return std::isfinite(a.re) && std::isfinite(a.im); }

Number Sum::product(Number a, Number b) const {
  if (!complex_) return {a.re * b.re, 0};
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

void Sum::add(Number a, Number b) {
  const Number p = product(a, b);
  value_.re += p.re;
  value_.im += p.im;
  magnitude_ += differential::magnitude(a) * differential::magnitude(b);
}

void Sum::add(Number a) {
  value_.re += a.re;
  value_.im += a.im;
  magnitude_ += differential::magnitude(a);
}

Wanted Sum::scaled(Number factor) const {
  return {product(factor, value_), differential::magnitude(factor) * magnitude_};
}

void add(Wanted& sum, const Wanted& term) {
  sum.value.re += term.value.re;
  sum.value.im += term.value.im;
  sum.magnitude += term.magnitude;
}

Buffer::Buffer(Type type, std::size_t size)
    : type_(type), size_(size), now_(size * size_of(type) + 2 * kGuard, std::byte{0xFF}) {
  seal();
}

void Buffer::set(std::size_t index, Number value) {
  std::byte* const to = now_.data() + kGuard + index * size_of(type_);
  if (is_single(type_)) {
    write_parts<float>(to, value, is_complex(type_));
  } else {
    write_parts<double>(to, value, is_complex(type_));
  }
}

Number Buffer::read(const std::vector<std::byte>& bytes, std::size_t index) const {
  const std::byte* const from = bytes.data() + kGuard + index * size_of(type_);
  return is_single(type_) ? read_parts<float>(from, is_complex(type_))
                          : read_parts<double>(from, is_complex(type_));
}

std::string Buffer::compare(const std::map<std::size_t, Wanted>& wanted,
                            std::int64_t roundings) const {
  const std::size_t step = size_of(type_), end = kGuard + size_ * step;
  for (std::size_t i = 0; i < now_.size(); ++i) {
    const bool inside = i >= kGuard && i < end;
    if (inside && wanted.count((i - kGuard) / step) != 0) continue;
    if (now_[i] != before_[i])
      return inside ? "element " + std::to_string((i - kGuard) / step) + " must not be written"
                    : "written outside the operand";
  }
  for (const auto& [index, want] : wanted) {
    if (within(type_, now(index), want, roundings)) continue;
    char bound[64];
    (void)std::snprintf(bound, sizeof bound, "%.3Lg", want.magnitude);
    return "element " + std::to_string(index) + " was " + text(before(index)) + ", is " +
           text(now(index)) + ", must be " + text(want.value) + " (magnitude " + bound + ", " +
           std::to_string(roundings) + " roundings)";
  }
  return {};
}

bool within(Type type, Number got, const Wanted& wanted, std::int64_t roundings) {
  const Number& want = wanted.value;
  if (is_complex(type) && !finite(want)) return !finite(got);  // which part, the order decides
  if (std::isnan(want.re)) return std::isnan(got.re);
  if (std::isinf(want.re)) return got.re == want.re;
  return part_within(type, got.re, want.re, wanted, roundings) &&
         (!is_complex(type) || part_within(type, got.im, want.im, wanted, roundings));
}

std::string text(Number a) {
  char buffer[96];
  (void)std::snprintf(buffer, sizeof buffer, a.im == 0 ? "%.17Lg" : "(%.17Lg, %.17Lg)", a.re, a.im);
  return buffer;
}

}  // namespace fulcrum::differential
