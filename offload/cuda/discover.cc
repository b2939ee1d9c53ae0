// SPDX-License-Identifier: Apache-2.0
// Looks for CUDA devices, once in the life of the process.
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "offload/cuda/blas_device.hpp"
#include "offload/cuda/blas_platform.hpp"
#include "offload/cuda/cuda_device.hpp"
#include "offload/cuda/loader.hpp"
#include "offload/runtime/platforms.hpp"
#include "offload/runtime/selection.hpp"
#include "simd/threads/published.hpp"

namespace fulcrum::offload {
namespace cuda {
namespace {

constexpr int kComputeModeProhibited = 2;  // CU_COMPUTEMODE_PROHIBITED

struct Found {
  Discovery discovery;
  std::vector<Device> devices;
  pid_t pid = getpid();
};

std::string uuid_text(const Uuid& uuid) {
  std::string text = "GPU-";
  for (int i = 0; i < 16; ++i) {
    char hex[3];
    std::snprintf(hex, sizeof hex, "%02x", static_cast<unsigned char>(uuid.bytes[i]));
    text += hex;
    if (i == 3 || i == 5 || i == 7 || i == 9) text += '-';
  }
  return text;
}

std::string library_text(const Libraries& libraries) {
  if (libraries.blas_file.empty()) return "no cuBLAS";
  return "cuBLAS " + std::to_string(libraries.blas_major) + "." +
         std::to_string(libraries.blas_minor) + "." + std::to_string(libraries.blas_patch) +
         " from " + libraries.blas_file;
}

// Reads one device's description. Throws Error that names the call which failed.
class Reader {
 public:
  Reader(const Libraries& libraries, int ordinal) : libraries_(libraries), ordinal_(ordinal) {}

  std::shared_ptr<CudaDevice> read() {
    const DriverApi& driver = libraries_.driver;
    check(driver.device_get(&handle_, ordinal_), "cuDeviceGet");
    DeviceInfo info;
    info.platform = kBlasPlatform.name;
    char name[256] = {};
    check(driver.device_get_name(name, sizeof name - 1, handle_), "cuDeviceGetName");
    info.name = name;
    Uuid uuid{};
    if (driver.device_get_uuid != nullptr &&
        driver.device_get_uuid(&uuid, handle_) == Result::Success) {
      info.uuid = uuid_text(uuid);
    }
    if (attribute(DeviceAttribute::ComputeMode) == kComputeModeProhibited) {
      throw Error(ErrorCode::BackendUnavailable, "cuda",
                  "device " + std::to_string(ordinal_) + " (" + info.name +
                      ") is in compute mode 'prohibited'");
    }
    std::size_t bytes = 0;
    check(driver.device_total_mem(&bytes, handle_), "cuDeviceTotalMem_v2");
    info.memory_bytes = bytes;
    info.pool_bytes = bytes / 4;
    fill_attributes(info);
    info.driver = std::to_string(libraries_.driver_version / 1000) + "." +
                  std::to_string(libraries_.driver_version % 1000 / 10);
    info.library = library_text(libraries_);
    DeviceProperties properties;
    const DeviceFacts facts = fill_facts(properties);
    return std::make_shared<CudaDevice>(libraries_, handle_, std::move(info), std::move(properties),
                                        facts);
  }

 private:
  void fill_attributes(DeviceInfo& info) {
    info.compute_major = attribute(DeviceAttribute::ComputeCapabilityMajor);
    info.compute_minor = attribute(DeviceAttribute::ComputeCapabilityMinor);
    info.multiprocessors = attribute(DeviceAttribute::MultiprocessorCount);
    info.core_clock_hz = attribute(DeviceAttribute::ClockRate) * 1e3;
    // Two transfers a clock; the clock is in kHz, the width in bits.
    info.memory_bandwidth = 2.0 * attribute(DeviceAttribute::MemoryClockRate) * 1e3 *
                            attribute(DeviceAttribute::GlobalMemoryBusWidth) / 8;
    info.copy_engines = attribute(DeviceAttribute::AsyncEngineCount);
    info.integrated = attribute(DeviceAttribute::Integrated) != 0;
    info.coherent = attribute(DeviceAttribute::PageableMemoryAccess) != 0;
  }

  DeviceFacts fill_facts(DeviceProperties& properties) {
    using enum DeviceAttribute;
    DeviceFacts facts;
    facts.max_pitch = number<std::size_t>(MaxPitch);
    facts.managed = attribute(ManagedMemory) != 0;
    const auto size = [this](DeviceAttribute x, DeviceAttribute y, DeviceAttribute z) {
      return Dim3{number<std::uint32_t>(x), number<std::uint32_t>(y), number<std::uint32_t>(z)};
    };
    facts.launch.grid = size(MaxGridX, MaxGridY, MaxGridZ);
    facts.launch.block = size(MaxBlockX, MaxBlockY, MaxBlockZ);
    facts.launch.shared_bytes = number<std::uint64_t>(MaxSharedBytes);
    properties.max_block_items = number<std::uint64_t>(MaxThreadsPerBlock);
    properties.max_shared_bytes =
        std::max(facts.launch.shared_bytes, number<std::uint64_t>(MaxSharedBytesOptin));
    return facts;
  }

  template <class T>
  T number(DeviceAttribute which) {
    return static_cast<T>(attribute(which));
  }

  int attribute(DeviceAttribute which) {
    int value = 0;
    check(libraries_.driver.device_get_attribute(&value, which, handle_), "cuDeviceGetAttribute");
    return value;
  }

  void check(Result result, const char* call) const {
    if (result == Result::Success) return;
    throw Error(ErrorCode::DeviceFailed, "cuda",
                std::string(call) + " failed for device " + std::to_string(ordinal_) + ": " +
                    describe(libraries_.driver, result));
  }

  const Libraries& libraries_;
  const int ordinal_;
  DeviceHandle handle_ = 0;
};

std::vector<std::shared_ptr<CudaDevice>> read_devices(const Libraries& libraries,
                                                      std::string& problem) {
  std::vector<std::shared_ptr<CudaDevice>> devices;
  int count = 0;
  const Result result = libraries.driver.device_get_count(&count);
  if (result != Result::Success || count <= 0) {
    add_sentence(problem,
                 "The CUDA driver " + libraries.driver_file +
                     " works, but there is no device: cuDeviceGetCount says " +
                     (result == Result::Success ? "0" : describe(libraries.driver, result)) + ".");
    return devices;
  }
  for (int i = 0; i < count; ++i) {
    try {
      devices.push_back(Reader(libraries, i).read());
    } catch (const Error& error) {
      add_sentence(problem, std::string(error.what()) + ".");
    }
  }
  return devices;
}

Found find(const Config& config) {
  Found found;
  std::string& problem = found.discovery.problem;
  try {
    const LoadResult loaded = load_libraries(config);
    problem = loaded.problem;
    if (loaded.libraries == nullptr) return found;
    // Our own kernels round as they are written; cuBLAS would not.
    const std::string rounds = precision_override();
    if (!rounds.empty()) problem = rounds;
    const auto all = read_devices(*loaded.libraries, problem);
    if (all.empty()) return found;
    for (const auto& device : select(all, config.device, problem)) {
      if (loaded.has_blas && rounds.empty())
        found.discovery.devices.push_back(std::make_shared<CudaBlas>(device));
      found.devices.emplace_back(device);
    }
  } catch (const std::exception& error) {
    found = {};
    found.discovery.problem = std::string("Looking for CUDA devices failed: ") + error.what() + ".";
  }
  return found;
}

constinit std::atomic<const Found*> g_in_child{nullptr};

std::unique_ptr<const Found> nothing_in_child() {
  auto result = std::make_unique<Found>();
  result->discovery.problem =
      "This process is a child of fork(), made after its parent had started the CUDA driver, "
      "which cannot be used "
      "here.";
  return result;
}

// Never destroyed: no driver call may happen at the program's end. The guard of the local static
// stays: the driver must be started once. A child forked meanwhile is told so by
// runtime::forked() and does not come here.
const Found& found(const Config& config) {
  static const Found* const once = new Found(find(config));
  // Where the parent has found no device, its answer serves its children too.
  if (once->devices.empty() || once->pid == getpid()) return *once;
  return simd::published(g_in_child, nothing_in_child);
}

}  // namespace

const Discovery& discover(const Config& config) { return found(config).discovery; }

}  // namespace cuda

Platform cuda_platform(const Config& config) {
  const cuda::Found& found = cuda::found(config);
  return Platform("cuda", found.devices, found.discovery.problem);
}

}  // namespace fulcrum::offload
