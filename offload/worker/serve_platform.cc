// SPDX-License-Identifier: Apache-2.0
// A device of OpenCL or CUDA, served: its memory is its own, known here by the addresses that the
// host has chosen; commands are queued on it, and settle later.
#include <array>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>

#include "offload/blas/lane.hpp"
#include "offload/cuda/blas_platform.hpp"
#include "offload/cuda/blas_table.hpp"
#include "offload/cuda/cuda_device.hpp"
#include "offload/opencl/blas_table.hpp"
#include "offload/opencl/opencl_device.hpp"
#include "offload/runtime/platforms.hpp"
#include "offload/worker/device_blocks.hpp"
#include "offload/worker/ring.hpp"
#include "offload/worker/served.hpp"

namespace fulcrum::offload::worker {
namespace {

struct Servable {
  std::string_view name;
  Platform (*find)(const Config& config);
  const BlasPlatform* blas;
  const blas::Launches* launches;
  void (*add_facts)(plugin::Device& device, DeviceDescription& description);
};

constexpr std::array kServable = {
    Servable{"opencl", &opencl_platform, &opencl::kBlasPlatform, &opencl::kLaunches,
             [](plugin::Device& device, DeviceDescription& description) {
               const auto& own = dynamic_cast<opencl::OpenClDevice&>(device);
               description.has_double = own.facts().has_double ? 1 : 0;
               description.max_size = std::numeric_limits<std::int32_t>::max();
             }},
    Servable{"cuda", &cuda_platform, &cuda::kBlasPlatform, &cuda::kLaunches,
             [](plugin::Device& device, DeviceDescription& description) {
               const auto& own = dynamic_cast<cuda::CudaDevice&>(device);
               description.has_double = 1;
               description.max_size = own.libraries().blas_has_64
                                          ? std::numeric_limits<std::int64_t>::max()
                                          : std::numeric_limits<int>::max();
             }},
};

const Servable& servable(const std::string& platform) {
  for (const Servable& each : kServable)
    if (each.name == platform) return each;
  throw Error(ErrorCode::BackendUnavailable, "worker", "it serves no platform " + platform);
}

class PlatformServed final : public ServedDevice {
 public:
  PlatformServed(const ServedArena& arena, const Servable& servable, std::uint32_t index,
                 const Config& config)
      : arena_(arena), servable_(servable), platform_(servable.find(config)) {
    if (!platform_.available())
      throw Error(ErrorCode::BackendUnavailable, "worker", platform_.reason());
    if (index >= platform_.devices().size()) {
      throw Error(ErrorCode::BackendUnavailable, "worker",
                  "there is no device " + std::to_string(index) + " of platform " +
                      platform_.name() + ", which has " +
                      std::to_string(platform_.devices().size()));
    }
    device_ = &platform_.devices()[index].impl();
    const Discovery& blas = servable.blas->discover(config);
    computes_blas_ = !blas.devices.empty();
    no_blas_ = blas.problem;
  }

  const ServedArena& arena() const { return arena_; }
  plugin::Device& device() const { return *device_; }
  blas::Accelerator& accelerator() const { return dynamic_cast<blas::Accelerator&>(*device_); }
  // What launches a problem of that number; null where nothing does.
  auto launch_of(std::uint32_t type) const {
    return computes_blas_ ? (*servable_.launches)[type] : nullptr;
  }

  std::unique_ptr<ServedCommands> make_commands() override;

  std::shared_ptr<plugin::Kernel> load(const KernelSource& source,
                                       std::span<const plugin::Parameter> parameters) override {
    return device_->load(source, parameters);
  }

  std::uintptr_t address(std::uint64_t place, std::uint64_t bytes,
                         const char* what) const override {
    if (is_device_address(place)) {
      if (const auto found = blocks_.find(offset_of(place), bytes)) return *found;
    }
    throw Error(ErrorCode::InvalidArgument, what,
                std::to_string(bytes) + " bytes at address " + std::to_string(place) +
                    " are not inside one buffer of the device");
  }

  void allocate(std::uint64_t place, std::uint64_t bytes) override {
    const std::uintptr_t address = device_->allocate(MemoryKind::Device, bytes);
    const auto drop = [&] { device_->release(MemoryKind::Device, address, bytes); };
    try {
      if (is_device_address(place) && blocks_.add(offset_of(place), {bytes, address})) return;
    } catch (...) {
      drop();
      throw;
    }
    drop();
    throw Nonsense("a buffer at a place that is taken, or none");
  }

  void release(std::uint64_t place) override {
    const auto block = blocks_.remove(offset_of(place));
    if (!block) throw Nonsense("the end of a buffer that is not there");
    device_->release(MemoryKind::Device, block->address, block->bytes);
  }

  std::uint64_t available_bytes() override {
    std::uint64_t bytes = 0;
    accelerator().within([&] { bytes = accelerator().available_bytes(); });
    return bytes;
  }

  bool page_lock(std::byte* memory, std::uint64_t bytes) override {
    return accelerator().page_lock(memory, bytes);
  }
  void page_unlock(std::byte* memory) override { accelerator().page_unlock(memory); }

  DeviceDescription describe(std::uint64_t index) override {
    if (index >= platform_.devices().size()) throw Nonsense("a device that there is not");
    plugin::Device& device = platform_.devices()[index].impl();
    const DeviceProperties& properties = device.properties();
    const DeviceInfo& info = dynamic_cast<blas::Accelerator&>(device).info();
    DeviceDescription description;
    put_text(description.name, properties.name);
    put_text(description.vendor, properties.vendor);
    put_text(description.driver, info.driver);
    put_text(description.library, info.library);
    put_text(description.uuid, info.uuid);
    if (!computes_blas_)
      put_text(description.no_blas, no_blas_.empty() ? "it has no BLAS" : no_blas_);
    description.memory_bytes = properties.memory_bytes;
    description.max_block_items = properties.max_block_items;
    description.max_shared_bytes = properties.max_shared_bytes;
    description.core_clock_hz = info.core_clock_hz;
    description.memory_bandwidth = info.memory_bandwidth;
    description.compute_units = properties.compute_units;
    description.compute_major = info.compute_major;
    description.compute_minor = info.compute_minor;
    description.multiprocessors = info.multiprocessors;
    description.copy_engines = info.copy_engines;
    description.integrated = properties.integrated ? 1 : 0;
    description.on_host = info.on_host ? 1 : 0;
    servable_.add_facts(device, description);
    return description;
  }

  std::uint32_t devices() const override {
    return static_cast<std::uint32_t>(platform_.devices().size());
  }
  std::string lost_because() const override { return accelerator().closed_because(); }

 private:
  const ServedArena arena_;
  const Servable& servable_;
  const Platform platform_;
  plugin::Device* device_ = nullptr;
  bool computes_blas_ = false;
  std::string no_blas_;
  DeviceBlocks blocks_;
};

// Works on the device's queue. With the first problem it makes a lane, which has what the BLAS
// needs, and goes on with the queue of that.
class PlatformCommands final : public ServedCommands {
 public:
  explicit PlatformCommands(PlatformServed& served)
      : served_(served), own_(served.device().create_queue()), queue_(own_.get()) {}

  void copy(const CopyMessage& m) override {
    const Side dst = side(m.dst, extent(m, m.dst_pitch), "copy"),
               src = side(m.src, extent(m, m.src_pitch), "copy");
    if (dst.kind == MemoryKind::Device || src.kind == MemoryKind::Device) {
      return queue_->copy({dst.kind, src.kind, dst.address, src.address, m.width, m.height,
                           m.dst_pitch, m.src_pitch});
    }
    settle();
    for (std::uint64_t row = 0; row < m.height; ++row) {
      std::memmove(pointer_to<void>(dst.address + row * m.dst_pitch),
                   pointer_to<const void>(src.address + row * m.src_pitch), m.width);
    }
  }

  void fill(const FillMessage& m) override {
    const Side dst = side(m.dst, m.bytes, "fill");
    const auto value = static_cast<unsigned char>(m.value);
    if (dst.kind == MemoryKind::Device) return queue_->fill(dst.kind, dst.address, value, m.bytes);
    settle();
    std::memset(pointer_to<void>(dst.address), value, m.bytes);
  }

  void launch(plugin::Kernel& kernel, const LaunchConfig& config,
              std::span<const plugin::Argument> arguments) override {
    queue_->launch(kernel, config, arguments);
  }

  void compute(const CheckedProblem& problem) override {
    const auto launch = served_.launch_of(problem.type);
    if (launch == nullptr) {
      throw Error(
          ErrorCode::BackendUnavailable, "worker",
          "the device has no launch for problems of number " + std::to_string(problem.type));
    }
    served_.accelerator().within([&] {
      if (!lane_) {
        settle();
        lane_ = served_.accelerator().make_lane();
        queue_ = &lane_->compute().impl().queue();
        own_.reset();
      }
      launch(*lane_, problem.problem);
    });
    // A lane whose state is in doubt serves no other problem.
    if (lane_->spoilt())
      throw Error(ErrorCode::DeviceFailed, "worker", "the BLAS's state is not known any more");
  }

  void settle() override {
    queue_->sync();
    if (lane_) lane_->reuse_events();
  }
  bool settles_later() const noexcept override { return true; }

 private:
  struct Side {
    MemoryKind kind;
    std::uintptr_t address;
  };
  // The arena is ordinary memory to the driver.
  Side side(std::uint64_t place, std::uint64_t bytes, const char* what) const {
    if (is_device_address(place)) return {MemoryKind::Device, served_.address(place, bytes, what)};
    return {MemoryKind::Pageable,
            reinterpret_cast<std::uintptr_t>(served_.arena().at(place, bytes, what))};
  }

  PlatformServed& served_;
  std::unique_ptr<plugin::Queue> own_;
  std::unique_ptr<blas::Lane> lane_;
  plugin::Queue* queue_;
};

std::unique_ptr<ServedCommands> PlatformServed::make_commands() {
  return std::make_unique<PlatformCommands>(*this);
}

}  // namespace

std::unique_ptr<ServedDevice> serve_platform(const ServedArena& arena, const std::string& platform,
                                             std::uint32_t index, const Config& config) {
  Config all = config;  // which of them is the host's choice
  all.device.clear();
  return std::make_unique<PlatformServed>(arena, servable(platform), index, all);
}

}  // namespace fulcrum::offload::worker
