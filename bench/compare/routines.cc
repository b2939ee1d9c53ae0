// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/routines.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include "bench/compare/text.hpp"

namespace fulcrum::compare {
namespace {

// As Argument has them.
constexpr std::array<const char*, 28> kNames = {
    "side",  "uplo", "transa", "transb", "diag", "m",   "n",     "k",   "kl", "ku",
    "alpha", "beta", "ralpha", "rbeta",  "cos",  "sin", "param", "a",   "b",  "c",
    "x",     "y",    "s",      "lda",    "ldb",  "ldc", "incx",  "incy"};

std::vector<Argument> arguments(const char* text) {
  std::vector<Argument> result;
  for (const std::string& word : words(text)) {
    const auto* const found = std::find(kNames.begin(), kNames.end(), word);
    if (found == kNames.end()) throw std::logic_error("no argument " + word);
    result.push_back(static_cast<Argument>(found - kNames.begin()));
  }
  return result;
}

OperandRule matrix(char name, const char* sizes, char swapped = ' ') {
  return {name, sizes, Form::General, Storage::Full, swapped, false};
}
OperandRule shaped(char name, const char* sizes, Form form, Storage storage = Storage::Full) {
  return {name, sizes, form, storage, ' ', false};
}
OperandRule vector(char name, const char* sizes) {
  return {name, sizes, Form::General, Storage::Vector, ' ', false};
}
OperandRule written(OperandRule rule) {
  rule.written = true;
  return rule;
}

constexpr Factor rows(char operand, char swapped = ' ') { return {operand, true, swapped}; }
constexpr Factor columns(char operand, char swapped = ' ') { return {operand, false, swapped}; }
constexpr Factor kNone = {};

double one(double, double, double) { return 1; }
double half_n(double, double n, double) { return n / 2; }
double just_n(double, double n, double) { return n; }
double two_n(double, double n, double) { return 2 * n; }
double m_n(double m, double n, double) { return m * n; }
double n_n(double, double n, double) { return n * n; }
double half_n_n(double, double n, double) { return n * (n + 1) / 2; }
double band(double, double n, double k) { return n * (k + 1); }
double band_both(double, double n, double k) { return n * (2 * k + 1); }
double m_n_k(double m, double n, double k) { return m * n * k; }
double half_n_n_k(double, double n, double k) { return n * (n + 1) / 2 * k; }
double n_n_k(double, double n, double k) { return n * (n + 1) * k; }

void add_level1(std::vector<Routine>& all) {
  const OperandRule x = vector('x', "n1"), y = vector('y', "n1");
  const auto add = [&](Routine routine) { all.push_back(std::move(routine)); };
  using enum Expression;
  add({"axpy",
       "s d c z",
       1,
       "axpy",
       arguments("n alpha x incx y incy"),
       {x, written(y)},
       just_n,
       Product,
       rows('x'),
       kNone});
  add({.stem = "axpby",
       .prefixes = "s d c z",
       .level = 1,
       .family = "axpy",
       .arguments = arguments("n alpha x incx beta y incy"),
       .operands = {x, written(y)},
       .work = just_n,
       .expression = Product,
       .left = rows('x'),
       .right = kNone,
       .extension = true});
  add({"scal",
       "s d c z",
       1,
       "scal copy swap",
       arguments("n alpha x incx"),
       {written(x)},
       half_n,
       Product,
       rows('x'),
       kNone,
       -1});
  add({"scal",
       "cs zd",
       1,
       "scal copy swap",
       arguments("n ralpha x incx"),
       {written(x)},
       half_n,
       Product,
       rows('x'),
       kNone,
       -1});
  add({"copy",
       "s d c z",
       1,
       "scal copy swap",
       arguments("n x incx y incy"),
       {x, written(y)},
       half_n,
       Exact,
       kNone,
       kNone});
  add({"swap",
       "s d c z",
       1,
       "scal copy swap",
       arguments("n x incx y incy"),
       {written(x), written(y)},
       half_n,
       Exact,
       kNone,
       kNone});
  for (const auto& [stem, prefixes, returns] : {std::tuple{"dot", "s d", Returns::Own},
                                                {"dotu", "c z", Returns::Own},
                                                {"dotc", "c z", Returns::Own},
                                                {"dot", "ds", Returns::Double}}) {
    add({.stem = stem,
         .prefixes = prefixes,
         .level = 1,
         .family = "dot",
         .arguments = arguments("n x incx y incy"),
         .operands = {x, y},
         .work = just_n,
         .expression = Product,
         .left = columns('x'),
         .right = columns('y'),
         .returns = returns});
  }
  for (const char* stem : {"nrm2", "asum"}) {
    add({.stem = stem,
         .prefixes = "s d sc dz",
         .level = 1,
         .family = "nrm2 asum amax",
         .arguments = arguments("n x incx"),
         .operands = {x},
         .work = just_n,
         .expression = Relative,
         .left = columns('x'),
         .right = kNone,
         .returns = Returns::Real});
  }
  add({.stem = "amax",
       .prefixes = "is id ic iz",
       .level = 1,
       .family = "nrm2 asum amax",
       .arguments = arguments("n x incx"),
       .operands = {x},
       .work = half_n,
       .expression = Exact,
       .left = kNone,
       .right = kNone,
       .returns = Returns::Index});
  add({"rot",
       "s d cs zd",
       1,
       "rot",
       arguments("n x incx y incy cos sin"),
       {written(x), written(y)},
       two_n,
       Sum,
       rows('x'),
       rows('y')});
  add({"rotm",
       "s d",
       1,
       "rot",
       arguments("n x incx y incy param"),
       {written(x), written(y)},
       two_n,
       Sum,
       rows('x'),
       rows('y')});
  // The cosine, a real number, takes the first half of a complex element.
  add({.stem = "rotg",
       .prefixes = "s d c z",
       .level = 1,
       .family = "rot",
       .arguments = arguments("x y c s"),
       .operands = {written(vector('x', "11")), written(vector('y', "11")),
                    written(vector('c', "11")), written(vector('s', "11"))},
       .work = one,
       .expression = Relative,
       .left = kNone,
       .right = kNone,
       .renewed = true});
}

// alpha op(A) x + beta y, and the symmetric ones.
void add_products(std::vector<Routine>& all) {
  const OperandRule x = vector('x', "n1"), y = written(vector('y', "n1"));
  const auto add = [&](Routine routine) { all.push_back(std::move(routine)); };
  const Factor left = rows('a', 'a'), right = columns('x');
  using enum Expression;
  add({"gemv",
       "s d c z",
       2,
       "gemv",
       arguments("transa m n alpha a lda x incx beta y incy"),
       {matrix('a', "mn"), vector('x', "i1"), written(vector('y', "o1"))},
       m_n,
       Product,
       left,
       right});
  add({"gbmv",
       "s d c z",
       2,
       "band",
       arguments("transa m n kl ku alpha a lda x incx beta y incy"),
       {shaped('a', "mn", Form::General, Storage::Band), vector('x', "i1"),
        written(vector('y', "o1"))},
       band,
       Product,
       left,
       right});
  for (const auto& [first, prefixes, form] :
       {std::tuple{"s", "s d", Form::Symmetric}, {"h", "c z", Form::Hermitian}}) {
    const bool hermitian = form == Form::Hermitian;
    add({hermitian ? "hemv" : "symv",
         prefixes,
         2,
         "symv",
         arguments("uplo n alpha a lda x incx beta y incy"),
         {shaped('a', "nn", form), x, y},
         n_n,
         Product,
         rows('a'),
         right});
    add({hermitian ? "hbmv" : "sbmv",
         prefixes,
         2,
         "band",
         arguments("uplo n k alpha a lda x incx beta y incy"),
         {shaped('a', "nn", form, Storage::Band), x, y},
         band_both,
         Product,
         rows('a'),
         right});
    add({hermitian ? "hpmv" : "spmv",
         prefixes,
         2,
         "packed",
         arguments("uplo n alpha a x incx beta y incy"),
         {shaped('a', "nn", form, Storage::Packed), x, y},
         n_n,
         Product,
         rows('a'),
         right});
  }
}

void add_rank_updates(std::vector<Routine>& all) {
  const OperandRule x = vector('x', "n1"), y = vector('y', "n1");
  const auto add = [&](Routine routine) { all.push_back(std::move(routine)); };
  using enum Expression;
  for (const auto& [stem, prefixes] : {std::pair{"ger", "s d"}, {"geru", "c z"}, {"gerc", "c z"}}) {
    add({stem,
         prefixes,
         2,
         "ger syr",
         arguments("m n alpha x incx y incy a lda"),
         {vector('x', "m1"), y, written(matrix('a', "mn"))},
         m_n,
         Product,
         rows('x'),
         rows('y')});
  }
  for (const bool hermitian : {false, true}) {
    const char* const prefixes = hermitian ? "c z" : "s d";
    const Form form = hermitian ? Form::Hermitian : Form::Symmetric;
    const OperandRule full = written(shaped('a', "nn", form));
    const OperandRule packed = written(shaped('a', "nn", form, Storage::Packed));
    add({hermitian ? "her" : "syr",
         prefixes,
         2,
         "ger syr",
         arguments(hermitian ? "uplo n ralpha x incx a lda" : "uplo n alpha x incx a lda"),
         {x, full},
         half_n_n,
         Product,
         rows('x'),
         rows('x')});
    add({hermitian ? "hpr" : "spr",
         prefixes,
         2,
         "packed",
         arguments(hermitian ? "uplo n ralpha x incx a" : "uplo n alpha x incx a"),
         {x, packed},
         half_n_n,
         Product,
         rows('x'),
         rows('x')});
    add({.stem = hermitian ? "her2" : "syr2",
         .prefixes = prefixes,
         .level = 2,
         .family = "ger syr",
         .arguments = arguments("uplo n alpha x incx y incy a lda"),
         .operands = {x, y, full},
         .work = n_n,
         .expression = Product,
         .left = rows('x'),
         .right = rows('y'),
         .both_ways = true});
    add({.stem = hermitian ? "hpr2" : "spr2",
         .prefixes = prefixes,
         .level = 2,
         .family = "packed",
         .arguments = arguments("uplo n alpha x incx y incy a"),
         .operands = {x, y, packed},
         .work = n_n,
         .expression = Product,
         .left = rows('x'),
         .right = rows('y'),
         .both_ways = true});
  }
}

void add_triangular(std::vector<Routine>& all) {
  const OperandRule x = written(vector('x', "n1"));
  const auto add = [&](const char* stem, const char* family, const char* list, Storage storage,
                       double (*work)(double, double, double), Expression expression) {
    all.push_back({stem,
                   "s d c z",
                   2,
                   family,
                   arguments(list),
                   {shaped('a', "nn", Form::Triangular, storage), x},
                   work,
                   expression,
                   rows('a', 'a'),
                   columns('x'),
                   1});
  };
  for (const Expression e : {Expression::Product, Expression::Solve}) {
    const bool solve = e == Expression::Solve;
    add(solve ? "trsv" : "trmv", solve ? "trsv" : "trmv", "uplo transa diag n a lda x incx",
        Storage::Full, half_n_n, e);
    add(solve ? "tbsv" : "tbmv", "band", "uplo transa diag n k a lda x incx", Storage::Band, band,
        e);
    add(solve ? "tpsv" : "tpmv", "packed", "uplo transa diag n a x incx", Storage::Packed, half_n_n,
        e);
  }
}

void add_level3(std::vector<Routine>& all) {
  const auto add = [&](Routine routine) { all.push_back(std::move(routine)); };
  using enum Expression;
  const OperandRule b = matrix('b', "mn"), c = written(matrix('c', "mn"));
  const OperandRule triangle = written(shaped('c', "nn", Form::Symmetric));
  add({"gemm",
       "s d c z",
       3,
       "gemm",
       arguments("transa transb m n k alpha a lda b ldb beta c ldc"),
       {matrix('a', "mk", 'a'), matrix('b', "kn", 'b'), c},
       m_n_k,
       Product,
       rows('a', 'a'),
       columns('b', 'b')});
  add({.stem = "gemmt",
       .prefixes = "s d c z",
       .level = 3,
       .family = "syrk gemmt",
       .arguments = arguments("uplo transa transb n k alpha a lda b ldb beta c ldc"),
       .operands = {matrix('a', "nk", 'a'), matrix('b', "kn", 'b'), triangle},
       .work = half_n_n_k,
       .expression = Product,
       .left = rows('a', 'a'),
       .right = columns('b', 'b'),
       .extension = true});
  for (const bool hermitian : {false, true}) {
    const char* const prefixes = hermitian ? "c z" : "s d c z";
    const Form form = hermitian ? Form::Hermitian : Form::Symmetric;
    const char* const trans = hermitian ? "NC" : "NT";
    const OperandRule result = written(shaped('c', "nn", form));
    add({hermitian ? "hemm" : "symm",
         prefixes,
         3,
         "symm",
         arguments("side uplo m n alpha a lda b ldb beta c ldc"),
         {shaped('a', "ss", form), b, c},
         [](double m, double n, double s) { return m * n * s; },
         Product,
         rows('a'),
         columns('b')});
    add({.stem = hermitian ? "herk" : "syrk",
         .prefixes = prefixes,
         .level = 3,
         .family = "syrk gemmt",
         .arguments = arguments(hermitian ? "uplo transa n k ralpha a lda rbeta c ldc"
                                          : "uplo transa n k alpha a lda beta c ldc"),
         .operands = {matrix('a', "nk", 'a'), result},
         .work = half_n_n_k,
         .expression = Product,
         .left = rows('a', 'a'),
         .right = rows('a', 'a'),
         .trans = trans});
    add({.stem = hermitian ? "her2k" : "syr2k",
         .prefixes = prefixes,
         .level = 3,
         .family = "syr2k",
         .arguments = arguments(hermitian ? "uplo transa n k alpha a lda b ldb rbeta c ldc"
                                          : "uplo transa n k alpha a lda b ldb beta c ldc"),
         .operands = {matrix('a', "nk", 'a'), matrix('b', "nk", 'a'), result},
         .work = n_n_k,
         .expression = Product,
         .left = rows('a', 'a'),
         .right = rows('b', 'a'),
         .trans = trans,
         .both_ways = true});
  }
  for (const bool solve : {false, true}) {
    add({solve ? "trsm" : "trmm",
         "s d c z",
         3,
         solve ? "trsm" : "trmm",
         arguments("side uplo transa diag m n alpha a lda b ldb"),
         {shaped('a', "ss", Form::Triangular), written(b)},
         [](double m, double n, double s) { return m * n * (s + 1) / 2; },
         solve ? Solve : Product,
         rows('a', 'a'),
         columns('b'),
         1});
  }
}

std::vector<Routine> made_routines() {
  std::vector<Routine> all;
  add_level1(all);
  add_products(all);
  add_rank_updates(all);
  add_triangular(all);
  add_level3(all);
  return all;
}

std::map<std::string, Named, std::less<>> made_names() {
  std::map<std::string, Named, std::less<>> result;
  for (const Routine& routine : all_routines()) {
    for (const std::string& prefix : words(routine.prefixes)) {
      const char type = prefix == "cs" || prefix == "zd" ? prefix.front() : prefix.back();
      result[prefix + routine.stem] = {&routine, type};
    }
  }
  return result;
}

}  // namespace

bool Routine::has(Argument argument) const {
  return std::find(arguments.begin(), arguments.end(), argument) != arguments.end();
}

const std::vector<Routine>& all_routines() {
  static const std::vector<Routine> all = made_routines();
  return all;
}

Named named(std::string_view name) {
  static const std::map<std::string, Named, std::less<>> all = made_names();
  const auto found = all.find(name);
  if (found == all.end())
    throw std::invalid_argument("ROUTINE: \"" + std::string(name) + "\" is no routine of the BLAS");
  return found->second;
}

std::vector<std::string> names_of(const Routine& routine) {
  std::vector<std::string> result = words(routine.prefixes);
  for (std::string& name : result) name += routine.stem;
  return result;
}

const char* name_of(Argument argument) { return kNames[static_cast<std::size_t>(argument)]; }

}  // namespace fulcrum::compare
