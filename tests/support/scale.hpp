// SPDX-License-Identifier: Apache-2.0
// How much a test does. FULCRUM_TEST_SCALE=small asks for fewer sizes and repeats, where
// instructions are emulated (qemu) or instrumented (sanitizers); every branch is still taken.
// FULCRUM_TEST_SCALE=long asks for what takes minutes.
#pragma once

#include <cstdlib>
#include <string_view>

namespace fulcrum::test {

inline bool scale_is(std::string_view name) {
  const char* value = std::getenv("FULCRUM_TEST_SCALE");
  return value != nullptr && value == name;
}

inline bool small_scale() {
  static const bool small = scale_is("small");
  return small;
}
inline bool long_scale() {
  static const bool is_long = scale_is("long");
  return is_long;
}

// `full`, or `small` under FULCRUM_TEST_SCALE=small.
inline int scaled(int full, int small) { return small_scale() ? small : full; }

}  // namespace fulcrum::test
