// SPDX-License-Identifier: Apache-2.0
// `fulcrum crossover` from outside: files, labels, interruption. No test asks how fast anything is.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "tests/cli/support.hpp"

namespace fulcrum::cli {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

// A run of seconds over every family.
const std::vector<std::string> kShort = {"crossover", "--quick",    "--budget",
                                         "3",         "--max-size", "128"};

std::vector<std::string> with(std::vector<std::string> arguments,
                              const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

std::vector<std::vector<std::string>> read_csv(const fs::path& file) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream in(read_file(file));
  for (std::string line; std::getline(in, line);) rows.push_back(split(line));
  return rows;
}

void expect_self_contained(const std::string& html) {
  EXPECT_EQ(html.rfind("<!DOCTYPE html>", 0), 0u);
  EXPECT_NE(html.find("</html>"), std::string::npos);
  for (const char* outside :
       {"http:", "https:", "src=", "href=", "url(", "@import", "<script", "<link", "<img"}) {
    EXPECT_EQ(html.find(outside), std::string::npos) << outside;
  }
  const auto count = [&html](const std::string& text) {
    int n = 0;
    for (std::size_t at = html.find(text); at != std::string::npos; at = html.find(text, at + 1))
      ++n;
    return n;
  };
  for (const char* tag :
       {"figure", "table", "svg", "g", "ul", "li", "div", "td", "main", "title"}) {
    const int open = count(std::string("<") + tag + ">") + count(std::string("<") + tag + " ");
    EXPECT_EQ(open, count(std::string("</") + tag + ">")) << tag;
  }
}

TEST(Crossover, WithoutAnAcceleratorItMeasuresSimdAndLabelsPredictions) {
  const TemporaryFolder folder;
  const Outcome outcome =
      run(with(kShort, {"--out", folder.path() / "report"}), {{"FULCRUM_BACKEND", "simd"}});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.err.rfind("No accelerator: ", 0), 0u)
      << "the lack comes first: " << outcome.err;
  EXPECT_EQ(outcome.err.find('\r'), std::string::npos) << "a progress bar in a pipe";
  EXPECT_NE(outcome.out.find("EVERY THRESHOLD BELOW IS A PREDICTION"), std::string::npos);
  EXPECT_NE(outcome.out.find("(prediction, analytic profile)"), std::string::npos);

  const json document = json::parse(read_file(folder.path() / "report/results.json"));
  EXPECT_FALSE(document.at("partial").get<bool>());
  EXPECT_EQ(document.at("series").size(), 32u);
  EXPECT_FALSE(document.at("contenders").empty());
  for (const json& c : document.at("contenders"))
    EXPECT_EQ(c.at("kind"), "prediction (analytic profile)");
  for (const json& series : document.at("series")) {
    for (const json& t : series.at("thresholds"))
      EXPECT_EQ(t.at("kind"), "prediction (analytic profile)");
    for (const json& point : series.at("points")) {
      if (point.at("state") != "measured") continue;
      EXPECT_GE(point.at("simd").at("samples").get<int>(), 6);
      EXPECT_GT(point.at("simd").at("median_ns").get<double>(), 0);
      EXPECT_LE(point.at("simd").at("low_ns"), point.at("simd").at("median_ns"));
      EXPECT_GE(point.at("simd").at("high_ns"), point.at("simd").at("median_ns"));
    }
  }

  const std::string html = read_file(folder.path() / "report/report.html");
  expect_self_contained(html);
  EXPECT_NE(html.find("No accelerator was measured."), std::string::npos);
  EXPECT_NE(html.find("prediction, analytic profile"), std::string::npos);
  // Every legend that has a dashed curve says what dashed means.
  const std::regex legend("<ul class=\"legend\">.*?</ul>");
  int legends = 0;
  for (std::sregex_iterator it(html.begin(), html.end(), legend), end; it != end; ++it) {
    ++legends;
    EXPECT_NE(it->str().find("Dashed: predictions from analytic profiles"), std::string::npos);
  }
  EXPECT_EQ(legends, 32);
}

TEST(Crossover, CsvHasGpuBlobsColumnsAndLabelsPredictions) {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "r.csv";
  ASSERT_EQ(run(with(kShort, {"--csv", file}), {{"FULCRUM_BACKEND", "simd"}}).status, 0);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1)
      << "only the file named is written";
  const auto rows = read_csv(file);
  ASSERT_GT(rows.size(), 100u);
  const std::vector<std::string> columns(rows[0].begin(), rows[0].begin() + 9);
  EXPECT_EQ(columns,
            (std::vector<std::string>{"Device", "Kernel", "M", "N", "K", "Total Problem Size (KiB)",
                                      "Iterations", "Total Seconds", "GFLOP/s"}));
  int predicted = 0, measured = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    ASSERT_EQ(rows[i].size(), rows[0].size()) << i;
    if (rows[i][0] == "cpu") {
      ++measured;
      EXPECT_EQ(rows[i][9], "measured");
    } else if (rows[i][0] == "predicted_gpu_offloadAlways") {
      ++predicted;
      EXPECT_EQ(rows[i][9], "predicted (analytic profile)");
    } else {
      EXPECT_EQ(rows[i][0], "predicted_cpu");
      EXPECT_EQ(rows[i][9], "predicted");
    }
    EXPECT_GT(std::stod(rows[i][7]), 0);
  }
  EXPECT_GT(measured, 10);
  EXPECT_GT(predicted, measured) << "several profiles to each measurement";
}

// The stand-in driver computes on the host: its times mean nothing, but the whole measured path
// runs.
TEST(Crossover, MeasuresADeviceAndChecksEveryElement) {
  const TemporaryFolder folder;
  const Outcome outcome =
      run(with(kShort, {"--out", folder.path()}), {{"FULCRUM_CUDA_LIBRARY_PATH", STANDIN_FOLDER}});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out.find("PREDICTION"), std::string::npos);
  const json document = json::parse(read_file(folder.path() / "results.json"));
  ASSERT_EQ(document.at("contenders").size(), 1u);
  EXPECT_EQ(document.at("contenders")[0].at("kind"), "measured");
  std::int64_t compared = 0;
  for (const json& series : document.at("series")) {
    for (const json& point : series.at("points")) {
      if (point.at("state") != "measured") continue;
      const json& device = point.at("devices").at(0);
      EXPECT_EQ(device.at("check").at("mismatches"), 0) << series.at("family") << point.dump();
      EXPECT_GT(device.at("check").at("elements").get<std::int64_t>(), 0);
      EXPECT_GE(device.at("time").at("samples").get<int>(), 6);
      EXPECT_GT(device.at("predicted_ns").get<double>(), 0);
      compared += device.at("check").at("elements").get<std::int64_t>();
    }
  }
  EXPECT_GT(compared, 10000);
  int measured = 0;
  for (const auto& row : read_csv(folder.path() / "results.csv"))
    measured += row[0] == "gpu_offloadAlways" ? 1 : 0;
  EXPECT_GT(measured, 10);
  const std::string html = read_file(folder.path() / "report.html");
  expect_self_contained(html);
  EXPECT_NE(html.find("Stand-in device 0 (no GPU), measured"), std::string::npos);
}

TEST(Crossover, JsonOnStdoutIsNothingButJson) {
  const TemporaryFolder folder;
  const Outcome outcome = run({"crossover", "--quick", "--budget", "1", "--routines", "dot,gemv",
                               "--types", "f32", "--families", "N,m=n", "--device-profile",
                               "gh200,l4", "--threads", "1", "--max-size", "64", "--json"},
                              {{"FULCRUM_BACKEND", "simd"}}, folder.path());
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const json document = json::parse(outcome.out);
  EXPECT_EQ(document.at("series").size(), 2u);
  EXPECT_EQ(document.at("contenders").size(), 2u);
  EXPECT_EQ(document.at("contenders")[0].at("key"), "gh200");
  EXPECT_EQ(document.at("conditions").at("threads"), 1);
  EXPECT_EQ(json::parse(read_file(folder.path() / "fulcrum-crossover/results.json")), document);
}

TEST(Crossover, InterruptionLeavesAValidPartialReport) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const TemporaryFolder folder;
    // Large enough that it cannot be done when the signal comes.
    const Outcome outcome = run_and_signal(
        {"crossover", "--budget", "600", "--max-size", "65536", "--out", folder.path()},
        "Measuring", signal, 700);
    ASSERT_EQ(outcome.status, 130) << outcome.err;
    EXPECT_NE(outcome.err.find("Interrupted"), std::string::npos);
    EXPECT_EQ(outcome.out.rfind("PARTIAL", 0), 0u) << outcome.out.substr(0, 100);
    const json document = json::parse(read_file(folder.path() / "results.json"));
    EXPECT_TRUE(document.at("partial").get<bool>());
    EXPECT_LT(document.at("cells_measured").get<int>(), document.at("cells_planned").get<int>());
    const std::string html = read_file(folder.path() / "report.html");
    expect_self_contained(html);
    EXPECT_NE(html.find("Partial report."), std::string::npos);
    const auto rows = read_csv(folder.path() / "results.csv");
    for (const auto& row : rows) EXPECT_EQ(row.size(), rows[0].size());
    EXPECT_EQ(rows.back()[0], "partial");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 3)
        << "temporary files were left";
  }
}

TEST(Crossover, AFolderThatCannotBeWrittenIsFoundBeforeMeasuring) {
  const TemporaryFolder folder;
  run({"crossover", "--quick", "--budget", "0.1", "--routines", "dot", "--csv",
       folder.path() / "file"});
  ASSERT_TRUE(fs::is_regular_file(folder.path() / "file"));
  for (const std::vector<std::string>& where :
       std::vector<std::vector<std::string>>{{"--out", folder.path() / "file/below"},
                                             {"--html", folder.path() / "none/r.html"},
                                             {"--csv", folder.path()}}) {
    const Outcome outcome = run(with({"crossover"}, where));
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.err.find("Measuring"), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find(where[1]), std::string::npos) << outcome.err;
  }
}

}  // namespace
}  // namespace fulcrum::cli
