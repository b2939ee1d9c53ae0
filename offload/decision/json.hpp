// SPDX-License-Identifier: Apache-2.0
// Decisions and explanations as JSON: what to_json() prints, for whoever adds to it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "fulcrum/decision.hpp"

namespace fulcrum::offload {

nlohmann::ordered_json json_of(const Call& call);
nlohmann::ordered_json json_of(const Decision& decision);
nlohmann::ordered_json json_of(const Explanation& explanation);

// Indented by two. What a driver calls its device may be no UTF-8: such bytes are replaced.
std::string dump(const nlohmann::ordered_json& json);

}  // namespace fulcrum::offload
