// SPDX-License-Identifier: Apache-2.0
// Config::device: which of a platform's devices are meant.
#pragma once

#include <algorithm>
#include <cctype>
#include <memory>
#include <string>
#include <vector>

namespace fulcrum::offload {

inline void add_sentence(std::string& text, const std::string& sentence) {
  if (!text.empty()) text += ' ';
  text += sentence;
}

// Keeps the device of that index, else those whose name or UUID holds the text, in capitals or not.
// All of them where nothing is wanted. `problem` gets a sentence where none is left.
template <class Device>
std::vector<std::shared_ptr<Device>> select(const std::vector<std::shared_ptr<Device>>& all,
                                            const std::string& wanted, std::string& problem) {
  if (wanted.empty()) return all;
  const auto lower = [](std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
  };
  std::vector<std::shared_ptr<Device>> chosen;
  const bool digits = std::all_of(wanted.begin(), wanted.end(),
                                  [](unsigned char c) { return std::isdigit(c) != 0; });
  if (digits && wanted.size() < 6 && std::stoul(wanted) < all.size()) {
    chosen.push_back(all[std::stoul(wanted)]);
    return chosen;
  }
  for (const auto& device : all) {
    if (lower(device->info().name).find(lower(wanted)) != std::string::npos ||
        lower(device->info().uuid).find(lower(wanted)) != std::string::npos) {
      chosen.push_back(device);
    }
  }
  if (chosen.empty()) {
    std::string there;
    for (std::size_t i = 0; i < all.size(); ++i)
      there += (i == 0 ? "" : ", ") + std::to_string(i) + " (" + all[i]->info().name + ")";
    add_sentence(
        problem,
        "FULCRUM_DEVICE is '" + wanted +
            "', which is no index and no part of the name of a device; there are: " + there + ".");
  }
  return chosen;
}

}  // namespace fulcrum::offload
