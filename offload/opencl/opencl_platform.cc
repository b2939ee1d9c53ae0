// SPDX-License-Identifier: Apache-2.0
// Looks for OpenCL devices, once in the life of the process.
#include "offload/opencl/opencl_platform.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <utility>

#include "offload/runtime/exit.hpp"
#include "offload/runtime/fork.hpp"
#include "offload/runtime/platforms.hpp"
#include "offload/runtime/selection.hpp"
#include "simd/threads/published.hpp"

namespace fulcrum::offload {
namespace opencl {
namespace {

constexpr int kOldest = 102;
// How long exit() may be held up by work in flight.
constexpr std::chrono::seconds kPatienceAtExit{10};

// "OpenCL 3.0 PoCL ...": 300. 0 where it is no such text.
int version_of(const std::string& text) {
  constexpr std::string_view kStart = "OpenCL ";
  if (!text.starts_with(kStart)) return 0;
  char* end = nullptr;
  const long major = std::strtol(text.c_str() + kStart.size(), &end, 10);
  if (end == nullptr || *end != '.') return 0;
  return static_cast<int>(100 * major + std::strtol(end + 1, nullptr, 10));
}

// Reads one device's description. Throws Error that says what is missing.
class Reader {
 public:
  Reader(const Library& library, cl_platform_id platform, cl_device_id device)
      : library_(library), platform_(platform), device_(device) {}

  std::shared_ptr<OpenClDevice> read(const std::string& platform_name) {
    DeviceInfo info;
    info.platform = Backend("opencl");
    info.name = text(CL_DEVICE_NAME);
    name_ = info.name;
    const std::string version = text(CL_DEVICE_VERSION);
    Facts facts;
    facts.platform = platform_;
    facts.device = device_;
    facts.version = version_of(version);
    if (facts.version < kOldest) refuse("it has '" + version + "', and 1.2 is needed");
    if (get<cl_bool>(CL_DEVICE_AVAILABLE) == CL_FALSE) refuse("it says that it is not available");
    if (get<cl_uint>(CL_DEVICE_ADDRESS_BITS) != 64) refuse("its addresses are not of 64 bits");
    facts.base_alignment =
        std::max<std::size_t>(1, get<cl_uint>(CL_DEVICE_MEM_BASE_ADDR_ALIGN) / 8);
    facts.max_allocation = get<cl_ulong>(CL_DEVICE_MAX_MEM_ALLOC_SIZE);
    facts.has_double = get<cl_device_fp_config>(CL_DEVICE_DOUBLE_FP_CONFIG) != 0;
    if (facts.version >= 201) facts.spirv = text(CL_DEVICE_IL_VERSION);
    info.driver = version + ", driver " + text(CL_DRIVER_VERSION);
    info.multiprocessors = static_cast<int>(get<cl_uint>(CL_DEVICE_MAX_COMPUTE_UNITS));
    info.core_clock_hz = get<cl_uint>(CL_DEVICE_MAX_CLOCK_FREQUENCY) * 1e6;
    info.memory_bytes = get<cl_ulong>(CL_DEVICE_GLOBAL_MEM_SIZE);
    info.integrated = get<cl_bool>(CL_DEVICE_HOST_UNIFIED_MEMORY) != CL_FALSE;
    info.pool_bytes = info.integrated ? kKeptOfHost : info.memory_bytes / 4;
    info.on_host = (get<cl_device_type>(CL_DEVICE_TYPE) & CL_DEVICE_TYPE_CPU) != 0;
    info.library = platform_name + " from " + library_.file;
    DeviceProperties properties = properties_of(info);
    return std::make_shared<OpenClDevice>(library_, facts, std::move(info), std::move(properties));
  }

 private:
  DeviceProperties properties_of(const DeviceInfo& info) const {
    DeviceProperties properties;
    properties.platform = "opencl";
    properties.name = info.name;
    properties.vendor = text(CL_DEVICE_VENDOR);
    properties.driver = info.driver;
    properties.memory_bytes = info.memory_bytes;
    properties.compute_units = info.multiprocessors;
    properties.max_block_items = get<std::size_t>(CL_DEVICE_MAX_WORK_GROUP_SIZE);
    properties.max_shared_bytes = get<cl_ulong>(CL_DEVICE_LOCAL_MEM_SIZE);
    properties.integrated = info.integrated;
    return properties;
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw Error(ErrorCode::BackendUnavailable, "opencl",
                (name_.empty() ? "a device" : "the device " + name_) + " is left out: " + why);
  }

  // 0 where the device does not know the question, as one without doubles may not.
  template <class T>
  T get(cl_device_info name) const {
    T value{};
    const cl_int result =
        library_.api.clGetDeviceInfo(device_, name, sizeof value, &value, nullptr);
    if (result == CL_SUCCESS) return value;
    if (result == CL_INVALID_VALUE) return T{};
    refuse("clGetDeviceInfo failed: " + describe(result));
  }

  std::string text(cl_device_info name) const {
    return text_of(
        [this](cl_device_info what, std::size_t bytes, void* value, std::size_t* needed) {
          return library_.api.clGetDeviceInfo(device_, what, bytes, value, needed);
        },
        name);
  }

  const Library& library_;
  const cl_platform_id platform_;
  const cl_device_id device_;
  std::string name_;
};

std::string platform_text(const Library& library, cl_platform_id platform, cl_platform_info what) {
  return text_of(
      [&](cl_platform_info name, std::size_t bytes, void* value, std::size_t* needed) {
        return library.api.clGetPlatformInfo(platform, name, bytes, value, needed);
      },
      what);
}

void add_devices(const Library& library, cl_platform_id platform,
                 std::vector<std::shared_ptr<OpenClDevice>>& devices, std::string& problem) {
  const std::string name = platform_text(library, platform, CL_PLATFORM_NAME) + " (" +
                           platform_text(library, platform, CL_PLATFORM_VERSION) + ")";
  cl_uint count = 0;
  cl_int result = library.api.clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, nullptr, &count);
  std::vector<cl_device_id> ids(count);
  if (result == CL_SUCCESS && count > 0)
    result = library.api.clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, count, ids.data(), nullptr);
  if (result != CL_SUCCESS || count == 0) {
    add_sentence(problem, "OpenCL's platform " + name + " has no device: clGetDeviceIDs says " +
                              describe(result) + ".");
    return;
  }
  for (const cl_device_id id : ids) {
    try {
      devices.push_back(Reader(library, platform, id).read(name));
    } catch (const Error& error) {
      add_sentence(problem, std::string(error.what()) + ".");
    }
  }
}

void find(const Config& config, Found& found) {
  const LoadResult loaded = load_library(config);
  found.problem = loaded.problem;
  if (loaded.library == nullptr) return;
  const Library& library = *loaded.library;
  cl_uint count = 0;
  cl_int result = library.api.clGetPlatformIDs(0, nullptr, &count);
  std::vector<cl_platform_id> platforms(count);
  if (result == CL_SUCCESS && count > 0)
    result = library.api.clGetPlatformIDs(count, platforms.data(), nullptr);
  if (result != CL_SUCCESS || count == 0) {
    add_sentence(found.problem, "OpenCL's loader " + library.file +
                                    " works, but finds no platform: clGetPlatformIDs says " +
                                    describe(result) +
                                    " (drivers register themselves in /etc/OpenCL/vendors, or "
                                    "where OCL_ICD_VENDORS says).");
    return;
  }
  std::vector<std::shared_ptr<OpenClDevice>> all;
  for (const cl_platform_id platform : platforms)
    add_devices(library, platform, all, found.problem);
  if (!all.empty()) found.devices = select(all, config.device, found.problem);
}

// Threads that come at once may each look: the drivers answer all of them, no context is made, and
// the first answer is the one that stays.
std::unique_ptr<const Found> look(const Config& config) {
  auto found = std::make_unique<Found>();
  plugin::watch_fork();
  found->generation = plugin::generation();
  try {
    find(config, *found);
  } catch (const std::exception& error) {
    found->devices.clear();
    found->problem = std::string("Looking for OpenCL devices failed: ") + error.what() + ".";
  }
  return found;
}

constinit std::atomic<const Found*> g_found{nullptr}, g_in_child{nullptr};
constinit std::atomic<bool> g_lets_go_at_exit{false};

// Intel's runtime crashes where it is called after its own handlers of exit() have run, and a
// stream's thread would go on calling it. Those handlers were registered when it was loaded, so
// this one, registered behind it, comes first: it closes the devices, lets threads that are inside
// come out, and what is queued end.
void let_go_at_exit() {
  const Found* const found = g_found.load(std::memory_order_acquire);
  if (found == nullptr) return;
  bool any = false;
  for (const auto& device : found->devices) any |= device->close_at_exit();
  if (!any) return;
  const auto deadline = std::chrono::steady_clock::now() + kPatienceAtExit;
  plugin::wait_outside_drivers(deadline);
  for (const auto& device : found->devices) device->finish_at_exit(deadline);
}

std::unique_ptr<const Found> nothing_in_child() {
  auto found = std::make_unique<Found>();
  found->problem =
      "This process is a child of fork(), made after its parent had started OpenCL's drivers, "
      "which cannot be used here.";
  return found;
}

}  // namespace

const Found& found(const Config& config) {
  const Found& once = simd::published(g_found, [&config] { return look(config); });
  if (!g_lets_go_at_exit.load(std::memory_order_relaxed) && !g_lets_go_at_exit.exchange(true))
    std::atexit(&let_go_at_exit);
  // Where the parent has found no device, its answer serves its children too.
  if (once.devices.empty() || once.generation == plugin::generation()) return once;
  return simd::published(g_in_child, &nothing_in_child);
}

}  // namespace opencl

Platform opencl_platform(const Config& config) {
  const opencl::Found& found = opencl::found(config);
  std::vector<Device> devices;
  for (const auto& device : found.devices) devices.emplace_back(device);
  return Platform("opencl", std::move(devices), found.problem);
}

}  // namespace fulcrum::offload
