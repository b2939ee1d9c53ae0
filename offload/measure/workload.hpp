// SPDX-License-Identifier: Apache-2.0
// A routine's problem with operands, computed by SIMD and by another, and how their results
// compare: all from the routine's description.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

#include "offload/measure/compare.hpp"
#include "offload/measure/operands.hpp"
#include "offload/routines/any_problem.hpp"
#include "offload/routines/fields.hpp"
#include "offload/routines/traits.hpp"
#include "offload/routines/with_problem.hpp"

namespace fulcrum::measure {

// Computes it with SIMD. Out of line: the routines' code is in the execution already, once.
void compute_in_place(const simd::Target& target, const offload::AnyProblem& problem, int threads);

// What of a Workload the type of its problem does not matter to: T is the type of the elements.
template <class T>
class WorkOn {
 public:
  using Slots = typename Operands<T>::Slots;
  using Addresses = std::array<T*, 3>;  // in the order of operands()

  // triangular: the operand A is a triangle that is multiplied or solved with.
  WorkOn(const Call& call, bool triangular, Operands<T>& memory)
      : shape_(offload::traits_of(call).shape(call)), triangular_(triangular), memory_(memory) {}

  // The factor alpha that it is computed with.
  double alpha() const;
  // Inputs as they are, and these outputs filled anew.
  Addresses placed(Slots& outputs) const;
  // The absolute values of all that is read. Leaves the inputs to be filled anew. solved: those of
  // a triangle are negative.
  Addresses sizes(bool solved) const;
  Check compare(const Addresses& reference, const Addresses& result, const Addresses& magnitude,
                bool upper) const;

 protected:
  Operands<T>& memory() const { return memory_; }

 private:
  Values values_of(const offload::Operand& operand) const;
  std::span<const offload::Operand> operands() const {
    return {shape_.operands.data(), static_cast<std::size_t>(shape_.count)};
  }

  offload::Shape shape_;
  bool triangular_;
  Operands<T>& memory_;
};

// P is one of offload::PlainProblems. A problem is computed over and over in place, so its factors
// are such that what it updates keeps its size over 10^5 calls: alpha = 2^-20 where something is
// added to what was there, and -1 where there is nothing else to scale; triangles have a unit
// diagonal beside small elements; a rotation is a quarter turn. Else alpha = 1. (In f32 what is
// added with 2^-20 may lie within the bound of the comparison.) Not thread-safe.
//
// Cold: compiled for 109 types, for size, since none of it is timed.
template <class P>
class Workload : WorkOn<offload::Element<P>> {
 public:
  using T = offload::Element<P>;
  using Base = WorkOn<T>;

  // Of a call as make_call() makes them. Takes operands from `memory`, which must outlive this and
  // serve no other meanwhile. Throws std::bad_alloc.
  [[gnu::cold]] Workload(const Call& call, Operands<T>& memory)
      : Base(call, kTriangular, memory), bare_(offload::problem_of<P>(call)) {
    if constexpr (kTriangular) bare_.unit = true;
    if constexpr (requires { bare_.s; }) bare_.s = 1;
    if constexpr (requires { bare_.param; }) bare_.param = kQuarterTurn;
    // In place the result lies as the operand does.
    if constexpr (
        requires { bare_.ldb; } && !requires { bare_.b; })
      bare_.ldb = bare_.lda;
    if constexpr (requires { bare_.alpha; }) bare_.alpha = static_cast<Real<T>>(Base::alpha());
    reference_ = on(Base::placed(memory.reference), reference_result_);
  }
  // Problems point at the results in it.
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;

  // What SIMD computes.
  const P& reference() const { return reference_; }

  // The same on outputs for another, which are as before the first call.
  [[gnu::cold]] const P& other() {
    return other_ = on(Base::placed(Base::memory().out), other_result_);
  }

  // Computes the reference from outputs as they were, and how large its sums' terms are. Throws
  // std::bad_alloc or Error(OutOfMemory). Cost: two calls, and all operands filled twice.
  [[gnu::cold]] void compute_reference(const simd::Target& target, int threads) {
    if constexpr (!kReduces) {
      bool solved = false;
      if constexpr (requires { bare_.solve; }) solved = bare_.solve;
      magnitudes_ = on(Base::sizes(solved), other_result_);
      if constexpr (requires { bare_.alpha; }) magnitudes_.alpha = std::abs(bare_.alpha);
      compute_in_place(target, offload::AnyProblem(magnitudes_), threads);
    }
    reference_ = on(Base::placed(Base::memory().reference), reference_result_);
    compute_in_place(target, offload::AnyProblem(reference_), threads);
  }

  // A result of the same problem against the reference, which must have been computed. Numbers
  // (sums, norms, indices) are to be equal: with Values::Integer every partial sum is an integer
  // that T holds. Every other element may differ by sum_bound(depth) times its magnitude: the
  // result of the problem on the absolute values of its factors and operands, where a triangle that
  // is solved with has a positive diagonal and the others negative, so that nothing cancels. depth
  // is the number of operations for each part of an output element: twice as many as its sum has
  // products on the average, and as many as the longest has in a triangle.
  [[gnu::cold]] Check compare(const P& result) const {
    if constexpr (kReduces) {
      Check check;
      check.note(static_cast<double>(std::abs(*result.result - *reference_.result)), 0);
      return check;
    } else {
      bool upper = false;
      if constexpr (requires { result.upper; }) upper = result.upper;
      return Base::compare(addresses(reference_), addresses(result), addresses(magnitudes_), upper);
    }
  }

 private:
  static constexpr bool kReduces = requires(P p) { p.result; };
  static constexpr bool kTriangular = requires(P p) { p.unit; };
  static constexpr T kQuarterTurn[] = {T(-1), T(0), T(-1), T(1), T(0)};  // flag, h11, h21, h12, h22

  // What no call leaves behind.
  static constexpr auto empty_result() {
    if constexpr (!requires(P p) { p.result; }) {
      return false;
    } else if constexpr (std::is_integral_v<std::remove_cvref_t<decltype(*P{}.result)>>) {
      return std::int64_t{-1};
    } else {
      return std::remove_cvref_t<decltype(*P{}.result)>(std::numeric_limits<Real<T>>::quiet_NaN());
    }
  }
  using Result = decltype(empty_result());

  P on(const typename Base::Addresses& addresses, Result& result) const {
    P p = bare_;
    std::size_t i = 0;
    offload::for_each_pointer(p, [&](auto& pointer) { pointer = addresses[i++]; });
    result = empty_result();
    if constexpr (kReduces) p.result = &result;
    return p;
  }
  static typename Base::Addresses addresses(const P& p) {
    typename Base::Addresses result{};
    std::size_t i = 0;
    offload::for_each_pointer(p, [&](auto& pointer) { result[i++] = const_cast<T*>(pointer); });
    return result;
  }

  P bare_;  // without operands
  P reference_{}, other_{}, magnitudes_{};
  Result reference_result_{}, other_result_{};
};

}  // namespace fulcrum::measure
