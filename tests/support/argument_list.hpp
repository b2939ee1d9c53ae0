// SPDX-License-Identifier: Apache-2.0
// The arguments of one call of a signature, all legal, any of which can be made illegal.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/invoke.hpp"
#include "tests/support/signatures.hpp"

namespace fulcrum::test {

enum class Kind : std::uint8_t {
  Letter,
  Size,
  Leading,
  Increment,
  Distance,
  Operand,
  Factor,
  Object,  // of a class, lent by the test
};

Kind kind_of(std::string_view name);

// What a letter may be. "layout" and "ordering" are one thing under two names.
std::string_view accepted_letters(const Signature& of, bool is_complex, std::string_view name);

// CBLAS' number of a letter.
int enumerator_of(std::string_view name, char letter);

using Letters = std::map<std::string_view, char>;
using Sizes = std::map<std::string_view, std::int64_t>;

std::int64_t least(const Leading& leading, const Sizes& sizes, const Letters& letters,
                   bool by_rows);

// Every choice of the letters on which leading dimensions depend; the others are the first that is
// accepted.
std::vector<Letters> letter_choices(const Signature& of, bool is_complex);

// Leading dimensions are as small as they may be, the sizes of a matrix all different. Operands and
// factors are bytes of which every element type makes a number of ordinary size. Arrays of a batch
// have two entries.
template <class Int>
class ArgumentList {
 public:
  struct Argument {
    std::string_view name;
    Kind kind = Kind::Operand;
    std::array<Int, 2> value = {};  // a size
    std::array<char, 2> letter = {};
    std::array<int, 2> enumerator = {};
    std::int64_t least = 0;
    std::vector<std::byte> memory = {};
    std::array<void*, 2> pointer = {};
  };

  static inline const Sizes kSizes = {{"m", 5},           {"n", 3},         {"k", 4},
                                      {"kl", 1},          {"ku", 2},        {"rows", 5},
                                      {"cols", 3},        {"batch", 2},     {"batch_size", 2},
                                      {"group_count", 2}, {"group_size", 1}};

  // `line`: the arguments in the caller's order. `enumerators`: letters are handed over as numbers.
  ArgumentList(const Signature& of, std::string_view line, bool enumerators);

  void make_legal(const Letters& letters, bool by_rows, const Sizes& sizes = kSizes);

  // Of a batch the second entry. What is counted once, its count of groups, has but a first.
  void make_illegal(Argument& argument) const;
  bool has_groups() const { return groups_; }
  bool has_pointers() const { return pointers_; }
  std::size_t entry(const Argument& argument) const { return has_entries(argument) ? 1 : 0; }
  bool has_entries(const Argument& argument) const {
    return groups_ && argument.name != "group_count" && argument.name != "layout";
  }

  static bool can_be_illegal(const Argument& argument);
  std::vector<Argument*> refusable();
  std::vector<Argument>& all() { return arguments_; }
  void lend(std::string_view name, void* object) { at(name).pointer.fill(object); }
  // This one is handed over as a null pointer; "" for none.
  void make_null(std::string_view name) { null_ = name; }
  int position(std::string_view name) const { return static_cast<int>(index(name)) + 1; }
  Argument& at(std::string_view name) { return arguments_[index(name)]; }

  // Do all operands and factors hold what they held at first? If not, they do again.
  bool unchanged();

  // For invoke().
  void* address(std::string_view name);
  std::int64_t integer(std::string_view name);

 private:
  std::size_t index(std::string_view name) const;
  static void set_letter(Argument& argument, char letter);

  const Signature& of_;
  // Arguments are arrays with an entry a group; operands are arrays of pointers.
  bool enumerators_, groups_, pointers_;
  std::string_view null_;
  std::vector<Argument> arguments_;
};

}  // namespace fulcrum::test
