// SPDX-License-Identifier: Apache-2.0
// A line chart with logarithmic axes as inline SVG, coloured by the CSS classes of the page around
// it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fulcrum::cli {

struct CurvePoint {
  double x = 0, y = 0;           // > 0
  double y_low = 0, y_high = 0;  // interval; 0: none
  std::string tip;               // shown when the pointer rests on it
};

enum class Stroke { Solid, Dashed, Dotted };

struct Curve {
  std::string css;  // class that gives `color`
  Stroke stroke = Stroke::Solid;
  bool markers = false;  // a disc at each point
  std::vector<CurvePoint> points;
  std::optional<double>
      mark_x;  // threshold: a ring on the curve; a solid one gets a line down to the axis
};

struct ChartLabels {
  std::string title;  // for readers that do not see it
  std::string x, y;
};

// Curves without points are left out; the range is that of all points.
std::string draw_chart(const std::vector<Curve>& curves, const ChartLabels& labels);

// A piece of line as it is drawn, for legends.
std::string draw_swatch(const Curve& curve);

// &, <, >, " as entities.
std::string escape(std::string_view text);

}  // namespace fulcrum::cli
