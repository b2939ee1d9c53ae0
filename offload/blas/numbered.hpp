// SPDX-License-Identifier: Apache-2.0
// Problems as bytes: every type of them has a number, by which one process tells another what the
// bytes are, and a platform's launches are found.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "offload/blas/cross.hpp"
#include "offload/routines/with_problem.hpp"

namespace fulcrum::offload::blas {

// All that our own kernels compute behind a queue.
using Numbered = typename Joined<PlainProblems, BatchProblems>::List;

// What is launched of a problem has the number of the first type in the list that is launched so.
template <class L, class... Problems>
constexpr std::uint32_t number_in(ProblemList<Problems...> /*problems*/) {
  std::uint32_t number = 0;
  bool found = false;
  ((found = found || std::is_same_v<Launched<Problems>, L>, number += found ? 0 : 1), ...);
  return number;
}
template <class L>
inline constexpr std::uint32_t kNumberOf = number_in<L>(Numbered{});

template <class... Problems>
constexpr std::size_t count_of(ProblemList<Problems...> /*problems*/) {
  return sizeof...(Problems);
}
inline constexpr std::size_t kNumbers = count_of(Numbered{});

// Bytes of host memory that a problem refers to beside its operands: a rotation's parameters.
template <class P>
constexpr std::uint32_t extra_bytes() {
  if constexpr (requires(P p) { p.param; }) {
    return 5 * sizeof(std::remove_cvref_t<decltype(*P{}.param)>);
  } else {
    return 0;
  }
}

// A platform's launches by number; null where it has none.
using Launches = std::array<LaunchAny, kNumbers>;

// `launch`: a generic function, launch(lane, problem).
template <class LaunchOne, class... Problems>
constexpr Launches launches_of(ProblemList<Problems...> /*problems*/, LaunchOne /*launch*/) {
  Launches launches{};
  ((launches[kNumberOf<Launched<Problems>>] =
        [](Lane& lane, const void* problem) {
          LaunchOne{}(lane, *static_cast<const Launched<Problems>*>(problem));
        }),
   ...);
  return launches;
}

}  // namespace fulcrum::offload::blas
