// SPDX-License-Identifier: Apache-2.0
#include "offload/cuda/cuda_kernel.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <utility>

#include "fulcrum/error.hpp"
#include "offload/cuda/cuda_queue.hpp"
#include "offload/cuda/nvrtc.hpp"

namespace fulcrum::offload::cuda {
namespace {

constexpr std::size_t kLogBytes = 8192;

template <class T>
T field(const std::string& image, std::size_t at) {
  T value{};
  if (at <= image.size() && image.size() - at >= sizeof value)
    std::memcpy(&value, image.data() + at, sizeof value);
  return value;
}

// Bytes that the headers of an ELF file or a fat binary say there are; 0 where it is neither. The
// driver gets no size, and would read past the end of a file that was cut short.
std::uint64_t stated_bytes(const std::string& image) {
  constexpr std::uint32_t kFatBinary = 0xBA55ED50;
  if (field<std::uint32_t>(image, 0) == kFatBinary)
    return field<std::uint16_t>(image, 6) + field<std::uint64_t>(image, 8);
  if (image.compare(0, 4, "\177ELF") != 0) return 0;
  constexpr std::uint64_t kHeader = 64;
  const auto sections = field<std::uint64_t>(image, 40);
  const std::uint64_t each = field<std::uint16_t>(image, 58),
                      count = field<std::uint16_t>(image, 60);
  return std::max(kHeader, sections + each * count);
}

void trim(std::string& text) {
  text.resize(std::min(text.size(), text.find('\0')));
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
}

// Does the driver speak of the code, so that another format may do?
constexpr bool is_about_code(Result result) {
  switch (result) {
    case Result::InvalidValue:
    case Result::InvalidImage:
    case Result::NoBinaryForGpu:
    case Result::InvalidPtx:
    case Result::JitCompilerNotFound:
    case Result::UnsupportedPtxVersion:
    case Result::JitCompilationDisabled:
    case Result::InvalidSource:
    case Result::SharedObjectSymbolNotFound:
    case Result::SharedObjectInitFailed:
    case Result::NotFound:
    case Result::NotSupported:
      return true;
    default:
      return false;
  }
}

// Loads code as the driver takes it. Null where the driver does not accept it, with what it says in
// `why`. Throws where it cannot load anything (out of memory, a lost device).
std::shared_ptr<const CudaModule> load_image(CudaDevice& device, const std::string& image,
                                             std::string& why) {
  if (image.empty()) {
    why = "it is empty";
    return nullptr;
  }
  if (const std::uint64_t stated = stated_bytes(image); stated > image.size()) {
    why = "it ends after " + std::to_string(image.size()) + " bytes of " + std::to_string(stated);
    return nullptr;
  }
  std::string log(kLogBytes, '\0');
  JitOption options[] = {JitOption::ErrorLog, JitOption::ErrorLogBytes};
  void* values[] = {log.data(), pointer_to<void>(kLogBytes)};
  ModuleHandle handle = nullptr;
  const Result result = device.driver().module_load_data_ex(
      &handle, image.c_str(), static_cast<unsigned>(std::size(options)), options, values);
  if (result == Result::Success) return std::make_shared<const CudaModule>(device.shared(), handle);
  if (!is_about_code(result)) device.check(result, "cuModuleLoadDataEx");
  trim(log);
  why = "cuModuleLoadDataEx failed: " + describe(device.driver(), result) +
        (log.empty() ? "" : "\n" + log);
  return nullptr;
}

std::shared_ptr<const CudaModule> load_format(CudaDevice& device, const KernelSource& source,
                                              KernelFormat format, std::string& why) {
  const std::string code = source.read(format);
  if (format != KernelFormat::CudaC) return load_image(device, code, why);
  const Nvrtc& compiler =
      nvrtc(device.libraries().search_path, device.libraries().driver_version / 1000);
  const DeviceInfo& info = device.info();
  const CompiledCuda compiled =
      compile_cuda(compiler, code, source.name(), 10 * info.compute_major + info.compute_minor,
                   source.options(format));
  auto module = load_image(device, compiled.image, why);
  if (module == nullptr)
    why = std::string("what NVRTC made of it (") + (compiled.is_ptx ? "PTX" : "a cubin") +
          "): " + why;
  return module;
}

// The function of that name; null where there is none. A driver that loads lazily may say only here
// what it thinks of the code: false, with that in `why`.
bool find_function(const CudaModule& module, const std::string& name, FunctionHandle& function,
                   std::string& why) {
  CudaDevice& device = module.device();
  const Result result =
      device.driver().module_get_function(&function, module.handle(), name.c_str());
  if (result == Result::Success) return true;
  function = nullptr;
  if (result == Result::NotFound) return true;
  if (!is_about_code(result)) device.check(result, "cuModuleGetFunction");
  why = "cuModuleGetFunction failed: " + describe(device.driver(), result);
  return false;
}

// Null where the device does not take the code of this format, with the reason in `why`: what the
// driver or the compiler says, a file that cannot be read, a missing NVRTC.
std::shared_ptr<const CudaModule> try_format(CudaDevice& device, const KernelSource& source,
                                             KernelFormat format, FunctionHandle& function,
                                             std::string& why) {
  try {
    auto module = load_format(device, source, format, why);
    return module != nullptr && find_function(*module, source.name(), function, why) ? module
                                                                                     : nullptr;
  } catch (const Error& error) {
    const bool says_why =
        error.code() == ErrorCode::InvalidArgument || error.code() == ErrorCode::BackendUnavailable;
    if (!says_why) throw;
    why = error.what();
    return nullptr;
  }
}

[[noreturn]] void refuse(const std::string& kernel, const std::string& why) {
  throw Error("load", 1, "source", kernel, why);
}

std::string text(const Dim3& size) {
  return std::to_string(size.x) + " x " + std::to_string(size.y) + " x " + std::to_string(size.z);
}

bool within(const Dim3& size, const Dim3& most) {
  return size.x <= most.x && size.y <= most.y && size.z <= most.z;
}

}  // namespace

CudaModule::~CudaModule() {
  if (plugin::exiting()) return;
  const ContextScope scope(*device_, std::nothrow);
  if (scope.active())
    device_->succeeded(device_->driver().module_unload(handle_), "cuModuleUnload");
}

CudaKernel::CudaKernel(std::shared_ptr<const CudaModule> module, FunctionHandle function,
                       const KernelSource& source, KernelFormat format,
                       std::span<const plugin::Parameter> parameters)
    : module_(std::move(module)), name_(source.name()), function_(function) {
  if (function_ == nullptr) {
    refuse(name_,
           std::string(to_string(format)) + " has no kernel of that name" +
               (format == KernelFormat::CudaC ? ": is it declared extern \"C\" __global__?" : ""));
  }
  check_parameters(format, parameters);
  max_items_ = attribute(FunctionAttribute::MaxThreadsPerBlock);
  shared_bytes_ = attribute(FunctionAttribute::SharedBytes);
}

std::uint64_t CudaKernel::attribute(FunctionAttribute which) const {
  CudaDevice& device = module_->device();
  int value = 0;
  device.check(device.driver().func_get_attribute(&value, which, function_), "cuFuncGetAttribute");
  return static_cast<std::uint64_t>(value);
}

// Drivers before CUDA 12.4 do not tell.
void CudaKernel::check_parameters(KernelFormat format,
                                  std::span<const plugin::Parameter> parameters) const {
  CudaDevice& device = module_->device();
  const auto get = device.driver().func_get_param_info;
  if (get == nullptr) return;
  const std::string declared = std::to_string(parameters.size());
  for (std::size_t i = 0;; ++i) {
    std::size_t offset = 0, bytes = 0;
    const Result result = get(function_, i, &offset, &bytes);
    if (result == Result::InvalidValue) {
      if (i == parameters.size()) return;
      refuse(name_, "its " + std::string(to_string(format)) + " takes " + std::to_string(i) +
                        " arguments, and is declared with " + declared);
    }
    device.check(result, "cuFuncGetParamInfo");
    if (i == parameters.size()) {
      refuse(name_, "its " + std::string(to_string(format)) + " takes more arguments than the " +
                        declared + " that it is declared with");
    }
    if (bytes == parameters[i].bytes) continue;
    refuse(name_, "argument " + std::to_string(i + 1) + " has " + std::to_string(bytes) +
                      " bytes in its " + std::string(to_string(format)) +
                      ", and is declared with " + std::to_string(parameters[i].bytes));
  }
}

void CudaKernel::prepare(const LaunchConfig& config) {
  CudaDevice& device = module_->device();
  const LaunchLimits& limits = device.launch_limits();
  const std::string call = "launch of " + name_;
  if (!within(config.grid, limits.grid)) {
    throw Error(call, 1, "grid", text(config.grid),
                device.name() + " has at most " + text(limits.grid));
  }
  if (!within(config.block, limits.block)) {
    throw Error(call, 1, "block", text(config.block),
                device.name() + " has at most " + text(limits.block));
  }
  if (config.block.count() > max_items_) {
    throw Error(call, 1, "block", text(config.block),
                "the registers that it takes allow " + std::to_string(max_items_) +
                    " work items in a block");
  }
  const std::uint64_t shared = shared_bytes_ + config.shared_bytes;
  const std::uint64_t most = device.properties().max_shared_bytes;
  if (shared > most) {
    throw Error(call, 1, "shared_bytes", std::to_string(config.shared_bytes),
                "it declares " + std::to_string(shared_bytes_) + " itself, and " + device.name() +
                    " has at most " + std::to_string(most));
  }
  // Set once to the most that there is, so that launches on several threads do not undo each
  // other's.
  if (shared <= limits.shared_bytes || large_.load()) return;
  device.check(
      device.driver().func_set_attribute(function_, FunctionAttribute::MaxDynamicSharedBytes,
                                         static_cast<int>(most - shared_bytes_)),
      "cuFuncSetAttribute");
  large_.store(true);
}

std::shared_ptr<plugin::Kernel> CudaDevice::load(const KernelSource& source,
                                                 std::span<const plugin::Parameter> parameters) {
  constexpr std::array kFormats = {KernelFormat::Cubin, KernelFormat::Ptx, KernelFormat::CudaC};
  const ContextScope scope(*this);
  std::string attempts;
  for (const KernelFormat format : kFormats) {
    if (!source.has(format)) continue;
    FunctionHandle function = nullptr;
    std::string why;
    if (auto module = try_format(*this, source, format, function, why))
      return std::make_shared<CudaKernel>(std::move(module), function, source, format, parameters);
    attempts += (attempts.empty() ? "" : "; ") + std::string(to_string(format)) + ": " + why;
  }
  if (attempts.empty()) {
    refuse(source.name(), "CUDA takes a cubin, PTX or CUDA C; it has " + source.formats());
  }
  refuse(source.name(), info_.name + " took none of its code: " + attempts);
}

void CudaQueue::launch(plugin::Kernel& kernel, const LaunchConfig& config,
                       std::span<const plugin::Argument> arguments) {
  auto& code = dynamic_cast<CudaKernel&>(kernel);
  const ContextScope scope(*device_);
  code.prepare(config);
  launch_parameters_.clear();
  for (const plugin::Argument& argument : arguments)
    launch_parameters_.push_back(const_cast<void*>(argument.data));  // the driver only reads
  hold(code.module());
  const Result result = device_->driver().launch_kernel(
      code.function(), config.grid.x, config.grid.y, config.grid.z, config.block.x, config.block.y,
      config.block.z, config.shared_bytes, handle_, launch_parameters_.data(), nullptr);
  if (result != Result::Success)
    device_->check(result, ("cuLaunchKernel of " + code.name()).c_str());
}

}  // namespace fulcrum::offload::cuda
