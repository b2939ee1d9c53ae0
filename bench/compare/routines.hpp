// SPDX-License-Identifier: Apache-2.0
// What each routine of the BLAS is, once: its names, arguments, operands, work, and how its result
// is made up, from which the bound of a correct result follows. All else (case files, calls,
// operands, checks, the mark of the memory bus) is derived from these rows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fulcrum::compare {

// One argument of a Fortran call, in the order of its groups: letters, sizes, scalars, operands.
enum class Argument : unsigned char {
  Side,
  Uplo,
  TransA,
  TransB,
  Diag,
  M,
  N,
  K,
  Kl,
  Ku,
  Alpha,
  Beta,
  RealAlpha,
  RealBeta,
  Cosine,
  Sine,
  Param,
  A,
  B,
  C,
  X,
  Y,
  S,
  Lda,
  Ldb,
  Ldc,
  IncX,
  IncY,
};

enum class Form : unsigned char { General, Symmetric, Hermitian, Triangular };
enum class Storage : unsigned char { Full, Band, Packed, Vector };

// An operand as the row of a routine has it.
struct OperandRule {
  char name = 'a';  // of the argument
  // Rows and columns, a letter each: m, n, k, 1, or what a flag chooses: s, the triangle's or
  // symmetric matrix's size (m on the left, n on the right); i and o, length of x and y in
  // y = op(A) x.
  const char* sizes = "11";
  Form form = Form::General;
  Storage storage = Storage::Full;
  char swapped = ' ';    // 'a' or 'b': stored with rows and columns swapped unless that trans is N
  bool written = false;  // which in the BLAS always means: also read, but for copy and rotg
};

// How a result is made up. L and R are factors of the row; the norms run over what is summed.
enum class Expression : unsigned char {
  Product,   // alpha L R + beta C, each element from a row of L and a column of R; no R: alpha L
  Solve,     // alpha inverse(L) R, L of an operand that keeps the solution bounded
  Sum,       // L + R, with factors of 1 at most (rotations)
  Exact,     // moved, or an index: no rounding at all
  Relative,  // sums without cancellation: within a multiple of the result itself
};

// Norms of an operand's rows or columns, the other way round where that trans flag is not N.
struct Factor {
  char operand = ' ';  // ' ': none
  bool rows = true;
  char swapped = ' ';
};

enum class Returns : unsigned char { Nothing, Own, Real, Double, Index };

struct Routine {
  const char* stem;
  const char* prefixes;  // each with its type at the end but for cs and zd: "s d sc dz"
  int level;
  const char* family;  // by which the report groups
  std::vector<Argument> arguments;
  std::vector<OperandRule> operands;
  double (*work)(double m, double n, double k);  // multiply-adds; k: size of a band too
  Expression expression;
  Factor left, right;
  double alpha = 0.75;        // unless the case says otherwise; 1 or -1: no other is allowed
  const char* trans = "NTC";  // C in complex types alone
  Returns returns = Returns::Nothing;
  bool both_ways = false;  // L R + R L: rank-2 updates
  bool extension = false;  // not in the reference BLAS: a library may lack it
  bool renewed = false;    // its operands are made new before each call, even a timed one

  bool has(Argument argument) const;
  // In place with a factor of 1: what a call gives must not grow or fade over millions of them.
  bool in_place() const { return alpha == 1 || alpha == -1; }
};

// A routine's row and type ('s', 'd', 'c', 'z': of its operands) by its whole name ("dznrm2").
struct Named {
  const Routine* routine = nullptr;
  char type = 'd';
};

// Throws std::invalid_argument for a name that is none.
Named named(std::string_view name);

// Every row, in the order of the BLAS: level 1, 2, 3.
const std::vector<Routine>& all_routines();

// The whole names of a row: "snrm2", "dnrm2", "scnrm2", "dznrm2".
std::vector<std::string> names_of(const Routine& routine);

// How the argument is written in a case ("lda"), and which group it belongs to.
const char* name_of(Argument argument);
inline bool is_letter(Argument a) { return a <= Argument::Diag; }
inline bool is_size(Argument a) { return a >= Argument::M && a <= Argument::Ku; }
inline bool is_complex(char type) { return type == 'c' || type == 'z'; }
inline bool is_single(char type) { return type == 's' || type == 'c'; }
// Bytes of an element of that type.
inline int bytes_of(char type) { return (is_single(type) ? 4 : 8) * (is_complex(type) ? 2 : 1); }

}  // namespace fulcrum::compare
