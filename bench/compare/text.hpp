// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fulcrum::compare {

// printf into a string.
[[gnu::format(printf, 1, 2)]] std::string print(const char* format, ...);

// The parts between the separators, empty ones too.
std::vector<std::string> split(std::string_view text, char separator);

// The words between white space.
std::vector<std::string> words(std::string_view text);

// The whole of `text` as a number in [low, high]; throws std::invalid_argument that begins with
// `what` and quotes the text.
long whole_number(const std::string& what, const std::string& text, long low, long high);
double number(const std::string& what, const std::string& text, double low, double high);

}  // namespace fulcrum::compare
