// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "fulcrum/decision.hpp"

namespace fulcrum::cli {

// As on the command line; what is empty, 0 or nullopt was not given.
struct ExplainOptions {
  std::string routine, type = "f64";
  char layout = 0, side = 0, uplo = 0, transa = 0, transb = 0, diag = 0;
  bool beta_zero = false;
  std::optional<std::int64_t> m, n, k, lda, ldb, ldc, incx, incy, batch;
  std::string location = "pageable";
  std::string location_a, location_b, location_c, location_x, location_y;
  int threads = 0;
  std::string profile;  // key of a bundled one; empty: the accelerators of this machine
  bool json = false;
};

// The call that these options describe, in the column-major form that is weighed. Throws UsageError
// that names the option where one is missing, wrong, or not the routine's.
Call make_explained_call(const ExplainOptions& options);

// Prints both predictions term by term. Returns the exit status.
int run_explain(const ExplainOptions& options);

}  // namespace fulcrum::cli
