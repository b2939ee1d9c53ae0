// SPDX-License-Identifier: Apache-2.0
#include "src/cli/files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fulcrum::cli {
namespace {

namespace fs = std::filesystem;

class Files : public testing::Test {
 protected:
  Files() {
    std::string pattern = (fs::temp_directory_path() / "fulcrum-files-XXXXXX").string();
    if (mkdtemp(pattern.data()) != nullptr) folder_ = pattern;
  }
  ~Files() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  std::string read(const fs::path& file) const {
    std::ifstream in(file);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
  std::ptrdiff_t entries() const { return std::distance(fs::directory_iterator(folder_), {}); }

  fs::path folder_;
};

TEST_F(Files, WritingReplacesTheWholeFileAndLeavesNothingElse) {
  const fs::path file = folder_ / "a";
  write_file(file, "long old text");
  write_file(file, "new");
  EXPECT_EQ(read(file), "new");
  EXPECT_EQ(entries(), 1);
}

TEST_F(Files, NewFilesFollowTheUmask) {
  const mode_t before = umask(022);
  write_file(folder_ / "a", "x");
  umask(before);
  struct stat status {};
  ASSERT_EQ(stat((folder_ / "a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0644u);
}

TEST_F(Files, AFailureNamesTheFileAndKeepsTheOldOne) {
  EXPECT_THROW(write_file(folder_ / "none" / "a", "x"), FileError);
  EXPECT_THROW(write_file(folder_, "x"), FileError);
  try {
    check_writable(folder_ / "none" / "a");
    FAIL() << "no error";
  } catch (const FileError& error) {
    EXPECT_NE(std::string(error.what()).find("none/a"), std::string::npos) << error.what();
  }
  EXPECT_EQ(entries(), 0);
}

TEST_F(Files, CheckingLeavesNothing) {
  check_writable(folder_ / "a");
  EXPECT_EQ(entries(), 0);
}

TEST_F(Files, FoldersAreMadeWithThoseAboveThem) {
  make_folder(folder_ / "a" / "b");
  make_folder(folder_ / "a" / "b");
  EXPECT_TRUE(fs::is_directory(folder_ / "a" / "b"));
  write_file(folder_ / "file", "x");
  EXPECT_THROW(make_folder(folder_ / "file"), FileError);
}

}  // namespace
}  // namespace fulcrum::cli
