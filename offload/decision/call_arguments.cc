// SPDX-License-Identifier: Apache-2.0
#include "offload/decision/call_arguments.hpp"

#include <algorithm>
#include <cctype>
#include <limits>
#include <utility>

#include "offload/platforms.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::offload {
namespace {

constexpr std::int64_t kMostElements = std::int64_t{1} << 40;
// Beyond, products of sizes leave 64 bits. A product of matrices of 10^6 x 10^6 has less.
constexpr double kMostOperations = 4.6e18;
constexpr std::int64_t kMostProblems = std::int64_t{1} << 31;
constexpr std::int64_t kMostThreads = 4096;

constexpr auto kOps = {Op::NoTrans, Op::Trans, Op::ConjTrans, Op::ConjNoTrans};

using Names = std::initializer_list<std::pair<bool, std::string_view>>;

// "m, n and k" of those that are there.
std::string listed(Names names) {
  std::string text;
  std::string_view last;
  for (const auto& [there, name] : names) {
    if (!there) continue;
    if (!last.empty()) (text += text.empty() ? "" : ", ") += last;
    last = name;
  }
  if (!text.empty()) text += " and ";
  return text += last;
}

std::string name_of(const Call& call) { return std::string(to_string(call.routine)); }

[[noreturn]] void wrong(std::string_view name, std::string value, std::string why) {
  throw ArgumentError(std::string(name), std::move(value), std::move(why));
}

void check_range(std::string_view name, std::int64_t value, std::int64_t least, std::int64_t most) {
  const bool below = value < least;
  if (!below && value <= most) return;
  wrong(name, std::to_string(value),
        std::string("it must be at ") + (below ? "least " : "most ") +
            std::to_string(below ? least : most));
}

std::string quoted(std::string_view text) {
  std::string quoted(1, '\'');
  quoted += text;
  return quoted += '\'';
}

std::string quoted(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return std::isprint(byte) != 0 ? quoted(std::string_view(&letter, 1))
                                 : "the byte " + std::to_string(byte);
}

Routine routine_of(std::string_view name) {
  for (std::size_t i = 0; i < kRoutineCount; ++i) {
    if (to_string(static_cast<Routine>(i)) == name) return static_cast<Routine>(i);
  }
  const std::string why = "the routines are " + routine_names();
  if (name.empty()) throw ArgumentError("routine", why);
  wrong("routine", quoted(name), why);
}

// The types of its elements that a routine has.
std::string types_of(Routine routine) {
  std::string text;
  for (std::size_t i = 0; i < kElementTypeCount; ++i) {
    const auto type = static_cast<ElementType>(i);
    if (known_paths().has(routine, type))
      (text += text.empty() ? "" : ", ") += std::string(to_string(type));
  }
  return text;
}

ElementType type_named(Routine routine, std::string_view name) {
  for (std::size_t i = 0; i < kElementTypeCount; ++i) {
    const auto type = static_cast<ElementType>(i);
    if (to_string(type) == name && known_paths().has(routine, type)) return type;
  }
  wrong("type", quoted(name), std::string(to_string(routine)) + " has " + types_of(routine));
}

// Sets `target` to the enumerator of a letter, small or capital, where one was given.
template <class Letter>
void set_letter(std::string_view name, char letter, bool there, const Call& call, Letter& target,
                std::string_view letters, std::string_view accepted) {
  if (letter == 0) return;
  if (!there) wrong(name, quoted(letter), name_of(call) + " has no " + std::string(name));
  const auto capital = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  if (letters.find(capital) == std::string_view::npos)
    wrong(name, quoted(letter), "it must be " + std::string(accepted));
  target = static_cast<Letter>(capital);
}

// Refuses letters that a routine on complex elements would not take, as T of one on Hermitian
// matrices: those that mean another one to it.
void check_transpose(std::string_view name, Op Call::*op, const Call& call) {
  const RoutineTraits& traits = traits_of(call);
  if (!is_complex(call.type) || traits.completed(call).*op == call.*op) return;
  std::string accepted;
  for (const Op one : kOps) {
    Call other = call;
    other.*op = one;
    if (traits.completed(other).*op != one) continue;
    (accepted += accepted.empty() ? "" : " or ") += static_cast<char>(one);
  }
  wrong(name, quoted(static_cast<char>(call.*op)), "it must be " + accepted);
}

void set_letters(const CallArguments& from, Call& call) {
  const Present& has = traits_of(call).present;
  set_letter("layout", from.layout, true, call, call.layout, "CR", "C (columns) or R (rows)");
  set_letter("side", from.side, has.side, call, call.side, "LR", "L or R");
  set_letter("uplo", from.uplo, has.uplo, call, call.uplo, "UL", "U or L");
  set_letter("transa", from.transa, has.op_a, call, call.trans_a, "NTCR", "N, T, C or R");
  set_letter("transb", from.transb, has.op_b, call, call.trans_b, "NTCR", "N, T, C or R");
  set_letter("diag", from.diag, has.diag, call, call.diag, "NU", "N or U");
  if (from.beta_zero && !has.beta) wrong("beta", "0", name_of(call) + " has no beta");
  call.beta_zero = from.beta_zero;
  if (has.op_a) check_transpose("transa", &Call::trans_a, call);
  if (has.op_b) check_transpose("transb", &Call::trans_b, call);
}

// Of a band whose diagonals are counted beside the main one, which may be none.
bool may_be_diagonal(const Call& call) {
  const RoutineTraits& traits = traits_of(call);
  return traits.present.k && !traits.present.diagonals &&
         traits.shape(call).operands[0].part == Part::Band;
}

std::string sizes_that(const Call& call) {
  const Present& has = traits_of(call).present;
  return name_of(call) + " has " + listed({{has.m, "m"}, {has.n, "n"}, {has.k, "k"}});
}

void set_size(std::string_view name, const std::optional<std::int64_t>& size, bool there,
              std::int64_t least, const Call& call, std::int64_t& target) {
  if (!there) {
    if (size) wrong(name, std::to_string(*size), sizes_that(call));
    return;
  }
  if (!size && least > 0) throw ArgumentError(std::string(name), sizes_that(call));
  target = size.value_or(0);
  if (target < least) {
    wrong(name, std::to_string(target), "it must be at least " + std::to_string(least));
  }
}

void set_sizes(const CallArguments& from, Call& call) {
  const Present& has = traits_of(call).present;
  set_size("m", from.m, has.m, 1, call, call.m);
  set_size("n", from.n, has.n, 1, call, call.n);
  set_size("k", from.k, has.k, may_be_diagonal(call) ? 0 : 1, call, call.k);
  call.batch = from.batch.value_or(1);
  // Before the operands are looked at, whose rows are sums of these.
  check_range("m", call.m, 0, kMostElements);
  check_range("n", call.n, 0, kMostElements);
  check_range("k", call.k, 0, kMostElements);
}

Location location_named(std::string_view name, std::string_view text) {
  for (const Location location :
       {Location::Unknown, Location::Pageable, Location::Pinned, Location::Device}) {
    if (to_string(location) == text) return location;
  }
  wrong(name, quoted(text), "it must be unknown, pageable, pinned or device");
}

// What was given of one operand.
struct Given {
  std::string_view stride_name;
  char operand;
  std::optional<std::int64_t> stride;
  std::string_view location;
};

std::array<Given, 5> given(const CallArguments& from) {
  return {{{"lda", 'a', from.lda, from.location_a},
           {"ldb", 'b', from.ldb, from.location_b},
           {"ldc", 'c', from.ldc, from.location_c},
           {"incx", 'x', from.incx, from.location_x},
           {"incy", 'y', from.incy, from.location_y}}};
}

// Leading dimensions, increments and locations of a call whose sizes and letters are set.
void set_operands(const CallArguments& from, Call& call) {
  make_tight(call);
  const NamedOperands operands = operands_of(call);
  const Location everywhere =
      from.location.empty() ? Location::Unknown : location_named("location", from.location);
  for (const NamedOperand& operand : operands)
    if (operand.located) operand.location(call) = everywhere;
  for (const Given& one : given(from)) {
    const NamedOperand* const operand = std::find_if(
        operands.begin(), operands.end(), [&](const auto& o) { return o.name == one.operand; });
    const bool there = operand != operands.end();
    if (one.stride) {
      if (!there || operand->packed) {
        wrong(one.stride_name, std::to_string(*one.stride),
              name_of(call) + " has no " + std::string(one.stride_name));
      }
      operand->stride(call) = *one.stride;
    }
    if (!one.location.empty()) {
      const std::string name = std::string("location_") + one.operand;
      if (!there || !operand->located)
        wrong(name, quoted(one.location), name_of(call) + " has no operand " + one.operand);
      operand->location(call) = location_named(name, one.location);
    }
  }
}

template <class Enum>
void check_known(std::string_view name, Enum value, std::initializer_list<Enum> known) {
  if (std::find(known.begin(), known.end(), value) == known.end())
    wrong(name, std::to_string(static_cast<int>(value)), "no such enumerator");
}

void check_letters(const Call& call) {
  check_known("layout", call.layout, {Layout::ColMajor, Layout::RowMajor});
  check_known("side", call.side, {Side::Left, Side::Right});
  check_known("uplo", call.uplo, {Uplo::Upper, Uplo::Lower});
  check_known("transa", call.trans_a, kOps);
  check_known("transb", call.trans_b, kOps);
  check_known("diag", call.diag, {Diag::NonUnit, Diag::Unit});
}

// Refuses the largest size of a call, as its caller wrote it, that is too much with the others.
void check_operations(const Call& call, const Call& written) {
  const RoutineTraits& traits = traits_of(call);
  if (traits.operations(call) <= kMostOperations) return;
  const Present& has = traits.present;
  std::pair<std::int64_t, std::string_view> largest{call.batch, "batch"};
  if (has.m) largest = std::max(largest, {written.m, "m"});
  if (has.n) largest = std::max(largest, {written.n, "n"});
  if (has.k) largest = std::max(largest, {written.k, "k"});
  wrong(largest.second, std::to_string(largest.first),
        "with the other sizes that is more than 4.6e18 operations");
}

}  // namespace

ArgumentError::ArgumentError(std::string name, std::string value, std::string why)
    : std::runtime_error(name + " is " + value + ": " + why),
      name_(std::move(name)),
      value_(std::move(value)),
      why_(std::move(why)) {}

ArgumentError::ArgumentError(std::string name, std::string why)
    : std::runtime_error(name + " is missing: " + why),
      name_(std::move(name)),
      why_(std::move(why)) {}

std::string routine_names() {
  std::string text;
  for (std::size_t i = 0; i < kRoutineCount; ++i)
    (text += text.empty() ? "" : ", ") += to_string(static_cast<Routine>(i));
  return text;
}

void check_call(const Call& call) {
  if (static_cast<std::size_t>(call.routine) >= kRoutineCount)
    wrong("routine", std::to_string(static_cast<int>(call.routine)), "no such enumerator");
  if (static_cast<std::size_t>(call.type) >= kElementTypeCount ||
      !known_paths().has(call.routine, call.type)) {
    wrong("type", quoted(to_string(call.type)), name_of(call) + " has " + types_of(call.routine));
  }
  check_letters(call);
  const Call written = as_written(call);
  check_range("m", written.m, 0, kMostElements);
  check_range("n", written.n, 0, kMostElements);
  check_range("k", written.k, 0, kMostElements);
  check_range("batch", call.batch, 0, kMostProblems);
  if (call.batch != 1 && !traits_of(call).batch)
    wrong("batch", std::to_string(call.batch), name_of(call) + " computes one problem");
  check_operations(call, written);
  for (const NamedOperand& operand : operands_of(call)) {
    const std::string name = stride_name(operand);
    const std::int64_t stride = operand.stride(call);
    if (operand.packed) continue;
    check_range(name, stride, operand.vector ? -kMostElements : operand.least, kMostElements);
    if (operand.vector && stride == 0) wrong(name, "0", "it must not be 0");
  }
  check_range("threads", call.threads, 0, kMostThreads);
  check_range("device", call.device, -1, std::numeric_limits<std::int16_t>::max());
}

Call call_of(const CallArguments& arguments) {
  Call call;
  call.routine = routine_of(arguments.routine);
  call.type = type_named(call.routine, arguments.type);
  set_letters(arguments, call);
  set_sizes(arguments, call);
  if (call.layout == Layout::RowMajor) turn_rows_to_columns(call);
  call = traits_of(call).completed(call);
  set_operands(arguments, call);
  check_range("threads", arguments.threads, 0, kMostThreads);
  check_range("device", arguments.device, -1, std::numeric_limits<std::int16_t>::max());
  call.threads = static_cast<int>(arguments.threads);
  call.device = static_cast<std::int16_t>(arguments.device);
  check_call(call);
  return call;
}

}  // namespace fulcrum::offload
