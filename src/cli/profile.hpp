// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace fulcrum::cli {

// What the cost model knows of this machine, in words: the profile in force, side by side. Looks
// for accelerators. Exit status: 0.
int run_profile(bool json);

}  // namespace fulcrum::cli
