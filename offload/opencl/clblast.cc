// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>

#include <memory>

#include "offload/opencl/clblast_api.hpp"
#include "offload/opencl/loader.hpp"
#include "offload/runtime/shared_library.hpp"

namespace fulcrum::offload::opencl {
namespace {

constexpr const char* kSoname = "libclblast.so.1";

// Fills the table. Returns the name of a symbol that is missing, or null.
const char* fill(void* library, BlasApi& api) {
  const auto get = [library](auto& function, const char* name) {
    using Pointer = decltype(function.pointer);
    function = {reinterpret_cast<Pointer>(dlsym(library, name)), name};
    return function.pointer != nullptr;
  };
#define FULCRUM_CLBLAST_FILL(member, T, exported) \
  if (!get(routines_of<T>(api).member, #exported)) return #exported;
  FULCRUM_CLBLAST_ROUTINES(FULCRUM_CLBLAST_FILL)
#undef FULCRUM_CLBLAST_FILL
  return nullptr;
}

const char* own_text(BlasStatus status) {
  switch (status) {
    case -1024:
      return "not implemented";
    case -1017:
      return "a dimension is zero";
    case -1022:
    case -1021:
    case -1020:
    case -1019:
    case -1018:
      return "an operand is no buffer";
    case -1016:
    case -1015:
    case -1014:
      return "a leading dimension is too small";
    case -1013:
    case -1012:
      return "an increment is zero";
    case -1011:
    case -1010:
    case -1009:
    case -1008:
    case -1007:
    case -2042:
      return "an operand is beyond its buffer";
    case -2046:
      return "the device has too little local memory for its kernel";
    case -2044:
      return "the device has no doubles";
    case -2041:
      return "its database has no parameters for the device";
    case -2040:
    case -2039:
      return "an error that it does not tell";
    default:
      return nullptr;
  }
}

}  // namespace

BlasLoadResult load_blas(const Config& config) {
  auto library = std::make_unique<LoadedBlas>();
  Attempts attempts;
  library->file = find_library(
      search_folders(config.opencl_library_path), kSoname,
      [&](void* opened) { return fill(opened, library->api); }, attempts);
  if (!library->file.empty()) return {library.release(), {}};
  return {nullptr, "There are OpenCL devices, but no CLBlast could be loaded (" + attempts.text() +
                       "). FULCRUM_OPENCL_LIBRARY_PATH names folders to search first."};
}

std::string describe_blas(BlasStatus status) {
  const char* const text = own_text(status);
  if (text != nullptr) return "status " + std::to_string(status) + " (" + text + ")";
  return describe(status);
}

}  // namespace fulcrum::offload::opencl
