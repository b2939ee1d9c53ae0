// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "fulcrum/types.hpp"

namespace fulcrum {

enum class ErrorCode : std::uint8_t {
  InvalidArgument,  // an argument of a routine is illegal; nothing was written
  InvalidOption,    // an environment variable or a Config field has a value that is not understood
  BackendUnavailable,  // the forced backend cannot run this call; the text says what was looked for
                       // and found
  OutOfMemory,         // host or device memory could not be had; nothing was written
  DeviceFailed,        // the device reported an error for this operation; the device itself goes on
  DeviceLost,          // a sticky device error: the device is closed for the rest of the process
  Internal,            // a broken invariant of the library itself: please report it
};

// The enumerator's name: "InvalidArgument".
FULCRUM_API std::string_view to_string(ErrorCode code);

// The one exception type of the library. Outputs of the routine that threw are untouched.
class FULCRUM_API Error : public std::runtime_error {
 public:
  // An error of a routine's argument. `position` counts from 1 in the C++ signature, which is also
  // the number that the reference CBLAS reports. what(): "gemm: argument 9 (lda) is 3: it must be
  // at least m = 4".
  Error(std::string_view routine, int position, std::string_view argument, std::string_view value,
        std::string_view why);

  // Any other error. what(): "gemm: <text>".
  Error(ErrorCode code, std::string_view routine, std::string_view text);

  ~Error() override;

  ErrorCode code() const noexcept { return code_; }
  const std::string& routine() const noexcept { return routine_; }
  int position() const noexcept { return position_; }  // 0 where no argument is to blame
  const std::string& argument() const noexcept { return argument_; }
  const std::string& value() const noexcept { return value_; }

 private:
  ErrorCode code_;
  int position_ = 0;
  std::string routine_, argument_, value_;
};

}  // namespace fulcrum
