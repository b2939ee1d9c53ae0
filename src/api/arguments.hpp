// SPDX-License-Identifier: Apache-2.0
// The checks of one call in the order of its arguments, whose positions count themselves.
#pragma once

#include "src/api/check.hpp"

namespace fulcrum::api {

// All is inlined, always, and so must be the functions that hand one on: then the positions are
// constants and nothing of an Arguments exists when a legal call runs. Left to itself GCC 12 keeps
// one in memory wherever two routines share such a function.
class Arguments {
 public:
  [[gnu::always_inline]] explicit Arguments(const char* routine) : routine_(routine) {}

  [[gnu::always_inline]] void layout(Layout layout) { check_layout(routine_, ++position_, layout); }
  [[gnu::always_inline]] void op(const char* name, Op op) {
    check_op(routine_, ++position_, name, op);
  }
  [[gnu::always_inline]] void any_op(const char* name, Op op) {
    check_any_op(routine_, ++position_, name, op);
  }
  [[gnu::always_inline]] void uplo(Uplo uplo) { check_uplo(routine_, ++position_, uplo); }
  [[gnu::always_inline]] void diag(Diag diag) { check_diag(routine_, ++position_, diag); }
  [[gnu::always_inline]] void side(Side side) { check_side(routine_, ++position_, side); }
  [[gnu::always_inline]] void size(const char* name, std::int64_t value) {
    check_size(routine_, ++position_, name, value);
  }
  [[gnu::always_inline]] void leading(const char* name, std::int64_t value, std::int64_t least) {
    check_leading(routine_, ++position_, name, value, least);
  }
  [[gnu::always_inline]] void increment(const char* name, std::int64_t value) {
    check_increment(routine_, ++position_, name, value);
  }
  // A factor, which may be anything; an operand, which is looked at behind all other checks and
  // only if it is used. Both tell their position.
  [[gnu::always_inline]] int any() { return ++position_; }

  // The argument checked last has a letter that other routines take and this one does not.
  [[noreturn]] void refuse(const char* name, Op op, const char* accepted) const {
    illegal_letter(routine_, position_, name, static_cast<char>(op), accepted);
  }
  [[gnu::always_inline]] void not_null(int position, const char* name, const void* operand) const {
    check_operand(routine_, position, name, operand);
  }

 private:
  const char* routine_;
  int position_ = 0;
};

}  // namespace fulcrum::api
