// SPDX-License-Identifier: Apache-2.0
// The command-line tool where CUDA is broken: `fulcrum info` says what was found, a forced backend
// says why not.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "fault/support.hpp"
#include "tests/support/child.hpp"

namespace fulcrum::test {
namespace {

// The build's; in the bundle for GPU machines bin/fulcrum beside this program's folder.
std::string tool() {
  if (std::filesystem::exists(FULCRUM_CLI)) return FULCRUM_CLI;
  const auto program = std::filesystem::read_symlink("/proc/self/exe");
  return (program.parent_path().parent_path() / "bin" / "fulcrum").string();
}

ChildResult fulcrum(const std::vector<std::string>& arguments,
                    const std::map<std::string, std::string>& more) {
  std::vector<std::string> command = {tool()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run_child(command, standin_environment(more));
}

nlohmann::json info(const std::map<std::string, std::string>& more) {
  const ChildResult result = fulcrum({"info", "--json"}, more);
  EXPECT_EQ(result.exit_status, 0) << result.err;
  return nlohmann::json::parse(result.out);
}

std::string problem(const std::map<std::string, std::string>& more) {
  const nlohmann::json json = info(more);
  EXPECT_TRUE(json.at("devices").empty());
  return json.at("device_problem").get<std::string>();
}

TEST(Cli, InfoNamesADriverThatDoesNotStart) {
  const std::string text = problem({{"FULCRUM_STANDIN_INIT", "803"}});
  EXPECT_NE(text.find("803 CUDA_ERROR_SYSTEM_DRIVER_MISMATCH"), std::string::npos) << text;
  EXPECT_NE(text.find((standin_folder() / "libcuda.so.1").string()), std::string::npos) << text;
  const ChildResult words = fulcrum({"info"}, {{"FULCRUM_STANDIN_INIT", "803"}});
  EXPECT_EQ(words.exit_status, 0);
  EXPECT_NE(words.out.find("803 CUDA_ERROR_SYSTEM_DRIVER_MISMATCH"), std::string::npos)
      << words.out;
}

// Whatever the machine itself has behind it, the broken file that was met first is named where
// nothing serves.
TEST(Cli, InfoNamesACorruptDriver) {
  LibraryFolder folder;
  folder.add_file("libcuda.so.1", std::string(4096, 'x'));
  const nlohmann::json json = info({{"FULCRUM_CUDA_LIBRARY_PATH", folder.path().string()}});
  if (!json.at("devices").empty()) GTEST_SKIP() << "this machine has a GPU of its own";
  const std::string text = json.at("device_problem").get<std::string>();
  EXPECT_NE(text.find((folder.path() / "libcuda.so.1").string()), std::string::npos) << text;
}

TEST(Cli, InfoListsTheDevices) {
  const nlohmann::json json = info({{"FULCRUM_STANDIN_DEVICES", "2"}});
  ASSERT_EQ(json.at("devices").size(), 2U);
  EXPECT_EQ(json.at("devices").at(1).at("name"), "Stand-in device 1 (no GPU)");
  EXPECT_EQ(json.at("devices").at(1).at("uuid"), "GPU-a1a1a1a1-a1a1-a1a1-a1a1-a1a1a1a1a1a1");
  EXPECT_EQ(json.at("device_problem"), "");
}

}  // namespace
}  // namespace fulcrum::test
