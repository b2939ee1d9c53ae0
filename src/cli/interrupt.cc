// SPDX-License-Identifier: Apache-2.0
#include "src/cli/interrupt.hpp"

#include <csignal>

namespace fulcrum::cli {
namespace {

volatile std::sig_atomic_t g_interrupted = 0;

void on_signal(int /*signal*/) { g_interrupted = 1; }

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() { return g_interrupted != 0; }

}  // namespace fulcrum::cli
