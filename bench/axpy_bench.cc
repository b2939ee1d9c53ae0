// SPDX-License-Identifier: Apache-2.0
// axpy: every SIMD target of this machine, and the peers of FULCRUM_BENCH_PEERS, from cache to
// memory.
//
//   axpy_bench [Google Benchmark's options]
#include "bench/peers.hpp"

namespace {

using namespace fulcrum;

template <class T>
void add_size(std::int64_t n, std::int64_t incx, std::int64_t incy) {
  std::string shape = "n:" + std::to_string(n);
  if (incx != 1 || incy != 1)
    shape += "/incx:" + std::to_string(incx) + "/incy:" + std::to_string(incy);
  const double flops = 2.0 * static_cast<double>(n);
  for (const simd::Target& target : simd::targets()) {
    bench::add<T>("axpy", std::string(to_string(target.isa)), shape, flops, [=, &target] {
      return [=, &target, x = bench::values<T>(n * incx), y = bench::values<T>(n * incy),
              threads = simd::default_threads()]() mutable {
        simd::axpy(target.kernels<T>().level1, {n, T(1e-6), x.data(), incx, y.data(), incy},
                   threads);
      };
    });
  }
  using Axpy = void(const int*, const T*, const T*, const int*, T*, const int*);
  for (const bench::Peer& peer : bench::peers()) {
    Axpy* const axpy = peer.routine<T, Axpy>("axpy");
    bench::add<T>("axpy", peer.name(), shape, flops, [=] {
      return [=, x = bench::values<T>(n * incx), y = bench::values<T>(n * incy)]() mutable {
        const int count = static_cast<int>(n), ix = static_cast<int>(incx),
                  iy = static_cast<int>(incy);
        const T alpha = T(1e-6);
        axpy(&count, &alpha, x.data(), &ix, y.data(), &iy);
      };
    });
  }
}

template <class T>
void add_all() {
  for (const std::int64_t n : {10, 100, 1000, 10000, 100000, 1000000}) add_size<T>(n, 1, 1);
  add_size<T>(1000, 2, 3);
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
