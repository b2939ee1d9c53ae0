// SPDX-License-Identifier: Apache-2.0
// trmv and trsv of every storage on every target, against simd/ref/level2.hpp: products exactly on
// small integers, or within the bound of simd/ref/products.hpp; solutions by what they leave.
#include "tests/simd/level2.hpp"

namespace fulcrum::test {
namespace {

// Products and solutions.
TEST(Level2, Triangular) {
  Random random(5);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    Operands<T> o(205 * 205);
    for (const Storage storage : kStorages) {
      for (int flags = 0; flags < (ComplexScalar<T> ? 32 : 16); ++flags) {
        over_sizes(
            {1, 2, 3, 9, 33, 63, 64, 65, 131, 200}, random,
            [&](std::int64_t n) {
              TrvProblem<T> p;
              p.solve = flags % 2 != 0, p.upper = flags / 2 % 2 != 0, p.trans = flags / 4 % 2 != 0;
              p.unit = flags / 8 % 2 != 0, p.conj = flags / 16 != 0;
              p.n = n;
              const Values values = p.solve ? Values::Reals : values_for(random, n);
              if (storage != Storage::Full && n > 131) return;
              set_storage(p, storage, random);
              p.incx = increment(random);
              p.a = place_square(o.a, p, random);
              p.x = place_vector(o.c, n, p.incx, random);
              fill(ref::products(p), random, values);
              if (p.solve) make_solvable(ref::triangle(p), random);
              EXPECT_EQ(verdict(o, p, values, {1},
                                [&](int threads, Scratch scratch) {
                                  simd::trv(target.kernels<T>().level2(), p, threads, scratch);
                                }),
                        "");
            },
            2, 4);
      }
    }
  });
}

// Sizes that threads share: of a solution more than four blocks, and of the widest type's products
// more rows than one window has.
TEST(Level2, TriangularOfManyThreads) {
  Random random(11);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    const std::int64_t n = sizeof(T) == 16 ? scaled(547, 301) : 527;
    Operands<T> o(n * (n + 2));
    for (const Storage storage : kStorages) {
      for (int flags = static_cast<int>(random.bits() % 5); flags < (ComplexScalar<T> ? 32 : 16);
           flags += scaled(5, 11)) {
        TrvProblem<T> p;
        p.solve = flags % 2 != 0, p.upper = flags / 2 % 2 != 0, p.trans = flags / 4 % 2 != 0;
        p.unit = flags / 8 % 2 != 0, p.conj = flags / 16 != 0;
        p.n = n;
        const Values values = p.solve ? Values::Reals : Values::Integers;
        set_storage(p, storage, random);
        if (storage == Storage::Band) p.k = n / 2, p.lda = p.k + 1;
        p.incx = increment(random);
        p.a = place_square(o.a, p, random);
        p.x = place_vector(o.c, n, p.incx, random);
        fill(ref::products(p), random, values);
        if (p.solve) make_solvable(ref::triangle(p), random);
        EXPECT_EQ(verdict(o, p, values, {1, 2, 3, 7},
                          [&](int threads, Scratch scratch) {
                            simd::trv(target.kernels<T>().level2(), p, threads, scratch);
                          }),
                  "");
      }
    }
  });
}

}  // namespace
}  // namespace fulcrum::test
