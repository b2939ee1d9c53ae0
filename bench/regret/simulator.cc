// SPDX-License-Identifier: Apache-2.0
#include "bench/regret/simulator.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "bench/regret/simulated_device.hpp"
#include "bench/regret/simulated_host.hpp"

namespace fulcrum::regret {
namespace {

void require_known(const Call& call) {
  const bool type = call.type == ElementType::F32 || call.type == ElementType::F64;
  bool routine = false;
  for (const Routine r :
       {Routine::Gemm, Routine::Gemv, Routine::Axpy, Routine::Dot, Routine::Scal, Routine::Copy})
    routine = routine || call.routine == r;
  if (!routine || !type)
    throw std::invalid_argument("the simulator does not know " + shape_key(call));
  for (const Location at : {call.a, call.b, call.c})
    if (at != Location::Pageable && at != Location::Pinned)
      throw std::invalid_argument("the simulator knows pageable and pinned operands alone");
}

std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

double uniform(std::uint64_t x) { return (static_cast<double>(mixed(x) >> 11) + 0.5) * 0x1p-53; }

}  // namespace

double Simulator::noisy(double ns, const Call& call, int side) const {
  if (noise_ == 0) return ns;
  std::uint64_t x = seed_ * 0x9E3779B97F4A7C15ULL + static_cast<std::uint64_t>(side);
  for (const char c : shape_key(call) + std::string(to_string(state_of(call))))
    x = mixed(x + static_cast<unsigned char>(c) + 0x9E3779B97F4A7C15ULL);
  // Box and Muller.
  const double pi = std::acos(-1.0);
  const double normal = std::sqrt(-2 * std::log(uniform(x))) * std::cos(2 * pi * uniform(x + 1));
  return ns * std::exp(noise_ * normal);
}

double Simulator::in_place_ns(const Call& call, int threads) const {
  require_known(call);
  return noisy(HostRun(machine_.host, call, std::clamp(threads, 1, machine_.host.cores)).ns(), call,
               threads);
}

double Simulator::across_ns(const Call& call) const {
  require_known(call);
  return noisy(DeviceRun(machine_.device, call).ns(), call, 0);
}

}  // namespace fulcrum::regret
