// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/runtime/stream.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <new>
#include <thread>
#include <type_traits>
#include <utility>

#include "offload/runtime/exit.hpp"
#include "offload/runtime/software.hpp"

namespace fulcrum::plugin {
namespace {

// Of the stream whose software queue this thread works through.
constinit thread_local const Progress* t_running = nullptr;

// Memory that is the host's alone: what is queued there is done by a thread of the host.
constexpr bool on_host(MemoryKind kind) {
  return kind == MemoryKind::Pageable || kind == MemoryKind::Pinned;
}
constexpr bool on_host(const Copy& copy) {
  return on_host(copy.dst_kind) && on_host(copy.src_kind);
}

// A copy of this takes 1 to 3 us, less than waking a thread and being woken by it: tens of us on a
// virtual machine with two processors. A spin of 40 us before each sleep did not shorten that where
// three streams share two processors, and took twice the processor time.
constexpr std::size_t kShortBytes = std::size_t{32} << 10;

void compute_copy(Queue& queue, const Copy& copy) {
  if (!on_host(copy)) return queue.copy(copy);
  queue.sync();
  for (std::size_t row = 0; row < copy.height; ++row) {
    std::memmove(pointer_to<void>(copy.dst + row * copy.dst_pitch),
                 pointer_to<const void>(copy.src + row * copy.src_pitch), copy.width_bytes);
  }
}

void compute_fill(Queue& queue, MemoryKind kind, std::uintptr_t dst, unsigned char value,
                  std::size_t bytes) {
  if (!on_host(kind)) return queue.fill(kind, dst, value, bytes);
  queue.sync();
  std::memset(pointer_to<void>(dst), value, bytes);
}

[[noreturn]] void refuse_event(const DeviceProperties& event, const DeviceProperties& stream) {
  throw Error("record", 1, "event", "one of " + event.name, "the stream is one of " + stream.name);
}

// What streams leave behind once exit has begun. In a list, so that it is not taken for a leak.
struct Left {
  std::shared_ptr<void> core;
  Left* before = nullptr;
};
constinit std::atomic<Left*> g_left{nullptr};

void leave(std::shared_ptr<void> core) noexcept {
  Left* const left = new (std::nothrow) Left{std::move(core)};
  if (left == nullptr) return;
  left->before = g_left.load(std::memory_order_relaxed);
  while (!g_left.compare_exchange_weak(left->before, left)) {
  }
}

std::string text_of(const std::exception_ptr& error) {
  if (!error) return {};
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "a host task threw something that is no std::exception";
  }
}

}  // namespace

Queue::~Queue() = default;
Device::Device() { watch_exit(); }
Device::~Device() = default;
Kernel::~Kernel() = default;

void Progress::wait_for(std::uint64_t position) const {
  if (reached() >= position) return;
  std::unique_lock lock(mutex_);
  for (;;) {
    // Either this sees the command, or advance() sees who waits for it.
    if (position < awaited_.load(std::memory_order_relaxed)) awaited_.store(position);
    if (reached_.load() >= position) return;
    came_.wait(lock);
  }
}

std::exception_ptr Progress::error(std::uint64_t position) const {
  if (!failed()) return nullptr;
  const std::lock_guard lock(mutex_);
  return failed_at_ <= position ? error_ : nullptr;
}

void Progress::advance() {
  if (reached_.fetch_add(1) + 1 < awaited_.load()) return;
  {
    const std::lock_guard lock(mutex_);
    awaited_.store(UINT64_MAX, std::memory_order_relaxed);
  }
  came_.notify_all();
}

void Progress::fail(std::exception_ptr error) {
  const std::lock_guard lock(mutex_);
  if (error_) return;
  failed_at_ = reached() + 1;
  error_ = std::move(error);
  failed_.store(true, std::memory_order_release);
}

Stream::Stream(std::shared_ptr<Device> device) : core_(std::make_shared<Core>()) {
  core_->device = std::move(device);
  core_->queue = core_->device->create_queue();
  core_->progress = std::make_shared<Progress>();
}

Stream::~Stream() {
  // Once exit has begun its thread may be at work still, and the driver gone: nothing is waited for
  // or given back.
  Software* const software = exiting() ? nullptr : software_.load();
  if (exiting()) {
    leave(core_);
  } else if (software != nullptr && runs_here()) {
    // The last handle goes in one of its own tasks: the thread works off the rest, and ends both.
    software->end_alone();
  } else {
    delete software;  // works off what is queued
    core_->queue->drain();
  }
}

Stream::Software& Stream::software() {
  if (software_.load() == nullptr) software_.store(new Software(core_));
  return *software_.load();
}

bool Stream::runs_here() const noexcept { return t_running == core_->progress.get(); }

bool Stream::deferred() const { return in_software() || core_->queue->computes_in_call(); }

// What follows a failed command is not queued.
bool Stream::skip() { return core_->progress->failed(); }

void Stream::copy(const Copy& copy) {
  if (copy.width_bytes == 0 || copy.height == 0 || skip()) return;
  if (on_host(copy) || deferred()) {
    if (!Software::is_short(*core_, copy.width_bytes * copy.height))
      return software().push(Copying{copy});
    return Software::at_once(*core_, [&](Queue& queue) { compute_copy(queue, copy); });
  }
  core_->queue->copy(copy);
}

void Stream::copy(const Copy& copy, const std::shared_ptr<Device>& other, bool to_other) {
  if (copy.width_bytes == 0 || copy.height == 0 || skip()) return;
  const bool between_devices = !on_host(copy.dst_kind) && !on_host(copy.src_kind);
  if (between_devices && core_->device->reaches(*other)) {
    Copy reached = copy;
    (to_other ? reached.dst_device : reached.src_device) = other.get();
    return this->copy(reached);
  }
  software().push(Staging{copy, other, to_other});
}

void Stream::fill(MemoryKind kind, std::uintptr_t dst, unsigned char value, std::size_t bytes) {
  if (bytes == 0 || skip()) return;
  if (on_host(kind) || deferred()) {
    if (!Software::is_short(*core_, bytes))
      return software().push(Filling{kind, value, dst, bytes});
    return Software::at_once(*core_,
                             [&](Queue& queue) { compute_fill(queue, kind, dst, value, bytes); });
  }
  core_->queue->fill(kind, dst, value, bytes);
}

void Stream::launch(const std::shared_ptr<Kernel>& kernel, const LaunchConfig& config,
                    std::span<const Argument> arguments) {
  if (skip()) return;
  if (deferred()) return software().push_launch(kernel, config, arguments);
  core_->queue->launch(*kernel, config, arguments);
}

void Stream::host(std::function<void()> task) {
  if (!skip()) software().push(Task{std::move(task), false});
}

void Stream::finally(std::function<void()> task) { software().push(Task{std::move(task), true}); }

void Stream::record(Event& event) {
  // By what they say of themselves: a device that wraps another one hands out the other's events.
  const DeviceProperties &of_event = event.device().properties(),
                         &of_stream = core_->device->properties();
  if (&of_event != &of_stream) refuse_event(of_event, of_stream);
  if (!deferred()) {
    core_->queue->record(event);
  } else if (Software::is_short(*core_, 0)) {
    Software::at_once(*core_, [&](Queue& queue) { queue.record(event); });
  } else {
    return software().push(Recording{event.shared_from_this()}, &event);
  }
  event.set_place({core_->progress, core_->commands.load()});
}

void Stream::wait(Event& event) {
  const Event::Place place = event.place();
  if (!place.progress || skip()) return;
  if (place.progress == core_->progress) return;  // behind it already
  if (!in_software() && place.progress->reached() >= place.position &&
      !place.progress->error(place.position) && core_->queue->knows(event)) {
    if (!core_->queue->computes_in_call()) return core_->queue->wait(event);
    return Software::at_once(*core_, [&](Queue& queue) { queue.wait(event); });
  }
  software().push(Waiting{event.shared_from_this(), place.progress, place.position});
}

bool Stream::done() { return !in_software() && core_->queue->done(); }

std::string Stream::status() const {
  std::string closed = core_->queue->status();
  return closed.empty() ? text_of(core_->progress->error(UINT64_MAX)) : closed;
}

void Stream::finished(std::uint64_t epoch) noexcept {
  std::uint64_t seen = finished_.load();
  while (seen < epoch && !finished_.compare_exchange_weak(seen, epoch)) {
  }
}

void Stream::sync() {
  if (runs_here()) {
    throw Error("sync", 1, "stream", core_->device->properties().name,
                "a host task of this stream would wait for itself");
  }
  const std::uint64_t epoch = epoch_.fetch_add(1);
  if (Software* const software = software_.load()) software->wait_idle();
  if (const auto error = core_->progress->error(UINT64_MAX)) {
    if (core_->queue->drain()) finished(epoch + 1);
    std::rethrow_exception(error);
  }
  core_->queue->sync();
  finished(epoch + 1);
}

bool Stream::finish(std::uint64_t epoch) noexcept {
  if (finished_.load() > epoch) return true;
  if (runs_here()) return false;
  const std::uint64_t until = epoch_.fetch_add(1);
  if (Software* const software = software_.load()) software->wait_idle();
  if (!core_->queue->drain()) return false;
  finished(until + 1);
  return true;
}

Event::~Event() = default;

Event::Place Event::place() const {
  const std::lock_guard lock(mutex_);
  return place_;
}

void Event::set_place(Place place) {
  const std::lock_guard lock(mutex_);
  place_ = std::move(place);
}

bool Event::done() {
  const Place place = this->place();
  if (!place.progress) return true;
  if (place.progress->reached() < place.position) return false;
  return place.progress->error(place.position) || driver_done();
}

void Event::sync() {
  const Place place = this->place();
  if (!place.progress) return;
  if (place.progress.get() == t_running && place.progress->reached() < place.position) {
    throw Error("sync", 1, "event", device().properties().name,
                "a host task of the stream that has yet to reach it would wait for itself");
  }
  place.progress->wait_for(place.position);
  if (const auto error = place.progress->error(place.position)) std::rethrow_exception(error);
  driver_sync();
}

double Event::nanoseconds_since(Event& start) {
  for (Event* event : {&start, this}) {
    if (!event->place().progress || !event->done()) {
      throw Error("operator-", event == this ? 1 : 2, event == this ? "end" : "start",
                  event->place().progress ? "not done" : "never recorded",
                  "both events must have been recorded and be done");
    }
  }
  if (&start.device() != &device()) {
    throw Error("operator-", 2, "start", start.device().properties().name,
                "it is an event of another device");
  }
  return driver_nanoseconds_since(start);
}

Stream::Software::Software(std::shared_ptr<Core> core)
    : core_(std::move(core)), thread_([this] { work(); }) {}

Stream::Software::~Software() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  more_.notify_one();
  thread_.join();
}

void Stream::Software::end_alone() {
  const std::lock_guard lock(mutex_);
  closing_ = alone_ = true;
  thread_.detach();
}

bool Stream::Software::is_short(const Core& core, std::size_t bytes) {
  return bytes <= kShortBytes && core.queue->computes_in_call() &&
         !core.queued.load(std::memory_order_acquire);
}

template <class Call>
void Stream::Software::at_once(Core& core, const Call& call) {
  core.commands.fetch_add(1, std::memory_order_release);
  try {
    call(*core.queue);
  } catch (...) {
    core.progress->fail(std::current_exception());
  }
  core.progress->advance();
}

void Stream::Software::push(Command command, Event* recorded) {
  bool asleep = false;
  {
    const std::lock_guard lock(mutex_);
    pending_.commands.push_back(std::move(command));
    const std::uint64_t position = ++core_->commands;
    // Before the thread can come to it: nobody may find an event done that is not.
    if (recorded != nullptr) recorded->set_place({core_->progress, position});
    core_->queued.store(true, std::memory_order_release);
    asleep = std::exchange(asleep_, false);
  }
  if (asleep) more_.notify_one();
}

void Stream::Software::push_launch(const std::shared_ptr<Kernel>& kernel,
                                   const LaunchConfig& config,
                                   std::span<const Argument> arguments) {
  constexpr std::size_t kAlignment = alignof(std::max_align_t);
  const auto aligned = [](std::size_t bytes) {
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
  };
  std::size_t bytes = 0;
  for (const Argument& argument : arguments) bytes += aligned(argument.bytes);
  bool asleep = false;
  {
    const std::lock_guard lock(mutex_);
    std::size_t at = pending_.bytes.size();
    pending_.bytes.resize(at + bytes);
    for (const Argument& argument : arguments) {
      std::memcpy(pending_.bytes.data() + at, argument.data, argument.bytes);
      pending_.arguments.push_back({at, argument.bytes, argument.is_address});
      at += aligned(argument.bytes);
    }
    pending_.commands.emplace_back(
        std::in_place_type<Launching>,
        Launching{kernel, config, pending_.arguments.size() - arguments.size(),
                  static_cast<std::uint32_t>(arguments.size())});
    core_->commands.fetch_add(1, std::memory_order_release);
    core_->queued.store(true, std::memory_order_release);
    asleep = std::exchange(asleep_, false);
  }
  if (asleep) more_.notify_one();
}

void Stream::Software::wait_idle() {
  std::unique_lock lock(mutex_);
  ++idle_waiters_;
  idle_.wait(lock, [this] { return pending_.commands.empty() && !working_; });
  --idle_waiters_;
}

void Stream::Software::work() {
  t_running = core_->progress.get();
  std::unique_lock lock(mutex_);
  for (;;) {
    while (pending_.commands.empty() && !closing_) {
      asleep_ = true;
      more_.wait(lock);
    }
    asleep_ = false;
    if (pending_.commands.empty()) break;
    std::swap(batch_, pending_);
    working_ = true;
    lock.unlock();
    for (Command& command : batch_.commands) {
      execute(command);
      command = Nothing{};  // what the task holds goes before anyone hears that it is done
      core_->progress->advance();
    }
    batch_.clear();
    lock.lock();
    working_ = false;
    if (pending_.commands.empty()) {
      core_->queued.store(false, std::memory_order_release);
      if (idle_waiters_ > 0) idle_.notify_all();
    }
  }
  if (!alone_) return;
  lock.unlock();
  core_->queue->drain();
  delete this;
}

// The host's own kernels and copies may take any time, and are no driver.
template <class T>
bool Stream::Software::calls_driver() const {
  return std::is_same_v<T, Staging> || !core_->queue->computes_in_call();
}

void Stream::Software::execute(Command& command) noexcept {
  const bool always = std::holds_alternative<Recording>(command) ||
                      (std::holds_alternative<Task>(command) && std::get<Task>(command).always);
  if (core_->progress->failed() && !always) return;
  try {
    std::visit(
        [this]<class T>(T& each) {
          // The others say themselves when they are in a driver.
          constexpr bool kMayWait = std::is_same_v<T, Task> || std::is_same_v<T, Waiting>;
          const InDriver in_driver(!kMayWait && calls_driver<T>());
          run(each);
        },
        command);
  } catch (...) {
    core_->progress->fail(std::current_exception());
  }
}

void Stream::Software::run(Copying& command) { compute_copy(*core_->queue, command.copy); }

void Stream::Software::run(Filling& command) {
  compute_fill(*core_->queue, command.kind, command.dst, command.value, command.bytes);
}

void Stream::Software::run(Launching& command) {
  launch_arguments_.clear();
  for (std::uint32_t i = 0; i < command.count; ++i) {
    const Stored& stored = batch_.arguments[command.first + i];
    launch_arguments_.push_back({batch_.bytes.data() + stored.at, stored.bytes, stored.is_address});
  }
  core_->queue->launch(*command.kernel, command.config, launch_arguments_);
}

void Stream::Software::run(Recording& command) { core_->queue->record(*command.event); }

void Stream::Software::run(Waiting& command) {
  command.progress->wait_for(command.position);
  if (const auto error = command.progress->error(command.position)) std::rethrow_exception(error);
  const InDriver in_driver(true);
  if (core_->queue->knows(*command.event)) {
    core_->queue->wait(*command.event);
  } else {
    command.event->driver_sync();
  }
}

void Stream::Software::run(Task& command) {
  {
    const InDriver in_driver(calls_driver<Task>());
    if (command.always) {
      core_->queue->drain();
    } else {
      core_->queue->sync();
    }
  }
  command.run();
}

// Two pinned blocks, so that one is filled while the other is read.
void Stream::Software::run(Staging& command) {
  constexpr std::size_t kBlock = std::size_t{4} << 20;
  core_->queue->sync();
  if (on_host(command.to_other ? command.copy.src_kind : command.copy.dst_kind)) {
    // Our side is the host's: the other device copies alone.
    const auto queue = command.other->create_queue();
    queue->copy(command.copy);
    queue->sync();
    return;
  }
  Device& from = command.to_other ? *core_->device : *command.other;
  Device& to = command.to_other ? *command.other : *core_->device;
  const auto from_queue = from.create_queue(), to_queue = to.create_queue();
  const std::size_t block = std::min(kBlock, command.copy.width_bytes);
  struct Slot {
    Device& device;
    std::size_t bytes;
    std::uintptr_t address;
    std::shared_ptr<Event> read;
    ~Slot() { device.release(MemoryKind::Pinned, address, bytes); }
  };
  const auto slot = [&] {
    return Slot{to, block, to.allocate(MemoryKind::Pinned, block), to.create_event(false)};
  };
  // The queues come to rest before the memory is given back, whatever happens.
  Slot first = slot(), second = slot();
  struct AtRest {
    Queue &from, &to;
    ~AtRest() { from.drain(), to.drain(); }
  } const at_rest{*from_queue, *to_queue};
  std::array<Slot*, 2> slots{&first, &second};
  std::array<bool, 2> used{};
  std::size_t index = 0;
  for (std::size_t row = 0; row < command.copy.height; ++row) {
    for (std::size_t at = 0; at < command.copy.width_bytes; at += block, index ^= 1) {
      const Slot& free = *slots[index];
      const std::size_t bytes = std::min(block, command.copy.width_bytes - at);
      if (std::exchange(used[index], true)) free.read->driver_sync();
      from_queue->copy({MemoryKind::Pinned, command.copy.src_kind, free.address,
                        command.copy.src + row * command.copy.src_pitch + at, bytes});
      from_queue->sync();
      to_queue->copy({command.copy.dst_kind, MemoryKind::Pinned,
                      command.copy.dst + row * command.copy.dst_pitch + at, free.address, bytes});
      to_queue->record(*free.read);
    }
  }
  to_queue->sync();
}

}  // namespace fulcrum::plugin

namespace fulcrum::detail {
namespace {

std::string text(const Dim3& size) {
  return std::to_string(size.x) + " x " + std::to_string(size.y) + " x " + std::to_string(size.z);
}

}  // namespace

void check_launch(const std::string& kernel, const plugin::Device& of_kernel,
                  const LaunchConfig& config, const plugin::Stream& stream) {
  const plugin::Device& device = stream.device();
  if (&of_kernel != &device) {
    throw Error("launch", 2, "kernel", kernel,
                "it is loaded on " + of_kernel.properties().name + ", and the stream is one of " +
                    device.properties().name);
  }
  if (config.grid.count() == 0 || config.block.count() == 0) {
    const bool grid = config.grid.count() == 0;
    throw Error("launch", 1, grid ? "grid" : "block", text(grid ? config.grid : config.block),
                "every size must be at least 1");
  }
  const DeviceProperties& limits = device.properties();
  if (limits.max_block_items != 0 && config.block.count() > limits.max_block_items) {
    throw Error("launch", 1, "block", text(config.block),
                limits.name + " has at most " + std::to_string(limits.max_block_items) +
                    " work items in a block");
  }
  if (limits.max_shared_bytes != 0 && config.shared_bytes > limits.max_shared_bytes) {
    throw Error("launch", 1, "shared_bytes", std::to_string(config.shared_bytes),
                limits.name + " has at most " + std::to_string(limits.max_shared_bytes));
  }
}

void throw_too_large(const std::string& kernel, int position, const std::string& value,
                     std::size_t bytes) {
  throw Error(
      "launch of " + kernel, position, "kernel argument", value,
      "the kernel takes an integer of " + std::to_string(8 * bytes) + " bits that cannot hold it");
}

void throw_other_device(const std::string& kernel, int position, const plugin::Device& of_view,
                        const plugin::Stream& stream) {
  throw Error("launch of " + kernel, position, "kernel argument",
              "a view of memory of " + of_view.properties().name,
              "the stream is one of " + stream.device().properties().name);
}

void queue_copy(plugin::Stream& stream, const plugin::Copy& copy, Allocation* dst,
                Allocation* src) {
  const auto elsewhere = [&](const Allocation* owner, MemoryKind kind) {
    const bool on_device = kind == MemoryKind::Device || kind == MemoryKind::Managed;
    return on_device && owner != nullptr && owner->device().get() != &stream.device();
  };
  const bool from_other = elsewhere(src, copy.src_kind), to_other = elsewhere(dst, copy.dst_kind);
  if (from_other && to_other) {
    throw Error("copy", 1, "dst", "memory of " + dst->device()->properties().name,
                "neither side lies on the stream's device, " + stream.device().properties().name);
  }
  if (from_other) return stream.copy(copy, src->device(), false);
  if (to_other) return stream.copy(copy, dst->device(), true);
  stream.copy(copy);
}

}  // namespace fulcrum::detail
