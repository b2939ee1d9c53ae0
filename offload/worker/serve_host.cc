// SPDX-License-Identifier: Apache-2.0
// The host platform's device, served: all of its memory lies in the arena, and commands are done
// when their call returns.
#include <cstring>
#include <vector>

#include "offload/host/host_kernel.hpp"
#include "offload/worker/ring.hpp"
#include "offload/worker/served.hpp"
#include "simd/targets.hpp"

namespace fulcrum::offload::worker {
namespace {

class HostCommands final : public ServedCommands {
 public:
  HostCommands(const ServedDevice& device, const simd::Target& target)
      : device_(device), target_(target) {}

  void copy(const CopyMessage& m) override {
    auto* const dst = pointer(m.dst, extent(m, m.dst_pitch), "copy");
    const auto* const src = pointer(m.src, extent(m, m.src_pitch), "copy");
    for (std::uint64_t row = 0; row < m.height; ++row)
      std::memmove(dst + row * m.dst_pitch, src + row * m.src_pitch, m.width);
  }
  void fill(const FillMessage& m) override {
    std::memset(pointer(m.dst, m.bytes, "fill"), static_cast<unsigned char>(m.value), m.bytes);
  }
  void launch(plugin::Kernel& kernel, const LaunchConfig& config,
              std::span<const plugin::Argument> arguments) override {
    values_.clear();
    for (const plugin::Argument& argument : arguments) values_.push_back(argument.data);
    host::run_kernel(static_cast<host::HostCode&>(kernel).kernel(), config, values_.data(),
                     scratch_);
  }
  void compute(const CheckedProblem& problem) override { problem.here(target_, problem.problem); }
  void settle() override {}
  bool settles_later() const noexcept override { return false; }

 private:
  std::byte* pointer(std::uint64_t place, std::uint64_t bytes, const char* what) const {
    return pointer_to<std::byte>(device_.address(place, bytes, what));
  }

  const ServedDevice& device_;
  const simd::Target& target_;
  std::vector<const void*> values_;
  std::vector<std::byte> scratch_;
};

class HostServed final : public ServedDevice {
 public:
  HostServed(const ServedArena& arena, const simd::Target& target)
      : arena_(arena), target_(target) {}

  std::unique_ptr<ServedCommands> make_commands() override {
    return std::make_unique<HostCommands>(*this, target_);
  }
  std::shared_ptr<plugin::Kernel> load(const KernelSource& source,
                                       std::span<const plugin::Parameter> parameters) override {
    return host::load_kernel(source, parameters);
  }
  std::uintptr_t address(std::uint64_t place, std::uint64_t bytes,
                         const char* what) const override {
    return reinterpret_cast<std::uintptr_t>(
        arena_.at(is_device_address(place) ? offset_of(place) : place, bytes, what));
  }
  void allocate(std::uint64_t /*place*/, std::uint64_t /*bytes*/) override { refuse(); }
  void release(std::uint64_t /*place*/) override { refuse(); }
  std::uint64_t available_bytes() override { refuse(); }
  bool page_lock(std::byte* /*memory*/, std::uint64_t /*bytes*/) override { refuse(); }
  void page_unlock(std::byte* /*memory*/) override { refuse(); }
  DeviceDescription describe(std::uint64_t /*index*/) override { refuse(); }

 private:
  [[noreturn]] static void refuse() {
    throw Nonsense("a request that is for devices of other platforms");
  }

  const ServedArena arena_;
  const simd::Target& target_;
};

}  // namespace

std::unique_ptr<ServedDevice> serve_host(const ServedArena& arena, const simd::Target& target) {
  return std::make_unique<HostServed>(arena, target);
}

}  // namespace fulcrum::offload::worker
