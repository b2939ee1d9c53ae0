// SPDX-License-Identifier: Apache-2.0
// Ends with work in flight: exit_program PLATFORM. Its handles are statics that go after exit() has
// begun, one task never ends, and one stream's thread is at work all through a slow exit. Status 7
// where the platform is there, 77 where it is not.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <optional>
#include <string>
#include <thread>

#include "fulcrum/runtime.hpp"

namespace {

std::promise<void> g_never, g_begun;
std::optional<fulcrum::Buffer<int>> g_there;
std::optional<fulcrum::Buffer<int, fulcrum::memory::Pinned>> g_host;
std::optional<fulcrum::Stream> g_stream, g_held, g_busy;
std::optional<fulcrum::TimedEvent> g_event;

// Destroyed before them, after what drivers have registered for exit().
struct Slow {
  ~Slow() { std::this_thread::sleep_for(std::chrono::milliseconds(200)); }
} g_slow;

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    const fulcrum::Platform platform = fulcrum::platform(argv[1]);
    if (!platform.available()) {
      std::fprintf(stderr, "%s\n", platform.reason().c_str());
      return 77;
    }
    const fulcrum::Device& device = platform.devices().front();
    constexpr std::size_t kSize = 1 << 20;
    g_host = device.allocate<int, fulcrum::memory::Pinned>(kSize);
    g_there = device.allocate<int>(kSize);
    g_stream = device.stream();
    g_held = device.stream();
    g_event = device.timed_event();
    g_held->host([] {
      g_begun.set_value();
      g_never.get_future().wait();
    });
    g_held->copy(g_host->view(), g_there->view());
    for (int i = 0; i < 50; ++i) g_stream->copy(g_there->view(), g_host->view());
    g_stream->record(*g_event);
    g_busy = device.stream();
    for (int i = 0; i < 5000; ++i)
      g_busy->host([] {}).copy(g_there->view(), g_host->view()).record(*g_event);
    g_begun.get_future().wait();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 3;
  }
  std::exit(7);
}
