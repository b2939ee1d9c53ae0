// SPDX-License-Identifier: Apache-2.0
// axpby, scal of complex by real, and rotations as specifications: sums of products (products.hpp)
// whose second factor is 1. Increments are not 0 where a vector is written.
#pragma once

#include "simd/level1/problem.hpp"
#include "simd/ref/products.hpp"

namespace fulcrum::simd::ref {

template <class T>
inline constexpr T kOne{1};

// to = the sum of factor times vector over the pairs + beta to
template <class T>
Products<T> combination(std::int64_t n, std::initializer_list<std::pair<T, Matrix<T>>> pairs,
                        T beta, const Matrix<T>& to) {
  Products<T> p{n, 1, 1, {}, beta, to};
  for (const auto& [factor, vector] : pairs)
    p.terms.push_back({factor, vector, general(&kOne<T>, 1, 1, 1)});
  return p;
}

// With alpha == 0 x is not read, with beta == 0 y is not.
template <class T>
Products<T> products(const AxpbyProblem<T>& p) {
  return combination(p.n, {{p.alpha, vector_of(p.x, p.n, p.incx)}}, p.beta,
                     vector_of<T>(p.y, p.n, p.incy));
}

// alpha == 0 still multiplies.
template <class T>
Products<T> products(const RealScalProblem<T>& p) {
  return combination(p.n, {}, T{p.alpha}, vector_of<T>(p.x, p.n, p.incx));
}

// What becomes of x and of y.
template <class T>
struct Rotated {
  Products<T> x, y;
};
template <class T>
Rotated<T> products(const RotProblem<T>& p) {
  const auto x = vector_of<T>(p.x, p.n, p.incx), y = vector_of<T>(p.y, p.n, p.incy);
  return {combination(p.n, {{T{p.s}, y}}, T{p.c}, x), combination(p.n, {{T{-p.s}, x}}, T{p.c}, y)};
}
// H by the flag in param[0], as the reference's xROTM has it; what the flag fixes is not read.
template <class T>
Rotated<T> products(const RotmProblem<T>& p) {
  const bool off_diagonal = p.param[0] != T{1}, on_diagonal = p.param[0] != T{0};
  const T h11 = on_diagonal ? p.param[1] : T{1}, h22 = on_diagonal ? p.param[4] : T{1};
  const T h21 = off_diagonal ? p.param[2] : T{-1}, h12 = off_diagonal ? p.param[3] : T{1};
  const auto x = vector_of<T>(p.x, p.n, p.incx), y = vector_of<T>(p.y, p.n, p.incy);
  return {combination(p.n, {{h12, y}}, h11, x), combination(p.n, {{h21, x}}, h22, y)};
}

}  // namespace fulcrum::simd::ref
