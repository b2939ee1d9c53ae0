// SPDX-License-Identifier: Apache-2.0
// One product that is timed, and how it is written down: a line
//
//   CLASS ROUTINE OPS M N K [lda=L] [ldb=L] [ldc=L] [alpha=X] [beta=X]
//   lead dgemm TN 200 200 200 lda=203
//
// CLASS is any word, by which the report groups; ROUTINE sgemm or dgemm; OPS the transposes of A
// and B, N or T each. A leading dimension that is left out is the smallest one. '#' starts a
// comment. Column-major, as the Fortran routine takes it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fulcrum::compare {

struct Case {
  std::string group;
  std::string routine = "dgemm";
  char ta = 'N', tb = 'N';
  int m = 0, n = 0, k = 0;
  int lda = 0, ldb = 0, ldc = 0;
  // Neither 0 nor 1, which some libraries treat apart; below 1, so that repeated calls converge.
  double alpha = 0.75, beta = 0.5;

  bool single() const { return routine[0] == 's'; }
  bool a_transposed() const { return ta == 'T'; }
  bool b_transposed() const { return tb == 'T'; }
  int smallest_lda() const { return a_transposed() ? k : m; }
  int smallest_ldb() const { return b_transposed() ? n : k; }
  int smallest_ldc() const { return m; }
  // Elements that the operands take, from the first to the end of the last column.
  std::int64_t a_size() const { return std::int64_t{lda} * (a_transposed() ? m : k); }
  std::int64_t b_size() const { return std::int64_t{ldb} * (b_transposed() ? k : n); }
  std::int64_t c_size() const { return std::int64_t{ldc} * n; }
  double flops() const {
    return 2.0 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k);
  }
};

// The line without its class: the same product has the same text, however it was written.
std::string text(const Case& c);

// nullopt for a line of nothing but white space and comment. Throws std::invalid_argument, which
// names the field and its value.
std::optional<Case> parse_case(std::string_view line);

// The cases of a file, in its order. Throws std::runtime_error with file and line.
std::vector<Case> read_cases(const std::filesystem::path& file);

}  // namespace fulcrum::compare
