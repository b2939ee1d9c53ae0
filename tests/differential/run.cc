// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <string>

#include "tests/differential/symbols.hpp"

namespace {

// What the library's error handlers were told; this program's own take their place.
struct Reported {
  int calls = 0;
  long long number = 0;
};
thread_local Reported t_reported;

}  // namespace

extern "C" __attribute__((visibility("default"))) void xerbla_(const char* /*routine*/,
                                                               const CBLAS_INT* info,
                                                               std::size_t /*length*/) {
  ++t_reported.calls;
  t_reported.number = *info;
}
extern "C" __attribute__((visibility("default"))) void cblas_xerbla(CBLAS_INT position,
                                                                    const char* /*routine*/,
                                                                    const char* /*form*/, ...) {
  ++t_reported.calls;
  t_reported.number = position;
}

namespace fulcrum::differential {
namespace {

// Of the names whose first letter is not their elements' type.
Type element_type(const std::string& name) {
  if (name == "scnrm2" || name == "scasum" || name == "scabs1") return Type::C;
  if (name == "dznrm2" || name == "dzasum" || name == "dcabs1") return Type::Z;
  if (name == "dsdot") return Type::S;
  return static_cast<Type>(name[0] == 'i' ? name[1] : name[0]);
}

void set_types(Call& call, const Symbol& symbol) {
  call.type = element_type(symbol.name);
  const bool real_alpha = symbol.family == "HERK" || symbol.family == "HER" ||
                          symbol.family == "HPR" || symbol.name == "csscal" ||
                          symbol.name == "zdscal";
  const bool real_beta = symbol.family == "HERK" || symbol.family == "HER2K";
  call.alpha.type = real_alpha ? real_of(call.type) : call.type;
  call.beta.type = real_beta ? real_of(call.type) : call.type;
  call.result.type = call.type;
}

bool can_be_illegal(std::string_view word) {
  return word == "m" || word == "n" || word == "k" || word == "kl" || word == "ku" ||
         word.starts_with("ld") || word.starts_with("inc") || word.starts_with("trans") ||
         word == "side" || word == "uplo" || word == "diag";
}

void make_illegal(Call& call, std::string_view word) {
  call.illegal = word;
  const bool letter =
      word.starts_with("trans") || word == "side" || word == "uplo" || word == "diag";
  if (letter) {
    *static_cast<char*>(call.address(word)) = 'X';
  } else {
    *static_cast<CBLAS_INT*>(call.address(word)) =
        word.starts_with("ld") || word.starts_with("inc") ? 0 : -1;
  }
}

// One argument is illegal: the handler is told its position, and nothing is written.
std::string judge_illegal(const Call& call, const Family& family) {
  if (t_reported.calls != 1)
    return "the error handler was called " + std::to_string(t_reported.calls) + " times";
  long long position = call.cblas ? 2 : 1;
  for (const std::string_view word : words(family.arguments)) {
    if (word == call.illegal) break;
    ++position;
  }
  if (!call.row_major && t_reported.number != position)
    return "argument " + std::to_string(t_reported.number) + " was reported, not " +
           std::to_string(position);
  for (const Buffer* buffer : {&call.a, &call.b, &call.c, &call.x, &call.y})
    if (const std::string wrong = buffer->unchanged(); !wrong.empty()) return wrong;
  return {};
}

void hand_over(const Symbol& symbol, const Family& of, Call& call) {
  if (!call.cblas) return symbol.fortran(call, of.arguments);
  std::string line;
  line.append(of.has_layout ? "layout " : "").append(of.arguments);
  if (!of.sub.empty()) line.append(" ").append(of.sub);
  symbol.cblas(call, line);
}

// The same call with other numbers of threads gives the same bits.
std::string judge_threads(Call& call, const std::function<void()>& compute) {
  std::vector<std::vector<std::byte>> first;
  const auto result = call.result.bytes;
  const auto index = call.index;
  for (Buffer* buffer : call.operands()) first.push_back(buffer->bytes());
  std::string wrong;
  for (const int threads : {1, 2, 3, 7}) {
    for (Buffer* buffer : call.operands()) buffer->restore();
    fulcrum_set_num_threads_local(threads);
    compute();
    std::size_t i = 0;
    bool same = call.result.bytes == result && call.index == index;
    for (Buffer* buffer : call.operands()) same = buffer->bytes() == first[i++] && same;
    if (!same) wrong = "other bits with " + std::to_string(threads) + " threads";
  }
  fulcrum_set_num_threads_local(0);
  return wrong;
}

}  // namespace

std::string run_one(const Symbol& symbol, Random& random) {
  const Family& of = family(symbol.family);
  Call call;
  set_types(call, symbol);
  call.cblas = symbol.cblas != nullptr && random.coin();
  call.row_major = call.cblas && of.has_layout && random.coin();
  Maker maker(random);
  of.make(call, maker);
  if (of.has_layout && random.integer(0, 7) == 0) {
    std::vector<std::string_view> candidates;
    for (const std::string_view word : words(of.arguments))
      if (can_be_illegal(word)) candidates.push_back(word);
    make_illegal(call, candidates[static_cast<std::size_t>(
                           random.integer(0, static_cast<std::int64_t>(candidates.size()) - 1))]);
  }
  for (Buffer* buffer : call.operands()) buffer->seal();

  const auto compute = [&] { hand_over(symbol, of, call); };
  t_reported = {};
  compute();
  std::string wrong;
  if (!call.illegal.empty()) {
    wrong = judge_illegal(call, of);
  } else if (t_reported.calls != 0) {
    wrong = "a legal call was refused: argument " + std::to_string(t_reported.number);
  } else {
    wrong = of.check(call);
    if (wrong.empty() && of.has_layout && random.integer(0, 7) == 0)
      wrong = judge_threads(call, compute);
  }
  if (wrong.empty()) return {};
  std::string report = symbol.name;
  return report.append(" (").append(call.describe(of.arguments)).append("): ").append(wrong);
}

}  // namespace fulcrum::differential
