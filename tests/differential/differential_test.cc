// SPDX-License-Identifier: Apache-2.0
// Every symbol of the C ABI on random arguments, beside a reference in long double that knows
// nothing of how the library computes. Time-boxed; the seed is printed.
//
//   FULCRUM_DIFFERENTIAL_SECONDS   how long (10)
//   FULCRUM_DIFFERENTIAL_SEED      the first call's seed; call i has seed + i
//   FULCRUM_DIFFERENTIAL_SYMBOLS   the symbols, separated by spaces (all)
//   FULCRUM_DIFFERENTIAL_CALLS     at least so many calls, however long they take (one a symbol)
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include "tests/differential/symbols.hpp"
#include "tests/support/scale.hpp"

namespace fulcrum::differential {
namespace {

std::uint64_t number(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// The numbers of the symbols that are called.
std::vector<std::size_t> chosen() {
  std::vector<std::size_t> numbers;
  const char* const names = std::getenv("FULCRUM_DIFFERENTIAL_SYMBOLS");
  if (names == nullptr) {
    numbers.resize(symbol_count());
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
  }
  std::istringstream words(names);
  for (std::string word; words >> word;) {
    const auto at = std::find_if(symbols().begin(), symbols().end(),
                                 [&](const Symbol& symbol) { return symbol.name == word; });
    if (at == symbols().end()) {
      ADD_FAILURE() << "there is no symbol " << word;
    } else {
      numbers.push_back(static_cast<std::size_t>(at - symbols().begin()));
    }
  }
  return numbers;
}

TEST(Differential, EveryFamilyHasACheck) {
  for (const Symbol& symbol : symbols())
    EXPECT_NE(family(symbol.family).check, nullptr) << symbol.name << ": " << symbol.family;
  for (const BatchSymbol& symbol : batch_symbols())
    EXPECT_NE(family(repeated(symbol)).check, nullptr) << symbol.name << ": " << symbol.family;
}

TEST(Differential, RandomCallsOfEverySymbol) {
  using Clock = std::chrono::steady_clock;
  const auto today =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(
                                     std::chrono::system_clock::now().time_since_epoch())
                                     .count());
  const std::uint64_t seed = number("FULCRUM_DIFFERENTIAL_SEED", today * 1000003);
  const std::chrono::seconds limit(
      number("FULCRUM_DIFFERENTIAL_SECONDS", static_cast<std::uint64_t>(test::scaled(10, 5))));
  std::cout << "FULCRUM_DIFFERENTIAL_SEED=" << seed << "\n";
  const auto start = Clock::now();
  const std::vector<std::size_t> numbers = chosen();
  const std::size_t count = numbers.size();
  ASSERT_GT(count, 0U);
  const std::uint64_t least =
      std::max<std::uint64_t>(count, number("FULCRUM_DIFFERENTIAL_CALLS", 0));
  std::uint64_t calls = 0;
  int failures = 0;
  // An emulated processor is slow: every symbol has its turn all the same.
  for (; (Clock::now() - start < limit || calls < least) && failures < 10; ++calls) {
    Random random(seed + calls);
    const std::string wrong = run_one(numbers[calls % count], random);
    if (wrong.empty()) continue;
    ++failures;
    ADD_FAILURE() << wrong << "\n  call " << calls << ": symbol " << numbers[calls % count]
                  << ", seed " << seed + calls;
  }
  std::cout << calls << " calls of " << count << " symbols\n";
}

}  // namespace
}  // namespace fulcrum::differential
