// SPDX-License-Identifier: Apache-2.0
// Surviving a kernel that ends its process: it runs in a worker, and what dies is the worker.
//
// The input lies in pinned memory, which is this program's too and outlives every worker; device
// memory and streams are lost with theirs. So whoever catches DeviceLost makes those anew and tries
// again. The kernel stays loaded: the next worker loads it by itself.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>

#include "examples/risky_kernel.hpp"
#include "fulcrum/runtime.hpp"

using namespace fulcrum;

namespace {

using Host = Buffer<std::int32_t, memory::Pinned>;
using Risky = Kernel<View<const std::int32_t>, View<std::int32_t>, std::uint32_t, std::int32_t>;

// out = 2 in. The kernel ends its process where it comes to the number `deadly`. Throws Error.
void double_all(const Device& device, const Risky& kernel, const Host& in, Host& out,
                std::int32_t deadly) {
  const auto n = static_cast<std::uint32_t>(in.size());
  const Stream stream = device.stream();
  const auto there = device.allocate<std::int32_t>(n), doubled = device.allocate<std::int32_t>(n);
  stream.copy(there.view(), in.view());
  stream.launch({.grid = {(n + 255) / 256}, .block = {256}}, kernel, there, doubled, n, deadly);
  stream.copy(out.view(), doubled.view()).sync();
}

bool survives() {
  const Platform workers = platform("worker");
  if (!workers.available()) {
    std::printf("there is no worker: %s\n", workers.reason().c_str());
    return false;
  }
  const Device& device = workers.devices().front();
  const Risky kernel =
      device.load<View<const std::int32_t>, View<std::int32_t>, std::uint32_t, std::int32_t>(
          KernelSource("risky").library(RISKY_LIBRARY));
  constexpr std::uint32_t n = 10000;
  Host in = device.allocate<std::int32_t, memory::Pinned>(n),
       out = device.allocate<std::int32_t, memory::Pinned>(n);
  for (std::uint32_t i = 0; i < n; ++i) in.data()[i] = static_cast<std::int32_t>(i);
  std::memset(out.data(), 0, n * sizeof(std::int32_t));

  int lost = 0;
  for (std::int32_t deadly = 5000;; deadly = -1) {
    try {
      double_all(device, kernel, in, out, deadly);
      break;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::DeviceLost) throw;
      std::printf("%s\n", error.what());
      ++lost;
    }
  }
  for (std::uint32_t i = 0; i < n; ++i)
    if (out.data()[i] != 2 * static_cast<std::int32_t>(i)) return false;
  std::printf("survived %d lost worker, and the result is right\n", lost);
  return lost == 1;
}

}  // namespace

int main() {
  try {
    return survives() ? 0 : 1;
  } catch (const std::exception& error) {
    std::printf("%s\n", error.what());
    return 1;
  }
}
