// SPDX-License-Identifier: Apache-2.0
#include "offload/worker/serve_queue.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <new>
#include <string>

#include "fulcrum/error.hpp"

namespace fulcrum::offload::worker {

std::byte* World::at(std::uint64_t offset, std::uint64_t bytes, const char* what) const {
  const bool live =
      bytes > 0 ? is_live(arena, layout, offset, bytes)
                : is_live(arena, layout, offset, 1) || is_live(arena, layout, offset - 1, 1);
  if (!live) {
    throw Error(ErrorCode::InvalidArgument, what,
                std::to_string(bytes) + " bytes at offset " + std::to_string(offset) +
                    " of the arena are not inside one buffer");
  }
  return arena + layout.blocks + offset;
}

std::byte* World::at_address(std::uint64_t address, std::uint64_t bytes, const char* what) const {
  if (!is_device_address(address)) {
    throw Error(ErrorCode::InvalidArgument, what,
                "the address " + std::to_string(address) + " is not the device's");
  }
  return at(offset_of(address), bytes, what);
}

Failure failure_of(const std::exception& error) {
  Failure failure;
  const auto* ours = dynamic_cast<const Error*>(&error);
  const bool memory = dynamic_cast<const std::bad_alloc*>(&error) != nullptr;
  failure.code = static_cast<std::uint32_t>(ours != nullptr ? ours->code()
                                            : memory        ? ErrorCode::OutOfMemory
                                                            : ErrorCode::DeviceFailed);
  put_text(failure.text, memory ? "the worker has no memory" : error.what());
  return failure;
}

void Kernels::load(const Message& message) {
  const auto head = message.as<LoadKernelMessage>();
  const std::uint64_t body =
      std::uint64_t{head.parameters} * sizeof(Parameter) + head.path + head.name;
  if (body > message.header().bytes - sizeof head) throw Nonsense("a kernel that is cut short");
  const std::byte* at = message.bytes.data() + sizeof head;
  std::vector<Parameter> parameters(head.parameters);
  if (!parameters.empty())
    std::memcpy(parameters.data(), at, parameters.size() * sizeof(Parameter));
  at += parameters.size() * sizeof(Parameter);
  const auto text = [&at](std::size_t bytes) {
    std::string result(reinterpret_cast<const char*>(at), bytes);
    at += bytes;
    return result;
  };
  const std::string path = text(head.path), name = text(head.name);
  std::vector<plugin::Parameter> declared;
  for (const Parameter& each : parameters) {
    if (each.is_address > 1) throw Nonsense("a parameter that is neither a value nor an address");
    declared.push_back({each.bytes, each.is_address == 1});
  }
  auto code = host::load_kernel(KernelSource(name).library(path), declared);
  add(head.kernel,
      std::make_shared<const LoadedKernel>(LoadedKernel{std::move(code), std::move(parameters)}));
}

ServedQueue::ServedQueue(World& world, QueueShared& shared)
    : world_(world), shared_(shared), commands_(shared.commands), thread_([this] { run(); }) {}

ServedQueue::~ServedQueue() { stop(); }

void ServedQueue::stop() {
  stop_.store(true, std::memory_order_seq_cst);
  ring(shared_.to_worker);
  if (thread_.joinable()) thread_.join();
}

void ServedQueue::run() {
  try {
    while (!stop_.load(std::memory_order_seq_cst)) {
      wait(
          shared_.to_worker,
          [this] { return !commands_.empty() || stop_.load(std::memory_order_seq_cst); },
          [] { return true; });
      if (stop_.load(std::memory_order_seq_cst)) return;
      serve_one();
    }
  } catch (const Nonsense& nonsense) {
    put_text(world_.control().last_words, std::string("the host sent ") + nonsense.what());
    _exit(kHostSentNonsense);
  } catch (const std::exception& error) {
    put_text(world_.control().last_words, error.what());
    _exit(kFailed);
  }
}

void ServedQueue::serve_one() {
  commands_.read(message_);
  step(Step::TookCommand);
  if (failed_.load(std::memory_order_relaxed) == 0) {
    try {
      execute();
    } catch (const Nonsense&) {
      throw;
    } catch (const std::exception& error) {
      fail(failure_of(error));
    } catch (...) {
      fail(failure_of(std::runtime_error("a kernel threw something that is no std::exception")));
    }
  }
  step(Step::DidCommand);
  const std::uint64_t done = done_.load(std::memory_order_relaxed) + 1;
  done_.store(done, std::memory_order_seq_cst);
  ring(passed_);
  shared_.done.value.store(done, std::memory_order_seq_cst);
  ring(shared_.to_host);
  step(Step::RaisedDone);
}

// Of the command under way.
void ServedQueue::fail(const Failure& failure) {
  const std::uint64_t position = done_.load(std::memory_order_relaxed) + 1;
  failure_ = shared_.failure = failure;
  failed_.store(position, std::memory_order_release);
  shared_.failed.value.store(position, std::memory_order_release);
}

void ServedQueue::execute() {
  switch (message_.header().kind) {
    case Kind::Nothing:
      return;
    case Kind::Copy:
      return copy(message_as<CopyMessage>());
    case Kind::Fill:
      return fill(message_as<FillMessage>());
    case Kind::Launch:
      return launch(message_as<LaunchMessage>());
    case Kind::Wait:
      return wait_for(message_as<WaitMessage>());
    case Kind::NoteTime:
      return note_time(message_as<NoteTimeMessage>());
    case Kind::Compute:
      (void)message_as<ComputeMessage>();
      return compute(world_, message_);
    default:
      throw Nonsense("a command of kind " +
                     std::to_string(static_cast<unsigned>(message_.header().kind)));
  }
}

void ServedQueue::copy(const CopyMessage& m) {
  const auto extent = [&m](std::uint64_t pitch) {
    std::uint64_t skipped = 0, all = 0;
    if (m.width == 0 || m.height == 0 || __builtin_mul_overflow(m.height - 1, pitch, &skipped) ||
        __builtin_add_overflow(skipped, m.width, &all))
      throw Error(ErrorCode::InvalidArgument, "copy", "sizes that are no memory's");
    return all;
  };
  std::byte* const dst = world_.at(m.dst, extent(m.dst_pitch), "copy");
  const std::byte* const src = world_.at(m.src, extent(m.src_pitch), "copy");
  for (std::uint64_t row = 0; row < m.height; ++row)
    std::memmove(dst + row * m.dst_pitch, src + row * m.src_pitch, m.width);
}

void ServedQueue::fill(const FillMessage& m) {
  std::memset(world_.at(m.dst, m.bytes, "fill"), static_cast<unsigned char>(m.value), m.bytes);
}

void ServedQueue::launch(const LaunchMessage& m) {
  const auto kernel = world_.kernels.find(m.kernel);
  if (!kernel) throw Nonsense("a launch of a kernel that is not loaded");
  if (m.arguments != kernel->parameters.size() || m.grid.count() == 0 || m.block.count() == 0 ||
      m.block.count() > host::kMaxBlockItems || m.shared_bytes > host::kMaxSharedBytes)
    throw Nonsense("a launch that the kernel does not take");
  values_.clear();
  pointers_.clear();
  pointers_.reserve(m.arguments);  // addresses of its elements are taken
  std::size_t at = padded(sizeof m);
  for (const Parameter& parameter : kernel->parameters) {
    ArgumentHead head;
    if (at + sizeof head > message_.header().bytes) throw Nonsense("a launch that is cut short");
    std::memcpy(&head, message_.bytes.data() + at, sizeof head);
    at += sizeof head;
    if (head.bytes != parameter.bytes || head.is_address != parameter.is_address ||
        at + head.bytes > message_.header().bytes)
      throw Nonsense("an argument that the kernel does not take");
    if (head.is_address != 0) {
      std::uint64_t offset = 0;
      std::memcpy(&offset, message_.bytes.data() + at, sizeof offset);
      pointers_.push_back(offset == UINT64_MAX ? nullptr : world_.at(offset, 0, "launch"));
      values_.push_back(&pointers_.back());
    } else {
      values_.push_back(message_.bytes.data() + at);
    }
    at += padded(head.bytes);
  }
  host::run_kernel(kernel->code->kernel(), {m.grid, m.block, m.shared_bytes}, values_.data(),
                   scratch_);
}

void ServedQueue::wait_for(const WaitMessage& m) {
  const auto other = world_.queues.find(m.queue);
  if (!other || other.get() == this) throw Nonsense("a wait for a queue that is not there");
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
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const std::int64_t nanoseconds = std::int64_t{now.tv_sec} * 1000000000 + now.tv_nsec;
  std::memcpy(world_.at(m.dst, sizeof nanoseconds, "record"), &nanoseconds, sizeof nanoseconds);
}

}  // namespace fulcrum::offload::worker
