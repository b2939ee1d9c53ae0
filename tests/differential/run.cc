// SPDX-License-Identifier: Apache-2.0
#include <cctype>
#include <string>

#include "tests/differential/run.hpp"
#include "tests/differential/symbols.hpp"

namespace fulcrum::differential {

Reported& reported() {
  static thread_local Reported here;
  return here;
}

}  // namespace fulcrum::differential

extern "C" __attribute__((visibility("default"))) void xerbla_(const char* /*routine*/,
                                                               const CBLAS_INT* info,
                                                               std::size_t /*length*/) {
  fulcrum::differential::Reported& here = fulcrum::differential::reported();
  ++here.calls;
  here.number = *info;
}
extern "C" __attribute__((visibility("default"))) void cblas_xerbla(CBLAS_INT position,
                                                                    const char* /*routine*/,
                                                                    const char* /*form*/, ...) {
  fulcrum::differential::Reported& here = fulcrum::differential::reported();
  ++here.calls;
  here.number = position;
}

namespace fulcrum::differential {
namespace {

// Of the names whose first letter is not their elements' type.
Type element_type(const std::string& name) {
  if (name == "scabs1") return Type::C;
  if (name == "dcabs1") return Type::Z;
  // A real result of complex elements: scnrm2, dzasum and so on, not scopy and scal.
  if (name.starts_with("scnrm") || name.starts_with("scasum") || name.starts_with("scsum") ||
      name.starts_with("scam"))
    return Type::C;
  if (name.starts_with("dz")) return Type::Z;
  if (name == "dsdot") return Type::S;
  if (name.starts_with("mkl_") || name.starts_with("MKL_"))
    return static_cast<Type>(std::tolower(name[4]));
  return static_cast<Type>(name[0] == 'i' ? name[1] : name[0]);
}

// One argument is illegal: the handler is told its position, and nothing is written. By rows some
// routines report the positions of the same call by columns, as the reference does.
std::string judge_illegal(const Call& call, bool has_layout, std::string_view arguments,
                          std::string_view illegal, bool as_written,
                          const std::vector<Buffer*>& operands) {
  if (reported().calls != 1)
    return "the error handler was called " + std::to_string(reported().calls) + " times";
  long long position = call.cblas && has_layout && !arguments.starts_with("ordering") ? 2 : 1;
  for (const std::string_view word : words(arguments)) {
    if (word == illegal) break;
    ++position;
  }
  if ((!call.row_major || as_written) && reported().number != position)
    return "argument " + std::to_string(reported().number) + " was reported, not " +
           std::to_string(position);
  for (const Buffer* buffer : operands)
    if (std::string wrong = buffer->unchanged(); !wrong.empty()) return wrong;
  return {};
}

// CBLAS functions have a layout in front, or in the place of the Fortran routine's own.
template <class Arguments>
void hand_over(const SymbolOf<Arguments>& symbol, const Family& of, bool cblas,
               std::string_view arguments, Arguments& call) {
  if (!cblas) return symbol.fortran(call, arguments);
  std::string line = of.has_layout ? "layout " : "";
  line += of.has_ordering() ? arguments.substr(arguments.find(' ')) : arguments;
  if (!of.sub.empty()) line.append(" ").append(of.sub);
  symbol.cblas(call, line);
}

}  // namespace

void set_types(Call& call, const std::string& name, const std::string& family) {
  call.type = element_type(name);
  const bool real_alpha = family == "HERK" || family == "HER" || family == "HPR" ||
                          name == "csscal" || name == "zdscal";
  const bool real_beta = family == "HERK" || family == "HER2K";
  call.alpha.type = real_alpha ? real_of(call.type) : call.type;
  call.beta.type = real_beta ? real_of(call.type) : call.type;
  call.result.type = call.type;
}

std::string judge_threads(const std::vector<Buffer*>& operands,
                          const std::function<void()>& compute, const std::function<bool()>& same) {
  std::vector<std::vector<std::byte>> first;
  first.reserve(operands.size());
  for (const Buffer* buffer : operands) first.push_back(buffer->bytes());
  std::string wrong;
  for (const int threads : {1, 2, 3, 7}) {
    for (Buffer* buffer : operands) buffer->restore();
    fulcrum_set_num_threads_local(threads);
    compute();
    bool equal = same();
    for (std::size_t i = 0; i < operands.size(); ++i)
      equal = operands[i]->bytes() == first[i] && equal;
    if (!equal) wrong = "other bits with " + std::to_string(threads) + " threads";
  }
  fulcrum_set_num_threads_local(0);
  return wrong;
}

std::string refused() {
  return "a legal call was refused: argument " + std::to_string(reported().number);
}

bool can_be_illegal(std::string_view word) {
  return word == "m" || word == "n" || word == "k" || word == "kl" || word == "ku" ||
         word.starts_with("ld") || word.starts_with("inc") || is_letter(word);
}

void make_illegal(Call& call, std::string_view word) {
  call.illegal = word;
  if (is_letter(word)) {
    *static_cast<char*>(call.address(word)) = 'X';
  } else {
    *static_cast<CBLAS_INT*>(call.address(word)) =
        word.starts_with("ld") || word.starts_with("inc") || word.starts_with("stride") ? 0 : -1;
  }
}

std::string run_one(const Symbol& symbol, Random& random) {
  const Family& of = family(symbol.family);
  Call call;
  set_types(call, symbol.name, symbol.family);
  call.cblas = symbol.cblas != nullptr && random.coin();
  call.row_major = (call.cblas || of.has_ordering()) && of.has_layout && random.coin();
  Maker maker(random);
  of.make(call, maker);
  if (of.has_layout && random.integer(0, 7) == 0) {
    std::vector<std::string_view> candidates;
    for (const std::string_view word : words(of.arguments))
      if ((can_be_illegal(word) || word.starts_with("stride")) &&
          !(call.cblas && word == "ordering"))
        candidates.push_back(word);
    make_illegal(call, candidates[static_cast<std::size_t>(
                           random.integer(0, static_cast<std::int64_t>(candidates.size()) - 1))]);
  }
  for (Buffer* buffer : call.operands()) buffer->seal();

  const auto compute = [&] { hand_over(symbol, of, call.cblas, of.arguments, call); };
  reported() = {};
  compute();
  std::string wrong;
  if (!call.illegal.empty()) {
    wrong = judge_illegal(call, of.has_layout, of.arguments, call.illegal, of.as_written,
                          call.operands());
  } else if (reported().calls != 0) {
    wrong = refused();
  } else {
    wrong = of.check(call);
    const auto result = call.result.bytes;
    const auto index = call.index;
    if (wrong.empty() && of.has_layout && random.integer(0, 7) == 0)
      wrong = judge_threads(call.operands(), compute,
                            [&] { return call.result.bytes == result && call.index == index; });
  }
  if (wrong.empty()) return {};
  return symbol.name + " (" + call.describe(of.arguments) + "): " + wrong;
}

std::string run_one(const BatchSymbol& symbol, Random& random) {
  const Family& of = family(repeated(symbol));
  Call call;
  set_types(call, symbol.name, symbol.family);
  call.cblas = random.coin();
  call.row_major = call.cblas && of.has_layout && random.coin();
  Batch batch(of, symbol.family.ends_with("STRIDED"), call, random);
  if (random.integer(0, 7) == 0) batch.make_illegal(random);
  for (Buffer* buffer : batch.operands()) buffer->seal();

  const auto compute = [&] { hand_over(symbol, of, call.cblas, batch.arguments(), batch); };
  reported() = {};
  compute();
  std::string wrong;
  if (!batch.illegal().empty()) {
    // Those of gemm are as the reference's gemm has them.
    wrong = judge_illegal(call, of.has_layout, batch.arguments(), batch.illegal(),
                          repeated(symbol) != "GEMM", batch.operands());
  } else if (reported().calls != 0) {
    wrong = refused();
  } else {
    if (random.integer(0, 7) == 0)
      wrong = judge_threads(batch.operands(), compute, [] { return true; });
    if (wrong.empty()) wrong = batch.check();
  }
  if (wrong.empty()) return {};
  return symbol.name + " (" + batch.describe() + "): " + wrong;
}

}  // namespace fulcrum::differential
