// SPDX-License-Identifier: Apache-2.0
// The exported functions of the stand-in's libcublas.so.13: handles and modes. The routines are in
// routines.hpp and its siblings.
#include "driver.hpp"
#include "offload/cuda/cuda_api.hpp"
#include "routines.hpp"

namespace cuda = fulcrum::offload::cuda;
using cuda::BlasHandle;
using cuda::BlasStatus;
using standin::CallInfo;
using standin::Driver;

// NOLINTBEGIN(performance-no-int-to-ptr): handles and device addresses are numbers here.
namespace {

CallInfo blas(const char* function) {
  return {.library = standin::Library::Cublas, .function = function};
}

std::uint64_t number_of(BlasHandle handle) { return reinterpret_cast<std::uint64_t>(handle); }

template <class Body>
BlasStatus call(const CallInfo& info, Body&& body) {
  Driver& driver = Driver::get();
  return static_cast<BlasStatus>(driver.call(info, [&] { return body(driver); }));
}

// A call on a live handle of the current context.
template <class Body>
BlasStatus on_handle(const CallInfo& info, BlasHandle handle, Body&& body) {
  return call(info, [&](Driver& d) {
    standin::BlasHandle* found = d.blas_handle(info.function, number_of(handle));
    return found == nullptr ? standin::kBlasNotInitialized : body(d, *found);
  });
}

constexpr int kMajor = 13, kMinor = 0, kPatch = 0;

}  // namespace

extern "C" {

STANDIN_EXPORT BlasStatus cublasCreate_v2(BlasHandle* handle) {
  return call(blas("cublasCreate_v2"), [&](Driver& d) {
    const std::uint64_t made = d.create_blas_handle();
    if (made == 0) return standin::kBlasAllocFailed;
    *handle = reinterpret_cast<BlasHandle>(made);
    return 0;
  });
}

STANDIN_EXPORT BlasStatus cublasDestroy_v2(BlasHandle handle) {
  CallInfo info = blas("cublasDestroy_v2");
  info.done_despite = CallInfo::Despite::Fault;
  return on_handle(info, handle, [&](Driver& d, standin::BlasHandle&) {
    d.destroy_blas_handle(number_of(handle));
    return 0;
  });
}

STANDIN_EXPORT BlasStatus cublasGetVersion_v2(BlasHandle handle, int* version) {
  return on_handle(blas("cublasGetVersion_v2"), handle, [&](Driver&, standin::BlasHandle&) {
    *version = kMajor * 10000 + kMinor * 100 + kPatch;
    return 0;
  });
}

STANDIN_EXPORT BlasStatus cublasGetProperty(int property, int* value) {
  CallInfo info = blas("cublasGetProperty");
  info.needs_init = info.needs_context = false;
  info.survives_loss = true;
  return call(info, [&](Driver&) {
    constexpr int kValues[] = {kMajor, kMinor, kPatch};
    if (property < 0 || property > 2) return standin::kBlasInvalidValue;
    *value = kValues[property];
    return 0;
  });
}

// Also gives the handle its own workspace back, as the manual says.
STANDIN_EXPORT BlasStatus cublasSetStream_v2(BlasHandle handle, cuda::StreamHandle stream) {
  return on_handle(blas("cublasSetStream_v2"), handle, [&](Driver& d, standin::BlasHandle& h) {
    const auto number = reinterpret_cast<std::uint64_t>(stream);
    if (d.stream("cublasSetStream_v2", number) == nullptr) return standin::kBlasInvalidValue;
    h.stream = number;
    h.workspace = 0;
    h.workspace_bytes = 0;
    return 0;
  });
}

STANDIN_EXPORT BlasStatus cublasSetWorkspace_v2(BlasHandle handle, void* workspace,
                                                std::size_t bytes) {
  return on_handle(blas("cublasSetWorkspace_v2"), handle, [&](Driver& d, standin::BlasHandle& h) {
    const auto address = reinterpret_cast<std::uint64_t>(workspace);
    if (address % 256 != 0) return standin::kBlasInvalidValue;
    if (!d.access("cublasSetWorkspace_v2", address, bytes, true)) return standin::kBlasInvalidValue;
    h.workspace = address;
    h.workspace_bytes = bytes;
    return 0;
  });
}

STANDIN_EXPORT BlasStatus cublasSetPointerMode_v2(BlasHandle handle, cuda::PointerMode mode) {
  return on_handle(blas("cublasSetPointerMode_v2"), handle, [&](Driver&, standin::BlasHandle& h) {
    h.pointer_mode = static_cast<int>(mode);
    return 0;
  });
}

STANDIN_EXPORT BlasStatus cublasSetAtomicsMode(BlasHandle handle, cuda::AtomicsMode) {
  return on_handle(blas("cublasSetAtomicsMode"), handle,
                   [&](Driver&, standin::BlasHandle&) { return 0; });
}

STANDIN_EXPORT BlasStatus cublasSetMathMode(BlasHandle handle, cuda::MathMode) {
  return on_handle(blas("cublasSetMathMode"), handle,
                   [&](Driver&, standin::BlasHandle&) { return 0; });
}

STANDIN_EXPORT const char* cublasGetStatusString(BlasStatus status) {
  switch (status) {
    case BlasStatus::Success:
      return "the operation completed successfully";
    case BlasStatus::NotInitialized:
      return "the library was not initialized";
    case BlasStatus::AllocFailed:
      return "the resource allocation failed";
    case BlasStatus::InvalidValue:
      return "an unsupported value or parameter was passed to the function";
    case BlasStatus::ExecutionFailed:
      return "the function failed to launch on the GPU";
    case BlasStatus::InternalError:
      return "an internal operation failed";
    default:
      return "unknown status";
  }
}

}  // extern "C"

// NOLINTEND(performance-no-int-to-ptr)
