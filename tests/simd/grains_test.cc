// SPDX-License-Identifier: Apache-2.0
// The rules for threads are those that the drivers keep: useful_threads() of every problem is the
// widest region that its call asks for. The model weighs a call with these threads.
#include <type_traits>

#include "simd/gemm_complex/gemm_complex.hpp"
#include "simd/level1/batch.hpp"
#include "simd/level1/split.hpp"
#include "simd/level2/gemv_batch.hpp"
#include "simd/level3/trsm_batch.hpp"
#include "simd/matcopy/dgmm.hpp"
#include "simd/matcopy/matcopy.hpp"
#include "tests/simd/grains.hpp"
#include "tests/support/scale.hpp"

namespace fulcrum::simd {
namespace {

using test::scaled;

TEST_F(Grains, WidestRegionIsTheCallingThreads) {
  const auto nothing = [](int, int) {};
  reset_widest_region();
  EXPECT_EQ(widest_region(), 1);
  parallel(1, nothing);
  EXPECT_EQ(widest_region(), 1);
  parallel(3, nothing);
  parallel(2, nothing);
  EXPECT_EQ(widest_region(), 3) << "what was asked for, not what there was";
  int seen_by_others = 0;
  parallel(2, [&](int index, int count) {
    if (index == count - 1 && count > 1) seen_by_others = widest_region();
  });
  EXPECT_LE(seen_by_others, 1);
  reset_widest_region();
  EXPECT_EQ(widest_region(), 1);
}

// Sizes in bytes around each step of half a MiB, and of what a thread more is worth.
std::vector<std::int64_t> steps() {
  constexpr std::int64_t kHalf = std::int64_t{1} << 19;
  std::vector<std::int64_t> all = {16, 4096, kHalf, kHalf + 64};
  for (std::int64_t i = 2; i <= 8; i += scaled(1, 5)) {
    for (const std::int64_t off : {-64, 0}) all.push_back(i * kHalf + off);
  }
  for (const std::int64_t threads : {2, 3, 5}) {
    for (const std::int64_t off : {-64, 0}) all.push_back(threads * bytes_per_thread() + off);
  }
  return all;
}

template <class P>
P vectors(std::int64_t n, std::int64_t incx, std::int64_t incy) {
  using T = std::remove_cvref_t<decltype(*P{}.x)>;
  P p;
  p.n = n;
  p.x = out<T>(0);
  p.incx = incx;
  if constexpr (TwoVectorProblem<P>) {
    p.y = out<T>(1);
    p.incy = incy;
  }
  if constexpr (requires { p.alpha; }) p.alpha = 1;
  if constexpr (requires { p.beta; }) p.beta = 1;
  return p;
}

class Level1Grains : public Grains {
 protected:
  template <class P, class Call>
  void problem(const char* name, Call&& call) {
    using T = std::remove_cvref_t<decltype(*P{}.x)>;
    for (const std::int64_t bytes : steps()) {
      const std::int64_t n = bytes / static_cast<std::int64_t>(sizeof(T));
      for (const std::int64_t inc : {1, 0}) {
        // One vector has increments from 1 on; 0 makes one thread of many, in the last size.
        if (inc == 0 && (!TwoVectorProblem<P> || bytes != steps().back())) continue;
        for (const bool at_x : {false, true}) {
          if (inc == 1 && at_x) continue;
          const P p = vectors<P>(n, at_x ? inc : 1, at_x ? 1 : inc);
          expect(
              name + (" " + std::to_string(n)),
              [&](int threads) { return useful_threads(p, threads); },
              [&](int threads) { call(p, threads); });
        }
      }
    }
  }

  template <class T>
  void every_problem() {
    const Level1Kernels<T>& k = best_kernels<T>().level1;
    T value{};
    Real<T> real{};
    std::int64_t index = 0;
    problem<AxpyProblem<T>>("axpy", [&](auto p, int t) { axpy(k, p, t); });
    problem<DotProblem<T>>("dot", [&](auto p, int t) { p.result = &value, dot(k, p, t); });
    problem<ScalProblem<T>>("scal", [&](auto p, int t) { scal(k, p, t); });
    problem<CopyProblem<T>>("copy", [&](auto p, int t) { copy(k, p, t); });
    problem<SwapProblem<T>>("swap", [&](auto p, int t) { swap(k, p, t); });
    problem<AxpbyProblem<T>>("axpby", [&](auto p, int t) { axpby(k, p, t); });
    problem<Nrm2Problem<T>>("nrm2", [&](auto p, int t) { p.result = &real, nrm2(k, p, t); });
    problem<AsumProblem<T>>("asum", [&](auto p, int t) { p.result = &real, asum(k, p, t); });
    problem<IamaxProblem<T>>("iamax", [&](auto p, int t) { p.result = &index, iamax(k, p, t); });
    problem<SumProblem<T>>("sum", [&](auto p, int t) { p.result = &real, sum(k, p, t); });
    problem<ExtremeIndexProblem<T>>(
        "iamin", [&](auto p, int t) { p.result = &index, extreme_index(k, p, t); });
    problem<ExtremeProblem<T>>("amax", [&](auto p, int t) { p.result = &real, extreme(k, p, t); });
    problem<RotProblem<T>>("rot", [&](auto p, int t) { rot(k, p, t); });
    if constexpr (ComplexScalar<T>) {
      problem<RealScalProblem<T>>("scal", [&](auto p, int t) { scal_real(k, p, t); });
    } else {
      const T param[5] = {-1, 1, 0, 0, 1};
      problem<RotmProblem<T>>("rotm", [&](auto p, int t) { p.param = param, rotm(k, p, t); });
    }
  }
};

TEST_F(Level1Grains, EveryProblem) {
  without_threads([&] {
    every_problem<float>();
    every_problem<C64>();
    double wide = 0;
    problem<WideDotProblem>(
        "dsdot", [&](auto p, int t) { p.result = &wide, dot(best_kernels<float>().level1, p, t); });
  });
  expect_both_sides();
}

// Matrices of the bytes of steps(), in a few shapes.
template <class T>
std::vector<Shape> matrices() {
  std::vector<Shape> all;
  for (const std::int64_t bytes : steps()) {
    const std::int64_t elements = bytes / static_cast<std::int64_t>(sizeof(T));
    for (const std::int64_t m : {7, 1000})
      all.push_back({m, std::max<std::int64_t>(elements / m, 1)});
  }
  return all;
}

template <class T>
GemvProblem<T> gemv_problem(Shape s, bool trans, T alpha) {
  GemvProblem<T> p;
  p.trans = trans;
  p.m = s.m, p.n = s.n;
  p.alpha = alpha;
  p.a = in<T>(), p.lda = s.m;
  p.x = in<T>();
  p.y = out<T>();
  return p;
}

class Level2Grains : public Grains {
 protected:
  template <class T>
  void matrix_vector() {
    const Level2Kernels<T> k = best_kernels<T>().level2();
    for (const Shape s : matrices<T>()) {
      const std::string size = std::to_string(s.m) + " x " + std::to_string(s.n);
      for (const int which : {0, 1, 2}) {
        const auto p = gemv_problem<T>(s, which == 1, which == 2 ? T{0} : T{1});
        expect(
            "gemv " + size, [&](int t) { return useful_threads(p, t); },
            [&](int t) {
              if constexpr (ComplexScalar<T>) {
                gemv_complex(k, p, t, Scratch::Workspace);
              } else {
                gemv(k.gemv, p, t);
              }
            });
      }
      GerProblem<T> p;
      p.m = s.m, p.n = s.n;
      p.alpha = T{1};
      p.x = in<T>(), p.y = in<T>();
      p.a = out<T>(), p.lda = s.m;
      expect(
          "ger " + size, [&](int t) { return useful_threads(p, t); },
          [&](int t) { ger(k, p, t, Scratch::Workspace); });
    }
  }

  template <class T>
  void structures() {
    const Level2Kernels<T> k = best_kernels<T>().level2();
    for (const std::int64_t n : {100, 250, 500, 1000}) {
      const auto shape = [n](auto p) {
        p.n = n, p.lda = n;
        if constexpr (requires { p.k; }) p.k = n / 2;
        if constexpr (requires { p.alpha; }) p.alpha = T{1};
        return p;
      };
      GbmvProblem<T> g = shape(GbmvProblem<T>());
      g.m = n, g.kl = n / 2 - 1, g.ku = n / 2;
      g.a = in<T>(), g.x = in<T>(), g.y = out<T>();
      rule("gbmv", g, [&](int t) { gbmv(k, g, t, Scratch::Workspace); });
      for (const Storage storage : {Storage::Full, Storage::Band, Storage::Packed}) {
        SymvProblem<T> v = shape(SymvProblem<T>());
        v.storage = storage;
        v.a = in<T>(), v.x = in<T>(), v.y = out<T>();
        rule("symv", v, [&](int t) { symv(k, v, t, Scratch::Workspace); });
        for (const bool solve : {false, true}) {
          TrvProblem<T> r = shape(TrvProblem<T>());
          r.storage = storage, r.solve = solve, r.unit = true;
          r.a = in<T>(), r.x = out<T>();
          rule("trv", r, [&](int t) { trv(k, r, t, Scratch::Workspace); });
        }
        if (storage == Storage::Band) continue;
        SyrProblem<T> u = shape(SyrProblem<T>());
        u.storage = storage;
        u.a = out<T>(), u.x = in<T>();
        rule("syr", u, [&](int t) { syr(k, u, t, Scratch::Workspace); });
        Syr2Problem<T> w = shape(Syr2Problem<T>());
        w.storage = storage;
        w.a = out<T>(), w.x = in<T>(), w.y = in<T>();
        rule("syr2", w, [&](int t) { syr2(k, w, t, Scratch::Workspace); });
      }
    }
  }
  template <class P, class Call>
  void rule(const char* name, const P& p, Call&& call) {
    expect(
        name + (" " + std::to_string(p.n)), [&](int t) { return useful_threads(p, t); }, call);
  }

  // A matrix of 8 MiB and more, for which one thread is asked for.
  template <class P, class Call>
  void serial(const char* name, Call&& call) {
    using T = std::remove_cvref_t<decltype(*P{}.a)>;
    P p;
    p.n = 1000;
    p.lda = p.n;
    if constexpr (requires { p.m; }) p.m = p.n;
    if constexpr (requires { p.kl; }) p.kl = p.ku = 499;
    if constexpr (requires { p.alpha; }) p.alpha = T{1};
    if constexpr (std::is_assignable_v<decltype((p.a)), const T*>) {
      p.a = in<T>();
    } else {
      p.a = out<T>(1);
    }
    if constexpr (requires { p.x; }) p.x = out<T>();
    if constexpr (requires { p.y; }) p.y = out<T>() + p.n;
    if constexpr (requires { p.b; }) p.b = out<T>(), p.ldb = p.n;
    if constexpr (requires { p.c; }) p.c = out<T>(), p.ldc = p.n;
    expect(
        name, [&](int t) { return useful_threads(p, t); }, [&](int) { call(p); });
  }
};

TEST_F(Level2Grains, GeneralMatrices) {
  without_threads([&] {
    matrix_vector<double>();
    matrix_vector<C32>();
  });
  expect_both_sides();
}

// Triangles and bands, of the smallest sizes that share nothing and beyond.
TEST_F(Level2Grains, Structures) {
  without_threads([&] {
    structures<float>();
    structures<C64>();
  });
  expect_both_sides();
}

// These have no parameter for threads: their rule says 1, and no region may be asked for.
TEST_F(Level2Grains, OneThread) {
  const Level3Kernels<C32> k3 = best_kernels<C32>().level3();
  constexpr Scratch kScratch = Scratch::Workspace;
  serial<OmatcopyProblem<C32>>("omatcopy", [&](const auto& p) { omatcopy(k3, p); });
  serial<ImatcopyProblem<C32>>("imatcopy", [&](auto p) {
    p.ldb = p.lda;
    imatcopy(k3, p, kScratch);
  });
  serial<GeaddProblem<C32>>("geadd", [&](const auto& p) { geadd(k3, p); });
  serial<Omatcopy2Problem<C32>>("omatcopy2", [&](const auto& p) { omatcopy2(k3, p); });
  serial<DgmmProblem<C32>>("dgmm", [&](const auto& p) { dgmm(k3, p); });
  serial<OmataddProblem<C32>>("omatadd", [&](const auto& p) { omatadd(k3, p); });
}

// Batches look for themselves whether they must compute serially: these have their threads.
class BatchGrains : public Grains {
 protected:
  BatchGrains() : Grains({1, 3, 8}) {}

  // Problems of one shape that read the same, `size` elements of output each.
  template <class Group, class K, class Item, class Call>
  void problem(const char* name, const K& k, const Item& item, std::int64_t size, Call&& call) {
    for (const std::int64_t count : {0, 1, 3, 40}) {
      Group group;
      group.item = item;
      group.count = count;
      if constexpr (requires { group.stride_c; }) {
        group.stride_c = size;
      } else if constexpr (requires { group.stride_y; }) {
        group.stride_y = size;
      } else {
        group.stride_b = size;
      }
      const Batch<Group> batch = batch_of(group);
      expect(
          name + (" of " + std::to_string(count)),
          [&](int t) { return useful_threads(k, batch, t); }, [&](int t) { call(batch, t); });
    }
  }
};

TEST_F(BatchGrains, EveryProblem) {
  const Level3Kernels<double> k3 = best_kernels<double>().level3();
  for (const Sizes3& s : {Sizes3{8, 8, 8},
                          {40, 40, 40},
                          {100, 100, 100},
                          {110, 120, 130},
                          {150, 150, 150},
                          {1, 700, 700},
                          {100, 90, 0}}) {
    const auto p = gemm_problem<double>(s, 0);
    problem<GemmGroup<double>>("gemm", k3.gemm, p, s.m * s.n,
                               [&](const auto& b, int t) { gemm_batch(k3.gemm, b, t); });
    const auto c = gemm_problem<C32>(s, 0);
    const GemmKernels<C32>& kc = best_kernels<C32>().gemm;
    problem<GemmGroup<C32>>("gemm of complex", kc, c, s.m * s.n,
                            [&](const auto& b, int t) { gemm_complex_batch(kc, b, t); });
    const auto v = gemv_problem<double>({6 * s.m, 6 * s.n}, false, 1);
    problem<GemvGroup<double>>("gemv", k3.level2, v, 6 * s.m,
                               [&](const auto& b, int t) { gemv_batch(k3.level2, b, t); });
    TrmProblem<double> r;
    r.solve = r.unit = true;
    r.m = s.m, r.n = s.n, r.alpha = 1;
    r.a = in<double>(), r.lda = r.m;
    r.b = out<double>(), r.ldb = r.m;
    problem<TrsmGroup<double>>("trsm", k3, r, s.m * s.n,
                               [&](const auto& b, int t) { trsm_batch(k3, b, t); });
    const std::int64_t elements = std::min(40 * s.m * s.n, kElements / 40);
    problem<AxpyGroup<double>>("axpy", k3.level2.level1,
                               AxpyProblem<double>{elements, 1, in<double>(), 1, out<double>(), 1},
                               elements,
                               [&](const auto& b, int t) { axpy_batch(k3.level2.level1, b, t); });
    problem<CopyGroup<double>>(
        "copy", k3.level2.level1, CopyProblem<double>{elements, in<double>(), 1, out<double>(), 1},
        elements, [&](const auto& b, int t) { copy_batch(k3.level2.level1, b, t); });
    DgmmProblem<double> d;
    d.m = s.m, d.n = s.n;
    d.a = in<double>(), d.lda = d.m, d.x = in<double>();
    d.c = out<double>(), d.ldc = d.m;
    problem<DgmmGroup<double>>("dgmm", k3, d, s.m * s.n,
                               [&](const auto& b, int t) { dgmm_batch(k3, b, t); });
  }
  expect_both_sides();
}

}  // namespace
}  // namespace fulcrum::simd
