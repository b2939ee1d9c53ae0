// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/symbols.hpp"

#include "src/abi/symbols.hpp"

namespace fulcrum::differential {

const std::vector<Symbol>& symbols() {
  // NOLINTBEGIN(bugprone-macro-parentheses): names cannot be put in parentheses
#define FULCRUM_SYMBOL(FAMILY, NAME, T)                                                    \
  {#NAME, #FAMILY, [](Call& call, std::string_view line) { invoke(NAME##_, call, line); }, \
   [](Call& call, std::string_view line) { invoke(cblas_##NAME, call, line); }},
#define FULCRUM_SYMBOL_DOT(FAMILY, NAME, T)                                                \
  {#NAME, #FAMILY, [](Call& call, std::string_view line) { invoke(NAME##_, call, line); }, \
   [](Call& call, std::string_view line) { invoke(cblas_##NAME##_sub, call, line); }},
  static const std::vector<Symbol> all = {
      FULCRUM_BLAS_REFERENCE_ROUTINES(FULCRUM_SYMBOL) FULCRUM_BLAS_LEVEL1_ROUTINES(FULCRUM_SYMBOL)
          FULCRUM_BLAS_LEVEL2_ROUTINES(FULCRUM_SYMBOL) FULCRUM_BLAS_LEVEL3_ROUTINES(FULCRUM_SYMBOL)
              FULCRUM_BLAS_COMPLEX_DOT_ROUTINES(FULCRUM_SYMBOL_DOT)};
  // NOLINTEND(bugprone-macro-parentheses)
  return all;
}

}  // namespace fulcrum::differential
