// SPDX-License-Identifier: Apache-2.0
// Who called, and how what a routine refuses is reported to them.
#pragma once

#include "fulcrum/types.hpp"
#include "src/abi/abi.hpp"
#include "src/abi/check.hpp"

namespace fulcrum::abi {

// Who called: decides how arguments are counted and how they are reported.
enum class Caller : std::uint8_t { Fortran, Columns, Rows };

constexpr Layout layout_of(Caller caller) {
  return caller == Caller::Rows ? Layout::RowMajor : Layout::ColMajor;
}

// A constant as a member of a problem that is otherwise made of variables. A constant that the
// compiler's front end sees lets GCC clear the whole problem first, with `rep stos`: 10 ns.
template <class Value>
[[gnu::always_inline]] inline Value constant(Value value) {
  return value;
}

// What cblas_xerbla is handed after a row-major call: handlers written for the reference's gemm
// swap these positions back.
constexpr int swapped_position(int position) {
  switch (position) {
    case 4:
      return 5;
    case 5:
      return 4;
    case 9:
      return 11;
    case 11:
      return 9;
    default:
      return position;
  }
}

// Numbers of arguments are positions in the Fortran list; CBLAS counts the layout as well. There
// pack_get_size alone has no layout: it is counted as Fortran counts.
[[gnu::cold]] inline void report(Caller caller, const char* routine, const Illegal& illegal,
                                 bool has_layout = true) {
  if (caller == Caller::Fortran) return report_fortran(routine, illegal);
  const int position = illegal.number + (has_layout ? 1 : 0);
  const bool by_rows = caller == Caller::Rows;
  report_cblas(routine, by_rows, by_rows ? swapped_position(position) : position, position,
               illegal);
}

[[gnu::cold, gnu::noinline]] inline void report_layout(const char* routine, int layout) {
  report_cblas(routine, false, 1, 1, unknown(1, "layout", layout, nullptr));
}

// The caller behind a layout; reports one that does not exist.
inline bool known_layout(const char* routine, int layout, Caller* caller) {
  *caller = layout == kRowMajor ? Caller::Rows : Caller::Columns;
  if (layout == kRowMajor || layout == kColMajor) [[likely]]
    return true;
  report_layout(routine, layout);
  return false;
}

}  // namespace fulcrum::abi
