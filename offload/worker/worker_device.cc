// SPDX-License-Identifier: Apache-2.0
#include "offload/worker/worker_device.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <new>
#include <optional>

#include "offload/host/host_kernel.hpp"
#include "simd/threads/chosen.hpp"

namespace fulcrum::offload::worker {
namespace {

constexpr std::align_val_t kAlignment{256};

// Of workers that die one after another without having done anything: beyond so many within so long
// none is started for a second, then for twice as long, up to a minute.
constexpr int kMostDeaths = 5;
constexpr std::chrono::seconds kDeathsWithin{10}, kLongestRest{60};

// The formats that a platform takes.
std::vector<KernelFormat> formats_of(const std::string& platform) {
  using enum KernelFormat;
  if (platform == "opencl") return {OpenClC, SpirV, OpenClBinary};
  if (platform == "cuda") return {CudaC, Ptx, Cubin};
  return {};
}

// As a LoadKernelMessage has it.
std::string code_of(const KernelSource& source, const std::vector<KernelFormat>& formats) {
  std::string packed;
  for (const KernelFormat format : formats) {
    if (!source.has(format)) continue;
    const std::string code = source.read(format), &options = source.options(format);
    const CodeHead head{static_cast<std::uint32_t>(format),
                        static_cast<std::uint32_t>(options.size()), code.size()};
    packed.append(reinterpret_cast<const char*>(&head), sizeof head);
    packed += options;
    packed += code;
  }
  return packed;
}

}  // namespace

WorkerEvent::WorkerEvent(std::shared_ptr<WorkerDevice> device, bool timed)
    : device_(std::move(device)) {
  if (timed) slot_ = device_->take_slot();
}

WorkerEvent::~WorkerEvent() {
  if (!timed() || plugin::exiting() || !own_process()) return;
  // Not while a worker may still write the time there.
  if (queue_ && !queue_->reached(position_) && !queue_->process().gone()) return;
  device_->give_slot(slot_);
}

const plugin::Device& WorkerEvent::device() const { return *device_; }

void WorkerEvent::set(std::shared_ptr<QueueState> queue, std::uint64_t position) {
  const std::lock_guard lock(mutex_);
  queue_.swap(queue);
  position_ = position;
}

std::pair<std::shared_ptr<QueueState>, std::uint64_t> WorkerEvent::where() const {
  const std::lock_guard lock(mutex_);
  return {queue_, position_};
}

bool WorkerEvent::driver_done() {
  require_own_process();
  const auto [queue, position] = where();
  if (!queue) return true;
  if (queue->reached(position)) return true;
  if (!queue->process().glance()) throw queue->process().error();
  return false;
}

void WorkerEvent::driver_sync() {
  require_own_process();
  const auto [queue, position] = where();
  if (!queue) return;
  if (queue->reached(position)) return queue->check(position);
  queue->wait_for(position);
}

double WorkerEvent::driver_nanoseconds_since(plugin::Event& start) {
  auto& first = dynamic_cast<WorkerEvent&>(start);
  if (!timed() || !first.timed()) {
    throw Error("operator-", timed() ? 2 : 1, timed() ? "start" : "end", "not timed",
                "only timed events have a time");
  }
  const auto time = [this](std::uint64_t slot) {
    std::int64_t value = 0;
    std::memcpy(&value, device_->arena().blocks() + slot, sizeof value);
    return value;
  };
  return static_cast<double>(time(slot_) - time(first.slot_));
}

std::uint64_t WorkerKernel::in(Process& process) {
  if (generation_.load(std::memory_order_acquire) == process.generation()) [[likely]]
    return number_.load(std::memory_order_relaxed);
  const std::lock_guard lock(mutex_);
  if (generation_.load() == process.generation()) return number_.load();
  Message message;
  const std::uint64_t number = process.next_number();
  LoadKernelMessage head;
  std::optional<ArenaBlock> code;
  if (!code_.empty()) {
    code.emplace(process, code_.size());
    std::memcpy(code->data(), code_.data(), code_.size());
    head.code = code->offset();
    head.code_bytes = code_.size();
  }
  head.kernel = number;
  head.parameters = static_cast<std::uint32_t>(parameters_.size());
  head.path = static_cast<std::uint32_t>(library_.size());
  head.name = static_cast<std::uint32_t>(name_.size());
  message.put(head);
  std::byte* at = message.bytes.data() + sizeof head;
  const auto put = [&at](const void* data, std::size_t bytes) {
    if (bytes > 0) std::memcpy(at, data, bytes);
    at += bytes;
  };
  put(parameters_.data(), parameters_.size() * sizeof(Parameter));
  put(library_.data(), library_.size());
  put(name_.data(), name_.size());
  process.request(message, static_cast<std::size_t>(at - message.bytes.data()), "load");
  number_.store(number);
  generation_.store(process.generation(), std::memory_order_release);
  return number;
}

WorkerDevice::WorkerDevice(Options options) : options_(std::move(options)) {
  properties_.platform = "worker";
  properties_.name = "worker: host";
  properties_.driver = "fulcrum-worker " + std::string(version());
  properties_.memory_bytes = options_.capacity;
  properties_.compute_units = simd::call_threads();
  properties_.max_block_items = host::kMaxBlockItems;
  properties_.max_shared_bytes = host::kMaxSharedBytes;
  properties_.integrated = true;
}

void WorkerDevice::set_description(const DeviceDescription& description) {
  description_ = description;
  properties_.platform = "worker:" + options_.platform;
  properties_.name = "worker: " + options_.platform + ": " + text_of(description.name);
  properties_.vendor = text_of(description.vendor);
  properties_.driver += ", " + text_of(description.driver);
  properties_.memory_bytes = description.memory_bytes;
  properties_.compute_units = description.compute_units;
  // What a message of ours says at most.
  properties_.max_block_items = std::min(description.max_block_items, host::kMaxBlockItems);
  properties_.max_shared_bytes = std::min(description.max_shared_bytes, host::kMaxSharedBytes);
  properties_.integrated = description.integrated != 0;
}

DeviceInfo WorkerDevice::info() const {
  DeviceInfo info;
  info.platform = Backend(std::string_view(properties_.platform));
  info.memory_bytes = properties_.memory_bytes;
  info.integrated = properties_.integrated;
  if (memory_in_arena()) {
    info.on_host = true;
    info.pool_bytes = kArenaKeptBytes;
    info.name = properties_.name + ": " + std::string(to_string(options_.isa));
    info.library = "our own kernels, in fulcrum-worker";
    return info;
  }
  info.name = properties_.name;
  info.on_host = description_.on_host != 0;
  info.uuid = text_of(description_.uuid);
  info.driver = text_of(description_.driver);
  info.library = text_of(description_.library);
  info.compute_major = description_.compute_major;
  info.compute_minor = description_.compute_minor;
  info.multiprocessors = description_.multiprocessors;
  info.core_clock_hz = description_.core_clock_hz;
  info.memory_bandwidth = description_.memory_bandwidth;
  info.copy_engines = description_.copy_engines;
  return info;
}

std::string WorkerDevice::absent(MemoryKind kind) const {
  return kind == MemoryKind::Managed && !memory_in_arena()
             ? "memory that a driver moves has an address in the worker's process alone"
             : "";
}

Arena& WorkerDevice::arena() {
  if (Arena* const made = arena_made_.load(std::memory_order_acquire)) return *made;
  const std::lock_guard lock(mutex_);
  watch_forks();  // until there is something of the parent's, a child has a worker of its own
  if (!arena_) arena_ = std::make_unique<Arena>(options_.capacity);
  arena_made_.store(arena_.get(), std::memory_order_release);
  return *arena_;
}

std::shared_ptr<Process> WorkerDevice::process_now() const {
  if (!own_process()) return nullptr;
  const std::lock_guard lock(mutex_);
  return process_;
}

// Under the lock.
void WorkerDevice::note_end(const Process& process) {
  const auto now = Clock::now();
  last_death_ = process.why_lost();
  if (process.worked()) {
    idle_deaths_ = 0;
    return;
  }
  if (idle_deaths_ == 0 || (idle_deaths_ < kMostDeaths && now - first_death_ > kDeathsWithin)) {
    idle_deaths_ = 0;
    first_death_ = now;
  }
  if (++idle_deaths_ < kMostDeaths) return;
  const int doubled = std::min(idle_deaths_ - kMostDeaths, 6);
  rests_until_ =
      now + std::min<std::chrono::seconds>(std::chrono::seconds(1 << doubled), kLongestRest);
}

void WorkerDevice::refuse_while_resting() const {
  const auto now = Clock::now();
  if (idle_deaths_ < kMostDeaths || now >= rests_until_) return;
  throw Error(
      ErrorCode::DeviceLost, "worker",
      std::to_string(idle_deaths_) +
          " workers have died one after another without having done anything, the last "
          "one: " +
          last_death_ + "; none is started for another " +
          std::to_string(
              std::chrono::duration_cast<std::chrono::milliseconds>(rests_until_ - now).count()) +
          " ms");
}

std::shared_ptr<Process> WorkerDevice::process() {
  require_own_process();
  Arena& arena = this->arena();
  const std::lock_guard lock(mutex_);
  if (process_) {
    if (process_->look()) return process_;
    if (!process_->gone()) throw process_->error();
    process_->leave_control();
    note_end(*process_);
    process_.reset();
  }
  refuse_while_resting();
  const std::uint64_t generation = generation_.load() + 1;
  process_ = std::make_shared<Process>(arena, options_, generation);
  generation_.store(generation);
  return process_;
}

std::unique_ptr<plugin::Queue> WorkerDevice::create_queue() {
  return std::make_unique<WorkerQueue>(process(), memory_in_arena());
}

std::shared_ptr<plugin::Event> WorkerDevice::create_event(bool timed) {
  return std::make_shared<WorkerEvent>(shared(), timed);
}

std::shared_ptr<plugin::Kernel> WorkerDevice::load(const KernelSource& source,
                                                   std::span<const plugin::Parameter> parameters) {
  const auto refuse = [&](const std::string& why) {
    throw Error("load", 1, "source", source.name(), why);
  };
  if (memory_in_arena() && source.library().empty()) {
    refuse(source.host() ? "a worker is another process, which has none of this program's "
                           "functions: it takes a host kernel from a shared library "
                           "(KernelSource::library)"
                         : "it has no host kernel in a shared library; it has " + source.formats());
  }
  std::size_t bytes = sizeof(LaunchMessage) + kMessageAlignment;
  std::vector<Parameter> copied;
  for (const plugin::Parameter& each : parameters) {
    copied.push_back({each.bytes, each.is_address ? 1U : 0U});
    bytes += sizeof(ArgumentHead) + padded(each.bytes);
  }
  if (bytes > kMaxMessage)
    refuse("its arguments take " + std::to_string(bytes) + " bytes of a message, which holds " +
           std::to_string(kMaxMessage));
  // A path is the program's; what the loader looks for stays as it is.
  std::string path = memory_in_arena() ? source.library() : "";
  if (path.find('/') != std::string::npos) path = std::filesystem::absolute(path).string();
  if (sizeof(LoadKernelMessage) + copied.size() * sizeof(Parameter) + path.size() +
          source.name().size() + kMessageAlignment >
      kMaxMessage)
    refuse("its path and name are longer than a message");
  auto kernel = std::make_shared<WorkerKernel>(path, source.name(), std::move(copied),
                                               code_of(source, formats_of(options_.platform)));
  kernel->in(*process());
  return kernel;
}

std::uintptr_t WorkerDevice::allocate(MemoryKind kind, std::size_t bytes) {
  if (kind == MemoryKind::Pageable) {
    return reinterpret_cast<std::uintptr_t>(
        ::operator new(std::max<std::size_t>(bytes, 1), kAlignment));
  }
  if (kind == MemoryKind::Device) {
    const auto worker = process();
    return memory_in_arena() ? worker->address_base() + worker->arena().allocate(bytes)
                             : worker->allocate(std::max<std::size_t>(bytes, 1));
  }
  require_own_process();
  Arena& arena = this->arena();
  const std::uint64_t offset = arena.allocate(bytes);
  // What is allocated before there is a worker, or outlives one, stays ordinary memory to the next.
  if (const auto worker = memory_in_arena() ? nullptr : process_now())
    worker->lock_pages(offset, std::max<std::size_t>(bytes, 1));
  return reinterpret_cast<std::uintptr_t>(arena.blocks() + offset);
}

void WorkerDevice::release(MemoryKind kind, std::uintptr_t address, std::size_t) noexcept {
  if (kind == MemoryKind::Pageable) return ::operator delete(pointer_to<void>(address), kAlignment);
  if (!own_process()) return;
  if (kind == MemoryKind::Device && !memory_in_arena()) {
    // That of a worker that is lost is gone with it.
    if (const auto worker = process_now(); worker && worker->address_base() == base_of(address))
      worker->release(address);
    return;
  }
  Arena* const arena = arena_made_.load();
  const std::uint64_t offset = kind == MemoryKind::Device
                                   ? offset_of(address)
                                   : address - reinterpret_cast<std::uintptr_t>(arena->blocks());
  if (const auto worker = memory_in_arena() ? nullptr : process_now()) worker->unlock_pages(offset);
  arena->release(offset);
}

std::uint64_t WorkerDevice::take_slot() {
  constexpr std::uint64_t kBytes = sizeof(std::uint64_t);
  const std::lock_guard lock(slots_mutex_);
  if (free_slots_.empty()) {
    // A page of them, which stays; the list can take all back without memory.
    free_slots_.reserve(free_slots_.capacity() + kPage / kBytes);
    const std::uint64_t page = arena().allocate(kPage);
    for (std::uint64_t at = 0; at < kPage; at += kBytes) free_slots_.push_back(page + at);
  }
  const std::uint64_t slot = free_slots_.back();
  free_slots_.pop_back();
  return slot;
}

void WorkerDevice::give_slot(std::uint64_t slot) noexcept {
  const std::lock_guard lock(slots_mutex_);
  free_slots_.push_back(slot);
}

}  // namespace fulcrum::offload::worker
