// SPDX-License-Identifier: Apache-2.0
// What the runtime's layer costs over drivers that do nothing (bench/null/): a launch, a copy, a
// fill, recording an event and waiting for one, in nanoseconds, with the allocations that each
// makes once warm. Of the host and a worker, what is measured is queueing: the host's thread is
// held meanwhile, and a worker's ring takes as many commands as are queued at a time. Over a real
// driver, what a call takes with it: the layer's part of that is then its share.
//
//   runtime_bench [PLATFORM...]
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <future>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "fulcrum/runtime.hpp"

namespace {

std::atomic<std::int64_t> g_allocations{0};

}  // namespace

// Not inline: GCC would warn of free() for what it takes for the usual operator new.
__attribute__((noinline)) void* operator new(std::size_t bytes) {
  g_allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* const memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}
__attribute__((noinline)) void operator delete(void* memory) noexcept { std::free(memory); }
__attribute__((noinline)) void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace {

using namespace fulcrum;

constexpr int kRounds = 25;

struct Cost {
  double median_ns, allocations;  // of one call
};

// Holds the thread of a host stream, so that commands are queued and not run.
class Held {
 public:
  explicit Held(const Stream& stream) {
    std::promise<void> begun;
    stream.host([this, &begun] {
      begun.set_value();
      release_.get_future().wait();
    });
    begun.get_future().wait();
  }
  ~Held() { release_.set_value(); }

 private:
  std::promise<void> release_;
};

Cost measure(const Stream& stream, const std::string& platform, const std::function<void()>& call) {
  const bool hold = platform == "host";
  const int calls = platform.starts_with("worker") ? 250 : 4000;
  std::vector<double> samples;
  samples.reserve(kRounds);
  std::int64_t allocations = 0;
  for (int round = -3; round < kRounds; ++round) {
    {
      std::optional<Held> held;
      if (hold) held.emplace(stream);
      const std::int64_t before = g_allocations.load();
      const auto begin = std::chrono::steady_clock::now();
      for (int i = 0; i < calls; ++i) call();
      const std::chrono::duration<double, std::nano> time =
          std::chrono::steady_clock::now() - begin;
      if (round >= 0) {
        samples.push_back(time.count() / calls);
        allocations += g_allocations.load() - before;
      }
    }
    stream.sync();
  }
  std::nth_element(samples.begin(), samples.begin() + kRounds / 2, samples.end());
  return {samples[kRounds / 2], static_cast<double>(allocations) / kRounds / calls};
}

void work(const Block&, float, const float*, float*, std::uint64_t) {}

void measure_all(const Device& device) {
  const std::string& platform = device.properties().platform;
  const Stream stream = device.stream(), other = device.stream();
  const auto x = device.allocate<float>(1024), y = device.allocate<float>(1024);
  const auto host = device.allocate<float, memory::Pinned>(1024);
  const Event event = device.event(), ready = device.event();
  KernelSource source("work");
  source.host(host_kernel<&work>()).library("none").code(KernelFormat::Ptx, "none");
  source.code(KernelFormat::OpenClC,
              "kernel void work(float a, global const float* x, global float* y, ulong n) {}");
  const auto kernel = device.load<float, View<const float>, View<float>, std::uint64_t>(source);
  other.record(ready).sync();
  const auto print = [&](const char* what, const std::function<void()>& call) {
    const Cost cost = measure(stream, platform, call);
    std::printf("%-8s %-26s %7.1f ns   %.3f allocations\n", platform.c_str(), what, cost.median_ns,
                cost.allocations);
  };
  print("launch of 4 arguments", [&] { stream.launch({{4}, {256}}, kernel, 2.0F, x, y, 1024U); });
  print("copy", [&] { stream.copy(x.view(), host.view()); });
  print("copy of a matrix", [&] { stream.copy_matrix(x.view(), 32, host.view(), 32, 16, 32); });
  print("fill", [&] { stream.fill(x.view(), std::byte{0}); });
  print("record an event", [&] { stream.record(event); });
  print("wait for another stream's", [&] { stream.wait(ready); });
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> names(argv + 1, argv + argc);
  if (names.empty()) names.assign({"host"});
  try {
    for (const std::string& name : names) {
      const Platform found = platform(name);
      if (!found.available()) {
        std::printf("%s: %s\n", name.c_str(), found.reason().c_str());
        continue;
      }
      measure_all(found.devices().front());
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "runtime_bench: %s\n", error.what());
    return 1;
  }
}
