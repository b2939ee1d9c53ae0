// SPDX-License-Identifier: Apache-2.0
// The share of the processors' time that a control group (cgroup) leaves this process.
#pragma once

#include <string>

namespace fulcrum::simd {

// Processors' worth of time: the smallest quota of the process's group and of those around it, of
// both versions of cgroups; 0: there is none, or it cannot be read. The files of /proc and
// /sys/fs/cgroup are looked for under `root`, which is "" but for tests. Reads some ten small
// files.
double cpu_quota(const std::string& root);

}  // namespace fulcrum::simd
