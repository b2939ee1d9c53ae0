// SPDX-License-Identifier: Apache-2.0
// Where the figures of this machine are kept between processes.
#pragma once

#include <string>

#include "fulcrum/config.hpp"

namespace fulcrum::offload {

// The file that `fulcrum tune` writes and every process reads that starts on this processor, with
// this affinity, these threads, this SIMD target and this version of the library:
// $XDG_CACHE_HOME/fulcrum/profile-avx2-2-1a2b3c4d.json, or the same under ~/.cache. Empty where
// neither XDG_CACHE_HOME nor HOME is an absolute path.
std::string default_profile_file(Isa isa, int threads);

}  // namespace fulcrum::offload
