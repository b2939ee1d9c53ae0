// SPDX-License-Identifier: Apache-2.0
// One call that is timed, and how it is written down: a line
//
//   CLASS ROUTINE [LETTERS] [SIZES] [lda=L] [ldb=L] [ldc=L] [incx=I] [incy=I] [alpha=X] [beta=X]
//   lead dgemm TN 200 200 200 lda=203
//   small ztrsm LUCN 16 24            # side, uplo, trans, diag; m, n
//   large dgbmv N 10000 10000 5 3     # m, n, kl, ku
//   small saxpy 100 incx=-2
//
// CLASS is any word, by which the report groups; LETTERS and SIZES are those that the Fortran
// routine takes, in its order, the letters as one word. Options are those that the routine has. A
// leading dimension that is left out is the smallest one. '#' starts a comment. Column-major.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/compare/routines.hpp"

namespace fulcrum::compare {

struct Operand;

struct Case {
  // Throws std::invalid_argument for what is no routine.
  explicit Case(const std::string& name = "dgemm");

  std::string group;
  std::string routine;
  const Routine* about;
  char type;  // of the operands
  char side = 'L', uplo = 'L', ta = 'N', tb = 'N', diag = 'N';
  int m = 0, n = 0, k = 0, kl = 0, ku = 0;
  int lda = 0, ldb = 0, ldc = 0;
  int incx = 1, incy = 1;
  // Neither 0 nor 1, which some libraries treat apart; below 1, so that repeated calls converge.
  // In complex routines both are turned by 0.8 + 0.6 i, whose modulus is 1, unless they are 0 or 1.
  double alpha, beta = 0.5;

  char& letter(Argument argument);
  char letter(Argument argument) const { return const_cast<Case&>(*this).letter(argument); }
  int& size(Argument argument);  // sizes, leading dimensions and increments
  int size(Argument argument) const { return const_cast<Case&>(*this).size(argument); }
  // What a letter of OperandRule::sizes stands for here.
  int extent(char letter) const;

  // Gives leading dimensions that are 0 the smallest value.
  void complete();
  std::vector<Operand> operands() const;  // in the order of the routine's row
  Operand operand(char name) const;

  // Real operations: a complex multiply-add is four real ones; a moved element counts as one.
  double flops() const;
  // Bytes of what the operands store; of strided ones the cache lines that they touch.
  double footprint() const;
  // Bytes that they take from memory and give back, each once: what is written counts twice.
  double traffic() const;

 private:
  double bytes(bool written_twice) const;
};

// An operand as a case has it: which of its memory belongs to it.
struct Operand {
  OperandRule rule;
  char uplo = 'L', diag = 'N';
  int rows = 0, columns = 0;
  int below = 0, above = 0;  // diagonals that a band stores
  int step = 1;              // leading dimension or increment

  int smallest_ld() const;
  std::int64_t size() const;  // elements from the first to the last
  // The rows [first, last) of column j that are stored and read; of a unit triangle its diagonal is
  // not.
  int first_row(int j) const;
  int last_row(int j) const;
  std::int64_t offset(int i, int j) const;  // of a stored element
};

// The line without its class: the same call has the same text, however it was written.
std::string text(const Case& c);

// nullopt for a line of nothing but white space and comment. Throws std::invalid_argument, which
// names the field and its value.
std::optional<Case> parse_case(std::string_view line);

// The cases of a file, in its order. Throws std::runtime_error with file and line.
std::vector<Case> read_cases(const std::filesystem::path& file);

}  // namespace fulcrum::compare
