// SPDX-License-Identifier: Apache-2.0
// The table of routines, held against the library itself: a row that is wrong gives calls that do
// nothing, or results whose errors nobody would find.
#include "bench/compare/routines.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "bench/compare/agreement.hpp"
#include "bench/compare/calls.hpp"
#include "bench/compare/grid.hpp"
#include "bench/compare/operands.hpp"

namespace fulcrum::compare {
namespace {

void* symbol(const std::string& routine) {
  setenv("FULCRUM_BACKEND", "simd", 0);
  static void* const library = dlopen(FULCRUM_BLAS, RTLD_NOW | RTLD_LOCAL);
  return library == nullptr ? nullptr : dlsym(library, (routine + "_").c_str());
}

// Of every routine, type and combination of letters one small case of each kind of increments.
std::vector<Case> small_cases() {
  std::vector<Case> result;
  std::set<std::string> seen;
  for (const Case& c : blas_grid()) {
    if (c.group != "small") continue;
    std::string kind = c.routine + (c.incx == 1 ? "" : " strided");
    for (const Argument a : c.about->arguments) {
      if (is_letter(a)) kind += c.letter(a);
    }
    if (std::max({c.m, c.n, c.k}) >= 7 && seen.insert(kind).second) result.push_back(c);
    if (c.about->renewed) result.push_back(c);
  }
  return result;
}

// Bytes of the written operands as they are before the call, as result_bytes() has them.
template <class T>
std::vector<unsigned char> initial(const Case& c) {
  const Operands<T> operands(c);
  std::vector<unsigned char> result(result_bytes(c));
  unsigned char* to = result.data();
  for (std::size_t i = 0; i < operands.all().size(); ++i) {
    const Operand& o = operands.all()[i];
    if (!o.rule.written) continue;
    std::memcpy(to, operands.at(i), static_cast<std::size_t>(o.size()) * sizeof(T));
    to += static_cast<std::size_t>(o.size()) * sizeof(T);
  }
  return result;
}

std::vector<unsigned char> initial_of(const Case& c) {
  switch (c.type) {
    case 's':
      return initial<float>(c);
    case 'd':
      return initial<double>(c);
    case 'c':
      return initial<std::complex<float>>(c);
    default:
      return initial<std::complex<double>>(c);
  }
}

// A library says nothing where it refuses an argument but on standard error, and touches nothing.
TEST(Routines, EveryCallComputes) {
  for (const Case& c : small_cases()) {
    void* const routine = symbol(c.routine);
    ASSERT_NE(routine, nullptr) << c.routine;
    const std::vector<unsigned char> before = initial_of(c), after = prepare(routine, c)->checked();
    ASSERT_EQ(before.size(), after.size());
    EXPECT_NE(before, after) << text(c);
    EXPECT_EQ(Judge(c).disagreement(after.data(), after.data()), "") << text(c);
  }
}

template <class T>
void add(unsigned char* at, double amount) {
  T value;
  std::memcpy(&value, at, sizeof value);
  value += static_cast<T>(amount);
  std::memcpy(at, &value, sizeof value);
}

// Each single element of every operand that is written, whether it is part of the result or not,
// and what a function returns.
TEST(Routines, AWrongElementIsFound) {
  for (const Case& c : small_cases()) {
    const std::vector<unsigned char> right = prepare(symbol(c.routine), c)->checked();
    const Judge judge(c);
    const auto found = [&](std::size_t byte) {
      std::vector<unsigned char> wrong = right;
      const bool index = c.about->returns == Returns::Index;
      if (index) {
        add<int>(&wrong[byte], 1);
      } else if (c.about->returns == Returns::Double || !is_single(c.type)) {
        add<double>(&wrong[byte], 0.02);
      } else {
        add<float>(&wrong[byte], 0.02);
      }
      return !judge.disagreement(right.data(), wrong.data()).empty();
    };
    if (c.about->returns != Returns::Nothing) {
      EXPECT_TRUE(found(0)) << text(c);
      continue;
    }
    const auto step = static_cast<std::size_t>(bytes_of(c.type));
    for (std::size_t byte = 0; byte < right.size(); byte += step)
      ASSERT_TRUE(found(byte)) << text(c) << ", element " << byte / step;
  }
}

// The other triangle, the gaps between columns and between elements: what may not be written.
TEST(Routines, WhatIsNoResultIsToldApart) {
  const auto places = [](const std::string& line) {
    const Case c = parse_case("any " + line).value();
    const std::vector<unsigned char> right = initial_of(c);
    std::size_t count = 0;
    for (std::size_t byte = 0; byte < right.size(); byte += 8) {
      std::vector<unsigned char> wrong = right;
      add<double>(&wrong[byte], 1e-9);
      if (Judge(c).disagreement(right.data(), wrong.data()).find("no result") != std::string::npos)
        ++count;
    }
    return count;
  };
  EXPECT_EQ(places("dsyr U 5"), 10U);
  EXPECT_EQ(places("dsyr U 5 lda=7"), 10U + 10U);
  EXPECT_EQ(places("dspr U 5"), 0U);
  EXPECT_EQ(places("daxpy 5 incy=-3"), 8U);
  EXPECT_EQ(places("dsyrk LN 5 2"), 10U);
  EXPECT_EQ(places("dtrsm LLNN 5 3 ldb=6"), 3U);
}

// Timed calls work on what they have left. Nothing may overflow or fade into denormal numbers,
// which take a hundred times as long.
TEST(Routines, OperandsStayNormalOverManyCalls) {
  for (const Case& c : small_cases()) {
    if (c.incx != 1) continue;
    const std::unique_ptr<Call> call = prepare(symbol(c.routine), c);
    call->renew();
    const long calls = c.flops() < 200 ? 5000 : c.flops() < 5000 ? 1500 : 150;
    call->run(calls);
    if (c.about->returns != Returns::Nothing) continue;
    // Terms of at most 2 are added a call; a triangle with elements that count grows faster.
    EXPECT_LE(call->largest(), 10 + 2 * static_cast<double>(calls)) << text(c);
    EXPECT_GE(call->largest(), 0.1) << text(c);
  }
}

TEST(Routines, NamesHaveTheirTypes) {
  const auto type = [](const char* name) { return named(name).type; };
  EXPECT_EQ(type("idamax"), 'd');
  EXPECT_EQ(type("izamax"), 'z');
  EXPECT_EQ(type("scasum"), 'c');
  EXPECT_EQ(type("csscal"), 'c');
  EXPECT_EQ(type("zdrot"), 'z');
  EXPECT_EQ(type("dsdot"), 's');
  EXPECT_THROW(named("gemm"), std::invalid_argument);
  EXPECT_THROW(named("cher2m"), std::invalid_argument);
}

}  // namespace
}  // namespace fulcrum::compare
