// SPDX-License-Identifier: Apache-2.0
// What each family of routines takes and must give.
#pragma once

#include <string>
#include <string_view>

#include "tests/differential/call.hpp"
#include "tests/support/random.hpp"

namespace fulcrum::differential {

using test::Random;

// Makes legal arguments; values of one of several kinds. The elements of operands can come from a
// sequence of their own, so that calls of one shape have different ones.
class Maker {
 public:
  explicit Maker(Random& random) : Maker(random, random) {}
  Maker(Random& random, Random& elements);

  Random& random() { return random_; }
  Random& elements() { return elements_; }
  CBLAS_INT size();
  CBLAS_INT increment();
  char one_of(std::string_view letters);
  Number value(Type type);
  Scalar scalar(Type type);                         // often 0 or 1
  void all_sizes(CBLAS_INT size) { size_ = size; }  // not drawn: all are this one
  void plain() { special_ = false, scale_ = 1; }    // finite values near 1 from here on
  void fill(Buffer& buffer, Type type, CBLAS_INT n, CBLAS_INT inc, bool readable);

 private:
  Random &random_, &elements_;
  long double scale_ = 1;
  bool special_ = false, sparse_ = false;
  int large_ = 40;
  CBLAS_INT size_ = 0;  // of all, or 0
};

// The number of CBLAS enumerators and of checks differs from routine to routine, not the words.
struct Family {
  std::string_view arguments;  // of the Fortran routine
  bool has_layout = false;     // of the CBLAS function
  void (*make)(Call& call, Maker& maker) = nullptr;
  // Empty, or what is wrong with what the call has left.
  std::string (*check)(const Call& call) = nullptr;
  std::string_view sub = "";  // words that only the CBLAS function has, behind the others
  bool as_written = false;    // positions of illegal arguments are the caller's, by rows too
  // The Fortran routine has the layout too, as a letter; "ordering" is its first word.
  bool has_ordering() const { return arguments.starts_with("ordering"); }
};

const Family& family(std::string_view name);

}  // namespace fulcrum::differential
