// SPDX-License-Identifier: Apache-2.0
// Every C++ routine of the reference BLAS against its C name - which the reference's own test
// programs and the differential test judge - in both layouts: the same arguments give the same
// bits. What is refused is in arguments_test.cc.
#include <gtest/gtest.h>

#include <complex>
#include <functional>
#include <string>
#include <vector>

#include "fulcrum/blas.h"
#include "fulcrum/fulcrum.hpp"
#include "tests/support/random.hpp"

namespace fulcrum {
namespace {

using C32 = std::complex<float>;
using C64 = std::complex<double>;

constexpr std::int64_t kM = 7, kN = 5, kK = 4, kLd = 9, kIncX = 2, kIncY = -3;

// Enough for every operand of every call here.
template <class T>
std::vector<T> random_elements(std::uint64_t seed) {
  test::Random random(seed);
  std::vector<T> v(256);
  for (T& t : v) {
    if constexpr (ComplexScalar<T>) {
      t = T(static_cast<Real<T>>(random.uniform()), static_cast<Real<T>>(random.uniform()));
    } else {
      t = static_cast<T>(random.uniform());
    }
  }
  return v;
}

template <class T>
struct Operands {
  std::vector<T> a = random_elements<T>(1), b = random_elements<T>(2), c = random_elements<T>(3),
                 x = random_elements<T>(4), y = random_elements<T>(5);

  bool operator==(const Operands&) const = default;
};

int cblas(Layout layout) { return layout == Layout::ColMajor ? CblasColMajor : CblasRowMajor; }
CBLAS_LAYOUT order(Layout layout) { return static_cast<CBLAS_LAYOUT>(cblas(layout)); }
CBLAS_TRANSPOSE op(Op o) {
  return o == Op::NoTrans     ? CblasNoTrans
         : o == Op::Trans     ? CblasTrans
         : o == Op::ConjTrans ? CblasConjTrans
                              : CblasConjNoTrans;
}
CBLAS_UPLO tri(Uplo u) { return u == Uplo::Upper ? CblasUpper : CblasLower; }
CBLAS_DIAG dia(Diag d) { return d == Diag::Unit ? CblasUnit : CblasNonUnit; }
CBLAS_SIDE sid(Side s) { return s == Side::Left ? CblasLeft : CblasRight; }

constexpr Layout kLayouts[] = {Layout::ColMajor, Layout::RowMajor};
constexpr Op kOps[] = {Op::NoTrans, Op::Trans, Op::ConjTrans};
// Of gemm, gemv, trmv and trsv.
constexpr Op kAllOps[] = {Op::NoTrans, Op::Trans, Op::ConjTrans, Op::ConjNoTrans};
constexpr Uplo kUplos[] = {Uplo::Upper, Uplo::Lower};
constexpr Diag kDiags[] = {Diag::NonUnit, Diag::Unit};
constexpr Side kSides[] = {Side::Left, Side::Right};

// Both on the same operands.
template <class T>
void expect_same(const std::string& name, const std::function<void(Operands<T>&)>& cpp,
                 const std::function<void(Operands<T>&)>& c) {
  Operands<T> got, want;
  cpp(got);
  c(want);
  EXPECT_TRUE(got == want) << name;
  EXPECT_FALSE(want == Operands<T>{}) << name << " did nothing";
}

TEST(ReferenceRoutines, GeneralComplex) {
  const C64 alpha(0.5, -0.25), beta(-1.5, 0.75);
  for (const Layout l : kLayouts) {
    for (const Op ta : kAllOps) {
      expect_same<C64>(
          "gemv",
          [&](auto& o) {
            gemv(l, ta, kM, kN, alpha, o.a.data(), kLd, o.x.data(), kIncX, beta, o.y.data(), kIncY);
          },
          [&](auto& o) {
            cblas_zgemv(order(l), op(ta), kM, kN, &alpha, o.a.data(), kLd, o.x.data(), kIncX, &beta,
                        o.y.data(), kIncY);
          });
      if (ta != Op::ConjNoTrans) {
        expect_same<C64>(
            "gbmv",
            [&](auto& o) {
              gbmv(l, ta, kM, kN, 2, 1, alpha, o.a.data(), kLd, o.x.data(), kIncX, beta, o.y.data(),
                   kIncY);
            },
            [&](auto& o) {
              cblas_zgbmv(order(l), op(ta), kM, kN, 2, 1, &alpha, o.a.data(), kLd, o.x.data(),
                          kIncX, &beta, o.y.data(), kIncY);
            });
      }
      for (const Op tb : kAllOps) {
        expect_same<C64>(
            "gemm",
            [&](auto& o) {
              gemm(l, ta, tb, kM, kN, kK, alpha, o.a.data(), kLd, o.b.data(), kLd, beta, o.c.data(),
                   kLd);
            },
            [&](auto& o) {
              cblas_zgemm(order(l), op(ta), op(tb), kM, kN, kK, &alpha, o.a.data(), kLd, o.b.data(),
                          kLd, &beta, o.c.data(), kLd);
            });
        if (ta == Op::ConjNoTrans || tb == Op::ConjNoTrans) continue;
        for (const Uplo u : kUplos) {
          expect_same<C64>(
              "gemmt",
              [&](auto& o) {
                gemmt(l, u, ta, tb, kN, kK, alpha, o.a.data(), kLd, o.b.data(), kLd, beta,
                      o.c.data(), kLd);
              },
              [&](auto& o) {
                cblas_zgemmt(order(l), tri(u), op(ta), op(tb), kN, kK, &alpha, o.a.data(), kLd,
                             o.b.data(), kLd, &beta, o.c.data(), kLd);
              });
        }
      }
    }
  }
}

TEST(ReferenceRoutines, SymmetricReal) {
  const double alpha = 0.5, beta = -1.5;
  for (const Layout l : kLayouts) {
    for (const Uplo u : kUplos) {
      const auto cl = order(l);
      const auto cu = tri(u);
      expect_same<double>(
          "symv",
          [&](auto& o) {
            symv(l, u, kN, alpha, o.a.data(), kLd, o.x.data(), kIncX, beta, o.y.data(), kIncY);
          },
          [&](auto& o) {
            cblas_dsymv(cl, cu, kN, alpha, o.a.data(), kLd, o.x.data(), kIncX, beta, o.y.data(),
                        kIncY);
          });
      expect_same<double>(
          "sbmv",
          [&](auto& o) {
            sbmv(l, u, kN, 2, alpha, o.a.data(), kLd, o.x.data(), kIncX, beta, o.y.data(), kIncY);
          },
          [&](auto& o) {
            cblas_dsbmv(cl, cu, kN, 2, alpha, o.a.data(), kLd, o.x.data(), kIncX, beta, o.y.data(),
                        kIncY);
          });
      expect_same<double>(
          "spmv",
          [&](auto& o) {
            spmv(l, u, kN, alpha, o.a.data(), o.x.data(), kIncX, beta, o.y.data(), kIncY);
          },
          [&](auto& o) {
            cblas_dspmv(cl, cu, kN, alpha, o.a.data(), o.x.data(), kIncX, beta, o.y.data(), kIncY);
          });
      expect_same<double>(
          "syr", [&](auto& o) { syr(l, u, kN, alpha, o.x.data(), kIncX, o.a.data(), kLd); },
          [&](auto& o) { cblas_dsyr(cl, cu, kN, alpha, o.x.data(), kIncX, o.a.data(), kLd); });
      expect_same<double>(
          "spr", [&](auto& o) { spr(l, u, kN, alpha, o.x.data(), kIncX, o.a.data()); },
          [&](auto& o) { cblas_dspr(cl, cu, kN, alpha, o.x.data(), kIncX, o.a.data()); });
      expect_same<double>(
          "syr2",
          [&](auto& o) {
            syr2(l, u, kN, alpha, o.x.data(), kIncX, o.y.data(), kIncY, o.a.data(), kLd);
          },
          [&](auto& o) {
            cblas_dsyr2(cl, cu, kN, alpha, o.x.data(), kIncX, o.y.data(), kIncY, o.a.data(), kLd);
          });
      expect_same<double>(
          "spr2",
          [&](auto& o) { spr2(l, u, kN, alpha, o.x.data(), kIncX, o.y.data(), kIncY, o.a.data()); },
          [&](auto& o) {
            cblas_dspr2(cl, cu, kN, alpha, o.x.data(), kIncX, o.y.data(), kIncY, o.a.data());
          });
      for (const Side s : kSides) {
        expect_same<double>(
            "symm",
            [&](auto& o) {
              symm(l, s, u, kM, kN, alpha, o.a.data(), kLd, o.b.data(), kLd, beta, o.c.data(), kLd);
            },
            [&](auto& o) {
              cblas_dsymm(cl, sid(s), cu, kM, kN, alpha, o.a.data(), kLd, o.b.data(), kLd, beta,
                          o.c.data(), kLd);
            });
      }
      for (const Op t : kOps) {
        expect_same<double>(
            "syrk",
            [&](auto& o) { syrk(l, u, t, kN, kK, alpha, o.a.data(), kLd, beta, o.c.data(), kLd); },
            [&](auto& o) {
              cblas_dsyrk(cl, cu, op(t), kN, kK, alpha, o.a.data(), kLd, beta, o.c.data(), kLd);
            });
        expect_same<double>(
            "syr2k",
            [&](auto& o) {
              syr2k(l, u, t, kN, kK, alpha, o.a.data(), kLd, o.b.data(), kLd, beta, o.c.data(),
                    kLd);
            },
            [&](auto& o) {
              cblas_dsyr2k(cl, cu, op(t), kN, kK, alpha, o.a.data(), kLd, o.b.data(), kLd, beta,
                           o.c.data(), kLd);
            });
      }
    }
  }
}

TEST(ReferenceRoutines, Hermitian) {
  const C64 alpha(0.5, -0.25), beta(-1.5, 0.75);
  const double ra = 0.5, rb = -1.5;
  for (const Layout l : kLayouts) {
    for (const Uplo u : kUplos) {
      const auto cl = order(l);
      const auto cu = tri(u);
      expect_same<C64>(
          "hemv",
          [&](auto& o) {
            hemv(l, u, kN, alpha, o.a.data(), kLd, o.x.data(), kIncX, beta, o.y.data(), kIncY);
          },
          [&](auto& o) {
            cblas_zhemv(cl, cu, kN, &alpha, o.a.data(), kLd, o.x.data(), kIncX, &beta, o.y.data(),
                        kIncY);
          });
      expect_same<C64>(
          "hbmv",
          [&](auto& o) {
            hbmv(l, u, kN, 2, alpha, o.a.data(), kLd, o.x.data(), kIncX, beta, o.y.data(), kIncY);
          },
          [&](auto& o) {
            cblas_zhbmv(cl, cu, kN, 2, &alpha, o.a.data(), kLd, o.x.data(), kIncX, &beta,
                        o.y.data(), kIncY);
          });
      expect_same<C64>(
          "hpmv",
          [&](auto& o) {
            hpmv(l, u, kN, alpha, o.a.data(), o.x.data(), kIncX, beta, o.y.data(), kIncY);
          },
          [&](auto& o) {
            cblas_zhpmv(cl, cu, kN, &alpha, o.a.data(), o.x.data(), kIncX, &beta, o.y.data(),
                        kIncY);
          });
      expect_same<C64>(
          "her", [&](auto& o) { her(l, u, kN, ra, o.x.data(), kIncX, o.a.data(), kLd); },
          [&](auto& o) { cblas_zher(cl, cu, kN, ra, o.x.data(), kIncX, o.a.data(), kLd); });
      expect_same<C64>(
          "hpr", [&](auto& o) { hpr(l, u, kN, ra, o.x.data(), kIncX, o.a.data()); },
          [&](auto& o) { cblas_zhpr(cl, cu, kN, ra, o.x.data(), kIncX, o.a.data()); });
      for (const Side s : kSides) {
        expect_same<C64>(
            "hemm",
            [&](auto& o) {
              hemm(l, s, u, kM, kN, alpha, o.a.data(), kLd, o.b.data(), kLd, beta, o.c.data(), kLd);
            },
            [&](auto& o) {
              cblas_zhemm(cl, sid(s), cu, kM, kN, &alpha, o.a.data(), kLd, o.b.data(), kLd, &beta,
                          o.c.data(), kLd);
            });
      }
      for (const Op t : {Op::NoTrans, Op::ConjTrans}) {
        expect_same<C64>(
            "herk",
            [&](auto& o) { herk(l, u, t, kN, kK, ra, o.a.data(), kLd, rb, o.c.data(), kLd); },
            [&](auto& o) {
              cblas_zherk(cl, cu, op(t), kN, kK, ra, o.a.data(), kLd, rb, o.c.data(), kLd);
            });
        expect_same<C64>(
            "her2k",
            [&](auto& o) {
              her2k(l, u, t, kN, kK, alpha, o.a.data(), kLd, o.b.data(), kLd, rb, o.c.data(), kLd);
            },
            [&](auto& o) {
              cblas_zher2k(cl, cu, op(t), kN, kK, &alpha, o.a.data(), kLd, o.b.data(), kLd, rb,
                           o.c.data(), kLd);
            });
      }
    }
  }
}

TEST(ReferenceRoutines, Triangular) {
  const C32 alpha(0.5F, -0.25F);
  for (const Layout l : kLayouts) {
    for (const Uplo u : kUplos) {
      for (const Op t : kAllOps) {
        for (const Diag d : kDiags) {
          const auto cl = order(l);
          const auto cu = tri(u);
          const auto ct = op(t);
          const auto cd = dia(d);
          expect_same<C32>(
              "trmv", [&](auto& o) { trmv(l, u, t, d, kN, o.a.data(), kLd, o.x.data(), kIncY); },
              [&](auto& o) {
                cblas_ctrmv(cl, cu, ct, cd, kN, o.a.data(), kLd, o.x.data(), kIncY);
              });
          expect_same<C32>(
              "trsv", [&](auto& o) { trsv(l, u, t, d, kN, o.a.data(), kLd, o.x.data(), kIncY); },
              [&](auto& o) {
                cblas_ctrsv(cl, cu, ct, cd, kN, o.a.data(), kLd, o.x.data(), kIncY);
              });
          if (t == Op::ConjNoTrans) continue;
          expect_same<C32>(
              "tbmv", [&](auto& o) { tbmv(l, u, t, d, kN, 2, o.a.data(), kLd, o.x.data(), kIncX); },
              [&](auto& o) {
                cblas_ctbmv(cl, cu, ct, cd, kN, 2, o.a.data(), kLd, o.x.data(), kIncX);
              });
          expect_same<C32>(
              "tpmv", [&](auto& o) { tpmv(l, u, t, d, kN, o.a.data(), o.x.data(), kIncX); },
              [&](auto& o) { cblas_ctpmv(cl, cu, ct, cd, kN, o.a.data(), o.x.data(), kIncX); });
          expect_same<C32>(
              "tbsv", [&](auto& o) { tbsv(l, u, t, d, kN, 2, o.a.data(), kLd, o.x.data(), kIncX); },
              [&](auto& o) {
                cblas_ctbsv(cl, cu, ct, cd, kN, 2, o.a.data(), kLd, o.x.data(), kIncX);
              });
          expect_same<C32>(
              "tpsv", [&](auto& o) { tpsv(l, u, t, d, kN, o.a.data(), o.x.data(), kIncX); },
              [&](auto& o) { cblas_ctpsv(cl, cu, ct, cd, kN, o.a.data(), o.x.data(), kIncX); });
          for (const Side s : kSides) {
            expect_same<C32>(
                "trmm",
                [&](auto& o) {
                  trmm(l, s, u, t, d, kM, kN, alpha, o.a.data(), kLd, o.b.data(), kLd);
                },
                [&](auto& o) {
                  cblas_ctrmm(cl, sid(s), cu, ct, cd, kM, kN, &alpha, o.a.data(), kLd, o.b.data(),
                              kLd);
                });
            expect_same<C32>(
                "trsm",
                [&](auto& o) {
                  trsm(l, s, u, t, d, kM, kN, alpha, o.a.data(), kLd, o.b.data(), kLd);
                },
                [&](auto& o) {
                  cblas_ctrsm(cl, sid(s), cu, ct, cd, kM, kN, &alpha, o.a.data(), kLd, o.b.data(),
                              kLd);
                });
          }
        }
      }
    }
  }
}

TEST(ReferenceRoutines, VectorsAndRankOne) {
  const C64 alpha(0.5, -0.25), beta(-1.5, 0.75);
  Operands<C64> o;
  C64 want;
  cblas_zdotu_sub(kN, o.x.data(), kIncX, o.y.data(), kIncY, &want);
  EXPECT_EQ(dotu(kN, o.x.data(), kIncX, o.y.data(), kIncY), want);
  cblas_zdotc_sub(kN, o.x.data(), kIncX, o.y.data(), kIncY, &want);
  EXPECT_EQ(dotc(kN, o.x.data(), kIncX, o.y.data(), kIncY), want);
  EXPECT_EQ(nrm2(kN, o.x.data(), kIncX), cblas_dznrm2(kN, o.x.data(), kIncX));
  EXPECT_EQ(asum(kN, o.x.data(), kIncX), cblas_dzasum(kN, o.x.data(), kIncX));
  EXPECT_EQ(iamax(kN, o.x.data(), kIncX),
            static_cast<std::int64_t>(cblas_izamax(kN, o.x.data(), kIncX)));
  EXPECT_EQ(iamax(0, o.x.data(), kIncX), -1);
  EXPECT_EQ(iamin(kN, o.x.data(), kIncX),
            static_cast<std::int64_t>(cblas_izamin(kN, o.x.data(), kIncX)));
  EXPECT_EQ(iamin(kN, o.x.data(), -1), -1);
  EXPECT_EQ(sum(kN, o.x.data(), kIncX), cblas_dzsum(kN, o.x.data(), kIncX));
  EXPECT_EQ(amax(kN, o.x.data(), kIncX), cblas_dzamax(kN, o.x.data(), kIncX));
  EXPECT_EQ(amin(kN, o.x.data(), kIncX), cblas_dzamin(kN, o.x.data(), kIncX));
  EXPECT_EQ(amin(0, o.x.data(), kIncX), 0);
  Operands<float> f;
  EXPECT_EQ(dsdot(kN, f.x.data(), kIncX, f.y.data(), kIncY),
            cblas_dsdot(kN, f.x.data(), kIncX, f.y.data(), kIncY));
  EXPECT_EQ(sdsdot(kN, 0.25F, f.x.data(), kIncX, f.y.data(), kIncY),
            cblas_sdsdot(kN, 0.25F, f.x.data(), kIncX, f.y.data(), kIncY));
  EXPECT_EQ(imax(kN, f.x.data(), kIncX),
            static_cast<std::int64_t>(cblas_ismax(kN, f.x.data(), kIncX)));
  EXPECT_EQ(imin(kN, f.x.data(), kIncX),
            static_cast<std::int64_t>(cblas_ismin(kN, f.x.data(), kIncX)));
  expect_same<C64>(
      "axpyc", [&](auto& v) { axpyc(kN, alpha, v.x.data(), kIncX, v.y.data(), kIncY); },
      [&](auto& v) { cblas_zaxpyc(kN, &alpha, v.x.data(), kIncX, v.y.data(), kIncY); });
  expect_same<C64>(
      "copy", [&](auto& v) { copy(kN, v.x.data(), kIncX, v.y.data(), kIncY); },
      [&](auto& v) { cblas_zcopy(kN, v.x.data(), kIncX, v.y.data(), kIncY); });
  expect_same<C64>(
      "swap", [&](auto& v) { swap(kN, v.x.data(), kIncX, v.y.data(), kIncY); },
      [&](auto& v) { cblas_zswap(kN, v.x.data(), kIncX, v.y.data(), kIncY); });
  expect_same<C64>(
      "axpy", [&](auto& v) { axpy(kN, alpha, v.x.data(), kIncX, v.y.data(), kIncY); },
      [&](auto& v) { cblas_zaxpy(kN, &alpha, v.x.data(), kIncX, v.y.data(), kIncY); });
  expect_same<C64>(
      "axpby", [&](auto& v) { axpby(kN, alpha, v.x.data(), kIncX, beta, v.y.data(), kIncY); },
      [&](auto& v) { cblas_zaxpby(kN, &alpha, v.x.data(), kIncX, &beta, v.y.data(), kIncY); });
  expect_same<C64>(
      "scal", [&](auto& v) { scal(kN, alpha, v.x.data(), kIncX); },
      [&](auto& v) { cblas_zscal(kN, &alpha, v.x.data(), kIncX); });
  expect_same<C64>(
      "scal by a real number", [&](auto& v) { scal(kN, 0.5, v.x.data(), kIncX); },
      [&](auto& v) { cblas_zdscal(kN, 0.5, v.x.data(), kIncX); });
  expect_same<C64>(
      "rot", [&](auto& v) { rot(kN, v.x.data(), kIncX, v.y.data(), kIncY, 0.6, 0.8); },
      [&](auto& v) { cblas_zdrot(kN, v.x.data(), kIncX, v.y.data(), kIncY, 0.6, 0.8); });
  const std::vector<double> h = {-1, 0.1, 0.2, 0.3, 0.4};
  expect_same<double>(
      "rotm", [&](auto& v) { rotm(kN, v.x.data(), kIncX, v.y.data(), kIncY, h.data()); },
      [&](auto& v) { cblas_drotm(kN, v.x.data(), kIncX, v.y.data(), kIncY, h.data()); });
  for (const Layout l : kLayouts) {
    expect_same<double>(
        "ger",
        [&](auto& v) {
          ger(l, kM, kN, 0.5, v.x.data(), kIncX, v.y.data(), kIncY, v.a.data(), kLd);
        },
        [&](auto& v) {
          cblas_dger(order(l), kM, kN, 0.5, v.x.data(), kIncX, v.y.data(), kIncY, v.a.data(), kLd);
        });
    expect_same<C64>(
        "geru",
        [&](auto& v) {
          geru(l, kM, kN, alpha, v.x.data(), kIncX, v.y.data(), kIncY, v.a.data(), kLd);
        },
        [&](auto& v) {
          cblas_zgeru(order(l), kM, kN, &alpha, v.x.data(), kIncX, v.y.data(), kIncY, v.a.data(),
                      kLd);
        });
    expect_same<C64>(
        "gerc",
        [&](auto& v) {
          gerc(l, kM, kN, alpha, v.x.data(), kIncX, v.y.data(), kIncY, v.a.data(), kLd);
        },
        [&](auto& v) {
          cblas_zgerc(order(l), kM, kN, &alpha, v.x.data(), kIncX, v.y.data(), kIncY, v.a.data(),
                      kLd);
        });
    for (const Uplo u : kUplos) {
      expect_same<C64>(
          "her2",
          [&](auto& v) {
            her2(l, u, kN, alpha, v.x.data(), kIncX, v.y.data(), kIncX, v.a.data(), kLd);
          },
          [&](auto& v) {
            // By rows the C name computes with x and y exchanged, as the reference does: other
            // sums.
            if (l == Layout::RowMajor) {
              her2(l, u, kN, alpha, v.x.data(), kIncX, v.y.data(), kIncX, v.a.data(), kLd);
            } else {
              cblas_zher2(order(l), tri(u), kN, &alpha, v.x.data(), kIncX, v.y.data(), kIncX,
                          v.a.data(), kLd);
            }
          });
    }
  }
}

TEST(ReferenceRoutines, WhatIsRecorded) {
  Operands<C64> o;
  trsm(Layout::RowMajor, Side::Left, Uplo::Upper, Op::NoTrans, Diag::NonUnit, kM, kN, C64(1, 0),
       o.a.data(), kLd, o.b.data(), kLd);
  const Decision d = last_decision();
  EXPECT_EQ(d.call.routine, Routine::Trsm);
  EXPECT_EQ(d.call.type, ElementType::C64);
  EXPECT_EQ(d.backend, Backend::Simd);
  EXPECT_EQ(d.reason, Reason::TooSmall);
  EXPECT_EQ(to_string(d.call.routine), "trsm");
  EXPECT_FALSE(explain(d).simd.empty()) << "every routine is priced";
  (void)nrm2(0, o.x.data(), 1);
  EXPECT_EQ(last_decision().reason, Reason::QuickReturn);
}

// --- Threads: large enough for several of them

template <class T, class Call>
void expect_same_bits(const std::string& name, const std::vector<T>& start, Call&& call) {
  CallOptions options;
  std::vector<T> want = start;
  options.threads = 1;
  call(want, options);
  for (const int threads : {2, 3, 7}) {
    options.threads = threads;
    std::vector<T> got = start;
    call(got, options);
    EXPECT_TRUE(got == want) << name << ", " << threads << " threads";
  }
}

template <class T>
std::vector<T> many(std::size_t count, std::uint64_t seed) {
  const std::vector<T> few = random_elements<T>(seed);
  std::vector<T> v(count);
  for (std::size_t i = 0; i < count; ++i) v[i] = few[(i * 31 + i / 251) % few.size()];
  return v;
}

template <class T>
void vectors_with_threads() {
  const std::int64_t n = 300001;
  const auto x = many<T>(static_cast<std::size_t>(n), 1),
             y = many<T>(static_cast<std::size_t>(n), 2);
  const auto each = [&](const char* name, auto call) { expect_same_bits<T>(name, y, call); };
  each("axpby", [&](auto& v, auto& o) { axpby(n, T(2), x.data(), 1, T(3), v.data(), 1, o); });
  each("copy", [&](auto& v, auto& o) { copy(n, x.data(), 1, v.data(), 1, o); });
  each("rot", [&](auto& v, auto& o) {
    std::vector<T> a = x;
    rot(n, a.data(), 1, v.data(), 1, Real<T>(0.6), Real<T>(0.8), o);
  });
  each("nrm2", [&](auto& v, auto& o) { v[0] = nrm2(n, x.data(), 1, o); });
  each("asum", [&](auto& v, auto& o) { v[0] = asum(n, x.data(), 1, o); });
  each("iamax",
       [&](auto& v, auto& o) { v[0] = T(static_cast<Real<T>>(iamax(n, x.data(), 1, o))); });
}

TEST(ReferenceRoutines, VectorsWithThreads) {
  vectors_with_threads<float>();
  vectors_with_threads<double>();
  vectors_with_threads<C32>();
  vectors_with_threads<C64>();
}

template <class T>
void matrices_with_threads() {
  const std::int64_t n = 230;
  const auto size = static_cast<std::size_t>(n * n);
  auto a = many<T>(size, 1);
  const auto b = many<T>(size, 2), c = many<T>(size, 3);
  for (std::int64_t i = 0; i < n; ++i) a[static_cast<std::size_t>(i * n + i)] += T(20);
  const auto l = Layout::ColMajor;
  const T one(1);
  const auto each = [&](const char* name, auto call) { expect_same_bits<T>(name, c, call); };
  each("gemm", [&](auto& v, auto& o) {
    gemm(l, Op::Trans, Op::NoTrans, n, n, n, one, a.data(), n, b.data(), n, one, v.data(), n, o);
  });
  each("symm", [&](auto& v, auto& o) {
    symm(l, Side::Left, Uplo::Lower, n, n, one, a.data(), n, b.data(), n, one, v.data(), n, o);
  });
  each("syrk", [&](auto& v, auto& o) {
    syrk(l, Uplo::Lower, Op::NoTrans, n, n, one, a.data(), n, one, v.data(), n, o);
  });
  each("syr2k", [&](auto& v, auto& o) {
    syr2k(l, Uplo::Upper, Op::Trans, n, n, one, a.data(), n, b.data(), n, one, v.data(), n, o);
  });
  each("trmm", [&](auto& v, auto& o) {
    trmm(l, Side::Left, Uplo::Lower, Op::NoTrans, Diag::NonUnit, n, n, one, a.data(), n, v.data(),
         n, o);
  });
  each("trsm", [&](auto& v, auto& o) {
    trsm(l, Side::Right, Uplo::Lower, Op::Trans, Diag::NonUnit, n, n, one, a.data(), n, v.data(), n,
         o);
  });
  each("gemv", [&](auto& v, auto& o) {
    gemv(l, Op::Trans, n, n, one, a.data(), n, b.data(), 1, one, v.data(), 1, o);
  });
}

TEST(ReferenceRoutines, MatricesWithThreads) {
  matrices_with_threads<float>();
  matrices_with_threads<double>();
  matrices_with_threads<C32>();
  matrices_with_threads<C64>();
}

// --- Triangles that other libraries get wrong

TEST(ReferenceRoutines, QuotientsOfSubnormalPivots) {
  const double pivot = 3e-310;
  double x = 6e-310;
  trsv(Layout::ColMajor, Uplo::Upper, Op::NoTrans, Diag::NonUnit, 1, &pivot, 1, &x, 1);
  EXPECT_DOUBLE_EQ(x, 2);
  for (const Side side : kSides) {
    double b = 6e-310;
    trsm(Layout::ColMajor, side, Uplo::Lower, Op::NoTrans, Diag::NonUnit, 1, 1, 1.0, &pivot, 1, &b,
         1);
    EXPECT_DOUBLE_EQ(b, 2);
    const C64 small(3e-310, -3e-310);
    C64 z(0, -6e-310);
    trsm(Layout::ColMajor, side, Uplo::Lower, Op::NoTrans, Diag::NonUnit, 1, 1, C64(1), &small, 1,
         &z, 1);
    EXPECT_NEAR(z.real(), 1, 1e-12);
    EXPECT_NEAR(z.imag(), -1, 1e-12);
  }
}

// What a triangle does not hold is not a zero that an Inf could be multiplied by.
template <class T>
void infinity_stays() {
  const std::int64_t n = 70;
  std::vector<T> a(static_cast<std::size_t>(n * n), T(0.01F)), b(a.size(), T(1));
  for (std::int64_t i = 0; i < n; ++i) a[static_cast<std::size_t>(i * n + i)] = T(2);
  const std::int64_t at = 40;  // row 40 of the first column
  b[at] = T(std::numeric_limits<Real<T>>::infinity());
  std::vector<T> product = b, solution = b;
  trmm(Layout::ColMajor, Side::Left, Uplo::Lower, Op::NoTrans, Diag::NonUnit, n, n, T(1), a.data(),
       n, product.data(), n);
  trsm(Layout::ColMajor, Side::Left, Uplo::Lower, Op::NoTrans, Diag::NonUnit, n, n, T(1), a.data(),
       n, solution.data(), n);
  for (std::int64_t i = 0; i < at; ++i) {
    EXPECT_TRUE(std::isfinite(std::abs(product[static_cast<std::size_t>(i)]))) << "trmm, row " << i;
    EXPECT_TRUE(std::isfinite(std::abs(solution[static_cast<std::size_t>(i)])))
        << "trsm, row " << i;
  }
  for (std::size_t i = static_cast<std::size_t>(n); i < b.size(); ++i) {
    ASSERT_TRUE(std::isfinite(std::abs(product[i]))) << "trmm, element " << i;
    ASSERT_TRUE(std::isfinite(std::abs(solution[i]))) << "trsm, element " << i;
  }
}
TEST(ReferenceRoutines, InfinityStaysInItsRows) {
  infinity_stays<float>();
  infinity_stays<double>();
  infinity_stays<C32>();
  infinity_stays<C64>();
}

// A Hermitian diagonal has no imaginary part, not even one of zero.
TEST(ReferenceRoutines, InfinityTimesAHermitianDiagonal) {
  const std::int64_t n = 3;
  std::vector<C64> a(9, C64(0, 0)), b(9, C64(1, 0)), c(9);
  for (std::int64_t i = 0; i < n; ++i)
    a[static_cast<std::size_t>(i * n + i)] = C64(2, std::numeric_limits<double>::quiet_NaN());
  a[1] = a[2] = a[5] = C64(1, 1);
  b[0] = C64(std::numeric_limits<double>::infinity(), 0);
  hemm(Layout::ColMajor, Side::Left, Uplo::Lower, n, n, C64(1, 0), a.data(), n, b.data(), n,
       C64(0, 0), c.data(), n);
  EXPECT_TRUE(std::isinf(c[0].real())) << c[0];
  for (std::size_t i = 3; i < 9; ++i) EXPECT_TRUE(std::isfinite(std::abs(c[i]))) << i;
}

// Near the ends of the range.
TEST(ReferenceRoutines, NormsDoNotOverflow) {
  const double big = 1e300, tiny = 1e-300;
  const std::vector<double> x = {3 * big, 4 * big}, y = {3 * tiny, 4 * tiny};
  EXPECT_DOUBLE_EQ(nrm2(2, x.data(), 1), 5 * big);
  EXPECT_DOUBLE_EQ(nrm2(2, y.data(), 1), 5 * tiny);
  const std::vector<float> f = {3e38F, 0}, g = {3e-44F, 4e-44F};
  EXPECT_FLOAT_EQ(nrm2(2, f.data(), 1), 3e38F);
  EXPECT_NEAR(nrm2(2, g.data(), 1), 5e-44F, 2e-45F);
  const std::vector<double> z = {1, std::numeric_limits<double>::infinity()};
  EXPECT_TRUE(std::isinf(nrm2(2, z.data(), 1)));
}

// Where a and b are as large as each other r has the sign of b, as the reference's.
TEST(ReferenceRoutines, RotationsOfATie) {
  for (const double a : {3.0, -3.0}) {
    double r = a, b = -a, c = 0, s = 0;
    rotg(&r, &b, &c, &s);
    EXPECT_DOUBLE_EQ(r, -a * std::sqrt(2));
    EXPECT_DOUBLE_EQ(c, -std::sqrt(0.5));
    EXPECT_DOUBLE_EQ(s, std::sqrt(0.5));
  }
}

}  // namespace
}  // namespace fulcrum
