// SPDX-License-Identifier: Apache-2.0
#include "offload/platforms.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <memory>

#include "fulcrum/error.hpp"
#include "offload/cuda/blas_platform.hpp"
#include "offload/host/host_platform.hpp"
#include "offload/opencl/blas_table.hpp"
#include "offload/routines/products.hpp"
#include "offload/routines/with_problem.hpp"
#include "offload/worker/worker_platform.hpp"
#include "simd/threads/published.hpp"

namespace fulcrum::offload {
namespace {

// Those of this build stand here by name, not by what runs before main(): a linker leaves out of a
// static library what nobody names.
constinit std::array<const BlasPlatform*, kMaxPlatforms> g_platforms = {
    &cuda::kBlasPlatform,   &host::kBlasPlatform,         &opencl::kBlasPlatform,
    &worker::kBlasPlatform, &worker::kOpenClBlasPlatform, &worker::kCudaBlasPlatform};
constinit std::atomic<std::size_t> g_count{6};

struct Found {
  Discovery weighed, all;
  pid_t process = 0;
};

// Is it looked for where only this name has been given?
bool looked_for(const BlasPlatform& platform, const Backend& named) {
  return platform.eager || platform.name == named;
}

void add(Discovery& to, const Discovery& part) {
  to.devices.insert(to.devices.end(), part.devices.begin(), part.devices.end());
  if (!part.problem.empty()) to.problem += (to.problem.empty() ? "" : " ") + part.problem;
}

std::unique_ptr<const Found> find(const Config& config) {
  auto found = std::make_unique<Found>();
  found->process = getpid();
  for (const BlasPlatform* platform : blas_platforms())
    if (platform->weighed) add(found->weighed, platform->discover(config));
  found->all = found->weighed;
  for (const BlasPlatform* platform : blas_platforms())
    if (!platform->weighed && looked_for(*platform, config.backend))
      add(found->all, platform->discover(config));
  return found;
}

// What discover_named() has found up to now, and of which of them. Kept when a longer one follows.
struct Named {
  Discovery list;
  std::vector<const BlasPlatform*> platforms;
  const Named* before =
      nullptr;  // the shorter one, which callers have: else it were taken for a leak
};

constinit std::atomic<const Found*> g_found{nullptr}, g_found_in_child{nullptr};
constinit std::atomic<const Named*> g_named{nullptr};

}  // namespace

std::span<const BlasPlatform* const> blas_platforms() {
  return {g_platforms.data(), g_count.load(std::memory_order_acquire)};
}

void register_platform(const BlasPlatform& platform) {
  const std::size_t count = g_count.load(std::memory_order_relaxed);
  const std::string name(platform.name.name());
  if (find_platform(platform.name) != nullptr || platform.name == Backend::Auto ||
      platform.name == Backend::Simd) {
    throw Error(ErrorCode::InvalidOption, "register_platform", "'" + name + "' is taken");
  }
  if (count == kMaxPlatforms) {
    throw Error(
        ErrorCode::InvalidOption, "register_platform",
        "there are " + std::to_string(count) + " platforms, and no room for '" + name + "'");
  }
  g_platforms[count] = &platform;
  g_count.store(count + 1, std::memory_order_release);
}

const BlasPlatform* find_platform(const Backend& name) {
  for (const BlasPlatform* platform : blas_platforms()) {
    if (platform->name == name) return platform;
  }
  return nullptr;
}

std::string_view BlasPlatform::reason_absent(Routine routine, ElementType type) const {
  if (served != nullptr) return served->reason_absent(routine, type);
  for (const Absent& rows : absent)
    if (rows.paths.has(routine, type) && !paths.has(routine, type)) return rows.reason;
  return {};
}

const Paths& known_paths() {
  static constexpr Paths kPaths = paths_of(typename Joined<PlainProblems, ProductProblems>::List{});
  return kPaths;
}

bool is_weighed(const BlasPlatform& platform, std::span<const Backend> named) {
  return platform.weighed || std::find(named.begin(), named.end(), platform.name) != named.end();
}

Paths all_paths(std::span<const Backend> named) {
  Paths paths;
  for (const BlasPlatform* platform : blas_platforms())
    if (is_weighed(*platform, named)) paths.add(platform->own_paths());
  return paths;
}

std::string backend_names() {
  std::string names = "auto, simd";
  for (const BlasPlatform* platform : blas_platforms()) {
    names += ", ";
    names += platform->name.name();
  }
  return names;
}

namespace {

const Found& found(const Config& config) {
  const auto look = [&config] { return find(config); };
  const Found& found = simd::published(g_found, look);
  // Where the parent of a fork has found no device, its answer serves its children too.
  if (found.weighed.devices.empty() || found.process == getpid()) return found;
  return simd::published(g_found_in_child, look);
}

}  // namespace

const Discovery& discover(const Config& config) { return found(config).weighed; }
const Discovery& discover_all(const Config& config) { return found(config).all; }
const Discovery& discover_named(const Config& config, const Backend& named) {
  const Found& first = found(config);
  const BlasPlatform* const platform = find_platform(named);
  if (first.process != getpid() ||  // in a child of fork()
      platform == nullptr || platform->weighed || looked_for(*platform, config.backend))
    return first.all;
  const Named* before = g_named.load(std::memory_order_acquire);
  for (;;) {
    if (before != nullptr && std::find(before->platforms.begin(), before->platforms.end(),
                                       platform) != before->platforms.end())
      return before->list;
    auto next = before != nullptr ? std::make_unique<Named>(*before)
                                  : std::make_unique<Named>(Named{first.all, {}});
    next->before = before;
    add(next->list, platform->discover(config));
    next->platforms.push_back(platform);
    if (g_named.compare_exchange_strong(before, next.get(), std::memory_order_acq_rel))
      return next.release()->list;
  }
}

}  // namespace fulcrum::offload
