// SPDX-License-Identifier: Apache-2.0
#include "simd/threads/quota.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace fulcrum::simd {
namespace {

// Is `name` in a list with commas?
bool lists(const std::string& list, const std::string& name) {
  return ("," + list + ",").find("," + name + ",") != std::string::npos;
}

// The process's group in a hierarchy: of version 2, or of version 1 with the controller "cpu". A
// line is "id:controllers:path", and version 2 has no controllers.
std::string group_path(const std::string& root, bool v2) {
  std::ifstream file(root + "/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (v2 ? controllers.empty() : lists(controllers, "cpu")) return line.substr(second + 1);
  }
  return {};
}

// Where a hierarchy is mounted, and which of its groups is seen there.
struct Mount {
  std::string point, group;
};
// A line is "id parent device root point options [optional fields] - type source super-options".
Mount find_mount(const std::string& root, bool v2) {
  std::ifstream file(root + "/proc/self/mountinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    std::istringstream front(line), back(line.substr(dash + 3));
    std::string skipped, type, source, options;
    Mount mount;
    front >> skipped >> skipped >> skipped >> mount.group >> mount.point;
    back >> type >> source >> options;
    if (v2 ? type == "cgroup2" : type == "cgroup" && lists(options, "cpu")) return mount;
  }
  return {};
}

// Of one group; 0: none.
double quota_in(const std::string& folder, bool v2) {
  std::string quota;
  double period = 0;
  if (v2) {  // "max 100000" or "150000 100000"
    std::ifstream(folder + "/cpu.max") >> quota >> period;
  } else {  // -1: none
    std::ifstream(folder + "/cpu.cfs_quota_us") >> quota;
    std::ifstream(folder + "/cpu.cfs_period_us") >> period;
  }
  double time = 0;
  std::istringstream(quota) >> time;
  return time > 0 && period > 0 ? time / period : 0;
}

// Of a group and of all around it.
double quota_of(const std::string& root, bool v2) {
  const Mount mount = find_mount(root, v2);
  if (mount.point.empty()) return 0;
  // A container may see only its own group, mounted as if it were the root.
  std::string path = group_path(root, v2);
  if (mount.group != "/") {
    const std::size_t length = mount.group.size();
    const bool inside = (path + "/").starts_with(mount.group + "/");
    path = inside ? path.substr(length) : std::string();
  }
  double smallest = 0;
  while (true) {
    const double quota = quota_in(root + mount.point + path, v2);
    if (quota > 0) smallest = smallest > 0 ? std::min(smallest, quota) : quota;
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return smallest;
    path.resize(slash);
  }
}

}  // namespace

double cpu_quota(const std::string& root) {
  const double v1 = quota_of(root, false), v2 = quota_of(root, true);
  if (v1 == 0 || v2 == 0) return std::max(v1, v2);
  return std::min(v1, v2);
}

}  // namespace fulcrum::simd
