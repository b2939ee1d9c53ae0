// SPDX-License-Identifier: Apache-2.0
// Modules, launches, managed memory, and what one device reaches of another.
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "kernels.hpp"
#include "libcuda.hpp"

#include <dlfcn.h>

namespace cuda = fulcrum::offload::cuda;
using cuda::Result;
using standin::Access;
using standin::call;
using standin::CallInfo;
using standin::Driver;
using standin::number_of;
using standin::Operation;
using standin::ParameterKind;
using standin::same;

// NOLINTBEGIN(performance-no-int-to-ptr): handles and device addresses are numbers here.
namespace {

constexpr int kNotFound = 500, kOutOfResources = 701, kPeerAlreadyEnabled = 704,
              kPeerUnsupported = 217;
constexpr unsigned kMaxItems = 1024;

void write_log(const std::string& text, unsigned count, const cuda::JitOption* options,
               void** values) {
  char* log = nullptr;
  std::size_t bytes = 0;
  for (unsigned i = 0; i < count; ++i) {
    if (options[i] == cuda::JitOption::ErrorLog) log = static_cast<char*>(values[i]);
    if (options[i] == cuda::JitOption::ErrorLogBytes) bytes = number_of(values[i]);
  }
  if (log != nullptr && bytes > 0) std::snprintf(log, bytes, "%s", text.c_str());
}

// The grid as the driver takes it; an error else.
int check_grid(const standin::Function& function, const standin::Grid& grid) {
  const auto& [blocks, items, shared] = grid;
  for (const unsigned size : {blocks.x, blocks.y, blocks.z, items.x, items.y, items.z})
    if (size == 0) return standin::kInvalidValue;
  if (blocks.x > 0x7fffffff || blocks.y > 65535 || blocks.z > 65535 || items.x > kMaxItems ||
      items.y > kMaxItems || items.z > 64) {
    return standin::kInvalidValue;
  }
  const std::uint64_t count = std::uint64_t{items.x} * items.y * items.z;
  if (count > kMaxItems) return standin::kInvalidValue;
  if (count > function.entry->max_items) return kOutOfResources;
  const std::size_t most = static_cast<std::size_t>(function.max_dynamic_bytes);
  const bool usual = shared + function.shared_bytes() <= standin::kUsualSharedBytes;
  return usual || (function.max_dynamic_bytes > standin::kUsualSharedBytes && shared <= most)
             ? 0
             : standin::kInvalidValue;
}

// The arguments as the kernel takes them on the host: addresses of the device become those of its
// bytes. What a pointer reaches is taken to be all from there to the end of its memory.
std::vector<std::vector<std::byte>> read_arguments(Driver& d, const standin::Function& function,
                                                   void** parameters, Operation& operation) {
  std::vector<std::vector<std::byte>> values;
  for (unsigned i = 0; i < function.entry->count; ++i) {
    std::vector<std::byte> value(function.entry->bytes[i]);
    std::memcpy(value.data(), parameters[i], value.size());
    const ParameterKind kind = function.entry->kinds[i];
    std::uint64_t address = 0;
    if (kind != ParameterKind::Value) std::memcpy(&address, value.data(), sizeof address);
    if (address != 0) {
      const auto memory = d.find(address);
      const std::size_t bytes =
          memory == nullptr || memory->freed || address >= memory->address + memory->bytes
              ? 1
              : memory->address + memory->bytes - address;
      if (const auto access =
              d.access(operation.what.c_str(), address, bytes, kind == ParameterKind::Pointer)) {
        operation.accesses.push_back(*access);
        std::byte* const at = access->data();
        std::memcpy(value.data(), &at, sizeof at);
      } else {
        operation.fails_with = standin::kIllegalAddress;
      }
    }
    values.push_back(std::move(value));
  }
  return values;
}

int launch(Driver& d, const standin::Function& function, const standin::Grid& grid,
           std::uint64_t stream_handle, void** parameters) {
  const auto stream = d.stream("cuLaunchKernel", stream_handle);
  if (stream == nullptr) return standin::kInvalidHandle;
  if (function.entry->count > 0 && parameters == nullptr) return standin::kInvalidValue;
  if (const int wrong = check_grid(function, grid); wrong != 0) return wrong;
  Operation operation;
  operation.what = "cuLaunchKernel of " + function.name;
  operation.module = function.module;
  auto values = read_arguments(d, function, parameters, operation);
  operation.kernel = [&d, function, grid, values = std::move(values)] {
    bool overrun = false;
    const int result = standin::run_grid(function, grid, values, &overrun);
    if (overrun)
      d.violation(function.name + " wrote past its " + std::to_string(grid.shared_bytes) +
                  " bytes of shared memory");
    return result;
  };
  d.enqueue(stream, std::move(operation));
  return 0;
}

}  // namespace

extern "C" {

STANDIN_EXPORT Result cuModuleLoadDataEx(cuda::ModuleHandle* module, const void* image,
                                         unsigned count, cuda::JitOption* options, void** values) {
  return call({.function = "cuModuleLoadDataEx"}, [&](Driver& d) {
    if (image == nullptr) return standin::kInvalidValue;
    int result = 0;
    std::string log;
    const auto loaded = standin::load_module(static_cast<const char*>(image), &result, &log);
    write_log(log, count, options, values);
    if (loaded == nullptr) return result;
    *module = reinterpret_cast<cuda::ModuleHandle>(d.add_module(loaded));
    return 0;
  });
}

// The manual says nothing of launches in flight: unloading under them is a fault of the program.
STANDIN_EXPORT Result cuModuleUnload(cuda::ModuleHandle module) {
  return call({.function = "cuModuleUnload", .done_despite = CallInfo::Despite::Fault},
              [&](Driver& d) {
                const auto found = d.module("cuModuleUnload", number_of(module));
                if (found == nullptr) return standin::kInvalidHandle;
                if (d.in_use(*found))
                  d.violation("cuModuleUnload: a launch of its kernels is still queued");
                d.remove_module(number_of(module));
                return 0;
              });
}

STANDIN_EXPORT Result cuModuleGetFunction(cuda::FunctionHandle* function, cuda::ModuleHandle module,
                                          const char* name) {
  return call({.function = "cuModuleGetFunction"}, [&](Driver& d) {
    const auto found = d.module("cuModuleGetFunction", number_of(module));
    if (found == nullptr) return standin::kInvalidHandle;
    const void* entry = dlsym(found->library, (std::string("standin_kernel_") + name).c_str());
    // A kernel that is not extern "C" has another name.
    if (entry == nullptr || dlsym(found->library, name) == nullptr) return kNotFound;
    auto made = std::make_shared<standin::Function>();
    made->module = found;
    made->name = name;
    made->entry = static_cast<const standin::KernelEntry*>(entry);
    *function = reinterpret_cast<cuda::FunctionHandle>(d.add_function(std::move(made)));
    return 0;
  });
}

STANDIN_EXPORT Result cuFuncGetAttribute(int* value, cuda::FunctionAttribute which,
                                         cuda::FunctionHandle function) {
  return call({.function = "cuFuncGetAttribute"}, [&](Driver& d) {
    const auto found = d.function("cuFuncGetAttribute", number_of(function));
    if (found == nullptr) return standin::kInvalidHandle;
    switch (which) {
      case cuda::FunctionAttribute::MaxThreadsPerBlock:
        *value = static_cast<int>(found->entry->max_items);
        return 0;
      case cuda::FunctionAttribute::SharedBytes:
        *value = static_cast<int>(found->shared_bytes());
        return 0;
      case cuda::FunctionAttribute::MaxDynamicSharedBytes:
        *value = found->max_dynamic_bytes;
        return 0;
    }
    return standin::kInvalidValue;
  });
}

STANDIN_EXPORT Result cuFuncSetAttribute(cuda::FunctionHandle function,
                                         cuda::FunctionAttribute which, int value) {
  return call({.function = "cuFuncSetAttribute"}, [&](Driver& d) {
    const auto found = d.function("cuFuncSetAttribute", number_of(function));
    if (found == nullptr) return standin::kInvalidHandle;
    const int most = standin::kMaxSharedBytes - static_cast<int>(found->shared_bytes());
    if (which != cuda::FunctionAttribute::MaxDynamicSharedBytes || value < 0 || value > most)
      return standin::kInvalidValue;
    found->max_dynamic_bytes = value;
    return 0;
  });
}

STANDIN_EXPORT Result cuFuncGetParamInfo(cuda::FunctionHandle function, std::size_t index,
                                         std::size_t* offset, std::size_t* bytes) {
  return call({.function = "cuFuncGetParamInfo"}, [&](Driver& d) {
    const auto found = d.function("cuFuncGetParamInfo", number_of(function));
    if (found == nullptr) return standin::kInvalidHandle;
    if (index >= found->entry->count) return standin::kInvalidValue;
    *offset = 0;
    for (std::size_t i = 0;; ++i) {
      // Aligned to its size, as plain values are.
      const std::size_t size = found->entry->bytes[i];
      const std::size_t alignment = size >= 8 ? 8 : size >= 4 ? 4 : size;
      *offset = (*offset + alignment - 1) / alignment * alignment;
      if (i == index) break;
      *offset += size;
    }
    if (bytes != nullptr) *bytes = found->entry->bytes[index];
    return 0;
  });
}

STANDIN_EXPORT Result cuLaunchKernel(cuda::FunctionHandle function, unsigned grid_x,
                                     unsigned grid_y, unsigned grid_z, unsigned block_x,
                                     unsigned block_y, unsigned block_z, unsigned shared_bytes,
                                     cuda::StreamHandle stream, void** parameters, void** extra) {
  return call({.function = "cuLaunchKernel"}, [&](Driver& d) {
    const auto found = d.function("cuLaunchKernel", number_of(function));
    if (found == nullptr) return standin::kInvalidHandle;
    if (extra != nullptr) return standin::kInvalidValue;
    const standin::Grid grid{{grid_x, grid_y, grid_z}, {block_x, block_y, block_z}, shared_bytes};
    return launch(d, *found, grid, number_of(stream), parameters);
  });
}

STANDIN_EXPORT Result cuMemAllocManaged(cuda::DevicePtr* pointer, std::size_t bytes,
                                        unsigned flags) {
  return call({.function = "cuMemAllocManaged", .bytes = bytes}, [&](Driver& d) {
    if (bytes == 0 || flags != cuda::kMemAttachGlobal) return standin::kInvalidValue;
    const auto memory = d.allocate_pinned(bytes);
    if (memory == nullptr) return standin::kOutOfMemory;
    memory->managed = true;
    *pointer = memory->address;
    return 0;
  });
}

STANDIN_EXPORT Result cuDeviceCanAccessPeer(int* can, cuda::DeviceHandle device,
                                            cuda::DeviceHandle peer) {
  return call({.function = "cuDeviceCanAccessPeer", .needs_context = false, .survives_loss = true},
              [&](Driver& d) {
                if (!d.has_device(device) || !d.has_device(peer)) return standin::kInvalidDevice;
                *can = device != peer && d.has_peers() ? 1 : 0;
                return 0;
              });
}

STANDIN_EXPORT Result cuCtxEnablePeerAccess(cuda::Context peer, unsigned flags) {
  return call({.function = "cuCtxEnablePeerAccess"}, [&](Driver& d) {
    standin::Context* const other = d.context(number_of(peer));
    if (other == nullptr) return standin::kInvalidContext;
    if (flags != 0) return standin::kInvalidValue;
    if (other == d.current() || !d.has_peers()) return kPeerUnsupported;
    return d.enable_peer(other) ? 0 : kPeerAlreadyEnabled;
  });
}

}  // extern "C"

// Every function has the type that the library declares.
static_assert(same(&cuModuleLoadDataEx, &cuda::DriverApi::module_load_data_ex) &&
              same(&cuModuleUnload, &cuda::DriverApi::module_unload) &&
              same(&cuModuleGetFunction, &cuda::DriverApi::module_get_function) &&
              same(&cuFuncGetAttribute, &cuda::DriverApi::func_get_attribute) &&
              same(&cuFuncSetAttribute, &cuda::DriverApi::func_set_attribute) &&
              same(&cuFuncGetParamInfo, &cuda::DriverApi::func_get_param_info) &&
              same(&cuLaunchKernel, &cuda::DriverApi::launch_kernel) &&
              same(&cuMemAllocManaged, &cuda::DriverApi::mem_alloc_managed) &&
              same(&cuDeviceCanAccessPeer, &cuda::DriverApi::device_can_access_peer) &&
              same(&cuCtxEnablePeerAccess, &cuda::DriverApi::ctx_enable_peer_access));

// NOLINTEND(performance-no-int-to-ptr)
