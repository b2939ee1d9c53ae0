// SPDX-License-Identifier: Apache-2.0
// The rules for threads of products and of level 3, which is made of them (grains_test.cc has the
// others).
#include <cmath>

#include "simd/gemm/epilogue.hpp"
#include "simd/gemm/packed.hpp"
#include "simd/level3/level3.hpp"
#include "tests/simd/grains.hpp"
#include "tests/support/random.hpp"
#include "tests/support/scale.hpp"

namespace fulcrum::simd {
namespace {

using test::scaled;

// Without those of many operations at a small scale.
template <class Size, class Volume>
std::vector<Size> affordable(std::vector<Size> all, Volume&& volume) {
  if (test::small_scale())
    std::erase_if(all, [&](const Size& s) { return volume(s) > std::int64_t{3000000}; });
  return all;
}

// Sizes of products: one of each path of gemm and both sides of its grain (66^3 is under 6e5
// operations, 67^3 above), then any that are not too large, edges of all magnitudes.
std::vector<Sizes3> products(int random) {
  std::vector<Sizes3> all = {{4, 4, 4},       {32, 32, 32},    {66, 66, 66},   {67, 67, 67},
                             {101, 100, 100}, {125, 125, 125}, {1, 1000, 500}, {700, 1, 900},
                             {1000, 100, 3},  {1000, 300, 2},  {16, 16, 4000}, {64, 64, 5120},
                             {8, 600, 200},   {600, 8, 200},   {3, 700, 300},  {16, 1000, 100},
                             {200, 200, 200}, {300, 30, 300},  {20, 300, 300}, {256, 256, 0},
                             {300, 320, 150}};
  constexpr double kVolume = 1.5e7;
  for (test::Random r(11); random > 0;) {
    const auto edge = [&] { return static_cast<std::int64_t>(std::exp2(5 * r.uniform() + 5)); };
    const Sizes3 s{edge(), edge(), edge()};
    const double volume = static_cast<double>(s.m * s.n) * static_cast<double>(s.k);
    if (volume < 1e4 || volume > kVolume) continue;
    all.push_back(s);
    --random;
  }
  return affordable(std::move(all), [](const Sizes3& s) { return s.m * s.n * s.k; });
}
std::string text(const Sizes3& s, int ops) {
  return std::to_string(s.m) + " x " + std::to_string(s.n) + " x " + std::to_string(s.k) +
         ", ops " + std::to_string(ops);
}

class GemmGrains : public Grains {
 protected:
  GemmGrains() : Grains({1, 3, 8}) {}

  template <class T>
  void real() {
    const GemmKernels<T>& k = best_kernels<T>().gemm;
    const Epilogue<T> epilogue = Epilogue<T>().relu();
    const EpilogueList<T> list = list_of(epilogue, Layout::ColMajor);
    for (const Sizes3& s : products(scaled(100, 8))) {
      for (const int ops : {0, 1, 2, 3}) {
        const GemmProblem<T> p = gemm_problem<T>(s, ops);
        expect(
            "gemm " + text(s, ops), [&](int t) { return useful_threads(k, p, t); },
            [&](int t) { gemm(k, p, t); });
        if (ops != 0) continue;
        expect(
            "with epilogue " + text(s, ops), [&](int t) { return useful_threads(k, p, list, t); },
            [&](int t) { gemm_with_epilogue(k, p, list, t); });
        pack_and_multiply(k, p, s);
      }
    }
  }

  template <class T>
  void pack_and_multiply(const GemmKernels<T>& k, const GemmProblem<T>& p, const Sizes3& s) {
    const PackedForm form = packed_form(k, PackedSide::A, s.m, s.k);
    std::vector<T> memory(static_cast<std::size_t>(form.elements()));
    expect(
        "pack " + text(s, 0), [&](int t) { return useful_threads(form, t); },
        [&](int t) { pack(k, form, false, p.a, p.lda, memory.data(), t); });
    const PackedOperand<T> a{form, memory.data()};
    const PackedOperand<T>* const none = nullptr;
    expect(
        "packed " + text(s, 0), [&](int t) { return useful_threads(p, &a, none, t); },
        [&](int t) { gemm_packed(k, p, &a, none, t); });
  }

  template <class T>
  void complex() {
    const GemmKernels<T>& k = best_kernels<T>().gemm;
    for (const Sizes3& s : products(scaled(30, 4))) {
      const GemmProblem<T> p = gemm_problem<T>(s, 1);
      expect(
          "gemm " + text(s, 1), [&](int t) { return useful_threads(k, p, t); },
          [&](int t) { gemm_complex(k, p, t); });
    }
  }

  template <class A, class B, class C>
  void mixed() {
    for (const Sizes3& s : products(scaled(10, 2))) {
      MixedGemmProblem<A, B, C> p;
      p.m = s.m, p.n = s.n, p.k = s.k;
      p.alpha = C{1};
      p.a = in<A>(), p.lda = s.m;
      p.b = in<B>(), p.ldb = std::max<std::int64_t>(s.k, 1);
      p.c = out<C>(), p.ldc = s.m;
      expect(
          "mixed " + text(s, 0), [&](int t) { return useful_threads(p, t); },
          [&](int t) { gemm_mixed(targets().front().mixed.front(), p, t); });
    }
  }

  void with_offsets() {
    static constexpr std::int32_t kNone = 0;
    for (const Sizes3& s : products(scaled(10, 2))) {
      OffsetGemmProblem p;
      p.plain.m = s.m, p.plain.n = s.n, p.plain.k = s.k;
      p.plain.alpha = p.plain.beta = 1;
      p.plain.a = in<std::int8_t>(), p.plain.lda = s.m;
      p.plain.b = in<std::uint8_t>(), p.plain.ldb = std::max<std::int64_t>(s.k, 1);
      p.plain.c = out<std::int32_t>(), p.plain.ldc = s.m;
      p.beta = 1, p.offset_a = 3, p.offset_b = 4, p.offset_c = &kNone;
      expect(
          "with offsets " + text(s, 0), [&](int t) { return useful_threads(p, t); },
          [&](int t) { gemm_mixed(targets().front().mixed.front(), p, t); });
    }
  }
};

TEST_F(GemmGrains, Real) {
  without_threads([&] {
    real<float>();
    real<double>();
  });
  expect_both_sides();
}

TEST_F(GemmGrains, Complex) {
  without_threads([&] { complex<C32>(), complex<C64>(); });
  expect_both_sides();
}

TEST_F(GemmGrains, Mixed) {
  without_threads([&] {
    mixed<bfloat16, bfloat16, float>();
    mixed<std::int8_t, std::int8_t, std::int32_t>();
    with_offsets();
  });
  expect_both_sides();
}

// Orders and the other size. Beside whole and broken blocks (32 or 64, 16 of trm) at any depth,
// those whose widest product is not the first cut's: leaves beside a thin rest (65), and of f32 a
// last leaf of 63 that takes another path than one of 64.
std::vector<Shape> orders(int random) {
  std::vector<Shape> all = {{1, 1},     {16, 1024},  {17, 1500},  {33, 600},  {64, 300},
                            {65, 5000}, {65, 300},   {127, 5120}, {129, 100}, {192, 300},
                            {200, 1},   {260, 2},    {320, 8},    {333, 100}, {1000, 1},
                            {1000, 3},  {128, 5120}, {66, 10240}};
  for (test::Random r(7); random > 0; --random)
    all.push_back({r.integer(1, 300), static_cast<std::int64_t>(std::exp2(4 * r.uniform() + 4))});
  return affordable(std::move(all), [](const Shape& s) { return s.m * s.m * s.n; });
}

class Level3Grains : public Grains {
 protected:
  Level3Grains() : Grains({2, 8}) {}

  template <class T>
  void every_problem(const std::vector<Shape>& shapes) {
    for (const Shape s : shapes) {
      for (int flags = 0; flags < 4; ++flags) {
        const bool upper = (flags & 1) != 0, other = (flags & 2) != 0;
        const std::string what = std::to_string(s.m) + ", " + std::to_string(s.n) +
                                 (upper ? " upper" : " lower") + (other ? ", other side" : "");
        const Shape wide = {s.m, std::min<std::int64_t>(s.n, 1500)};
        symmetric<T>(what, wide, upper, other);
        updates<T>(what, s, upper, other);
        triangular<T>(what, wide, upper, other);
      }
    }
  }

 private:
  template <class T, class P, class Call>
  void problem(const std::string& what, const P& p, Call&& call) {
    const Level3Kernels<T> k = best_kernels<T>().level3();
    expect(
        what, [&](int t) { return useful_threads(k, p, t); }, [&](int t) { call(k, t); });
  }

  template <class T>
  void symmetric(const std::string& what, Shape s, bool upper, bool right) {
    SymmProblem<T> p;
    p.right = right, p.upper = upper;
    p.m = right ? s.n : s.m, p.n = right ? s.m : s.n;
    p.alpha = T{1};
    p.a = in<T>(), p.lda = s.m;
    p.b = in<T>(), p.ldb = p.m;
    p.c = out<T>(), p.ldc = p.m;
    problem<T>("symm " + what, p, [&](auto& k, int t) { symm(k, p, t, Scratch::Workspace); });
  }

  template <class T>
  void updates(const std::string& what, Shape s, bool upper, bool trans) {
    SyrkProblem<T> p;
    p.upper = upper, p.trans = trans;
    p.n = s.m, p.k = s.n;
    p.alpha = T{1};
    p.a = in<T>(), p.lda = trans ? p.k : p.n;
    p.c = out<T>(), p.ldc = p.n;
    problem<T>("syrk " + what, p, [&](auto& k, int t) { syrk(k, p, t, Scratch::Workspace); });
    Syr2kProblem<T> p2;
    p2.upper = upper, p2.trans = trans;
    p2.n = s.m, p2.k = s.n;
    p2.alpha = T{1};
    p2.a = p2.b = in<T>(), p2.lda = p2.ldb = p.lda;
    p2.c = out<T>(), p2.ldc = p.n;
    problem<T>("syr2k " + what, p2, [&](auto& k, int t) { syr2k(k, p2, t, Scratch::Workspace); });
    GemmtProblem<T> g;
    g.upper = upper, g.trans_a = g.trans_b = trans;
    g.n = s.m, g.k = s.n;
    g.alpha = T{1};
    g.a = in<T>(), g.lda = trans ? g.k : g.n;
    g.b = in<T>(), g.ldb = trans ? g.n : g.k;
    g.c = out<T>(), g.ldc = g.n;
    problem<T>("gemmt " + what, g, [&](auto& k, int t) { gemmt(k, g, t, Scratch::Workspace); });
  }

  template <class T>
  void triangular(const std::string& what, Shape s, bool upper, bool right) {
    TrmProblem<T> p;
    p.solve = upper == right;
    p.right = right, p.upper = upper, p.unit = true;
    p.trans = s.m % 2 == 0;
    p.m = right ? s.n : s.m, p.n = right ? s.m : s.n;
    p.alpha = T{1};
    p.a = in<T>(), p.lda = s.m;
    p.b = out<T>(), p.ldb = p.m;
    problem<T>("trm " + what, p, [&](auto& k, int t) { trm(k, p, t, Scratch::Workspace); });
  }
};

TEST_F(Level3Grains, EveryProblem) {
  without_threads([&] {
    every_problem<float>(orders(scaled(10, 0)));
    every_problem<double>(orders(scaled(10, 0)));
    every_problem<C64>({{33, 600}, {65, 300}, {200, 7}});
  });
  expect_both_sides();
}

}  // namespace
}  // namespace fulcrum::simd
