// SPDX-License-Identifier: Apache-2.0
// The calls of level 1 as the C ABI makes them: from the members of a problem one by one, inline,
// which stay in registers up to the kernel. A problem in memory is stored, loaded, and copied
// behind the kernel to be remembered: dcopy of 10 elements took 8 ns so, of which 3 were these.
#pragma once

#include <complex>
#include <cstdint>
#include <new>
#include <type_traits>

#include "offload/routines/level1.hpp"
#include "src/execute/execute.hpp"
#include "src/execute/fall_back.hpp"

namespace fulcrum::execute {

template <class Problem>
using ResultOf = std::remove_pointer_t<decltype(Problem::result)>;

// Where a small call finds its kernel, null where the call is not small, or where more has to be
// looked at. What it does is remembered of such a call, all but its problem.
template <class Problem>
[[gnu::always_inline]] inline const simd::Target* target_of_small(const Problem& p) {
  using D = offload::Description<Problem>;
  runtime::State* const s = runtime::g_direct.load(std::memory_order_acquire);
  if (s == nullptr) [[unlikely]]
    return nullptr;
  const offload::Threshold& threshold =
      s->model().at_hand().threshold(offload::routine_of(p), offload::type_of<Problem>());
  if (D::operations(p) >= threshold.at_once || !D::is_short(p)) [[unlikely]]
    return nullptr;
  t_last.describe = &described_without_options<Problem>;
  t_last.reason = threshold.below;
  return s->target;
}

// Makes the problem of a small call where it is remembered.
template <class Problem, class... Members>
[[gnu::always_inline]] inline const Problem& kept(Members... members) {
  static_assert(std::is_trivially_copyable_v<Problem> && sizeof(Problem) <= sizeof t_last.problem);
  return *new (t_last.problem) Problem{members...};
}

template <class Problem, class... Members>
[[gnu::noinline, gnu::cold]] void compute_large(Members... members) {
  call_or_fall_back(Problem{members...});
}
template <class Problem, class... Members>
[[gnu::noinline, gnu::cold]] ResultOf<Problem> value_of_large(Members... members) {
  ResultOf<Problem> result{};
  Problem p{members...};
  p.result = &result;
  call_or_fall_back(p);
  return result;
}

// What call_or_fall_back() does, of Problem{members...}.
template <class Problem, class... Members>
[[gnu::always_inline]] inline void compute(Members... members) {
  const simd::Target* const target = target_of_small(Problem{members...});
  if (target == nullptr) [[unlikely]]
    return compute_large<Problem>(members...);
  offload::Description<Problem>::at_once(*target, kept<Problem>(members...));
}

// The same of a problem whose result is given back; the member is null.
template <class Problem, class... Members>
[[gnu::always_inline]] inline ResultOf<Problem> value(Members... members) {
  ResultOf<Problem> result{};
  Problem p{members...};
  const simd::Target* const target = target_of_small(p);
  if (target == nullptr) [[unlikely]]
    return value_of_large<Problem>(members...);
  (void)kept<Problem>(members...);
  p.result = &result;
  offload::Description<Problem>::at_once(*target, p);
  return result;
}

}  // namespace fulcrum::execute
