// SPDX-License-Identifier: Apache-2.0
#include "src/cli/routines.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "offload/platforms.hpp"
#include "src/cli/text.hpp"

namespace fulcrum::cli {
namespace {

using json = nlohmann::ordered_json;
using offload::BlasPlatform;
using Types = std::vector<std::string>;

template <class Keep>
Types types_where(Routine routine, const Keep& keep) {
  Types types;
  for (std::size_t t = 0; t < kElementTypeCount; ++t) {
    const auto type = static_cast<ElementType>(t);
    if (offload::known_paths().has(routine, type) && keep(type))
      types.emplace_back(to_string(type));
  }
  return types;
}

std::string joined(const Types& types) { return fmt::format("{}", fmt::join(types, " ")); }

// Those with paths of their own.
std::vector<const BlasPlatform*> platforms() {
  std::vector<const BlasPlatform*> own;
  for (const BlasPlatform* platform : offload::blas_platforms())
    if (platform->served == nullptr) own.push_back(platform);
  return own;
}

template <class Visit>
void for_each_routine(const Visit& visit) {
  for (std::size_t r = 0; r < kRoutineCount; ++r) visit(static_cast<Routine>(r));
}

// Types of one routine that a platform has not, for one reason.
struct Gap {
  Routine routine;
  std::string_view reason;
  Types types;
};

std::vector<Gap> gaps_of(const BlasPlatform& platform) {
  std::vector<Gap> gaps;
  for_each_routine([&](Routine routine) {
    for (const offload::Absent& rows : platform.absent) {
      const Types types = types_where(routine, [&](ElementType type) {
        return rows.reason == platform.reason_absent(routine, type);
      });
      if (!types.empty()) gaps.push_back({routine, rows.reason, types});
    }
  });
  return gaps;
}

json platform_json(const BlasPlatform& platform) {
  json routines = json::array(), absent = json::array();
  for_each_routine([&](Routine routine) {
    const Types types =
        types_where(routine, [&](ElementType type) { return platform.has(routine, type); });
    if (!types.empty()) routines.push_back({{"routine", to_string(routine)}, {"types", types}});
  });
  for (const Gap& gap : gaps_of(platform)) {
    absent.push_back(
        {{"routine", to_string(gap.routine)}, {"types", gap.types}, {"reason", gap.reason}});
  }
  return {{"platform", platform.name.name()},
          {"weighed", platform.weighed},
          {"routines", routines},
          {"absent", absent}};
}

std::string table_text() {
  TextTable table(20);
  std::vector<std::string> head = {"  routine"};
  for (const BlasPlatform* platform : platforms()) head.emplace_back(platform->name.name());
  table.add(head);
  for_each_routine([&](Routine routine) {
    std::vector<std::string> row = {"  " + std::string(to_string(routine))};
    for (const BlasPlatform* platform : platforms()) {
      const Types types =
          types_where(routine, [&](ElementType type) { return platform->has(routine, type); });
      row.push_back(types.empty() ? "-" : joined(types));
    }
    table.add(row);
  });
  return "Element types in which each routine can cross\n" + table.str();
}

// One paragraph a reason, since many routines share one.
std::string gaps_text(const BlasPlatform& platform) {
  std::string out;
  const std::vector<Gap> gaps = gaps_of(platform);
  for (const offload::Absent& rows : platform.absent) {
    std::string names;
    for (const Gap& gap : gaps) {
      if (gap.reason != rows.reason) continue;
      names += (names.empty() ? "" : ", ") + std::string(to_string(gap.routine)) + " (" +
               joined(gap.types) + ")";
    }
    if (names.empty()) continue;
    constexpr std::size_t kIndent = 4, kWidth = 96;
    out +=
        "  " + wrap(names, kWidth, kIndent) + "\n    " + wrap(rows.reason, kWidth, kIndent) + "\n";
  }
  if (out.empty()) return {};
  return fmt::format("\nNot on {}{}\n", platform.name.name(),
                     platform.weighed ? "" : " (which is used only where it is forced)") +
         out;
}

}  // namespace

int run_routines(bool json_output) {
  std::string out;
  if (json_output) {
    json list = json::array();
    for (const BlasPlatform* platform : platforms()) list.push_back(platform_json(*platform));
    out = json{{"platforms", list}}.dump(2) + "\n";
  } else {
    out = table_text();
    for (const BlasPlatform* platform : platforms()) out += gaps_text(*platform);
  }
  std::fputs(out.c_str(), stdout);
  return 0;
}

}  // namespace fulcrum::cli
