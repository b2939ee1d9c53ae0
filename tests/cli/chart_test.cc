// SPDX-License-Identifier: Apache-2.0
#include "src/cli/report/chart.hpp"

#include <gtest/gtest.h>

#include <regex>

namespace fulcrum::cli {
namespace {

TEST(Chart, EscapesText) { EXPECT_EQ(escape("a<b & \"c\">"), "a&lt;b &amp; &quot;c&quot;&gt;"); }

TEST(Chart, OfNothingIsNothing) {
  EXPECT_EQ(draw_chart({}, {"t", "x", "y"}), "");
  EXPECT_EQ(draw_chart({Curve{}}, {"t", "x", "y"}), "");
}

std::vector<Curve> curves() {
  Curve measured{"simd", Stroke::Solid, true, {{8, 1, 0.9, 1.1, "<tip>"}, {64, 100, 0, 0, ""}}, {}};
  Curve predicted{"c0", Stroke::Dashed, false, {{8, 0.01, 0, 0, ""}, {64, 1000, 0, 0, ""}}, 64};
  return {measured, predicted};
}

TEST(Chart, EveryCoordinateLiesInTheView) {
  const std::string svg = draw_chart(curves(), {"title & more", "size", "GFLOP/s"});
  const std::regex number("(?:[xy][12]?|c[xy])=\"([-0-9.e+]+)\"");
  int count = 0;
  for (std::sregex_iterator it(svg.begin(), svg.end(), number), end; it != end; ++it, ++count) {
    const double value = std::stod((*it)[1]);
    EXPECT_GE(value, 0) << it->str();
    EXPECT_LE(value, 560) << it->str();
  }
  EXPECT_GT(count, 20);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_NE(svg.find("title &amp; more"), std::string::npos);
  EXPECT_NE(svg.find("&lt;tip&gt;"), std::string::npos);
}

// It takes the width that there is, down to a phone's: no size of its own.
TEST(Chart, HasAViewAndNoSize) {
  const std::string svg = draw_chart(curves(), {"t", "x", "y"});
  EXPECT_EQ(svg.rfind("<svg viewBox=\"0 0 560 330\" role=", 0), 0U) << svg.substr(0, 80);
}

TEST(Chart, AThresholdIsRingedOnlyWhereItsCurveHasThatPoint) {
  const auto rings = [](std::optional<double> mark) {
    std::vector<Curve> list = curves();
    list[1].mark_x = mark;
    const std::string svg = draw_chart(list, {"t", "x", "y"});
    return svg.find("class=\"ring\"") != std::string::npos;
  };
  EXPECT_TRUE(rings(64));
  EXPECT_FALSE(rings(33));
  EXPECT_FALSE(rings(std::nullopt));
}

TEST(Chart, OnePointAndEqualValuesAreDrawn) {
  const std::string svg =
      draw_chart({Curve{"simd", Stroke::Solid, true, {{8, 5, 0, 0, ""}}, {}}}, {"t", "x", "y"});
  EXPECT_NE(svg.find("<circle"), std::string::npos);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(svg.find("inf"), std::string::npos);
}

}  // namespace
}  // namespace fulcrum::cli
