// SPDX-License-Identifier: Apache-2.0
// Which of Highway's targets this processor can run. Ours, since Highway's library is not linked:
// Debian's measures a timer for 4 ms when it is loaded.
#pragma once

#include <cstdint>

namespace fulcrum::simd {

// The targets' bits (HWY_AVX2, ...) as hwy::SupportedTargets() has them, of those that this build
// may compile; HWY_SCALAR is always among them. Found out once: a cpuid instruction traps into a
// hypervisor (5 us each), and even where glibc tells what it has found, two remain on AMD.
std::int64_t runnable_targets();

}  // namespace fulcrum::simd
