// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/error.hpp"

namespace fulcrum {
namespace {

std::string argument_text(std::string_view routine, int position, std::string_view argument,
                          std::string_view value, std::string_view why) {
  std::string text(routine);
  text += ": argument " + std::to_string(position) + " (";
  text += argument;
  text += ") is ";
  text += value;
  text += ": ";
  text += why;
  return text;
}

}  // namespace

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::InvalidArgument:
      return "InvalidArgument";
    case ErrorCode::InvalidOption:
      return "InvalidOption";
    case ErrorCode::BackendUnavailable:
      return "BackendUnavailable";
    case ErrorCode::OutOfMemory:
      return "OutOfMemory";
    case ErrorCode::DeviceFailed:
      return "DeviceFailed";
    case ErrorCode::DeviceLost:
      return "DeviceLost";
    case ErrorCode::Internal:
      break;
  }
  return "Internal";
}

Error::Error(std::string_view routine, int position, std::string_view argument,
             std::string_view value, std::string_view why)
    : std::runtime_error(argument_text(routine, position, argument, value, why)),
      code_(ErrorCode::InvalidArgument),
      position_(position),
      routine_(routine),
      argument_(argument),
      value_(value) {}

Error::Error(ErrorCode code, std::string_view routine, std::string_view text)
    : std::runtime_error(std::string(routine) + ": " + std::string(text)),
      code_(code),
      routine_(routine) {}

Error::~Error() = default;

}  // namespace fulcrum
