// SPDX-License-Identifier: Apache-2.0
// The one execution: every checked call joins here. A call that is too small to be weighed is
// computed at once, inline in its entry point: a look at the model's threshold, the kernel, and a
// copy of the problem. All others are weighed, run and observed out of line, where their type no
// longer matters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <string_view>
#include <type_traits>

#include "offload/decision/decide.hpp"
#include "offload/routines/any_problem.hpp"
#include "src/runtime/state.hpp"

namespace fulcrum::execute {

// What this thread's last call did. One that was not weighed leaves a copy of its problem, which is
// described when somebody asks: filling and copying a Call and a Decision took a dasum of 10
// elements longer than its sum. The copy is made behind the kernel, since a load of 16 bytes waits
// for what has just been stored in pieces (before it dgemv of 4 x 4 took 39 ns instead of 32);
// level 1 of the C ABI stores its members from registers (members.hpp).
struct Last {
  // The Call of a copied problem; null where `decision` holds.
  Call (*describe)(const Last& last) = nullptr;
  int threads = 0;
  std::int16_t device = -1;
  Reason reason = Reason::None;
  std::int64_t batch = 1;  // of a batch, its problems
  alignas(16) std::byte problem[128] = {};
  Decision decision;
};
// Initial-exec: a call of 20 ns must not spend 5 of them in __tls_get_addr. About 340 bytes of the
// loader's static reserve, which is 512 and more for libraries that are loaded late.
__attribute__((tls_model("initial-exec"))) extern constinit FULCRUM_API thread_local Last t_last;

// The problem that tells all of one: of a batch, one of its problems.
template <class P>
struct Recorded {
  using Type = P;
};
template <class P>
requires requires { typename offload::Description<P>::Recorded; }
struct Recorded<P> {
  using Type = typename offload::Description<P>::Recorded;
};

// What remember() has kept of a P.
template <class P>
Call described(const Last& last) {
  using D = offload::Description<P>;
  using R = typename Recorded<P>::Type;
  Call call = offload::describe(*std::launder(reinterpret_cast<const R*>(last.problem)));
  if constexpr (!std::is_same_v<P, R>) call.routine = D::kRoutines[0];
  if constexpr (requires(const P& p) { D::count(p); }) call.batch = last.batch;
  call.threads = last.threads;
  call.device = last.device;
  return call;
}

// The same of a call without options: what Last has of them is not looked at. For every type of
// level 1, for the C ABI.
template <class P>
FULCRUM_API Call described_without_options(const Last& last);

template <class P>
[[gnu::always_inline]] inline void remember(const P& p, Reason reason, int threads, int device) {
  using D = offload::Description<P>;
  using R = typename Recorded<P>::Type;
  static_assert(std::is_trivially_copyable_v<R> && sizeof(R) <= sizeof t_last.problem);
  t_last.describe = &described<P>;
  t_last.threads = threads;
  t_last.device = static_cast<std::int16_t>(device);
  t_last.reason = reason;
  void* const problem = t_last.problem;
  if constexpr (std::is_same_v<P, R>) {
    new (problem) R(p);
  } else {
    new (problem) R(D::recorded(p));
  }
  if constexpr (requires { D::count(p); }) t_last.batch = D::count(p);
}

// Call::device holds less than the option does; which devices there are is looked up only where one
// is needed.
constexpr bool device_fits(const CallOptions& options) {
  return options.device >= -1 && options.device <= std::numeric_limits<std::int16_t>::max();
}

// Of so many threads those that the model finds the fastest, where it knows this machine by
// measurement; else all, and the kernels' own rules hold.
int fastest_threads(runtime::State& s, const offload::AnyProblem& problem, int allowed);

// Is it certain, beyond the number of operations, that SIMD would be predicted faster?
template <class Problem>
bool surely_in_place(const Problem& p, const offload::Snapshot& snapshot) {
  using D = offload::Description<Problem>;
  if constexpr (D::kCost != offload::Cost::Product) {
    // Vectors, and matrices that meet them; what else there is takes longer than being weighed.
    if constexpr (requires { p.incx; }) {
      constexpr ElementType kType = offload::type_of<Problem>();
      constexpr bool kMatrix = D::kCost == offload::Cost::MatrixVector;
      std::size_t variant = 0;
      if constexpr (requires { p.trans; }) variant = p.trans ? 1 : 0;
      double rows = kMatrix ? offload::real(p.n) : 0;
      const double columns = rows;
      if constexpr (requires { p.m; }) rows = offload::real(p.m);
      double bytes = 0, strided = 0;
      for (const offload::Operand& operand : D::operands(p)) {
        const offload::HostBytes host(operand, operand.elements(),
                                      static_cast<double>(size_of(kType)));
        bytes += host.moved;
        strided += host.strided;
      }
      const offload::Rate& rate = snapshot.host.one->rate(offload::routine_of(p), kType, variant);
      return offload::memory_surely_in_place(rate, rows, columns, bytes, strided, snapshot);
    } else {
      return false;
    }
  } else if constexpr (requires { p.m, p.n, p.k; }) {  // most calls, without filling a Call
    constexpr ElementType kType = offload::type_of<Problem>();
    std::size_t variant = 0;
    if constexpr (requires { p.trans_a; }) variant += p.trans_a ? 1 : 0;
    if constexpr (requires { p.trans_b; }) variant += p.trans_b ? 2 : 0;
    const offload::Rate& rate = snapshot.host.one->rate(offload::routine_of(p), kType, variant);
    return offload::product_surely_in_place(rate, kType, p.m, p.n, p.k, snapshot);
  } else {
    const Call call = offload::describe(p);
    return call.batch == 1 &&
           offload::product_surely_in_place(snapshot.host.one->rate(call), call.type, call.m,
                                            call.n, call.k, snapshot);
  }
}

// Computes and records a problem that is not weighed: on the number of threads that it may have.
// False, and nothing done, where it is weighed.
template <class Problem>
[[gnu::noinline]] bool computed_in_place(runtime::State& s, const Problem& p,
                                         const CallOptions& options) {
  using D = offload::Description<Problem>;
  constexpr ElementType kType = offload::type_of<Problem>();
  const offload::Snapshot& snapshot = s.model().at_hand();
  const offload::Threshold& threshold = snapshot.threshold(offload::routine_of(p), kType);
  const double operations = D::operations(p);
  Reason reason = threshold.below;
  if (operations >= threshold.smallest) {
    if (!surely_in_place(p, snapshot)) return false;
    reason = Reason::TooSmall;
  }
  if constexpr (requires { D::is_short(p); }) {
    if (operations < offload::kSerialOperations && D::is_short(p)) {
      D::at_once(*s.target, p);
      remember(p, reason, options.threads, options.device);
      return true;
    }
  }
  int threads = options.threads > 0                       ? options.threads
                : operations < offload::kSerialOperations ? 1
                                                          : s.threads();
  if (threads > 1 && operations >= offload::kSerialOperations)
    threads = fastest_threads(s, offload::AnyProblem(p), threads);
  D::host(*s.target, p, threads, simd::Scratch::Workspace);
  remember(p, reason, options.threads, options.device);
  return true;
}

// The same, inline for what is small, of a caller without options.
template <class Problem>
[[gnu::always_inline]] inline bool computed_at_once(const Problem& p) {
  using D = offload::Description<Problem>;
  runtime::State* const s = runtime::g_direct.load(std::memory_order_acquire);
  if (s == nullptr) [[unlikely]]
    return false;
  const offload::Threshold& threshold =
      s->model().at_hand().threshold(offload::routine_of(p), offload::type_of<Problem>());
  if (D::operations(p) >= threshold.at_once) [[unlikely]]
    return computed_in_place(*s, p, CallOptions{});
  const Reason reason = threshold.below;
  if constexpr (requires { D::is_short(p); }) {
    if (D::is_short(p)) [[likely]] {
      D::at_once(*s->target, p);
      remember(p, reason, 0, -1);
      return true;
    }
  }
  D::host(*s->target, p, 1, simd::Scratch::Workspace);
  remember(p, reason, 0, -1);
  return true;
}

// With options: what none of them forbids is computed in place all the same.
template <class Problem>
[[gnu::noinline]] bool computed_with_options(const Problem& p, const CallOptions& options) {
  runtime::State* const s = runtime::g_direct.load(std::memory_order_acquire);
  const bool usual = !options.backend && !options.deterministic && device_fits(options);
  return s != nullptr && usual && computed_in_place(*s, p, options);
}

inline bool is_default(const CallOptions& options) {
  return !options.backend && !options.deterministic && options.device == -1 && options.threads == 0;
}

// Weighs, computes and records a problem. Throws what call() throws.
void weigh_and_compute(runtime::State& s, const offload::AnyProblem& problem,
                       const CallOptions& options);

// Weighs and computes one problem, for the C++ API. Arguments have been checked and quick returns
// taken. Throws Error: InvalidOption, InvalidArgument (a backend or device that does not exist),
// BackendUnavailable, DeviceLost, OutOfMemory; outputs are then untouched.
template <class Problem>
inline void call(const Problem& p, const CallOptions& options) {
  if (is_default(options)) [[likely]] {
    if (computed_at_once(p)) [[likely]]
      return;
  } else if (computed_with_options(p, options)) {
    return;
  }
  weigh_and_compute(runtime::checked_state(), offload::AnyProblem(p), options);
}

// Records a call of the C++ API that has nothing to compute.
template <class Problem>
[[gnu::noinline]] void quick_return(const Problem& p) {
  remember(p, Reason::QuickReturn, 0, -1);
}

// What would be chosen now for the call. Looks for no device and touches none.
Explanation explain_call(Call call, const CallOptions& options);

// What call() would choose now.
template <class Problem>
Explanation explain(const Problem& p, const CallOptions& options) {
  return explain_call(offload::describe(p), options);
}

// The number of threads of a call that is not a problem, such as packing, of that many elements.
// Throws Error(InvalidArgument) for a backend or device that does not exist.
int threads_for(const runtime::State& s, std::string_view routine, const CallOptions& options,
                double elements);

// What the C ABI tells instead of throwing, once each: an option that was not understood, and why a
// call falls back.
void tell_options(const runtime::State& s);

}  // namespace fulcrum::execute
