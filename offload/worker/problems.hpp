// SPDX-License-Identifier: Apache-2.0
// The problems that cross to a worker, and what it makes sure of before it computes one: that
// everything the kernels read or write lies in memory that is in use.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>

#include "offload/blas/numbered.hpp"
#include "offload/worker/protocol.hpp"

namespace fulcrum::offload::worker {

// As a ComputeMessage numbers them: of a problem what is launched (blas::Launched).
using Computed = blas::Numbered;

template <class... Problems>
constexpr auto sizes_of(ProblemList<Problems...> /*problems*/) {
  return std::array{sizeof(blas::Launched<Problems>)...};
}
inline constexpr auto kProblemSizes = sizes_of(Computed{});

using blas::extra_bytes;

// A problem's flags hold a flag and its sizes a size, whatever bytes they came from. What is named
// here is what problems have; one of another name is no flag or size that they share.
class Fields {
 public:
  template <class P>
  static bool are_legal(const P& p) {
    bool legal = true;
    const auto flag = [&legal](const auto& value, unsigned char most) {
      static_assert(sizeof value == 1);
      unsigned char byte = 0;
      std::memcpy(&byte, &value, 1);
      legal = legal && byte <= most;
    };
    const auto size = [&legal](std::int64_t value) {
      constexpr std::int64_t kMost = std::int64_t{1} << 40;
      legal = legal && value >= 0 && value <= kMost;
    };
    flags(p, flag);
    if constexpr (requires { p.m; }) size(p.m);
    if constexpr (requires { p.n; }) size(p.n);
    if constexpr (requires { p.k; }) size(p.k);
    if constexpr (requires { p.kl; }) size(p.kl);
    if constexpr (requires { p.ku; }) size(p.ku);
    return legal;
  }

 private:
  template <class P, class Flag>
  static void flags(const P& p, const Flag& flag) {
    if constexpr (requires { p.trans; }) flag(p.trans, 1);
    if constexpr (requires { p.trans_a; }) flag(p.trans_a, 1);
    if constexpr (requires { p.trans_b; }) flag(p.trans_b, 1);
    if constexpr (requires { p.conj; }) flag(p.conj, 1);
    if constexpr (requires { p.conj_a; }) flag(p.conj_a, 1);
    if constexpr (requires { p.conj_b; }) flag(p.conj_b, 1);
    if constexpr (requires { p.conj_x; }) flag(p.conj_x, 1);
    if constexpr (requires { p.conj_y; }) flag(p.conj_y, 1);
    if constexpr (requires { p.upper; }) flag(p.upper, 1);
    if constexpr (requires { p.unit; }) flag(p.unit, 1);
    if constexpr (requires { p.right; }) flag(p.right, 1);
    if constexpr (requires { p.solve; }) flag(p.solve, 1);
    if constexpr (requires { p.hermitian; }) flag(p.hermitian, 1);
    if constexpr (requires { p.extreme; }) flag(p.extreme, 3);
    if constexpr (requires { p.storage; }) flag(p.storage, 2);
  }
};

}  // namespace fulcrum::offload::worker
