// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <new>
#include <string>

#include "offload/worker/worker_device.hpp"

namespace fulcrum::offload::worker {
namespace {

QueueShared& prepared(Arena& arena, std::uint64_t offset) {
  return *new (arena.blocks() + offset) QueueShared;
}

std::uint64_t extent(std::uint64_t width, std::uint64_t height, std::uint64_t pitch) {
  return (height - 1) * pitch + width;
}

}  // namespace

QueueState::QueueState(std::shared_ptr<Process> process)
    : process_(std::move(process)),
      number_(process_->next_number()),
      offset_(process_->arena().allocate(sizeof(QueueShared))),
      shared_(prepared(process_->arena(), offset_)),
      commands_(shared_.commands) {
  Message message;
  message.put(CreateQueueMessage{.queue = number_, .shared = offset_});
  try {
    process_->request(message, sizeof(CreateQueueMessage), "worker");
  } catch (...) {
    // A worker that answers "no" has not got it; one that is lost has got nothing.
    if (!process_->lost() || process_->gone()) process_->arena().release(offset_);
    throw;
  }
}

QueueState::~QueueState() {
  if (plugin::exiting() || !own_process()) return;
  try {
    if (!process_->lost()) {
      Message message;
      message.put(DestroyQueueMessage{.queue = number_});
      process_->request(message, sizeof(DestroyQueueMessage), "worker");
    }
  } catch (...) {
    if (!process_->gone()) return;  // it may still be written to
  }
  if (!process_->lost() || process_->gone()) process_->arena().release(offset_);
}

void QueueState::submit(Message& message, std::size_t bytes) {
  process_->require();
  Header header = message.header();
  header.bytes = static_cast<std::uint32_t>(padded(bytes));
  header.position = submitted() + 1;
  message.put(header);
  const auto has_room = [&] { return commands_.has_room(header.bytes); };
  if (!process_->guarded(has_room)) [[unlikely]]
    process_->wait(shared_.to_host, has_room);
  submitted_.store(header.position, std::memory_order_relaxed);  // before it can be done
  commands_.write(message.bytes.data(), header.bytes);
  ring(shared_.to_worker);
}

bool QueueState::has_failed(std::uint64_t position) const {
  const std::uint64_t failed = shared_.failed.value.load(std::memory_order_acquire);
  return failed != 0 && failed <= position;
}

std::string QueueState::failure() const {
  return has_failed(UINT64_MAX) ? text_of(shared_.failure.text) : "";
}

void QueueState::check(std::uint64_t position) const {
  process_->guarded([&] {
    if (shared_.done.value.load(std::memory_order_acquire) > submitted())
      throw Nonsense("word of commands that were never queued");
  });
  if (!has_failed(position)) return;
  const auto code = std::min(shared_.failure.code, static_cast<std::uint32_t>(ErrorCode::Internal));
  throw Error(static_cast<ErrorCode>(code), "worker", text_of(shared_.failure.text));
}

void QueueState::wait_for(std::uint64_t position) {
  if (!own_process()) throw process_->error();  // the memory is not there
  process_->wait(shared_.to_host, [&] { return reached(position); });
  if (position > 0) process_->note_work();
  check(position);
}

WorkerQueue::Place WorkerQueue::place(std::uintptr_t address, std::uint64_t bytes,
                                      const char* verb) const {
  const Arena& arena = process().arena();
  std::uint64_t offset = 0;
  const auto require = [&](bool live) {
    if (!live) {
      throw Error(ErrorCode::InvalidArgument, "worker",
                  std::string(verb) + ": " + std::to_string(bytes) + " bytes at offset " +
                      std::to_string(offset) + " are not inside one buffer");
    }
  };
  if (is_device_address(address)) {
    if (base_of(address) != process().address_base()) {
      throw Error(ErrorCode::DeviceLost, "worker",
                  std::string(verb) +
                      ": this device memory was that of a worker that is lost, or of another one");
    }
    offset = worker::offset_of(address);
    if (!memory_in_arena_) {
      require(process().memory().find(offset, bytes).has_value());
      return {Place::Device, address};
    }
  } else if (arena.holds(pointer_to<void>(address))) {
    offset = address - reinterpret_cast<std::uintptr_t>(arena.blocks());
  } else {
    return {Place::Elsewhere, address};
  }
  // No bytes: the end of a block is a place too.
  require(bytes > 0 ? arena.is_live(offset, bytes)
                    : arena.is_live(offset, 1) || arena.is_live(offset - 1, 1));
  return {Place::Arena, offset};
}

std::byte* WorkerQueue::pointer(const Place& place) const {
  return place.where == Place::Arena ? process().arena().blocks() + place.number
                                     : pointer_to<std::byte>(place.number);
}

void WorkerQueue::queue_copy(std::uint64_t dst, std::uint64_t src, const plugin::Copy& sizes) {
  CopyMessage message;
  message.dst = dst, message.src = src;
  message.width = sizes.width_bytes, message.height = sizes.height;
  message.dst_pitch = sizes.dst_pitch, message.src_pitch = sizes.src_pitch;
  message_.put(message);
  state_->submit(message_, sizeof message);
}

void WorkerQueue::copy(const plugin::Copy& copy) {
  process().require();
  const Place dst = place(copy.dst, extent(copy.width_bytes, copy.height, copy.dst_pitch), "copy");
  const Place src = place(copy.src, extent(copy.width_bytes, copy.height, copy.src_pitch), "copy");
  if (dst.where != Place::Elsewhere && src.where != Place::Elsewhere)
    return queue_copy(dst.number, src.number, copy);
  if (dst.where == Place::Device || src.where == Place::Device) return copy_staged(copy, dst, src);
  copy_by_host(copy, dst, src);
}

// Memory that no worker maps: ordinary memory, and what the program has page-locked itself. Ours is
// the host's to write too.
void WorkerQueue::copy_by_host(const plugin::Copy& copy, const Place& dst, const Place& src) {
  sync();
  std::byte* const to = pointer(dst);
  const std::byte* const from = pointer(src);
  for (std::size_t row = 0; row < copy.height; ++row)
    std::memmove(to + row * copy.dst_pitch, from + row * copy.src_pitch, copy.width_bytes);
}

// Between such memory and a device's that is not in the arena: through a block of that, in pieces.
void WorkerQueue::copy_staged(const plugin::Copy& copy, const Place& dst, const Place& src) {
  constexpr std::size_t kMostStaged = std::size_t{8} << 20;
  const bool up = dst.where == Place::Device;
  const std::size_t width = std::min(copy.width_bytes, kMostStaged),
                    rows = std::min(copy.height, kMostStaged / width);
  const ArenaBlock block(process(), rows * width);
  for (std::size_t row = 0; row < copy.height; row += rows) {
    for (std::size_t at = 0; at < copy.width_bytes; at += width) {
      plugin::Copy piece = copy;
      piece.width_bytes = std::min(width, copy.width_bytes - at);
      piece.height = std::min(rows, copy.height - row);
      const std::size_t to = row * copy.dst_pitch + at, from = row * copy.src_pitch + at;
      (up ? piece.src_pitch : piece.dst_pitch) = piece.width_bytes;
      const auto move = [&] {
        const std::byte* const source = up ? pointer(src) + from : block.data();
        std::byte* const target = up ? block.data() : pointer(dst) + to;
        const std::size_t source_pitch = up ? copy.src_pitch : piece.width_bytes,
                          target_pitch = up ? piece.width_bytes : copy.dst_pitch;
        for (std::size_t i = 0; i < piece.height; ++i)
          std::memcpy(target + i * target_pitch, source + i * source_pitch, piece.width_bytes);
      };
      if (up) move();
      queue_copy(up ? dst.number + to : block.offset(), up ? block.offset() : src.number + from,
                 piece);
      sync();
      if (!up) move();
    }
  }
}

void WorkerQueue::fill(MemoryKind /*kind*/, std::uintptr_t dst, unsigned char value,
                       std::size_t bytes) {
  process().require();
  const Place at = place(dst, bytes, "fill");
  if (at.where == Place::Elsewhere) {
    sync();
    std::memset(pointer_to<void>(dst), value, bytes);
    return;
  }
  message_.put(FillMessage{.dst = at.number, .bytes = bytes, .value = value});
  state_->submit(message_, sizeof(FillMessage));
}

// Returns where the next one begins.
std::size_t WorkerQueue::put_argument(const plugin::Argument& argument, std::size_t at) {
  ArgumentHead head{argument.bytes, argument.is_address ? 1U : 0U};
  std::uint64_t there = kNullPlace;
  const void* data = argument.data;
  if (argument.is_address) {
    std::uintptr_t address = 0;
    std::memcpy(&address, argument.data, sizeof address);
    if (address != 0) {
      const Place at = place(address, 0, "launch");
      if (at.where == Place::Elsewhere || (at.where == Place::Arena && !memory_in_arena_)) {
        throw Error(ErrorCode::InvalidArgument, "worker",
                    "launch: a kernel in another process cannot reach memory that is not the "
                    "device's or managed");
      }
      there = at.number;
    }
    data = &there;
  }
  std::memcpy(message_.bytes.data() + at, &head, sizeof head);
  std::memcpy(message_.bytes.data() + at + sizeof head, data, head.bytes);
  return at + sizeof head + padded(head.bytes);
}

void WorkerQueue::launch(plugin::Kernel& kernel, const LaunchConfig& config,
                         std::span<const plugin::Argument> arguments) {
  process().require();
  LaunchMessage message;
  message.kernel = static_cast<WorkerKernel&>(kernel).in(process());
  message.grid = config.grid, message.block = config.block;
  message.shared_bytes = config.shared_bytes;
  message.arguments = static_cast<std::uint32_t>(arguments.size());
  message_.put(message);
  std::size_t at = padded(sizeof message);
  for (const plugin::Argument& argument : arguments) at = put_argument(argument, at);
  state_->submit(message_, at);
}

void WorkerQueue::record(plugin::Event& event) {
  process().require();
  auto& own = dynamic_cast<WorkerEvent&>(event);
  if (own.timed()) {
    message_.put(NoteTimeMessage{.dst = own.slot()});
    state_->submit(message_, sizeof(NoteTimeMessage));
  }
  own.set(state_, state_->submitted());
}

void WorkerQueue::wait(plugin::Event& event) {
  process().require();
  const auto [queue, position] = dynamic_cast<WorkerEvent&>(event).where();
  if (!queue || queue == state_ || position == 0) return;
  std::erase_if(waited_for_, [this](const auto& each) { return state_->reached(each.first); });
  message_.put(WaitMessage{.queue = queue->number(), .position = position});
  // Kept before it is asked for.
  waited_for_.emplace_back(state_->submitted() + 1, queue);
  state_->submit(message_, sizeof(WaitMessage));
}

bool WorkerQueue::knows(const plugin::Event& event) const noexcept {
  const auto* own = dynamic_cast<const WorkerEvent*>(&event);
  if (own == nullptr || !own_process()) return false;
  const auto queue = own->where().first;
  return queue != nullptr && &queue->process() == &process();
}

bool WorkerQueue::done() {
  if (!own_process()) throw process().error();
  if (state_->reached(state_->submitted())) {
    state_->check(state_->submitted());
    return true;
  }
  if (!process().glance()) throw process().error();
  return false;
}

void WorkerQueue::sync() {
  if (!own_process()) throw process().error();
  if (state_->reached(state_->submitted())) {
    // Done before it died, where it is lost by now.
    state_->check(state_->submitted());
    if (state_->submitted() > 0) process().note_work();
    return;
  }
  state_->wait_for(state_->submitted());
  waited_for_.clear();
}

bool WorkerQueue::drain() noexcept {
  if (!own_process()) return false;
  try {
    state_->wait_for(state_->submitted());
  } catch (...) {
    if (!process().lost()) return state_->reached(state_->submitted());
  }
  return process().lost() ? process().gone() : true;
}

std::string WorkerQueue::status() const {
  if (!own_process() || process().lost()) return process().error().what();
  return state_->failure();
}

void WorkerQueue::compute(std::uint32_t type, const void* problem, std::size_t bytes,
                          const void* extra, std::size_t extra_bytes) {
  process().require();
  message_.put(ComputeMessage{.type = type,
                              .bytes = static_cast<std::uint32_t>(bytes),
                              .extra = static_cast<std::uint32_t>(extra_bytes)});
  std::byte* const body = message_.bytes.data() + sizeof(ComputeMessage);
  std::memcpy(body, problem, bytes);
  if (extra_bytes > 0) std::memcpy(body + bytes, extra, extra_bytes);
  state_->submit(message_, sizeof(ComputeMessage) + bytes + extra_bytes);
}

void WorkerQueue::nothing() {
  message_.put(NothingMessage{});
  state_->submit(message_, sizeof(NothingMessage));
}

}  // namespace fulcrum::offload::worker
