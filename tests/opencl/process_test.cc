// SPDX-License-Identifier: Apache-2.0
// Children of fork(), and libraries that are not what they should be.
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "offload/opencl/clblast_api.hpp"
#include "offload/opencl/loader.hpp"
#include "offload/platforms.hpp"
#include "tests/opencl/support.hpp"

namespace fulcrum::test {
namespace {

using OpenClProcess = OpenCl;

// The status that a child of fork() leaves.
template <class Body>
int in_child(const Body& body) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);  // a driver that hangs ends here
    _exit(body());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

TEST_F(OpenClProcess, AChildOfForkMakesNoCall) {
  const Stream stream = device().stream();
  const auto there = device().allocate<int>(1000);
  auto host = device().allocate<int, memory::Pinned>(1000);
  stream.copy(there.view(), host.view()).sync();
  const auto says_so = [](const auto& call) {
    const std::string said = message_of(call);
    return said.find("a child of fork()") != std::string::npos;
  };
  EXPECT_EQ(in_child([&] {
              if (!says_so([&] { device().allocate<char>(10); })) return 1;
              if (!says_so([&] { stream.copy(there.view(), host.view()); })) return 2;
              if (!says_so([&] { stream.sync(); })) return 3;
              if (!says_so([&] { device().stream(); })) return 4;
              if (!says_so([&] { device().event(); })) return 5;
              if (platform("opencl").available()) return 6;
              if (platform("opencl").reason().find("fork()") == std::string::npos) return 7;
              const auto* blas = offload::find_platform("opencl");
              if (!blas->discover(config()).devices.empty()) return 8;
              return 0;
            }),
            0);
  stream.copy(there.view(), host.view()).sync();  // the parent goes on
}

// What the child owns goes without a call.
TEST_F(OpenClProcess, HandlesOfTheParentEndInAChild) {
  auto stream = std::make_unique<Stream>(device().stream());
  auto there = std::make_unique<Buffer<int>>(device().allocate<int>(1000));
  auto event = std::make_unique<Event>(device().event());
  stream->fill(there->view(), std::byte{1}).record(*event);
  stream->sync();
  EXPECT_EQ(in_child([&] {
              event.reset();
              there.reset();
              stream.reset();
              return 0;
            }),
            0);
}

// Where a folder has something else under the library's name, the system's serves; what was found
// is part of the sentence that says that there is none.
TEST(OpenClLibraries, ThatCannotBeLoadedArePassedOver) {
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / ("fulcrum_opencl_" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  for (const char* name : {"libOpenCL.so.1", "libclblast.so.1"})
    std::ofstream(folder / name) << "no library";
  Config config;
  config.opencl_library_path = folder.string();
  // Static: what is loaded is never unloaded, and would be taken for a leak.
  static const auto loaded = offload::opencl::load_library(config);
  if (loaded.library != nullptr) {
    EXPECT_EQ(loaded.library->file, "libOpenCL.so.1");
    EXPECT_EQ(loaded.problem, "");
  } else {
    EXPECT_NE(loaded.problem.find((folder / "libOpenCL.so.1").string()), std::string::npos);
    EXPECT_NE(loaded.problem.find("FULCRUM_OPENCL_LIBRARY_PATH"), std::string::npos);
  }
  static const auto blas = offload::opencl::load_blas(config);
  if (blas.library == nullptr) {
    EXPECT_NE(blas.problem.find((folder / "libclblast.so.1").string()), std::string::npos);
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace fulcrum::test
