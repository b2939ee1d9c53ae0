// SPDX-License-Identifier: Apache-2.0
// Measures this machine for the cost model, and how well the model then predicts.
#pragma once

#include <string>
#include <vector>

#include "fulcrum/routine.hpp"

namespace fulcrum::cli {

struct TuneOptions {
  bool full = false;   // every routine; else the commonest
  bool check = false;  // compare predictions with held-out measurements; measures nothing else
  bool json = false;
  int threads = 0;                   // 0: as configured
  std::vector<Routine> routines;     // empty: all of the form
  std::vector<std::string> devices;  // platforms; empty: cuda, opencl and worker where present
  std::string file;                  // empty: the one that the library reads by itself
};

// Exit status: 0; 1 where the predictions are worse than the form promises, or a device failed; 130
// where it was interrupted: nothing is written then.
int run_tune(const TuneOptions& options);

}  // namespace fulcrum::cli
