// SPDX-License-Identifier: Apache-2.0
// How much a test does. FULCRUM_TEST_SCALE=small asks for fewer sizes and repeats, where
// instructions are emulated (qemu) or instrumented (sanitizers); every branch is still taken.
#pragma once

#include <cstdlib>
#include <string_view>

namespace fulcrum::test {

inline bool small_scale() {
  static const bool small = [] {
    const char* value = std::getenv("FULCRUM_TEST_SCALE");
    return value != nullptr && std::string_view(value) == "small";
  }();
  return small;
}

// `full`, or `small` under FULCRUM_TEST_SCALE=small.
inline int scaled(int full, int small) { return small_scale() ? small : full; }

}  // namespace fulcrum::test
