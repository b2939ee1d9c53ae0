// SPDX-License-Identifier: Apache-2.0
// trmm and trsm on every target, against simd/ref/level3.hpp: products exactly on small integers,
// or within the bound of simd/ref/products.hpp; solutions by what they leave.
#include "simd/level3/level3.hpp"

#include "simd/level3/loops.hpp"
#include "simd/ref/level3.hpp"
#include "tests/simd/products.hpp"

namespace fulcrum::test {
namespace {

template <class T>
TrmProblem<T> problem(int flags, std::int64_t order, std::int64_t others) {
  TrmProblem<T> p;
  p.solve = flags % 2 != 0, p.upper = flags / 2 % 2 != 0, p.trans = flags / 4 % 2 != 0;
  p.right = flags / 8 % 2 != 0, p.unit = flags / 16 % 2 != 0, p.conj = flags / 32 != 0;
  p.m = p.right ? others : order, p.n = p.right ? order : others;
  return p;
}

template <class T>
void check(const simd::Target& target, Operands<T>& o, TrmProblem<T> p, Values values, T alpha,
           Random& random, bool in_loop = false) {
  const std::int64_t order = p.right ? p.n : p.m;
  p.alpha = alpha;
  p.lda = order + pad(random), p.ldb = p.m + pad(random);
  p.a = place_matrix(o.a, order, order, p.lda, random);
  p.b = place_matrix(o.c, p.m, p.n, p.ldb, random);
  const auto products = ref::products(p);
  fill(products, random, values);
  if (p.solve && alpha != T{})
    make_solvable(p.right ? products.terms[0].b : products.terms[0].a, random);
  EXPECT_EQ(verdict(o, p, values, {1, 2, 3, 7},
                    [&](int threads, Scratch scratch) {
                      const auto kernels = target.kernels<T>().level3();
                      if (in_loop && scratch == Scratch::Workspace && p.alpha != T{}) {
                        simd::GemmBlocks blocks;  // of a few tiles
                        blocks.depth = 20;
                        blocks.rows = 2 * kernels.gemm.mr;
                        blocks.columns = 5 * kernels.gemm.nr;
                        simd::trm_in_loop(kernels, p, threads, blocks);
                      } else {
                        simd::trm(kernels, p, threads, scratch);
                      }
                    }),
            "");
}

// Orders around the blocks of 16, others around the chunks of 64.
TEST(Level3Triangular, EverySideTriangleAndOperation) {
  Random random(1);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    Operands<T> o(140 * 140);
    for (int flags = 0; flags < (ComplexScalar<T> ? 64 : 32); ++flags) {
      over_sizes(
          {1, 2, 5, 15, 16, 17, 32, 33, 70}, random,
          [&](std::int64_t order) {
            const auto others = one_of<std::int64_t>(random, {1, 2, 3, 7, 16, 33, 65});
            const TrmProblem<T> p = problem<T>(flags, order, others);
            const Values values = p.solve ? Values::Reals : values_for(random, order);
            check<T>(target, o, p, values, factor<T>(random, values), random);
          },
          5, 9);
    }
  });
}

// In the packed loop: orders of one and several blocks, others of one and several chunks of 64.
TEST(Level3Triangular, InTheLoop) {
  Random random(3);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    Operands<T> o(140 * 140);
    for (int flags = 0; flags < (ComplexScalar<T> ? 64 : 32); ++flags) {
      over_sizes(
          {1, 17, 48, 70, 97}, random,
          [&](std::int64_t order) {
            const auto others = one_of<std::int64_t>(random, {1, 7, 65, 80});
            const TrmProblem<T> p = problem<T>(flags, order, others);
            const Values values = p.solve ? Values::Reals : values_for(random, order);
            check<T>(target, o, p, values, factor<T>(random, values), random, true);
          },
          5, 19);
    }
  });
}

// An Inf in B meets no zero of the other triangle, in the loop as well.
TEST(Level3Triangular, InfStaysInItsRowsAndColumns) {
  const double inf = std::numeric_limits<double>::infinity();
  constexpr std::int64_t kOrder = 40;
  for (const simd::Target& target : targets()) {
    for (int flags = 0; flags < 16; flags += 2) {  // products
      TrmProblem<double> p = problem<double>(flags, kOrder, kOrder);
      const std::vector<double> a(static_cast<std::size_t>(kOrder * kOrder), 1.0);
      std::vector<double> b(static_cast<std::size_t>(kOrder * kOrder), 1.0);
      const std::int64_t at = 17;
      b[static_cast<std::size_t>(at + at * kOrder)] = inf;
      p.alpha = 1, p.a = a.data(), p.lda = kOrder, p.b = b.data(), p.ldb = kOrder;
      simd::GemmBlocks blocks;
      const auto kernels = target.kernels<double>().level3();
      blocks.depth = kernels.gemm.mr, blocks.rows = kernels.gemm.mr,
      blocks.columns = kernels.gemm.nr;
      simd::trm_in_loop(kernels, p, 2, blocks);
      const bool lower = p.upper == p.trans;
      for (std::int64_t j = 0; j < kOrder; ++j) {
        for (std::int64_t i = 0; i < kOrder; ++i) {
          // Element (at, at) reaches one column or row, of that what op(A) mixes it into.
          const bool reached = p.right ? i == at && (lower ? j <= at : j >= at)
                                       : j == at && (lower ? i >= at : i <= at);
          const double value = b[static_cast<std::size_t>(i + j * kOrder)];
          ASSERT_EQ(std::isfinite(value), !reached) << flags << ": " << i << ' ' << j;
          ASSERT_FALSE(std::isnan(value)) << flags << ": " << i << ' ' << j;
        }
      }
    }
  }
}

// So many elements that threads share the chunks of a block: 17 of them, the last one whole or of
// 63 or 1. The first and the last must be right, not only the same with any number of threads.
TEST(Level3Triangular, EveryChunkOfManyThreads) {
  Random random(2);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    Operands<T> o(1100 * 24);
    for (const int solve : {0, 1}) {
      for (const int right : {0, 1}) {
        if (small_scale() && coin(random)) continue;
        const int rest = static_cast<int>(random.bits() % 8);
        const auto others = one_of<std::int64_t>(random, {1025, 1087, 1088});
        const TrmProblem<T> p =
            problem<T>(solve + 2 * (rest % 4) + 8 * right + 16 * (rest / 4), 16, others);
        check<T>(target, o, p, p.solve ? Values::Reals : Values::Integers, T{1}, random);
      }
    }
  });
}

}  // namespace
}  // namespace fulcrum::test
