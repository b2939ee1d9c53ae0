// SPDX-License-Identifier: Apache-2.0
// What an empty call to a worker costs, there and back: while both sides spin, and where both sleep
// between calls, each beside its bare primitive between two processes: a counter in shared memory,
// and two futexes. All in one run, in turns.
//
//   worker_bench [ROUNDS]
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <thread>
#include <vector>

#include "fulcrum/config.hpp"
#include "offload/worker/worker_device.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using namespace fulcrum;  // NOLINT(google-build-using-namespace): a program

// Two words; the other process answers each count in the first with the same in the second.
struct Words {
  alignas(64) std::atomic<std::uint32_t> there{0};
  alignas(64) std::atomic<std::uint32_t> back{0};
};

void futex(std::atomic<std::uint32_t>& word, int what, std::uint32_t value) {
  syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&word), what, value, nullptr, nullptr, 0);
}

// A bare round trip: `sleeps` by futexes alone, else by reading alone.
class Bare {
 public:
  explicit Bare(bool sleeps) : sleeps_(sleeps) {
    void* const memory =
        mmap(nullptr, sizeof(Words), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) std::abort();
    words_ = new (memory) Words;
    child_ = fork();
    if (child_ == 0) answer();
  }
  ~Bare() {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
    munmap(words_, sizeof(Words));
  }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;

  void call() {
    ++count_;
    tell(words_->there, count_);
    hear(words_->back, count_);
  }

 private:
  [[noreturn]] void answer() {
    for (std::uint32_t count = 1;; ++count) {
      hear(words_->there, count);
      tell(words_->back, count);
    }
  }
  void tell(std::atomic<std::uint32_t>& word, std::uint32_t count) const {
    word.store(count, std::memory_order_seq_cst);
    if (sleeps_) futex(word, FUTEX_WAKE, 1);
  }
  void hear(std::atomic<std::uint32_t>& word, std::uint32_t count) const {
    for (std::uint32_t seen; (seen = word.load(std::memory_order_seq_cst)) != count;) {
      if (sleeps_) {
        futex(word, FUTEX_WAIT, seen);
      } else {
        offload::worker::pause();
      }
    }
  }

  const bool sleeps_;
  Words* words_ = nullptr;
  pid_t child_ = 0;
  std::uint32_t count_ = 0;
};

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

// Microseconds of one call, each after `pause`.
template <class Call>
double microseconds(const Call& call, int calls, std::chrono::microseconds pause) {
  std::vector<double> times;
  for (int i = 0; i < calls; ++i) {
    if (pause.count() > 0) std::this_thread::sleep_for(pause);
    const auto begin = Clock::now();
    call();
    times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
  }
  return median(times);
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 15;
  try {
    Bare sleeping(true);
    const auto device = offload::worker::device(config());
    const auto queue = device->create_queue();
    auto& own = static_cast<offload::worker::WorkerQueue&>(*queue);
    const auto call = [&own] {
      own.nothing();
      own.sync();
    };
    // So long that whoever spins has gone to sleep.
    constexpr std::chrono::microseconds kAsleep{400}, kNone{0};
    std::vector<double> spin, bare_spin, sleep, bare_sleep;
    for (int round = 0; round < rounds; ++round) {
      bare_sleep.push_back(microseconds([&] { sleeping.call(); }, 100, kAsleep));
      sleep.push_back(microseconds(call, 100, kAsleep));
      spin.push_back(microseconds(call, 2000, kNone));
    }
    Bare spinning(false);  // from here on it takes a processor
    for (int round = 0; round < rounds; ++round)
      bare_spin.push_back(microseconds([&] { spinning.call(); }, 2000, kNone));
    std::printf("an empty call, median of %d rounds (us)\n", rounds);
    std::printf("  both spin:  %7.2f   bare: %7.2f\n", median(spin), median(bare_spin));
    std::printf("  both sleep: %7.2f   bare: %7.2f   ratio %.2f, beyond 1.25 times: %+.2f us\n",
                median(sleep), median(bare_sleep), median(sleep) / median(bare_sleep),
                median(sleep) - 1.25 * median(bare_sleep));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
