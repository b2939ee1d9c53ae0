// SPDX-License-Identifier: Apache-2.0
#include "src/api/c_decision.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <limits>
#include <new>
#include <optional>
#include <string>
#include <string_view>

#include "fulcrum/decision.hpp"
#include "fulcrum/error.hpp"
#include "offload/decision/call_arguments.hpp"

namespace fulcrum::api {
namespace {

using offload::ArgumentError;

// As much of a text as the buffer holds.
void copy_text(std::string_view text, char* buffer, std::size_t size) {
  if (buffer == nullptr || size == 0) return;
  const std::size_t length = std::min(text.size(), size - 1);
  std::memcpy(buffer, text.data(), length);
  buffer[length] = '\0';
}

// Runs `print`, which returns a text, for the function of that name: what it throws becomes a
// number and a message.
template <class Print>
int answer(const char* function, char* buffer, std::size_t size, const Print& print) noexcept {
  const auto fail = [&](int code, const char* message) {
    try {
      copy_text(std::string(function) + ": " + message, buffer, size);
    } catch (const std::bad_alloc&) {
      copy_text(message, buffer, size);
    }
    return code;
  };
  try {
    if (buffer == nullptr && size > 0) return FULCRUM_INVALID_ARGUMENT;  // no place for a message
    const std::string text = print();
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
      return fail(FULCRUM_INTERNAL_ERROR, "the text is too long");
    copy_text(text, buffer, size);
    return static_cast<int>(text.size());
  } catch (const ArgumentError& error) {
    return fail(FULCRUM_INVALID_ARGUMENT, error.what());
  } catch (const Error& error) {
    const bool argument = error.code() == ErrorCode::InvalidArgument;
    const bool option = error.code() == ErrorCode::InvalidOption;
    return fail(argument ? FULCRUM_INVALID_ARGUMENT
                : option ? FULCRUM_INVALID_OPTION
                         : FULCRUM_INTERNAL_ERROR,
                error.what());
  } catch (const std::bad_alloc&) {
    return fail(FULCRUM_OUT_OF_MEMORY, "no memory");
  } catch (const std::exception& error) {
    return fail(FULCRUM_INTERNAL_ERROR, error.what());
  }
}

// The caller's struct in this version's: fields that it does not have yet are 0. One of a later
// version may have no more set than is known here.
fulcrum_call known_part(const fulcrum_call& call) {
  constexpr std::size_t kFirstVersion = sizeof(fulcrum_call);
  const std::size_t size = call.struct_size;
  // No struct is that large: the field was not set, and what lies behind must not be read.
  constexpr std::size_t kMost = 4096;
  if (size < kFirstVersion || size > kMost) {
    throw ArgumentError(
        "struct_size", std::to_string(size),
        "it must be sizeof(fulcrum_call), " + std::to_string(kFirstVersion) + " or more");
  }
  const auto* const bytes = reinterpret_cast<const unsigned char*>(&call);
  if (std::any_of(bytes + std::min(size, sizeof call), bytes + size,
                  [](unsigned char byte) { return byte != 0; })) {
    throw ArgumentError("struct_size", std::to_string(size),
                        "a field behind the first " + std::to_string(sizeof call) +
                            " bytes is set, which this version of the library does not know");
  }
  fulcrum_call known{};
  std::memcpy(&known, &call, std::min(size, sizeof known));
  return known;
}

// A letter, or the enumerator of CBLAS for it.
struct Letter {
  int enumerator;
  char letter;
};
constexpr Letter kLayouts[] = {{101, 'R'}, {102, 'C'}};
constexpr Letter kOps[] = {{111, 'N'}, {112, 'T'}, {113, 'C'}, {114, 'R'}};
constexpr Letter kUplos[] = {{121, 'U'}, {122, 'L'}};
constexpr Letter kDiags[] = {{131, 'N'}, {132, 'U'}};
constexpr Letter kSides[] = {{141, 'L'}, {142, 'R'}};

template <std::size_t N>
char letter_of(const char* name, int value, const Letter (&letters)[N]) {
  for (const Letter& one : letters)
    if (value == one.enumerator) return one.letter;
  if (value < 0 || value > std::numeric_limits<char>::max()) {
    throw ArgumentError(name, std::to_string(value),
                        "it must be a letter or an enumerator of CBLAS");
  }
  return static_cast<char>(value);
}

std::string_view text_of(const char* text) { return text != nullptr ? text : std::string_view(); }

std::optional<std::int64_t> given(std::int64_t number) {
  return number != 0 ? std::optional(number) : std::nullopt;
}

Call described(const fulcrum_call& from) {
  offload::CallArguments to;
  to.routine = text_of(from.routine);
  if (from.type != nullptr) to.type = from.type;
  to.layout = letter_of("layout", from.layout, kLayouts);
  to.side = letter_of("side", from.side, kSides);
  to.uplo = letter_of("uplo", from.uplo, kUplos);
  to.transa = letter_of("transa", from.transa, kOps);
  to.transb = letter_of("transb", from.transb, kOps);
  to.diag = letter_of("diag", from.diag, kDiags);
  to.beta_zero = from.beta_zero != 0;
  to.m = given(from.m);
  to.n = given(from.n);
  to.k = given(from.k);
  to.lda = given(from.lda);
  to.ldb = given(from.ldb);
  to.ldc = given(from.ldc);
  to.incx = given(from.incx);
  to.incy = given(from.incy);
  to.batch = given(from.batch);
  to.threads = from.threads;
  to.location = text_of(from.location);
  to.location_a = text_of(from.location_a);
  to.location_b = text_of(from.location_b);
  to.location_c = text_of(from.location_c);
  to.location_x = text_of(from.location_x);
  to.location_y = text_of(from.location_y);
  return offload::call_of(to);
}

void check_format(int format) {
  if (format != FULCRUM_TEXT && format != FULCRUM_JSON) {
    throw ArgumentError("format", std::to_string(format),
                        "it must be FULCRUM_TEXT (0) or FULCRUM_JSON (1)");
  }
}

template <class Answer>
std::string printed(const Answer& answer, int format) {
  return format == FULCRUM_JSON ? to_json(answer) : fulcrum::format(answer);
}

Explanation explained(const fulcrum_call* call) {
  if (call != nullptr) return explain(described(known_part(*call)));
  const Decision last = last_decision();
  if (last.reason == Reason::None)
    throw ArgumentError("call", "NULL", "this thread has made no call yet that it could stand for");
  return explain(last);
}

}  // namespace

int c_explain(const fulcrum_call* call, int format, char* buffer, std::size_t size) noexcept {
  return answer("fulcrum_explain", buffer, size, [&] {
    check_format(format);
    return printed(explained(call), format);
  });
}

int c_last_decision(int format, char* buffer, std::size_t size) noexcept {
  return answer("fulcrum_last_decision", buffer, size, [&] {
    check_format(format);
    return printed(last_decision(), format);
  });
}

int c_call_counts(fulcrum_counts* counts) noexcept {
  if (counts == nullptr || counts->struct_size < sizeof *counts) return FULCRUM_INVALID_ARGUMENT;
  try {
    const CallCounts now = call_counts();
    counts->crossed = now.crossed;
    counts->in_place = now.in_place;
    counts->failed = now.failed;
    return 0;
  } catch (const std::exception&) {  // no memory for the library's state, or for a copied text
    return FULCRUM_OUT_OF_MEMORY;
  }
}

}  // namespace fulcrum::api
