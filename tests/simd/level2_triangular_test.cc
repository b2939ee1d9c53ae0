// SPDX-License-Identifier: Apache-2.0
// trmv and trsv of every storage on every target, against simd/ref/level2.hpp: products exactly on
// small integers, or within the bound of simd/ref/products.hpp; solutions by what they leave.
#include "tests/simd/level2.hpp"

namespace fulcrum::test {
namespace {

// Products and solutions; 64 is the order of the diagonal blocks of a full matrix.
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
                                [&](int, Scratch scratch) {
                                  simd::trv(target.kernels<T>().level2(), p, scratch);
                                }),
                        "");
            },
            2, 4);
      }
    }
  });
}

}  // namespace
}  // namespace fulcrum::test
