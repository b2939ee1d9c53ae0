// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "fulcrum/decision.hpp"

namespace fulcrum::cli {

struct ExplainOptions {
  Routine routine = Routine::Gemm;
  ElementType type = ElementType::F64;
  std::int64_t m = 0, n = 0, k = 0;  // 0: not given
  Op trans_a = Op::NoTrans, trans_b = Op::NoTrans;
  Layout layout = Layout::ColMajor;
  bool beta_zero = false;
  Location location = Location::Pageable;
  int threads = 0;
  std::string profile;  // key of a bundled one; empty: the accelerators of this machine
  bool json = false;
};

// The call that these options describe, with tight leading dimensions and unit increments, in the
// column-major form that is weighed. Throws UsageError where a dimension is missing or does not
// belong to the routine.
Call make_explained_call(const ExplainOptions& options);

// Prints both predictions term by term. Returns the exit status.
int run_explain(const ExplainOptions& options);

}  // namespace fulcrum::cli
