// SPDX-License-Identifier: Apache-2.0
// y = a x + y with a kernel of our own, on every platform that is here: the host, a worker process,
// OpenCL, CUDA. The program is the same; only the kernel's code differs.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "examples/saxpy_kernel.hpp"
#include "fulcrum/runtime.hpp"

using namespace fulcrum;

namespace {

// One value carries the code for all of them; a device takes its own.
KernelSource saxpy_source() {
  KernelSource source("saxpy");
  source.host(host_kernel<&saxpy_blocks>());  // a function of this program
  source.library(SAXPY_LIBRARY);              // the same in a library: a worker process loads it
  source.code(KernelFormat::OpenClC, R"(
    kernel void saxpy(float a, global const float* x, global float* y, ulong n) {
      const size_t i = get_global_id(0);
      if (i < n) y[i] += a * x[i];
    })");
  source.code(KernelFormat::CudaC, kSaxpyCuda);
  return source;
}

// True where the result is right.
bool saxpy_on(const Device& device) {
  constexpr std::uint64_t n = 100000;
  std::vector<float> x(n), y(n, 1.0F);
  for (std::uint64_t i = 0; i < n; ++i) x[i] = static_cast<float>(i % 1000);

  const auto saxpy =
      device.load<float, View<const float>, View<float>, std::uint64_t>(saxpy_source());
  const Stream stream = device.stream();
  const auto x_there = device.allocate<float>(n), y_there = device.allocate<float>(n);
  using Host = View<float, memory::Pageable>;
  stream.copy_blocking(x_there.view(), Host(x.data(), n));
  stream.copy_blocking(y_there.view(), Host(y.data(), n));
  // 100000 work items in blocks of 256; arguments are checked when this is compiled.
  stream.launch({.grid = {(n + 255) / 256}, .block = {256}}, saxpy, 2.0F, x_there, y_there, n);
  stream.copy_blocking(Host(y.data(), n), y_there.view());

  for (std::uint64_t i = 0; i < n; ++i)
    if (y[i] != 1 + 2 * x[i]) return false;
  return true;
}

}  // namespace

int main() {
  int wrong = 0;
  for (const std::string_view name : platform_names()) {
    try {
      const Platform found = platform(name);
      if (!found.available())
        std::printf("%s: not here. %s\n", found.name().c_str(), found.reason().c_str());
      for (const Device& device : found.devices()) {
        const bool right = saxpy_on(device);
        std::printf("%s: %s: %s\n", found.name().c_str(), device.name().c_str(),
                    right ? "right" : "WRONG");
        wrong += right ? 0 : 1;
      }
    } catch (const std::exception& error) {
      std::printf("%s: %s\n", std::string(name).c_str(), error.what());
      ++wrong;
    }
  }
  return wrong == 0 ? 0 : 1;
}
