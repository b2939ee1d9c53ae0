// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/symbols.hpp"

#include "src/abi/symbols.hpp"

namespace fulcrum::differential {

// NOLINTBEGIN(bugprone-macro-parentheses): names cannot be put in parentheses
#define FULCRUM_SYMBOL(FAMILY, NAME, T)                                                    \
  {#NAME, #FAMILY, [](auto& call, std::string_view line) { invoke(NAME##_, call, line); }, \
   [](auto& call, std::string_view line) { invoke(cblas_##NAME, call, line); }},
#define FULCRUM_SYMBOL_MKL(FAMILY, NAME, C_NAME, T)                               \
  {"mkl_" #NAME, #FAMILY,                                                         \
   [](auto& call, std::string_view line) { invoke(mkl_##NAME##_, call, line); }}, \
      {"MKL_" #C_NAME, #FAMILY,                                                   \
       [](auto& call, std::string_view line) { invoke(MKL_##C_NAME, call, line); }},
#define FULCRUM_SYMBOL_DOT(FAMILY, NAME, T)                                                \
  {#NAME, #FAMILY, [](auto& call, std::string_view line) { invoke(NAME##_, call, line); }, \
   [](auto& call, std::string_view line) { invoke(cblas_##NAME##_sub, call, line); }},
// NOLINTEND(bugprone-macro-parentheses)

const std::vector<Symbol>& symbols() {
  static const std::vector<Symbol> all = {
      FULCRUM_BLAS_LEVEL1_ROUTINES(FULCRUM_SYMBOL) FULCRUM_BLAS_MATRIX_ROUTINES(FULCRUM_SYMBOL)
          FULCRUM_BLAS_MKL_MATCOPY_ROUTINES(FULCRUM_SYMBOL_MKL)
              FULCRUM_BLAS_COMPLEX_DOT_ROUTINES(FULCRUM_SYMBOL_DOT)};
  return all;
}

const std::vector<BatchSymbol>& batch_symbols() {
  static const std::vector<BatchSymbol> all = {FULCRUM_BLAS_BATCHES(FULCRUM_SYMBOL)};
  return all;
}

const std::vector<NarrowSymbol>& narrow_symbols() {
  static const std::vector<NarrowSymbol> all = {FULCRUM_BLAS_NARROW_ROUTINES(FULCRUM_SYMBOL)};
  return all;
}

}  // namespace fulcrum::differential
