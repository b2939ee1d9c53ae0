// SPDX-License-Identifier: Apache-2.0
// Defines aligned_alloc for the whole program, so that the library's calls for scratch memory can
// be made to fail. For one source file of a program.
#pragma once

#include <dlfcn.h>

#include <atomic>
#include <cstddef>

namespace fulcrum::test {
inline std::atomic<bool> g_refuse{false};
inline std::atomic<int> g_refused{0};
}  // namespace fulcrum::test

// NOLINTNEXTLINE(misc-definitions-in-headers): one source file of a program includes it
extern "C" __attribute__((visibility("default"))) void* aligned_alloc(std::size_t alignment,
                                                                      std::size_t size) {
  using Allocate = void* (*)(std::size_t, std::size_t);
  static const auto next = reinterpret_cast<Allocate>(dlsym(RTLD_NEXT, "aligned_alloc"));
  if (fulcrum::test::g_refuse.load()) {
    ++fulcrum::test::g_refused;
    return nullptr;
  }
  return next(alignment, size);
}
