// SPDX-License-Identifier: Apache-2.0
#include "offload/worker/process.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <system_error>

namespace fulcrum::offload::worker {
namespace {

constinit std::atomic<bool> g_child{false}, g_watched{false};

constexpr const char* kForked =
    "this process was forked from the one that has the worker, and has not got its memory";

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }
  void reset() {
    if (descriptor_ >= 0) close(descriptor_);
    descriptor_ = -1;
  }

 private:
  int descriptor_;
};

std::int64_t now_ns() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

[[noreturn]] void unavailable(const std::string& why) {
  throw Error(ErrorCode::BackendUnavailable, "worker", why);
}

// The arena's beginning, as a worker finds it.
ControlShared& prepared(Arena& arena) { return *new (arena.base()) ControlShared; }

// One message of that size, within the time; false where the other side has gone.
bool receive(int socket, void* message, std::size_t bytes, std::chrono::milliseconds longest) {
  pollfd waiting{socket, POLLIN, 0};
  const auto end = std::chrono::steady_clock::now() + longest;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    const int ready = poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0)
      unavailable("the worker has not answered within " + std::to_string(longest.count()) + " ms");
    const ssize_t got = recv(socket, message, bytes, MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) return false;
    if (static_cast<std::size_t>(got) != bytes)
      unavailable("the worker's answer has " + std::to_string(got) + " bytes, not " +
                  std::to_string(bytes));
    return true;
  }
}

}  // namespace

bool own_process() noexcept { return !g_child.load(std::memory_order_relaxed); }

void watch_forks() noexcept {
  if (g_watched.exchange(true)) return;
  pthread_atfork(nullptr, nullptr, [] { g_child.store(true, std::memory_order_relaxed); });
}

void require_own_process() {
  if (!own_process()) throw Error(ErrorCode::DeviceLost, "worker", kForked);
}

Process::Process(Arena& arena, const Options& options, std::uint64_t generation)
    : arena_(arena),
      generation_(generation),
      silence_(options.silence),
      last_look_(std::chrono::steady_clock::now()),
      requests_(prepared(arena).requests),
      replies_(control().replies) {
  const std::string program = find_program(options.program);
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
    unavailable("socketpair: " + std::generic_category().message(errno));
  const File talk(pair[0]);
  File others(pair[1]);
  const File host(static_cast<int>(syscall(SYS_pidfd_open, getpid(), 0)));
  if (host.get() < 0) unavailable("pidfd_open: " + std::generic_category().message(errno));
  child_ = Child(program, {arena.descriptor(), host.get(), others.get()});
  others.reset();
  try {
    shake_hands(options, talk.get());
  } catch (const Error& error) {
    child_.end();
    // Without "worker: " once more.
    const std::string text = error.what();
    throw Error(error.code(), "worker", program + ": " + text.substr(text.find(' ') + 1));
  }
}

void Process::shake_hands(const Options& options, int talk) {
  const auto ended = [&](const char* when) {
    child_.end();
    const std::string words = last_words();
    unavailable("it ended " + std::string(when) + ": " + child_.how() +
                (words.empty() ? "" : ": " + words));
  };
  Hello hello;
  if (!receive(talk, &hello, sizeof hello, options.start)) ended("before it had said its version");
  if (hello.magic != kMagic) unavailable("this is no fulcrum-worker");
  if (hello.protocol != protocol() || text_of(hello.version) != version()) {
    unavailable("it is of version " + text_of(hello.version) + ", and this library of " +
                std::string(version()) +
                (text_of(hello.version) == version() ? ", from another build" : "") +
                ": they must come from one build");
  }
  Setup setup;
  setup.arena_bytes = arena_.layout().pages * kPage;
  setup.isa = static_cast<std::uint32_t>(options.isa);
  setup.index = options.index;
  put_text(setup.platform, options.platform);
  if (send(talk, &setup, sizeof setup, MSG_NOSIGNAL) != sizeof setup) ended("at the handshake");
  Ready ready;
  if (!receive(talk, &ready, sizeof ready, options.start)) ended("at the handshake");
  if (const std::string problem = text_of(ready.problem); !problem.empty()) unavailable(problem);
  if (ready.magic != kMagic || ready.threads < 1) unavailable("it sent nonsense at the handshake");
  threads_ = ready.threads;
  devices_ = ready.devices;
}

Process::~Process() {
  // In a child of fork() it is the parent's.
  if (own_process() && !gone()) child_.end();
}

std::string Process::last_words() const { return text_of(control().last_words); }

std::string Process::why_lost() const {
  if (!own_process()) return kForked;
  const std::lock_guard lock(mutex_);
  return why_;
}

Error Process::error() const {
  return Error(ErrorCode::DeviceLost, "worker",
               "process " + std::to_string(pid()) + " is lost: " + why_lost());
}

// Under the lock.
void Process::note_death(const std::string& why) noexcept {
  try {
    why_ = why;
    if (const std::string words = last_words(); !words.empty()) why_ += ": " + words;
  } catch (...) {
    why_.clear();
  }
  gone_.store(true, std::memory_order_release);
  lost_.store(true, std::memory_order_release);
}

void Process::lose(const std::string& why) noexcept {
  const std::lock_guard lock(mutex_);
  if (lost()) return;
  if (child_.end()) return note_death(why);
  try {
    why_ = why + "; it cannot be ended";
  } catch (...) {
    why_.clear();
  }
  lost_.store(true, std::memory_order_release);
}

// Time in which this process did not run itself, as when both were stopped, counts as one slice.
bool Process::beats() noexcept {
  const auto now = std::chrono::steady_clock::now();
  const std::chrono::nanoseconds since = now - last_look_;
  last_look_ = now;
  const std::uint64_t beat = control().heartbeat.value.load(std::memory_order_relaxed);
  if (beat != last_beat_) {
    last_beat_ = beat;
    silent_ = std::chrono::nanoseconds(0);
    return true;
  }
  silent_ += std::min<std::chrono::nanoseconds>(since, std::chrono::milliseconds(2 * kHeartbeatMs));
  return silent_ < silence_;
}

bool Process::glance() noexcept {
  constexpr std::int64_t kRecent = 1000000;
  if (lost()) return false;
  return now_ns() - seen_.load(std::memory_order_relaxed) < kRecent || look();
}

bool Process::look() noexcept {
  if (lost()) return false;
  bool beating = true;
  {
    const std::lock_guard lock(mutex_);
    if (lost()) return false;
    if (child_.ended()) {
      note_death(child_.how());
      return false;
    }
    beating = beats();
  }
  if (beating) {
    seen_.store(now_ns(), std::memory_order_relaxed);
    return true;
  }
  lose("it has been silent for " + std::to_string(silence_.count()) + " ms: stopped or hung");
  return false;
}

std::span<const std::byte> Process::request(Message& message, std::size_t bytes,
                                            const char* routine) {
  require();  // before a lock that a child of fork() may find taken
  const std::lock_guard lock(control_mutex_);
  require();
  Header header = message.header();
  header.bytes = static_cast<std::uint32_t>(padded(bytes));
  header.position = ++sent_;
  message.put(header);
  ControlShared& shared = control();
  // The answer to the one before has been read, so the ring is empty.
  guarded([&] {
    if (!requests_.has_room(header.bytes)) throw Nonsense("a request that it has never read");
    requests_.write(message.bytes.data(), header.bytes);
  });
  ring(shared.to_worker);
  wait(shared.to_host, [&] { return !replies_.empty(); });
  const auto reply = guarded([&] {
    replies_.read(message);
    if (message.header().kind != Kind::Reply || message.header().bytes < sizeof(ReplyMessage))
      throw Nonsense("an answer that is none");
    const auto head = message.as<ReplyMessage>();
    if (std::uint64_t{head.text} + head.body > message.header().bytes - sizeof head)
      throw Nonsense("an answer that is cut short");
    return head;
  });
  const std::byte* const body = message.bytes.data() + sizeof reply;
  if (reply.text > 0) {
    const auto code = std::min(reply.code, static_cast<std::uint32_t>(ErrorCode::Internal));
    std::string text = lines_of(body, reply.text);
    if (const std::string prefix = std::string(routine) + ": "; text.starts_with(prefix))
      text.erase(0, prefix.size());
    throw Error(static_cast<ErrorCode>(code), routine, text);
  }
  return {body, reply.body};
}

template <class Body, class M>
Body Process::ask(const M& request_message) {
  Message message;
  message.put(request_message);
  const auto answer = request(message, sizeof(M), "worker");
  return guarded([&] {
    Body body;
    if (answer.size() != sizeof body) throw Nonsense("an answer of another size");
    std::memcpy(&body, answer.data(), sizeof body);
    return body;
  });
}

DeviceDescription Process::describe(std::uint32_t index) {
  return ask<DeviceDescription>(DescribeMessage{.index = index});
}

std::uint64_t Process::available_bytes() { return ask<std::uint64_t>(AvailableMessage{}); }

std::uintptr_t Process::allocate(std::uint64_t bytes) {
  const std::uint64_t offset = memory_.take(bytes);
  const std::uint64_t address = address_base() + offset;
  Message message;
  message.put(AllocateMessage{.place = address, .bytes = bytes});
  try {
    request(message, sizeof(AllocateMessage), "worker");
  } catch (...) {
    memory_.remove(offset);
    throw;
  }
  return address;
}

void Process::release(std::uintptr_t address) noexcept {
  if (lost() || !own_process()) return;
  try {
    Message message;
    message.put(ReleaseMessage{.place = address});
    request(message, sizeof(ReleaseMessage), "worker");
  } catch (...) {  // lost meanwhile, and its memory with it
  }
  memory_.remove(offset_of(address));  // last: the place is free in the worker too
}

void Process::lock_pages(std::uint64_t offset, std::uint64_t bytes) noexcept {
  const auto note = [&](bool locked) {
    const std::lock_guard lock(locked_mutex_);
    locked ? (void)locked_.insert(offset) : (void)locked_.erase(offset);
  };
  try {
    note(true);  // first: no memory for it must not leave pages locked
    note(ask<std::uint64_t>(LockMessage{.place = offset, .bytes = bytes}) != 0);
  } catch (...) {  // lost, most likely
  }
}

void Process::unlock_pages(std::uint64_t offset) noexcept {
  {
    const std::lock_guard lock(locked_mutex_);
    if (locked_.erase(offset) == 0) return;
  }
  if (lost() || !own_process()) return;
  try {
    Message message;
    message.put(UnlockMessage{.place = offset});
    request(message, sizeof(UnlockMessage), "worker");
  } catch (...) {  // lost meanwhile
  }
}

}  // namespace fulcrum::offload::worker
