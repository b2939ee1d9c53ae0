// SPDX-License-Identifier: Apache-2.0
// fulcrum-worker as it is not shipped: FULCRUM_WORKER_TEST has it die, stop or lie at a step of the
// protocol, counted through all of its threads from 1.
//
//   die:N  is killed          stop:N  is stopped
//   mute   has no heartbeat   version  says another protocol
//   lie:N:WHAT  writes nonsense where the host reads, at the N-th place where that is to be (lie()
//               below has the numbers)
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <unistd.h>

#include "fulcrum/config.hpp"
#include "offload/worker/protocol.hpp"
#include "offload/worker/serve.hpp"

namespace {

using namespace fulcrum::offload::worker;  // NOLINT(google-build-using-namespace): a program

char g_what[16];
int g_step = 0, g_lie = 0;
std::atomic<int> g_steps{0};

[[noreturn]] void hang() {
  for (;;) pause();
}

// Where a lie is told: at a request, or behind a command.
Step place_of(int lie) { return lie < 4 ? Step::TookRequest : Step::DidCommand; }

void lie(ControlShared* control, QueueShared* queue) {
  switch (g_lie) {
    case 0:  // an answer that is none
      for (std::size_t i = 0; i < control->replies.bytes.size(); ++i)
        control->replies.bytes[i] = std::byte(i * 37 + 11);
      control->replies.written.value.store(512);
      hang();
    case 1:  // a position that cannot be
      control->replies.written.value.store(UINT64_MAX / 3);
      hang();
    case 2:  // the beginning of an answer, and bells that ring for nobody
      control->to_host.waiting.store(UINT32_MAX);
      control->replies.written.value.fetch_add(8);
      hang();
    case 3:  // it has read what was never written
      control->requests.read.value.store(1 << 30);
      break;
    case 4:  // the same of a queue
      queue->commands.read.value.store(UINT64_MAX / 5);
      break;
    case 5:  // it has done what was never asked for
      queue->done.value.store(UINT64_MAX - 1);
      hang();
    case 6:  // a failure without an end
      std::memset(static_cast<void*>(&queue->failure), 0xFE, sizeof queue->failure);
      queue->failed.value.store(1);
      break;
    default:
      break;
  }
}

void at(Step step, ControlShared* control, QueueShared* queue) {
  const bool lies = std::strcmp(g_what, "lie") == 0;
  if (lies && step != place_of(g_lie)) return;
  if (++g_steps != g_step) return;
  if (std::strcmp(g_what, "die") == 0) kill(getpid(), SIGKILL);
  if (std::strcmp(g_what, "stop") == 0) kill(getpid(), SIGSTOP);
  if (lies) lie(control, queue);
}

}  // namespace

int main() {
  Tampering tampering;
  if (const char* text = std::getenv("FULCRUM_WORKER_TEST"); text != nullptr) {
    if (std::sscanf(text, "%15[a-z]:%d:%d", g_what, &g_step, &g_lie) < 1) return 9;
    if (std::strcmp(g_what, "version") == 0) tampering.protocol_difference = 1;
    tampering.beats = std::strcmp(g_what, "mute") != 0;
    tampering.at = &at;
  }
  return serve(&fulcrum::config, tampering);
}
