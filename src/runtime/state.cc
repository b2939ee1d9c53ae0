// SPDX-License-Identifier: Apache-2.0
#include "src/runtime/state.hpp"

#include <pthread.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#include "fulcrum/error.hpp"
#include "offload/platforms.hpp"
#include "simd/threads/chosen.hpp"
#include "simd/threads/limit.hpp"
#include "simd/threads/published.hpp"
#include "simd/threads/threads.hpp"
#include "src/runtime/verbose.hpp"

namespace fulcrum::runtime {

constinit std::atomic<State*> g_state{nullptr}, g_direct{nullptr};
constinit std::atomic<bool> g_tells_at_exit{false};

namespace {

std::atomic<bool> g_looked{false};  // for devices, in this process or one that it was forked from
std::atomic<bool> g_forked{false};

// A parent that never touched a driver leaves its children free to use one: pools of workers are
// made that way.
void after_fork_in_child() {
  if (!g_looked.load(std::memory_order_relaxed)) return;
  g_forked.store(true, std::memory_order_relaxed);
  if (State* s = g_state.load(std::memory_order_relaxed); s != nullptr) s->model().forget_devices();
}

// Registered when the library is loaded, so that no fork is missed.
[[maybe_unused]] const int g_registered = pthread_atfork(nullptr, nullptr, after_fork_in_child);

void check_threads(const char* routine, int threads) {
  if (threads < 0)
    throw Error(routine, 1, "threads", std::to_string(threads), "it must be at least 0");
}

// 0: none, and the default holds.
int configured_threads(const Config& config) {
  return std::min(config.num_threads, simd::thread_limit());
}

const simd::Target* choose_target(const Config& config) {
  return simd::find_target(config.isa ? *config.isa : simd::runnable_isas().front());
}

std::string join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "; ") + line;
  return text;
}

}  // namespace

State::State(ParsedOptions parsed_options)
    : options(std::move(parsed_options)), target(choose_target(options.config)) {
  try {
    model_.emplace(options.config, configured_threads(options.config), target->isa,
                   target->vector_bytes, true);
  } catch (const Error& error) {
    // A profile that cannot be used is a problem like any other option's: reported, and priors
    // serve.
    options.problems.emplace_back(error.what());
    options.config.profile = "none";
    model_.emplace(options.config, configured_threads(options.config), target->isa,
                   target->vector_bytes);
  }
  problem = join(options.problems);
  const Backend& forced = options.config.backend;
  direct = problem.empty() && !options.config.verbose_calls &&
           (forced == Backend::Auto || forced == Backend::Simd);
  simd::configure_threads(options.config.num_threads);
  if (forked()) model_->forget_devices();
}

int State::threads() const { return simd::call_threads(); }

int set_threads() { return simd::chosen_threads(); }

const offload::Discovery* State::devices(const Backend& named) {
  if (forked()) return nullptr;
  const offload::BlasPlatform* const platform =
      named == Backend::Auto ? nullptr : offload::find_platform(named);
  const bool by_name = platform != nullptr && !platform->eager;
  const offload::Discovery* known = devices_.load(std::memory_order_acquire);
  if (known != nullptr && !by_name) return known;
  g_looked.store(true, std::memory_order_relaxed);
  // Platforms that the options name are looked for with the others, behind them.
  const offload::Discovery* all = &offload::discover_all(options.config);
  for (const Backend& weighed : options.config.weigh)
    all = &offload::discover_named(options.config, weighed);
  for (const Backend& measured : model().measured_platforms())
    all = &offload::discover_named(options.config, measured);
  const offload::Discovery& found = by_name ? offload::discover_named(options.config, named) : *all;
  if (known != nullptr && found.devices.size() <= known->devices.size()) return &found;
  std::vector<offload::DeviceInfo> infos;
  std::vector<bool> usable;
  for (const auto& device : found.devices) {
    infos.push_back(device->info());
    usable.push_back(device->closed_because().empty());
  }
  model().set_devices(infos, usable);
  // The longer list stays, whoever comes first: it begins with the shorter one.
  while (known == nullptr || known->devices.size() < found.devices.size()) {
    if (devices_.compare_exchange_weak(known, &found, std::memory_order_acq_rel)) break;
  }
  return by_name ? &found : devices_.load(std::memory_order_acquire);
}

std::string fork_problem() {
  return "this process was forked from one that had looked for accelerators, whose drivers "
         "cannot be used here: fork before the first call, or start processes anew (exec)";
}

bool forked() { return g_forked.load(std::memory_order_relaxed); }

State& make_state() {
  State& s = simd::published(g_state, [] {
    return std::make_unique<State>(parse_options(&environment, simd::runnable_isas()));
  });
  if (s.direct) g_direct.store(&s, std::memory_order_release);
  if (s.options.config.verbose_offload && !g_tells_at_exit.exchange(true))
    std::atexit(&verbose_at_exit);
  return s;
}

State& checked_state() {
  State& s = state();
  if (!s.problem.empty()) [[unlikely]] {
    throw Error(ErrorCode::InvalidOption, "fulcrum", s.problem);
  }
  return s;
}

}  // namespace fulcrum::runtime

namespace fulcrum {

const Config& config() { return runtime::checked_state().options.config; }

std::vector<OptionInfo> options() { return runtime::describe_options(runtime::state().options); }

Isa active_isa() { return runtime::checked_state().target->isa; }

std::vector<Isa> available_isas() { return simd::runnable_isas(); }

int num_threads() { return simd::serial_here() ? 1 : runtime::checked_state().threads(); }

int set_num_threads(int threads) {
  runtime::check_threads("set_num_threads", threads);
  return simd::choose_threads(threads);
}

int set_num_threads_local(int threads) {
  runtime::check_threads("set_num_threads_local", threads);
  return simd::choose_thread_threads(threads);
}

std::string_view version() { return FULCRUM_VERSION; }

}  // namespace fulcrum
