// SPDX-License-Identifier: Apache-2.0
#include "src/cli/report/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "src/cli/text.hpp"

namespace fulcrum::cli {
namespace {

constexpr double kWidth = 560, kHeight = 330;
// Room for the larger letters of a narrow screen.
constexpr double kLeft = 76, kRight = 14, kTop = 12, kBottom = 52;

// A logarithmic axis from `low` to `high`, drawn from `begin` to `end`.
struct Axis {
  double low = 1, high = 10, begin = 0, end = 1;

  double at(double value) const {
    return begin + (end - begin) * std::log(value / low) / std::log(high / low);
  }
};

class Svg {
 public:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

const char* stroke_class(Stroke stroke) {
  switch (stroke) {
    case Stroke::Dashed:
      return "curve dashed";
    case Stroke::Dotted:
      return "curve dotted";
    case Stroke::Solid:
      break;
  }
  return "curve";
}

void x_axis(Svg& svg, const Axis& x, const std::string& label) {
  const int first = static_cast<int>(std::ceil(std::log2(x.low) - 1e-9));
  const int last = static_cast<int>(std::floor(std::log2(x.high) + 1e-9));
  // At most ten labels, at powers of two.
  const int step = 1 + (last - first) / 10;
  for (int e = first; e <= last; ++e) {
    const double at = x.at(std::exp2(e));
    const bool labelled = (e - first) % step == 0;
    svg.add("<line class=\"grid{}\" x1=\"{:.1f}\" y1=\"{}\" x2=\"{:.1f}\" y2=\"{}\"/>",
            labelled ? "" : " minor", at, kTop, at, kHeight - kBottom);
    if (labelled) {
      svg.add("<text class=\"tick\" text-anchor=\"middle\" x=\"{:.1f}\" y=\"{}\">{}</text>", at,
              kHeight - kBottom + 18, format_size(std::llround(std::exp2(e))));
    }
  }
  svg.add("<text class=\"label\" text-anchor=\"middle\" x=\"{}\" y=\"{}\">{}</text>",
          (kLeft + kWidth - kRight) / 2, kHeight - 8, escape(label));
}

void y_axis(Svg& svg, const Axis& y, const std::string& label) {
  const int first = static_cast<int>(std::ceil(std::log10(y.low) - 1e-9));
  const int last = static_cast<int>(std::floor(std::log10(y.high) + 1e-9));
  for (int e = first; e <= last; ++e) {
    const double at = y.at(std::pow(10.0, e));
    svg.add("<line class=\"grid\" x1=\"{}\" y1=\"{:.1f}\" x2=\"{}\" y2=\"{:.1f}\"/>", kLeft, at,
            kWidth - kRight, at);
    svg.add(
        "<text class=\"tick\" text-anchor=\"end\" x=\"{}\" y=\"{:.1f}\">{}</text>", kLeft - 6,
        at + 4,
        e >= 0 ? fmt::format("{:.0f}", std::pow(10.0, e)) : fmt::format("{:g}", std::pow(10.0, e)));
  }
  svg.add(
      "<text class=\"label\" text-anchor=\"middle\" transform=\"translate(16 {}) "
      "rotate(-90)\">{}</text>",
      (kTop + kHeight - kBottom) / 2, escape(label));
}

void draw_curve(Svg& svg, const Curve& curve, const Axis& x, const Axis& y) {
  svg.add("<g class=\"{}\">", curve.css);
  if (curve.mark_x) {
    for (const CurvePoint& p : curve.points) {
      if (p.x != *curve.mark_x) continue;
      if (curve.stroke == Stroke::Solid)
        svg.add("<line class=\"drop\" x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2}\"/>",
                x.at(p.x), y.at(p.y), kHeight - kBottom);
      svg.add("<circle class=\"ring\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5.5\"/>", x.at(p.x),
              y.at(p.y));
    }
  }
  svg.add("<polyline class=\"{}\" points=\"", stroke_class(curve.stroke));
  for (const CurvePoint& p : curve.points) svg.add("{:.1f},{:.1f} ", x.at(p.x), y.at(p.y));
  svg.add("\"/>");
  for (const CurvePoint& p : curve.points) {
    if (p.y_low > 0 && p.y_high > p.y_low) {
      svg.add(
          "<line class=\"whisker\" x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\"/>",
          x.at(p.x), y.at(std::max(p.y_low, y.low)), y.at(std::min(p.y_high, y.high)));
    }
    svg.add("<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\"><title>{}</title></circle>",
            curve.markers ? "marker" : "hover", x.at(p.x), y.at(p.y), curve.markers ? 2.6 : 5.0,
            escape(p.tip));
  }
  svg.add("</g>");
}

}  // namespace

std::string draw_chart(const std::vector<Curve>& curves, const ChartLabels& labels) {
  constexpr double kHuge = std::numeric_limits<double>::max();
  double x_low = kHuge, x_high = 0, y_low = kHuge, y_high = 0;
  for (const Curve& curve : curves) {
    for (const CurvePoint& p : curve.points) {
      x_low = std::min(x_low, p.x), x_high = std::max(x_high, p.x);
      y_low = std::min(y_low, p.y), y_high = std::max(y_high, p.y);
    }
  }
  if (x_high == 0) return {};
  // A tenth of an octave beside the first and the last point; whole decades below and above.
  const Axis x{x_low / 1.07, x_high * 1.07, kLeft, kWidth - kRight};
  const Axis y{std::pow(10.0, std::floor(std::log10(y_low))),
               std::pow(10.0, std::floor(std::log10(y_high * 1.1)) + 1), kHeight - kBottom, kTop};
  Svg svg;
  svg.add("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">", kWidth, kHeight,
          escape(labels.title));
  x_axis(svg, x, labels.x);
  y_axis(svg, y, labels.y);
  svg.add("<rect class=\"frame\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", kLeft, kTop,
          kWidth - kLeft - kRight, kHeight - kTop - kBottom);
  // Later ones lie on top.
  for (const Curve& curve : curves) {
    if (!curve.points.empty()) draw_curve(svg, curve, x, y);
  }
  svg.add("</svg>");
  return svg.take();
}

std::string draw_swatch(const Curve& curve) {
  Svg svg;
  svg.add("<svg class=\"swatch {}\" viewBox=\"0 0 30 10\" aria-hidden=\"true\">", curve.css);
  svg.add("<line class=\"{}\" x1=\"1\" y1=\"5\" x2=\"29\" y2=\"5\"/>", stroke_class(curve.stroke));
  if (curve.markers) svg.add("<circle class=\"marker\" cx=\"15\" cy=\"5\" r=\"2.6\"/>");
  svg.add("</svg>");
  return svg.take();
}

std::string escape(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

}  // namespace fulcrum::cli
