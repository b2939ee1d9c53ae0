// SPDX-License-Identifier: Apache-2.0
// The checks of one call in the order of its arguments, whose positions count themselves.
#pragma once

#include "src/api/check.hpp"

namespace fulcrum::api {

class Arguments {
 public:
  explicit Arguments(const char* routine) : routine_(routine) {}

  void layout(Layout layout) { check_layout(routine_, ++position_, layout); }
  void op(const char* name, Op op) { check_op(routine_, ++position_, name, op); }
  void copy_op(Op op) { check_copy_op(routine_, ++position_, op); }
  void uplo(Uplo uplo) { check_uplo(routine_, ++position_, uplo); }
  void diag(Diag diag) { check_diag(routine_, ++position_, diag); }
  void side(Side side) { check_side(routine_, ++position_, side); }
  void size(const char* name, std::int64_t value) {
    check_size(routine_, ++position_, name, value);
  }
  void leading(const char* name, std::int64_t value, std::int64_t least) {
    check_leading(routine_, ++position_, name, value, least);
  }
  void increment(const char* name, std::int64_t value) {
    check_increment(routine_, ++position_, name, value);
  }
  // A factor, which may be anything; an operand, which is looked at behind all other checks and
  // only if it is used. Both tell their position.
  int any() { return ++position_; }

  void not_null(int position, const char* name, const void* operand) const {
    check_operand(routine_, position, name, operand);
  }
  const char* routine() const { return routine_; }

 private:
  const char* routine_;
  int position_ = 0;
};

}  // namespace fulcrum::api
