// SPDX-License-Identifier: Apache-2.0
#include "src/api/execute.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <limits>
#include <new>
#include <string>
#include <string_view>

#include "fulcrum/error.hpp"
#include "offload/decision/decide.hpp"
#include "simd/targets.hpp"
#include "simd/threads/threads.hpp"
#include "src/api/describe.hpp"
#include "src/api/remainder.hpp"
#include "src/api/without_workspace.hpp"
#include "src/runtime/state.hpp"
#include "src/runtime/verbose.hpp"

namespace fulcrum::api {
namespace {

using offload::Outcome;
using offload::Snapshot;
using runtime::State;

// Initial-exec: a call of 20 ns must not spend 5 of them in __tls_get_addr. About 170 bytes of the
// loader's static reserve, which is 512 and more for libraries that are loaded late.
__attribute__((tls_model("initial-exec"))) constinit thread_local Decision t_last{};

// Under this many operations no routine uses a second thread, so nobody is asked how many there
// are.
constexpr double kSerialFlops = 1e5;

int threads_of(const State& s, int asked, double flops) {
  if (asked > 0) return asked;
  return flops < kSerialFlops ? 1 : s.threads();
}

template <class T>
void compute(const State& s, const GemmProblem<T>& p, int threads) {
  simd::gemm(s.target->kernels<T>().gemm, p, threads);
}
template <class T>
void compute(const State& s, const GemvProblem<T>& p, int threads) {
  simd::gemv(s.target->kernels<T>().gemv, p, threads);
}
template <class T>
void compute(const State& s, const AxpyProblem<T>& p, int threads) {
  simd::axpy(s.target->kernels<T>().level1, p, threads);
}
template <class T>
void compute(const State& s, const DotProblem<T>& p, int threads) {
  simd::dot(s.target->kernels<T>().level1, p, threads);
}
template <class T>
void compute(const State& s, const ScalProblem<T>& p, int threads) {
  simd::scal(s.target->kernels<T>().level1, p, threads);
}

template <class T>
Outcome run_on(offload::BlasDevice& device, const GemmProblem<T>& p) {
  return device.gemm(p);
}
template <class T>
Outcome run_on(offload::BlasDevice& device, const GemvProblem<T>& p) {
  return device.gemv(p);
}
template <class T>
Outcome run_on(offload::BlasDevice& device, const AxpyProblem<T>& p) {
  return device.axpy(p);
}
template <class T>
Outcome run_on(offload::BlasDevice& device, const DotProblem<T>& p) {
  return device.dot(p);
}
template <class T>
Outcome run_on(offload::BlasDevice&, const ScalProblem<T>&) {
  return {false, ErrorCode::BackendUnavailable, "scal has no device path", 0};
}

// The host addresses of the operands a, b, c of a Call.
struct Addresses {
  const void *a, *b, *c;
};
template <class T>
Addresses addresses(const GemmProblem<T>& p) {
  return {p.a, p.b, p.c};
}
template <class T>
Addresses addresses(const GemvProblem<T>& p) {
  return {p.a, p.x, p.y};
}
template <class T>
Addresses addresses(const AxpyProblem<T>& p) {
  return {p.x, p.y, p.y};
}
template <class T>
Addresses addresses(const DotProblem<T>& p) {
  return {p.x, p.y, nullptr};
}
template <class T>
Addresses addresses(const ScalProblem<T>& p) {
  return {p.x, nullptr, nullptr};
}

std::string routine_name(const Call& call) { return std::string(to_string(call.routine)); }

// Call::device holds less than the option does; which devices there are is looked up only where one
// is needed (require_device).
constexpr bool device_fits(const CallOptions& options) {
  return options.device >= -1 && options.device <= std::numeric_limits<std::int16_t>::max();
}

// What is forced, and by whom.
struct Force {
  Backend backend = Backend::Auto;
  Reason reason = Reason::None;
};

Force force_of(const State& s, const CallOptions& options) {
  if (options.backend) {
    return {*options.backend,
            *options.backend == Backend::Auto ? Reason::None : Reason::ForcedByCall};
  }
  if (options.deterministic) return {Backend::Simd, Reason::Deterministic};
  const Backend configured = s.options.config.backend;
  return {configured, configured == Backend::Auto ? Reason::None : Reason::ForcedByConfig};
}

// Throws the error of a forced accelerator that is not there; otherwise makes sure that devices are
// known.
void require_device(State& s, const Call& call) {
  const offload::Discovery* found = s.devices();
  if (found == nullptr) {
    throw Error(ErrorCode::BackendUnavailable, routine_name(call),
                "backend cuda cannot run: " + runtime::fork_problem());
  }
  if (found->devices.empty()) {
    throw Error(ErrorCode::BackendUnavailable, routine_name(call),
                "backend cuda cannot run: " + found->problem);
  }
  const int count = static_cast<int>(found->devices.size());
  if (call.device >= count) {
    throw Error(ErrorCode::InvalidArgument, routine_name(call),
                "CallOptions::device is " + std::to_string(call.device) + ": there are " +
                    std::to_string(count) + " devices, counted from 0");
  }
  const int first = call.device >= 0 ? call.device : 0,
            last = call.device >= 0 ? call.device + 1 : count;
  std::string why;
  for (int i = first; i < last; ++i) {
    const std::string closed = found->devices[static_cast<std::size_t>(i)]->closed_because();
    if (closed.empty()) return;
    why += (why.empty() ? "" : "; ") + closed;
  }
  throw Error(ErrorCode::DeviceLost, routine_name(call), "backend cuda cannot run: " + why);
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

// decide(), after what it may need has been made known: the devices, and where the operands lie.
template <class Problem>
Decision weigh(State& s, const Problem& p, Call call, const Force& force) {
  if (force.backend == Backend::Cuda && call.routine != Routine::Scal) {
    require_device(s, call);
  } else if (force.backend == Backend::Auto && s.model().discovery_due(call)) {
    s.devices();
  }
  report_backlog(s);
  const Snapshot& snapshot = s.model().current();
  Decision d = offload::decide(call, snapshot, force.backend);
  if (offload::location_matters(d, snapshot)) {
    const offload::BlasDevice& device = *s.devices()->devices[static_cast<std::size_t>(d.device)];
    const Addresses at = addresses(p);
    d.call.a = device.location(at.a);
    d.call.b = device.location(at.b);
    d.call.c = device.location(at.c);
    d = offload::decide(d.call, snapshot, force.backend);
  }
  if (force.reason != Reason::None && d.reason != Reason::NoDevicePath) d.reason = force.reason;
  return d;
}

// For calls that may fail no more: without scratch memory, slower, where there is none.
template <class Problem>
void compute_surely(const State& s, const Problem& p, int threads) {
  try {
    compute(s, p, threads);
  } catch (const Error&) {
    compute_without_workspace(*s.target, p);
  }
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
// where the device was forced and has written nothing.
template <class Problem>
void run_across(State& s, const Problem& p, Decision* d, bool forced, int threads) {
  offload::BlasDevice& device = *s.devices()->devices[static_cast<std::size_t>(d->device)];
  const Outcome outcome = run_on(device, p);
  if (outcome.ok) return;
  report_failure(s, device, d->device, outcome);
  if (forced && outcome.completed == 0) {
    throw Error(outcome.code == ErrorCode::DeviceLost ? ErrorCode::DeviceLost
                                                      : ErrorCode::BackendUnavailable,
                routine_name(d->call), "backend cuda failed: " + outcome.message);
  }
  // What the device has completed is in place: from here on a failure would leave C half written.
  if (outcome.completed > 0) {
    compute_surely(s, remainder(p, outcome.completed), threads);
  } else {
    compute(s, p, threads);
  }
  d->backend = Backend::Simd;
  d->reason = Reason::DeviceFailed;
}

template <class Problem>
[[gnu::noinline]] void execute_weighed(State& s, const Problem& p, const CallOptions& options) {
  Call call = describe(p);
  set_options(call, to_string(call.routine), options);
  const Force force = force_of(s, options);
  Decision d = weigh(s, p, call, force);
  if (d.reason == Reason::NoDevicePath && force.backend == Backend::Cuda &&
      s.options.config.strict) {
    throw Error(ErrorCode::BackendUnavailable, routine_name(call),
                "has no path on cuda, and FULCRUM_STRICT is 1");
  }
  d.isa = s.target->isa;
  const int threads = threads_of(s, call.threads, offload::flops(call));
  const auto start = std::chrono::steady_clock::now();
  if (d.backend == Backend::Cuda) {
    run_across(s, p, &d, force.backend == Backend::Cuda, threads);
  } else {
    compute(s, p, threads);
  }
  d.actual_ns =
      std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
  s.model().observe(d, d.actual_ns);
  t_last = d;
  runtime::verbose_call(s, d, threads);
}

// Completes t_last, whose call is filled in, for a call that is not weighed.
inline void remember_unweighed(const State& s, const Snapshot& snapshot, double smallest) {
  t_last.backend = Backend::Simd;
  t_last.isa = s.target->isa;
  t_last.device = -1;
  t_last.predicted_simd_ns = t_last.predicted_device_ns = t_last.actual_ns = 0;
  if (smallest < offload::kNever) {
    t_last.reason = Reason::TooSmall;
  } else {
    t_last.reason =
        snapshot.forced == Backend::Simd ? Reason::ForcedByConfig : Reason::NoAccelerator;
  }
}

template <class Problem>
bool surely_in_place(const Problem&, const Snapshot&) {
  return false;
}
template <class T>
bool surely_in_place(const GemmProblem<T>& p, const Snapshot& snapshot) {
  return offload::gemm_surely_in_place(element_type_of<T>, p.m, p.n, p.k, snapshot);
}

// Only a call that will be computed is described in t_last: one that is weighed may still throw.
template <class Problem>
inline void run(State& s, const Problem& p, const CallOptions& options) {
  const double work = flops(p);
  const Snapshot& snapshot = s.model().at_hand(routine_of(p), type_of(p), work);
  const double smallest = snapshot.smallest(routine_of(p), type_of(p));
  const bool usual = s.plain && !options.backend && !options.deterministic && device_fits(options);
  if (usual && (work < smallest || surely_in_place(p, snapshot))) [[likely]] {
    Call& call = t_last.call;
    describe_into(call, p);
    call.threads = options.threads;
    call.device = static_cast<std::int16_t>(options.device);
    remember_unweighed(s, snapshot, smallest);
    compute(s, p, threads_of(s, options.threads, work));
    return;
  }
  execute_weighed(s, p, options);
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

// What last_decision() says of a call of the C ABI that threw and is computed all the same.
template <class Problem>
void remember_fallback(State& s, const Problem& p) {
  const Force force = force_of(s, CallOptions{});
  Decision d = offload::decide(describe(p), s.model().current(), force.backend);
  if (d.backend == Backend::Cuda) {
    d.backend = Backend::Simd;
    d.reason = d.device >= 0 ? Reason::DeviceFailed : Reason::NoAccelerator;
  }
  d.isa = s.target->isa;
  t_last = d;
}

std::atomic<bool> g_told_options{false}, g_told_backend{false}, g_told_memory{false};

}  // namespace

template <class Problem>
void execute(const Problem& p, const CallOptions& options) {
  run(runtime::checked_state(), p, options);
}

template <class Problem>
void execute_or_fall_back(const Problem& p) noexcept {
  State& s = runtime::state();
  tell_options(s);
  try {
    run(s, p, CallOptions{});
  } catch (const std::exception& error) {
    // Thrown before anything was written: execute_weighed() keeps everything behind that from
    // throwing.
    tell_failure(s, error);
    remember_fallback(s, p);
    compute_surely(s, p, threads_of(s, 0, kSerialFlops));
  }
}

int threads_of_a_large_call() noexcept {
  return simd::serial_here() ? 1 : runtime::state().threads();
}

Explanation explain_call(Call call, const CallOptions& options) {
  State& s = runtime::checked_state();
  set_options(call, to_string(call.routine), options);
  const Force force = force_of(s, options);
  const Snapshot& snapshot = s.model().current();
  Decision d = offload::decide(call, snapshot, force.backend);
  if (force.reason != Reason::None && d.reason != Reason::NoDevicePath) d.reason = force.reason;
  d.isa = s.target->isa;
  return offload::explain(d, snapshot);
}

void remember_quick_return(const Call& call) {
  t_last = Decision{};
  t_last.call = call;
  t_last.reason = Reason::QuickReturn;
}

void set_options(Call& call, std::string_view routine, const CallOptions& options) {
  if (!device_fits(options)) {
    throw Error(ErrorCode::InvalidArgument, routine,
                "CallOptions::device is " + std::to_string(options.device) +
                    ": it must be the index of a device, or -1 for any");
  }
  call.threads = options.threads > 0 ? options.threads : runtime::set_threads();
  call.device = static_cast<std::int16_t>(options.device);
}

Reason reason_in_place(const State& s, std::string_view routine, const CallOptions& options) {
  const Force force = force_of(s, options);
  if (force.backend == Backend::Cuda && s.options.config.strict) {
    throw Error(ErrorCode::BackendUnavailable, routine,
                "has no path on cuda, and FULCRUM_STRICT is 1");
  }
  return force.backend == Backend::Simd ? force.reason : Reason::NoDevicePath;
}

void remember(const Decision& decision) { t_last = decision; }

void tell_options(const State& s) {
  if (!s.problem.empty()) [[unlikely]]
    tell_once(&g_told_options, s, s.problem, "its default holds");
}

void tell_failure(const State& s, const std::exception& error) {
  const auto* ours = dynamic_cast<const Error*>(&error);
  const bool memory = ours == nullptr || ours->code() == ErrorCode::OutOfMemory;
  tell_once(memory ? &g_told_memory : &g_told_backend, s, error.what(),
            memory ? "computing without it, slower" : "computing with SIMD");
}

template void execute(const GemmProblem<float>&, const CallOptions&);
template void execute(const GemmProblem<double>&, const CallOptions&);
template void execute(const GemvProblem<float>&, const CallOptions&);
template void execute(const GemvProblem<double>&, const CallOptions&);
template void execute(const AxpyProblem<float>&, const CallOptions&);
template void execute(const AxpyProblem<double>&, const CallOptions&);
template void execute(const DotProblem<float>&, const CallOptions&);
template void execute(const DotProblem<double>&, const CallOptions&);
template void execute(const ScalProblem<float>&, const CallOptions&);
template void execute(const ScalProblem<double>&, const CallOptions&);

template void execute_or_fall_back(const GemmProblem<float>&) noexcept;
template void execute_or_fall_back(const GemmProblem<double>&) noexcept;
template void execute_or_fall_back(const GemvProblem<float>&) noexcept;
template void execute_or_fall_back(const GemvProblem<double>&) noexcept;
template void execute_or_fall_back(const AxpyProblem<float>&) noexcept;
template void execute_or_fall_back(const AxpyProblem<double>&) noexcept;
template void execute_or_fall_back(const DotProblem<float>&) noexcept;
template void execute_or_fall_back(const DotProblem<double>&) noexcept;
template void execute_or_fall_back(const ScalProblem<float>&) noexcept;
template void execute_or_fall_back(const ScalProblem<double>&) noexcept;

}  // namespace fulcrum::api

namespace fulcrum {

Decision last_decision() { return api::t_last; }

Explanation explain(const Decision& decision) {
  return offload::explain(decision, runtime::checked_state().model().current());
}

Explanation explain(const Call& call) {
  runtime::State& s = runtime::checked_state();
  const offload::Snapshot& snapshot = s.model().current();
  Decision d = offload::decide(call, snapshot);
  d.isa = s.target->isa;
  return offload::explain(d, snapshot);
}

}  // namespace fulcrum
