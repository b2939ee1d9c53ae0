// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/cases.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "bench/compare/text.hpp"

namespace fulcrum::compare {
namespace {

constexpr int kLargestMatrix = 1 << 20;  // of one dimension
constexpr int kLargestVector = 1 << 28;  // of a routine of vectors alone
constexpr int kLargestIncrement = 1024;
constexpr std::int64_t kLargestOperand = std::int64_t{1} << 31;  // elements
constexpr int kLine = 64;                                        // bytes of a cache line

int largest_size(const Case& c) { return c.about->level == 1 ? kLargestVector : kLargestMatrix; }

bool is_option(Argument a) { return a == Argument::Alpha || a >= Argument::Lda; }

// What may follow the sizes of this routine, as it is written: "lda= ldb= alpha=".
std::string options_of(const Routine& routine) {
  std::string result;
  for (const Argument a : routine.arguments) {
    if (a >= Argument::Lda) result += std::string(result.empty() ? "" : " ") + name_of(a) + "=";
  }
  for (const char* name : {"alpha", "beta"}) {
    const bool beta = name[0] == 'b';
    if (routine.has(beta ? Argument::Beta : Argument::Alpha) ||
        routine.has(beta ? Argument::RealBeta : Argument::RealAlpha))
      result += std::string(result.empty() ? "" : " ") + name + "=";
  }
  return result;
}

// Throws unless `letter` is one that this argument takes.
void check_letter(const Case& c, Argument argument, char letter, const std::string& field) {
  std::string allowed = c.about->trans;
  if (argument == Argument::Side) allowed = "LR";
  if (argument == Argument::Uplo) allowed = "UL";
  if (argument == Argument::Diag) allowed = "NU";
  if (!is_complex(c.type))
    allowed.erase(std::remove(allowed.begin(), allowed.end(), 'C'), allowed.end());
  if (allowed.find(letter) == std::string::npos)
    throw std::invalid_argument(print("OPS: \"%s\": %s of %s is one of %s", field.c_str(),
                                      name_of(argument), c.routine.c_str(), allowed.c_str()));
}

void read_letters(Case& c, const std::vector<Argument>& wanted, const std::string& field) {
  if (field.size() != wanted.size()) {
    std::string names;
    for (const Argument a : wanted) names += std::string(" ") + name_of(a);
    throw std::invalid_argument("OPS: \"" + field + "\" is not a letter each for" + names);
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    check_letter(c, wanted[i], field[i], field);
    c.letter(wanted[i]) = field[i];
  }
}

void read_option(const std::string& word, Case& c) {
  const std::size_t equals = word.find('=');
  const std::string name = word.substr(0, equals);
  const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
  const auto argument =
      std::find_if(c.about->arguments.begin(), c.about->arguments.end(), [&](Argument a) {
        const bool real = a == Argument::RealAlpha || a == Argument::RealBeta;
        return (real || a == Argument::Beta || is_option(a)) && name == name_of(a) + (real ? 1 : 0);
      });
  if (argument == c.about->arguments.end())
    throw std::invalid_argument("\"" + word + "\" is none of " + options_of(*c.about));
  if (name == "alpha" || name == "beta") {
    double& scalar = name == "alpha" ? c.alpha : c.beta;
    scalar = number(name, value, -1, 1);
    // Whatever is multiplied in place by less would end as denormal numbers.
    if (name == "alpha" && c.about->in_place() && std::fabs(scalar) != 1)
      throw std::invalid_argument("alpha: \"" + value + "\" is not 1 or -1, which " + c.routine +
                                  " stays bounded with");
    return;
  }
  const bool increment = *argument == Argument::IncX || *argument == Argument::IncY;
  const int smallest = increment ? -kLargestIncrement : c.size(*argument);
  const int largest = increment ? kLargestIncrement : kLargestMatrix;
  c.size(*argument) = static_cast<int>(whole_number(name, value, smallest, largest));
  if (increment && c.size(*argument) == 0)
    throw std::invalid_argument(name + ": \"0\" moves nowhere");
}

}  // namespace

Case::Case(const std::string& name) : routine(name) {
  const Named known = named(name);
  about = known.routine;
  type = known.type;
  alpha = about->alpha;
}

char& Case::letter(Argument argument) {
  switch (argument) {
    case Argument::Side:
      return side;
    case Argument::Uplo:
      return uplo;
    case Argument::TransA:
      return ta;
    case Argument::TransB:
      return tb;
    default:
      return diag;
  }
}

int& Case::size(Argument argument) {
  switch (argument) {
    case Argument::M:
      return m;
    case Argument::N:
      return n;
    case Argument::K:
      return k;
    case Argument::Kl:
      return kl;
    case Argument::Ku:
      return ku;
    case Argument::Lda:
      return lda;
    case Argument::Ldb:
      return ldb;
    case Argument::Ldc:
      return ldc;
    case Argument::IncX:
      return incx;
    default:
      return incy;
  }
}

int Case::extent(char letter) const {
  switch (letter) {
    case 'm':
      return m;
    case 'n':
      return n;
    case 'k':
      return k;
    case 's':
      return side == 'L' ? m : n;
    case 'i':
      return ta == 'N' ? n : m;
    case 'o':
      return ta == 'N' ? m : n;
    default:
      return 1;
  }
}

std::vector<Operand> Case::operands() const {
  std::vector<Operand> result;
  for (const OperandRule& rule : about->operands) {
    Operand o;
    o.rule = rule;
    o.uplo = uplo;
    o.diag = diag;
    o.rows = extent(rule.sizes[0]);
    o.columns = extent(rule.sizes[1]);
    if ((rule.swapped == 'a' && ta != 'N') || (rule.swapped == 'b' && tb != 'N'))
      std::swap(o.rows, o.columns);
    if (rule.storage == Storage::Band) {
      const bool general = rule.form == Form::General;
      o.below = general ? kl : uplo == 'L' ? k : 0;
      o.above = general ? ku : uplo == 'U' ? k : 0;
    }
    if (rule.storage == Storage::Vector) {
      if (rule.name == 'x' && about->has(Argument::IncX)) o.step = incx;
      if (rule.name == 'y' && about->has(Argument::IncY)) o.step = incy;
    } else {
      const int ld = rule.name == 'a' ? lda : rule.name == 'b' ? ldb : ldc;
      o.step = std::max(ld, o.smallest_ld());
    }
    result.push_back(o);
  }
  return result;
}

Operand Case::operand(char name) const {
  const std::vector<Operand> all = operands();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Operand& o) { return o.rule.name == name; });
  return found == all.end() ? Operand{} : *found;
}

void Case::complete() {
  for (const auto& [argument, name] :
       {std::pair{Argument::Lda, 'a'}, {Argument::Ldb, 'b'}, {Argument::Ldc, 'c'}}) {
    if (about->has(argument) && size(argument) == 0) size(argument) = operand(name).smallest_ld();
  }
}

double Case::flops() const {
  double inner = k;
  if (about->has(Argument::Side)) inner = extent('s');
  if (about->has(Argument::Kl)) inner = kl + ku;
  return 2 * about->work(m, n, inner) * (is_complex(type) ? 4 : 1);
}

double Case::footprint() const { return bytes(false); }
double Case::traffic() const { return bytes(true); }

double Case::bytes(bool written_twice) const {
  double result = 0;
  for (const Operand& o : operands()) {
    double elements = 0;
    for (int j = 0; j < o.columns; ++j) elements += std::max(0, o.last_row(j) - o.first_row(j));
    double each = bytes_of(type);
    if (o.rule.storage == Storage::Vector)
      each = std::min<double>(std::max(kLine, bytes_of(type)), each * std::abs(o.step));
    result += elements * each * (o.rule.written && written_twice ? 2 : 1);
  }
  return result;
}

int Operand::smallest_ld() const {
  return rule.storage == Storage::Band ? below + above + 1 : std::max(rows, 1);
}

std::int64_t Operand::size() const {
  switch (rule.storage) {
    case Storage::Vector:
      return 1 + std::int64_t{rows - 1} * std::abs(step);
    case Storage::Packed:
      return std::int64_t{rows} * (rows + 1) / 2;
    default:
      return std::int64_t{step} * columns;
  }
}

int Operand::first_row(int j) const {
  int first = rule.storage == Storage::Band ? std::max(0, j - above) : 0;
  if (rule.form != Form::General && uplo == 'L')
    first = std::max(first, j + (rule.form == Form::Triangular && diag == 'U' ? 1 : 0));
  return first;
}

int Operand::last_row(int j) const {
  int last = rule.storage == Storage::Band ? std::min(rows, j + below + 1) : rows;
  if (rule.form != Form::General && uplo == 'U')
    last = std::min(last, j + (rule.form == Form::Triangular && diag == 'U' ? 0 : 1));
  return last;
}

std::int64_t Operand::offset(int i, int j) const {
  const std::int64_t row = i, column = j;
  switch (rule.storage) {
    case Storage::Vector:
      return step > 0 ? row * step : (rows - 1 - row) * -std::int64_t{step};
    case Storage::Band:
      return above + row - column + column * step;
    case Storage::Packed:
      return uplo == 'U' ? row + column * (column + 1) / 2
                         : row + (2 * std::int64_t{rows} - column - 1) * column / 2;
    default:
      return row + column * step;
  }
}

std::string text(const Case& c) {
  std::string result = c.routine, letters, sizes, options;
  const Case usual(c.routine);
  for (const Argument a : c.about->arguments) {
    if (is_letter(a)) letters += c.letter(a);
    if (is_size(a)) sizes += print(" %d", c.size(a));
    if (a < Argument::Lda) continue;
    const bool increment = a == Argument::IncX || a == Argument::IncY;
    const char name = name_of(a)[2];
    if (c.size(a) != (increment ? 1 : c.operand(name).smallest_ld()))
      options += print(" %s=%d", name_of(a), c.size(a));
  }
  if (c.alpha != usual.alpha) options += print(" alpha=%g", c.alpha);
  if (c.beta != usual.beta) options += print(" beta=%g", c.beta);
  if (!letters.empty()) result += " " + letters;
  return result + sizes + options;
}

std::optional<Case> parse_case(std::string_view line) {
  const std::vector<std::string> field = words(line.substr(0, line.find('#')));
  if (field.empty()) return std::nullopt;
  if (field.size() < 2)
    throw std::invalid_argument("a case is CLASS ROUTINE ..., not \"" + std::string(line) + "\"");
  Case c(field[1]);
  c.group = field[0];
  std::vector<Argument> letters, sizes;
  for (const Argument a : c.about->arguments) {
    if (is_letter(a)) letters.push_back(a);
    if (is_size(a)) sizes.push_back(a);
  }
  std::size_t next = 2;
  if (field.size() < next + (letters.empty() ? 0 : 1) + sizes.size()) {
    std::string form = "CLASS " + c.routine + (letters.empty() ? "" : " OPS");
    for (const Argument a : sizes) form += std::string(" ") + name_of(a);
    throw std::invalid_argument("a case is " + form + ", not \"" + std::string(line) + "\"");
  }
  if (!letters.empty()) read_letters(c, letters, field[next++]);
  for (const Argument a : sizes) {
    std::string name = name_of(a);
    std::transform(name.begin(), name.end(), name.begin(), [](char l) { return std::toupper(l); });
    const bool band =
        std::string_view(c.about->family) == "band" && a != Argument::M && a != Argument::N;
    c.size(a) = static_cast<int>(whole_number(name, field[next++], band ? 0 : 1, largest_size(c)));
  }
  c.complete();
  while (next < field.size()) read_option(field[next++], c);
  for (const Operand& o : c.operands()) {
    if (o.size() > kLargestOperand)
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
