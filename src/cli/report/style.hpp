// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace fulcrum::cli {

// The style sheet of the HTML report: light and dark by the reader's preference, always light on
// paper.
extern const std::string_view kStyle;

// Contenders have the colours c0, c1, ... c7, then again from c0.
inline constexpr int kContenderColours = 8;

}  // namespace fulcrum::cli
