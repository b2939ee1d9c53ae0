// SPDX-License-Identifier: Apache-2.0
// Workers that die: at each step of the protocol, at any time under load, stopped, hung. Nothing is
// lost but what they were at.
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <random>
#include <thread>

#include "fulcrum/fulcrum.hpp"
#include "offload/platforms.hpp"
#include "tests/runtime/kernels.hpp"
#include "tests/support/scale.hpp"
#include "tests/worker/support.hpp"

namespace fulcrum::offload::worker {
namespace {

using Clock = std::chrono::steady_clock;

TEST(Death, AtEveryStepOfTheProtocolCostsOneAttempt) {
  const std::size_t before = open_descriptors();
  int survived = 0, deaths = 0;
  // From some step on nobody dies, but for what a queue's end takes.
  for (int step = 1; survived < 3 && step < 200; ++step) {
    const auto device = make_device();
    const int failures = use_until_it_works(device, step);
    EXPECT_LE(failures, 1) << "step " << step;
    const bool died = failures > 0 || device->started() > 1 || !device->process_now()->look();
    died ? ++deaths : ++survived;
    EXPECT_LE(device->arena().live_blocks(), 1U) << "step " << step;  // the page of times
    expect_no_child_seen();
  }
  std::cout << deaths << " steps\n";
  EXPECT_EQ(survived, 3);
  EXPECT_GT(deaths, 20);
  EXPECT_EQ(open_descriptors(), before);
}

TEST(Death, OfAThreadThatHangsOrAProcessThatIsStoppedIsNoticed) {
  for (const char* what : {"stop:12", "mute"}) {
    const auto device = make_device();
    const Told told(what);
    const auto begin = Clock::now();
    // Something to wait for, beyond the limit.
    try {
      const fulcrum::Device handle(device);
      const Stream stream = handle.stream();
      const auto there = handle.allocate<char>(1 << 20);
      for (;;) {
        stream.fill(there.view(), std::byte{1}).sync();
        if (Clock::now() - begin > std::chrono::seconds(20)) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        if (std::string(what) == "mute") {
          // It answers; nobody looks at its heart while nothing is waited for.
          device->process_now()->look();
        }
      }
      ADD_FAILURE() << what << " was not noticed";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::DeviceLost);
      EXPECT_NE(std::string(error.what()).find("silent for 700 ms"), std::string::npos)
          << error.what();
    }
    unsetenv("FULCRUM_WORKER_TEST");
    use(device, 9);
    expect_no_child_seen();
  }
}

TEST(Death, OfOneAfterTheOtherEndsInARestAndNotInALoop) {
  const Told told("die:5");
  const auto device = make_device();
  std::string last;
  for (int i = 0; i < 8; ++i) {
    try {
      use(device);
    } catch (const Error& error) {
      last = error.what();
    }
  }
  EXPECT_NE(last.find("5 workers have died one after another"), std::string::npos) << last;
  EXPECT_LE(device->started(), 5U);
}

TEST(Death, LeavesTheHostsMemoryAndKernelsInPlace) {
  const auto device = make_device();
  const fulcrum::Device handle(device);
  const auto kernel =
      handle.load<float, View<const float>, View<float>, std::uint32_t>(test::saxpy_source());
  auto x = handle.allocate<float, memory::Pinned>(1000),
       y = handle.allocate<float, memory::Pinned>(1000);
  std::fill_n(x.data(), 1000, 2.0F);
  const auto old = handle.allocate<float>(1000);
  std::optional<Stream> lost(handle.stream());
  lost->copy(old.view(), x.view()).sync();
  const Event event = handle.event();
  lost->record(event);
  kill(device->process_now()->pid(), SIGKILL);
  while (device->process_now()->look()) std::this_thread::yield();
  EXPECT_THROW(lost->copy(old.view(), x.view()), Error);
  EXPECT_NE(lost->status().find(" is lost: it "), std::string::npos) << lost->status();
  EXPECT_NO_THROW(event.sync()) << "it was done before";
  EXPECT_TRUE(event.done());
  // Another worker: memory that was the host's too is as it was, the device's is lost.
  const Stream stream = handle.stream();
  const auto there = handle.allocate<float>(1000), sum = handle.allocate<float>(1000);
  try {
    stream.copy(there.view(), old.view());
    ADD_FAILURE() << "memory of a lost worker was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::DeviceLost) << error.what();
  }
  stream.copy(there.view(), x.view()).fill(sum.view(), std::byte{0});
  stream.launch({{4}, {250}}, kernel, 3.0F, there, sum, 1000U).copy(y.view(), sum.view()).sync();
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(y.data()[i], 6.0F);
  lost.reset();
}

// Calls of the library onto a worker that is killed again and again: what is not computed there is
// computed here, from inputs that are whole.
class Load {
 public:
  // C = C + A B and X = inv(T) X in place, in whole numbers.
  static bool right(unsigned seed) {
    constexpr std::int64_t kN = 160;
    const auto matrix = [&](unsigned factor) {
      std::vector<double> m(kN * kN);
      for (std::size_t i = 0; i < m.size(); ++i)
        m[i] = static_cast<double>((i * factor + seed) % 7) - 3;
      return m;
    };
    const std::vector<double> a = matrix(3), b = matrix(5);
    std::vector<double> t(kN * kN), c = matrix(11), want = c, x = b, x_want = b;
    for (std::int64_t j = 0; j < kN; ++j) {
      t[static_cast<std::size_t>(j * kN + j)] = 1;
      if (j > 0) t[static_cast<std::size_t>(j * kN + j - 1)] = -1;
    }
    const auto compute = [&](std::vector<double>& c, std::vector<double>& x, Backend backend) {
      CallOptions options;
      options.backend = backend;
      forced(
          [&](const CallOptions& o) {
            gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, kN, kN, kN, 1.0, a.data(), kN,
                 b.data(), kN, 1.0, c.data(), kN, o);
          },
          options);
      forced(
          [&](const CallOptions& o) {
            trsm(Layout::ColMajor, Side::Left, Uplo::Upper, Op::NoTrans, Diag::Unit, kN, kN, 1.0,
                 t.data(), kN, x.data(), kN, o);
          },
          options);
    };
    compute(want, x_want, Backend::Simd);
    compute(c, x, "worker");
    return c == want && x == x_want;
  }

 private:
  // A forced call throws where nothing was done yet: nothing was written either.
  template <class Call>
  static void forced(const Call& call, CallOptions options) {
    try {
      call(options);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::DeviceLost) << error.what();
      options.backend = Backend::Simd;
      call(options);
    }
  }
};

TEST(Death, AtAnyTimeUnderLoadLosesNothing) {
  const int kills = test::long_scale() ? 1000 : 100;
  const auto device = worker::device(config());
  ASSERT_TRUE(Load::right(1));
  const std::size_t descriptors = open_descriptors();
  const std::uint64_t crossed = call_counts().crossed;
  std::atomic<bool> stop{false};
  std::atomic<int> wrong{0}, calls{0};
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      for (unsigned i = 0; !stop; ++i, ++calls)
        if (!Load::right(t * 1000 + i)) ++wrong;
    });
  }
  std::mt19937 random(20251129);
  // Some time after it has been started: some die before they have done anything, most do not.
  std::uint64_t last = 0;
  for (int killed = 0; killed < kills;) {
    std::this_thread::sleep_for(std::chrono::microseconds(100));
    const auto process = device->process_now();
    if (!process || process->lost() || process->generation() == last) continue;
    std::this_thread::sleep_for(
        std::chrono::microseconds(std::uniform_int_distribution<int>(0, 60000)(random)));
    last = process->generation();
    kill(process->pid(), SIGKILL);
    ++killed;
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_GT(calls, 0);
  EXPECT_GT(call_counts().crossed, crossed) << "none was computed by a worker";
  // Usable again: the first call crosses, or at most the second.
  const auto begin = Clock::now();
  const std::uint64_t before = call_counts().crossed;
  while (call_counts().crossed == before && Clock::now() - begin < std::chrono::seconds(20))
    EXPECT_TRUE(Load::right(2));
  std::cout << kills << " kills, " << calls << " calls, " << call_counts().crossed - crossed
            << " crossed, " << device->started() << " workers; usable again after "
            << std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin).count()
            << " ms\n";
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(5));
  expect_no_child_seen();
  EXPECT_LE(open_descriptors(), descriptors);
  // What idle lanes of the last worker have: three queues and two slots of the ring each.
  EXPECT_LE(device->arena().live_blocks(), 4U * 5U);
}

}  // namespace
}  // namespace fulcrum::offload::worker
