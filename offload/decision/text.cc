// SPDX-License-Identifier: Apache-2.0
// The words for routines, types and reasons, and an explanation as lines for a terminal.
#include <algorithm>
#include <array>
#include <cstdio>

#include "fulcrum/decision.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum {
namespace {

template <class... Args>
std::string print(const char* format, Args... args) {
  char buffer[256];
  std::snprintf(buffer, sizeof buffer, format, args...);
  return buffer;
}

std::string describe(const Call& call) {
  std::string text(to_string(call.routine));
  text += ' ';
  text += to_string(call.type);
  if (const std::string letters = offload::letters_of(call); letters != "-") text += ' ' + letters;
  text += ' ' + offload::sizes_of(call);
  if (call.batch != 1) {
    text += print(", the largest of %lld problems", static_cast<long long>(call.batch));
  }
  return text;
}

std::string microseconds(double ns) { return print("%12.3f us", ns / 1e3); }

void append_side(std::string& text, std::string_view title, const std::vector<Term>& terms,
                 double sum) {
  if (terms.empty()) return;
  text += title;
  text += '\n';
  for (const Term& term : terms) {
    text += print("  %-12s", term.name.c_str());
    text += microseconds(term.ns);
    if (!term.note.empty()) text += "  " + term.note;
    text += '\n';
  }
  text += print("  %-12s", "sum") + microseconds(sum) + '\n';
}

}  // namespace

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

std::string format(const Explanation& explanation) {
  const Decision& decision = explanation.decision;
  std::string text = describe(decision.call) + '\n';
  append_side(text, "simd (" + std::string(to_string(decision.isa)) + ")", explanation.simd,
              decision.predicted_simd_ns);
  append_side(text, explanation.device_name, explanation.device, decision.predicted_device_ns);
  text += "chosen: " + std::string(to_string(decision.backend)) + ". ";
  text += reason_text(decision.reason);
  text += '\n';
  if (explanation.margin > 0) {
    const bool simd = decision.predicted_simd_ns <= decision.predicted_device_ns;
    text += print("predicted: %s %.2fx faster", simd ? "simd" : "device", explanation.margin);
    if (explanation.device_is_analytic)
      text += " (analytic device profile: a prediction, nothing measured)";
    text += '\n';
  }
  if (decision.actual_ns > 0)
    text += "measured: " + print("%.3f us", decision.actual_ns / 1e3) + '\n';
  return text;
}

}  // namespace fulcrum
