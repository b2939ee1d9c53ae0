// SPDX-License-Identifier: Apache-2.0
// gemv: every SIMD target of this machine, and the peers of FULCRUM_BENCH_PEERS: square, tall and
// wide, N and T.
//
//   gemv_bench [Google Benchmark's options]
#include "bench/peers.hpp"

namespace {

using namespace fulcrum;

template <class T>
void add_shape(bool trans, std::int64_t m, std::int64_t n, std::int64_t inc) {
  std::string shape =
      std::string(trans ? "T" : "N") + "/m:" + std::to_string(m) + "/n:" + std::to_string(n);
  if (inc != 1) shape += "/inc:" + std::to_string(inc);
  const double flops = 2.0 * static_cast<double>(m) * static_cast<double>(n);
  const std::int64_t length = std::max(m, n) * inc;
  for (const simd::Target& target : simd::targets()) {
    bench::add<T>("gemv", std::string(to_string(target.isa)), shape, flops, [=, &target] {
      return [=, &target, a = bench::values<T>(m * n), x = bench::values<T>(length),
              y = bench::values<T>(length), threads = simd::default_threads()]() mutable {
        simd::gemv(target.kernels<T>().gemv,
                   {trans, m, n, T(1.5), a.data(), m, x.data(), inc, T(0.5), y.data(), inc},
                   threads);
      };
    });
  }
  using Gemv = void(const char*, const int*, const int*, const T*, const T*, const int*, const T*,
                    const int*, const T*, T*, const int*, std::size_t);
  for (const bench::Peer& peer : bench::peers()) {
    Gemv* const gemv = peer.routine<T, Gemv>("gemv");
    bench::add<T>("gemv", peer.name(), shape, flops, [=] {
      return [=, a = bench::values<T>(m * n), x = bench::values<T>(length),
              y = bench::values<T>(length)]() mutable {
        const char op = trans ? 'T' : 'N';
        const int rows = static_cast<int>(m), cols = static_cast<int>(n),
                  step = static_cast<int>(inc);
        const T alpha = T(1.5), beta = T(0.5);
        gemv(&op, &rows, &cols, &alpha, a.data(), &rows, x.data(), &step, &beta, y.data(), &step,
             1);
      };
    });
  }
}

template <class T>
void add_all() {
  for (const bool trans : {false, true}) {
    for (const std::int64_t n : {4, 10, 16, 31, 50, 100, 200, 500, 1000, 2000})
      add_shape<T>(trans, n, n, 1);
    for (const auto& [m, n] : {std::pair{1000, 100}, {100, 1000}, {100000, 5}, {5, 100000}})
      add_shape<T>(trans, m, n, 1);
    add_shape<T>(trans, 200, 200, 2);
  }
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
