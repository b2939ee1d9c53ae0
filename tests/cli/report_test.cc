// SPDX-License-Identifier: Apache-2.0
// The forms of a report, from made-up results whose thresholds are known.
#include "src/cli/report/report.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <iterator>
#include <optional>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

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

// --- What a report says of a device that always wins, never does, or from some size on

using Size = std::optional<std::int64_t>;

// Times at 64, 128 and 256, where SIMD takes 10, 80 and 640, and how that is to be shown.
struct Outcome {
  const char* name;
  double ns[3];
  Size wins_from, last_not_won, not_slower_from;
  const char *css, *cell, *tip;  // in the table of the page
  const char* legend;
  bool ring;  // on the curve, at wins_from
  const char* text;
  const char *rests_on, *between, *ties;
};
constexpr std::optional<std::int64_t> kNone = std::nullopt;
constexpr Outcome kOutcomes[] = {
    {"always",
     {1, 1, 1},
     64,
     kNone,
     64,
     "num",
     "&le; 64",
     "wins at every size tested",
     "always",
     false,
     "<=64",
     "&lt;=64, 0 ties",
     "<=64",
     "0"},
    {"never",
     {9000, 9000, 9000},
     kNone,
     256,
     kNone,
     "num none",
     "&ndash;",
     "wins at no size from which on it keeps winning, up to 256",
     "never",
     false,
     "-",
     "&gt;256, 0 ties",
     ">256",
     "0"},
    {"from the second on",
     {50, 50, 50},
     128,
     64,
     128,
     "num",
     "128",
     "M=128 N=128 K=128; does not win at 64",
     "<b>128</b>",
     true,
     "128",
     "64-128, 0 ties",
     "64-128",
     "0"},
    {"at the last alone",
     {100, 100, 100},
     256,
     128,
     256,
     "num",
     "256*",
     "M=256 N=256 K=256; does not win at 128; the largest size tested",
     "<b>256</b>",
     true,
     "256*",
     "128-256, 0 ties",
     "128-256",
     "0"},
    {"as fast before",
     {100, 80, 100},
     256,
     128,
     128,
     "num",
     "256*",
     "M=256 N=256 K=256; does not win at 128; the largest size tested; not slower from 128",
     "<b>256</b>",
     true,
     "256*",
     "128-256, 1 tie",
     "128-256",
     "1"},
    {"all but the last",
     {1, 1, 9000},
     kNone,
     256,
     kNone,
     "num none",
     "&ndash;",
     "wins at no size from which on it keeps winning, up to 256",
     "never",
     false,
     "-",
     "&gt;256, 0 ties",
     ">256",
     "0"},
};

// The device as it was measured, its model (against the model of SIMD, which is twice its time),
// and the profile.
struct Outcomes {
  const Outcome &measured, &model, &profile;
};

Report report_of(const Outcomes& outcomes) {
  Report report = make_report();
  for (std::size_t i = 0; i < 3; ++i) {
    Point& point = report.series[0].points[i];
    point.contenders[0].measured.time = took(outcomes.measured.ns[i]);
    point.contenders[0].predicted_ns = 2 * outcomes.model.ns[i];
    point.contenders[1].predicted_ns = outcomes.profile.ns[i];
  }
  find_thresholds(report);
  return report;
}

std::vector<std::smatch> all_matches(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  return {std::sregex_iterator(text.begin(), text.end(), regex), std::sregex_iterator()};
}

void expect_cells(const std::string& html, const Outcomes& outcomes) {
  const std::vector<std::smatch> cells = all_matches(
      html, "<td class=\"([^\"]*)\" title=\"([^\"]*)\">([^<]*)(<small>([^<]*)</small>)?</td>");
  ASSERT_EQ(cells.size(), 3U);
  std::size_t i = 0;
  for (const Outcome* outcome : {&outcomes.measured, &outcomes.model, &outcomes.profile}) {
    EXPECT_EQ(cells[i][1], outcome->css);
    // Of what was measured also what it rests on.
    const bool measured = i == 0;
    const std::string tip = cells[i][2];
    EXPECT_EQ(tip.substr(0, tip.find("; wins at ")), outcome->tip);
    EXPECT_EQ(tip.find("; wins at ") != std::string::npos, measured);
    EXPECT_EQ(cells[i][3], outcome->cell);
    EXPECT_EQ(cells[i][5], measured ? outcome->rests_on : "");
    ++i;
  }
}

// The curve of that colour and stroke: a ring at the threshold's size, and a line down from it
// where the curve is a measured one.
void expect_mark(const std::string& html, const std::string& colour, const std::string& stroke,
                 bool ring, bool line, const Size& size) {
  const std::vector<std::smatch> curves =
      all_matches(html, "<g class=\"" + colour + "\">((?:<line class=\"drop\"[^>]*>)?)" +
                            "((?:<circle class=\"ring\" cx=\"[^\"]*\"[^>]*>)?)<polyline class=\"" +
                            stroke + "\"[^>]*>(.*?)</g>");
  ASSERT_EQ(curves.size(), 1U) << colour << ' ' << stroke;
  EXPECT_EQ(curves[0][2].length() > 0, ring);
  EXPECT_EQ(curves[0][1].length() > 0, ring && line);
  if (!ring || curves[0][2].length() == 0) return;
  const std::string drawn = curves[0][2], points = curves[0][3];
  const std::string at = all_matches(drawn, "cx=\"([^\"]*)\"")[0][1];
  const std::vector<std::smatch> point =
      all_matches(points, "cx=\"([^\"]*)\"[^>]*><title>[^<]*, p = " + std::to_string(*size) + ":");
  ASSERT_EQ(point.size(), 1U);
  EXPECT_EQ(point[0][1], at);
}

void expect_page(const Report& report, const Outcomes& outcomes) {
  const std::string html = to_html(report);
  expect_cells(html, outcomes);
  const auto named = [&](const std::string& text) {
    EXPECT_NE(html.find("</svg>" + text + "</li>"), std::string::npos) << text;
  };
  named("SIMD, measured");
  named(std::string("Card &lt;A&gt;, measured: ") + outcomes.measured.legend);
  named(std::string("Card &lt;A&gt;: ") + outcomes.model.legend);
  named(std::string("Paper, B: ") + outcomes.profile.legend);
  expect_mark(html, "c0", "curve", outcomes.measured.ring, true, outcomes.measured.wins_from);
  expect_mark(html, "c0", "curve dashed", false, false,
              kNone);  // its threshold is not the figure's
  expect_mark(html, "c1", "curve dashed", outcomes.profile.ring, false, outcomes.profile.wins_from);
}

void expect_row(const Report& report, const Outcomes& outcomes) {
  const std::string table = to_table(report);
  std::string row;
  std::istringstream lines(table);
  while (std::getline(lines, row) && row.find("gemm") == std::string::npos) continue;
  std::istringstream words(row);
  const std::vector<std::string> cells{std::istream_iterator<std::string>(words), {}};
  ASSERT_GE(cells.size(), 5U) << table;
  EXPECT_EQ(cells[cells.size() - 5], outcomes.measured.text) << table;
  EXPECT_EQ(cells[cells.size() - 4], outcomes.measured.between) << table;
  EXPECT_EQ(cells[cells.size() - 3], outcomes.measured.ties) << table;
  EXPECT_EQ(cells[cells.size() - 2], outcomes.model.text) << table;
  EXPECT_EQ(cells[cells.size() - 1], outcomes.profile.text) << table;
}

void expect_json(const nlohmann::ordered_json& threshold, const Outcome& outcome) {
  const auto is = [&](const char* key, const Size& size) {
    const auto& value = threshold.at(key);
    EXPECT_EQ(value.is_null() ? kNone : Size(value.get<std::int64_t>()), size) << key;
  };
  is("wins_from", outcome.wins_from);
  is("last_not_won", outcome.last_not_won);
  is("not_slower_from", outcome.not_slower_from);
  EXPECT_EQ(threshold.at("ties_tested"), std::stoi(outcome.ties));
  EXPECT_EQ(threshold.at("smallest_tested"), 64);
  EXPECT_EQ(threshold.at("largest_tested"), 256);
}

// The three columns have different outcomes, so that none can be taken for another.
TEST(Report, EveryFormShowsWhoWinsFromWhere) {
  constexpr std::size_t kCount = std::size(kOutcomes);
  for (std::size_t i = 0; i < kCount; ++i) {
    for (const std::size_t step : {1, 2}) {
      const Outcomes outcomes = {kOutcomes[i], kOutcomes[(i + step) % kCount],
                                 kOutcomes[(i + 2 * step) % kCount]};
      SCOPED_TRACE(std::string(outcomes.measured.name) + ", its model " + outcomes.model.name +
                   ", the profile " + outcomes.profile.name);
      const Report report = report_of(outcomes);
      expect_page(report, outcomes);
      expect_row(report, outcomes);
      const auto json = to_json(report).at("series")[0].at("thresholds");
      expect_json(json[0].at("threshold"), outcomes.measured);
      expect_json(json[0].at("model"), outcomes.model);
      expect_json(json[1].at("threshold"), outcomes.profile);
    }
  }
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
  const std::string html = to_html(report);
  EXPECT_NE(html.find("<svg"), std::string::npos);
  EXPECT_NE(html.find("<td class=\"num none\" title=\"not measured\"></td>"), std::string::npos);
  EXPECT_EQ(html.find(", measured: "), std::string::npos) << "nothing to draw";
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

// --- Devices on the host's own processors, other libraries, routines that one has not

TEST(Report, WhatComputesOnTheHostsProcessorsIsSaidInEveryForm) {
  Report report = make_report();
  EXPECT_FALSE(report.has_host_devices());
  find_thresholds(report);
  EXPECT_EQ(to_html(report).find("Not a GPU"), std::string::npos);
  offload::DeviceInfo info;
  info.platform = "worker";
  EXPECT_EQ(on_host_words(info), "");
  info.on_host = true;
  report.contenders[0].on_host = on_host_words(info);
  const std::string words = "the same processors, in another process";
  EXPECT_EQ(report.contenders[0].on_host, words);
  find_thresholds(report);
  EXPECT_NE(to_table(report).find("A = Card <A> (" + words + "), measured"), std::string::npos);
  EXPECT_NE(to_table(report).find("is no GPU"), std::string::npos);
  const std::string html = to_html(report);
  EXPECT_NE(html.find("<b>Not a GPU.</b> Card &lt;A&gt; computes on " + words), std::string::npos);
  EXPECT_NE(html.find("Card &lt;A&gt; (" + words + "), measured: <b>256</b>"), std::string::npos);
  const std::string csv = to_csv(report);
  EXPECT_NE(csv.find("\nhost_offloadAlways,sgemm,"), std::string::npos) << csv;
  EXPECT_NE(csv.find("\"measured: " + words + "\""), std::string::npos) << csv;
  EXPECT_EQ(csv.find("\ngpu_"), std::string::npos) << csv;
  const auto contender = to_json(report).at("contenders")[0];
  EXPECT_EQ(contender.at("on_host"), true);
  EXPECT_EQ(contender.at("on_host_how"), words);
  for (const char* platform : {"host", "opencl", "worker:opencl"}) {
    info.platform = Backend(std::string_view(platform));
    EXPECT_NE(on_host_words(info), words) << platform;
  }
}

// It takes half of SIMD's time at 64, as long at 128, and 1.04 times less at 256.
Report with_library() {
  Report report = make_report();
  Contender library{"library:0", "OpenBLAS 0.0", "OpenBLAS 0.0 of the tests", true, false};
  library.on_host = "another BLAS library, in place";
  library.library = true;
  report.contenders.push_back(library);
  const double times[] = {5, 80, 640 / 1.04};
  for (std::size_t i = 0; i < 3; ++i) {
    report.series[0].points[i].contenders.emplace_back();
    report.series[0].points[i].contenders[2].measured.time = took(times[i]);
  }
  find_thresholds(report);
  return report;
}

TEST(Report, ALibraryIsNamedWhereItIsFasterAndHasNoThreshold) {
  const Report report = with_library();
  EXPECT_FALSE(report.has_host_devices());
  const std::vector<LibraryLead> leads = library_leads(report);
  ASSERT_EQ(leads.size(), 1U);
  EXPECT_EQ(leads[0].sizes, std::vector<std::int64_t>{64});
  EXPECT_EQ(leads[0].compared, 3);
  EXPECT_DOUBLE_EQ(leads[0].most, 2);
  const std::string text =
      "gemm f32, M=N=K=p: OpenBLAS 0.0 is up to 2.00 times as fast (at p = 64); at 1 of 3 sizes: "
      "64";
  EXPECT_EQ(to_text(report, leads[0]), text);
  EXPECT_NE(to_html(report).find("<li>" + text + "</li>"), std::string::npos);
  EXPECT_NE(to_html(report).find("OpenBLAS 0.0 (another BLAS library, in place), measured</li>"),
            std::string::npos);
  EXPECT_NE(to_table(report).find("C = OpenBLAS 0.0 (another BLAS library, in place)"),
            std::string::npos);
  EXPECT_NE(to_table(report).find("is up to 2.00 times as fast"), std::string::npos);
  EXPECT_NEAR(library_ratio(report, 2, report.series[0]), std::cbrt(2 * 1.04), 1e-9);
  const nlohmann::ordered_json json = to_json(report);
  EXPECT_EQ(json.at("libraries_faster_by_5_percent")[0].at("sizes")[0], 64);
  EXPECT_EQ(json.at("series")[0].at("thresholds").size(), 2U);
  EXPECT_EQ(json.at("contenders")[2].at("role"), "library");
  EXPECT_NE(to_csv(report).find("\ncpu_library,sgemm,64,"), std::string::npos);
  // A wrong result is no lead.
  Report wrong = report;
  wrong.series[0].points[0].contenders[2].measured.check.mismatches = 1;
  EXPECT_TRUE(library_leads(wrong).empty());
  EXPECT_NE(to_html(wrong).find("No library is faster"), std::string::npos);
}

TEST(Report, ARoutineThatADeviceHasNotIsAbsentAndNoFailure) {
  Report report = make_report();
  report.series[0].absent = {"it has no such function", ""};
  for (Point& point : report.series[0].points) {
    point.contenders[0] = {};
    point.contenders[0].measured.absent = "it has no such function";
    point.contenders[0].measured.time.failed = true;
  }
  find_thresholds(report);
  EXPECT_NE(to_html(report).find("title=\"it has no such function\">absent</td>"),
            std::string::npos);
  EXPECT_NE(to_table(report).find("absent"), std::string::npos);
  EXPECT_EQ(to_csv(report).find("gpu_offloadAlways,"), to_csv(report).find("predicted_gpu") + 10)
      << "only the profile has lines";
  const nlohmann::ordered_json series = to_json(report).at("series")[0];
  EXPECT_EQ(series.at("thresholds")[0].at("absent"), "it has no such function");
  EXPECT_EQ(series.at("points")[0].at("devices")[0].at("absent"), "it has no such function");
}

TEST(Report, EverySidesModelIsSetAgainstItsMeasurement) {
  Report report = make_report();
  find_thresholds(report);
  const ModelError e = device_model_error(report, 0, Routine::Gemm, ElementType::F32);
  EXPECT_EQ(e.points, 3);
  EXPECT_NEAR(e.mean_ratio, 0.5, 1e-12);
  const nlohmann::ordered_json errors = to_json(report).at("model_errors");
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].at("side"), "simd");
  EXPECT_EQ(errors[1].at("side"), "cuda:0");
}

TEST(Report, KernelsHaveTheNamesOfTheReference) {
  EXPECT_EQ(kernel_name(Routine::Gemm, ElementType::C64), "zgemm");
  EXPECT_EQ(kernel_name(Routine::Iamax, ElementType::C32), "icamax");
  EXPECT_EQ(kernel_name(Routine::Nrm2, ElementType::C64), "dznrm2");
  EXPECT_EQ(kernel_name(Routine::Asum, ElementType::F64), "dasum");
  EXPECT_EQ(kernel_name(Routine::Rscal, ElementType::C32), "csscal");
  EXPECT_EQ(kernel_name(Routine::Dsdot, ElementType::F32), "dsdot");
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

// A device's toll would put all that it computes behind all that it does not.
TEST(Schedule, GivesEverySeriesItsSmallSizesFirst) {
  Report report = make_report();
  report.series.push_back(report.series[0]);
  report.series[1].absent = {"it has no such function", ""};
  for (Point& point : report.series[0].points) point.contenders[0].predicted_ns = 1e6;
  const Schedule schedule(report, 10);
  ASSERT_EQ(schedule.cells().size(), 6u);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(schedule.cells()[i].series, i % 2);
    EXPECT_EQ(schedule.cells()[i].point, i / 2);
  }
  EXPECT_GT(schedule.cost_s({0, 0}), 1.5 * schedule.cost_s({1, 0}));
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
