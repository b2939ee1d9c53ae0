// SPDX-License-Identifier: Apache-2.0
// Routines that compute sums of matrix products, judged by simd/ref/products.hpp. Whatever a
// routine must not read is NaN, whatever it must not write is compared afterwards.
#pragma once

#include <initializer_list>
#include <sstream>
#include <type_traits>

#include "simd/level2/level2.hpp"
#include "simd/ref/level2.hpp"
#include "tests/simd/operands.hpp"
#include "tests/support/scale.hpp"

namespace fulcrum::test {

using simd::Scratch;
namespace ref = simd::ref;

// Full mantissas, judged by an error bound, or integers so small that every order of sums is exact:
// then every element must be equal, and double is wide enough for the reference.
enum class Values { Reals, Integers };

// a and b are read; c is written.
template <class T>
struct Operands {
  Operand<T> a, b, c;
  explicit Operands(std::int64_t capacity) : a(capacity), b(capacity), c(capacity) {}
};

template <class T>
T draw(Random& random, Values values) {
  const auto part = [&] {
    return values == Values::Reals ? random.uniform<Real<T>>()
                                   : static_cast<Real<T>>(static_cast<int>(random.bits() % 5) - 2);
  };
  if constexpr (ComplexScalar<T>) {
    const Real<T> re = part();
    return {re, part()};
  } else {
    return part();
  }
}

template <class E>
E one_of(Random& random, std::initializer_list<E> list) {
  return list.begin()[random.bits() % list.size()];
}
inline bool coin(Random& random) { return random.bits() % 2 == 0; }

// One size in `full`, or in `small` under emulation; which ones, is drawn: what is left out meets
// another target or other flags.
template <class Check>
void over_sizes(std::initializer_list<std::int64_t> sizes, Random& random, Check&& check,
                int full = 1, int small = 3) {
  const auto step = static_cast<std::size_t>(scaled(full, small));
  for (std::size_t i = random.bits() % step; i < sizes.size(); i += step) check(sizes.begin()[i]);
}

// Full mantissas where the wide reference is cheap.
inline Values values_for(Random& random, std::int64_t n) {
  return n <= scaled(40, 17) && coin(random) ? Values::Reals : Values::Integers;
}

// alpha or beta: 0, 1 and -1 have paths of their own. A real one where Hermitian routines take one.
template <class T>
T factor(Random& random, Values values, bool real = false) {
  T other = values == Values::Reals ? T(random.uniform<Real<T>>()) : T{2};
  if constexpr (ComplexScalar<T>) {
    if (!real) other += T{0, values == Values::Reals ? random.uniform<Real<T>>() : Real<T>{-1}};
  }
  return one_of(random, {T{0}, T{1}, T{-1}, other, other, other});
}

// Elements between the columns of a matrix.
inline std::int64_t pad(Random& random) { return static_cast<std::int64_t>(random.bits() % 4); }
inline std::int64_t increment(Random& random) {
  return one_of<std::int64_t>(random, {1, 1, -1, 2, -3});
}

template <class T>
T* place_vector(Operand<T>& operand, std::int64_t n, std::int64_t inc, Random& random) {
  return operand.place(extent(n, inc), one_of(random, {Place::Front, Place::Shifted, Place::Back}));
}
// Up to the last element of the last column.
template <class T>
T* place_matrix(Operand<T>& operand, std::int64_t rows, std::int64_t columns, std::int64_t ld,
                Random& random) {
  return place_vector(operand, rows == 0 || columns == 0 ? 0 : (columns - 1) * ld + rows, 1,
                      random);
}

// All elements that are read get numbers; of a Hermitian matrix no imaginary part on the diagonal.
template <class T>
void fill(const ref::Matrix<T>& matrix, Random& random, Values values) {
  for (std::int64_t j = 0; j < matrix.columns; ++j) {
    for (std::int64_t i = 0; i < matrix.rows; ++i) {
      if (!matrix.is_read(i, j)) continue;
      T& element = const_cast<T*>(matrix.data)[matrix.index(i, j)];  // an Operand's
      element = draw<T>(random, values);
      if constexpr (ComplexScalar<T>) {
        if (matrix.kind == ref::Kind::Hermitian && i == j)
          element.imag(std::numeric_limits<Real<T>>::quiet_NaN());
      }
    }
  }
}

// What alpha and beta say is not read stays NaN.
template <class T>
void fill(const ref::Products<T>& p, Random& random, Values values) {
  for (const auto& [alpha, a, b] : p.terms) {
    if (alpha == T{}) continue;
    fill(a, random, values);
    fill(b, random, values);
  }
  if (p.beta != T{}) fill(p.c, random, values);
}

// Makes a triangular matrix one whose solutions stay near its right-hand sides: small beside a
// diagonal near 1, of complex elements with either part the larger one.
template <class T>
void make_solvable(const ref::Matrix<T>& a, Random& random) {
  for (std::int64_t j = 0; j < a.columns; ++j) {
    for (std::int64_t i = 0; i < a.rows; ++i) {
      if (!a.is_read(i, j)) continue;
      T& element = const_cast<T*>(a.data)[a.index(i, j)];
      const T small = element / static_cast<Real<T>>(a.rows);
      element = small;
      if (i != j) continue;
      element += T{Real<T>{3} / 2};
      if constexpr (ComplexScalar<T>) {
        if (coin(random)) element = {element.imag(), element.real()};
      }
    }
  }
}

template <class T>
std::string describe(const ref::Matrix<T>& a) {
  std::ostringstream out;
  constexpr const char* kKinds[] = {"general", "symmetric", "Hermitian", "triangular"};
  constexpr const char* kStorages[] = {"full", "band", "packed"};
  out << " [" << kKinds[static_cast<int>(a.kind)] << ' ' << kStorages[static_cast<int>(a.storage)]
      << ' ' << a.rows << " x " << a.columns << " ld=" << a.ld << " inc=" << a.inc
      << (a.trans ? " trans" : "") << (a.conj ? " conj" : "") << (a.upper ? " upper" : "")
      << (a.unit ? " unit" : "") << " kl=" << a.kl << " ku=" << a.ku << ']';
  return out.str();
}
template <class T>
std::string describe(const ref::Products<T>& p) {
  std::ostringstream out;
  out << p.m << " x " << p.n << " x " << p.k << ", beta=" << p.beta;
  for (const auto& [alpha, a, b] : p.terms)
    out << ", alpha=" << alpha << describe(a) << describe(b);
  out << " to" << describe(p.c);
  return out.str();
}

// Which part of a product with complex Inf is NaN is left to the order of the products: where one
// part of `want` is not finite, one of `got` must not be either.
template <class T, class W>
bool is_right(T got, const ref::Element<T, W>& want, std::int64_t roundings, Values values) {
  const ref::Number<W> number = ref::number<W>(got), value = want.value;
  const auto finite = [](ref::Number<W> v) {
    return std::isfinite(static_cast<double>(v.re)) && std::isfinite(static_cast<double>(v.im));
  };
  if (ComplexScalar<T> && !finite(value)) return !finite(number);
  if (values == Values::Integers)
    return static_cast<double>(number.re) == static_cast<double>(value.re) &&
           static_cast<double>(number.im) == static_cast<double>(value.im);
  const auto part_is_right = [&](Real<T> part, W right) {
    return simd::ref::within<Real<T>>(part, right, want.magnitude, roundings);
  };
  if constexpr (ComplexScalar<T>) {
    return part_is_right(got.real(), value.re) && part_is_right(got.imag(), value.im);
  } else {
    return part_is_right(got, value.re);
  }
}

// Empty, or the first element that is wrong; got(i, j) is what is there.
template <class T, class W, class Got>
std::string compare(const ref::Products<T>& p, const std::vector<ref::Element<T, W>>& want,
                    Values values, Got&& got) {
  for (std::int64_t j = 0; j < p.n; ++j) {
    for (std::int64_t i = 0; i < p.m; ++i) {
      const ref::Element<T, W>& e = want[static_cast<std::size_t>(i + j * p.m)];
      if (!p.c.stored(i, j) || is_right(got(i, j), e, p.roundings(), values)) continue;
      std::ostringstream out;
      out << '(' << i << ", " << j << ") is " << got(i, j) << ", not ("
          << static_cast<double>(e.value.re) << ',' << static_cast<double>(e.value.im) << ") of "
          << describe(p);
      return out.str();
    }
  }
  return {};
}

template <class Problem>
bool solves([[maybe_unused]] const Problem& problem) {
  if constexpr (requires { problem.solve; }) {
    return problem.solve;
  } else {
    return false;
  }
}

// Of a call that has been made: its output, or what its solution leaves.
template <class W, class T, class Problem>
std::string judge(const Operands<T>& o, const Problem& problem, const ref::Products<T>& p,
                  const std::vector<ref::Element<T, W>>& want, Values values) {
  if constexpr (requires { problem.solve; }) {
    if (want.empty()) {
      const auto r = ref::residual(problem, o.c.before() + (p.c.data - o.c.data()));
      return compare(r, ref::evaluate<W>(r), values, [](auto, auto) { return T{}; });
    }
  }
  return compare(p, want, values,
                 [&](std::int64_t i, std::int64_t j) { return p.c.data[p.c.index(i, j)]; });
}

template <class W, class T, class Problem, class Run>
std::string verdict_in(Operands<T>& o, const Problem& problem, Values values,
                       std::initializer_list<int> threads, Run&& run) {
  const ref::Products<T> p = ref::products(problem);
  o.a.remember(), o.b.remember(), o.c.remember();
  std::vector<ref::Element<T, W>> want;
  if (!solves(problem) || p.terms[0].alpha == T{}) want = ref::evaluate<W>(p);
  std::vector<T> first;
  std::string wrong;
  for (const int count : threads) {
    o.c.restore();
    run(count, Scratch::Workspace);
    const std::vector<T> contents = o.c.contents();
    if (first.empty()) {
      first = contents;
      wrong = judge<W>(o, problem, p, want, values);
    } else if (!same_bits(contents.data(), first.data(), std::ssize(first))) {
      wrong = "other bits with " + std::to_string(count) + " threads: " + describe(p);
    }
    if (!wrong.empty()) return wrong;
  }
  o.c.restore();
  run(1, Scratch::None);
  wrong = judge<W>(o, problem, p, want, values);
  if (!wrong.empty()) return "without scratch memory: " + wrong;
  for (std::int64_t j = 0; j < p.n; ++j)
    for (std::int64_t i = 0; i < p.m; ++i)
      if (p.c.stored(i, j)) o.c.put_back(p.c.data - o.c.data() + p.c.index(i, j));
  if (!o.c.unchanged()) return "written beside its output: " + describe(p);
  return o.a.unchanged() && o.b.unchanged() ? "" : "an input was written: " + describe(p);
}

// Runs the call of run(threads, scratch), which computes `problem` on the operands as they are:
// with every number of threads, which must give the same bits, and without scratch memory. Empty if
// all is right.
template <class T, class Problem, class Run>
std::string verdict(Operands<T>& o, const Problem& problem, Values values,
                    std::initializer_list<int> threads, Run&& run) {
  if (values == Values::Integers) return verdict_in<double>(o, problem, values, threads, run);
  return verdict_in<ref::Wide<Real<T>>>(o, problem, values, threads, run);
}

}  // namespace fulcrum::test
