// SPDX-License-Identifier: Apache-2.0
// The forms that a crossover report is given out in. README.md describes each.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "src/cli/results.hpp"

namespace fulcrum::cli {

std::string to_table(const Report& report);  // for a terminal
std::string to_csv(const Report& report);    // one line per time, GPU-BLOB's columns first
nlohmann::ordered_json to_json(const Report& report);  // everything
std::string to_html(const Report& report);             // self-contained

// What is said where a device computes on the host's own processors.
inline constexpr std::string_view kNoGpu =
    "What is labelled \"the same processors\" is no GPU: it computes with this host's own cores, "
    "and "
    "its threshold says from which size crossing to more of them, or to another program on them, "
    "pays.";

}  // namespace fulcrum::cli
