// SPDX-License-Identifier: Apache-2.0
// A test of every type of problem: operands for each of its routines, what it must come to, and how
// that is judged.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "offload/blas/accelerator.hpp"
#include "offload/measure/families.hpp"
#include "offload/measure/workload.hpp"
#include "simd/targets.hpp"

namespace fulcrum::test {

using offload::Description;
using offload::Element;
using offload::Operand;
using offload::Part;
using offload::ProblemList;
using offload::sizes_of;
using offload::type_of;

inline const simd::Target& target() { return simd::targets().front(); }

// So little staging that the operands of a few thousand elements go in several pieces.
inline constexpr offload::blas::Limits kNarrow{
    .device_bytes = std::size_t{1} << 22, .staging_bytes = 4096, .ring_bytes = 4096};

template <class List>
struct TypesOf;
template <class... Problems>
struct TypesOf<ProblemList<Problems...>> {
  using Type = ::testing::Types<Problems...>;
};
template <class P>
struct EachProblem : testing::Test {
  using T = Element<P>;
  using D = Description<P>;

  // Beside a triangle that is read stands nothing that may have an influence.
  static void spoil_unread(const P& p) {
    if constexpr (requires { p.upper; }) {
      for (const Operand& operand : D::operands(p)) {
        if (operand.part != Part::Triangle || operand.writes) continue;
        T* const a = static_cast<T*>(const_cast<void*>(operand.address));
        for (std::int64_t j = 0; j < operand.columns; ++j) {
          for (std::int64_t i = 0; i < operand.rows; ++i)
            if (p.upper ? i > j : i < j)
              a[i + j * operand.step] = std::numeric_limits<Real<T>>::quiet_NaN();
        }
      }
    }
  }

  // Calls check(work, text) for each routine of P and these sizes: vectors of n elements, or
  // matrices.
  template <class Check>
  static void every(std::initializer_list<std::int64_t> vectors,
                    std::initializer_list<measure::Shape> matrices, const Check& check) {
    std::vector<measure::Shape> shapes(matrices);
    if constexpr (requires(P p) { p.incx; } && D::kCost == offload::Cost::Stream) {
      shapes.clear();
      for (const std::int64_t n : vectors) shapes.push_back({1, n, 1});
    }
    for (const Routine routine : D::kRoutines) {
      for (const measure::Shape& shape : shapes) {
        const Call call = measure::make_call(routine, type_of<P>(), shape, Location::Pageable, 1);
        measure::Operands<T> operands;
        measure::Workload<P> work(call, operands);
        work.compute_reference(target(), 1);
        spoil_unread(work.reference());
        check(work, std::string(to_string(routine)) + ' ' + sizes_of(call));
      }
    }
  }
};

template <class P>
void expect_right(const measure::Workload<P>& work, const P& p, const std::string& text) {
  if constexpr (std::is_same_v<P, Nrm2Problem<Element<P>>>) {
    // The norms of pieces are brought together by hypot(), which rounds.
    const auto want = *work.reference().result;
    EXPECT_NEAR(*p.result, want, 8 * std::numeric_limits<decltype(want)>::epsilon() * want) << text;
  } else {
    const measure::Check check = work.compare(p);
    EXPECT_GT(check.elements, 0) << text;
    EXPECT_EQ(check.mismatches, 0) << text << ", element " << check.worst_index;
  }
}

}  // namespace fulcrum::test
