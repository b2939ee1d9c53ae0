// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/element.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

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

void write_element(Type type, std::byte* to, Number value) {
  if (is_single(type)) {
    write_parts<float>(to, value, is_complex(type));
  } else {
    write_parts<double>(to, value, is_complex(type));
  }
}

Number read_element(Type type, const std::byte* from) {
  return is_single(type) ? read_parts<float>(from, is_complex(type))
                         : read_parts<double>(from, is_complex(type));
}

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

std::size_t Pages::page() {
  static const auto size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return size;
}

namespace {
// By size; never unmapped.
std::map<std::size_t, std::vector<std::byte*>>& kept() {
  static thread_local std::map<std::size_t, std::vector<std::byte*>> free;
  return free;
}
}  // namespace

Pages::Pages(std::size_t bytes) : size_((bytes + page() - 1) / page() * page()) {
  std::vector<std::byte*>& free = kept()[size_];
  if (!free.empty()) {
    map_ = free.back();
    free.pop_back();
    return;
  }
  void* const p = mmap(nullptr, size_ + 2 * page(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) throw std::bad_alloc();
  map_ = static_cast<std::byte*>(p);
  if (mprotect(begin(), size_, PROT_READ | PROT_WRITE) != 0) throw std::bad_alloc();
}
Pages::Pages(Pages&& other) noexcept
    : map_(std::exchange(other.map_, nullptr)), size_(other.size_) {}
Pages& Pages::operator=(Pages&& other) noexcept {
  std::swap(map_, other.map_);
  std::swap(size_, other.size_);
  return *this;
}
Pages::~Pages() {
  if (map_ != nullptr) kept()[size_].push_back(map_);
}

Buffer::Buffer(Type type, std::size_t size)
    : type_(type), size_(size), front_(0), pages_(size * size_of(type) + kGuard) {
  static thread_local unsigned turn = 0;
  if (++turn % 3 == 0) {
    window_ = pages_.begin();  // behind a page
  } else {
    front_ = kGuard;  // in front of one
    window_ = pages_.end() - window_size();
  }
  std::memset(window_, 0xFF, window_size());
  seal();
}

void Buffer::seal() { before_ = bytes(); }
void Buffer::restore() { std::memcpy(window_, before_.data(), window_size()); }

void Buffer::set(std::size_t index, Number value) {
  write_element(type_, window_ + front_ + index * size_of(type_), value);
}

Number Buffer::read(const std::byte* window, std::size_t index) const {
  return read_element(type_, window + front_ + index * size_of(type_));
}

std::string Buffer::compare(const std::map<std::size_t, Wanted>& wanted,
                            std::int64_t roundings) const {
  const std::size_t step = size_of(type_), end = front_ + size_ * step;
  for (std::size_t i = 0; i < window_size(); ++i) {
    if (window_[i] == before_[i]) continue;
    if (i < front_ || i >= end) return "written outside the operand";
    const std::size_t index = (i - front_) / step;
    if (wanted.count(index) == 0)
      return "element " + std::to_string(index) + " must not be written";
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
