// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/runtime/kernel.hpp"

// out = 2 in, and the end of the process where `in` has the number `deadly`.
void risky_blocks(const fulcrum::Block& block, const std::int32_t* in, std::int32_t* out,
                  std::uint32_t n, std::int32_t deadly);
