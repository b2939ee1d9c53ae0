// SPDX-License-Identifier: Apache-2.0
// Explanations and decisions as lines for a terminal of 100 columns.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "fulcrum/decision.hpp"
#include "offload/decision/flip.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum {
namespace {

constexpr std::size_t kWidth = 100;
constexpr int kNameWidth = 11;  // of "shared copy", the longest term's

template <class... Args>
std::string print(const char* format, Args... args) {
  char buffer[256];
  std::snprintf(buffer, sizeof buffer, format, args...);
  return buffer;
}

// One unit for all times of an explanation, so that they can be compared. Microseconds as long as
// they can be read: the tolls are a few of them each.
struct Unit {
  double ns;
  const char* name;
};

Unit unit_for(double longest_ns) {
  if (longest_ns < 1e8) return {1e3, "us"};
  return longest_ns < 1e11 ? Unit{1e6, "ms"} : Unit{1e9, "s"};
}

std::string time(double ns) {
  const Unit unit = unit_for(ns);
  return print("%.3f %s", ns / unit.ns, unit.name);
}

// Broken at spaces; lines behind the first are indented.
std::string wrapped(std::string text, std::size_t indent) {
  std::size_t line = 0;
  while (text.size() - line > kWidth) {
    std::size_t space = text.rfind(' ', line + kWidth);
    if (space == std::string::npos || space <= line + indent) break;
    text.replace(space, 1, indent + 1, ' ');
    text[space] = '\n';
    line = space + 1;
  }
  return text + '\n';
}

// "gemm f64 NT m=4 n=5 k=6", as the caller wrote it.
std::string title(const Call& call) {
  std::string text(to_string(call.routine));
  text += ' ';
  text += to_string(call.type);
  if (const std::string letters = offload::letters_of(call); letters != "-") text += ' ' + letters;
  text += ' ' + offload::sizes_of(offload::as_written(call));
  if (call.batch != 1) {
    text += print(", the largest of %lld problems", static_cast<long long>(call.batch));
  }
  return text;
}

std::string_view where(Location location) {
  return location == Location::Unknown  ? "of unknown location, priced as pageable"
         : location == Location::Device ? "on the device"
                                        : to_string(location);
}

// "operands pageable", or one by one where they differ.
std::string locations(const Call& call) {
  const offload::NamedOperands operands = offload::operands_of(call);
  std::string each;
  bool alike = true;
  const Location first = operands.list[0].location(call);
  for (const offload::NamedOperand& operand : operands) {
    if (!operand.located) continue;
    alike = alike && operand.location(call) == first;
    each += each.empty() ? "" : ", ";
    each += operand.name;
    each += ' ';
    each += to_string(operand.location(call));
  }
  return alike ? "operands " + std::string(where(first)) : each;
}

// What the title leaves out.
std::string conditions(const Call& call) {
  const offload::NamedOperands operands = offload::operands_of(call);
  const bool matrices =
      std::any_of(operands.begin(), operands.end(), [](const auto& o) { return !o.vector; });
  std::string text = "  ";
  if (matrices) text += call.layout == Layout::RowMajor ? "row-major" : "column-major";
  const char* separator = matrices ? ", " : "";
  for (const offload::NamedOperand& operand : operands) {
    if (operand.packed) continue;
    text += separator;
    text += offload::stride_name(operand) + '=' + std::to_string(operand.stride(call));
    separator = " ";
  }
  if (call.beta_zero) text += ", beta=0";
  text += "; " + locations(call);
  if (call.threads > 0) text += print("; up to %d threads", call.threads);
  if (call.device >= 0) text += print("; device %d alone", call.device);
  return wrapped(text, 2);
}

void append_side(std::string& text, std::string_view name, const std::vector<Term>& terms,
                 double total, double uncertainty, const Unit& unit) {
  if (terms.empty()) return;
  text += '\n';
  text += name;
  text += '\n';
  for (const Term& term : terms) {
    std::string line = print("  %-*s %12.3f %-2s %5.1f%%  %-8s", kNameWidth, term.name.c_str(),
                             term.ns / unit.ns, unit.name, total > 0 ? 100 * term.ns / total : 0.0,
                             term.measured ? "measured" : "prior");
    const std::size_t indent = line.size() + 2;
    if (!term.note.empty()) line += "  " + term.note;
    text += wrapped(line.substr(0, line.find_last_not_of(' ') + 1), indent);
  }
  text += print("  %-*s %12.3f %-2s  +- %.0f%%\n", kNameWidth, "total", total / unit.ns, unit.name,
                100 * uncertainty);
}

std::string flip_line(const Explanation& explanation) {
  if (!explanation.flip) {
    return wrapped(
        "flips: at no size, from dimensions of 1 up to operands of 1 TB, is the other side chosen.",
        7);
  }
  const Flip& flip = *explanation.flip;
  if (flip.factor == 1) {
    return wrapped("flips: at this size, since the model has changed: " +
                       std::string(to_string(flip.backend)) + " would be chosen now.",
                   7);
  }
  return wrapped("flips: to " + std::string(to_string(flip.backend)) + " at " +
                     offload::sizes_of(offload::as_written(flip.call)) +
                     print(", %.3g times this size.", flip.factor),
                 7);
}

std::string margin_line(const Explanation& explanation) {
  const Decision& decision = explanation.decision;
  const bool simd = decision.predicted_simd_ns <= decision.predicted_device_ns;
  std::string text =
      print("predicted: %s %.2fx faster", simd ? "simd" : "device", explanation.margin);
  if (explanation.device_is_analytic)
    text += " (analytic device profile: a prediction, nothing measured)";
  return wrapped(text, 11);
}

}  // namespace

std::string format(const Explanation& explanation) {
  const Decision& decision = explanation.decision;
  const Unit unit = unit_for(std::max(decision.predicted_simd_ns, decision.predicted_device_ns));
  std::string text = wrapped(title(decision.call), 2) + conditions(decision.call);
  append_side(text, "simd (" + std::string(to_string(decision.isa)) + ")", explanation.simd,
              decision.predicted_simd_ns, explanation.simd_uncertainty, unit);
  append_side(text, explanation.device_name, explanation.device, decision.predicted_device_ns,
              explanation.device_uncertainty, unit);
  text += '\n' + wrapped("chosen: " + std::string(to_string(decision.backend)) + ". " +
                             std::string(reason_text(decision.reason)),
                         8);
  if (explanation.margin > 0) text += margin_line(explanation);
  if (explanation.sizes_decide) text += flip_line(explanation);
  if (decision.actual_ns > 0) text += "measured: " + time(decision.actual_ns) + '\n';
  return text;
}

std::string format(const Decision& decision) {
  if (decision.reason == Reason::None) return std::string(reason_text(Reason::None)) + '\n';
  std::string text = wrapped(title(decision.call), 2) + conditions(decision.call);
  std::string where(to_string(decision.backend));
  if (decision.backend == Backend::Simd) {
    where += " (" + std::string(to_string(decision.isa)) + ")";
  } else if (decision.device >= 0) {
    where += print(" (device %d)", decision.device);
  }
  text += wrapped("chosen: " + where + ". " + std::string(reason_text(decision.reason)), 8);
  if (decision.predicted_simd_ns > 0) {
    text += "predicted: simd " + time(decision.predicted_simd_ns);
    if (decision.predicted_device_ns > 0) text += ", device " + time(decision.predicted_device_ns);
    text += '\n';
  }
  if (decision.actual_ns > 0) text += "measured: " + time(decision.actual_ns) + '\n';
  return text;
}

}  // namespace fulcrum
