// SPDX-License-Identifier: Apache-2.0
#include "offload/worker/serve.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>

#include "fulcrum/config.hpp"
#include "offload/worker/ring.hpp"
#include "offload/worker/serve_queue.hpp"
#include "offload/worker/waiting.hpp"
#include "simd/targets.hpp"
#include "simd/threads/chosen.hpp"

namespace fulcrum::offload::worker {
namespace {

// Fills in why and ends the process. Other threads may be at work: nothing is cleaned up.
[[noreturn]] void give_up(ControlShared& control, int status, const char* why) {
  put_text(control.last_words, why);
  _exit(status);
}

// Beats, and ends the process when the host has ended.
void watch(ControlShared& control, const Tampering& tampering) {
  pollfd host{kHostDescriptor, POLLIN, 0};
  for (;;) {
    if (tampering.beats) control.heartbeat.value.fetch_add(1, std::memory_order_relaxed);
    if (poll(&host, 1, kHeartbeatMs) > 0) _exit(kHostEnded);
  }
}

// All of what is there: the arena, the queues, the kernels.
class Server {
 public:
  Server(std::byte* arena, const ArenaLayout& layout, const simd::Target& target,
         const Tampering& tampering)
      : world_{arena, layout, target, tampering},
        control_(*reinterpret_cast<ControlShared*>(arena)),
        requests_(control_.requests),
        replies_(control_.replies) {}

  [[noreturn]] void run() {
    std::thread([this] { watch(control_, world_.tampering); }).detach();
    try {
      for (;;) serve_one();
    } catch (const Nonsense& nonsense) {
      give_up(control_, kHostSentNonsense,
              (std::string("the host sent ") + nonsense.what()).c_str());
    } catch (const std::exception& error) {
      give_up(control_, kFailed, error.what());
    }
  }

 private:
  void serve_one() {
    wait(
        control_.to_worker, [this] { return !requests_.empty(); }, [] { return true; });
    requests_.read(message_);
    step(Step::TookRequest);
    ReplyMessage reply;
    try {
      answer();
    } catch (const Nonsense&) {
      throw;
    } catch (const std::exception& error) {
      reply.failure = failure_of(error);
    }
    step(Step::DidRequest);
    reply.header.bytes = padded(sizeof reply);
    reply.header.position = ++answered_;
    message_.put(reply);
    if (!replies_.has_room(reply.header.bytes)) throw Nonsense("no word that it has read");
    replies_.write(message_.bytes.data(), reply.header.bytes);
    ring(control_.to_host);
    step(Step::Replied);
  }

  void answer() {
    const Header header = message_.header();
    const auto expect = [&](std::size_t bytes) {
      if (header.bytes < bytes) throw Nonsense("a request that is too short");
    };
    switch (header.kind) {
      case Kind::CreateQueue:
        expect(sizeof(CreateQueueMessage));
        return create(message_.as<CreateQueueMessage>());
      case Kind::DestroyQueue:
        expect(sizeof(DestroyQueueMessage));
        return destroy(message_.as<DestroyQueueMessage>().queue);
      case Kind::LoadKernel:
        expect(sizeof(LoadKernelMessage));
        return world_.kernels.load(message_);
      case Kind::Ping:
        return;
      default:
        throw Nonsense("a request of kind " + std::to_string(static_cast<unsigned>(header.kind)));
    }
  }

  void create(const CreateQueueMessage& message) {
    if (message.shared % alignof(QueueShared) != 0 ||
        !is_live(world_.arena, world_.layout, message.shared, sizeof(QueueShared)))
      throw Nonsense("a queue that does not lie in the arena");
    auto* shared =
        reinterpret_cast<QueueShared*>(world_.arena + world_.layout.blocks + message.shared);
    world_.queues.add(message.queue, std::make_shared<ServedQueue>(world_, *shared));
  }

  void destroy(std::uint64_t number) {
    const auto queue = world_.queues.take(number);
    if (!queue) throw Nonsense("the end of a queue that is not there");
    queue->stop();
  }

  void step(Step step) {
    if (world_.tampering.at != nullptr) world_.tampering.at(step, &control_, nullptr);
  }

  World world_;
  ControlShared& control_;
  RingReader requests_;
  RingWriter replies_;
  std::uint64_t answered_ = 0;
  Message message_;
};

bool is_ours() {
  struct stat talk {};
  return fstat(kTalkDescriptor, &talk) == 0 && S_ISSOCK(talk.st_mode) &&
         fcntl(kArenaDescriptor, F_GETFD) >= 0 && fcntl(kHostDescriptor, F_GETFD) >= 0;
}

template <class M>
bool receive(M& message) {
  ssize_t got = 0;
  do got = recv(kTalkDescriptor, &message, sizeof message, 0);
  while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(sizeof message);
}
template <class M>
bool say(const M& message) {
  return send(kTalkDescriptor, &message, sizeof message, MSG_NOSIGNAL) ==
         static_cast<ssize_t>(sizeof message);
}

// Empty where all is well.
std::string problem_of(const Setup& setup, const simd::Target** target, std::byte** arena,
                       ArenaLayout* layout) {
  if (setup.magic != kMagic) return "the host sent nonsense at the handshake";
  if (text_of(setup.platform) != "host" || setup.index != 0)
    return "this worker serves no device " + std::to_string(setup.index) + " of platform " +
           text_of(setup.platform);
  *target = simd::find_target(static_cast<Isa>(setup.isa));
  if (*target == nullptr) return "it has no kernels for the host's SIMD target";
  *layout = ArenaLayout::of(setup.arena_bytes);
  struct stat status {};
  if (fstat(kArenaDescriptor, &status) != 0 ||
      static_cast<std::uint64_t>(status.st_size) != layout->bytes ||
      (fcntl(kArenaDescriptor, F_GET_SEALS) & (F_SEAL_SHRINK | F_SEAL_GROW)) !=
          (F_SEAL_SHRINK | F_SEAL_GROW))
    return "the arena is not of the size that was said, or not sealed";
  void* const memory = mmap(nullptr, layout->bytes, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_NORESERVE, kArenaDescriptor, 0);
  if (memory == MAP_FAILED)
    return "the arena cannot be mapped: " + std::generic_category().message(errno);
  *arena = static_cast<std::byte*>(memory);
  return {};
}

}  // namespace

int serve(const Tampering& tampering) {
  if (!is_ours()) return kNotStartedByUs;
  const auto step = [&](Step step, ControlShared* control) {
    if (tampering.at != nullptr) tampering.at(step, control, nullptr);
  };
  step(Step::Started, nullptr);
  Hello hello;
  hello.protocol = protocol() + tampering.protocol_difference;
  put_text(hello.version, version());
  Setup setup;
  if (!say(hello)) return kHostEnded;
  step(Step::SaidHello, nullptr);
  if (!receive(setup)) return kHostEnded;
  const simd::Target* target = nullptr;
  std::byte* arena = nullptr;
  ArenaLayout layout;
  Ready ready;
  put_text(ready.problem, problem_of(setup, &target, &arena, &layout));
  ready.threads = simd::call_threads();
  if (arena != nullptr) step(Step::Mapped, reinterpret_cast<ControlShared*>(arena));
  if (!say(ready) || arena == nullptr) return kHostEnded;
  step(Step::SaidReady, reinterpret_cast<ControlShared*>(arena));
  close(kTalkDescriptor);
  close(kArenaDescriptor);
  // Never destroyed: threads use it until the process ends.
  (new Server(arena, layout, *target, tampering))->run();
}

}  // namespace fulcrum::offload::worker
