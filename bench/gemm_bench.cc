// SPDX-License-Identifier: Apache-2.0
// gemm: every SIMD target of this machine, and the peers of FULCRUM_BENCH_PEERS, over small,
// square, transposed and skinny shapes; then the pieces of gemm alone (micro-kernel, packing,
// barrier).
//
//   gemm_bench [Google Benchmark's options]
#include "bench/peers.hpp"
#include "simd/gemm/plan.hpp"

namespace {

using namespace fulcrum;

struct Shape {
  bool trans_a, trans_b;
  std::int64_t m, n, k;

  std::string text() const {
    return std::string(trans_a ? "T" : "N") + (trans_b ? "T" : "N") + "/m:" + std::to_string(m) +
           "/n:" + std::to_string(n) + "/k:" + std::to_string(k);
  }
  std::int64_t lda() const { return trans_a ? k : m; }
  std::int64_t ldb() const { return trans_b ? n : k; }
  double flops() const {
    return 2.0 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k);
  }
};

template <class T>
void add_shape(const Shape& s) {
  for (const simd::Target& target : simd::targets()) {
    bench::add<T>("gemm", std::string(to_string(target.isa)), s.text(), s.flops(), [=, &target] {
      return [=, &target, a = bench::values<T>(s.m * s.k), b = bench::values<T>(s.k * s.n),
              c = bench::values<T>(s.m * s.n), threads = simd::default_threads()]() mutable {
        simd::gemm(target.kernels<T>().gemm,
                   {s.trans_a, s.trans_b, s.m, s.n, s.k, T(1.5), a.data(), s.lda(), b.data(),
                    s.ldb(), T(0), c.data(), s.m},
                   threads);
      };
    });
  }
  using Gemm =
      void(const char*, const char*, const int*, const int*, const int*, const T*, const T*,
           const int*, const T*, const int*, const T*, T*, const int*, std::size_t, std::size_t);
  for (const bench::Peer& peer : bench::peers()) {
    Gemm* const gemm = peer.routine<T, Gemm>("gemm");
    bench::add<T>("gemm", peer.name(), s.text(), s.flops(), [=] {
      return [=, a = bench::values<T>(s.m * s.k), b = bench::values<T>(s.k * s.n),
              c = bench::values<T>(s.m * s.n)]() mutable {
        const char ta = s.trans_a ? 'T' : 'N', tb = s.trans_b ? 'T' : 'N';
        const int m = static_cast<int>(s.m), n = static_cast<int>(s.n), k = static_cast<int>(s.k),
                  lda = static_cast<int>(s.lda()), ldb = static_cast<int>(s.ldb());
        const T alpha = T(1.5), beta = T(0);
        gemm(&ta, &tb, &m, &n, &k, &alpha, a.data(), &lda, b.data(), &ldb, &beta, c.data(), &m, 1,
             1);
      };
    });
  }
}

// One piece of the packed path alone, on operands that the plan makes for a square of 1000.
template <class T>
void add_pieces() {
  for (const simd::Target& target : simd::targets()) {
    const simd::GemmKernels<T>& kernels = target.kernels<T>().gemm;
    const std::int64_t mr = kernels.mr, nr = kernels.nr;
    const std::int64_t kc = simd::packed_blocks({false, true, 1000, 1000, 1000}, {mr, nr},
                                                sizeof(T), simd::cache_sizes())
                                .depth;
    const std::string isa(to_string(target.isa)), depth = "/k:" + std::to_string(kc);
    const double tile_flops = 2.0 * static_cast<double>(mr * nr * kc);
    bench::add<T>("tile", isa, "m:" + std::to_string(mr) + "/n:" + std::to_string(nr) + depth,
                  tile_flops, [=] {
                    return [=, a = bench::values<T>(mr * kc), b = bench::values<T>(kc * nr),
                            c = bench::values<T>(mr * nr)]() mutable {
                      kernels.macro(mr, nr, kc, T(1), a.data(), b.data(), T(0), c.data(), mr);
                    };
                  });
    for (const bool trans : {false, true}) {
      const std::string shape = std::string(trans ? "T" : "N") + "/rows:192" + depth;
      // "flops" counts elements here: elements packed per second.
      bench::add<T>("pack_a", isa, shape, static_cast<double>(192 * kc), [=] {
        return
            [=, a = bench::values<T>(192 * kc), dst = bench::values<T>((192 + mr) * kc)]() mutable {
              kernels.pack_a(trans, 192, kc, a.data(), trans ? kc : 192, dst.data());
            };
      });
      bench::add<T>("pack_b", isa, shape, static_cast<double>(192 * kc), [=] {
        return
            [=, b = bench::values<T>(192 * kc), dst = bench::values<T>((192 + nr) * kc)]() mutable {
              kernels.pack_b(trans, kc, 192, b.data(), trans ? 192 : kc, dst.data());
            };
      });
    }
  }
}

// An empty parallel region with one barrier, as the packed path has at least.
void add_barrier() {
  benchmark::RegisterBenchmark("barrier", [](benchmark::State& state) {
    const int threads = simd::default_threads();
    auto body = [](int, int count) { simd::barrier(count); };
    for (auto _ : state) simd::parallel(threads, body);
  });
}

template <class T>
void add_all() {
  for (const std::int64_t n :
       {1, 2, 3, 4, 5, 8, 13, 16, 24, 32, 48, 64, 96, 128, 256, 512, 1000, 2000})
    add_shape<T>({false, false, n, n, n});
  for (const auto& [ta, tb] : {std::pair{true, false}, {false, true}, {true, true}}) {
    for (const std::int64_t n : {16, 64, 512}) add_shape<T>({ta, tb, n, n, n});
  }
  add_shape<T>({false, false, 4096, 16, 4096});
  add_shape<T>({false, false, 16, 4096, 512});
  add_shape<T>({false, false, 2000, 2000, 32});
  add_shape<T>({false, false, 32, 32, 4000});
  add_pieces<T>();
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  add_all<float>();
  add_all<double>();
  add_barrier();
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
