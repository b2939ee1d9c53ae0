// SPDX-License-Identifier: Apache-2.0
// The functions of epilogues that are more than an instruction or two. Each is called with one
// vector, out of line: the epilogue's loops would otherwise hold 15 copies of each, and successive
// calls overlap all the same.

// clang-format off
#if defined(FULCRUM_SIMD_GEMM_EPILOGUE_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_GEMM_EPILOGUE_MATH_INL_H_
#undef FULCRUM_SIMD_GEMM_EPILOGUE_MATH_INL_H_
#else
#define FULCRUM_SIMD_GEMM_EPILOGUE_MATH_INL_H_
#endif
// clang-format on

#include <cstddef>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// sum x^(kAt / kStep) + c[kAt - kStep] x^(kAt / kStep - 1) + ... by Horner's rule. Unrolled, which
// a loop of so many terms is not by itself: more vectors fit into the processor's window.
template <size_t kAt, size_t kStep, class D, class V = hn::Vec<D>, typename T = hn::TFromD<D>>
HWY_INLINE V Horner(D d, V x, V sum, const T* c) {
  if constexpr (kAt < kStep) {
    return sum;
  } else {
    return own::Horner<kAt - kStep, kStep>(d, x, hn::MulAdd(sum, x, hn::Set(d, c[kAt - kStep])), c);
  }
}

// Phi(x) = 1/2 + x G(x^2) for |x| <= kLimit, where Phi, the normal distribution, is 0 or 1 within
// u / 2 beyond. G is a polynomial in w = 2 x^2 / kLimit^2 - 1 in [-1, 1], the Chebyshev series cut
// where the rest is below u / 15: the absolute values of its coefficients add up to 0.4, so no
// rounding error grows. Half the operations of exp and a division.
template <typename T>
struct NormalDistribution;

template <>
struct NormalDistribution<float> {
  static constexpr float kLimit = 5.5F;
  static constexpr size_t kTerms = 17;
  static constexpr float kG[kTerms] = {
      0.128551933F,      -0.06417231467F,  0.04773733464F,  -0.0387937939F,   0.03207690945F,
      -0.02603615149F,   0.02030731692F,   -0.01506252402F, 0.010468637F,     -0.006650678354F,
      0.004074129643F,   -0.002658702378F, 0.001407426481F, -0.000356754614F, 0.0001839166607F,
      -0.0002856763179F, 0.0001180799966F};
};

template <>
struct NormalDistribution<double> {
  static constexpr double kLimit = 8.4;
  static constexpr size_t kTerms = 39;
  static constexpr double kG[kTerms] = {
      0.08417937847231049942,     -0.04208968488178447649,   0.03156722525578797117,
      -0.02630579522184522475,    0.02301657493245565444,    -0.02071140395171218413,
      0.01897512396775827645,     -0.01759372721795366536,   0.01643672150037248982,
      -0.01541107113782404455,    0.014442068288601622,      -0.01346736423817580413,
      0.01243841094757036547,     -0.01132527667885225036,   0.01012096169703775694,
      -0.008842647371944509312,   0.00752938245211445479,    -0.006233551992714307097,
      0.005005394092900740241,    -0.003888485503428921866,  0.00292966881363203494,
      -0.002151824065964361191,   0.001515547534994199169,   -0.0009988654022925356772,
      0.0006632371401044071241,   -0.000482540129179799804,  0.0002939116369036666712,
      -0.0001017898383047178913,  0.00006455627058220813058, -0.0001094027269656859901,
      0.00005589982320096975659,  0.00002356569847554244661, -9.895517733250480151e-6,
      -0.00002333291154560700943, 0.00001056924727693557099, 5.234474853041295882e-6,
      -2.233842036609813482e-6,   -1.272341652066927425e-6,  5.422487867062911635e-7};
};

// x Phi(x): even and odd powers of w apart, which halves the chain of multiply-adds.
template <class D, class V = hn::Vec<D>>
HWY_NOINLINE V GeluErf(D d, V x) {
  using T = hn::TFromD<D>;
  using N = NormalDistribution<T>;
  const V limit = hn::Set(d, N::kLimit), least = hn::Set(d, -N::kLimit);
  const V inside = hn::Max(hn::Min(x, limit), least);
  const V w = hn::MulSub(hn::Mul(inside, inside), hn::Set(d, 2 / (N::kLimit * N::kLimit)),
                         hn::Set(d, T{1}));
  const V square = hn::Mul(w, w);
  const V even = own::Horner<N::kTerms - 1, 2>(d, square, hn::Set(d, N::kG[N::kTerms - 1]), N::kG);
  const V odd = own::Horner<N::kTerms - 2, 2>(d, square, hn::Set(d, N::kG[N::kTerms - 2]), N::kG);
  const V phi = hn::MulAdd(hn::MulAdd(odd, w, even), inside, hn::Set(d, T{0.5}));
  const V y = hn::IfThenElse(hn::Gt(x, limit), x, hn::Mul(x, hn::Max(phi, hn::Zero(d))));
  return hn::IfThenZeroElse(hn::Lt(x, least), y);
}

// exp(x) = 2^n exp(r) with n the integer next to x / ln(2) and |r| <= ln(2) / 2; ln(2) in two
// parts, of which n times the first is exact; exp(r) a Chebyshev series cut below u / 30.
template <typename T>
struct Exponential;

template <>
struct Exponential<float> {
  static constexpr float kLimit = 88;        // 2^n stays a normal number
  static constexpr float kMagic = 12582912;  // 1.5 * 2^23: the sum's last bits are the integer
  static constexpr int kMantissa = 23;
  static constexpr float kLn2[2] = {0.693145751953125F, 1.428606765330187e-6F};
  static constexpr size_t kTerms = 7;
  static constexpr float kPowers[kTerms] = {1.0F,           1.000000038F,   0.5000000108F,
                                            0.1666641496F,  0.04166621736F, 0.008375171541F,
                                            0.001394864172F};
};

template <>
struct Exponential<double> {
  static constexpr double kLimit = 708;
  static constexpr double kMagic = 6755399441055744;  // 1.5 * 2^52
  static constexpr int kMantissa = 52;
  static constexpr double kLn2[2] = {0.6931471805596629565, 0.28235290563031577122588e-12};
  static constexpr size_t kTerms = 12;
  static constexpr double kPowers[kTerms] = {1.0,
                                             1.0,
                                             0.5000000000000018481,
                                             0.166666666666667026,
                                             0.04166666666648735259,
                                             0.008333333333309428474,
                                             0.001388888895251213039,
                                             0.0001984126990942775042,
                                             0.00002480148527156998554,
                                             2.755722476388251176e-6,
                                             2.763271746990743868e-7,
                                             2.511493420257485671e-8};
};

// x / (1 + exp(-t)), and 0 for t < -kLimit, where it is below 1e-35 (1e-304). Highway's Exp covers
// all exponents, which costs it half as many instructions again.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V TimesLogistic(D d, V x, V t) {
  using T = hn::TFromD<D>;
  using E = Exponential<T>;
  const hn::RebindToSigned<D> di;
  const V limit = hn::Set(d, E::kLimit), least = hn::Set(d, -E::kLimit);
  const V magic = hn::Set(d, E::kMagic), one = hn::Set(d, T{1});
  const V s = hn::Neg(hn::Max(hn::Min(t, limit), least));
  const V shifted = hn::MulAdd(s, hn::Set(d, static_cast<T>(1.4426950408889634074)), magic);
  const V n = hn::Sub(shifted, magic);
  V r = hn::NegMulAdd(n, hn::Set(d, E::kLn2[0]), s);
  r = hn::NegMulAdd(n, hn::Set(d, E::kLn2[1]), r);
  const V p =
      own::Horner<E::kTerms - 1, 1>(d, r, hn::Set(d, E::kPowers[E::kTerms - 1]), E::kPowers);
  const auto exponent = hn::ShiftLeft<E::kMantissa>(hn::BitCast(di, shifted));
  const V e = hn::BitCast(d, hn::Add(hn::BitCast(di, p), exponent));
  return hn::IfThenZeroElse(hn::Lt(t, least), hn::Div(x, hn::Add(e, one)));
}

template <class D, class V = hn::Vec<D>>
HWY_NOINLINE V Silu(D d, V x) {
  return own::TimesLogistic(d, x, x);
}

// 1/2 (1 + tanh(t / 2)) = 1 / (1 + exp(-t)).
template <class D, class V = hn::Vec<D>>
HWY_NOINLINE V GeluTanh(D d, V x) {
  using T = hn::TFromD<D>;
  constexpr double kTwice = 1.5957691216057307118;  // 2 sqrt(2 / pi)
  const V cubic = hn::MulAdd(hn::Mul(x, x), hn::Set(d, static_cast<T>(kTwice * 0.044715)),
                             hn::Set(d, static_cast<T>(kTwice)));
  return own::TimesLogistic(d, x, hn::Mul(x, cubic));
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
