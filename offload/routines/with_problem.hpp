// SPDX-License-Identifier: Apache-2.0
// From a routine's name to the type of its problem, and to the pointers in it: for whoever makes
// problems of routines that it does not know.
#pragma once

#include <concepts>
#include <type_traits>

#include "offload/routines/level1.hpp"
#include "offload/routines/level2.hpp"
#include "offload/routines/level3.hpp"
#include "offload/routines/matcopy.hpp"

namespace fulcrum::offload {

// Those that say all by themselves: no batches, and nothing packed, mixed or with an epilogue.
using PlainProblems =
    typename Joined<Level1Problems, Level2Problems, Level3Problems, MatcopyProblems>::List;

// Calls f(std::type_identity<P>{}) with the type P, one of the list, of the routine's problems on
// elements of that type. False, and f is not called, where the list has none.
template <class... Problems, class F>
bool with_problem(ProblemList<Problems...> /*problems*/, Routine routine, ElementType type,
                  const F& f) {
  const auto visited = [&]<class P>(std::type_identity<P> problem) {
    bool found = false;
    for (const Routine one : Description<P>::kRoutines)
      found = found || (one == routine && type_of<P>() == type);
    if (found) f(problem);
    return found;
  };
  return (visited(std::type_identity<Problems>{}) || ...);
}

// Calls f with each pointer to an operand in p, one of PlainProblems, in the order of operands().
template <class P, class F>
constexpr void for_each_pointer(P& p, const F& f) {
  if constexpr (requires { p.a; }) f(p.a);
  if constexpr (requires { p.b; }) f(p.b);
  // A rotation's cosine has the name too.
  if constexpr (requires { *p.c; }) f(p.c);
  if constexpr (requires { p.x; }) f(p.x);
  if constexpr (requires { p.y; }) f(p.y);
}

// The type of the elements of one of PlainProblems.
template <class P>
constexpr auto element_of(P p) {
  if constexpr (requires { p.a; }) {
    return std::remove_cvref_t<decltype(*p.a)>{};
  } else {
    return std::remove_cvref_t<decltype(*p.x)>{};
  }
}
template <class P>
using Element = decltype(element_of(P{}));

}  // namespace fulcrum::offload
