// SPDX-License-Identifier: Apache-2.0
// Every routine of the C ABI, callable with arguments by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/differential/families.hpp"

namespace fulcrum::differential {

struct Symbol {
  std::string name;    // "dgemm"
  std::string family;  // "GEMM"
  void (*fortran)(Call& call, std::string_view arguments) = nullptr;
  void (*cblas)(Call& call, std::string_view arguments) = nullptr;
};

// All of src/abi/symbols.hpp whose family has a check.
const std::vector<Symbol>& symbols();

// Makes one random call of a symbol, legal or not, and judges it. Empty, or what is wrong.
std::string run_one(const Symbol& symbol, Random& random);

}  // namespace fulcrum::differential
