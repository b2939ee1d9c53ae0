// SPDX-License-Identifier: Apache-2.0
// Which BLAS is in this process?
#pragma once

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

// Ends the program where it is not Fulcrum alone.
inline void require_fulcrum() {
  std::ifstream maps("/proc/self/maps");
  bool ours = false;
  for (std::string line; std::getline(maps, line);) {
    const std::string name = line.substr(line.rfind('/') + 1);
    if (name.find("blas") == std::string::npos || name.find(".so") == std::string::npos) continue;
    if (name.rfind("libfulcrum_blas", 0) == 0) {
      ours = true;
    } else if (name.rfind("libscalapack", 0) != 0 && name.find("pblas") == std::string::npos) {
      std::fprintf(stderr, "another BLAS is in this process: %s\n", name.c_str());
      std::exit(1);
    }
  }
  if (!ours) {
    std::fprintf(stderr, "Fulcrum is not in this process\n");
    std::exit(1);
  }
}
