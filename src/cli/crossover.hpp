// SPDX-License-Identifier: Apache-2.0
// The main job: from which size on an accelerator beats SIMD.
#pragma once

#include <string>
#include <vector>

#include "src/cli/grid.hpp"

namespace fulcrum::cli {

struct CrossoverOptions {
  GridOptions grid;
  std::string profiles;  // bundled profiles by key; empty: all analytic ones where no accelerator
                         // is here, else none
  std::vector<std::string> devices;    // platforms; empty: those that are weighed by themselves
  std::vector<std::string> libraries;  // load_libraries() says what it does with them
  int threads = 0;
  bool quick = false;
  bool json = false;                 // the JSON document on stdout instead of the table
  std::string folder;                // empty: "fulcrum-crossover", unless single files are named
  std::string csv, json_file, html;  // single files
  std::string command_line;
};

// Measures, writes the files, prints. Returns the exit status: 0; 1 where an accelerator's results
// were wrong; 130 where the run was interrupted, after the partial report has been written.
int run_crossover(const CrossoverOptions& options);

}  // namespace fulcrum::cli
