// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/compare/duel.hpp"
#include "bench/compare/libraries.hpp"

namespace fulcrum::compare {

enum class Source { Sample, Grid, Blas, BlasGrid, File };

struct Options {
  std::string library;  // empty: the one of this build
  std::vector<Library> peers;
  std::vector<std::string> peers_from;
  bool search = true;
  Instructions instructions = Instructions::Native;
  int threads = 1;
  Plan plan;
  Source source = Source::Sample;
  std::string cases_file;
  std::vector<std::string> filters;
  int draw = 0;  // 0: all
  bool list = false, markdown = false, help = false;
  std::string csv, save, against;
  std::optional<double> fail_below;
};

// Throws std::invalid_argument that names option and value.
Options parse_options(const std::vector<std::string>& arguments);

const char* usage_line();
const char* help_text();

}  // namespace fulcrum::compare
