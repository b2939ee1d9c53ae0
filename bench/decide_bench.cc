// SPDX-License-Identifier: Apache-2.0
// What deciding costs: a call too small to matter, a call that is priced on both sides, and one
// that has been made before. Warm; each sample is the mean of a batch, because reading the
// clock costs as much as deciding. p50_ns and p99_ns are over the samples.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "offload/decision/decide.hpp"
#include "offload/decision/memo.hpp"
#include "offload/decision/profile.hpp"

namespace {

using namespace fulcrum;

Call gemm_call(std::int64_t size) {
  Call call;
  call.routine = Routine::Gemm;
  call.m = call.n = call.k = call.lda = call.ldb = call.ldc = size;
  return call;
}

Call vector_call(Routine routine, std::int64_t n) {
  Call call;
  call.routine = routine;
  call.n = n;
  return call;
}

offload::Snapshot snapshot_with(int devices) {
  offload::Snapshot snapshot = offload::snapshot_of(offload::analytic_host(Isa::Avx2, 8, 32),
                                                    offload::find_profile("h200-pcie5"));
  for (int i = 1; i < devices; ++i) {
    snapshot.devices.push_back(snapshot.devices[0]);
    snapshot.usable[static_cast<std::size_t>(i)] = true;
    snapshot.load[static_cast<std::size_t>(i)].pool_bytes = offload::kNever;
    snapshot.kind[0] = snapshot.kind[static_cast<std::size_t>(i)] =
        1;  // as ModelState numbers a node's devices
  }
  return snapshot;
}

// The calls in turn, so that no branch is learnt from one shape alone.
template <class Decide>
void time_batches(benchmark::State& state, const std::vector<Call>& calls, const Decide& decide) {
  constexpr int kBatch = 64;
  std::vector<double> samples;
  samples.reserve(1 << 20);
  for ([[maybe_unused]] auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kBatch; ++i) {
      benchmark::DoNotOptimize(decide(calls[static_cast<std::size_t>(i) % calls.size()]));
    }
    const std::chrono::duration<double, std::nano> elapsed =
        std::chrono::steady_clock::now() - start;
    samples.push_back(elapsed.count() / kBatch);
  }
  std::sort(samples.begin(), samples.end());
  state.counters["p50_ns"] = samples[samples.size() / 2];
  state.counters["p99_ns"] = samples[samples.size() * 99 / 100];
  state.SetItemsProcessed(state.iterations() * kBatch);
}

// Each anew, as the first time.
void weigh(benchmark::State& state, const std::vector<Call>& calls,
           const offload::Snapshot& snapshot) {
  time_batches(state, calls, [&](const Call& call) { return offload::decide(call, snapshot); });
}

// As the library does.
void weigh_again(benchmark::State& state, const std::vector<Call>& calls,
                 offload::Snapshot snapshot) {
  snapshot.revision.renew();
  time_batches(state, calls, [&](const Call& call) {
    return offload::weigh(call, snapshot, Backend::Auto).decision;
  });
}

// What the entry of every routine does first: one compare.
void too_small_compare(benchmark::State& state) {
  const offload::Snapshot snapshot = snapshot_with(1);
  Call call = gemm_call(4);
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(call);
    benchmark::DoNotOptimize(offload::operations(call) <
                             snapshot.smallest(call.routine, call.type));
  }
}

void too_small(benchmark::State& state) {
  weigh(state, {gemm_call(4), gemm_call(8), gemm_call(12), gemm_call(16)}, snapshot_with(1));
}

void gemm(benchmark::State& state) {
  weigh(state, {gemm_call(100), gemm_call(500), gemm_call(1000), gemm_call(4000)},
        snapshot_with(static_cast<int>(state.range(0))));
}

void gemm_again(benchmark::State& state) {
  weigh_again(state, {gemm_call(100), gemm_call(500), gemm_call(1000), gemm_call(4000)},
              snapshot_with(static_cast<int>(state.range(0))));
}

std::vector<Call> vectors() {
  return {vector_call(Routine::Axpy, 100'000), vector_call(Routine::Dot, 1'000'000)};
}
void axpy(benchmark::State& state) { weigh(state, vectors(), snapshot_with(1)); }
void axpy_again(benchmark::State& state) { weigh_again(state, vectors(), snapshot_with(1)); }

BENCHMARK(too_small_compare);
BENCHMARK(too_small);
BENCHMARK(gemm)->ArgName("devices")->Arg(1)->Arg(8);
BENCHMARK(axpy);
BENCHMARK(gemm_again)->ArgName("devices")->Arg(1)->Arg(8);
BENCHMARK(axpy_again);

}  // namespace

BENCHMARK_MAIN();
