// SPDX-License-Identifier: Apache-2.0
// The table of the host: our own kernels, queued on a stream.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <type_traits>

#include "offload/blas/crossings.hpp"
#include "offload/host/host_blas.hpp"
#include "offload/host/host_platform.hpp"
#include "simd/targets.hpp"
#include "simd/threads/chosen.hpp"
#include "simd/threads/published.hpp"

namespace fulcrum::offload::host {

HostAccelerator::HostAccelerator(const simd::Target& target, const blas::Limits& limits,
                                 std::shared_ptr<plugin::Device> device)
    : target_(target), limits_(limits), device_(std::move(device)), process_(getpid()) {
  info_.platform = kBlasPlatform.name;
  info_.name = "host: " + std::string(to_string(target.isa));
  info_.library = "our own kernels";
  info_.memory_bytes = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                       static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  info_.integrated = info_.on_host = true;
}

bool HostAccelerator::usable() const noexcept { return getpid() == process_; }

std::string HostAccelerator::closed_because() const {
  return usable() ? "" : "this process was forked from the one that has the host's streams";
}

std::size_t HostAccelerator::available_bytes() {
  return std::min<std::size_t>(limits_.device_bytes, info_.memory_bytes / 2);
}

std::unique_ptr<blas::Lane> HostAccelerator::make_lane() {
  return std::make_unique<HostLane>(*this);
}

HostLane::HostLane(HostAccelerator& host)
    : KernelLane(host, Device(host.device())), target_(host.target()) {}

namespace {

// As many threads as the caller would have. `p`: a problem, or some of one group of a batch.
template <class P>
void launch_here(blas::Lane& lane, const simd::Target& target, const void* problem) {
  lane.compute().host(
      [p = *static_cast<const P*>(problem), &target, threads = simd::call_threads()] {
        if constexpr (requires { p.item; }) {
          const simd::Batch<P> batch = simd::batch_of(p);
          Description<simd::Batch<P>>::host(target, batch, threads, simd::Scratch::Workspace);
        } else {
          Description<P>::host(target, p, threads, simd::Scratch::Workspace);
        }
      });
}

template <class P>
const void* extra_of([[maybe_unused]] const void* problem) {
  if constexpr (blas::extra_bytes<P>() > 0) {
    return static_cast<const P*>(problem)->param;
  } else {
    return nullptr;
  }
}

template <class P>
constexpr Launchable kLaunchable{blas::kNumberOf<P>, sizeof(P), blas::extra_bytes<P>(),
                                 &extra_of<P>, &launch_here<P>};

template <class P>
void launch(blas::Lane& lane, const P& p) {
  static_cast<KernelLane&>(lane).launch(kLaunchable<P>, &p);
}

constexpr blas::Launches kLaunches = blas::launches_of(
    blas::Numbered{}, [](blas::Lane& lane, const auto& problem) { launch(lane, problem); });

}  // namespace

Outcome cross(blas::Pipelined& device, const AnyProblem& problem, const simd::Target& target) {
  return blas::cross(device, problem, target, kLaunches);
}

Outcome HostBlas::run(const AnyProblem& problem) noexcept {
  return cross(*this, problem, host_->target());
}

namespace {

constinit std::atomic<const Discovery*> g_found{nullptr};

const Discovery& discover(const Config& config) {
  return simd::published(g_found, [&config] {
    const simd::Target& target =
        *simd::find_target(config.isa ? *config.isa : simd::runnable_isas().front());
    auto found = std::make_unique<Discovery>();
    found->devices.push_back(std::make_shared<HostBlas>(
        std::make_shared<HostAccelerator>(target, blas::Limits{}, device())));
    return found;
  });
}

}  // namespace

constinit const BlasPlatform kBlasPlatform = {.name = "host",
                                              .paths = paths_of(blas::Numbered{}),
                                              .discover = &discover,
                                              .weighed = false,
                                              .absent = kAbsent};

}  // namespace fulcrum::offload::host
