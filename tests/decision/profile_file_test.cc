// SPDX-License-Identifier: Apache-2.0
// Where the figures of this machine are kept: what the name of the file depends on.
#include "offload/decision/profile_file.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <cstdlib>
#include <optional>
#include <set>
#include <string>

#include "fulcrum/config.hpp"

namespace fulcrum::offload {
namespace {

// Sets a variable of the environment, or takes it away, and puts it back at the end.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    set(value);
  }
  ~Variable() { set(before_ ? before_->c_str() : nullptr); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  void set(const char* value) const {
    if (value != nullptr) {
      setenv(name_, value, 1);
    } else {
      unsetenv(name_);
    }
  }

  const char* name_;
  std::optional<std::string> before_;
};

std::string folder(const std::string& file) { return file.substr(0, file.rfind('/')); }
std::string name(const std::string& file) { return file.substr(file.rfind('/') + 1); }

TEST(DefaultProfileFile, LiesInTheCacheFolder) {
  const Variable home("HOME", "/home/somebody");
  {
    const Variable cache("XDG_CACHE_HOME", "/var/cache/somebody");
    EXPECT_EQ(folder(default_profile_file(Isa::Avx2, 2)), "/var/cache/somebody/fulcrum");
  }
  // What is not absolute is to be ignored, as the XDG Base Directory Specification says.
  for (const char* value : {static_cast<const char*>(nullptr), "", "cache", "./cache", "~/cache"}) {
    const Variable cache("XDG_CACHE_HOME", value);
    EXPECT_EQ(folder(default_profile_file(Isa::Avx2, 2)), "/home/somebody/.cache/fulcrum");
  }
}

TEST(DefaultProfileFile, IsNoneWithoutAFolder) {
  const Variable cache("XDG_CACHE_HOME", nullptr);
  for (const char* value : {static_cast<const char*>(nullptr), "", "home"}) {
    const Variable home("HOME", value);
    EXPECT_EQ(default_profile_file(Isa::Avx2, 2), "");
  }
  const Variable home("HOME", nullptr);
  const Variable absolute("XDG_CACHE_HOME", "/cache");
  EXPECT_EQ(folder(default_profile_file(Isa::Avx2, 2)), "/cache/fulcrum");
}

TEST(DefaultProfileFile, IsAnotherForEachTargetAndNumberOfThreads) {
  const Variable cache("XDG_CACHE_HOME", "/cache");
  std::set<std::string> files;
  for (const Isa isa : {Isa::Scalar, Isa::Sse4, Isa::Avx2, Isa::Avx512, Isa::Neon, Isa::Sve}) {
    for (const int threads : {1, 2, 12, 128}) {
      const std::string file = default_profile_file(isa, threads);
      EXPECT_TRUE(files.insert(file).second) << file;
      EXPECT_EQ(file, default_profile_file(isa, threads)) << "always the same";
      const std::string start =
          "profile-" + std::string(to_string(isa)) + '-' + std::to_string(threads) + '-';
      EXPECT_EQ(name(file).find(start), 0U) << file;
      // The rest tells the processor, the affinity and the version.
      EXPECT_EQ(name(file).size(), start.size() + 8 + 5) << file;
      EXPECT_TRUE(file.ends_with(".json")) << file;
    }
  }
}

TEST(DefaultProfileFile, IsAnotherForFewerProcessors) {
  const Variable cache("XDG_CACHE_HOME", "/cache");
  cpu_set_t all;
  ASSERT_EQ(sched_getaffinity(0, sizeof all, &all), 0);
  if (CPU_COUNT(&all) < 2) GTEST_SKIP() << "one processor";
  const std::string whole = default_profile_file(Isa::Avx2, 1);
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++i)
    if (CPU_ISSET(i, &all)) CPU_SET(i, &one);
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
  const std::string part = default_profile_file(Isa::Avx2, 1);
  ASSERT_EQ(sched_setaffinity(0, sizeof all, &all), 0);
  EXPECT_NE(part, whole);
  EXPECT_EQ(default_profile_file(Isa::Avx2, 1), whole);
}

}  // namespace
}  // namespace fulcrum::offload
