// SPDX-License-Identifier: Apache-2.0
// Nonsense from either side: a worker that lies is ended and reported, a host's that the worker
// cannot have meant ends in an error, whatever bytes they are.
#include <chrono>
#include <cstring>
#include <random>
#include <thread>

#include "offload/worker/problems.hpp"
#include "tests/support/scale.hpp"
#include "tests/worker/support.hpp"

namespace fulcrum::offload::worker {
namespace {

// Two queues with a few commands each, one after another.
void step_by_step(const std::shared_ptr<WorkerDevice>& device) {
  const fulcrum::Device handle(device);
  for (int queue = 0; queue < 2; ++queue) {
    const Stream stream = handle.stream();
    const auto there = handle.allocate<char>(100);
    for (int i = 0; i < 3; ++i) stream.fill(there.view(), std::byte{1}).sync();
  }
}

TEST(Nonsense, OfAWorkerEndsItAndIsReported) {
  for (int lie = 0; lie <= 6; ++lie) {
    for (int place = 1; place <= 2; ++place) {
      const auto device = make_device();
      std::shared_ptr<Process> liar;
      {
        const Told told("lie:" + std::to_string(place) + ":" + std::to_string(lie));
        liar = device->process();
      }
      std::string why;
      try {
        step_by_step(device);
      } catch (const Error& error) {
        why = error.what();
      }
      // The last is an error that could be one. Of the others some show when a queue is given back,
      // where nothing is thrown.
      if (lie == 6) {
        EXPECT_NE(why.find("worker: "), std::string::npos) << why;
      } else {
        EXPECT_NE(liar->why_lost().find("it sent nonsense: "), std::string::npos)
            << lie << ", place " << place << ": " << liar->why_lost();
      }
      liar.reset();
      for (const char c : why) EXPECT_GE(c, 0x20);
      use(device, 3);
      EXPECT_EQ(device->started(), lie == 6 ? 1U : 2U);
      EXPECT_LE(device->arena().live_blocks(), 1U) << lie << ", place " << place;
      expect_no_child_seen();
    }
  }
}

// A host's half of a queue, whose messages are written as they are.
class RawQueue {
 public:
  explicit RawQueue(const std::shared_ptr<Process>& process)
      : process_(process),
        offset_(process->arena().allocate(sizeof(QueueShared))),
        shared_(*new (process->arena().blocks() + offset_) QueueShared),
        writer_(shared_.commands) {
    Message message;
    message.put(CreateQueueMessage{.queue = process->next_number(), .shared = offset_});
    process->request(message, sizeof(CreateQueueMessage), "test");
  }
  ~RawQueue() {
    process_->lose("the test is done with it");
    process_->arena().release(offset_);
  }
  RawQueue(const RawQueue&) = delete;
  RawQueue& operator=(const RawQueue&) = delete;

  QueueShared& shared() { return shared_; }
  // Writes bytes of the message, a multiple of 16; then waits until something has come of it: a
  // failure, an end, or done. Empty where it was done.
  std::string send(const Message& message, std::size_t bytes) {
    writer_.write(message.bytes.data(), bytes);
    ring(shared_.to_worker);
    const std::uint64_t position = ++sent_;
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
    try {
      process_->wait(shared_.to_host, [&] {
        return shared_.done.value.load() >= position ||
               std::chrono::steady_clock::now() > until;  // a message that says it has more bytes
      });
    } catch (const Error& error) {
      return error.what();
    }
    if (shared_.failed.value.load() != 0) return text_of(shared_.failure.text);
    return shared_.done.value.load() >= position ? "" : "waits for more";
  }
  std::uint64_t next() const { return sent_ + 1; }

 private:
  std::shared_ptr<Process> process_;
  std::uint64_t offset_;
  QueueShared& shared_;
  RingWriter writer_;
  std::uint64_t sent_ = 0;
};

class HostsNonsense : public testing::Test {
 protected:
  // A legal message of each kind; `bytes` of it.
  std::size_t legal(int which, RawQueue& queue, Message& message) {
    const auto finish = [&](std::size_t bytes) {
      Header header = message.header();
      header.bytes = static_cast<std::uint32_t>(padded(bytes));
      header.position = queue.next();
      message.put(header);
      return padded(bytes);
    };
    message.bytes.fill(std::byte{0});
    switch (which) {
      case 0: {
        CopyMessage copy;
        copy.dst = block_, copy.src = block_ + 4096, copy.width = 100, copy.height = 3;
        copy.dst_pitch = copy.src_pitch = 128;
        message.put(copy);
        return finish(sizeof copy);
      }
      case 1:
        message.put(FillMessage{.dst = block_, .bytes = 4096, .value = 1});
        return finish(sizeof(FillMessage));
      case 2:
        message.put(NoteTimeMessage{.dst = block_ + 8});
        return finish(sizeof(NoteTimeMessage));
      case 3: {
        const auto address = [&](std::uint64_t at) { return address_base(1) + block_ + at; };
        GemmProblem<double> p;
        p.m = p.n = p.k = 8;
        p.alpha = p.beta = 1;
        p.a = pointer_to<double>(address(0)), p.b = pointer_to<double>(address(1024));
        p.c = pointer_to<double>(address(2048));
        p.lda = p.ldb = p.ldc = 8;
        message.put(
            ComputeMessage{.type = blas::kNumberOf<GemmProblem<double>>, .bytes = sizeof p});
        std::memcpy(message.bytes.data() + sizeof(ComputeMessage), &p, sizeof p);
        return finish(sizeof(ComputeMessage) + sizeof p);
      }
      default:
        message.put(NothingMessage{});
        return finish(sizeof(NothingMessage));
    }
  }

  std::shared_ptr<WorkerDevice> device_ = make_device();
  std::uint64_t block_ = 0;
};

TEST_F(HostsNonsense, InAMutatedMessageEndsInAnErrorOrInNothing) {
  const int rounds = test::scaled(150, 30);
  std::mt19937 random(7);
  const auto number = [&](std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
  };
  int done = 0, refused = 0, ended = 0;
  for (int round = 0; round < rounds; ++round) {
    std::unique_ptr<Process> unused;
    Options options = test_options();
    // One after the other, each on an arena of its own, without the rest that a device takes.
    Arena arena(options.capacity);
    block_ = arena.allocate(16384);
    const auto process = std::make_shared<Process>(arena, options, 1);
    RawQueue queue(process);
    for (int i = 0; i < 6 && !process->lost(); ++i) {
      Message message;
      const std::size_t bytes = legal(static_cast<int>(number(5)), queue, message);
      if (i > 0) {
        const std::size_t at = number(bytes);
        message.bytes[at] ^= std::byte(1U << number(8));
        if (number(2) == 0) message.bytes[number(bytes)] = std::byte(number(256));
      }
      const std::string what = queue.send(message, bytes);
      if (i == 0) {
        ASSERT_EQ(what, "") << "the legal one was refused";
      }
      if (what.empty()) {
        ++done;
      } else if (process->lost()) {
        ++ended;
        EXPECT_NE(what.find("the host sent"), std::string::npos) << what;
      } else {
        ++refused;
        break;
      }
    }
  }
  std::cout << done << " done, " << refused << " refused, " << ended << " ended the worker\n";
  EXPECT_GT(refused, 0);
  EXPECT_GT(ended, 0);
}

TEST_F(HostsNonsense, PlacesBeyondWhatIsInUseAreRefusedOnBothSides) {
  const fulcrum::Device handle(device_);
  const Stream stream = handle.stream();
  const auto there = handle.allocate<char>(4096), other = handle.allocate<char>(8192);
  const auto refused = [](const auto& call) {
    try {
      call();
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("nothing was thrown");
  };
  const View<char> beyond(there.view().address(), 5000, nullptr);
  EXPECT_NE(refused([&] { stream.fill(beyond, std::byte{1}); }).find("not inside one buffer"),
            std::string::npos);
  EXPECT_NE(refused([&] {
              stream.copy(beyond, other.view().part(0, 5000));
            }).find("not inside one buffer"),
            std::string::npos);
  // On the worker's side, past the host's check.
  auto& queue = static_cast<WorkerQueue&>(stream.impl().queue());
  GemvProblem<double> p;
  p.m = 8, p.n = 65, p.lda = 8, p.alpha = p.beta = 1;
  p.a = pointer_to<double>(there.view().address());
  p.x = pointer_to<double>(other.view().address());
  p.y = pointer_to<double>(other.view().address() + 4096);
  queue.compute(blas::kNumberOf<GemvProblem<double>>, &p, sizeof p, nullptr, 0);
  const std::string why = refused([&] { stream.sync(); });
  EXPECT_NE(why.find("4160 bytes at offset"), std::string::npos) << why;
  EXPECT_FALSE(device_->process_now()->lost()) << "a wrong place is that queue's error alone";
  use(device_);
}

// An increment, a leading dimension or a batch's stride that the pipelines never send.
TEST_F(HostsNonsense, ProblemsThatDoNotLiePackedAreRefused) {
  const fulcrum::Device handle(device_);
  const auto there = handle.allocate<double>(4096);
  const auto* at = pointer_to<double>(there.view().address());
  const auto answer = [&](const auto& problem) {
    using P = std::remove_cvref_t<decltype(problem)>;
    const Stream stream = handle.stream();
    static_cast<WorkerQueue&>(stream.impl().queue())
        .compute(blas::kNumberOf<P>, &problem, sizeof problem, nullptr, 0);
    try {
      stream.sync();
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  ScalProblem<double> scal{8, 2.0, const_cast<double*>(at), 1};
  EXPECT_EQ(answer(scal), "");
  scal.incx = 2;
  EXPECT_NE(answer(scal).find("does not lie packed"), std::string::npos);
  scal.incx = 1, scal.n = -1;
  EXPECT_NE(answer(scal).find("a flag or size that is none"), std::string::npos);
  GemvProblem<double> gemv;
  gemv.m = gemv.n = 4, gemv.lda = 8;
  gemv.alpha = gemv.beta = 1, gemv.a = at, gemv.x = at + 100,
  gemv.y = const_cast<double*>(at) + 200;
  EXPECT_NE(answer(gemv).find("does not lie packed"), std::string::npos);
  gemv.lda = 4;
  EXPECT_EQ(answer(gemv), "");
  std::memset(&gemv.trans, 2, 1);
  EXPECT_NE(answer(gemv).find("a flag or size that is none"), std::string::npos);
  simd::CopyGroup<double> copies;
  copies.item.n = 4, copies.item.x = at, copies.item.y = const_cast<double*>(at) + 100;
  copies.count = 3, copies.stride_x = copies.stride_y = 4;
  EXPECT_EQ(answer(copies), "");
  copies.stride_y = 0;
  EXPECT_NE(answer(copies).find("outputs that overlap"), std::string::npos);
  copies.stride_y = std::int64_t{1} << 62;
  EXPECT_NE(answer(copies).find("larger than memory"), std::string::npos);
}

}  // namespace
}  // namespace fulcrum::offload::worker
