// SPDX-License-Identifier: Apache-2.0
// The differential test as a libFuzzer target: the first bytes choose the symbol and the seed.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/differential/symbols.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fulcrum::differential;
  std::uint64_t seed = 0;
  if (size < 2) return 0;
  const std::size_t chosen = (data[0] | std::size_t{data[1]} << 8) % symbol_count();
  std::memcpy(&seed, data + 2, size - 2 < sizeof seed ? size - 2 : sizeof seed);
  Random random(seed);
  const std::string wrong = run_one(chosen, random);
  if (wrong.empty()) return 0;
  (void)std::fprintf(stderr, "%s\n", wrong.c_str());
  std::abort();
}
