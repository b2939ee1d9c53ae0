// SPDX-License-Identifier: Apache-2.0
// The lines of FULCRUM_VERBOSE, on stderr.
#pragma once

#include <string_view>

#include "fulcrum/decision.hpp"
#include "src/runtime/state.hpp"

namespace fulcrum::runtime {

// The columns of one line per call, comma-separated.
std::string_view verbose_header();
std::string verbose_line(const Decision& decision, int threads, std::string_view path);

// One line for a finished call, under the header line the first time; nothing unless "calls" is on.
void verbose_call(State& s, const Decision& decision, int threads) noexcept;

// What "offload" says when the process ends.
void verbose_at_exit();

// One line about devices; nothing unless "offload" is on.
void verbose_offload(const State& s, std::string_view text);

}  // namespace fulcrum::runtime
