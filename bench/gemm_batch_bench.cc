// SPDX-License-Identifier: Apache-2.0
// Batches of small products: gemm_batch_strided and gemm_batch beside a loop over gemm, and beside
// the peers of FULCRUM_BENCH_PEERS: their ?gemm_batch_strided_ where they have one, and a loop over
// their ?gemm_; then one operand packed once against gemm. Each through its public entry, checks
// included.
//
//   gemm_batch_bench [Google Benchmark's options]
#include <array>
#include <memory>

#include "bench/peers.hpp"
#include "fulcrum/gemm.hpp"
#include "fulcrum/gemm_batch.hpp"
#include "fulcrum/packed.hpp"

namespace {

using namespace fulcrum;

// Square products, column by column, the matrices of an operand one behind the other.
struct Shape {
  std::int64_t n, batch;

  std::string text() const { return "n:" + std::to_string(n) + "/batch:" + std::to_string(batch); }
  std::int64_t elements() const { return n * n; }
  double flops() const {
    return 2.0 * static_cast<double>(n * n) * static_cast<double>(n) * static_cast<double>(batch);
  }
};

template <class T>
struct Operands {
  explicit Operands(const Shape& s)
      : a(bench::values<T>(s.elements() * s.batch)),
        b(bench::values<T>(s.elements() * s.batch)),
        c(bench::values<T>(s.elements() * s.batch)) {}
  std::vector<T, bench::OnCacheLines<T>> a, b, c;
};

template <class T>
void add_ours(const Shape& s) {
  const double flops = s.flops();
  bench::add<T>("gemm_batch", "fulcrum-strided", s.text(), flops, [=] {
    return [=, x = Operands<T>(s)]() mutable {
      gemm_batch_strided(Layout::ColMajor, Op::NoTrans, Op::NoTrans, s.n, s.n, s.n, T(1.5),
                         x.a.data(), s.n, s.elements(), x.b.data(), s.n, s.elements(), T(0),
                         x.c.data(), s.n, s.elements(), s.batch);
    };
  });
  bench::add<T>("gemm_batch", "fulcrum-pointers", s.text(), flops, [=] {
    auto x = std::make_shared<Operands<T>>(s);
    std::vector<const T*> a, b;
    std::vector<T*> c;
    for (std::int64_t i = 0; i < s.batch; ++i) {
      a.push_back(x->a.data() + i * s.elements());
      b.push_back(x->b.data() + i * s.elements());
      c.push_back(x->c.data() + i * s.elements());
    }
    return [=, keep = x] {
      gemm_batch(Layout::ColMajor, Op::NoTrans, Op::NoTrans, s.n, s.n, s.n, T(1.5), a.data(), s.n,
                 b.data(), s.n, T(0), c.data(), s.n, s.batch);
    };
  });
  bench::add<T>("gemm_batch", "fulcrum-loop", s.text(), flops, [=] {
    return [=, x = Operands<T>(s)]() mutable {
      for (std::int64_t i = 0; i < s.batch; ++i) {
        gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, s.n, s.n, s.n, T(1.5),
             x.a.data() + i * s.elements(), s.n, x.b.data() + i * s.elements(), s.n, T(0),
             x.c.data() + i * s.elements(), s.n);
      }
    };
  });
}

template <class T>
void add_peer(const bench::Peer& peer, const Shape& s) {
  using Gemm =
      void(const char*, const char*, const int*, const int*, const int*, const T*, const T*,
           const int*, const T*, const int*, const T*, T*, const int*, std::size_t, std::size_t);
  using Strided = void(const char*, const char*, const int*, const int*, const int*, const T*,
                       const T*, const int*, const int*, const T*, const int*, const int*, const T*,
                       T*, const int*, const int*, const int*, std::size_t, std::size_t);
  const char trans = 'N';
  const int n = static_cast<int>(s.n), stride = n * n, batch = static_cast<int>(s.batch);
  const T alpha = T(1.5), beta = T(0);
  Gemm* const gemm = peer.routine<T, Gemm>("gemm");
  bench::add<T>("gemm_batch", peer.name() + "-loop", s.text(), s.flops(), [=] {
    return [=, x = Operands<T>(s)]() mutable {
      for (std::int64_t i = 0; i < s.batch; ++i) {
        gemm(&trans, &trans, &n, &n, &n, &alpha, x.a.data() + i * stride, &n,
             x.b.data() + i * stride, &n, &beta, x.c.data() + i * stride, &n, 1, 1);
      }
    };
  });
  Strided* const strided = peer.routine_or_null<T, Strided>("gemm_batch_strided");
  if (strided == nullptr) return;
  bench::add<T>("gemm_batch", peer.name() + "-strided", s.text(), s.flops(), [=] {
    return [=, x = Operands<T>(s)]() mutable {
      strided(&trans, &trans, &n, &n, &n, &alpha, x.a.data(), &n, &stride, x.b.data(), &n, &stride,
              &beta, x.c.data(), &n, &stride, &batch, 1, 1);
    };
  });
}

// C(m,n) = A B with one B for many products: B packed once, and not; and the peers' gemm and packed
// products.
struct Product {
  std::int64_t m, n, k;

  std::string text() const {
    return "m:" + std::to_string(m) + "/n:" + std::to_string(n) + "/k:" + std::to_string(k);
  }
  double flops() const {
    return 2.0 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k);
  }
};

template <class T>
void add_packed(const Product& s) {
  const auto operands = [=] {
    return std::array{bench::values<T>(s.m * s.k), bench::values<T>(s.k * s.n),
                      bench::values<T>(s.m * s.n)};
  };
  bench::add<T>("gemm_packed", "fulcrum-plain", s.text(), s.flops(), [=] {
    return [=, x = operands()]() mutable {
      gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, s.m, s.n, s.k, T(1.5), x[0].data(), s.m,
           x[1].data(), s.k, T(0), x[2].data(), s.m);
    };
  });
  bench::add<T>("gemm_packed", "fulcrum-packed", s.text(), s.flops(), [=] {
    auto x = operands();
    auto b = std::make_shared<PackedMatrix<T>>(
        pack_b(Layout::ColMajor, Op::NoTrans, s.k, s.n, x[1].data(), s.k));
    return [=, x = std::move(x)]() mutable {
      gemm(Layout::ColMajor, Op::NoTrans, s.m, s.n, s.k, T(1.5), x[0].data(), s.m, *b, T(0),
           x[2].data(), s.m);
    };
  });
}

template <class T>
void add_packed_peer(const bench::Peer& peer, const Product& s) {
  using Gemm =
      void(const char*, const char*, const int*, const int*, const int*, const T*, const T*,
           const int*, const T*, const int*, const T*, T*, const int*, std::size_t, std::size_t);
  using Size = std::size_t(const char*, const int*, const int*, const int*);
  using Pack = void(const char*, const char*, const int*, const int*, const int*, const T*,
                    const T*, const int*, T*, std::size_t, std::size_t);
  using Compute =
      void(const char*, const char*, const int*, const int*, const int*, const T*, const int*,
           const T*, const int*, const T*, T*, const int*, std::size_t, std::size_t);
  const char plain = 'N', packed = 'P', side = 'B';
  const int m = static_cast<int>(s.m), n = static_cast<int>(s.n), k = static_cast<int>(s.k);
  const T alpha = T(1.5), beta = T(0);
  const auto operands = [=] {
    return std::array{bench::values<T>(s.m * s.k), bench::values<T>(s.k * s.n),
                      bench::values<T>(s.m * s.n)};
  };
  Gemm* const gemm = peer.routine<T, Gemm>("gemm");
  bench::add<T>("gemm_packed", peer.name() + "-plain", s.text(), s.flops(), [=] {
    return [=, x = operands()]() mutable {
      gemm(&plain, &plain, &m, &n, &k, &alpha, x[0].data(), &m, x[1].data(), &k, &beta, x[2].data(),
           &m, 1, 1);
    };
  });
  Size* const size = peer.routine_or_null<T, Size>("gemm_pack_get_size");
  Pack* const pack = peer.routine_or_null<T, Pack>("gemm_pack");
  Compute* const compute = peer.routine_or_null<T, Compute>("gemm_compute");
  if (size == nullptr || pack == nullptr || compute == nullptr) return;
  bench::add<T>("gemm_packed", peer.name() + "-packed", s.text(), s.flops(), [=] {
    auto x = operands();
    auto b = bench::values<T>(static_cast<std::int64_t>(size(&side, &m, &n, &k) / sizeof(T) + 1));
    pack(&side, &plain, &m, &n, &k, &alpha, x[1].data(), &k, b.data(), 1, 1);
    return [=, x = std::move(x), b = std::move(b)]() mutable {
      compute(&plain, &packed, &m, &n, &k, x[0].data(), &m, b.data(), &k, &beta, x[2].data(), &m, 1,
              1);
    };
  });
}

template <class T>
void add_all() {
  for (const Product& s : {Product{4, 1024, 1024},
                           {16, 1024, 1024},
                           {64, 1024, 1024},
                           {256, 1024, 1024},
                           {1024, 1024, 1024},
                           {64, 64, 64},
                           {200, 200, 200}}) {
    add_packed<T>(s);
    for (const bench::Peer& peer : bench::peers()) add_packed_peer<T>(peer, s);
  }
  for (const std::int64_t n : {2, 3, 4, 8, 16, 32, 64}) {
    for (const std::int64_t batch : {10, 100, 1000, 10000}) {
      const Shape s{n, batch};
      if (s.elements() * s.batch > 5'000'000) continue;  // memory alone is measured
      add_ours<T>(s);
      for (const bench::Peer& peer : bench::peers()) add_peer<T>(peer, s);
    }
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
