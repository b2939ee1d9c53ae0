// SPDX-License-Identifier: Apache-2.0
#include "offload/opencl/opencl_kernel.hpp"

#include <array>
#include <cstring>
#include <utility>
#include <vector>

namespace fulcrum::offload::opencl {
namespace {

std::string text(const Dim3& size) {
  return std::to_string(size.x) + " x " + std::to_string(size.y) + " x " + std::to_string(size.z);
}

// Sub-buffers that were made for one launch.
class Made {
 public:
  explicit Made(OpenClDevice& device) : device_(device) {}
  ~Made() {
    for (const cl_mem buffer : buffers_)
      device_.succeeded(device_.api().clReleaseMemObject(buffer), "clReleaseMemObject");
  }
  Made(const Made&) = delete;
  Made& operator=(const Made&) = delete;
  void keep(cl_mem buffer) { buffers_.push_back(buffer); }

 private:
  OpenClDevice& device_;
  std::vector<cl_mem> buffers_;
};

class ProgramOwner {
 public:
  ProgramOwner(OpenClDevice& device, cl_program program) : device_(device), program_(program) {}
  ~ProgramOwner() {
    device_.succeeded(device_.api().clReleaseProgram(program_), "clReleaseProgram");
  }
  ProgramOwner(const ProgramOwner&) = delete;
  ProgramOwner& operator=(const ProgramOwner&) = delete;
  cl_program get() const { return program_; }

 private:
  OpenClDevice& device_;
  const cl_program program_;
};

// One attempt to load a kernel from one format. What is refused is an Error whose text is the
// attempt's.
class Loader {
 public:
  Loader(OpenClDevice& device, const KernelSource& source,
         std::span<const plugin::Parameter> parameters)
      : device_(device), api_(device.api()), source_(source), parameters_(parameters) {}

  std::shared_ptr<OpenClKernel> load(KernelFormat format) {
    const ProgramOwner program(device_, create(format));
    build(program.get(), source_.options(format));
    cl_int result = CL_SUCCESS;
    const cl_kernel kernel = api_.clCreateKernel(program.get(), source_.name().c_str(), &result);
    if (result == CL_INVALID_KERNEL_NAME) refuse("it has no kernel of that name");
    device_.check(result, "clCreateKernel");
    bool local = false;
    try {
      local = takes_local(kernel);
      check_arguments(kernel);
      return std::make_shared<OpenClKernel>(device_.shared(), source_.name(), kernel, local);
    } catch (...) {
      device_.succeeded(api_.clReleaseKernel(kernel), "clReleaseKernel");
      throw;
    }
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw Error("load", 1, "source", source_.name(), why);
  }

  cl_program create(KernelFormat format) {
    const std::string code = source_.read(format);
    const char* const text = code.data();
    const std::size_t bytes = code.size();
    cl_int result = CL_SUCCESS;
    switch (format) {
      case KernelFormat::OpenClBinary:
        return from_binary(code);
      case KernelFormat::SpirV:
        return from_spirv(code);
      default:
        break;
    }
    const cl_program program = api_.clCreateProgramWithSource(
        device_.context(), 1, const_cast<const char**>(&text), &bytes, &result);
    device_.check(result, "clCreateProgramWithSource");
    return program;
  }

  cl_program from_binary(const std::string& code) {
    const auto* const bytes = reinterpret_cast<const unsigned char*>(code.data());
    const std::size_t size = code.size();
    cl_int status = CL_SUCCESS, result = CL_SUCCESS;
    const cl_program program =
        api_.clCreateProgramWithBinary(device_.context(), 1, &device_.facts().device, &size,
                                       const_cast<const unsigned char**>(&bytes), &status, &result);
    if (result == CL_INVALID_BINARY || result == CL_INVALID_VALUE)
      refuse("it is no binary of this device (" + describe(result) + ")");
    device_.check(result, "clCreateProgramWithBinary");
    return program;
  }

  cl_program from_spirv(const std::string& code) {
    if (device_.facts().spirv.empty() || api_.clCreateProgramWithIL == nullptr)
      refuse("the device takes no SPIR-V");
    cl_int result = CL_SUCCESS;
    const cl_program program =
        api_.clCreateProgramWithIL(device_.context(), code.data(), code.size(), &result);
    if (result == CL_INVALID_VALUE) {
      refuse("it is no SPIR-V that the device takes, which is " + device_.facts().spirv + " (" +
             describe(result) + ")");
    }
    device_.check(result, "clCreateProgramWithIL");
    return program;
  }

  void build(cl_program program, const std::string& options) {
    const cl_device_id device = device_.facts().device;
    // So that the arguments' kinds can be compared with those that are declared.
    const std::string all = options + (options.empty() ? "" : " ") + "-cl-kernel-arg-info";
    const cl_int result = api_.clBuildProgram(program, 1, &device, all.c_str(), nullptr, nullptr);
    if (result == CL_SUCCESS) return;
    const std::string log = text_of(
        [&](cl_program_build_info name, std::size_t bytes, void* value, std::size_t* needed) {
          return api_.clGetProgramBuildInfo(program, device, name, bytes, value, needed);
        },
        CL_PROGRAM_BUILD_LOG);
    if (result == CL_BUILD_PROGRAM_FAILURE || result == CL_INVALID_BUILD_OPTIONS ||
        result == CL_INVALID_BINARY || result == CL_COMPILER_NOT_AVAILABLE || !log.empty()) {
      refuse("clBuildProgram with options '" + all + "' says " + describe(result) +
             (log.empty() ? "" : ":\n" + log));
    }
    device_.check(result, "clBuildProgram");
  }

  // Has it one argument more than those that are declared?
  bool takes_local(cl_kernel kernel) {
    cl_uint count = 0;
    device_.check(api_.clGetKernelInfo(kernel, CL_KERNEL_NUM_ARGS, sizeof count, &count, nullptr),
                  "clGetKernelInfo");
    const std::size_t declared = parameters_.size();
    const bool local = count == declared + 1 && is_local(kernel, static_cast<cl_uint>(declared));
    if (count != declared && !local) {
      refuse("the kernel takes " + std::to_string(count) + " arguments, and is declared with " +
             std::to_string(declared));
    }
    return local;
  }

  bool qualifier(cl_kernel kernel, cl_uint index, cl_kernel_arg_address_qualifier& is) {
    return api_.clGetKernelArgInfo(kernel, index, CL_KERNEL_ARG_ADDRESS_QUALIFIER, sizeof is, &is,
                                   nullptr) == CL_SUCCESS;
  }

  // Where the driver does not say, local memory is what takes a size without a value.
  bool is_local(cl_kernel kernel, cl_uint index) {
    cl_kernel_arg_address_qualifier is = 0;
    if (qualifier(kernel, index, is)) return is == CL_KERNEL_ARG_ADDRESS_LOCAL;
    return api_.clSetKernelArg(kernel, index, 16, nullptr) == CL_SUCCESS;
  }

  void check_arguments(cl_kernel kernel) {
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      const plugin::Parameter& declared = parameters_[i];
      const auto index = static_cast<cl_uint>(i);
      const std::string which = "argument " + std::to_string(i + 1) + " of the kernel ";
      const std::string as = declared.is_address ? ", and is declared as a view"
                                                 : ", and is declared as a value of " +
                                                       std::to_string(declared.bytes) + " bytes";
      cl_kernel_arg_address_qualifier is = 0;
      if (qualifier(kernel, index, is)) {
        const bool pointer =
            is == CL_KERNEL_ARG_ADDRESS_GLOBAL || is == CL_KERNEL_ARG_ADDRESS_CONSTANT;
        if (pointer != declared.is_address) {
          refuse(which +
                 (pointer                             ? "is a pointer"
                  : is == CL_KERNEL_ARG_ADDRESS_LOCAL ? "is a pointer to local memory"
                                                      : "is a value") +
                 as);
        }
      }
      check_size(kernel, index, declared, which, as);
    }
  }

  // The driver knows the size: a value of another one is refused.
  void check_size(cl_kernel kernel, cl_uint index, const plugin::Parameter& declared,
                  const std::string& which, const std::string& as) {
    const std::vector<std::byte> zeros(declared.bytes);
    const cl_int result = declared.is_address
                              ? api_.clSetKernelArg(kernel, index, sizeof(cl_mem), nullptr)
                              : api_.clSetKernelArg(kernel, index, declared.bytes, zeros.data());
    if (result == CL_INVALID_ARG_SIZE)
      refuse(which + (declared.is_address ? "is no pointer" : "has another size") + as);
  }

  OpenClDevice& device_;
  const Api& api_;
  const KernelSource& source_;
  const std::span<const plugin::Parameter> parameters_;
};

}  // namespace

std::shared_ptr<plugin::Kernel> OpenClDevice::load(const KernelSource& source,
                                                   std::span<const plugin::Parameter> parameters) {
  require_usable();
  std::string attempts;
  for (const KernelFormat format :
       {KernelFormat::OpenClBinary, KernelFormat::SpirV, KernelFormat::OpenClC}) {
    if (!source.has(format)) continue;
    try {
      return Loader(*this, source, parameters).load(format);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::DeviceLost || error.code() == ErrorCode::OutOfMemory) throw;
      // Of our own sentences the part that the whole text has not.
      std::string said = error.what();
      const std::string start = "load: argument 1 (source) is " + source.name() + ": ";
      if (said.starts_with(start)) said.erase(0, start.size());
      attempts += (attempts.empty() ? "" : "; ") + std::string(to_string(format)) + ": " + said;
    }
  }
  if (attempts.empty())
    attempts = "it has no OpenCL binary, SPIR-V or OpenCL C; it has " + source.formats();
  throw Error("load", 1, "source", source.name(), info_.name + " cannot take it: " + attempts);
}

OpenClKernel::~OpenClKernel() {
  if (plugin::exiting() || !device_->usable()) return;
  device_->succeeded(device_->api().clReleaseKernel(kernel_), "clReleaseKernel");
}

void OpenClKernel::set(std::size_t index, std::size_t bytes, const void* value) {
  device_->check(device_->api().clSetKernelArg(kernel_, static_cast<cl_uint>(index), bytes, value),
                 "clSetKernelArg");
}

void OpenClKernel::launch(cl_command_queue queue, const LaunchConfig& config,
                          std::span<const plugin::Argument> arguments) {
  if (local_ != (config.shared_bytes > 0)) {
    throw Error("launch of " + name_, 1, "shared_bytes", std::to_string(config.shared_bytes),
                local_ ? "the kernel has a pointer to local memory as its last argument"
                       : "the kernel has no pointer to local memory behind its arguments");
  }
  Made made(*device_);
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const plugin::Argument& argument = arguments[i];
    if (!argument.is_address) {
      set(i, argument.bytes, argument.data);
      continue;
    }
    std::uintptr_t address = 0;
    std::memcpy(&address, argument.data, sizeof address);
    const OpenClDevice::Argument buffer =
        device_->argument(name_, static_cast<int>(i) + 1, address);
    if (buffer.made) made.keep(buffer.buffer);
    set(i, sizeof buffer.buffer, &buffer.buffer);
  }
  if (local_) set(arguments.size(), config.shared_bytes, nullptr);
  enqueue(queue, config);
}

void OpenClKernel::enqueue(cl_command_queue queue, const LaunchConfig& config) {
  const std::array<std::size_t, 3> local = {config.block.x, config.block.y, config.block.z};
  const std::array<std::size_t, 3> global = {config.grid.x * local[0], config.grid.y * local[1],
                                             config.grid.z * local[2]};
  cl_uint dimensions = 3;
  while (dimensions > 1 && global[dimensions - 1] == 1) --dimensions;
  const cl_int result = device_->api().clEnqueueNDRangeKernel(
      queue, kernel_, dimensions, nullptr, global.data(), local.data(), 0, nullptr, nullptr);
  if (result == CL_INVALID_WORK_GROUP_SIZE || result == CL_INVALID_WORK_ITEM_SIZE) {
    throw Error(
        "launch of " + name_, 1, "block", text(config.block),
        device_->info().name + " cannot run the kernel in such blocks (" + describe(result) + ")");
  }
  device_->check(result, "clEnqueueNDRangeKernel");
}

}  // namespace fulcrum::offload::opencl
