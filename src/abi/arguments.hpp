// SPDX-License-Identifier: Apache-2.0
// The reference's checks of one call, in the order of the Fortran list, whose numbers count
// themselves. A row-major CBLAS call is checked as the column-major one that it is turned into, and
// reported under its number; the text names what the caller wrote.
//
// A routine describes its list once, as a lambda without captures that takes either of two
// visitors:
//
//   template <class Letter>
//   constexpr auto kList = [](auto& arguments, bool by_rows, Letter uplo, Int n) {
//     arguments.letter(known_uplo(uplo), "uplo", uplo, kUploLetters);
//     arguments.size("n", n);
//   };
//   if (!legal(kList<Letter>, caller, routine, uplo, n)) return;
//
// A legal call visits Legal alone, which leaves compares and branches that are never taken; names
// and numbers are for FirstIllegal, out of line. What is looked at comes as single values: as the
// captures of a closure that goes out of line they would be stored on the legal path too.
#pragma once

#include "src/abi/caller.hpp"
#include "src/abi/check.hpp"

namespace fulcrum::abi {

// Are all arguments legal?
class Legal {
 public:
  template <class Letter>
  void letter(bool known, const char* /*name*/, Letter /*value*/, const char* /*accepted*/) {
    legal_ = legal_ && known;
  }
  void size(const char* /*name*/, std::int64_t value, int /*place*/ = 0) {
    legal_ = legal_ && value >= 0;
  }
  // Sizes come first: the least is no negative number where it matters.
  void leading(const char* /*name*/, std::int64_t value, std::int64_t least, int /*place*/ = 0) {
    legal_ = legal_ && value != 0 && value >= least;
  }
  void increment(const char* /*name*/, std::int64_t value, int /*place*/ = 0) {
    legal_ = legal_ && value != 0;
  }
  void skip(int /*arguments*/ = 1) {}

  explicit operator bool() const { return legal_; }

 private:
  bool legal_ = true;
};

// Which is the first one that is not?
class FirstIllegal {
 public:
  template <class Letter>
  void letter(bool known, const char* name, Letter value, const char* accepted) {
    ++number_;
    if (!known) keep(unknown(number_, name, value, accepted), 0);
  }
  // `place`: the position in the caller's list where the turned call has it elsewhere.
  void size(const char* name, std::int64_t value, int place = 0) {
    at_least(name, value, 0, place);
  }
  void leading(const char* name, std::int64_t value, std::int64_t least, int place = 0) {
    at_least(name, value, at_least_one(least), place);
  }
  void increment(const char* name, std::int64_t value, int place = 0) {
    ++number_;
    if (value == 0) keep({number_, name, 0, Illegal::Must::NotBeZero}, place);
  }
  void skip(int arguments = 1) { number_ += arguments; }

  void report(Caller caller, const char* routine) const {
    if (caller == Caller::Fortran) return report_fortran(routine, illegal_);
    const int raw = illegal_.number + 1;
    report_cblas(routine, caller == Caller::Rows, raw, place_ != 0 ? place_ : raw, illegal_);
  }

 private:
  void at_least(const char* name, std::int64_t value, std::int64_t least, int place) {
    ++number_;
    if (value < least) keep(too_small(number_, name, value, least), place);
  }
  void keep(const Illegal& illegal, int place) {
    if (illegal_) return;
    illegal_ = illegal;
    place_ = place;
  }

  int number_ = 0, place_ = 0;
  Illegal illegal_;
};

template <class List, class... Values>
[[gnu::cold, gnu::noinline]] void report_first_illegal(List list, Caller caller,
                                                       const char* routine, Values... values) {
  FirstIllegal arguments;
  list(arguments, caller == Caller::Rows, values...);
  arguments.report(caller, routine);
}

// Are all arguments of a list legal? Reports the first that is not.
template <class List, class... Values>
[[gnu::always_inline]] inline bool legal(List list, Caller caller, const char* routine,
                                         Values... values) {
  Legal arguments;
  list(arguments, caller == Caller::Rows, values...);
  if (arguments) [[likely]]
    return true;
  report_first_illegal(list, caller, routine, values...);
  return false;
}

}  // namespace fulcrum::abi
