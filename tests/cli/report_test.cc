// SPDX-License-Identifier: Apache-2.0
// The forms of a report, from made-up results whose thresholds are known.
#include "src/cli/report/report.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include <nlohmann/json.hpp>

#include "src/cli/grid.hpp"

namespace fulcrum::cli {
namespace {

measure::Measurement took(double ns) {
  measure::Measurement m;
  m.ns = {9, ns, 0.95 * ns, 1.05 * ns, 0.96, 0.9 * ns, 1.2 * ns};
  m.calls_per_sample = 1;
  m.calls = 9;
  m.total_ns = 9 * ns;
  return m;
}

// Square gemm at 64, 128, 256: SIMD takes 10, 80, 640; a device takes 100, 100, 100; a profile 500
// everywhere.
Report make_report() {
  Report report;
  report.build.version = "1.2.3";
  report.isa = "avx2";
  report.threads = 2;
  report.accelerators = 1;
  report.contenders = {{"cuda:0", "Card <A>", "measured once", true, false},
                       {"paper", "Paper, B", "data sheet", false, true}};
  Series series;
  series.family = &measure::families()[0];
  series.type = ElementType::F32;
  double simd = 10;
  for (const std::int64_t size : {64, 128, 256}) {
    Point point;
    point.size = size;
    point.shape = series.family->at(size);
    point.flops = 2.0 * static_cast<double>(size * size * size);
    point.bytes = 12.0 * static_cast<double>(size * size);
    point.state = PointState::Measured;
    point.simd = took(simd);
    point.predicted_simd_ns = 2 * simd;
    point.contenders.resize(2);
    point.contenders[0].measured.time = took(100);
    point.contenders[0].measured.check.elements = size * size;
    point.contenders[0].predicted_ns = 50;
    point.contenders[1].predicted_ns = 500;
    series.points.push_back(point);
    simd *= 8;
  }
  report.series.push_back(series);
  return report;
}

TEST(Report, ThresholdsOfMeasuredAndPredictedContenders) {
  Report report = make_report();
  find_thresholds(report);
  const auto& thresholds = report.series[0].thresholds;
  EXPECT_EQ(thresholds[0].found.wins_from, 256);  // 100 against 10, 80, 640
  EXPECT_EQ(thresholds[0].found.last_not_won, 128);
  EXPECT_EQ(thresholds[0].model.wins_from, 128);  // 50 against 20, 160, 1280
  EXPECT_EQ(thresholds[1].found.wins_from, 256);  // 500 against 10, 80, 640
  EXPECT_EQ(thresholds[1].model.wins_from, 256);  // 500 against 20, 160, 1280
}

TEST(Report, AWrongResultDoesNotWin) {
  Report report = make_report();
  report.series[0].points[2].contenders[0].measured.check.mismatches = 1;
  find_thresholds(report);
  EXPECT_FALSE(report.series[0].thresholds[0].found.wins_from);
  EXPECT_EQ(report.series[0].thresholds[0].found.largest, 128);
}

TEST(Report, AFailedDeviceDoesNotWin) {
  Report report = make_report();
  for (Point& point : report.series[0].points) {
    point.contenders[0].measured.failure = "lost";
    point.contenders[0].measured.time = {};
    point.contenders[0].measured.time.failed = true;
  }
  find_thresholds(report);
  EXPECT_EQ(report.series[0].thresholds[0].found.largest, 0);
  EXPECT_EQ(to_json(report).at("series")[0].at("points")[0].at("devices")[0].at("failure"), "lost");
  EXPECT_NE(to_csv(report).find(",lost\n"), std::string::npos);
  EXPECT_NE(to_html(report).find("<svg"), std::string::npos);
}

TEST(Report, ModelErrorIsTheGeometricMeanAndTheWorst) {
  Report report = make_report();
  report.series[0].points[0].predicted_simd_ns = 40;  // 4, 2, 2
  const ModelError e = simd_model_error(report, Routine::Gemm, ElementType::F32);
  EXPECT_EQ(e.points, 3);
  EXPECT_NEAR(e.mean_ratio, std::cbrt(16.0), 1e-12);
  EXPECT_NEAR(e.worst, 4, 1e-12);
  EXPECT_EQ(simd_model_error(report, Routine::Gemm, ElementType::F64).points, 0);
}

TEST(Report, HtmlEscapesNamesAndKeepsThePredictionLabelled) {
  Report report = make_report();
  find_thresholds(report);
  const std::string html = to_html(report);
  EXPECT_EQ(html.find("Card <A>"), std::string::npos);
  EXPECT_NE(html.find("Card &lt;A&gt;, measured: <b>256</b>"), std::string::npos);
  EXPECT_NE(html.find("Paper, B: <b>256</b>"), std::string::npos);
  EXPECT_NE(html.find("prediction, analytic profile"), std::string::npos);
}

TEST(Report, CsvQuotesCommas) {
  Report report = make_report();
  const std::string csv = to_csv(report);
  EXPECT_NE(csv.find("\"Paper, B\""), std::string::npos);
  EXPECT_NE(csv.find("gpu_offloadAlways,sgemm,64,64,64,48.000,9,0.000000900,5242.880,measured,Card "
                     "<A>,M=N=K,64,100.0"),
            std::string::npos)
      << csv;
}

TEST(Report, TableShowsThresholdsAndWhatIsPredicted) {
  Report report = make_report();
  find_thresholds(report);
  const std::string table = to_table(report);
  EXPECT_NE(table.find("A = Card <A>, measured"), std::string::npos) << table;
  EXPECT_NE(table.find("B = Paper, B (prediction, analytic profile)"), std::string::npos) << table;
  EXPECT_NE(table.find("B pred"), std::string::npos) << table;
  EXPECT_NE(table.find("256*"), std::string::npos) << table;
}

TEST(Report, WithoutAnyPointEveryFormIsStillValid) {
  Report report = make_report();
  report.partial = true;
  for (Point& point : report.series[0].points) point.state = PointState::Planned;
  find_thresholds(report);
  EXPECT_NE(to_html(report).find("Nothing was measured."), std::string::npos);
  EXPECT_EQ(to_json(report).at("series")[0].at("points")[0].at("state"), "interrupted");
  EXPECT_NE(to_table(report).find("PARTIAL"), std::string::npos);
  EXPECT_NE(to_csv(report).find("\npartial,"), std::string::npos);
}

TEST(Schedule, WalksFromCheapToDearAndLearns) {
  Report report = make_report();
  report.series.push_back(report.series[0]);
  for (Point& point : report.series[1].points) point.predicted_simd_ns *= 1e7;
  Schedule schedule(report, 10);
  const auto& cells = schedule.cells();
  ASSERT_EQ(cells.size(), 6u);
  EXPECT_EQ(cells.front().series, 0u);
  EXPECT_EQ(cells.back().series, 1u);
  EXPECT_EQ(cells.back().point, 2u);
  for (std::size_t i = 1; i < cells.size(); ++i) {
    EXPECT_LE(schedule.cost_s(cells[i - 1]), schedule.cost_s(cells[i]) * 1.000001);
  }
  const double before = schedule.cost_s(cells.back());
  report.series[1].points[1].simd = took(report.series[1].points[1].predicted_simd_ns * 3);
  report.series[1].points[1].contenders[0].measured.time = took(0);
  schedule.learn({1, 1});
  EXPECT_NEAR(schedule.cost_s(cells.back()) / before, 3, 0.1);
  EXPECT_LE(schedule.remaining_s(0, 1.0), 1.0);
}

}  // namespace
}  // namespace fulcrum::cli
