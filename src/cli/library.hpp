// SPDX-License-Identifier: Apache-2.0
// BLAS libraries of others, as further lines beside our SIMD: loaded at run time, never linked.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fulcrum/routine.hpp"
#include "offload/device.hpp"

namespace fulcrum::cli {

// One that has been loaded. Its "device" computes in place what is_in_libraries() on operands with
// unit increments, and tells nothing of a call that the library's integers cannot hold.
struct Library {
  std::string name;     // "OpenBLAS 0.3.21"
  std::string version;  // the library's own text
  std::string file;     // as it was asked for
  std::string threads;  // "2 threads", or that nobody could tell it
  std::shared_ptr<offload::BlasDevice> device;
};

// Is the routine measured with other libraries? The usual ones in f32 and f64.
bool is_in_libraries(Routine routine, ElementType type);

// Loads these files; where there are none, OpenBLAS and MKL where the loader finds them by name.
// "none" alone is no library at all. Each is first loaded in a process that may die of it, as MKL
// does where a part of it is missing. Throws UsageError with the reason for a file that was named
// and cannot be used. Must be called before anything has started threads or a driver.
std::vector<Library> load_libraries(const std::vector<std::string>& files, int threads);

}  // namespace fulcrum::cli
