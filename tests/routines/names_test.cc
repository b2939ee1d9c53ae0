// SPDX-License-Identifier: Apache-2.0
// A routine is written out in few places: its name stands in at most five files outside the
// kernels, the tests and the public headers, and once a platform. Whoever needs something for every
// routine derives it from the descriptions.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

namespace {

namespace fs = std::filesystem;

const fs::path kSource = FULCRUM_SOURCE_DIR;
// Those that call a vendor's routines.
const std::string kPlatforms[] = {"offload/cuda", "offload/opencl", "src/cli/library.cc"};

bool is_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// Does the name stand at `at` as a word: "dot", "sdot_", "cblas_ddot", "dotu", "DotProblem",
// "Routine::Dot", "DOT"? A longer word is another one: "symmetric".
bool is_word(const std::string& text, std::size_t at, std::string_view name) {
  std::size_t begin = at, end = at + name.size();
  const bool camel = std::isupper(static_cast<unsigned char>(text[at])) != 0;
  // A type's letter in front, u or c behind.
  if (!camel && begin > 0 && std::string_view("sdcz").find(text[begin - 1]) != std::string::npos)
    --begin;
  if (end < text.size() && std::string_view("ucUC").find(text[end]) != std::string::npos) ++end;
  if (begin > 0 && is_letter(text[begin - 1]) && !camel) return false;
  if (end >= text.size() || !is_letter(text[end])) return true;
  return camel && std::isupper(static_cast<unsigned char>(text[end])) != 0;
}

bool has_name(const std::string& text, const std::string& name) {
  std::string lower = text;
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (std::size_t at = lower.find(name); at != std::string::npos; at = lower.find(name, at + 1)) {
    if (is_word(text, at, name)) return true;
  }
  return false;
}

// The files in which a name stands, by their own name too; what a platform has counts as one.
std::set<std::string> files_with(const std::string& name) {
  std::set<std::string> found;
  for (const char* folder : {"src", "offload", "cmake"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kSource / folder)) {
      if (!entry.is_regular_file() || entry.path().extension() == ".md" ||
          entry.path().extension() == ".inc")  // data: rows of measurements by name
        continue;
      const std::string path = fs::relative(entry.path(), kSource).generic_string();
      std::ifstream stream(entry.path(), std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(stream), {}};
      if (!has_name(text, name) && !has_name(entry.path().filename().string(), name)) continue;
      const auto platform = std::find_if(
          std::begin(kPlatforms), std::end(kPlatforms), [&](const std::string& platform) {
            return path == platform || path.starts_with(platform + '/');
          });
      found.insert(platform != std::end(kPlatforms) ? *platform : path);
    }
  }
  return found;
}

TEST(Names, AWordIsARoutinesNameOrIsNot) {
  for (const char* text : {"dot", "sdot_(", "cblas_ddot", "zdotu", "DotProblem", "Routine::Dot",
                           "DOT", "compare_dot"}) {
    EXPECT_TRUE(has_name(text, "dot")) << text;
  }
  for (const char* text : {"dotted", "anecdote", "Dotted"})
    EXPECT_FALSE(has_name(text, "dot")) << text;
  EXPECT_FALSE(has_name("symmetric", "symm"));
}

TEST(Names, StandInFiveFilesAndOnceAPlatform) {
  for (const char* name : {"dot", "symm", "tpmv", "gbmv", "her2k", "iamax", "omatcopy"}) {
    std::set<std::string> files = files_with(name);
    for (const std::string& platform : kPlatforms) files.erase(platform);
    std::string list;
    for (const std::string& file : files) list += "\n  " + file;
    EXPECT_LE(files.size(), 5U) << name << " stands in" << list;
    EXPECT_GE(files.size(), 3U) << name << " was not found where it is: this test sees nothing";
  }
}

}  // namespace
