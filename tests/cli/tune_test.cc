// SPDX-License-Identifier: Apache-2.0
// `fulcrum tune` as a program, on few routines: what it writes, what it compares, what it refuses,
// and what the library makes of the file.
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "tests/cli/support.hpp"

namespace fulcrum::cli {
namespace {

using nlohmann::json;

class Tune : public ::testing::Test {
 protected:
  // Measures two vector routines in place and on the host platform, into the cache folder.
  Outcome tune() { return run({"tune", "--routines", "dot,scal", "--devices", "host"}, cache()); }
  Environment cache() const { return {{"XDG_CACHE_HOME", folder_.path().string()}}; }
  // The one file there.
  std::string file() const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path()))
      if (entry.is_regular_file()) return entry.path();
    return {};
  }
  TemporaryFolder folder_;
};

TEST_F(Tune, WritesAProfileThatTheLibraryReads) {
  const Outcome outcome = tune();
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const std::string written = file();
  ASSERT_FALSE(written.empty());
  EXPECT_NE(outcome.err.find("written"), std::string::npos) << outcome.err;
  const json profile = json::parse(read_file(written));
  EXPECT_EQ(profile.at("form"), "quick");
  EXPECT_EQ(profile.at("devices").size(), 1U);
  const json& rows = profile.at("host").at("one");
  EXPECT_EQ(rows.at("dot f64").at("measured"), true);
  EXPECT_EQ(rows.at("nrm2 f64").at("measured"), false);
  EXPECT_EQ(rows.at("gemm f64 NN").at("measured"), false);
  const Outcome shown = run({"info", "--profile"}, cache());
  EXPECT_EQ(shown.status, 0);
  std::string flat = shown.out;
  std::erase_if(flat, [](char c) { return c == '\n' || c == ' '; });
  EXPECT_NE(flat.find(written), std::string::npos) << shown.out;
  EXPECT_NE(shown.out.find("measured by fulcrum tune"), std::string::npos) << shown.out;
  const json explained =
      json::parse(run({"explain", "dot", "--n", "100000", "--json"}, cache()).out);
  EXPECT_EQ(explained.at("simd").at("terms").at(0).at("measured"), true) << explained.dump();
  // The priors, where they are asked for.
  Environment none = cache();
  none["FULCRUM_PROFILE"] = "none";
  EXPECT_NE(run({"info", "--profile"}, none).out.find("nothing has been measured here"),
            std::string::npos);
}

TEST_F(Tune, CheckComparesOtherCallsAndSaysHowItEnded) {
  ASSERT_EQ(tune().status, 0);
  const Outcome text =
      run({"tune", "--check", "--routines", "dot,scal", "--devices", "host"}, cache());
  ASSERT_TRUE(text.status == 0 || text.status == 1) << text.err;
  std::string last = text.out;
  last.pop_back();
  last = last.substr(last.rfind('\n') + 1);
  EXPECT_EQ(last.rfind(text.status == 0 ? "kept: " : "MISSED: ", 0), 0U) << text.out;
  EXPECT_NE(last.find("held-out calls: median"), std::string::npos) << last;
  const Outcome outcome =
      run({"tune", "--check", "--json", "--routines", "dot", "--devices", "host"}, cache());
  const json checked = json::parse(outcome.out);
  EXPECT_EQ(outcome.status, checked.at("kept").get<bool>() ? 0 : 1);
  EXPECT_EQ(checked.at("all").at("calls"), checked.at("predictions").size());
  EXPECT_GT(checked.at("all").at("median").get<double>(), 0);
}

TEST_F(Tune, RefusesWhatItCannotUse) {
  const Outcome unknown = run({"tune", "--devices", "abacus"}, cache());
  EXPECT_EQ(unknown.status, 2);
  EXPECT_NE(unknown.err.find("'abacus' is no platform"), std::string::npos) << unknown.err;
  const Outcome absent = run({"tune", "--check", "--devices", "host"}, cache());
  EXPECT_EQ(absent.status, 1);
  EXPECT_NE(absent.err.find("cannot be opened"), std::string::npos) << absent.err;
  EXPECT_NE(absent.err.find("fulcrum tune"), std::string::npos) << absent.err;
  const Outcome homeless = run({"tune"}, {{"XDG_CACHE_HOME", "relative"}, {"HOME", ""}});
  EXPECT_EQ(homeless.status, 1);
  EXPECT_NE(homeless.err.find("--out"), std::string::npos) << homeless.err;
  EXPECT_TRUE(file().empty());
}

TEST_F(Tune, AFolderThatCannotBeWrittenIsFoundOutBeforeMeasuring) {
  std::ofstream(folder_.path() / "fulcrum") << "a file in the folder's place";
  const Outcome outcome = run({"tune", "--devices", "host"}, cache());
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find(folder_.path().string()), std::string::npos) << outcome.err;
}

// A file that cannot be trusted is not used, whatever is wrong with it: a line says so, the priors
// hold, and the results are right.
TEST_F(Tune, ADamagedFileIsNeverTrusted) {
  ASSERT_EQ(tune().status, 0);
  const std::string written = file(), good = read_file(written);
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  };
  std::string number = good.substr(good.find("\"call\":") + 7);
  number = "\"call\":" + number.substr(0, number.find(','));
  const struct {
    std::string text, says;
  } cases[] = {
      {good.substr(0, good.size() / 2), "is not JSON"},
      {with(number, "\"call\":NaN"), "is not JSON"},
      {with(number, "\"call\":-5"), "is -5"},
      {with("\"cpu\": \"", "\"cpu\": \"Imaginary "), "this processor is"},
      {with("\"library\": \"", "\"library\": \"9"), "this library is"},
      {"", "is not JSON"},
  };
  for (const auto& damaged : cases) {
    std::ofstream(written) << damaged.text;
    const Outcome outcome = run({"info", "--profile"}, cache());
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_NE(outcome.err.find(damaged.says), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find("fulcrum tune"), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.out.find("nothing has been measured here"), std::string::npos);
    EXPECT_EQ(run({"explain", "dot", "--n", "1000"}, cache()).status, 0);
  }
  // Named by the user, it is an error instead.
  Environment named = cache();
  named["FULCRUM_PROFILE"] = written;
  EXPECT_EQ(run({"info", "--profile"}, named).status, 1);
}

}  // namespace
}  // namespace fulcrum::cli
