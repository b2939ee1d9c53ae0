// SPDX-License-Identifier: Apache-2.0
#include "src/execute/execute.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <string_view>

#include "fulcrum/error.hpp"
#include "offload/decision/call_arguments.hpp"
#include "offload/decision/cost.hpp"
#include "offload/decision/memo.hpp"
#include "offload/routines/traits.hpp"
#include "simd/gemm/noted.hpp"
#include "simd/threads/threads.hpp"
#include "src/execute/fall_back_core.hpp"
#include "src/runtime/verbose.hpp"

namespace fulcrum::execute {

constinit thread_local Last t_last{};

namespace {

using offload::AnyProblem;
using offload::Outcome;
using offload::Snapshot;
using runtime::State;

void remember(const Decision& decision) {
  t_last.decision = decision;
  t_last.describe = nullptr;
}

int threads_of(const State& s, int asked, double operations) {
  if (asked > 0) return asked;
  return operations < offload::kSerialOperations ? 1 : s.threads();
}

std::string routine_name(const Call& call) { return std::string(to_string(call.routine)); }

// "backend host cannot run: "
std::string cannot_run(const Backend& backend) {
  return "backend " + std::string(backend.name()) + " cannot run: ";
}

// What is forced, and by whom.
struct Force {
  Backend backend;
  Reason reason = Reason::None;

  bool platform() const { return backend != Backend::Auto && backend != Backend::Simd; }
};

// Throws Error(InvalidArgument) for a backend that does not exist.
Force force_of(const State& s, std::string_view routine, const CallOptions& options) {
  if (options.backend) {
    const Force force{*options.backend,
                      *options.backend == Backend::Auto ? Reason::None : Reason::ForcedByCall};
    if (force.platform() && offload::find_platform(force.backend) == nullptr) {
      throw Error(ErrorCode::InvalidArgument, routine,
                  "CallOptions::backend is '" + std::string(force.backend.name()) +
                      "': there are " + offload::backend_names());
    }
    return force;
  }
  if (options.deterministic) return {Backend::Simd, Reason::Deterministic};
  const Backend configured = s.options.config.backend;
  return {configured, configured == Backend::Auto ? Reason::None : Reason::ForcedByConfig};
}

// Throws Error(InvalidArgument) for a device that Call cannot hold.
void check_device(std::string_view routine, const CallOptions& options) {
  if (!device_fits(options)) {
    throw Error(ErrorCode::InvalidArgument, routine,
                "CallOptions::device is " + std::to_string(options.device) +
                    ": it must be the index of a device, or -1 for any");
  }
}

// Writes a call's options into what is recorded and weighed. Throws what check_device() throws.
void set_options(Call& call, const CallOptions& options) {
  check_device(to_string(call.routine), options);
  call.threads = options.threads > 0 ? options.threads : runtime::set_threads();
  call.device = static_cast<std::int16_t>(options.device);
}

// Throws the error of a forced platform that has no device for the call; otherwise makes sure that
// devices are known.
void require_device(State& s, const Call& call, const Backend& platform) {
  const offload::Discovery* found = s.devices(platform);
  const std::string routine = routine_name(call), cannot = cannot_run(platform);
  if (found == nullptr)
    throw Error(ErrorCode::BackendUnavailable, routine, cannot + runtime::fork_problem());
  const int count = static_cast<int>(found->devices.size());
  if (call.device >= count && count > 0) {
    throw Error(ErrorCode::InvalidArgument, routine,
                "CallOptions::device is " + std::to_string(call.device) + ": there are " +
                    std::to_string(count) + " devices, counted from 0");
  }
  std::string closed_devices;
  for (int i = 0; i < count; ++i) {
    const offload::BlasDevice& device = *found->devices[static_cast<std::size_t>(i)];
    if (device.info().platform != platform || (call.device >= 0 && call.device != i)) continue;
    const std::string closed = device.closed_because();
    if (closed.empty()) return;
    closed_devices += (closed_devices.empty() ? "" : "; ") + closed;
  }
  if (!closed_devices.empty()) throw Error(ErrorCode::DeviceLost, routine, cannot + closed_devices);
  if (call.device >= 0 && count > 0) {
    throw Error(ErrorCode::InvalidArgument, routine,
                "CallOptions::device is " + std::to_string(call.device) +
                    ", which is none of platform " + std::string(platform.name()));
  }
  throw Error(ErrorCode::BackendUnavailable, routine, cannot + found->problem);
}

// Tells the model what other threads have under way on the devices, where any are known.
void report_backlog(State& s) {
  const std::size_t known = s.model().current().devices.size();
  const offload::Discovery* found = known > 0 ? s.devices() : nullptr;
  if (found == nullptr) return;
  for (std::size_t i = 0; i < std::min(known, found->devices.size()); ++i) {
    s.model().set_backlog(static_cast<int>(i), found->devices[i]->backlog_ns());
  }
}

offload::BlasDevice& device_of(State& s, const Decision& d) {
  return *s.devices()->devices[static_cast<std::size_t>(d.device)];
}

// The decision on a call that nothing has a path for.
Decision without_path(const Call& call, const Snapshot& snapshot) {
  Decision d;
  d.call = call;
  d.backend = Backend::Simd;
  d.isa = snapshot.host.isa;
  d.reason = Reason::NoDevicePath;
  return d;
}

// decide(), after what it may need has been made known: the devices, and where the operands lie.
Decision weigh(State& s, const AnyProblem& problem, const Call& call, const Force& force) {
  if (force.platform()) {
    if (offload::find_platform(force.backend)->has(call.routine, call.type))
      require_device(s, call, force.backend);
  } else if (force.backend == Backend::Auto && s.model().discovery_due(call)) {
    s.devices();
  }
  report_backlog(s);
  const Snapshot& snapshot = s.model().current();
  const offload::Weighed weighed = offload::weigh(call, snapshot, force.backend);
  Decision d = weighed.decision;
  if (weighed.location_matters) {
    const offload::BlasDevice& device = device_of(s, d);
    const offload::Addresses at = problem.ops().addresses(problem.get());
    d.call.a = device.location(at[0]);
    d.call.b = device.location(at[1]);
    d.call.c = device.location(at[2]);
    d = offload::weigh(d.call, snapshot, force.backend).decision;
  }
  if (d.device >= 0 && !device_of(s, d).serves(problem)) d = without_path(call, snapshot);
  if (force.reason != Reason::None && d.reason != Reason::NoDevicePath) d.reason = force.reason;
  return d;
}

// Computes what is left behind the first `done` units; may fail no more: without scratch memory,
// slower, where there is none.
void compute_rest_surely(const State& s, const AnyProblem& problem, std::int64_t done,
                         int threads) {
  try {
    problem.ops().host_rest(*s.target, problem.get(), done, threads, simd::Scratch::Workspace);
  } catch (const Error&) {
    problem.ops().host_rest(*s.target, problem.get(), done, 1, simd::Scratch::None);
  }
}

void compute(const State& s, const AnyProblem& problem, int threads) {
  problem.ops().host(*s.target, problem.get(), threads, simd::Scratch::Workspace);
}

// Reporting must not fail where C may already be half done: no memory, no report.
void report_failure(State& s, const offload::BlasDevice& device, int index,
                    const Outcome& outcome) noexcept {
  try {
    s.model().device_failed(index, outcome.message, !device.closed_because().empty());
    runtime::verbose_offload(s, device.info().name + ": " + outcome.message);
  } catch (const std::bad_alloc&) {
    return;
  }
}

// Runs on the device; what it could not do is computed by SIMD from the same inputs. Throws only
// where the platform was forced and has written nothing. What does not fit is no failure.
void run_across(State& s, const AnyProblem& problem, Decision* d, bool forced, int threads) {
  offload::BlasDevice& device = device_of(s, *d);
  const Outcome outcome = device.run(problem);
  if (outcome.ok) return;
  const bool failed = outcome.in_place == Reason::DeviceFailed;
  if (failed) report_failure(s, device, d->device, outcome);
  if (forced && outcome.completed == 0 && (failed || s.options.config.strict)) {
    throw Error(outcome.code == ErrorCode::DeviceLost ? ErrorCode::DeviceLost
                                                      : ErrorCode::BackendUnavailable,
                routine_name(d->call),
                "backend " + std::string(d->backend.name()) + " failed: " + outcome.message);
  }
  // What the device has completed is in place: from here on a failure would leave C half written.
  if (outcome.completed > 0) {
    compute_rest_surely(s, problem, outcome.completed, threads);
  } else {
    compute(s, problem, threads);
  }
  d->backend = Backend::Simd;
  d->reason = outcome.in_place;
}

// Tells once per process what the C ABI cannot throw; ends the process under FULCRUM_STRICT.
void tell_once(std::atomic<bool>* told, const State& s, std::string_view text,
               const char* consequence) {
  if (text.ends_with('.')) text.remove_suffix(1);  // the line goes on behind it
  const int length = static_cast<int>(text.size());
  if (s.options.config.strict) {
    std::fprintf(stderr, "fulcrum: %.*s (FULCRUM_STRICT=1: aborting)\n", length, text.data());
    std::abort();
  }
  if (!told->exchange(true)) {
    std::fprintf(stderr, "fulcrum: %.*s; %s\n", length, text.data(), consequence);
  }
}

std::atomic<bool> g_told_options{false}, g_told_backend{false}, g_told_memory{false};

void tell_failure(const State& s, const std::exception& error) {
  const auto* ours = dynamic_cast<const Error*>(&error);
  const bool memory = ours == nullptr || ours->code() == ErrorCode::OutOfMemory;
  tell_once(memory ? &g_told_memory : &g_told_backend, s, error.what(),
            memory ? "computing without it, slower" : "computing with SIMD");
}

// What last_decision() says of a call of the C ABI that threw and is computed all the same.
void remember_fallback(State& s, const Call& call) {
  const Backend forced = s.options.config.backend;
  Decision d = offload::decide(call, s.model().current(), forced);
  if (d.backend != Backend::Simd) {
    d.backend = Backend::Simd;
    d.reason = d.device >= 0 ? Reason::DeviceFailed : Reason::NoAccelerator;
  }
  d.isa = s.target->isa;
  remember(d);
}

}  // namespace

int fastest_threads(State& s, const AnyProblem& problem, int allowed) {
  const Snapshot& snapshot = s.model().current();
  if (snapshot.host.analytic) return allowed;
  Call call = problem.ops().describe(problem.get());
  call.threads = allowed;
  return offload::host_cost(call, offload::work_of(call), snapshot).threads;
}

void weigh_and_compute(State& s, const AnyProblem& problem, const CallOptions& options) {
  Call call = problem.ops().describe(problem.get());
  set_options(call, options);
  const Force force = force_of(s, to_string(call.routine), options);
  Decision d = weigh(s, problem, call, force);
  if (d.reason == Reason::NoDevicePath && force.platform() && s.options.config.strict) {
    throw Error(
        ErrorCode::BackendUnavailable, routine_name(call),
        "has no path on " + std::string(force.backend.name()) + ", and FULCRUM_STRICT is 1");
  }
  d.isa = s.target->isa;
  int threads = threads_of(s, options.threads, problem.ops().operations(problem.get()));
  if (d.threads > 0 && !s.model().current().host.analytic)
    threads = std::min<int>(threads, d.threads);
  simd::forget_path();
  const auto start = std::chrono::steady_clock::now();
  if (d.backend != Backend::Simd) {
    run_across(s, problem, &d, force.platform(), threads);
  } else {
    compute(s, problem, threads);
  }
  d.actual_ns =
      std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
  s.model().observe(d, d.actual_ns);
  remember(d);
  runtime::verbose_call(s, d, threads);
}

void weigh_or_fall_back(const AnyProblem& problem) noexcept {
  State& s = runtime::state();
  tell_options(s);
  try {
    weigh_and_compute(s, problem, CallOptions{});
  } catch (const std::exception& error) {
    fall_back(problem, error);
  }
}

// Thrown before anything was written: run_across() keeps everything behind that from throwing.
void fall_back(const AnyProblem& problem, const std::exception& error) noexcept {
  State& s = runtime::state();
  tell_failure(s, error);
  remember_fallback(s, problem.ops().describe(problem.get()));
  const int threads = threads_of(s, 0, problem.ops().operations(problem.get()));
  try {
    compute(s, problem, threads);
  } catch (const Error&) {
    problem.ops().host(*s.target, problem.get(), 1, simd::Scratch::None);
  }
}

int threads_for(const State& s, std::string_view routine, const CallOptions& options,
                double elements) {
  check_device(routine, options);
  (void)force_of(s, routine, options);
  return threads_of(s, options.threads, elements);
}

int threads_of_a_large_call() noexcept {
  return simd::serial_here() ? 1 : runtime::state().threads();
}

Explanation explain_call(Call call, const CallOptions& options) {
  State& s = runtime::checked_state();
  set_options(call, options);
  const Force force = force_of(s, to_string(call.routine), options);
  const Snapshot& snapshot = s.model().current();
  Decision d = offload::decide(call, snapshot, force.backend);
  if (force.reason != Reason::None && d.reason != Reason::NoDevicePath) d.reason = force.reason;
  d.isa = s.target->isa;
  return offload::explain(d, snapshot);
}

void tell_options(const State& s) {
  if (!s.problem.empty()) [[unlikely]]
    tell_once(&g_told_options, s, s.problem, "its default holds");
}

}  // namespace fulcrum::execute

namespace fulcrum {

CallCounts call_counts() {
  const offload::Counters counters = runtime::state().model().counters();
  return {counters.device_calls, counters.simd_calls, counters.fallbacks};
}

Decision last_decision() {
  const execute::Last& last = execute::t_last;
  if (last.describe == nullptr) return last.decision;
  Decision d;
  d.call = last.describe(last);
  d.reason = last.reason;
  if (last.reason != Reason::QuickReturn) d.isa = runtime::state().target->isa;
  return d;
}

Explanation explain(const Decision& decision) {
  return offload::explain(decision, runtime::checked_state().model().current());
}

Explanation explain(const Call& call) {
  const std::string routine(to_string(call.routine));
  try {
    offload::check_call(call);
  } catch (const offload::ArgumentError& error) {
    throw Error(ErrorCode::InvalidArgument, routine, std::string("Call::") + error.what());
  }
  CallOptions options;
  options.threads = call.threads;
  options.device = call.device;
  return execute::explain_call(offload::traits_of(call).completed(call), options);
}

Call tight(Call call) {
  call = offload::traits_of(call).completed(call);
  offload::make_tight(call);
  return call;
}

}  // namespace fulcrum
