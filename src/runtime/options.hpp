// SPDX-License-Identifier: Apache-2.0
// The one table of options, and the configuration that the environment makes of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fulcrum/config.hpp"

namespace fulcrum::runtime {

// Reads one environment variable; empty result and false where it is not set.
using Lookup = bool (*)(std::string_view variable, std::string* value);

struct ParsedOptions {
  Config config;                        // options that were not understood keep their defaults
  std::vector<std::string> problems;    // one sentence each: variable, value, what is accepted
  std::vector<std::string> understood;  // variables that were set and understood
};

// Parses all options of the table through `lookup`. `isas` are the targets that this machine and
// build can run.
ParsedOptions parse_options(Lookup lookup, const std::vector<Isa>& isas);

// The process's environment. Variables that hold paths are ignored in a set-user-ID program.
bool environment(std::string_view variable, std::string* value);

// The table with the values of `parsed`.
std::vector<OptionInfo> describe_options(const ParsedOptions& parsed);

}  // namespace fulcrum::runtime
