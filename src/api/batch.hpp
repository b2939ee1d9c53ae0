// SPDX-License-Identifier: Apache-2.0
// What the checks of all batches have in common.
#pragma once

#include <algorithm>
#include <string>

#include "offload/routines/products.hpp"
#include "src/api/check.hpp"
#include "src/api/strides_apart.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum::api {

// Computes a checked batch.
template <class Group>
void run_batch(const simd::Batch<Group>& batch, const CallOptions& options) {
  if (!offload::Description<simd::Batch<Group>>::writes(batch)) return execute::quick_return(batch);
  execute::call(batch, options);
}

// An argument, or its entry for one group or problem where `index` is not negative.
inline std::string entry_name(const char* argument, std::int64_t index) {
  return index < 0 ? argument : std::string(argument) + '[' + std::to_string(index) + ']';
}

// The checks of check.hpp for argument `position` of group `index`, or of the whole batch (-1): a
// legal one pays a compare and builds no name.
struct EntryChecks {
  const char* routine;
  std::int64_t index;

  void size(int position, const char* argument, std::int64_t value) const {
    if (value < 0) [[unlikely]]
      check_size(routine, position, entry_name(argument, index), value);
  }
  void leading(int position, const char* argument, std::int64_t value, std::int64_t rows) const {
    if (value < std::max<std::int64_t>(1, rows)) [[unlikely]]
      check_leading(routine, position, entry_name(argument, index), value, rows);
  }
  void op(int position, const char* argument, Op value) const {
    if (value != Op::NoTrans && value != Op::Trans && value != Op::ConjTrans) [[unlikely]]
      check_op(routine, position, entry_name(argument, index), value);
  }
  void any_op(int position, const char* argument, Op value) const {
    if (value != Op::NoTrans && value != Op::Trans && value != Op::ConjTrans &&
        value != Op::ConjNoTrans) [[unlikely]]
      check_any_op(routine, position, entry_name(argument, index), value);
  }
  void side(int position, Side value) const {
    if (value != Side::Left && value != Side::Right) [[unlikely]]
      check_side(routine, position, value, entry_name("side", index));
  }
  void uplo(int position, Uplo value) const {
    if (value != Uplo::Upper && value != Uplo::Lower) [[unlikely]]
      check_uplo(routine, position, value, entry_name("uplo", index));
  }
  void diag(int position, Diag value) const {
    if (value != Diag::NonUnit && value != Diag::Unit) [[unlikely]]
      check_diag(routine, position, value, entry_name("diag", index));
  }
  void increment(int position, const char* argument, std::int64_t value) const {
    if (value == 0) [[unlikely]]
      check_increment(routine, position, entry_name(argument, index), value);
  }
};

// Pointers `first` to `last` of an array whose elements would be used.
template <class T>
void check_pointers(const char* routine, int position, const char* argument, T* const* pointers,
                    std::int64_t first, std::int64_t last) {
  check_operand(routine, position, argument, static_cast<const void*>(pointers));
  for (std::int64_t i = first; i < last; ++i) {
    if (pointers[i] == nullptr) [[unlikely]]
      null_operand(routine, position, entry_name(argument, i));
  }
}

inline void check_strides_apart(const char* routine, int position, const char* argument,
                                std::int64_t rows, std::int64_t columns, std::int64_t ld,
                                std::int64_t stride, std::int64_t count) {
  if (!strides_apart(rows, columns, ld, stride, count)) [[unlikely]] {
    throw Error(routine, position, argument, std::to_string(stride),
                "the problems would write into each other's output: it must be at least " +
                    std::to_string((columns - 1) * ld + rows));
  }
}

}  // namespace fulcrum::api
