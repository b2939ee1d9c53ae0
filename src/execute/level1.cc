// SPDX-License-Identifier: Apache-2.0
#include "offload/routines/level1.hpp"

#include <tuple>

#include "src/execute/fall_back_core.hpp"

namespace fulcrum::execute {

template <class P>
Call described_without_options(const Last& last) {
  Call call = described<P>(last);
  call.threads = 0;
  call.device = -1;
  return call;
}

namespace {

// Names it for every type of a list, so that it is compiled.
template <class List>
struct Descriptions;
template <class... Problems>
struct Descriptions<offload::ProblemList<Problems...>> {
  std::tuple<decltype(&described_without_options<Problems>)...> all{
      &described_without_options<Problems>...};
};
[[gnu::used]] constexpr Descriptions<offload::Level1Problems> descriptions;
[[gnu::used]] constexpr Instances<offload::Level1Problems> instances;

}  // namespace
}  // namespace fulcrum::execute
