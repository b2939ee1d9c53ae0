// SPDX-License-Identifier: Apache-2.0
// What the judges of single calls and of batches share.
#pragma once

#include <string>
#include <string_view>

#include "tests/differential/call.hpp"

namespace fulcrum::differential {

// Is there an illegal value of the argument?
bool can_be_illegal(std::string_view word);
void make_illegal(Call& call, std::string_view word);

}  // namespace fulcrum::differential
