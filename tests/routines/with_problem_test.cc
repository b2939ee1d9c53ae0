// SPDX-License-Identifier: Apache-2.0
#include "offload/routines/with_problem.hpp"

#include <gtest/gtest.h>

#include <array>
#include <type_traits>
#include <typeindex>
#include <vector>

#include "offload/routines/fields.hpp"

namespace fulcrum::offload {
namespace {

template <class P>
struct EachProblem : testing::Test {};

template <class... Problems>
testing::Types<Problems...> types_of(ProblemList<Problems...>);
TYPED_TEST_SUITE(EachProblem, decltype(types_of(PlainProblems{})));

// One type for every problem looked for: with a lambda in the test below, with_problem() would be
// compiled for each pair of problems.
struct Finder {
  std::vector<std::type_index>& found;
  template <class P>
  void operator()(std::type_identity<P> /*problem*/) const {
    found.emplace_back(typeid(P));
  }
};

TYPED_TEST(EachProblem, IsFoundByItsRoutinesAndElements) {
  const std::vector<std::type_index> only{typeid(TypeParam)};
  for (const Routine routine : Description<TypeParam>::kRoutines) {
    std::vector<std::type_index> found;
    EXPECT_TRUE(with_problem(PlainProblems{}, routine, type_of<TypeParam>(), Finder{found}))
        << to_string(routine);
    EXPECT_EQ(found, only) << to_string(routine);
  }
}

TYPED_TEST(EachProblem, HasItsPointersInTheOrderOfItsOperands) {
  using T = Element<TypeParam>;
  EXPECT_EQ(element_type_of<T>, type_of<TypeParam>());
  for (const Routine routine : Description<TypeParam>::kRoutines) {
    std::array<T, 3> memory{};
    TypeParam p = problem_of<TypeParam>(routine);
    std::size_t pointers = 0;
    for_each_pointer(p, [&](auto& pointer) { pointer = &memory.at(pointers++); });
    const auto operands = Description<TypeParam>::operands(p);
    ASSERT_EQ(pointers, operands.size()) << to_string(routine);
    for (std::size_t i = 0; i < pointers; ++i)
      EXPECT_EQ(operands[i].address, &memory.at(i)) << to_string(routine);
  }
}

TEST(WithProblem, FindsNoneOfWhatTheListHasNot) {
  const auto never = []<class P>(std::type_identity<P>) { ADD_FAILURE(); };
  EXPECT_FALSE(with_problem(PlainProblems{}, Routine::GemmBatch, ElementType::F32, never));
  EXPECT_FALSE(with_problem(PlainProblems{}, Routine::Rotm, ElementType::C64, never));
  EXPECT_FALSE(with_problem(PlainProblems{}, Routine::Dsdot, ElementType::F64, never));
}

}  // namespace
}  // namespace fulcrum::offload
