// SPDX-License-Identifier: Apache-2.0
// What the batches of all routines have in common. A Family is
//
//   using Group = ...;                         what simd/batch/batch.hpp asks of one
//   static constexpr const char* kName = ...;  the routine
//   static double work(const Problem&);        operations of one problem
//   static void compute(const simd::Target&, const simd::Batch<Group>&, int threads);
//   static void compute_without_workspace(const simd::Target&, const Problem&);
//
// compute() throws Error(OutOfMemory) before any output is touched, or never.
#pragma once

#include <algorithm>
#include <exception>
#include <string>

#include "simd/batch/batch.hpp"
#include "src/api/check.hpp"
#include "src/api/describe.hpp"
#include "src/api/execute.hpp"
#include "src/api/in_place.hpp"
#include "src/api/strides_apart.hpp"
#include "src/runtime/state.hpp"

namespace fulcrum::api {

// Computes a checked batch, for the C++ API. Throws what execute() throws.
template <class Family>
void run_batch(runtime::State& s, const simd::Batch<typename Family::Group>& batch,
               const CallOptions& options) {
  // Reports show the shape of the group with the most work, all problems counted.
  Call call;
  double total = 0, most = -1;
  bool writes = false;
  std::int64_t count = 0;
  batch.for_each([&](const typename Family::Group& group) {
    // A problem counts a thousand more than its operations.
    const double work = (Family::work(group.item) + 1000) * static_cast<double>(group.count);
    total += work;
    count += group.count;
    writes = writes || (group.count > 0 && group.writes());
    if (work > most) {
      most = work;
      describe_into(call, group.item);
    }
  });
  call.batch = count;
  set_options(call, Family::kName, options);
  if (!writes) return remember_quick_return(call);
  run_in_place(s, Family::kName, call, total, options,
               [&](int threads) { Family::compute(*s.target, batch, threads); });
}

// The same for the C ABI, which cannot throw: without scratch memory where there is none.
template <class Family>
void run_batch_or_fall_back(const simd::Batch<typename Family::Group>& batch) noexcept {
  runtime::State& s = runtime::state();
  tell_options(s);
  try {
    run_batch<Family>(s, batch, CallOptions{});
  } catch (const std::exception& error) {
    // Thrown before anything was written.
    tell_failure(s, error);
    batch.for_each([&](const typename Family::Group& group) {
      for (std::int64_t i = 0; group.writes() && i < group.count; ++i)
        Family::compute_without_workspace(*s.target, group.at(i));
    });
  }
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
