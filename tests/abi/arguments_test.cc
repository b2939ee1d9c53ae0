// SPDX-License-Identifier: Apache-2.0
// Every argument that a routine of levels 2 and 3, those beyond the reference and the batches can
// refuse, from Fortran and from CBLAS by columns and by rows: the number that the handlers get, the
// line that our own prints, and operands that keep their bytes. Built for 32-bit and for 64-bit
// integers.
#include <dlfcn.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cstdarg>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "fulcrum/blas.h"
#include "src/abi/symbols.hpp"
#include "tests/support/argument_list.hpp"

namespace {

struct Report {
  std::string routine;
  long long number = 0;
  std::string text;  // what follows the routine's name in our own handler's line
  int row_major = 0;
};
std::vector<Report> g_reports;

// What our own xerbla_, which this program's hides, prints for it.
std::string own_line(const char* routine, const CBLAS_INT* info, std::size_t length) {
  static const auto own = reinterpret_cast<void (*)(const char*, const CBLAS_INT*, std::size_t)>(
      dlsym(RTLD_NEXT, "xerbla_"));
  static const int file = memfd_create("stderr", MFD_CLOEXEC);
  static const int before = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
  if (own == nullptr || file < 0 || before < 0) return "no handler of the library's own";
  (void)dup2(file, STDERR_FILENO);
  own(routine, info, length);
  (void)dup2(before, STDERR_FILENO);
  std::array<char, 512> line{};
  const ssize_t size = pread(file, line.data(), line.size(), 0);
  if (size < 0 || ftruncate(file, 0) != 0 || lseek(file, 0, SEEK_SET) != 0) return "no line";
  return {line.data(), static_cast<std::size_t>(size)};
}

}  // namespace

extern "C" {

extern int RowMajorStrg;

__attribute__((visibility("default"))) void xerbla_(const char* routine, const CBLAS_INT* info,
                                                    size_t length) {
  const std::string line = own_line(routine, info, length);
  const std::size_t behind_name = line.find(": ", line.find(": ") + 1);
  g_reports.push_back({std::string(routine, length), *info,
                       line.substr(std::min(line.size(), behind_name + 2)), RowMajorStrg});
}

__attribute__((visibility("default"))) void cblas_xerbla(CBLAS_INT position, const char* routine,
                                                         const char* form, ...) {
  std::array<char, 512> text{};
  va_list arguments;
  va_start(arguments, form);
  // NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): started in the line above
  std::vsnprintf(text.data(), text.size(), form, arguments);
  va_end(arguments);
  g_reports.push_back({routine, position, text.data(), RowMajorStrg});
}

}  // extern "C"

namespace fulcrum::test {

// Of level 1, whose symbols are listed too.
template <class R>
void keep_result(ArgumentList<CBLAS_INT>&, R) {}

}  // namespace fulcrum::test

namespace fulcrum {
namespace {

using test::Kind;
using test::Letters;
using test::Signature;
using Arguments = test::ArgumentList<CBLAS_INT>;
using Argument = Arguments::Argument;

struct Symbol {
  std::string name, family;
  void (*fortran)(Arguments& arguments, std::string_view line) = nullptr;
  void (*cblas)(Arguments& arguments, std::string_view line) = nullptr;
};

// NOLINTBEGIN(bugprone-macro-parentheses): names cannot be put in parentheses
#define FULCRUM_SYMBOL(FAMILY, NAME, T)                                                   \
  {#NAME, #FAMILY, [](Arguments& a, std::string_view l) { test::invoke(NAME##_, a, l); }, \
   [](Arguments& a, std::string_view l) { test::invoke(cblas_##NAME, a, l); }},
// NOLINTEND(bugprone-macro-parentheses)

// pack_get_size has neither layout nor operands (xerbla_test.cc).
bool refuses(std::string_view family) { return family != "GEMM_PACK_GET_SIZE"; }

const std::vector<Symbol>& symbols() {
  static const std::vector<Symbol> all = {FULCRUM_BLAS_CHECKED_ROUTINES(FULCRUM_SYMBOL)};
  return all;
}

enum class Caller { Fortran, FortranByRows, Columns, Rows };

std::string lower(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::tolower(letter));
  return text;
}

// "N, T or C"
std::string listed(std::string_view letters) {
  std::string text(1, letters[0]);
  for (std::size_t i = 1; i < letters.size(); ++i) {
    text += i + 1 < letters.size() ? ", " : " or ";
    text += letters[i];
  }
  return text;
}

// One symbol, called in one way.
class Calls {
 public:
  Calls(const Symbol& symbol, const Signature& of, Caller caller)
      : symbol_(symbol),
        of_(of),
        caller_(caller),
        line_(line_of(of, cblas())),
        arguments_(of, line_, cblas()) {}

  void each_argument() {
    for (const Letters& letters : test::letter_choices(of_, is_complex())) {
      arguments_.make_legal(letters, by_rows());
      expect_legal();
      for (Argument* const argument : arguments_.refusable()) {
        arguments_.make_illegal(*argument);
        expect_refused(*argument);
        arguments_.make_legal(letters, by_rows());
      }
    }
  }

  // No leading dimension is less than 1, however small the matrix.
  void empty_matrices() {
    test::Sizes sizes = Arguments::kSizes;
    for (const char* const name : {"m", "n", "k", "kl", "ku", "rows", "cols"}) sizes[name] = 0;
    for (const Letters& letters : test::letter_choices(of_, is_complex())) {
      arguments_.make_legal(letters, by_rows(), sizes);
      expect_legal();
      for (Argument* const argument : arguments_.refusable()) {
        if (argument->kind != Kind::Leading) continue;
        arguments_.make_illegal(*argument);
        EXPECT_EQ(argument->value[arguments_.entry(*argument)], 0);
        expect_refused(*argument);
        arguments_.make_legal(letters, by_rows(), sizes);
      }
    }
  }

  // Of two the first in the order of the checks counts. Where the counts of a batch come in it is
  // nobody's rule.
  void each_pair() {
    const Letters letters = test::letter_choices(of_, is_complex())[0];
    std::vector<Argument*> order;
    const bool turned = by_rows() && !of_.callers_order && !of_.by_rows.empty();
    const std::string rest(turned ? of_.by_rows : "");
    arguments_.make_legal(letters, by_rows());
    std::vector<Argument*> refusable = arguments_.refusable();
    std::erase_if(refusable, [](const Argument* a) {
      return a->kind == Kind::Distance || a->name == "batch_size" || a->name.starts_with("group");
    });
    if (turned) {
      if (cblas()) order.push_back(&arguments_.at("layout"));
      for (const std::string_view name : test::words(rest))
        if (Argument& a = arguments_.at(name); Arguments::can_be_illegal(a)) order.push_back(&a);
    } else {
      order = refusable;
    }
    ASSERT_EQ(order.size(), refusable.size());
    for (std::size_t second = 1; second < order.size(); ++second) {
      for (std::size_t first = 0; first < second; ++first) {
        arguments_.make_illegal(*order[first]);
        arguments_.make_illegal(*order[second]);
        expect_refused(*order[first]);
        arguments_.make_legal(letters, by_rows());
      }
    }
  }

  // Of the alphabet and of the numbers around CBLAS' these alone are taken, letters in either case.
  void each_letter() {
    const Letters letters = test::letter_choices(of_, is_complex())[0];
    arguments_.make_legal(letters, by_rows());
    for (Argument* const argument : arguments_.refusable()) {
      if (argument->kind != Kind::Letter) continue;
      for (int value = cblas() ? 100 : 'A'; value <= (cblas() ? 127 : 'Z'); ++value) {
        if (taken(*argument, value)) continue;
        argument->letter.fill(static_cast<char>(value));
        argument->enumerator.fill(value);
        call();
        EXPECT_EQ(g_reports.size(), 1U) << where(*argument) << " = " << value;
        EXPECT_TRUE(arguments_.unchanged()) << where(*argument) << " = " << value;
      }
      const bool is_layout = argument->name == "layout" || argument->name == "ordering";
      for (const char letter : test::accepted_letters(of_, is_complex(), argument->name)) {
        if (letter == 'P' || (is_layout && letter != (by_rows() ? 'R' : 'C'))) continue;
        Letters choice = letters;
        if (!is_layout) choice[argument->name] = letter;
        arguments_.make_legal(choice, by_rows());
        argument->letter.fill(static_cast<char>(std::tolower(letter)));
        expect_legal();
      }
      arguments_.make_legal(letters, by_rows());
    }
  }

 private:
  bool cblas() const { return caller_ == Caller::Columns || caller_ == Caller::Rows; }
  bool by_rows() const { return caller_ == Caller::Rows || caller_ == Caller::FortranByRows; }
  bool is_complex() const { return symbol_.name[0] == 'c' || symbol_.name[0] == 'z'; }
  std::string name() const { return cblas() ? "cblas_" + symbol_.name : symbol_.name; }

  bool taken(const Argument& argument, int value) const {
    for (const char letter : test::accepted_letters(of_, is_complex(), argument.name)) {
      if (cblas() ? test::enumerator_of(argument.name, letter) == value
                  : letter == std::toupper(value))
        return true;
    }
    return false;
  }

  static std::string line_of(const Signature& of, bool cblas) {
    const std::string_view line = of.arguments;
    if (!cblas || of.level1) return std::string(line);
    const bool ordered = line.starts_with("ordering ");
    return "layout " + std::string(ordered ? line.substr(line.find(' ') + 1) : line);
  }

  void call() {
    g_reports.clear();
    (cblas() ? symbol_.cblas : symbol_.fortran)(arguments_, line_);
    EXPECT_EQ(RowMajorStrg, 0) << name();
  }
  std::string where(const Argument& argument) const {
    return name() + (caller_ == Caller::Rows ? " by rows, " : ", ") + std::string(argument.name);
  }

  void expect_legal() {
    call();
    EXPECT_TRUE(g_reports.empty()) << name() << ": a legal call: " << g_reports[0].text;
    (void)arguments_.unchanged();
  }

  void expect_refused(const Argument& argument) {
    call();
    EXPECT_TRUE(arguments_.unchanged()) << where(argument) << ": written";
    ASSERT_EQ(g_reports.size(), 1U) << where(argument);
    const Report& report = g_reports[0];
    EXPECT_EQ(report.number, number(argument)) << where(argument) << ": " << report.text;
    EXPECT_EQ(lower(report.text), lower(text(argument))) << where(argument);
    if (cblas()) {
      EXPECT_EQ(report.routine, name());
      EXPECT_EQ(report.row_major, flagged(argument) ? 1 : 0) << where(argument);
    } else {
      std::string padded = symbol_.name;
      for (char& letter : padded) letter = static_cast<char>(std::toupper(letter));
      padded.resize(std::max<std::size_t>(padded.size(), 6), ' ');
      EXPECT_EQ(report.routine, padded);
    }
  }

  // The reference's handler takes a number for one of the turned call while RowMajorStrg is set,
  // would take cblas_?gemv_batch for its gemv, and knows no list with offsets.
  bool flagged(const Argument& argument) const {
    return caller_ == Caller::Rows && argument.name != "layout" &&
           !of_.family.starts_with("GEMV_BATCH") && !of_.family.starts_with("TRSM_BATCH") &&
           of_.family != "GEMM_OFFSET" && !of_.family.starts_with("DGMM_BATCH");
  }

  // Letters are the wrapper's to check: they keep their places by rows too.
  int number(const Argument& argument) const {
    if (caller_ != Caller::Rows || of_.by_rows.empty() || argument.kind == Kind::Letter)
      return arguments_.position(argument.name);
    int number = 2;  // behind the layout
    for (const std::string_view name : test::words(of_.by_rows)) {
      if (name == argument.name) return number;
      ++number;
    }
    return 0;
  }

  std::string text(const Argument& argument) const {
    const std::size_t at = arguments_.entry(argument);
    std::string text = "argument " + std::to_string(arguments_.position(argument.name)) + " (" +
                       std::string(argument.name) +
                       (arguments_.has_entries(argument) ? "[1]" : "") + ") is ";
    if (argument.kind == Kind::Letter) {
      if (cblas()) return text + std::to_string(argument.enumerator[at]) + ": no such enumerator\n";
      return text + "'" + argument.letter[at] + "': it must be " +
             listed(test::accepted_letters(of_, is_complex(), argument.name)) + "\n";
    }
    text += std::to_string(argument.value[at]) + ": it must ";
    if (argument.kind == Kind::Increment) return text + "not be 0\n";
    return text + "be at least " +
           std::to_string(argument.kind == Kind::Size ? 0 : argument.least) + "\n";
  }

  const Symbol& symbol_;
  const Signature& of_;
  Caller caller_;
  std::string line_;
  Arguments arguments_;
};

template <class Check>
void for_each_call(Check&& check) {
  for (const Symbol& symbol : symbols()) {
    if (!refuses(symbol.family)) continue;
    const Signature* const of = test::signature(symbol.family);
    ASSERT_NE(of, nullptr) << symbol.family;
    std::vector<Caller> callers = {Caller::Fortran, Caller::Columns};
    if (!of->level1) callers.push_back(Caller::Rows);
    if (of->arguments.starts_with("ordering")) callers.push_back(Caller::FortranByRows);
    for (const Caller caller : callers) {
      Calls calls(symbol, *of, caller);
      check(calls);
    }
  }
}

TEST(AbiArguments, EachIsRefusedUnderItsNumberAndName) {
  for_each_call([](Calls& calls) { calls.each_argument(); });
}

TEST(AbiArguments, EmptyMatricesHaveLeadingDimensionsToo) {
  for_each_call([](Calls& calls) { calls.empty_matrices(); });
}

TEST(AbiArguments, OfTwoTheFirstInTheReferencesOrder) {
  for_each_call([](Calls& calls) { calls.each_pair(); });
}

TEST(AbiArguments, LettersAndEnumerators) {
  for_each_call([](Calls& calls) { calls.each_letter(); });
}

}  // namespace
}  // namespace fulcrum
