// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace fulcrum::cli {

// Arguments that cannot be meant: exit status 2 with a usage line.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace fulcrum::cli
