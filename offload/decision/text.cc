// SPDX-License-Identifier: Apache-2.0
// The words for routines, types, locations and reasons.
#include <array>

#include "fulcrum/decision.hpp"

namespace fulcrum {
std::string_view to_string(Routine routine) {
  static constexpr auto kNames = std::to_array<std::string_view>({
#define FULCRUM_ROUTINE(enumerator, name) name,
      FULCRUM_ROUTINES(FULCRUM_ROUTINE)
#undef FULCRUM_ROUTINE
  });
  const auto index = static_cast<std::size_t>(routine);
  return index < kNames.size() ? kNames[index] : "?";
}

std::string_view to_string(ElementType type) {
  static constexpr std::array<std::string_view, kElementTypeCount> kNames = {
      "f32", "f64", "c32", "c64", "f16", "bf16", "i8", "u8"};
  const auto index = static_cast<std::size_t>(type);
  return index < kNames.size() ? kNames[index] : "?";
}

std::string_view to_string(Location location) {
  switch (location) {
    case Location::Unknown:
      return "unknown";
    case Location::Pageable:
      return "pageable";
    case Location::Pinned:
      return "pinned";
    case Location::Device:
      return "device";
  }
  return "?";
}

std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::None:
      return "None";
    case Reason::TooSmall:
      return "TooSmall";
    case Reason::NoAccelerator:
      return "NoAccelerator";
    case Reason::NotDiscovered:
      return "NotDiscovered";
    case Reason::SimdFaster:
      return "SimdFaster";
    case Reason::DeviceFaster:
      return "DeviceFaster";
    case Reason::Tie:
      return "Tie";
    case Reason::ForcedByConfig:
      return "ForcedByConfig";
    case Reason::ForcedByCall:
      return "ForcedByCall";
    case Reason::Deterministic:
      return "Deterministic";
    case Reason::NoDevicePath:
      return "NoDevicePath";
    case Reason::DoesNotFit:
      return "DoesNotFit";
    case Reason::DeviceFailed:
      return "DeviceFailed";
    case Reason::QuickReturn:
      return "QuickReturn";
  }
  return "?";
}

std::string_view reason_text(Reason reason) {
  switch (reason) {
    case Reason::None:
      return "No call has been weighed yet.";
    case Reason::TooSmall:
      return "The call is under the smallest size that could ever pay on an accelerator.";
    case Reason::NoAccelerator:
      return "No accelerator is present or usable.";
    case Reason::NotDiscovered:
      return "Accelerators have not been looked for: the loss so far does not pay for looking.";
    case Reason::SimdFaster:
      return "Computing in place is predicted to be faster.";
    case Reason::DeviceFaster:
      return "The accelerator is predicted to be faster, copies included.";
    case Reason::Tie:
      return "The predictions are too close to tell apart: the side chosen last, or in place.";
    case Reason::ForcedByConfig:
      return "FULCRUM_BACKEND forces this backend.";
    case Reason::ForcedByCall:
      return "The call's options force this backend.";
    case Reason::Deterministic:
      return "The call asks for the same bits on every run, which pins it to SIMD.";
    case Reason::NoDevicePath:
      return "This routine, or these arguments, have no path on an accelerator.";
    case Reason::DoesNotFit:
      return "It falls apart into no pieces that the accelerator's free memory holds.";
    case Reason::DeviceFailed:
      return "The accelerator failed: SIMD computed what was missing.";
    case Reason::QuickReturn:
      return "There was nothing to compute.";
  }
  return "?";
}

}  // namespace fulcrum
