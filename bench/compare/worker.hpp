// SPDX-License-Identifier: Apache-2.0
// The process that holds one library. It answers each line on standard input with one on kAnswers:
//
//   (at the start)      ready WHAT-IT-IS     or  failed WHY
//   check CASE          ok                   what one call left now lies in the file kResult
//   time SECONDS CASE   ok SECONDS-PER-CALL  the best batch out of about that many seconds
//   sample SECONDS CASE ok SECONDS...        of each call that begins within that time
//
// or "failed WHY". Standard output goes to standard error: libraries write there on their own.
#pragma once

#include <string>

namespace fulcrum::compare {

constexpr int kAnswers = 3, kResult = 4;         // file descriptors
constexpr int kMostSamples = 2000;               // of single calls
constexpr const char* kNoSymbol = "no symbol ";  // why a library without the routine fails

// What a worker does until its standard input ends; the exit status of its process.
int work(const std::string& path, const std::string& pattern);

}  // namespace fulcrum::compare
