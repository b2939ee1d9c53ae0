// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace fulcrum::cli {

// Prints what this build and this machine can do, what was chosen and why. Returns the exit status.
int run_info(bool json);

}  // namespace fulcrum::cli
