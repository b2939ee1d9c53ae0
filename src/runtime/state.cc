// SPDX-License-Identifier: Apache-2.0
#include "src/runtime/state.hpp"

#include <pthread.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "fulcrum/error.hpp"
#include "simd/threads/limit.hpp"
#include "simd/threads/published.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::runtime {

constinit std::atomic<State*> g_state{nullptr};

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

// Of the process and of one thread; 0: not set. Initial-exec, as t_last in execute.cc.
std::atomic<int> g_threads{0};
__attribute__((tls_model("initial-exec"))) constinit thread_local int t_threads = 0;

void check_threads(const char* routine, int threads) {
  if (threads < 0)
    throw Error(routine, 1, "threads", std::to_string(threads), "it must be at least 0");
}

// 0: none, and the default holds.
int chosen_threads(const Config& config) {
  return std::min(config.num_threads, simd::thread_limit());
}

int resolve_threads(const Config& config) {
  return std::min(config.num_threads > 0 ? config.num_threads : simd::default_threads(),
                  simd::thread_limit());
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
    : options(std::move(parsed_options)),
      target(choose_target(options.config)),
      plain(!options.config.verbose_calls && options.config.backend != Backend::Cuda) {
  try {
    model_.emplace(options.config, chosen_threads(options.config), target->isa,
                   target->vector_bytes);
  } catch (const Error& error) {
    // A profile that cannot be used is a problem like any other option's: reported, and priors
    // serve.
    options.problems.emplace_back(error.what());
    options.config.profile.clear();
    model_.emplace(options.config, chosen_threads(options.config), target->isa,
                   target->vector_bytes);
  }
  problem = join(options.problems);
  if (forked()) model_->forget_devices();
}

int State::threads() const {
  const int set = set_threads();
  return set > 0 ? std::min(set, simd::thread_limit()) : resolve_threads(options.config);
}

int set_threads() { return t_threads > 0 ? t_threads : g_threads.load(std::memory_order_relaxed); }

const offload::Discovery* State::devices() {
  if (forked()) return nullptr;
  if (const offload::Discovery* found = devices_.load(std::memory_order_acquire); found != nullptr)
    return found;
  g_looked.store(true, std::memory_order_relaxed);
  const offload::Discovery& found = offload::discover(options.config);
  std::vector<offload::DeviceInfo> infos;
  std::vector<bool> usable;
  for (const auto& device : found.devices) {
    infos.push_back(device->info());
    usable.push_back(device->closed_because().empty());
  }
  model().set_devices(infos, usable);
  devices_.store(&found, std::memory_order_release);
  return &found;
}

std::string fork_problem() {
  return "this process was forked from one that had looked for CUDA devices, and there the driver "
         "cannot be used: fork "
         "before the first call, or start processes anew (exec)";
}

bool forked() { return g_forked.load(std::memory_order_relaxed); }

State& make_state() {
  return simd::published(g_state, [] {
    return std::make_unique<State>(parse_options(&environment, simd::runnable_isas()));
  });
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
  return runtime::g_threads.exchange(threads, std::memory_order_relaxed);
}

int set_num_threads_local(int threads) {
  runtime::check_threads("set_num_threads_local", threads);
  return std::exchange(runtime::t_threads, threads);
}

std::string_view version() { return FULCRUM_VERSION; }

}  // namespace fulcrum
