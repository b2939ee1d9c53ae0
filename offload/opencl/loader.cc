// SPDX-License-Identifier: Apache-2.0
#include "offload/opencl/loader.hpp"

#include <dlfcn.h>

#include <memory>

#include "offload/runtime/shared_library.hpp"

namespace fulcrum::offload::opencl {
namespace {

constexpr const char* kSoname = "libOpenCL.so.1";

// Fills the table. Returns the name of a required symbol that is missing, or null.
const char* fill(void* library, Api& api) {
#define FULCRUM_OPENCL_FILL(name, required)                               \
  api.name = reinterpret_cast<decltype(api.name)>(dlsym(library, #name)); \
  if (api.name == nullptr && (required)) return #name;
  FULCRUM_OPENCL_FUNCTIONS(FULCRUM_OPENCL_FILL)
#undef FULCRUM_OPENCL_FILL
  return nullptr;
}

const char* name_of(cl_int result) {
  switch (result) {
#define FULCRUM_OPENCL_NAME(name) \
  case name:                      \
    return #name;
    FULCRUM_OPENCL_NAME(CL_DEVICE_NOT_FOUND)
    FULCRUM_OPENCL_NAME(CL_DEVICE_NOT_AVAILABLE)
    FULCRUM_OPENCL_NAME(CL_COMPILER_NOT_AVAILABLE)
    FULCRUM_OPENCL_NAME(CL_MEM_OBJECT_ALLOCATION_FAILURE)
    FULCRUM_OPENCL_NAME(CL_OUT_OF_RESOURCES)
    FULCRUM_OPENCL_NAME(CL_OUT_OF_HOST_MEMORY)
    FULCRUM_OPENCL_NAME(CL_PROFILING_INFO_NOT_AVAILABLE)
    FULCRUM_OPENCL_NAME(CL_MEM_COPY_OVERLAP)
    FULCRUM_OPENCL_NAME(CL_BUILD_PROGRAM_FAILURE)
    FULCRUM_OPENCL_NAME(CL_MAP_FAILURE)
    FULCRUM_OPENCL_NAME(CL_MISALIGNED_SUB_BUFFER_OFFSET)
    FULCRUM_OPENCL_NAME(CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST)
    FULCRUM_OPENCL_NAME(CL_COMPILE_PROGRAM_FAILURE)
    FULCRUM_OPENCL_NAME(CL_LINKER_NOT_AVAILABLE)
    FULCRUM_OPENCL_NAME(CL_LINK_PROGRAM_FAILURE)
    FULCRUM_OPENCL_NAME(CL_KERNEL_ARG_INFO_NOT_AVAILABLE)
    FULCRUM_OPENCL_NAME(CL_INVALID_VALUE)
    FULCRUM_OPENCL_NAME(CL_INVALID_PLATFORM)
    FULCRUM_OPENCL_NAME(CL_INVALID_DEVICE)
    FULCRUM_OPENCL_NAME(CL_INVALID_CONTEXT)
    FULCRUM_OPENCL_NAME(CL_INVALID_QUEUE_PROPERTIES)
    FULCRUM_OPENCL_NAME(CL_INVALID_COMMAND_QUEUE)
    FULCRUM_OPENCL_NAME(CL_INVALID_HOST_PTR)
    FULCRUM_OPENCL_NAME(CL_INVALID_MEM_OBJECT)
    FULCRUM_OPENCL_NAME(CL_INVALID_BINARY)
    FULCRUM_OPENCL_NAME(CL_INVALID_BUILD_OPTIONS)
    FULCRUM_OPENCL_NAME(CL_INVALID_PROGRAM)
    FULCRUM_OPENCL_NAME(CL_INVALID_PROGRAM_EXECUTABLE)
    FULCRUM_OPENCL_NAME(CL_INVALID_KERNEL_NAME)
    FULCRUM_OPENCL_NAME(CL_INVALID_KERNEL_DEFINITION)
    FULCRUM_OPENCL_NAME(CL_INVALID_KERNEL)
    FULCRUM_OPENCL_NAME(CL_INVALID_ARG_INDEX)
    FULCRUM_OPENCL_NAME(CL_INVALID_ARG_VALUE)
    FULCRUM_OPENCL_NAME(CL_INVALID_ARG_SIZE)
    FULCRUM_OPENCL_NAME(CL_INVALID_KERNEL_ARGS)
    FULCRUM_OPENCL_NAME(CL_INVALID_WORK_DIMENSION)
    FULCRUM_OPENCL_NAME(CL_INVALID_WORK_GROUP_SIZE)
    FULCRUM_OPENCL_NAME(CL_INVALID_WORK_ITEM_SIZE)
    FULCRUM_OPENCL_NAME(CL_INVALID_GLOBAL_OFFSET)
    FULCRUM_OPENCL_NAME(CL_INVALID_EVENT_WAIT_LIST)
    FULCRUM_OPENCL_NAME(CL_INVALID_EVENT)
    FULCRUM_OPENCL_NAME(CL_INVALID_OPERATION)
    FULCRUM_OPENCL_NAME(CL_INVALID_BUFFER_SIZE)
    FULCRUM_OPENCL_NAME(CL_INVALID_GLOBAL_WORK_SIZE)
    FULCRUM_OPENCL_NAME(CL_INVALID_PROPERTY)
    FULCRUM_OPENCL_NAME(CL_INVALID_COMPILER_OPTIONS)
#undef FULCRUM_OPENCL_NAME
    case -1001:  // CL_PLATFORM_NOT_FOUND_KHR, of the loader
      return "CL_PLATFORM_NOT_FOUND_KHR";
    default:
      return nullptr;
  }
}

}  // namespace

LoadResult load_library(const Config& config) {
  auto library = std::make_unique<Library>();
  Attempts attempts;
  library->file = find_library(
      search_folders(config.opencl_library_path), kSoname,
      [&](void* opened) { return fill(opened, library->api); }, attempts);
  if (!library->file.empty()) return {library.release(), {}};
  return {nullptr, "No OpenCL loader could be opened (" + attempts.text() +
                       "). FULCRUM_OPENCL_LIBRARY_PATH names folders to search first."};
}

std::string describe(cl_int result) {
  const char* const name = name_of(result);
  return std::to_string(result) + (name != nullptr ? std::string(" ") + name : "");
}

}  // namespace fulcrum::offload::opencl
