// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/cases.hpp"

#include <fstream>
#include <stdexcept>

#include "bench/compare/text.hpp"

namespace fulcrum::compare {
namespace {

constexpr int kLargest = 1 << 20;                                // of one dimension
constexpr std::int64_t kLargestOperand = std::int64_t{1} << 31;  // elements

char transpose(char letter, const std::string& field) {
  if (letter != 'N' && letter != 'T')
    throw std::invalid_argument("OPS: \"" + field + "\" is not two of N and T");
  return letter;
}

void read_option(const std::string& word, Case& c) {
  const std::size_t equals = word.find('=');
  const std::string name = word.substr(0, equals);
  const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
  auto dimension = [&](int smallest) {
    return static_cast<int>(whole_number(name, value, smallest, kLargest));
  };
  if (name == "lda") {
    c.lda = dimension(c.smallest_lda());
  } else if (name == "ldb") {
    c.ldb = dimension(c.smallest_ldb());
  } else if (name == "ldc") {
    c.ldc = dimension(c.smallest_ldc());
  } else if (name == "alpha") {
    c.alpha = number(name, value, -1, 1);
  } else if (name == "beta") {
    c.beta = number(name, value, -1, 1);
  } else {
    throw std::invalid_argument("\"" + word + "\" is none of lda= ldb= ldc= alpha= beta=");
  }
}

}  // namespace

std::string text(const Case& c) {
  std::string result = print("%s %c%c %d %d %d", c.routine.c_str(), c.ta, c.tb, c.m, c.n, c.k);
  if (c.lda != c.smallest_lda()) result += print(" lda=%d", c.lda);
  if (c.ldb != c.smallest_ldb()) result += print(" ldb=%d", c.ldb);
  if (c.ldc != c.smallest_ldc()) result += print(" ldc=%d", c.ldc);
  if (c.alpha != Case{}.alpha) result += print(" alpha=%g", c.alpha);
  if (c.beta != Case{}.beta) result += print(" beta=%g", c.beta);
  return result;
}

std::optional<Case> parse_case(std::string_view line) {
  const std::vector<std::string> field = words(line.substr(0, line.find('#')));
  if (field.empty()) return std::nullopt;
  if (field.size() < 6)
    throw std::invalid_argument("a case is CLASS ROUTINE OPS M N K, not \"" + std::string(line) +
                                "\"");
  Case c;
  c.group = field[0];
  c.routine = field[1];
  if (c.routine != "sgemm" && c.routine != "dgemm")
    throw std::invalid_argument("ROUTINE: \"" + c.routine + "\" is neither sgemm nor dgemm");
  if (field[2].size() != 2) transpose(' ', field[2]);
  c.ta = transpose(field[2][0], field[2]);
  c.tb = transpose(field[2][1], field[2]);
  c.m = static_cast<int>(whole_number("M", field[3], 1, kLargest));
  c.n = static_cast<int>(whole_number("N", field[4], 1, kLargest));
  c.k = static_cast<int>(whole_number("K", field[5], 1, kLargest));
  c.lda = c.smallest_lda();
  c.ldb = c.smallest_ldb();
  c.ldc = c.smallest_ldc();
  for (std::size_t i = 6; i < field.size(); ++i) read_option(field[i], c);
  for (const std::int64_t size : {c.a_size(), c.b_size(), c.c_size()}) {
    if (size > kLargestOperand)
      throw std::invalid_argument(text(c) + ": an operand of more than 2^31 elements");
  }
  return c;
}

std::vector<Case> read_cases(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  std::vector<Case> result;
  int line_number = 0;
  for (std::string line; std::getline(in, line);) {
    ++line_number;
    try {
      if (const std::optional<Case> c = parse_case(line)) result.push_back(*c);
    } catch (const std::invalid_argument& error) {
      throw std::runtime_error(print("%s:%d: %s", file.c_str(), line_number, error.what()));
    }
  }
  return result;
}

}  // namespace fulcrum::compare
