// SPDX-License-Identifier: Apache-2.0
// Level 2 beside real gemv on every target, against simd/ref/level2.hpp: exactly on small integers,
// within the bound of simd/ref/products.hpp on numbers with full mantissas.
#include "simd/ref/level2.hpp"

#include <array>

#include "tests/simd/level2.hpp"

namespace fulcrum::test {
namespace {

constexpr std::int64_t kCapacity = 150 * 150;

// y = alpha op(A) x + beta y: the vectors, and the factors.
template <class T, class Problem>
void set_vectors(Operands<T>& o, Problem& p, std::int64_t nx, std::int64_t ny, Random& random,
                 Values values) {
  p.alpha = factor<T>(random, values);
  p.beta = factor<T>(random, values);
  p.incx = increment(random);
  p.incy = increment(random);
  p.x = place_vector(o.b, nx, p.incx, random);
  p.y = place_vector(o.c, ny, p.incy, random);
}

TEST(Level2, ComplexGemv) {
  Random random(1);
  for_each_complex_kernel([&]<class T>(const simd::Target& target) {
    Operands<T> o(kCapacity);
    for (int turn = 0; turn < 4; ++turn) {
      over_sizes({1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33, 63, 65, 130}, random,
                 [&](std::int64_t m) {
                   over_sizes({1, 2, 3, 4, 5, 6, 7, 11, 66}, random, [&](std::int64_t n) {
                     const Values values = values_for(random, std::max(m, n));
                     GemvProblem<T> p;
                     p.trans = turn % 2 != 0, p.conj = turn / 2 != 0;
                     p.m = m, p.n = n;
                     p.lda = m + static_cast<std::int64_t>(random.bits() % 3);
                     p.a = place_matrix(o.a, m, n, p.lda, random);
                     set_vectors(o, p, p.x_size(), p.y_size(), random, values);
                     fill(ref::products(p), random, values);
                     EXPECT_EQ(verdict(o, p, values, {1},
                                       [&](int threads, Scratch scratch) {
                                         simd::gemv_complex(target.kernels<T>().level2(), p,
                                                            threads, scratch);
                                       }),
                               "");
                   });
                 });
    }
  });
}

// A of more than a MiB, so that threads share it; m passes the chunk of y that stays in L1 (1024
// elements of double, 2048 of float), and no part of a thread is a whole number of blocks.
TEST(Level2, ComplexGemvOfManyThreads) {
  Random random(2);
  for_each_complex_kernel([&]<class T>(const simd::Target& target) {
    Operands<T> o(2200 * 67);
    for (int turn = 0; turn < 8; turn += scaled(1, 3)) {
      GemvProblem<T> p;
      p.trans = turn % 2 != 0, p.conj = turn / 2 % 2 != 0;
      p.m = turn < 4 ? 2113 : 67, p.n = turn < 4 ? 67 : 2113;
      p.lda = p.m;
      p.a = place_matrix(o.a, p.m, p.n, p.lda, random);
      set_vectors(o, p, p.x_size(), p.y_size(), random, Values::Integers);
      p.alpha = T{2, -1};
      fill(ref::products(p), random, Values::Integers);
      EXPECT_EQ(verdict(o, p, Values::Integers, {1, 2, 3, 7},
                        [&](int threads, Scratch scratch) {
                          simd::gemv_complex(target.kernels<T>().level2(), p, threads, scratch);
                        }),
                "");
    }
  });
}

TEST(Level2, Gbmv) {
  Random random(3);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    Operands<T> o(kCapacity);
    for (int turn = 0; turn < (ComplexScalar<T> ? 4 : 2); ++turn) {
      over_sizes({1, 2, 3, 5, 8, 17, 40, 70}, random, [&](std::int64_t m) {
        over_sizes({1, 2, 4, 7, 16, 33, 90}, random, [&](std::int64_t n) {
          const Values values = values_for(random, std::max(m, n));
          GbmvProblem<T> p;
          p.trans = turn % 2 != 0, p.conj = turn / 2 != 0;
          p.m = m, p.n = n;
          p.kl = one_of<std::int64_t>(random, {0, 1, 2, 9, m + 1});
          p.ku = one_of<std::int64_t>(random, {0, 1, 2, 9, n + 1});
          p.lda = p.kl + p.ku + 1 + static_cast<std::int64_t>(random.bits() % 3);
          p.a = place_matrix(o.a, p.kl + p.ku + 1, n, p.lda, random);
          set_vectors(o, p, p.x_size(), p.y_size(), random, values);
          fill(ref::products(p), random, values);
          EXPECT_EQ(verdict(o, p, values, {1},
                            [&](int threads, Scratch scratch) {
                              simd::gbmv(target.kernels<T>().level2(), p, threads, scratch);
                            }),
                    "");
        });
      });
    }
  });
}

TEST(Level2, SymmetricAndHermitian) {
  Random random(4);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    Operands<T> o(kCapacity);
    for (const Storage storage : kStorages) {
      for (int flags = 0; flags < (ComplexScalar<T> ? 8 : 2); ++flags) {
        over_sizes(
            {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 67, 130}, random, [&](std::int64_t n) {
              const Values values = values_for(random, n);
              SymvProblem<T> p;
              p.upper = flags % 2 != 0, p.hermitian = flags / 2 % 2 != 0;
              p.conj = flags / 4 != 0;
              p.n = n;
              set_storage(p, storage, random);
              p.a = place_square(o.a, p, random);
              set_vectors(o, p, n, n, random, values);
              fill(ref::products(p), random, values);
              EXPECT_EQ(verdict(o, p, values, {1},
                                [&](int threads, Scratch scratch) {
                                  simd::symv(target.kernels<T>().level2(), p, threads, scratch);
                                }),
                        "");
            });
      }
    }
  });
}

// Sizes that threads share: a product's sum in several parts, and of the widest type more rows than
// one window has. No boundary is a whole number of panels.
template <class T>
std::int64_t shared_size() {
  return sizeof(T) == 16 ? scaled(547, 301) : scaled(515, 451);
}

TEST(Level2, BandsOfManyThreads) {
  Random random(9);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    const std::int64_t n = shared_size<T>();
    Operands<T> o(n * (n + 2));
    for (int flags = 0; flags < (ComplexScalar<T> ? 4 : 2); flags += scaled(1, 3)) {
      // Panels with corners at both ends.
      for (const auto& [m, kl, ku] :
           {std::array{n + 7, n / 4, n / 3}, std::array{n - 150, n / 3, n / 5}}) {
        GbmvProblem<T> p;
        p.trans = flags % 2 != 0, p.conj = flags / 2 != 0;
        p.m = m, p.n = n, p.kl = kl, p.ku = ku;
        p.lda = p.kl + p.ku + 1;
        p.a = place_matrix(o.a, p.lda, p.n, p.lda, random);
        set_vectors(o, p, p.x_size(), p.y_size(), random, Values::Integers);
        p.alpha = T{2};
        fill(ref::products(p), random, Values::Integers);
        EXPECT_EQ(verdict(o, p, Values::Integers, {1, 2, 3, 7},
                          [&](int threads, Scratch scratch) {
                            simd::gbmv(target.kernels<T>().level2(), p, threads, scratch);
                          }),
                  "");
      }
    }
  });
}

TEST(Level2, SymmetricAndHermitianOfManyThreads) {
  Random random(10);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    const std::int64_t n = shared_size<T>();
    Operands<T> o(n * (n + 2));
    for (const Storage storage : kStorages) {
      for (int flags = 0; flags < (ComplexScalar<T> ? 8 : 2); flags += scaled(1, 3)) {
        SymvProblem<T> p;
        p.upper = flags % 2 != 0, p.hermitian = flags / 2 % 2 != 0, p.conj = flags / 4 != 0;
        p.n = n;
        set_storage(p, storage, random);
        if (storage == Storage::Band) p.k = n / 2, p.lda = p.k + 1;
        p.a = place_square(o.a, p, random);
        set_vectors(o, p, n, n, random, Values::Integers);
        p.alpha = T{2};
        fill(ref::products(p), random, Values::Integers);
        EXPECT_EQ(verdict(o, p, Values::Integers, {1, 2, 3, 7},
                          [&](int threads, Scratch scratch) {
                            simd::symv(target.kernels<T>().level2(), p, threads, scratch);
                          }),
                  "");
      }
    }
  });
}

// Narrow bands so long that they are walked in parts, each of several windows of rows. Of ones
// alone: an element is the number of those in its row.
TEST(Level2, LongSymmetricBands) {
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    for (const std::int64_t k : {1, 10, 13}) {
      const std::int64_t n =
          std::int64_t{540'000} / ((k + 1) * static_cast<std::int64_t>(sizeof(T))) + k;
      const std::vector<T> a(static_cast<std::size_t>((k + 1) * n), T{1});
      const std::vector<T> x(static_cast<std::size_t>(n), T{1});
      for (const bool upper : {false, true}) {
        for (const int threads : {1, 3}) {
          std::vector<T> y(static_cast<std::size_t>(n), T{2});
          SymvProblem<T> p;
          p.storage = Storage::Band, p.upper = upper, p.n = n, p.k = k, p.lda = k + 1;
          p.alpha = T{1}, p.beta = T{1};
          p.a = a.data(), p.x = x.data(), p.y = y.data();
          simd::symv(target.kernels<T>().level2(), p, threads, Scratch::Workspace);
          for (std::int64_t i = 0; i < n; ++i) {
            const auto ones = static_cast<Real<T>>(std::min(i, k) + std::min(n - 1 - i, k) + 1);
            ASSERT_EQ(y[static_cast<std::size_t>(i)], T{ones + 2})
                << "row " << i << " of " << n << ", k = " << k << (upper ? ", upper" : ", lower");
          }
        }
      }
    }
  });
}

template <class T>
void check_ger(const simd::Target& target, Operands<T>& o, int flags, std::int64_t m,
               std::int64_t n, Values values, std::initializer_list<int> threads, Random& random) {
  GerProblem<T> p;
  p.conj_x = flags % 2 != 0, p.conj_y = flags / 2 != 0;
  p.m = m, p.n = n;
  do p.alpha = factor<T>(random, values);
  while (p.alpha == T{});
  p.incx = increment(random), p.incy = increment(random);
  p.x = place_vector(o.a, m, p.incx, random);
  p.y = place_vector(o.b, n, p.incy, random);
  p.lda = m + static_cast<std::int64_t>(random.bits() % 3);
  p.a = place_matrix(o.c, m, n, p.lda, random);
  fill(ref::products(p), random, values);
  EXPECT_EQ(verdict(o, p, values, threads,
                    [&](int count, Scratch scratch) {
                      simd::ger(target.kernels<T>().level2(), p, count, scratch);
                    }),
            "");
}

TEST(Level2, Ger) {
  Random random(6);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    Operands<T> o(kCapacity);
    for (int flags = 0; flags < (ComplexScalar<T> ? 4 : 1); ++flags)
      for (const std::int64_t m : {1, 2, 3, 5, 8, 17, 33, 70})
        for (const std::int64_t n : {1, 2, 5, 8, 40})
          check_ger<T>(target, o, flags, m, n, values_for(random, std::max(m, n)), {1}, random);
  });
}

TEST(Level2, GerOfManyThreads) {
  Random random(7);
  for_each_kernel_of_all_types([&]<class T>(const simd::Target& target) {
    // As many threads as half MiB: three, and two under emulation.
    const std::int64_t n = 509, m = scaled(3300, 2100) / static_cast<std::int64_t>(sizeof(T)) + 1;
    Operands<T> o((m + 2) * n);
    for (int flags = 0; flags < (ComplexScalar<T> ? 4 : 1); flags += scaled(2, 3))
      check_ger<T>(target, o, flags, m, n, Values::Integers, {1, 2, 3, 7}, random);
  });
}

// syr and syr2, and where Hermitian her and her2 (of syr with a real alpha).
template <template <class> class Problem, class T, class Run>
void check_updates(std::initializer_list<std::int64_t> sizes, std::initializer_list<int> threads,
                   Run&& run) {
  Operands<T> o(*(sizes.end() - 1) * (*(sizes.end() - 1) + 2));
  Random random(8);
  for (const Storage storage : {Storage::Full, Storage::Packed}) {
    for (int flags = 0; flags < (ComplexScalar<T> ? 8 : 2); ++flags) {
      over_sizes(sizes, random, [&](std::int64_t n) {
        const Values values = values_for(random, n);
        Problem<T> p;
        p.upper = flags % 2 != 0, p.hermitian = flags / 2 % 2 != 0, p.conj = flags / 4 != 0;
        p.n = n;
        constexpr bool kTwo = requires { p.y; };
        do p.alpha = factor<T>(random, values, p.hermitian && !kTwo);
        while (p.alpha == T{});
        p.incx = increment(random);
        p.x = place_vector(o.a, n, p.incx, random);
        if constexpr (kTwo) {
          p.incy = increment(random);
          p.y = place_vector(o.b, n, p.incy, random);
        }
        set_storage(p, storage, random);
        p.a = place_square(o.c, p, random);
        fill(ref::products(p), random, values);
        EXPECT_EQ(verdict(o, p, values, threads,
                          [&](int count, Scratch scratch) { run(p, count, scratch); }),
                  "");
      });
    }
  }
}

template <class T>
void check_updates(const simd::Target& target, std::initializer_list<std::int64_t> sizes,
                   std::initializer_list<int> threads) {
  check_updates<SyrProblem, T>(sizes, threads,
                               [&](const SyrProblem<T>& p, int count, Scratch scratch) {
                                 simd::syr(target.kernels<T>().level2(), p, count, scratch);
                               });
  check_updates<Syr2Problem, T>(sizes, threads,
                                [&](const Syr2Problem<T>& p, int count, Scratch scratch) {
                                  simd::syr2(target.kernels<T>().level2(), p, count, scratch);
                                });
}

TEST(Level2, UpdatesOfRankOneAndTwo) {
  for_each_kernel_of_all_types([]<class T>(const simd::Target& target) {
    check_updates<T>(target, {1, 2, 3, 4, 5, 8, 9, 17, 33, 64, 67, 130}, {1});
  });
}

TEST(Level2, UpdatesOfManyThreads) {
  for_each_kernel_of_all_types([]<class T>(const simd::Target& target) {
    check_updates<T>(target, {sizeof(T) == 16 ? 233 : 467}, {1, 2, 3, 7});
  });
}

// Matrices of more than 12 MiB: several columns at a time.
TEST(Level2, UpdatesFromMemory) {
  for_each_kernel_of_all_types([]<class T>(const simd::Target& target) {
    const auto kernels = target.kernels<T>().level2();
    std::int64_t n = 1;
    while (n * n * static_cast<std::int64_t>(sizeof(T)) < 12 << 20) n += 2;
    const auto value = [](std::int64_t i, std::int64_t shift) {
      const auto re = static_cast<Real<T>>((i + shift) % 5), im = static_cast<Real<T>>(i % 3);
      if constexpr (ComplexScalar<T>) {
        return T{re, im};
      } else {
        return re + im;
      }
    };
    std::vector<T> x, y;
    for (std::int64_t i = 0; i < n; ++i) x.push_back(value(i, 1)), y.push_back(value(i, 3));
    constexpr bool kHermitian = ComplexScalar<T>;
    // Two of each: rank one of a triangle, rank two of a triangle, rank one of all.
    for (int kind = 0; kind < 6; kind += scaled(1, 4)) {
      const bool upper = kind % 2 != 0, general = kind / 2 == 2, two = kind / 2 == 1;
      std::vector<T> a(static_cast<std::size_t>(n * n), T{1});
      if (general) {
        GerProblem<T> p;
        p.conj_x = upper, p.m = n, p.n = n, p.lda = n, p.alpha = T{2};
        p.x = x.data(), p.y = y.data(), p.a = a.data();
        simd::ger(kernels, p, upper ? 3 : 1, Scratch::Workspace);
      } else if (two) {
        Syr2Problem<T> p;
        p.hermitian = kHermitian, p.upper = upper, p.n = n, p.lda = n, p.alpha = T{2};
        p.x = x.data(), p.y = y.data(), p.a = a.data();
        simd::syr2(kernels, p, upper ? 3 : 1, Scratch::Workspace);
      } else {
        SyrProblem<T> p;
        p.hermitian = kHermitian, p.upper = upper, p.n = n, p.lda = n, p.alpha = T{2};
        p.x = x.data(), p.a = a.data();
        simd::syr(kernels, p, upper ? 3 : 1, Scratch::Workspace);
      }
      const auto expected = [&](std::size_t i, std::size_t j) {
        if (general) return T{1} + T{2} * simd::conj_if(upper, x[i]) * y[j];
        if (upper ? i > j : i < j) return T{1};
        const T first = x[i] * simd::conj_if(kHermitian, two ? y[j] : x[j]);
        return T{1} + T{2} * (two ? first + y[i] * simd::conj_if(kHermitian, x[j]) : first);
      };
      std::int64_t wrong = 0;
      for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j)
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
          wrong += a[i + j * static_cast<std::size_t>(n)] == expected(i, j) ? 0 : 1;
      EXPECT_EQ(wrong, 0) << "kind " << kind << ", n = " << n;
    }
  });
}

}  // namespace
}  // namespace fulcrum::test
