// SPDX-License-Identifier: Apache-2.0
// Every type of problem with its pipeline: compiled here, once for all platforms.
#pragma once

#include <cstdint>
#include <span>

#include "offload/blas/numbered.hpp"
#include "offload/blas/pipelined.hpp"
#include "simd/targets.hpp"

namespace fulcrum::offload::blas {

// Takes the problem through its pipeline on the device, whose launches these are. `host` computes
// what is nothing for a device. A problem that has no pipeline or no launch is an Outcome with
// ErrorCode::BackendUnavailable.
Outcome cross(Pipelined& device, const AnyProblem& problem, const simd::Target& host,
              const Launches& launches) noexcept;

struct Crossing {
  const ProblemOps* type;
  std::uint32_t number;  // of what is launched
  Outcome (*cross)(Pipelined& device, const void* problem, const simd::Target& host,
                   LaunchAny launch);
};

template <class... Problems>
constexpr auto crossings_of(ProblemList<Problems...> /*problems*/) {
  return std::array{Crossing{
      &kProblemOps<Problems>, kNumberOf<Launched<Problems>>,
      [](Pipelined& device, const void* problem, const simd::Target& host, LaunchAny launch) {
        return cross_any(device, *static_cast<const Problems*>(problem), host,
                         Launch<Launched<Problems>>(launch));
      }}...};
}

// A file each, since each takes a while to compile.
std::span<const Crossing> level1_crossings();
std::span<const Crossing> level2_crossings();
std::span<const Crossing> level3_crossings();  // and copies and sums of matrices
std::span<const Crossing> batch_crossings();

}  // namespace fulcrum::offload::blas
