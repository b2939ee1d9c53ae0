// SPDX-License-Identifier: Apache-2.0
#include "offload/blas/crossings.hpp"

namespace fulcrum::offload::blas {

Outcome cross(Pipelined& device, const AnyProblem& problem, const simd::Target& host,
              const Launches& launches) noexcept {
  for (const auto crossings :
       {level3_crossings(), level1_crossings(), level2_crossings(), batch_crossings()}) {
    for (const Crossing& crossing : crossings) {
      if (crossing.type != &problem.ops()) continue;
      const LaunchAny launch = launches[crossing.number];
      if (launch == nullptr) break;
      return crossing.cross(device, problem.get(), host, launch);
    }
  }
  return failed(ErrorCode::BackendUnavailable, "no path on this platform", 0);
}

}  // namespace fulcrum::offload::blas
