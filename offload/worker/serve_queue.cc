// SPDX-License-Identifier: Apache-2.0
#include "offload/worker/serve_queue.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <ctime>
#include <new>
#include <stdexcept>
#include <string>

#include "fulcrum/error.hpp"
#include "offload/host/host_kernel.hpp"

namespace fulcrum::offload::worker {

std::byte* ServedArena::at(std::uint64_t offset, std::uint64_t bytes, const char* what) const {
  const bool live =
      bytes > 0 ? is_live(memory, layout, offset, bytes)
                : is_live(memory, layout, offset, 1) || is_live(memory, layout, offset - 1, 1);
  if (!live) {
    throw Error(ErrorCode::InvalidArgument, what,
                std::to_string(bytes) + " bytes at offset " + std::to_string(offset) +
                    " of the arena are not inside one buffer");
  }
  return memory + layout.blocks + offset;
}

std::uint64_t extent(const CopyMessage& m, std::uint64_t pitch) {
  std::uint64_t skipped = 0, all = 0;
  if (m.width == 0 || m.height == 0 || __builtin_mul_overflow(m.height - 1, pitch, &skipped) ||
      __builtin_add_overflow(skipped, m.width, &all))
    throw Error(ErrorCode::InvalidArgument, "copy", "sizes that are no memory's");
  return all;
}

void World::give_up(ExitStatus status, const std::string& why) const {
  put_text(arena.control().last_words, why);
  _exit(status);
}

void World::give_up_where_lost() const {
  if (const std::string why = device->lost_because(); !why.empty()) give_up(kDeviceLost, why);
}

Failed failed_of(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr)
    return {ErrorCode::OutOfMemory, "the worker has no memory"};
  const auto* ours = dynamic_cast<const Error*>(&error);
  return {ours != nullptr ? ours->code() : ErrorCode::DeviceFailed, error.what()};
}

namespace {

// The parts of code that `bytes` bytes hold, which are this function's own.
void add_code(KernelSource& source, const std::byte* at, std::uint64_t bytes) {
  const auto take = [&](std::uint64_t size) {
    if (size > bytes) throw Nonsense("code that is cut short");
    const std::byte* const begin = at;
    at += size, bytes -= size;
    return begin;
  };
  while (bytes > 0) {
    CodeHead head;
    std::memcpy(&head, take(sizeof head), sizeof head);
    if (head.format >= kKernelFormats) throw Nonsense("code of a format that there is not");
    const auto text = [&](std::uint64_t size) {
      return std::string(reinterpret_cast<const char*>(take(size)), size);
    };
    const auto format = static_cast<KernelFormat>(head.format);
    source.options(format, text(head.options));
    source.code(format, text(head.code));
  }
}

}  // namespace

void load_kernel(World& world, const Message& message) {
  const auto head = message.as<LoadKernelMessage>();
  const std::uint64_t body =
      std::uint64_t{head.parameters} * sizeof(Parameter) + head.path + head.name;
  if (body > message.header().bytes - sizeof head) throw Nonsense("a kernel that is cut short");
  const std::byte* at = message.bytes.data() + sizeof head;
  std::vector<plugin::Parameter> declared;
  for (std::uint32_t i = 0; i < head.parameters; ++i) {
    Parameter each;
    std::memcpy(&each, at, sizeof each);
    at += sizeof each;
    if (each.is_address > 1) throw Nonsense("a parameter that is neither a value nor an address");
    declared.push_back({each.bytes, each.is_address == 1});
  }
  const auto text = [&at](std::size_t bytes) {
    std::string result(reinterpret_cast<const char*>(at), bytes);
    at += bytes;
    return result;
  };
  const std::string path = text(head.path), name = text(head.name);
  KernelSource source(name);
  if (!path.empty()) source.library(path);
  if (head.code_bytes > 0) {
    const std::byte* const code = world.arena.at(head.code, head.code_bytes, "load");
    // A copy, which nobody else writes to.
    const std::vector<std::byte> own(code, code + head.code_bytes);
    add_code(source, own.data(), own.size());
  }
  auto code = world.device->load(source, declared);
  world.kernels.add(head.kernel, std::make_shared<const LoadedKernel>(
                                     LoadedKernel{std::move(code), std::move(declared)}));
}

ServedQueue::ServedQueue(World& world, QueueShared& shared)
    : world_(world),
      shared_(shared),
      ring_(shared.commands),
      commands_(world.device->make_commands()),
      thread_([this] { run(); }) {}

ServedQueue::~ServedQueue() { stop(); }

void ServedQueue::stop() {
  stop_.store(true, std::memory_order_seq_cst);
  ring(shared_.to_worker);
  if (thread_.joinable()) thread_.join();
}

void ServedQueue::run() {
  may_move();
  try {
    while (!stop_.load(std::memory_order_seq_cst)) {
      wait(
          shared_.to_worker,
          [this] { return !ring_.empty() || stop_.load(std::memory_order_seq_cst); },
          [] { return true; });
      if (stop_.load(std::memory_order_seq_cst)) return;
      serve_one();
    }
  } catch (const Nonsense& nonsense) {
    world_.give_up(kHostSentNonsense, std::string("the host sent ") + nonsense.what());
  } catch (const std::exception& error) {
    world_.give_up(kFailed, error.what());
  }
}

void ServedQueue::serve_one() {
  ring_.read(message_);
  step(Step::TookCommand);
  if (!has_failed() && !world_.tampering.discards) {
    if (const auto failed = attempt([this] { execute(); })) {
      settle();  // so that it counts as this command's
      fail(*failed);
    }
  }
  ++taken_;
  step(Step::DidCommand);
  // The host learns late what is done while more is there to be queued: but not later than this
  // many commands, so that it can use their memory again.
  constexpr std::uint64_t kMostUnsettled = 256;
  if (!commands_->settles_later() || ring_.empty() ||
      taken_ - done_.load(std::memory_order_relaxed) >= kMostUnsettled)
    settle();
}

template <class Body>
std::optional<Failed> ServedQueue::attempt(const Body& body) {
  try {
    body();
    return std::nullopt;
  } catch (const Nonsense&) {
    throw;
  } catch (const std::exception& error) {
    return failed_of(error);
  } catch (...) {
    return Failed{ErrorCode::DeviceFailed, "a kernel threw something that is no std::exception"};
  }
}

void ServedQueue::settle() {
  const std::uint64_t done = done_.load(std::memory_order_relaxed);
  if (taken_ == done) return;
  // Behind a failure too: what was queued before it has to be done with its memory.
  if (commands_->settles_later()) {
    if (const auto failed = attempt([this] { commands_->settle(); })) fail(*failed);
  }
  // The host's count first: what other queues do behind these may be done, and seen, at once.
  shared_.done.value.store(taken_, std::memory_order_seq_cst);
  done_.store(taken_, std::memory_order_seq_cst);
  ring(passed_);
  ring(shared_.to_host);
  step(Step::RaisedDone);
}

void ServedQueue::fail(const Failed& failed) {
  world_.give_up_where_lost();
  if (has_failed()) return;
  const std::uint64_t position = done_.load(std::memory_order_relaxed) + 1;
  failure_ = failed;
  shared_.failure.code = static_cast<std::uint32_t>(failed.code);
  put_text(shared_.failure.text, failed.text);
  failed_.store(position, std::memory_order_release);
  shared_.failed.value.store(position, std::memory_order_release);
}

void ServedQueue::execute() {
  switch (message_.header().kind) {
    case Kind::Nothing:
      return;
    case Kind::Copy:
      return commands_->copy(message_as<CopyMessage>());
    case Kind::Fill:
      return commands_->fill(message_as<FillMessage>());
    case Kind::Launch:
      return launch(message_as<LaunchMessage>());
    case Kind::Wait:
      return wait_for(message_as<WaitMessage>());
    case Kind::NoteTime:
      return note_time(message_as<NoteTimeMessage>());
    case Kind::Compute:
      (void)message_as<ComputeMessage>();
      return compute(*world_.device, *commands_, message_);
    default:
      throw Nonsense("a command of kind " +
                     std::to_string(static_cast<unsigned>(message_.header().kind)));
  }
}

void ServedQueue::launch(const LaunchMessage& m) {
  const auto kernel = world_.kernels.find(m.kernel);
  if (!kernel) throw Nonsense("a launch of a kernel that is not loaded");
  if (m.arguments != kernel->parameters.size() || m.grid.count() == 0 || m.block.count() == 0 ||
      m.block.count() > host::kMaxBlockItems || m.shared_bytes > host::kMaxSharedBytes)
    throw Nonsense("a launch that the kernel does not take");
  arguments_.clear();
  addresses_.clear();
  addresses_.reserve(m.arguments);  // addresses of its elements are taken
  std::size_t at = padded(sizeof m);
  for (const plugin::Parameter& parameter : kernel->parameters) {
    ArgumentHead head;
    if (at + sizeof head > message_.header().bytes) throw Nonsense("a launch that is cut short");
    std::memcpy(&head, message_.bytes.data() + at, sizeof head);
    at += sizeof head;
    if (head.bytes != parameter.bytes || (head.is_address != 0) != parameter.is_address ||
        at + head.bytes > message_.header().bytes)
      throw Nonsense("an argument that the kernel does not take");
    const void* data = message_.bytes.data() + at;
    if (parameter.is_address) {
      std::uint64_t place = 0;
      std::memcpy(&place, data, sizeof place);
      addresses_.push_back(place == kNullPlace ? 0 : world_.device->address(place, 0, "launch"));
      data = &addresses_.back();
    }
    arguments_.push_back({data, head.bytes, parameter.is_address});
    at += padded(head.bytes);
  }
  commands_->launch(*kernel->code, {m.grid, m.block, m.shared_bytes}, arguments_);
}

void ServedQueue::wait_for(const WaitMessage& m) {
  const auto other = world_.queues.find(m.queue);
  if (!other || other.get() == this) throw Nonsense("a wait for a queue that is not there");
  settle();  // the other one may wait for what is before this
  if (has_failed()) return;
  wait(
      other->passed_, [&] { return other->done_.load(std::memory_order_seq_cst) >= m.position; },
      [&] {
        return !stop_.load(std::memory_order_seq_cst) &&
               !other->stop_.load(std::memory_order_seq_cst);
      });
  const std::uint64_t failed = other->failed_.load(std::memory_order_acquire);
  if (failed != 0 && failed <= m.position) fail(other->failure_);
}

void ServedQueue::note_time(const NoteTimeMessage& m) {
  settle();
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const std::int64_t nanoseconds = std::int64_t{now.tv_sec} * 1000000000 + now.tv_nsec;
  std::byte* const at = world_.arena.at(m.dst, sizeof nanoseconds, "record");
  if (reinterpret_cast<std::uintptr_t>(at) % sizeof nanoseconds != 0)
    throw Nonsense("a time for a place that is not aligned");
  // One event may be recorded on several queues: the last of them counts, none waits.
  std::atomic_ref(*reinterpret_cast<std::int64_t*>(at))
      .store(nanoseconds, std::memory_order_relaxed);
}

}  // namespace fulcrum::offload::worker
