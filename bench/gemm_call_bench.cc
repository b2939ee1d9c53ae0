// SPDX-License-Identifier: Apache-2.0
// What a call of gemm costs before and beside its multiply-adds: products of a few elements, each
// through the entry that a user takes, in the shared libraries that a user loads. m = 0 is the way
// in and out alone (checks, quick return).
//
//   gemm_call_bench [Google Benchmark's options]
//
// api: fulcrum::gemm; fortran, cblas: dgemm_ and cblas_dgemm of libfulcrum_blas.so; then the peers
// of FULCRUM_BENCH_PEERS by their Fortran entries. The kernel alone is in gemm_bench
// (gemm/f64/...).
#include <dlfcn.h>

#include <cstdio>

#include "bench/peers.hpp"
#include "fulcrum/cblas.h"
#include "fulcrum/gemm.hpp"

namespace {

using namespace fulcrum;

template <class T>
struct Operands {
  explicit Operands(int n)
      : a(bench::values<T>(n * n)), b(bench::values<T>(n * n)), c(bench::values<T>(n * n)) {}
  std::vector<T, bench::OnCacheLines<T>> a, b, c;
};

// One product: n x n x n, or with m = 0 nothing of it.
struct Size {
  int m, n;

  std::string text() const { return "m:" + std::to_string(m) + "/n:" + std::to_string(n); }
  double flops() const { return 2.0 * m * n * n; }
};

template <class T>
void add_api(const Size& s) {
  bench::add<T>("call", "api", s.text(), s.flops(), [=] {
    return [=, x = Operands<T>(s.n)]() mutable {
      gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, s.m, s.n, s.n, T(1.5), x.a.data(), s.n,
           x.b.data(), s.n, T(0), x.c.data(), s.n);
    };
  });
}

template <class T>
void add_fortran(const bench::Peer& library, const Size& s) {
  using Gemm =
      void(const char*, const char*, const int*, const int*, const int*, const T*, const T*,
           const int*, const T*, const int*, const T*, T*, const int*, std::size_t, std::size_t);
  Gemm* const entry = library.routine<T, Gemm>("gemm");
  bench::add<T>("call", library.name(), s.text(), s.flops(), [=] {
    return [=, x = Operands<T>(s.n)]() mutable {
      const char trans = 'N';
      const int m = s.m, n = s.n;
      const T alpha = T(1.5), beta = T(0);
      entry(&trans, &trans, &m, &n, &n, &alpha, x.a.data(), &n, x.b.data(), &n, &beta, x.c.data(),
            &n, 1, 1);
    };
  });
}

template <class T>
void add_cblas(const bench::Peer& library, const Size& s) {
  using Gemm = void(CBLAS_LAYOUT, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, int, int, int, T, const T*, int,
                    const T*, int, T, T*, int);
  Gemm* const entry = library.routine<T, Gemm>("gemm");
  bench::add<T>("call", library.name(), s.text(), s.flops(), [=] {
    return [=, x = Operands<T>(s.n)]() mutable {
      entry(CblasColMajor, CblasNoTrans, CblasNoTrans, s.m, s.n, s.n, T(1.5), x.a.data(), s.n,
            x.b.data(), s.n, T(0), x.c.data(), s.n);
    };
  });
}

template <class T>
void add_all(void* ours) {
  std::vector<bench::Peer> libraries = {{"fortran", ours, "%s_"}};
  libraries.insert(libraries.end(), bench::peers().begin(), bench::peers().end());
  const bench::Peer cblas("cblas", ours, "cblas_%s");
  for (const Size s : {Size{0, 1}, {1, 1}, {2, 2}, {3, 3}, {4, 4}, {8, 8}}) {
    for (const bench::Peer& library : libraries) add_fortran<T>(library, s);
    add_cblas<T>(cblas, s);
    add_api<T>(s);
  }
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  // Loaded like the peers, not linked: its dgemm_ must not stand before theirs.
  void* const ours = dlopen("libfulcrum_blas.so", RTLD_NOW | RTLD_LOCAL);
  if (ours == nullptr) {
    std::fprintf(stderr, "gemm_call_bench: %s\n", dlerror());
    return 2;
  }
  add_all<float>(ours);
  add_all<double>(ours);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
