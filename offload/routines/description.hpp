// SPDX-License-Identifier: Apache-2.0
// What a routine is, beside its kernel: one description for each type of problem (simd/problem.hpp
// and its siblings), from which everything else is derived: what is recorded, printed, priced,
// computed in place, and finished after a fault. For a Problem<T>
//
// clang-format off
//   template <class T>
//   struct Description<Problem<T>> {
//     static constexpr std::array kRoutines = {...};      all that it may be
//     static Routine routine(const P&);                   which of them one is, and
//     static P of(Routine);                               one of it (both: where they are several)
//     static constexpr Cost kCost;                        which rates price it
//     static void fields(auto& p, auto& f);               what is recorded of it; see below
//     static double operations(const P&);                 floating-point operations
//     static auto operands(const P&);                     what it reads and writes: Operands
//     static void host(const simd::Target&, const P&, int threads, simd::Scratch);
//     static std::int64_t extent(const P&);               pieces into which it falls apart, and
//     static P piece(P, begin, count);                    some of them, a problem of its own
//     static void merge(const P&, begin, count, result);  reductions: takes in that of a piece
//   };
// clang-format on
//
// fields() names to `f` each field of p that a Call has a place for, in one list for both
// directions: f.m(p.m), f.lda(p.lda), f.op_a(p.trans, p.conj) and so on (Fields below).
//
// operations() counts those of complex numbers as such (6 for a product, 2 for a sum), and an
// element that is only moved as one, so that every call has a size.
//
// Some have is_short(p) and at_once(target, p), the latter inline: what host() comes to for a short
// problem on one thread. It throws nothing.
//
// host() with Scratch::Workspace throws Error(OutOfMemory) before any output is touched; with
// Scratch::None it needs no memory, on one thread.
//
// extent() and piece(): pieces [begin, begin + count) need none of the others' outputs. They are
// elements of vectors, columns of C, or rows of C where the structured matrix stands on the right.
// Where nothing falls apart the extent is 1.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "fulcrum/decision.hpp"
#include "simd/problem.hpp"
#include "simd/targets.hpp"

namespace fulcrum::offload {

template <class Problem>
struct Description;

// The classes of routines that rates are kept for: a Product does more operations than it moves
// elements, a MatrixVector reads its matrix once, a Stream reads and writes vectors.
enum class Cost : std::uint8_t { Product, MatrixVector, Stream };
inline constexpr std::size_t kCostCount = 3;

// What of an operand is read or written.
enum class Part : std::uint8_t {
  All,
  Triangle,  // of a square matrix, with its diagonal
  Band,      // as many rows as there are stored diagonals, columns as the matrix has
  Packed,    // a triangle, column behind column
};

// Which place a Call has for an operand's location, and for its leading dimension or increment.
enum class Slot : std::uint8_t { A, B, C };

// One operand, in elements. A vector has one column, and `step` is its increment, that of a matrix
// its leading dimension; the elements of a matrix's column are `apart`, as a rule 1.
struct Operand {
  Slot slot = Slot::A;
  Part part = Part::All;
  bool vector = false;
  bool reads = false, writes = false;
  bool cut = false;  // a piece of the problem takes its share; the others are needed by every piece
  const void* address = nullptr;
  std::int64_t rows = 0, columns = 1, step = 1, apart = 1;

  double elements() const {
    const double n = static_cast<double>(columns);
    if (part == Part::Triangle || part == Part::Packed) return n * (n + 1) / 2;
    return static_cast<double>(rows) * n;
  }
  constexpr Operand read(bool really = true) const {
    Operand result = *this;
    result.reads = really;
    return result;
  }
  constexpr Operand write() const {
    Operand result = *this;
    result.writes = true;
    return result;
  }
  constexpr Operand strided(std::int64_t stride) const {
    Operand result = *this;
    result.apart = stride;
    return result;
  }
  constexpr Operand shared_out(bool really = true) const {
    Operand result = *this;
    result.cut = really;
    return result;
  }
};

constexpr Operand matrix(Slot slot, const void* address, std::int64_t rows, std::int64_t columns,
                         std::int64_t ld) {
  return {slot, Part::All, false, false, false, false, address, rows, columns, ld, 1};
}
constexpr Operand vector(Slot slot, const void* address, std::int64_t n, std::int64_t inc) {
  return {slot, Part::All, true, false, false, false, address, n, 1, inc, 1};
}
constexpr Operand triangle(Slot slot, const void* address, std::int64_t n, std::int64_t ld) {
  return {slot, Part::Triangle, false, false, false, false, address, n, n, ld, 1};
}

// Operations of one multiplication and addition, of one multiplication, of one addition.
template <class T>
inline constexpr double kMultiplyAdd = ComplexScalar<T> ? 8 : 2;
template <class T>
inline constexpr double kMultiply = ComplexScalar<T> ? 6 : 1;
template <class T>
inline constexpr double kParts = ComplexScalar<T> ? 2 : 1;

constexpr double real(std::int64_t size) { return static_cast<double>(size); }

// The type of a problem's elements.
template <class Problem>
struct ElementOf;
template <template <class> class Problem, class T>
struct ElementOf<Problem<T>> {
  static constexpr ElementType kType = element_type_of<T>;
};

template <class Problem>
constexpr Routine routine_of(const Problem& p) {
  using D = Description<Problem>;
  if constexpr (D::kRoutines.size() == 1) {
    return D::kRoutines[0];
  } else {
    return D::routine(p);
  }
}

// One of this routine, without operands.
template <class Problem>
constexpr Problem problem_of(Routine routine) {
  using D = Description<Problem>;
  if constexpr (D::kRoutines.size() == 1) {
    return Problem{};
  } else {
    return D::of(routine);
  }
}

template <class Problem>
constexpr ElementType type_of() {
  return ElementOf<Problem>::kType;
}

// Lists of problem types, of which each family has one: whoever needs something for every type
// walks them.
template <class... Problems>
struct ProblemList {};

template <class... Lists>
struct Joined;
template <class... A>
struct Joined<ProblemList<A...>> {
  using List = ProblemList<A...>;
};
template <class... A, class... B, class... Rest>
struct Joined<ProblemList<A...>, ProblemList<B...>, Rest...> {
  using List = typename Joined<ProblemList<A..., B...>, Rest...>::List;
};

template <template <class> class... Problems>
using InRealTypes = ProblemList<Problems<float>..., Problems<double>...>;
template <template <class> class... Problems>
using InComplexTypes =
    ProblemList<Problems<std::complex<float>>..., Problems<std::complex<double>>...>;
template <template <class> class... Problems>
using InAllTypes = typename Joined<InRealTypes<Problems...>, InComplexTypes<Problems...>>::List;

}  // namespace fulcrum::offload
