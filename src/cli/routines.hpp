// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace fulcrum::cli {

// Prints which routines, in which types, each platform computes, and why it does not compute the
// others. Touches no driver. Returns the exit status.
int run_routines(bool json);

}  // namespace fulcrum::cli
