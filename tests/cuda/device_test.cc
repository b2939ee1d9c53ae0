// SPDX-License-Identifier: Apache-2.0
// What a device says of itself, the cutting of products, and the life of a process around the
// driver.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "fulcrum/error.hpp"
#include "offload/blas/tiles.hpp"
#include "offload/runtime/platforms.hpp"
#include "tests/cuda/support.hpp"

namespace fulcrum::test {
namespace {

using offload::blas::plan_tiles;
using offload::blas::ProductSize;
using offload::blas::Tiles;

class CudaDeviceTest : public CudaTest {};

TEST_F(CudaDeviceTest, DescribesItself) {
  const offload::DeviceInfo& info = blas_->info();
  EXPECT_EQ(info.platform, Backend("cuda"));
  EXPECT_FALSE(info.name.empty());
  EXPECT_EQ(info.uuid.rfind("GPU-", 0), 0U) << info.uuid;
  EXPECT_EQ(info.uuid.size(), 40U) << info.uuid;
  EXPECT_NE(info.library.find("cuBLAS "), std::string::npos) << info.library;
  EXPECT_NE(info.library.find("libcublas.so."), std::string::npos) << info.library;
  EXPECT_FALSE(info.driver.empty());
  EXPECT_GT(info.memory_bytes, 0U);
  EXPECT_GT(info.multiprocessors, 0);
  EXPECT_GT(info.compute_major, 0);
}

TEST_F(CudaDeviceTest, DiscoveryIsRemembered) {
  const offload::Discovery& found = offload::discover(config());
  EXPECT_EQ(&found, &offload::discover(Config{}));
  EXPECT_EQ(offload::cuda_platform(config()).devices().size(), found.devices.size());
}

// In a child of fork() every entry answers without touching the driver.
TEST_F(CudaDeviceTest, AChildOfForkGetsAnErrorAndNoDriverCall) {
  double x = 1, y = 2, result = 0;
  ASSERT_TRUE(blas_->compute(DotProblem<double>{1, &x, 1, &y, 1, &result}).ok);
  const auto* control = standin_control(*blas_);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    alarm(20);
    const std::int64_t calls = control != nullptr ? control->calls() : 0;
    const offload::Outcome outcome = blas_->compute(DotProblem<double>{1, &x, 1, &y, 1, &result});
    const bool refused = !outcome.ok && outcome.message.find("fork()") != std::string::npos &&
                         blas_->location(&x) == Location::Pageable &&
                         offload::discover(config()).devices.empty() &&
                         offload::discover(config()).problem.find("fork()") != std::string::npos;
    _exit(refused && (control == nullptr || control->calls() == calls) ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  EXPECT_TRUE(blas_->compute(DotProblem<double>{1, &x, 1, &y, 1, &result}).ok);
}

TEST_F(CudaDeviceTest, TooLittleMemoryIsAnErrorThatLeavesTheOutputAlone) {
  narrow(std::size_t{1} << 10, std::size_t{1} << 10, std::size_t{1} << 10);
  std::vector<double> a(100, 1), b(100, 1), c(100, 7);
  const GemmProblem<double> p{false, false,    10, 10, 10,       1, a.data(),
                              10,    b.data(), 10, 1,  c.data(), 10};
  const offload::Outcome outcome = blas_->compute(p);
  EXPECT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.code, ErrorCode::OutOfMemory) << outcome.message;
  EXPECT_EQ(outcome.completed, 0);
  EXPECT_EQ(std::count(c.begin(), c.end(), 7.0), 100);
  narrow(std::size_t{64} << 20, std::size_t{1} << 20, std::size_t{1} << 20);
  EXPECT_TRUE(blas_->compute(p).ok);
  EXPECT_EQ(std::count(c.begin(), c.end(), 17.0), 100);
}

// Bytes that the calls since clear() have copied to the device.
std::uint64_t bytes_up(const standin::Control& control) {
  std::uint64_t bytes = 0;
  standin::LoggedCall entry;
  for (std::int64_t i = 0; control.log_entry(i, &entry) != 0; ++i) {
    const std::string function = entry.function;
    const bool copy = function == "cuMemcpyHtoDAsync_v2" || function == "cuMemcpy2DAsync_v2";
    if (copy && entry.source != 0 && entry.destination != 0) bytes += entry.bytes;
  }
  return bytes;
}

// Only the m x n part of a matrix, the elements of a vector, and C only where it is read.
TEST_F(CudaDeviceTest, UploadsOnlyWhatIsRead) {
  const auto* control = standin_control(*blas_);
  if (control == nullptr) GTEST_SKIP() << "a driver does not tell what was copied";
  constexpr std::int64_t m = 20, n = 30, k = 40, ld = 64;
  std::vector<double> a(ld * k, 1), b(ld * n, 1), c(ld * n, 1);
  for (const double beta : {0.0, 0.5}) {
    const GemmProblem<double> p{false, false,    m,  n,    k,        1, a.data(),
                                ld,    b.data(), ld, beta, c.data(), ld};
    control->clear();
    ASSERT_TRUE(blas_->compute(p).ok);
    EXPECT_EQ(bytes_up(*control), (m * k + k * n + (beta == 0 ? 0 : m * n)) * sizeof(double));
    const GemvProblem<double> v{false, m, n, 1, a.data(), ld, b.data(), 5, beta, c.data(), 3};
    control->clear();
    ASSERT_TRUE(blas_->compute(v).ok);
    EXPECT_EQ(bytes_up(*control), (m * n + n + (beta == 0 ? 0 : m)) * sizeof(double));
  }
  control->clear();
  ASSERT_TRUE(blas_->compute(AxpyProblem<double>{m, 2.0, a.data(), 7, c.data(), -9}).ok);
  EXPECT_EQ(bytes_up(*control), 2 * m * sizeof(double));
}

double bytes_of(const Tiles& tiles) { return tiles.device_elements() * 8; }

TEST(CudaTiles, WholeWhereItFits) {
  const Tiles tiles =
      plan_tiles({100, 50, 60}, 8, std::size_t{1} << 30, std::size_t{64} << 20, INT64_MAX);
  EXPECT_EQ(tiles.m, 100);
  EXPECT_EQ(tiles.n, 50);
  EXPECT_EQ(tiles.k, 60);
  EXPECT_EQ(tiles.a_buffers + tiles.b_buffers + tiles.c_buffers, 3);
}

TEST(CudaTiles, LargeProductsGoByPanelsSoThatCopiesOverlap) {
  const Tiles tiles =
      plan_tiles({4096, 4096, 4096}, 8, std::size_t{8} << 30, std::size_t{64} << 20, INT64_MAX);
  EXPECT_EQ(tiles.m, 4096);
  EXPECT_EQ(tiles.k, 4096);
  EXPECT_LT(tiles.n, 4096);
  EXPECT_GE(tiles.n, 64);
  EXPECT_EQ(tiles.a_buffers, 1);
  EXPECT_EQ(tiles.b_buffers, 2);
}

TEST(CudaTiles, KeepWithinMemoryStagingAndSize) {
  const ProductSize sizes[] = {
      {1, 1, 1},
      {1000, 1000, 1000},
      {1 << 20, 3, 1 << 12},
      {3, 1 << 20, 1},
      {1, 1, 1 << 30},
      {1 << 16, 1 << 16, 1 << 16},
      {std::int64_t{1} << 40, std::int64_t{1} << 40, std::int64_t{1} << 40}};
  for (const ProductSize& size : sizes) {
    for (const std::size_t budget :
         {std::size_t{1} << 8, std::size_t{1} << 20, std::size_t{3} << 30}) {
      for (const std::int64_t max_size : {std::int64_t{1000}, std::int64_t{INT64_MAX}}) {
        const Tiles tiles = plan_tiles(size, 8, budget, std::size_t{64} << 20, max_size);
        EXPECT_LE(bytes_of(tiles), static_cast<double>(budget));
        EXPECT_GE(std::min({tiles.m, tiles.n, tiles.k}), 1);
        EXPECT_LE(std::max({tiles.m, tiles.n, tiles.k}), max_size);
        EXPECT_TRUE(tiles.n == 1 ||
                    static_cast<double>(size.m) * static_cast<double>(tiles.n) * 8 <= 64 << 20);
      }
    }
  }
}

TEST(CudaTiles, SayWhenNothingFits) {
  try {
    plan_tiles({5, 5, 5}, 8, 16, 1 << 20, INT64_MAX);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::OutOfMemory);
    EXPECT_NE(std::string(error.what()).find("16 bytes"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace fulcrum::test
