// SPDX-License-Identifier: Apache-2.0
// Elements of any of the four types as one wide number, and the memory of an operand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace fulcrum::differential {

// The types by the letter of their routines.
enum class Type : char { S = 's', D = 'd', C = 'c', Z = 'z' };

constexpr bool is_complex(Type type) { return type == Type::C || type == Type::Z; }
constexpr bool is_single(Type type) { return type == Type::S || type == Type::C; }
constexpr Type real_of(Type type) { return is_single(type) ? Type::S : Type::D; }
constexpr std::size_t size_of(Type type) {
  return (is_single(type) ? 4 : 8) * (is_complex(type) ? std::size_t{2} : std::size_t{1});
}
constexpr long double unit_roundoff(Type type) { return is_single(type) ? 0x1p-24L : 0x1p-53L; }

// long double has at least 11 bits more than double on x86-64 and AArch64, and more range.
struct Number {
  long double re = 0, im = 0;
};
constexpr Number conj(Number a) { return {a.re, -a.im}; }
constexpr bool is_zero(Number a) { return a.re == 0 && a.im == 0; }
constexpr bool is_one(Number a) { return a.re == 1 && a.im == 0; }
long double magnitude(Number a);  // |re| + |im|
bool finite(Number a);

// What an element must be, and what its error bound multiplies.
struct Wanted {
  Number value;
  long double magnitude = 0;
};

// A sum of products; of real numbers no imaginary part takes part, so that Inf stays Inf.
class Sum {
 public:
  explicit Sum(Type type) : complex_(is_complex(type)) {}
  Number product(Number a, Number b) const;
  void add(Number a, Number b);
  void add(Number a);
  // factor * this
  Wanted scaled(Number factor) const;
  Wanted wanted() const { return {value_, magnitude_}; }

 private:
  bool complex_;
  Number value_;
  long double magnitude_ = 0;
};
void add(Wanted& sum, const Wanted& term);

// One element in memory, as its type has it.
void write_element(Type type, std::byte* to, Number value);
Number read_element(Type type, const std::byte* from);

// Memory between two unreadable pages, which is kept for the next one that asks for as much.
class Pages {
 public:
  explicit Pages(std::size_t bytes);
  Pages(Pages&& other) noexcept;
  Pages& operator=(Pages&& other) noexcept;
  ~Pages();
  std::byte* begin() const { return map_ + page(); }
  std::byte* end() const { return map_ + page() + size_; }

 private:
  static std::size_t page();
  std::byte* map_ = nullptr;
  std::size_t size_ = 0;
};

// The elements of one operand, which lie against an unreadable page: in front of it or behind it,
// by turns, the latter at alignments of all kinds. Elements that nobody has set are NaN. compare()
// tells the first element that is not as wanted; all that are not wanted must have kept their
// bytes.
class Buffer {
 public:
  Buffer() : Buffer(Type::S, 0) {}
  Buffer(Type type, std::size_t size);

  void set(std::size_t index, Number value);
  Number before(std::size_t index) const { return read(before_.data(), index); }
  Number now(std::size_t index) const { return read(window_, index); }
  void seal();     // what the call finds
  void restore();  // as the call found it
  std::vector<std::byte> bytes() const { return {window_, window_ + window_size()}; }

  void* data() { return window_ + front_; }
  Type type() const { return type_; }
  std::size_t size() const { return size_; }

  // Empty, or what is wrong. Errors of up to `roundings` roundings in a row are right.
  std::string compare(const std::map<std::size_t, Wanted>& wanted, std::int64_t roundings) const;
  std::string unchanged() const { return compare({}, 0); }

 private:
  static constexpr std::size_t kGuard = 64;
  Number read(const std::byte* window, std::size_t index) const;
  std::size_t window_size() const { return size_ * size_of(type_) + kGuard; }

  Type type_;
  std::size_t size_, front_;  // bytes of the window in front of the elements
  Pages pages_;
  std::byte* window_;  // the elements with the guard beside them
  std::vector<std::byte> before_;
};

// Is `got`, an element of `type`, right?
bool within(Type type, Number got, const Wanted& wanted, std::int64_t roundings);
std::string text(Number a);

}  // namespace fulcrum::differential
