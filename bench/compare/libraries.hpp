// SPDX-License-Identifier: Apache-2.0
// Which BLAS libraries are compared, and with which settings each shows its best.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/compare/machine.hpp"

namespace fulcrum::compare {

using Environment = std::vector<std::pair<std::string, std::string>>;  // name, value

struct Library {
  std::string name;
  std::string path;             // a file, or a name that the loader looks for
  std::string pattern = "%s_";  // a Fortran routine's symbol
  Environment environment;      // of its process, over ours
};

// "name=path[@pattern][,VARIABLE=VALUE]...". Throws std::invalid_argument with what is wrong.
Library parse_peer(std::string_view text);

// Instructions that all libraries are held to. Native: the best of the machine.
enum class Instructions { Native, Avx2 };

// Our library, for the SIMD path: FULCRUM_BACKEND=simd unless the variable is set.
Library our_library(const std::string& path, Instructions instructions);

// Where the loader would look: LD_LIBRARY_PATH, the folders of its cache, the usual ones, and where
// oneAPI lies.
std::vector<std::filesystem::path> system_folders();

// The folders that `ldconfig -p` names in that output, each once, in order.
std::vector<std::filesystem::path> cache_folders(std::string_view ldconfig_output);

// OpenBLAS, BLIS and MKL as found in these folders (the first that has one), and MKL and
// scipy-openblas32 as found in these Python environments (a virtual environment's root or a
// site-packages folder). Where a library's own choice of kernels may be a slow one on processors
// newer than itself, the choice is made for it; OpenBLAS stands there once for each choice that may
// be the best. Names are unique.
std::vector<Library> find_peers(const std::vector<std::filesystem::path>& folders,
                                const std::vector<std::filesystem::path>& python_environments,
                                Instructions instructions, const Processor& processor);

// For a process with that many threads: the variables of all libraries.
Environment thread_environment(int threads);

}  // namespace fulcrum::compare
