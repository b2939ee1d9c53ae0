// SPDX-License-Identifier: Apache-2.0
// The checks of arguments that the C++ routines share. Each throws Error(InvalidArgument); the
// texts are built out of line, so that a legal call pays one compare per check.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "fulcrum/error.hpp"
#include "fulcrum/types.hpp"

namespace fulcrum::api {

[[noreturn]] [[gnu::cold]] void illegal_letter(std::string_view routine, int position,
                                               std::string_view argument, char value,
                                               std::string_view accepted);
[[noreturn]] [[gnu::cold]] void illegal_size(std::string_view routine, int position,
                                             std::string_view argument, std::int64_t value);
[[noreturn]] [[gnu::cold]] void illegal_leading(std::string_view routine, int position,
                                                std::string_view argument, std::int64_t value,
                                                std::int64_t least);
[[noreturn]] [[gnu::cold]] void illegal_increment(std::string_view routine, int position,
                                                  std::string_view argument);
[[noreturn]] [[gnu::cold]] void null_operand(std::string_view routine, int position,
                                             std::string_view argument);

inline void check_layout(std::string_view routine, int position, Layout layout) {
  if (layout != Layout::ColMajor && layout != Layout::RowMajor) [[unlikely]] {
    illegal_letter(routine, position, "layout", static_cast<char>(layout), "ColMajor or RowMajor");
  }
}
inline void check_op(std::string_view routine, int position, std::string_view argument, Op op) {
  if (op != Op::NoTrans && op != Op::Trans && op != Op::ConjTrans) [[unlikely]] {
    illegal_letter(routine, position, argument, static_cast<char>(op),
                   "NoTrans, Trans or ConjTrans");
  }
}
// Of the routines that also conjugate without transposing.
inline void check_any_op(std::string_view routine, int position, std::string_view argument, Op op) {
  if (op != Op::NoTrans && op != Op::Trans && op != Op::ConjTrans && op != Op::ConjNoTrans)
      [[unlikely]] {
    illegal_letter(routine, position, argument, static_cast<char>(op),
                   "NoTrans, Trans, ConjTrans or ConjNoTrans");
  }
}
inline void check_uplo(std::string_view routine, int position, Uplo uplo,
                       std::string_view argument = "uplo") {
  if (uplo != Uplo::Upper && uplo != Uplo::Lower) [[unlikely]]
    illegal_letter(routine, position, argument, static_cast<char>(uplo), "Upper or Lower");
}
inline void check_diag(std::string_view routine, int position, Diag diag,
                       std::string_view argument = "diag") {
  if (diag != Diag::NonUnit && diag != Diag::Unit) [[unlikely]]
    illegal_letter(routine, position, argument, static_cast<char>(diag), "NonUnit or Unit");
}
inline void check_side(std::string_view routine, int position, Side side,
                       std::string_view argument = "side") {
  if (side != Side::Left && side != Side::Right) [[unlikely]]
    illegal_letter(routine, position, argument, static_cast<char>(side), "Left or Right");
}
inline void check_size(std::string_view routine, int position, std::string_view argument,
                       std::int64_t value) {
  if (value < 0) [[unlikely]]
    illegal_size(routine, position, argument, value);
}
inline void check_leading(std::string_view routine, int position, std::string_view argument,
                          std::int64_t value, std::int64_t rows) {
  if (value < std::max<std::int64_t>(1, rows)) [[unlikely]] {
    illegal_leading(routine, position, argument, value, std::max<std::int64_t>(1, rows));
  }
}
inline void check_increment(std::string_view routine, int position, std::string_view argument,
                            std::int64_t value) {
  if (value == 0) [[unlikely]]
    illegal_increment(routine, position, argument);
}
inline void check_operand(std::string_view routine, int position, std::string_view argument,
                          const void* pointer) {
  if (pointer == nullptr) [[unlikely]]
    null_operand(routine, position, argument);
}

}  // namespace fulcrum::api
