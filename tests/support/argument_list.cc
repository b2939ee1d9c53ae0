// SPDX-License-Identifier: Apache-2.0
#include "tests/support/argument_list.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <stdexcept>

namespace fulcrum::test {

Kind kind_of(std::string_view name) {
  static constexpr std::string_view kLetters[] = {"layout",     "ordering", "side",   "uplo",
                                                  "diag",       "trans",    "transa", "transb",
                                                  "identifier", "offsetc"};
  static constexpr std::string_view kSizes[] = {"m",          "n",           "k",         "kl",
                                                "ku",         "rows",        "cols",      "batch",
                                                "batch_size", "group_count", "group_size"};
  const auto among = [&](const auto& names) {
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
  };
  if (among(kLetters)) return Kind::Letter;
  if (among(kSizes)) return Kind::Size;
  if (name.starts_with("ld")) return Kind::Leading;
  if (name.starts_with("inc")) return Kind::Increment;
  if (name.starts_with("stride")) return Kind::Distance;
  if (name == "options" || name == "epilogue" || name.starts_with("packed")) return Kind::Object;
  return name == "alpha" || name == "beta" ? Kind::Factor : Kind::Operand;
}

std::string_view accepted_letters(const Signature& of, bool is_complex, std::string_view name) {
  if (name == "layout" || name == "ordering") return "CR";
  if (name == "side") return "LR";
  if (name == "uplo") return "UL";
  if (name == "diag") return "NU";
  if (name == "identifier") return "AB";
  if (name == "offsetc") return "FCR";
  return is_complex ? of.complex_ops : of.ops;
}

int enumerator_of(std::string_view name, char letter) {
  static const std::map<std::string_view, std::map<char, int>> all = {
      {"layout", {{'R', 101}, {'C', 102}}},
      {"trans", {{'N', 111}, {'T', 112}, {'C', 113}, {'R', 114}, {'P', 151}}},
      {"uplo", {{'U', 121}, {'L', 122}}},
      {"diag", {{'N', 131}, {'U', 132}}},
      {"side", {{'L', 141}, {'R', 142}}},
      {"identifier", {{'A', 161}, {'B', 162}}},
      {"offsetc", {{'R', 171}, {'C', 172}, {'F', 173}}}};
  return all.at(name.starts_with("trans") ? name.substr(0, 5) : name).at(letter);
}

namespace {

// "m", "kl+ku+1", "m*n".
std::int64_t evaluate(std::string_view sum, const Sizes& sizes) {
  const std::size_t at = sum.find_first_of("+*");
  const std::string_view first = sum.substr(0, at);
  const std::int64_t value = first == "1" ? 1 : sizes.at(first);
  if (at == std::string_view::npos) return value;
  const std::int64_t rest = evaluate(sum.substr(at + 1), sizes);
  return sum[at] == '+' ? value + rest : value * rest;
}

}  // namespace

std::int64_t least(const Leading& leading, const Sizes& sizes, const Letters& letters,
                   bool by_rows) {
  const char letter = leading.letter.empty() ? 'N' : letters.at(leading.letter);
  bool second = letter == 'T' || letter == 'C' || (leading.letter == "side" && letter == 'R');
  if (leading.letter != "side" && kind_of(leading.name) == Kind::Leading)
    second = second != by_rows;
  return std::max<std::int64_t>(1, evaluate(second ? leading.columns : leading.rows, sizes));
}

std::vector<Letters> letter_choices(const Signature& of, bool is_complex) {
  Letters first;
  for (const std::string_view name : words(of.arguments))
    if (kind_of(name) == Kind::Letter) first[name] = accepted_letters(of, is_complex, name)[0];
  std::vector<Letters> all = {first};
  for (const auto& chosen : first) {
    const std::string_view name = chosen.first;
    const bool asked = std::any_of(of.leading.begin(), of.leading.end(),
                                   [&](const Leading& l) { return l.letter == name; });
    for (std::size_t i = 0, count = all.size(); asked && i < count; ++i) {
      for (const char other : accepted_letters(of, is_complex, name).substr(1)) {
        if (other == 'P') continue;  // wants a packed operand
        all.push_back(all[i]);
        all.back()[name] = other;
      }
    }
  }
  return all;
}

template <class Int>
ArgumentList<Int>::ArgumentList(const Signature& of, std::string_view line, bool enumerators)
    : of_(of),
      enumerators_(enumerators),
      groups_(of.arguments.ends_with(" group_size")),
      pointers_(groups_ || of.arguments.ends_with(" batch")) {
  for (const std::string_view name : words(line)) {
    Argument& argument = arguments_.emplace_back();
    argument.name = name;
    argument.kind = kind_of(name);
    const std::size_t bytes = name == "dest" ? 1 << 16 : 1 << 10;
    if (argument.kind != Kind::Operand && argument.kind != Kind::Factor) continue;
    argument.memory.assign(bytes, std::byte{0x3f});
    // Two problems' operands, apart from each other.
    argument.pointer = {argument.memory.data(), argument.memory.data() + bytes / 2};
  }
}

template <class Int>
void ArgumentList<Int>::make_legal(const Letters& letters, bool by_rows, const Sizes& sizes) {
  for (Argument& argument : arguments_) {
    const std::string_view name = argument.name;
    if (argument.kind == Kind::Letter) {
      const bool is_layout = name == "layout" || name == "ordering";
      set_letter(argument, is_layout ? (by_rows ? 'R' : 'C') : letters.at(name));
    } else if (argument.kind == Kind::Size) {
      argument.value.fill(static_cast<Int>(sizes.at(name)));
    } else if (argument.kind == Kind::Increment || argument.kind == Kind::Factor) {
      argument.value.fill(1);  // of a factor, what is no float
    } else {
      argument.least = 0;
      for (const Leading& leading : of_.leading)
        if (leading.name == name) argument.least = test::least(leading, sizes, letters, by_rows);
      argument.value.fill(static_cast<Int>(argument.least));
    }
  }
}

template <class Int>
void ArgumentList<Int>::make_illegal(Argument& argument) const {
  const std::size_t at = entry(argument);
  if (argument.kind == Kind::Letter) {
    argument.letter[at] = 'X';
    argument.enumerator[at] = 99;
  } else {
    argument.value[at] =
        argument.kind == Kind::Increment ? 0 : static_cast<Int>(argument.least - 1);
  }
}

template <class Int>
std::vector<typename ArgumentList<Int>::Argument*> ArgumentList<Int>::refusable() {
  std::vector<Argument*> result;
  for (Argument& argument : arguments_) {
    if (of_.level1 && (argument.name == "n" || argument.kind == Kind::Increment)) continue;
    if (can_be_illegal(argument)) result.push_back(&argument);
  }
  return result;
}

template <class Int>
bool ArgumentList<Int>::unchanged() {
  bool all = true;
  for (Argument& argument : arguments_) {
    const auto other = [](std::byte byte) { return byte != std::byte{0x3f}; };
    std::vector<std::byte>& memory = argument.memory;
    if (memory.empty() ||
        (!other(memory[0]) && std::memcmp(&memory[0], &memory[1], memory.size() - 1) == 0))
      continue;
    all = false;
    std::fill(memory.begin(), memory.end(), std::byte{0x3f});
  }
  return all;
}

template <class Int>
void* ArgumentList<Int>::address(std::string_view name) {
  Argument& argument = at(name);
  if (name == null_) return nullptr;
  switch (argument.kind) {
    case Kind::Letter:
      return enumerators_ ? static_cast<void*>(argument.enumerator.data())
                          : static_cast<void*>(argument.letter.data());
    case Kind::Factor:
      return argument.memory.data();
    case Kind::Operand:
      return pointers_ ? static_cast<void*>(argument.pointer.data()) : argument.pointer[0];
    case Kind::Object:
      return argument.pointer[0];
    default:
      return argument.value.data();
  }
}

template <class Int>
std::int64_t ArgumentList<Int>::integer(std::string_view name) {
  const Argument& argument = at(name);
  if (argument.kind != Kind::Letter) return argument.value[0];
  return enumerators_ ? argument.enumerator[0] : argument.letter[0];
}

template <class Int>
bool ArgumentList<Int>::can_be_illegal(const Argument& argument) {
  if (argument.kind == Kind::Distance) return argument.least > 0;
  return argument.kind != Kind::Operand && argument.kind != Kind::Factor &&
         argument.kind != Kind::Object;
}

template <class Int>
std::size_t ArgumentList<Int>::index(std::string_view name) const {
  for (std::size_t i = 0; i < arguments_.size(); ++i)
    if (arguments_[i].name == name) return i;
  throw std::out_of_range(std::string(name));
}

template <class Int>
void ArgumentList<Int>::set_letter(Argument& argument, char letter) {
  argument.letter.fill(letter);
  argument.enumerator.fill(
      enumerator_of(argument.name == "ordering" ? "layout" : argument.name, letter));
}

template class ArgumentList<std::int32_t>;
template class ArgumentList<std::int64_t>;

}  // namespace fulcrum::test
