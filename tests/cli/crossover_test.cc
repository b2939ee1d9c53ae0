// SPDX-License-Identifier: Apache-2.0
// `fulcrum crossover` from outside: files, labels, interruption. No test asks how fast anything is.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "tests/cli/support.hpp"

namespace fulcrum::cli {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

// A run of seconds over every family.
const std::vector<std::string> kShort = {"crossover",  "--quick", "--budget",  "3",
                                         "--max-size", "128",     "--library", "none"};

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

// A page is read on a phone too: nothing in it has a width of its own.
void expect_fits_a_narrow_screen(const std::string& html) {
  EXPECT_NE(html.find("name=\"viewport\" content=\"width=device-width"), std::string::npos);
  EXPECT_NE(html.find("minmax(min(100%,430px),1fr)"), std::string::npos);
  EXPECT_NE(html.find("figure>svg{display:block;width:100%"), std::string::npos);
  const std::string table = "<table>", box = "<div class=\"scroll\">";
  for (std::size_t at = html.find(table); at != std::string::npos; at = html.find(table, at + 1))
    EXPECT_EQ(html.substr(at - box.size(), box.size()), box) << "a table out of its box";
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
  expect_fits_a_narrow_screen(html);
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

// A device that is named is measured though it is weighed by nobody, and every form says that it is
// no GPU. The figures that `fulcrum tune` has left are the model's.
TEST(Crossover, ANamedDeviceOnTheHostIsLabelledAndPredictedFromItsProfile) {
  const TemporaryFolder folder;
  const Environment cache = {{"XDG_CACHE_HOME", folder.path().string()},
                             {"FULCRUM_NUM_THREADS", "2"}};
  ASSERT_EQ(run({"tune", "--routines", "dot", "--devices", "host"}, cache).status, 0);
  const Outcome outcome =
      run({"crossover", "--quick", "--budget", "0.5", "--routines", "dot", "--devices", "host",
           "--threads", "1", "--max-size", "64", "--library", "none", "--out", folder.path() / "r"},
          cache);
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("is no GPU"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.out.find("(the same processors, in this process)"), std::string::npos);
  const json document = json::parse(read_file(folder.path() / "r/results.json"));
  ASSERT_EQ(document.at("contenders").size(), 1u) << "no predictions for what is not here";
  EXPECT_EQ(document.at("contenders")[0].at("kind"), "measured");
  EXPECT_EQ(document.at("contenders")[0].at("role"), "accelerator");
  EXPECT_EQ(document.at("contenders")[0].at("on_host"), true);
  EXPECT_EQ(document.at("contenders")[0].at("profile_is_analytic"), false);
  EXPECT_EQ(document.at("conditions").at("threads"), 1);
  int measured = 0;
  for (const json& series : document.at("series")) {
    for (const json& point : series.at("points")) {
      if (point.at("state") != "measured") continue;
      ++measured;
      EXPECT_GT(point.at("predicted_simd_ns").get<double>(), 0);
      EXPECT_GT(point.at("devices").at(0).at("predicted_ns").get<double>(), 0);
      EXPECT_EQ(point.at("devices").at(0).at("check").at("mismatches"), 0);
    }
    EXPECT_TRUE(series.at("thresholds").at(0).at("threshold").contains("ties_tested"));
  }
  EXPECT_GT(measured, 5);
  EXPECT_EQ(document.at("model_errors").size(), 4u) << "both sides in two types";
  const std::string html = read_file(folder.path() / "r/report.html");
  expect_self_contained(html);
  EXPECT_NE(html.find("<b>Not a GPU.</b>"), std::string::npos);
  EXPECT_NE(html.find("Dashed: predictions from measured profiles"), std::string::npos);
  for (const auto& row : read_csv(folder.path() / "r/results.csv"))
    EXPECT_EQ(row[0].find("gpu"), std::string::npos) << row[0];
}

TEST(Crossover, APlatformWithoutADeviceIsToldWithItsReason) {
  const TemporaryFolder folder;
  const Outcome outcome =
      run({"crossover", "--quick", "--budget", "0.2", "--routines", "scal", "--types", "f64",
           "--devices", "host,cuda", "--max-size", "16", "--library", "none", "--json"},
          {{"FULCRUM_CUDA_LIBRARY_PATH", "/nonexistent"}}, folder.path());
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const json document = json::parse(outcome.out);
  EXPECT_EQ(document.at("contenders").size(), 1u);
  EXPECT_NE(document.at("accelerator_problem").get<std::string>().find("cuda: "),
            std::string::npos);
  EXPECT_NE(outcome.err.find("/nonexistent"), std::string::npos) << outcome.err;
}

TEST(Crossover, ADeviceThatFailsIsToldOnce) {
  const TemporaryFolder folder;
  const Outcome outcome =
      run({"crossover", "--quick", "--budget", "0.2", "--routines", "scal", "--types", "f64",
           "--devices", "worker", "--max-size", "16", "--library", "none", "--json"},
          {{"FULCRUM_WORKER", "/nonexistent/worker"}}, folder.path());
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const json document = json::parse(outcome.out);
  int told = 0;
  for (const json& warning : document.at("warnings"))
    told += warning.get<std::string>().find(" failed: ") != std::string::npos ? 1 : 0;
  EXPECT_EQ(told, 1) << outcome.err;
  EXPECT_NE(outcome.err.find("/nonexistent/worker"), std::string::npos) << outcome.err;
}

// Every kind of routine on a device that computes with the same kernels: what fits into the time.
TEST(Crossover, EveryRoutineCanBeMeasured) {
  const TemporaryFolder folder;
  const Outcome outcome = run(
      {"crossover", "--quick", "--budget", "1", "--max-size", "16", "--library", "none", "--types",
       "f32,c64", "--families", "N,M=N,N=K,N:K=4,M=N:K=9", "--devices", "host", "--json",
       "--routines",
       "trsm,symv,sbmv,gbmv,hpmv,tpsv,ger,syr2,her2k,gemmt,hemm,dsdot,rscal,iamax,nrm2,rot,rotm,"
       "imatcopy,omatadd,dgmm,copy,swap"},
      {}, folder.path());
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const json document = json::parse(outcome.out);
  std::map<std::string, int> measured;
  for (const json& series : document.at("series")) {
    int& count = measured[series.at("routine")];
    for (const json& point : series.at("points")) {
      if (point.at("state") != "measured") continue;
      ++count;
      EXPECT_EQ(point.at("devices").at(0).at("check").at("mismatches"), 0) << series.dump();
    }
  }
  EXPECT_EQ(measured.size(), 22u) << json(measured).dump();
  EXPECT_GT(std::count_if(measured.begin(), measured.end(),
                          [](const auto& routine) { return routine.second > 0; }),
            10)
      << json(measured).dump();
  expect_self_contained(read_file(folder.path() / "fulcrum-crossover/report.html"));
}

std::vector<std::string> beside_a_library(const std::string& file) {
  return {"crossover",  "--quick", "--budget", "0.5",       "--routines", "gemm,gemv,axpy,dot",
          "--families", "M=N,N",   "--types",  "f32,f64",   "--max-size", "16",
          "--library",  file,      "--json",   "--threads", "1"};
}

TEST(Crossover, AnotherLibraryIsMeasuredBesideSimd) {
  const TemporaryFolder folder;
  const Outcome outcome =
      run(beside_a_library(PLAIN_BLAS), {{"FULCRUM_BACKEND", "simd"}}, folder.path());
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const json document = json::parse(outcome.out);
  const json& library = document.at("contenders").at(0);
  EXPECT_EQ(library.at("name"), "OpenBLAS 0.0");
  EXPECT_EQ(library.at("role"), "library");
  const std::string source = library.at("source");
  EXPECT_EQ(source.rfind("OpenBLAS 0.0 of the tests, from ", 0), 0u) << source;
  EXPECT_NE(source.find("on 1 thread"), std::string::npos) << source;
  for (const json& series : document.at("series")) {
    for (const json& t : series.at("thresholds")) EXPECT_NE(t.at("contender"), "library:0");
    for (const json& point : series.at("points")) {
      if (point.at("state") != "measured") continue;
      EXPECT_GE(point.at("devices").at(0).at("time").at("samples").get<int>(), 6);
      EXPECT_EQ(point.at("devices").at(0).at("check").at("mismatches"), 0);
    }
  }
  EXPECT_TRUE(document.contains("libraries_faster_by_5_percent"));
}

TEST(Crossover, ALibraryThatCannotBeUsedIsRefusedWithTheReason) {
  const TemporaryFolder folder;
  const std::map<std::string, std::string> faults = {{"integers", "64-bit integers"},
                                                     {"dies", "loading it ends the process"}};
  for (const auto& [fault, says] : faults) {
    const Outcome outcome =
        run(beside_a_library(PLAIN_BLAS), {{"PLAIN_BLAS", fault}}, folder.path());
    EXPECT_EQ(outcome.status, 2) << fault;
    EXPECT_NE(outcome.err.find(says), std::string::npos) << outcome.err;
  }
  const Outcome wrong = run(beside_a_library(PLAIN_BLAS),
                            {{"PLAIN_BLAS", "wrong"}, {"FULCRUM_BACKEND", "simd"}}, folder.path());
  EXPECT_EQ(wrong.status, 1);
  EXPECT_NE(wrong.err.find("dot"), std::string::npos) << wrong.err;
}

TEST(Crossover, JsonOnStdoutIsNothingButJson) {
  const TemporaryFolder folder;
  const Outcome outcome =
      run({"crossover", "--quick", "--budget", "1", "--routines", "dot,gemv", "--types", "f32",
           "--families", "N,m=n", "--device-profile", "gh200,l4", "--threads", "1", "--max-size",
           "64", "--json", "--library", "none"},
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
    const Outcome outcome = run_and_signal({"crossover", "--budget", "600", "--max-size", "65536",
                                            "--library", "none", "--out", folder.path()},
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
