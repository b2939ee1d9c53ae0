// SPDX-License-Identifier: Apache-2.0
// Every routine of the C ABI, callable with arguments by name.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/differential/batch.hpp"
#include "tests/differential/families.hpp"
#include "tests/differential/narrow.hpp"

namespace fulcrum::differential {

// Arguments is Call, Batch or NarrowCall.
template <class Arguments>
struct SymbolOf {
  std::string name;    // "dgemm"
  std::string family;  // "GEMM"
  void (*fortran)(Arguments& arguments, std::string_view line) = nullptr;
  // Null for what is no function of CBLAS, and takes what Fortran's takes.
  void (*cblas)(Arguments& arguments, std::string_view line) = nullptr;
};
using Symbol = SymbolOf<Call>;
using BatchSymbol = SymbolOf<Batch>;
using NarrowSymbol = SymbolOf<NarrowCall>;

// All of src/abi/symbols.hpp; gemm's packed operands are made and judged apart (run_packed).
const std::vector<Symbol>& symbols();
const std::vector<BatchSymbol>& batch_symbols();
const std::vector<NarrowSymbol>& narrow_symbols();

// Makes one random call of a symbol, legal or not, and judges it. Empty, or what is wrong.
std::string run_one(const Symbol& symbol, Random& random);
std::string run_one(const BatchSymbol& symbol, Random& random);
std::string run_one(const NarrowSymbol& symbol, Random& random);
std::string run_packed(bool single, Random& random);

// The same by number.
inline std::size_t symbol_count() {
  return symbols().size() + batch_symbols().size() + narrow_symbols().size() + 2;
}
inline std::string run_one(std::size_t number, Random& random) {
  if (number < symbols().size()) return run_one(symbols()[number], random);
  number -= symbols().size();
  if (number < batch_symbols().size()) return run_one(batch_symbols()[number], random);
  number -= batch_symbols().size();
  if (number < narrow_symbols().size()) return run_one(narrow_symbols()[number], random);
  return run_packed(number == narrow_symbols().size(), random);
}

// The family of the routine that a batch repeats: "GEMV" of "GEMV_BATCH_STRIDED".
inline std::string repeated(const BatchSymbol& symbol) {
  return symbol.family.substr(0, symbol.family.find("_BATCH"));
}

}  // namespace fulcrum::differential
