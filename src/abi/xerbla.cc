// SPDX-License-Identifier: Apache-2.0
// The error handlers of the C ABI. Weak and never bound inside the library, so that a program's own
// definitions replace them. Ours print one line and return: a library does not end its host's
// process.

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <cstring>

#include "src/abi/abi.hpp"

#define FULCRUM_WEAK_EXPORT extern "C" __attribute__((visibility("default"), weak))

using fulcrum::abi::Int;

// Of the reference CBLAS: 1 while a call of CBLAS reports, so that a program's xerbla_ can tell.
FULCRUM_BLAS_EXPORT int CBLAS_CallFromC;
int CBLAS_CallFromC = 0;

// Of the reference CBLAS: 1 while a row-major call reports. Copies of its cblas_xerbla in programs
// read it, to swap the position of an argument back, and netlib's test programs do not load without
// it.
FULCRUM_BLAS_EXPORT int RowMajorStrg;
int RowMajorStrg = 0;

FULCRUM_WEAK_EXPORT void xerbla_(const char* routine, const Int* info, std::size_t length);
FULCRUM_WEAK_EXPORT void xerbla_array_(const char* routine, const Int* length, const Int* info);
FULCRUM_WEAK_EXPORT void cblas_xerbla(Int position, const char* routine, const char* form, ...)
    __attribute__((format(printf, 3, 4)));
#ifdef FULCRUM_BLAS_INT64
FULCRUM_WEAK_EXPORT void xerbla_64_(const char* routine, const Int* info, std::size_t length);
FULCRUM_WEAK_EXPORT void xerbla_array_64_(const char* routine, const Int* length, const Int* info);
FULCRUM_WEAK_EXPORT void cblas_xerbla_64(Int position, const char* routine, const char* form, ...)
    __attribute__((format(printf, 3, 4)));
FULCRUM_WEAK_EXPORT void cblas_xerbla64_(Int position, const char* routine, const char* form, ...)
    __attribute__((format(printf, 3, 4)));
#endif

namespace fulcrum::abi {
namespace {

using Text = std::array<char, 256>;

// xerbla_ is handed a name and a number only. What this thread is reporting is kept here meanwhile,
// so that our own handler can name the argument and its value. Touched on the error path only.
thread_local Illegal t_reporting;

Text describe(int position, const Illegal& illegal) {
  Text text{};
  char* out = text.data();
  const auto value = static_cast<long long>(illegal.value);
  switch (illegal.must) {
    case Illegal::Must::BeAtLeast:
      (void)std::snprintf(out, text.size(), "argument %d (%s) is %lld: it must be at least %lld",
                          position, illegal.argument, value, static_cast<long long>(illegal.least));
      break;
    case Illegal::Must::NotBeZero:
      (void)std::snprintf(out, text.size(), "argument %d (%s) is %lld: it must not be 0", position,
                          illegal.argument, value);
      break;
    case Illegal::Must::BeLetter: {
      const auto letter = static_cast<unsigned char>(illegal.value);
      (void)std::snprintf(out, text.size(),
                          std::isprint(letter) != 0
                              ? "argument %d (%s) is '%c': it must be %s"
                              : "argument %d (%s) is the byte %d: it must be %s",
                          position, illegal.argument, letter, illegal.accepted);
      break;
    }
    case Illegal::Must::BePacked:
      (void)std::snprintf(out, text.size(),
                          "argument %d (%s) is not what was packed for this side, layout, type and "
                          "SIMD target",
                          position, illegal.argument);
      break;
    case Illegal::Must::BeAsPacked:
      (void)std::snprintf(out, text.size(),
                          "argument %d (%s) is %lld: the operand was packed with %lld", position,
                          illegal.argument, value, static_cast<long long>(illegal.least));
      break;
    case Illegal::Must::BeKnown:
      (void)std::snprintf(out, text.size(), "argument %d (%s) is %lld: no such enumerator",
                          position, illegal.argument, value);
      break;
  }
  return text;
}

Text format_text(const char* form, std::va_list arguments) {
  Text text{};
  // NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): every caller has started it
  (void)std::vsnprintf(text.data(), text.size(), form, arguments);
  return text;
}

// One write, so that lines of several threads do not mix.
void print_line(const char* routine, int length, const char* text) {
  (void)std::fprintf(stderr, "fulcrum: %.*s: %s\n", length, routine, text);
}

// The longest name of BLAS and LAPACK has 19 letters.
constexpr std::size_t kLongestName = 32;

// How many bytes of `routine` are its name. C programs leave out the length that Fortran passes
// behind the arguments: what arrives then is anything, and a text ends with its first NUL. So a
// length that no name has is not believed, and no byte behind the name's end is read.
int name_length(const char* routine, std::size_t length) {
  const bool believed = length >= 1 && length <= kLongestName;
  const std::size_t most = believed ? length : kLongestName;
  std::size_t shown = 0;
  while (shown < most) {
    const auto letter = static_cast<unsigned char>(routine[shown]);
    const bool part =
        believed ? std::isprint(letter) != 0 : std::isalnum(letter) != 0 || letter == '_';
    if (!part) break;
    ++shown;
  }
  while (shown > 0 && routine[shown - 1] == ' ') --shown;
  return static_cast<int>(shown);
}

void print_illegal_number(const char* routine, int length, Int number) {
  Text text{};
  (void)std::snprintf(text.data(), text.size(), "argument %lld has an illegal value",
                      static_cast<long long>(number));
  print_line(routine, length, text.data());
}

}  // namespace

void report_fortran(const char* routine, Illegal illegal) {
  std::array<char, 32> name = {' ', ' ', ' ', ' ', ' ', ' ', '\0'};
  std::size_t length = 0;
  for (; length + 1 < name.size() && routine[length] != '\0'; ++length) {
    name[length] = static_cast<char>(std::toupper(static_cast<unsigned char>(routine[length])));
  }
  length = std::max<std::size_t>(length, 6);
  const Int info = illegal.number;
  struct Reporting {  // cleared even where a program's own handler throws
    explicit Reporting(const Illegal& what) { t_reporting = what; }
    ~Reporting() { t_reporting = Illegal{}; }
  } const reporting(illegal);
#ifdef FULCRUM_BLAS_INT64
  xerbla_64_(name.data(), &info, length);
#else
  xerbla_(name.data(), &info, length);
#endif
}

void report_cblas(const char* routine, bool row_major, int raw_position, int position,
                  const Illegal& illegal) {
  const Text text = describe(position, illegal);
  struct Reporting {  // cleared even where a program's own handler throws
    explicit Reporting(bool row_major) { set(1, row_major ? 1 : 0); }
    ~Reporting() { set(0, 0); }
    static void set(int from_c, int row_major) {
      __atomic_store_n(&CBLAS_CallFromC, from_c, __ATOMIC_RELAXED);
      __atomic_store_n(&RowMajorStrg, row_major, __ATOMIC_RELAXED);
    }
  } const reporting(row_major);
#ifdef FULCRUM_BLAS_INT64
  cblas_xerbla_64(raw_position, routine, "%s\n", text.data());
#else
  cblas_xerbla(raw_position, routine, "%s\n", text.data());
#endif
}

}  // namespace fulcrum::abi

void xerbla_(const char* routine, const Int* info, std::size_t length) {
  using namespace fulcrum::abi;
  const int shown = name_length(routine, length);
  if (t_reporting && t_reporting.number == *info) {
    print_line(routine, shown, describe(t_reporting.number, t_reporting).data());
  } else {
    print_illegal_number(routine, shown, *info);
  }
}

// For C programs that call Fortran routines: the name is an array of letters with a length of its
// own.
void xerbla_array_(const char* routine, const Int* length, const Int* info) {
  std::array<char, 32> name{};
  const std::size_t letters =
      std::min<std::size_t>(static_cast<std::size_t>(std::max<Int>(*length, 0)), name.size());
  std::copy_n(routine, letters, name.data());
  xerbla_(name.data(), info, letters);
}

void cblas_xerbla(Int position, const char* routine, const char* form, ...) {
  using namespace fulcrum::abi;
  std::va_list arguments;
  va_start(arguments, form);
  Text text = format_text(form, arguments);
  va_end(arguments);
  const std::size_t length = std::strlen(text.data());
  if (length > 0 && text[length - 1] == '\n') text[length - 1] = '\0';
  if (text[0] != '\0') {
    print_line(routine, 64, text.data());
  } else {
    print_illegal_number(routine, 64, position);
  }
}

#ifdef FULCRUM_BLAS_INT64

// The suffixed handlers pass on to the plain ones: a program may replace either.
void xerbla_64_(const char* routine, const Int* info, std::size_t length) {
  xerbla_(routine, info, length);
}

void xerbla_array_64_(const char* routine, const Int* length, const Int* info) {
  xerbla_array_(routine, length, info);
}

void cblas_xerbla_64(Int position, const char* routine, const char* form, ...) {
  std::va_list arguments;
  va_start(arguments, form);
  const auto text = fulcrum::abi::format_text(form, arguments);
  va_end(arguments);
  cblas_xerbla64_(position, routine, "%s", text.data());
}

void cblas_xerbla64_(Int position, const char* routine, const char* form, ...) {
  std::va_list arguments;
  va_start(arguments, form);
  const auto text = fulcrum::abi::format_text(form, arguments);
  va_end(arguments);
  cblas_xerbla(position, routine, "%s", text.data());
}

#endif
