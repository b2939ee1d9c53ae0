// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/agreement.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "bench/compare/operands.hpp"

namespace fulcrum::compare {
namespace {

template <class T>
class Agreement : public testing::Test {
 protected:
  Agreement() {
    case_ = parse_case(std::string("lead ") + (sizeof(T) == 4 ? "sgemm" : "dgemm") +
                       " TN 7 5 40 lda=41 ldc=9")
                .value();
    const Operands<T> o(case_);
    const T* const a = o.at('a');
    const T* const b = o.at('b');
    result_.assign(o.at('c'), o.at('c') + o.operand('c').size());
    for (int j = 0; j < case_.n; ++j) {
      for (int i = 0; i < case_.m; ++i) {
        double sum = 0;
        for (int l = 0; l < case_.k; ++l)
          sum +=
              static_cast<double>(a[l + i * case_.lda]) * static_cast<double>(b[l + j * case_.ldb]);
        T& c = result_[static_cast<std::size_t>(i) + static_cast<std::size_t>(j) * 9];
        c = static_cast<T>(case_.alpha * sum + case_.beta * static_cast<double>(c));
      }
    }
  }
  std::string against(const std::vector<T>& other) const {
    return Judge(case_).disagreement(result_.data(), other.data());
  }

  Case case_;
  std::vector<T> result_;
};

using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Agreement, Types);

TYPED_TEST(Agreement, WithinRoundingErrors) {
  std::vector<TypeParam> other = this->result_;
  EXPECT_EQ(this->against(other), "");
  for (int j = 0; j < this->case_.n; ++j) {
    for (int i = 0; i < this->case_.m; ++i)
      other[static_cast<std::size_t>(i) + static_cast<std::size_t>(j) * 9] *=
          1 + 2 * std::numeric_limits<TypeParam>::epsilon();
  }
  EXPECT_EQ(this->against(other), "");
}

// One element is enough, and no larger an error than a term of the sum that was rounded away.
TYPED_TEST(Agreement, ASingleElementThatIsOffIsFound) {
  std::vector<TypeParam> other = this->result_;
  other[3 + 4 * 9] += 2000 * std::numeric_limits<TypeParam>::epsilon();
  EXPECT_EQ(this->against(other).rfind("C(3, 4): ", 0), 0U) << this->against(other);
  other[0] = std::numeric_limits<TypeParam>::quiet_NaN();
  EXPECT_NE(this->against(other).find("2 elements"), std::string::npos) << this->against(other);
}

TYPED_TEST(Agreement, WhatLiesBetweenTheColumnsMustBeAsItWas) {
  std::vector<TypeParam> other = this->result_;
  other[8 + 2 * 9] += TypeParam{1};
  EXPECT_EQ(this->against(other).rfind("C(8, 2), which is no result: ", 0), 0U)
      << this->against(other);
}

}  // namespace
}  // namespace fulcrum::compare
