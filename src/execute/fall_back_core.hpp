// SPDX-License-Identifier: Apache-2.0
// The C ABI's execution, for the files of this folder that instantiate it for a family.
#pragma once

#include <exception>
#include <tuple>

#include "src/execute/execute.hpp"
#include "src/execute/fall_back.hpp"

namespace fulcrum::execute {

// Of a call that was not computed at once.
void weigh_or_fall_back(const offload::AnyProblem& problem) noexcept;

// Of a call that has thrown `error`, before anything was written.
void fall_back(const offload::AnyProblem& problem, const std::exception& error) noexcept;

template <class Problem>
void call_or_fall_back(const Problem& p) noexcept {
  try {
    if (computed_at_once(p)) [[likely]]
      return;
  } catch (const std::exception& error) {
    return fall_back(offload::AnyProblem(p), error);
  }
  weigh_or_fall_back(offload::AnyProblem(p));
}

// Names call_or_fall_back() for every type of a list, so that it is compiled.
template <class List>
struct Instances;
template <class... Problems>
struct Instances<offload::ProblemList<Problems...>> {
  std::tuple<void (*)(const Problems&) noexcept...> all{&call_or_fall_back<Problems>...};
};

}  // namespace fulcrum::execute
