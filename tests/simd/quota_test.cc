// SPDX-License-Identifier: Apache-2.0
// The quotas of control groups, in files as the kernel writes them.
#include "simd/threads/quota.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace fulcrum::simd {
namespace {

class QuotaTest : public ::testing::Test {
 protected:
  QuotaTest()
      : folder_(std::filesystem::temp_directory_path() /
                ("fulcrum_quota_" + std::to_string(getpid()))) {
    std::filesystem::remove_all(folder_);
  }
  ~QuotaTest() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& path, const std::string& text) const {
    const std::filesystem::path file = folder_.string() + path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  void mount_v2(const std::string& group = "/") const {
    write("/proc/self/mountinfo",
          "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n"
          "31 22 0:26 " +
              group + " /sys/fs/cgroup rw,nosuid,nodev shared:4 - cgroup2 cgroup2 rw,nsdelegate\n");
  }
  void mount_v1(const std::string& group = "/") const {
    write("/proc/self/mountinfo",
          "30 24 0:25 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"
          "31 24 0:26 " +
              group + " /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct\n");
  }
  double quota() const { return cpu_quota(folder_.string()); }

 private:
  std::filesystem::path folder_;
};

TEST_F(QuotaTest, NoneWhereThereAreNoGroups) {
  EXPECT_EQ(quota(), 0);
  mount_v2();
  EXPECT_EQ(quota(), 0);
}

TEST_F(QuotaTest, Version2) {
  mount_v2();
  write("/proc/self/cgroup", "0::/user.slice/job\n");
  write("/sys/fs/cgroup/user.slice/job/cpu.max", "150000 100000\n");
  EXPECT_EQ(quota(), 1.5);
  write("/sys/fs/cgroup/user.slice/job/cpu.max", "max 100000\n");
  EXPECT_EQ(quota(), 0);
}

TEST_F(QuotaTest, TheSmallestAroundTheGroup) {
  mount_v2();
  write("/proc/self/cgroup", "0::/user.slice/job\n");
  write("/sys/fs/cgroup/user.slice/job/cpu.max", "400000 100000\n");
  write("/sys/fs/cgroup/user.slice/cpu.max", "50000 25000\n");
  EXPECT_EQ(quota(), 2);
  write("/sys/fs/cgroup/cpu.max", "100000 100000\n");
  EXPECT_EQ(quota(), 1);
}

TEST_F(QuotaTest, Version2InAContainer) {
  mount_v2();  // a namespace of its own: the group is the root
  write("/proc/self/cgroup", "0::/\n");
  write("/sys/fs/cgroup/cpu.max", "300000 100000\n");
  EXPECT_EQ(quota(), 3);
  mount_v2("/docker/1f2e");
  write("/proc/self/cgroup", "0::/docker/1f2e\n");
  EXPECT_EQ(quota(), 3);
  write("/proc/self/cgroup", "0::/docker/1f2e/inner\n");
  write("/sys/fs/cgroup/inner/cpu.max", "200000 100000\n");
  EXPECT_EQ(quota(), 2);
}

// /docker/1f2e begins as /docker/1f does and is no group of it.
TEST_F(QuotaTest, AGroupWhoseNameBeginsAsTheMountedOne) {
  mount_v2("/docker/1f");
  write("/proc/self/cgroup", "0::/docker/1f2e\n");
  write("/sys/fs/cgroup/cpu.max", "300000 100000\n");
  EXPECT_EQ(quota(), 3);
}

TEST_F(QuotaTest, Version1) {
  mount_v1();
  write("/proc/self/cgroup", "5:cpuset:/elsewhere\n4:cpu,cpuacct:/job\n0::/other\n");
  write("/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "250000\n");
  write("/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(quota(), 2.5);
  write("/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "-1\n");
  EXPECT_EQ(quota(), 0);
}

TEST_F(QuotaTest, Version1InAContainer) {
  mount_v1("/docker/1f2e");
  write("/proc/self/cgroup", "4:cpu,cpuacct:/docker/1f2e\n");
  write("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "100000\n");
  write("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "50000\n");
  EXPECT_EQ(quota(), 2);
}

TEST_F(QuotaTest, TextThatIsNoQuota) {
  mount_v2();
  write("/proc/self/cgroup", "nonsense\n0::/job\n");
  for (const char* text : {"", "nonsense\n", "100000\n", "100000 0\n", "-5 100000\n"}) {
    write("/sys/fs/cgroup/job/cpu.max", text);
    EXPECT_EQ(quota(), 0) << text;
  }
}

}  // namespace
}  // namespace fulcrum::simd
