// SPDX-License-Identifier: Apache-2.0
// The tool as a program: what it prints where, and how it ends.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "tests/cli/support.hpp"

namespace fulcrum::cli {
namespace {

using nlohmann::json;

TEST(Program, VersionAndHelpGoToStdout) {
  const Outcome version = run({"--version"});
  EXPECT_EQ(version.status, 0);
  EXPECT_EQ(version.out.rfind("fulcrum ", 0), 0u);
  const Outcome help = run({"--help"});
  EXPECT_EQ(help.status, 0);
  EXPECT_EQ(help.err, "");
  for (const char* text :
       {"Examples:", "fulcrum info", "fulcrum explain gemm --type f32", "fulcrum crossover"}) {
    EXPECT_NE(help.out.find(text), std::string::npos) << text;
  }
  for (const char* command : {"info", "explain", "crossover"}) {
    const Outcome outcome = run({command, "--help"});
    EXPECT_EQ(outcome.status, 0) << command;
    EXPECT_NE(outcome.out.find("--json"), std::string::npos) << command;
  }
}

// The example that the help gives works as it stands.
TEST(Program, TheExampleOfTheHelpWorks) {
  const Outcome outcome = run({"explain", "gemm", "--type", "f32", "--m", "1000", "--n", "1000",
                               "--k", "1000", "--device-profile", "h200-pcie5"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("analytic profile"), std::string::npos);
}

struct Wrong {
  std::vector<std::string> arguments;
  std::string says;
};

TEST(Program, WrongArgumentsGetAUsageLineAndStatus2) {
  const std::vector<Wrong> cases = {
      {{}, "a command is required"},
      {{"bogus"}, "'bogus'"},
      {{"--bogus"}, "--bogus"},
      {{"info", "--bogus"}, "--bogus"},
      {{"explain"}, "routine"},
      {{"explain", "trsm", "--n", "3"}, "--m is missing"},
      {{"explain", "gemmx", "--n", "3"}, "'gemmx'"},
      {{"explain", "gemm", "--m", "2", "--n", "2"}, "--k is missing"},
      {{"explain", "gemv", "--m", "2", "--n", "2", "--k", "2"}, "--k is 2: gemv has m and n"},
      {{"explain", "dot", "--n", "2", "--transa", "t"}, "--transa"},
      {{"explain", "gemv", "--m", "2", "--n", "2", "--transb", "t"}, "--transb"},
      {{"explain", "dot", "--n", "0"}, "--n"},
      {{"explain", "dot", "--n", "-5"}, "--n"},
      {{"explain", "dot", "--n", "3x"}, "--n"},
      {{"explain", "dot", "--n", "3", "--type", "f16"}, "'f16'"},
      {{"explain", "dot", "--n", "3", "--type", "1"}, "'1'"},
      {{"explain", "dot", "--n", "3", "--type", "u8"}, "dot has f32, f64, c32, c64"},
      {{"explain", "dot", "--n", "3", "--location", "moon"}, "'moon'"},
      {{"explain", "dot", "--n", "3", "--location-y", "moon"}, "--location-y is 'moon'"},
      {{"explain", "dot", "--n", "3", "--side", "x"}, "'x' is not one of l|r"},
      {{"explain", "dot", "--n", "3", "--side", "l"}, "dot has no side"},
      {{"explain", "dot", "--n", "3", "--incx", "0"}, "--incx is 0: it must not be 0"},
      {{"explain", "dot", "--n", "3", "--batch", "2"}, "dot computes one problem"},
      {{"explain", "gemv", "--m", "4", "--n", "2", "--lda", "3"},
       "--lda is 3: it must be at least 4"},
      {{"explain", "dott", "--n", "3"}, "tpmv"},
      {{"explain", "dot", "--n", "3", "--device-profile", "nope"}, "h200-pcie5"},
      {{"crossover", "--routines", "gemm,gemm_batch"}, "'gemm_batch'"},
      {{"crossover", "--routines", "trsm", "--families", "M=N=K"}, "M=32"},
      {{"crossover", "--types", "f16"}, "'f16'"},
      {{"crossover", "--routines", "dsdot", "--types", "c32"}, "dsdot has f32"},
      {{"crossover", "--devices", "abacus"}, "'abacus' is no platform: there are"},
      {{"crossover", "--devices", "simd"}, "worker"},
      {{"crossover", "--library", "/nonexistent/blas.so"}, "/nonexistent/blas.so"},
      {{"crossover", "--library", "libm.so.6"}, "no symbol cblas_sgemm"},
      {{"crossover", "--families", "M=7K"}, "M=7K"},
      {{"crossover", "--routines", "dot", "--families", "M=N=K"}, "M=N=K"},
      {{"crossover", "--budget", "0"}, "--budget"},
      {{"crossover", "--max-size", "1"}, "--max-size"},
      {{"crossover", "--device-profile", "gh200,nope"}, "nope"},
  };
  const TemporaryFolder folder;
  for (const Wrong& wrong : cases) {
    std::string line;
    for (const std::string& argument : wrong.arguments) line += " " + argument;
    const Outcome outcome = run(wrong.arguments, {}, folder.path());
    EXPECT_EQ(outcome.status, 2) << line << outcome.err;
    EXPECT_EQ(outcome.out, "") << line;
    EXPECT_NE(outcome.err.find("usage: fulcrum"), std::string::npos) << line << outcome.err;
    EXPECT_NE(outcome.err.find(wrong.says), std::string::npos) << line << outcome.err;
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "a wrong call left something behind";
}

TEST(Program, AFullDiskBehindStdoutIsAFailure) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  const std::string command = std::string(FULCRUM_PROGRAM) + " info >/dev/full 2>/dev/null";
  const int status = std::system(command.c_str());
  EXPECT_EQ(WEXITSTATUS(status), 1);
}

TEST(Program, ABadEnvironmentValueIsNamedWithItsChoices) {
  for (const char* command : {"info", "crossover"}) {
    const Outcome outcome = run({command}, {{"FULCRUM_BACKEND", "abacus"}});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.out, "");
    for (const char* text : {"FULCRUM_BACKEND", "abacus", "simd"}) {
      EXPECT_NE(outcome.err.find(text), std::string::npos) << outcome.err;
    }
  }
}

TEST(Info, JsonIsOneDocumentWithEverything) {
  const Outcome outcome = run({"info", "--json"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const json info = json::parse(outcome.out);
  EXPECT_FALSE(info.at("simd").at("runnable").empty());
  EXPECT_EQ(info.at("simd").at("chosen"), info.at("simd").at("runnable").at(0));
  EXPECT_GE(info.at("simd").at("threads").get<int>(), 1);
  EXPECT_GE(info.at("simd").at("compiled").size(), info.at("simd").at("runnable").size());
  EXPECT_GE(info.at("machine").at("processors").get<int>(), 1);
  EXPECT_GE(info.at("options").size(), 8u);
  EXPECT_TRUE(!info.at("devices").empty() || !info.at("device_problem").get<std::string>().empty())
      << "no device and no reason";
  for (const json& profile : info.at("bundled_profiles"))
    EXPECT_TRUE(profile.at("analytic").get<bool>());
}

TEST(Info, SaysWhereValuesComeFrom) {
  const Outcome outcome =
      run({"info", "--json"}, {{"FULCRUM_NUM_THREADS", "3"}, {"FULCRUM_ISA", "scalar"}});
  const json info = json::parse(outcome.out);
  EXPECT_EQ(info.at("simd").at("threads"), 3);
  EXPECT_EQ(info.at("simd").at("threads_because"), "FULCRUM_NUM_THREADS=3");
  EXPECT_EQ(info.at("simd").at("chosen"), "scalar");
  EXPECT_EQ(info.at("simd").at("chosen_because"), "FULCRUM_ISA");
  int from_environment = 0;
  for (const json& option : info.at("options")) {
    if (option.at("origin") != "environment") continue;
    ++from_environment;
    EXPECT_TRUE(option.at("variable") == "FULCRUM_ISA" ||
                option.at("variable") == "FULCRUM_NUM_THREADS");
  }
  EXPECT_EQ(from_environment, 2);
}

// What a platform does not compute, and why. This list only gets shorter.
TEST(Info, RoutinesThatCannotCross) {
  const Outcome outcome = run({"info", "--routines", "--json"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const std::map<std::string, std::string> expected = {
      {"cuda",
       "dsdot f32, iamax f32 f64 c32 c64, sum f32 f64 c32 c64, iamin f32 f64 c32 c64, imax f32 "
       "f64, "
       "imin f32 f64, amax f32 f64 c32 c64, amin f32 f64 c32 c64, sbmv c32 c64, spmv c32 c64, spr "
       "c32 c64, spr2 c32 c64, "
       "gemmt f32 f64 c32 c64, gemm_packed f32 f64, gemm_epilogue f32 f64, gemm_mixed f16 bf16 i8 "
       "u8, axpy_batch f32 f64 c32 c64, copy_batch f32 f64 c32 c64, dgmm_batch f32 f64 c32 c64"},
      {"host", "gemm_packed f32 f64, gemm_epilogue f32 f64, gemm_mixed f16 bf16 i8 u8"},
      {"opencl",
       "axpby f32 f64 c32 c64, dsdot f32, rscal c32 c64, swap f32 f64 c32 c64, nrm2 f32 f64 c32 "
       "c64, "
       "asum f32 f64 c32 c64, iamax f32 f64 c32 c64, sum f32 f64 c32 c64, iamin f32 f64 c32 c64, "
       "imax f32 f64, imin f32 f64, amax f32 f64 c32 c64, amin f32 f64 c32 c64, rot f32 f64 c32 "
       "c64, rotm f32 f64, gbmv f32 f64 c32 c64, symv f32 f64 c32 c64, sbmv f32 f64 c32 c64, spmv "
       "f32 f64 c32 c64, hemv f32 f64 c32 c64, hbmv f32 f64 c32 c64, hpmv f32 f64 c32 c64, trmv "
       "f32 f64 c32 c64, tbmv f32 f64 c32 c64, tpmv f32 f64 c32 c64, trsv f32 f64 c32 c64, tbsv "
       "f32 f64 c32 c64, tpsv f32 f64 c32 c64, syr f32 f64 c32 c64, spr f32 f64 c32 c64, her f32 "
       "f64 c32 c64, hpr f32 f64 c32 c64, syr2 f32 f64 c32 c64, spr2 f32 f64 c32 c64, her2 f32 f64 "
       "c32 c64, hpr2 f32 f64 c32 c64, syr2k f32 f64 c32 c64, her2k f32 f64 c32 c64, gemmt f32 f64 "
       "c32 c64, trmm f32 f64 c32 c64, trsm f32 f64 c32 c64, gemm_packed f32 f64, gemm_epilogue "
       "f32 f64, gemm_mixed f16 bf16 i8 u8, gemm_batch f32 f64 c32 c64, gemv_batch f32 f64 c32 "
       "c64, trsm_batch f32 f64 c32 c64, axpy_batch f32 f64 c32 c64, copy_batch f32 f64 c32 c64, "
       "dgmm_batch f32 f64 c32 c64, omatcopy f32 f64 c32 c64, imatcopy f32 f64 c32 c64, geadd f32 "
       "f64 c32 c64, omatcopy2 f32 f64 c32 c64, omatadd f32 f64 c32 c64, dgmm f32 f64 c32 c64"},
      {"worker", "gemm_packed f32 f64, gemm_epilogue f32 f64, gemm_mixed f16 bf16 i8 u8"},
  };
  const json platforms = json::parse(outcome.out).at("platforms");
  std::size_t seen = 0;
  for (const json& platform : platforms) {
    std::string absent;
    for (const json& row : platform.at("absent")) {
      absent += (absent.empty() ? "" : ", ") + row.at("routine").get<std::string>();
      for (const json& type : row.at("types")) absent += " " + type.get<std::string>();
      EXPECT_FALSE(row.at("reason").get<std::string>().empty()) << absent;
    }
    const auto found = expected.find(platform.at("platform").get<std::string>());
    if (found == expected.end()) continue;
    ++seen;
    EXPECT_EQ(absent, found->second) << found->first;
  }
  EXPECT_EQ(seen, expected.size());
}

TEST(Info, RoutinesThatCanCross) {
  const Outcome outcome = run({"info", "--routines"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  std::map<std::string, std::string> rows;
  std::istringstream lines(outcome.out);
  for (std::string line; std::getline(lines, line);)
    if (const std::size_t i = line.find_first_not_of(' '); i == 2)
      rows[line.substr(2, line.find(' ', 2) - 2)] = line;
  EXPECT_EQ(rows.count("routine"), 1U);
  for (const char* routine : {"axpy", "dot", "trsm", "hpmv", "gemm_batch", "imatcopy"})
    EXPECT_NE(rows[routine].find("f32 f64 c32 c64"), std::string::npos) << rows[routine];
}

TEST(Info, ShowsTheSameForPeople) {
  const Outcome outcome = run({"info"}, {{"FULCRUM_BACKEND", "simd"}});
  EXPECT_EQ(outcome.status, 0);
  for (const char* text :
       {"SIMD", "Accelerators", "FULCRUM_BACKEND=simd: accelerators were not looked for",
        "Cost model", "FULCRUM_CUDA_LIBRARY_PATH", "FULCRUM_OPENCL_LIBRARY_PATH", "compiled",
        "runnable"}) {
    EXPECT_NE(outcome.out.find(text), std::string::npos) << text;
  }
}

TEST(Info, ShowsADevice) {
  const Outcome outcome = run({"info"}, {{"FULCRUM_CUDA_LIBRARY_PATH", STANDIN_FOLDER}});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("Stand-in device 0"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("libcublas"), std::string::npos) << outcome.out;
}

double sum(const json& terms) {
  double ns = 0;
  for (const json& term : terms) ns += term.at("ns").get<double>();
  return ns;
}

TEST(Explain, JsonIsThatOfTheLibrary) {
  const std::vector<std::vector<std::string>> calls = {
      {"gemm", "--m", "300", "--n", "200", "--k", "100", "--type", "f32"},
      {"gemm", "--m", "3000", "--n", "200", "--k", "100", "--transa", "t", "--transb", "C",
       "--beta0", "--lda", "5000"},
      {"gemv", "--m", "3000", "--n", "2000", "--layout", "row", "--location", "pinned"},
      {"axpy", "--n", "1000000", "--threads", "1", "--incx", "-2"},
      {"dot", "--n", "1000000", "--location", "device"},
      {"trsm", "--side", "r", "--uplo", "l", "--diag", "u", "--m", "500", "--n", "400", "--type",
       "c32"},
      {"sbmv", "--n", "5000", "--k", "7"},
      {"gemm_batch", "--m", "30", "--n", "30", "--k", "30", "--batch", "1000"},
  };
  for (auto arguments : calls) {
    const std::string routine = arguments[0];
    arguments.insert(arguments.begin(), "explain");
    arguments.insert(arguments.end(), {"--device-profile", "rtx4090", "--json"});
    const Outcome outcome = run(arguments);
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    const json e = json::parse(outcome.out);
    EXPECT_EQ(e.at("format"), "fulcrum-explanation");
    EXPECT_EQ(e.at("decision").at("call").at("routine"), routine);
    const double simd = e.at("simd").at("predicted_ns"), device = e.at("device").at("predicted_ns");
    EXPECT_NEAR(sum(e.at("simd").at("terms")), simd, 1e-6 * simd);
    EXPECT_NEAR(sum(e.at("device").at("terms")), device, 1e-6 * device);
    EXPECT_EQ(e.at("device").at("analytic"), true);
    EXPECT_NE(e.at("device").at("name").get<std::string>().find("RTX 4090"), std::string::npos);
  }
}

TEST(Explain, IamaxHasNoDevicePath) {
  const json e = json::parse(run({"explain", "iamax", "--n", "1000", "--json"}).out);
  EXPECT_EQ(e.at("decision").at("backend"), "simd");
  EXPECT_EQ(e.at("decision").at("reason"), "NoDevicePath");
  EXPECT_TRUE(e.at("device").is_null());
}

// With neither a device nor a profile the reason is told, and how to go on.
TEST(Explain, ShowsTheSameForPeople) {
  const Outcome outcome = run({"explain", "trsv", "--n", "900", "--uplo", "l", "--transa", "t"},
                              {{"FULCRUM_BACKEND", "simd"}});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  for (const char* text : {"trsv f64 LTN n=900", "column-major, lda=900 incx=1; operands pageable",
                           "prior", "accelerators were not looked for", "--device-profile NAME"}) {
    EXPECT_NE(outcome.out.find(text), std::string::npos) << text << '\n' << outcome.out;
  }
  const Outcome help = run({"explain", "--help"});
  for (const char* text : {"--location-y", "--incx", "--batch", "gemm_mixed", "dgmm_batch"})
    EXPECT_NE(help.out.find(text), std::string::npos) << text;
}

}  // namespace
}  // namespace fulcrum::cli
