// SPDX-License-Identifier: Apache-2.0
// The SIMD targets that a test walks through.
#pragma once

#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "simd/targets.hpp"

namespace fulcrum::test {

// "avx2:32": a target with the bytes of its vectors on this machine.
inline std::string name_and_bytes(const simd::Target& target) {
  return std::string(to_string(target.isa)) + ":" + std::to_string(target.vector_bytes);
}

// All that this processor runs, best first. FULCRUM_TEST_TARGETS="sve2:32 sve:32" asks for these
// alone, where others of an emulated processor have had their turn on another; targets_test fails
// where one is missing.
inline const std::vector<simd::Target>& targets() {
  static const std::vector<simd::Target> chosen = [] {
    const char* asked = std::getenv("FULCRUM_TEST_TARGETS");
    std::vector<simd::Target> found;
    for (const simd::Target& target : simd::targets()) {
      std::istringstream words(asked == nullptr ? name_and_bytes(target) : asked);
      for (std::string word; words >> word;)
        if (word == name_and_bytes(target)) found.push_back(target);
    }
    return found;
  }();
  return chosen;
}

}  // namespace fulcrum::test
