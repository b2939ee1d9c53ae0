// SPDX-License-Identifier: Apache-2.0
// scal: every SIMD target of this machine, and the peers of FULCRUM_BENCH_PEERS, from cache to
// memory.
//
//   scal_bench [Google Benchmark's options]
#include "bench/peers.hpp"

namespace {

using namespace fulcrum;

// alpha = -1 keeps the values in range however often the vector is scaled, and is no quick return.
template <class T>
void add_size(std::int64_t n, std::int64_t inc) {
  std::string shape = "n:" + std::to_string(n);
  if (inc != 1) shape += "/incx:" + std::to_string(inc);
  const double flops = static_cast<double>(n);
  for (const simd::Target& target : simd::targets()) {
    bench::add<T>("scal", std::string(to_string(target.isa)), shape, flops, [=, &target] {
      return
          [=, &target, x = bench::values<T>(n * inc), threads = simd::default_threads()]() mutable {
            simd::scal(target.kernels<T>().level1, {n, T(-1), x.data(), inc}, threads);
          };
    });
  }
  using Scal = void(const int*, const T*, T*, const int*);
  for (const bench::Peer& peer : bench::peers()) {
    Scal* const scal = peer.routine<T, Scal>("scal");
    bench::add<T>("scal", peer.name(), shape, flops, [=] {
      return [=, x = bench::values<T>(n * inc)]() mutable {
        const int count = static_cast<int>(n), ix = static_cast<int>(inc);
        const T alpha = T(-1);
        scal(&count, &alpha, x.data(), &ix);
      };
    });
  }
}

template <class T>
void add_all() {
  for (const std::int64_t n : {10, 100, 1000, 10000, 100000, 1000000}) add_size<T>(n, 1);
  add_size<T>(1000, 3);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  add_all<float>();
  add_all<double>();
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
