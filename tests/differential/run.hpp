// SPDX-License-Identifier: Apache-2.0
// What the judges of single calls and of batches share.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/differential/call.hpp"

namespace fulcrum::differential {

// What the library's error handlers were told in this thread; this program's own take their place.
struct Reported {
  int calls = 0;
  long long number = 0;
};
Reported& reported();
std::string refused();  // a legal call was

// The types of the call's elements, factors and result, of a symbol by name and family.
void set_types(Call& call, const std::string& name, const std::string& family);

// Is there an illegal value of the argument?
bool can_be_illegal(std::string_view word);
void make_illegal(Call& call, std::string_view word);

// The same call with other numbers of threads gives the same bits; same() compares what is no
// operand.
std::string judge_threads(const std::vector<Buffer*>& operands,
                          const std::function<void()>& compute, const std::function<bool()>& same);

}  // namespace fulcrum::differential
