// SPDX-License-Identifier: Apache-2.0
// gemm of narrow operands on the best SIMD target beside sgemm of the same size; then packing
// alone.
//
//   gemm_mixed_bench [Google Benchmark's options]      OMP_NUM_THREADS: threads
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "simd/gemm_mixed/gemm_mixed.hpp"
#include "simd/targets.hpp"
#include "simd/threads/threads.hpp"

namespace {

using namespace fulcrum;

// The same small whole numbers on every machine, in [-8, 8), or in [0, 16) where T has no sign.
template <class T>
std::vector<T> values(std::int64_t count) {
  std::vector<T> v(static_cast<std::size_t>(count));
  std::uint32_t state = 1;
  for (T& x : v) {
    state = state * 1664525u + 1013904223u;
    const int number = static_cast<int>(state >> 28) - (std::is_unsigned_v<T> ? 0 : 8);
    if constexpr (std::is_arithmetic_v<T>) {
      x = static_cast<T>(number);
    } else {
      x = T(static_cast<float>(number));
    }
  }
  return v;
}

void count(benchmark::State& state, double operations) {
  state.counters["flops"] =
      benchmark::Counter(operations, benchmark::Counter::kIsIterationInvariantRate);
}

template <class TA, class TB, class TC>
void product(benchmark::State& state) {
  const std::int64_t m = state.range(0), n = state.range(1), k = state.range(2);
  const simd::Target& target = simd::targets().front();
  const auto a = values<TA>(m * k);
  const auto b = values<TB>(k * n);
  auto c = values<TC>(m * n);
  const int threads = simd::default_threads();
  for (auto _ : state) {
    if constexpr (std::is_same_v<TA, float>) {
      simd::gemm(target.f32.gemm,
                 {false, false, m, n, k, 1, a.data(), m, b.data(), k, 0, c.data(), m}, threads);
    } else {
      const simd::MixedGemmProblem<TA, TB, TC> p{
          false, false, m, n, k, TC{1}, a.data(), m, b.data(), k, TC{0}, c.data(), m};
      simd::gemm_mixed(target.mixed.front(), p, threads);
    }
  }
  count(state, 2 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k));
}

// "flops" counts elements here.
template <class TA, class TB, class TC>
void pack(benchmark::State& state) {
  constexpr std::int64_t kRows = 192, kDepth = 512;
  const simd::Target& target = simd::targets().front();
  const auto& kernels = target.mixed.front().kernels<TA, TB, TC>();
  const bool contiguous = state.range(0) != 0;
  const std::int64_t width = state.range(1) != 0 ? kernels.mr : kernels.nr;
  const auto src = values<TA>(kRows * kDepth);
  std::vector<float> dst(static_cast<std::size_t>((kRows + width) * (kDepth + 1)));
  for (auto _ : state) {
    kernels.pack_a(contiguous, kDepth, kRows, width, src.data(), contiguous ? kRows : kDepth,
                   dst.data());
    benchmark::ClobberMemory();
  }
  count(state, static_cast<double>(kRows * kDepth));
}

void sizes(benchmark::internal::Benchmark* b) {
  b->ArgNames({"m", "n", "k"});
  for (const std::int64_t n : {32, 128, 512, 1000, 2000}) b->Args({n, n, n});
  for (const std::int64_t m : {16, 64}) b->Args({m, 2048, 2048});
  b->Args({2048, 16, 2048});
}
void packings(benchmark::internal::Benchmark* b) {
  b->ArgNames({"contiguous", "a"})->ArgsProduct({{1, 0}, {1, 0}});
}

BENCHMARK(product<float, float, float>)->Name("f32")->Apply(sizes);
BENCHMARK(product<bfloat16, bfloat16, float>)->Name("bf16")->Apply(sizes);
BENCHMARK(product<float16, float16, float>)->Name("f16")->Apply(sizes);
BENCHMARK(product<std::int8_t, std::int8_t, std::int32_t>)->Name("i8")->Apply(sizes);
BENCHMARK(product<std::uint8_t, std::int8_t, std::int32_t>)->Name("u8i8")->Apply(sizes);
BENCHMARK(pack<bfloat16, bfloat16, float>)->Name("pack_bf16")->Apply(packings);
BENCHMARK(pack<float16, float16, float>)->Name("pack_f16")->Apply(packings);
BENCHMARK(pack<std::int8_t, std::int8_t, std::int32_t>)->Name("pack_i8")->Apply(packings);

}  // namespace

BENCHMARK_MAIN();
