// SPDX-License-Identifier: Apache-2.0
// symm, hemm, syrk, herk, syr2k, her2k and gemmt on every target, against simd/ref/level3.hpp:
// exactly on small integers, within the bound of simd/ref/products.hpp on numbers with full
// mantissas.
#include "simd/level3/level3.hpp"

#include "simd/level3/loops.hpp"
#include "simd/ref/level3.hpp"
#include "tests/simd/products.hpp"

namespace fulcrum::test {
namespace {

constexpr std::int64_t kCapacity = 140 * 140;
// Orders around the tiles, which are of 48 rows, or of 32 where an element has 16 bytes.
constexpr std::initializer_list<std::int64_t> kOrders = {1,  2,  3,  5,  8,  17, 31, 32,
                                                         33, 47, 48, 49, 70, 97, 130};

// How a problem is computed: as the library does, or in the packed loop whatever its size, in
// blocks of a few tiles.
enum class Way { Call, Loop };

template <class T>
simd::GemmBlocks few_tiles(const simd::Target& target) {
  const auto& kernels = target.kernels<T>().gemm;
  simd::GemmBlocks blocks;
  blocks.depth = 20;
  blocks.rows = 2 * kernels.mr;
  blocks.columns = 5 * kernels.nr;
  return blocks;
}

// `poison`: with NaN and Inf in B, whose elements NaN makes of all that C shares with them.
template <class T>
void check_symm(const simd::Target& target, Operands<T>& o, SymmProblem<T> p, Random& random,
                bool poison = false, Way way = Way::Call) {
  const std::int64_t order = p.right ? p.n : p.m;
  const Values values = poison ? Values::Reals : values_for(random, std::max(p.m, p.n));
  p.alpha = factor<T>(random, values), p.beta = factor<T>(random, values);
  p.lda = order + pad(random), p.ldb = p.m + pad(random), p.ldc = p.m + pad(random);
  p.a = place_matrix(o.a, order, order, p.lda, random);
  p.b = place_matrix(o.b, p.m, p.n, p.ldb, random);
  p.c = place_matrix(o.c, p.m, p.n, p.ldc, random);
  fill(ref::products(p), random, values);
  if (poison) {
    T* const b = const_cast<T*>(p.b);  // an Operand's
    b[p.m - 1 + (p.n - 1) * p.ldb] = T{std::numeric_limits<Real<T>>::infinity()};
    if (p.m * p.n > 8) b[p.m / 2] = nan_of<T>();
  }
  EXPECT_EQ(verdict(o, p, values, {1, 2, 3, 7},
                    [&](int threads, Scratch scratch) {
                      const auto kernels = target.kernels<T>().level3();
                      if (way == Way::Loop && scratch == Scratch::Workspace && p.alpha != T{}) {
                        simd::symm_in_loop(kernels, p, threads, few_tiles<T>(target));
                      } else {
                        simd::symm(kernels, p, threads, scratch);
                      }
                    }),
            "");
}

TEST(Level3, SymmAndHemm) {
  Random random(1);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    Operands<T> o(kCapacity);
    for (int flags = 0; flags < (ComplexScalar<T> ? 8 : 4); ++flags) {
      over_sizes(
          kOrders, random,
          [&](std::int64_t order) {
            const auto other = one_of<std::int64_t>(random, {1, 2, 3, 6, 7, 20, 41});
            SymmProblem<T> p;
            p.right = flags % 2 != 0, p.upper = flags / 2 % 2 != 0, p.hermitian = flags / 4 != 0;
            p.m = p.right ? other : order, p.n = p.right ? order : other;
            check_symm<T>(target, o, p, random);
          },
          2, 7);
    }
  });
}

TEST(Level3, SymmAndHemmInTheLoop) {
  Random random(6);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    Operands<T> o(kCapacity);
    for (int flags = 0; flags < (ComplexScalar<T> ? 8 : 4); ++flags) {
      over_sizes(
          kOrders, random,
          [&](std::int64_t order) {
            const auto other = one_of<std::int64_t>(random, {1, 7, 33, 65, 80});
            SymmProblem<T> p;
            p.right = flags % 2 != 0, p.upper = flags / 2 % 2 != 0, p.hermitian = flags / 4 != 0;
            p.m = p.right ? other : order, p.n = p.right ? order : other;
            check_symm<T>(target, o, p, random, coin(random) && coin(random), Way::Loop);
          },
          2, 7);
    }
  });
}

// NaN and Inf in B reach a row or a column of C. Of a Hermitian matrix there is a path of its own:
// the imaginary part of its diagonal does not make NaN of Inf as a zero would.
TEST(Level3, SymmAndHemmOfWhatIsNotFinite) {
  Random random(2);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    Operands<T> o(kCapacity);
    for (int flags = 0; flags < (ComplexScalar<T> ? 8 : 4); ++flags) {
      for (const std::int64_t order : {2, 5, scaled(40, 17)}) {
        SymmProblem<T> p;
        p.right = flags % 2 != 0, p.upper = flags / 2 % 2 != 0, p.hermitian = flags / 4 != 0;
        p.m = p.right ? 4 : order, p.n = p.right ? order : 4;
        check_symm<T>(target, o, p, random, true);
      }
    }
  });
}

// syrk, syr2k and gemmt: C(n,n) of k products.
template <class T, class Problem>
void set_update(Operands<T>& o, Problem& p, Random& random, Values values) {
  constexpr bool kGemmt = requires { p.trans_b; };
  constexpr bool kTwo = requires { p.b; }
  &&!kGemmt;
  bool hermitian = false, trans_a, trans_b;
  if constexpr (kGemmt) {
    trans_a = p.trans_a, trans_b = p.trans_b;
  } else {
    hermitian = p.hermitian, trans_a = trans_b = p.trans;
  }
  p.alpha = factor<T>(random, values, hermitian && !kTwo);
  p.beta = factor<T>(random, values, hermitian);
  const auto place = [&](Operand<T>& operand, bool tall, std::int64_t& ld) {
    ld = (tall ? p.n : std::max<std::int64_t>(p.k, 1)) + pad(random);
    return place_matrix(operand, tall ? p.n : p.k, tall ? p.k : p.n, ld, random);
  };
  p.a = place(o.a, !trans_a, p.lda);
  if constexpr (kTwo) p.b = place(o.b, !trans_b, p.ldb);
  if constexpr (kGemmt) p.b = place(o.b, trans_b, p.ldb);
  p.ldc = p.n + pad(random);
  p.c = place_matrix(o.c, p.n, p.n, p.ldc, random);
  fill(ref::products(p), random, values);
}

// What says which flags a problem has sets them from a number below `flags`. By run(p, threads,
// scratch), and in the loop.
template <class Problem, class T, class Run, class Loop>
void check_updates(Random& random, int flags, void (*set)(Problem&, int), Run&& run, Loop&& loop) {
  Operands<T> o(kCapacity);
  for (int flag = 0; flag < flags; ++flag) {
    over_sizes(
        kOrders, random,
        [&](std::int64_t n) {
          Problem p;
          set(p, flag);
          p.n = n, p.k = one_of<std::int64_t>(random, {1, 2, 5, 17, 40, 45});
          const Values values = values_for(random, n);
          set_update(o, p, random, values);
          EXPECT_EQ(verdict(o, p, values, {1, 2, 3, 7},
                            [&](int threads, Scratch scratch) {
                              if (scratch == Scratch::Workspace && p.alpha != T{}) {
                                loop(p, threads);
                              } else {
                                run(p, threads, scratch);
                              }
                            }),
                    "")
              << "in the loop";
        },
        5, 15);
    over_sizes(
        kOrders, random,
        [&](std::int64_t n) {
          Problem p;
          set(p, flag);
          p.n = n, p.k = one_of<std::int64_t>(random, {0, 1, 2, 5, 17, 40});
          const Values values = values_for(random, n);
          set_update(o, p, random, values);
          EXPECT_EQ(verdict(o, p, values, {1, 2, 3, 7},
                            [&](int threads, Scratch scratch) { run(p, threads, scratch); }),
                    "");
        },
        3, 7);
  }
}

TEST(Level3, Syrk) {
  Random random(3);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    check_updates<SyrkProblem<T>, T>(
        random, ComplexScalar<T> ? 8 : 4,
        [](SyrkProblem<T>& p, int flags) {
          p.trans = flags % 2 != 0, p.upper = flags / 2 % 2 != 0, p.hermitian = flags / 4 != 0;
        },
        [&](const SyrkProblem<T>& p, int threads, Scratch scratch) {
          simd::syrk(target.kernels<T>().level3(), p, threads, scratch);
        },
        [&](const SyrkProblem<T>& p, int threads) {
          simd::syrk_in_loop(target.kernels<T>().level3(), p, threads, few_tiles<T>(target));
        });
  });
}

TEST(Level3, Syr2k) {
  Random random(4);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    check_updates<Syr2kProblem<T>, T>(
        random, ComplexScalar<T> ? 8 : 4,
        [](Syr2kProblem<T>& p, int flags) {
          p.trans = flags % 2 != 0, p.upper = flags / 2 % 2 != 0, p.hermitian = flags / 4 != 0;
        },
        [&](const Syr2kProblem<T>& p, int threads, Scratch scratch) {
          simd::syr2k(target.kernels<T>().level3(), p, threads, scratch);
        },
        [&](const Syr2kProblem<T>& p, int threads) {
          simd::syr2k_in_loop(target.kernels<T>().level3(), p, threads, few_tiles<T>(target));
        });
  });
}

TEST(Level3, Gemmt) {
  Random random(5);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    check_updates<GemmtProblem<T>, T>(
        random, ComplexScalar<T> ? 32 : 8,
        [](GemmtProblem<T>& p, int flags) {
          p.trans_a = flags % 2 != 0, p.trans_b = flags / 2 % 2 != 0, p.upper = flags / 4 % 2 != 0;
          p.conj_a = flags / 8 % 2 != 0, p.conj_b = flags / 16 != 0;
        },
        [&](const GemmtProblem<T>& p, int threads, Scratch scratch) {
          simd::gemmt(target.kernels<T>().level3(), p, threads, scratch);
        },
        [&](const GemmtProblem<T>& p, int threads) {
          simd::gemmt_in_loop(target.kernels<T>().level3(), p, threads, few_tiles<T>(target));
        });
  });
}

}  // namespace
}  // namespace fulcrum::test
