// SPDX-License-Identifier: Apache-2.0
// A call described by the names and letters of its routine's list of arguments, for whoever asks
// about calls that are not made: the C API and the tool.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "fulcrum/decision.hpp"

namespace fulcrum::offload {

// An argument that is missing, that the routine does not have, or whose value is illegal.
class ArgumentError : public std::runtime_error {
 public:
  // what(): "lda is 3: it must be at least 4".
  ArgumentError(std::string name, std::string value, std::string why);
  // Of one that is missing. what(): "k is missing: gemm has m, n and k".
  ArgumentError(std::string name, std::string why);

  const std::string& name() const { return name_; }
  const std::string& value() const { return value_; }  // empty: missing
  const std::string& why() const { return why_; }

 private:
  std::string name_, value_, why_;
};

// What the caller would write. A letter of 0, an empty text and nullopt were not given.
struct CallArguments {
  std::string_view routine, type = "f64";
  char layout = 0, side = 0, uplo = 0, transa = 0, transb = 0, diag = 0;
  bool beta_zero = false;
  std::optional<std::int64_t> m, n, k, lda, ldb, ldc, incx, incy, batch;
  // Of all operands, and of single ones, which go before.
  std::string_view location, location_a, location_b, location_c, location_x, location_y;
  std::int64_t threads = 0, device = -1;
};

// The column-major call that is weighed. What was not given: layout col, side L, uplo U, transposes
// N, diag N, one problem, the least legal leading dimensions, increments of 1, k = 0 of a matrix
// with its band beside the diagonal, locations unknown. Throws ArgumentError for the first argument
// that is wrong. No lock, and no memory but that of the error.
Call call_of(const CallArguments& arguments);

// Throws ArgumentError for a call that no routine would take: a type that it lacks, a negative
// size, a leading dimension that is too short, an increment of 0. Names are those of the caller's
// list.
void check_call(const Call& call);

// The names of all routines, separated by commas, in the order of FULCRUM_ROUTINES.
std::string routine_names();

}  // namespace fulcrum::offload
