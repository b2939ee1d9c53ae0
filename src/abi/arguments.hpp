// SPDX-License-Identifier: Apache-2.0
// The reference's checks of one call, in the order of the Fortran list, whose numbers count
// themselves. A row-major CBLAS call is checked as the column-major one that it is turned into, and
// reported under its number; the text names what the caller wrote.
#pragma once

#include "src/abi/caller.hpp"

namespace fulcrum::abi {

class Arguments {
 public:
  Arguments(Caller caller, const char* routine) : caller_(caller), routine_(routine) {}

  // A letter, or an enumerator of CBLAS.
  void letter(bool known, const char* name, char value, const char* accepted) {
    ++number_;
    if (known || illegal_) return;
    illegal_ = {number_, name, value, Illegal::Must::BeLetter, 0, accepted};
  }
  void letter(bool known, const char* name, int value, const char* /*accepted*/) {
    ++number_;
    if (known || illegal_) return;
    illegal_ = {number_, name, value, Illegal::Must::BeKnown};
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
    if (value != 0 || illegal_) return;
    illegal_ = {number_, name, 0, Illegal::Must::NotBeZero};
    place_ = place;
  }
  void skip(int arguments = 1) { number_ += arguments; }

  // Has anything been refused? Reports it.
  bool refused() const {
    if (!illegal_) [[likely]]
      return false;
    if (caller_ == Caller::Fortran) {
      report_fortran(routine_, illegal_);
    } else {
      const int raw = illegal_.number + 1;
      report_cblas(routine_, caller_ == Caller::Rows, raw, place_ != 0 ? place_ : raw, illegal_);
    }
    return true;
  }

 private:
  void at_least(const char* name, std::int64_t value, std::int64_t least, int place) {
    ++number_;
    if (value >= least || illegal_) return;
    illegal_ = too_small(number_, name, value, least);
    place_ = place;
  }

  Caller caller_;
  const char* routine_;
  int number_ = 0, place_ = 0;
  Illegal illegal_;
};

}  // namespace fulcrum::abi
