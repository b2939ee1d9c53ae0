// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/libraries.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace fulcrum::compare {
namespace {

namespace fs = std::filesystem;

TEST(Peers, AreReadFromTheirText) {
  const Library plain = parse_peer("one=/a/lib.so");
  EXPECT_EQ(plain.name, "one");
  EXPECT_EQ(plain.path, "/a/lib.so");
  EXPECT_EQ(plain.pattern, "%s_");
  EXPECT_TRUE(plain.environment.empty());
  const Library full = parse_peer("two=/a/lib.so@x_%s_,A=1,B=x=y,C=");
  EXPECT_EQ(full.path, "/a/lib.so");
  EXPECT_EQ(full.pattern, "x_%s_");
  const Environment expected = {{"A", "1"}, {"B", "x=y"}, {"C", ""}};
  EXPECT_EQ(full.environment, expected);
  for (const char* bad : {"", "name", "=path", "n=", "n=@%s_", "n=p@x_", "n=p,A", "n=p,=1"})
    EXPECT_THROW(parse_peer(bad), std::invalid_argument) << bad;
}

TEST(Peers, FoldersOfTheLoadersCache) {
  const std::vector<fs::path> expected = {"/opt/x/lib", "/lib/x86_64-linux-gnu"};
  EXPECT_EQ(cache_folders("3 libs found in cache\n"
                          "\tliba.so.1 (libc6,x86-64) => /opt/x/lib/liba.so.1\n"
                          "\tlibb.so.1 (libc6,x86-64) => /lib/x86_64-linux-gnu/libb.so.1\n"
                          "\tlibc.so.6 (libc6,x86-64) => /opt/x/lib/libc.so.6\n"),
            expected);
}

class Discovery : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "fulcrum-peers-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    root_ = name;
  }
  void TearDown() override { fs::remove_all(root_); }

  void make(const std::string& file) const {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << "not a library";
  }

  // "name file VARIABLE=VALUE ..." of each, the file relative to the root.
  std::vector<std::string> found(const std::vector<std::string>& folders,
                                 const std::vector<std::string>& environments,
                                 Instructions instructions, bool x86, bool avx512) const {
    std::vector<fs::path> where, python;
    for (const std::string& f : folders) where.push_back(root_ / f);
    for (const std::string& e : environments) python.push_back(root_ / e);
    std::vector<std::string> result;
    for (const Library& l : find_peers(where, python, instructions, {x86, avx512, ""})) {
      std::string line = l.name + " " + fs::relative(l.path, root_).string();
      if (l.pattern != "%s_") line += " " + l.pattern;
      for (const auto& [name, value] : l.environment)
        line.append(" ").append(name).append("=").append(value);
      result.push_back(line);
    }
    return result;
  }

  fs::path root_;
};

const char* const kMkl = " MKL_THREADING_LAYER=GNU MKL_INTERFACE_LAYER=LP64";

TEST_F(Discovery, TheFirstFolderThatHasALibraryWins) {
  make("one/libblis.so.4");
  make("two/libblis.so.4");
  make("two/libopenblas.so.0");
  make("two/libmkl_rt.so.2");
  make("two/libmkl_rt.so.3");
  fs::create_directories(root_ / "one/libopenblas.so.0");  // a folder is no library
  const std::vector<std::string> expected = {
      "openblas-skx two/libopenblas.so.0 OPENBLAS_CORETYPE=SkylakeX",
      "openblas-hsw two/libopenblas.so.0 OPENBLAS_CORETYPE=Haswell",
      "blis one/libblis.so.4 BLIS_ARCH_TYPE=skx", std::string("mkl two/libmkl_rt.so.3") + kMkl};
  EXPECT_EQ(found({"absent", "one", "two"}, {}, Instructions::Native, true, true), expected);
}

TEST_F(Discovery, EveryLibraryIsHeldToAvx2) {
  make("lib/libblis.so.4");
  make("lib/libopenblas.so.0");
  make("lib/libmkl_rt.so");
  std::vector<std::string> expected = {
      "openblas-hsw lib/libopenblas.so.0 OPENBLAS_CORETYPE=Haswell",
      "blis lib/libblis.so.4 BLIS_ARCH_TYPE=haswell",
      std::string("mkl lib/libmkl_rt.so") + kMkl + " MKL_ENABLE_INSTRUCTIONS=AVX2"};
  EXPECT_EQ(found({"lib"}, {}, Instructions::Avx2, true, true), expected);
  const Library ours = our_library("/x", Instructions::Avx2);
  EXPECT_EQ(ours.environment.back(), (std::pair<std::string, std::string>("FULCRUM_ISA", "avx2")));
  // A processor with no more than that takes the same kernels, without MKL being told.
  expected.back() = std::string("mkl lib/libmkl_rt.so") + kMkl;
  EXPECT_EQ(found({"lib"}, {}, Instructions::Native, true, false), expected);
}

TEST_F(Discovery, ElsewhereLibrariesChooseForThemselves) {
  make("lib/libblis.so.4");
  make("lib/libopenblas.so.0");
  const std::vector<std::string> expected = {"openblas lib/libopenblas.so.0",
                                             "blis lib/libblis.so.4"};
  EXPECT_EQ(found({"lib"}, {}, Instructions::Native, false, false), expected);
}

TEST_F(Discovery, PythonEnvironments) {
  make("venv/lib/libmkl_rt.so.3");
  make("venv/lib/python3.11/site-packages/scipy_openblas32/lib/libscipy_openblas.so");
  make("other/lib/libmkl_rt.so.2");
  const std::string wheel =
      " venv/lib/python3.11/site-packages/scipy_openblas32/lib/libscipy_openblas.so scipy_%s_ ";
  const std::vector<std::string> expected = {
      std::string("mkl-pip venv/lib/libmkl_rt.so.3") + kMkl,
      "openblas-pip-skx" + wheel + "OPENBLAS_CORETYPE=SkylakeX",
      "openblas-pip-hsw" + wheel + "OPENBLAS_CORETYPE=Haswell",
      std::string("mkl-pip2 other/lib/libmkl_rt.so.2") + kMkl};
  EXPECT_EQ(found({}, {"venv", "absent", "other"}, Instructions::Native, true, true), expected);
}

TEST(Peers, ThreadsOfAllLibraries) {
  std::map<std::string, std::string> all;
  for (const auto& [name, value] : thread_environment(3)) all[name] = value;
  for (const char* name : {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
                           "BLIS_NUM_THREADS", "FULCRUM_NUM_THREADS"})
    EXPECT_EQ(all[name], "3") << name;
}

}  // namespace
}  // namespace fulcrum::compare
