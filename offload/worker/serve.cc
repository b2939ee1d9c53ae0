// SPDX-License-Identifier: Apache-2.0
#include "offload/worker/serve.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>

#include "fulcrum/config.hpp"
#include "offload/worker/ring.hpp"
#include "offload/worker/serve_queue.hpp"
#include "offload/worker/served.hpp"
#include "offload/worker/waiting.hpp"
#include "simd/targets.hpp"
#include "simd/threads/chosen.hpp"

namespace fulcrum::offload::worker {
namespace {

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
  Server(const ServedArena& arena, std::unique_ptr<ServedDevice> device, const Tampering& tampering)
      : world_{arena, std::move(device), tampering},
        control_(arena.control()),
        requests_(control_.requests),
        replies_(control_.replies) {}

  [[noreturn]] void run() {
    std::thread([this] { watch(control_, world_.tampering); }).detach();
    try {
      for (;;) serve_one();
    } catch (const Nonsense& nonsense) {
      world_.give_up(kHostSentNonsense, std::string("the host sent ") + nonsense.what());
    } catch (const std::exception& error) {
      world_.give_up(kFailed, error.what());
    }
  }

 private:
  void serve_one() {
    wait(
        control_.to_worker, [this] { return !requests_.empty(); }, [] { return true; });
    requests_.read(message_);
    step(Step::TookRequest);
    ReplyMessage reply;
    body_ = 0;
    std::string text;
    try {
      answer();
    } catch (const Nonsense&) {
      throw;
    } catch (const std::exception& error) {
      world_.give_up_where_lost();
      Failed failed = failed_of(error);
      reply.code = static_cast<std::uint32_t>(failed.code);
      text = std::move(failed.text);
      if (text.empty()) text = "it does not say why";
      text.resize(std::min(text.size(), kMaxReply));
      body_ = 0;
    }
    step(Step::DidRequest);
    reply.text = static_cast<std::uint32_t>(text.size());
    reply.body = static_cast<std::uint32_t>(body_);
    reply.header.bytes = static_cast<std::uint32_t>(padded(sizeof reply + text.size() + body_));
    reply.header.position = ++answered_;
    message_.put(reply);
    std::memcpy(message_.bytes.data() + sizeof reply, text.data(), text.size());
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
        if (!world_.tampering.discards) load_kernel(world_, message_);
        return;
      case Kind::Describe:
        expect(sizeof(DescribeMessage));
        return put_body(world_.device->describe(message_.as<DescribeMessage>().index));
      case Kind::Allocate: {
        expect(sizeof(AllocateMessage));
        const auto message = message_.as<AllocateMessage>();
        return world_.device->allocate(message.place, message.bytes);
      }
      case Kind::Release:
        expect(sizeof(ReleaseMessage));
        return world_.device->release(message_.as<ReleaseMessage>().place);
      case Kind::Lock: {
        expect(sizeof(LockMessage));
        const auto message = message_.as<LockMessage>();
        std::byte* const memory = world_.arena.at(message.place, message.bytes, "lock");
        return put_body(std::uint64_t{world_.device->page_lock(memory, message.bytes) ? 1U : 0U});
      }
      case Kind::Unlock:
        expect(sizeof(UnlockMessage));
        return world_.device->page_unlock(
            world_.arena.at(message_.as<UnlockMessage>().place, 1, "unlock"));
      case Kind::Available:
        return put_body(world_.device->available_bytes());
      case Kind::Ping:
        return;
      default:
        throw Nonsense("a request of kind " + std::to_string(static_cast<unsigned>(header.kind)));
    }
  }

  // What was asked for, behind the reply that is to come.
  template <class Body>
  void put_body(const Body& body) {
    static_assert(sizeof body <= kMaxReply);
    std::memcpy(message_.bytes.data() + sizeof(ReplyMessage), &body, sizeof body);
    body_ = sizeof body;
  }

  void create(const CreateQueueMessage& message) {
    const ServedArena& arena = world_.arena;
    if (message.shared % alignof(QueueShared) != 0 ||
        !is_live(arena.memory, arena.layout, message.shared, sizeof(QueueShared)))
      throw Nonsense("a queue that does not lie in the arena");
    auto* shared =
        reinterpret_cast<QueueShared*>(arena.memory + arena.layout.blocks + message.shared);
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
  std::size_t body_ = 0;
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
std::string map(const Setup& setup, ServedArena& arena) {
  if (setup.magic != kMagic) return "the host sent nonsense at the handshake";
  arena.layout = ArenaLayout::of(setup.arena_bytes);
  struct stat status {};
  if (fstat(kArenaDescriptor, &status) != 0 ||
      static_cast<std::uint64_t>(status.st_size) != arena.layout.bytes ||
      (fcntl(kArenaDescriptor, F_GET_SEALS) & (F_SEAL_SHRINK | F_SEAL_GROW)) !=
          (F_SEAL_SHRINK | F_SEAL_GROW))
    return "the arena is not of the size that was said, or not sealed";
  void* const memory = mmap(nullptr, arena.layout.bytes, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_NORESERVE, kArenaDescriptor, 0);
  if (memory == MAP_FAILED)
    return "the arena cannot be mapped: " + std::generic_category().message(errno);
  arena.memory = static_cast<std::byte*>(memory);
  return {};
}

// Throws Error.
std::unique_ptr<ServedDevice> make_device(const Setup& setup, const ServedArena& arena,
                                          const Config& (*config)()) {
  const std::string platform = text_of(setup.platform);
  if (platform != "host") return serve_platform(arena, platform, setup.index, config());
  const simd::Target* const target = simd::find_target(static_cast<Isa>(setup.isa));
  if (target == nullptr || setup.index != 0) {
    throw Error(ErrorCode::BackendUnavailable, "worker",
                "it has no kernels for the host's SIMD target");
  }
  return serve_host(arena, *target);
}

}  // namespace

int serve(const Config& (*config)(), const Tampering& tampering) {
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
  ServedArena arena;
  std::unique_ptr<ServedDevice> device;
  Ready ready;
  std::string problem = map(setup, arena);
  if (problem.empty()) {
    step(Step::Mapped, &arena.control());
    try {
      device = make_device(setup, arena, config);
      ready.devices = device->devices();
    } catch (const std::exception& error) {
      problem = error.what();
    }
  }
  put_text(ready.problem, problem);
  ready.threads = simd::call_threads();
  if (!say(ready) || !device) return kHostEnded;
  step(Step::SaidReady, &arena.control());
  close(kTalkDescriptor);
  close(kArenaDescriptor);
  // Never destroyed: threads use it until the process ends.
  (new Server(arena, std::move(device), tampering))->run();
}

}  // namespace fulcrum::offload::worker
