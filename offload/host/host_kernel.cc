// SPDX-License-Identifier: Apache-2.0
#include "offload/host/host_kernel.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <string>

#include "fulcrum/error.hpp"
#include "simd/threads/chosen.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::offload::host {
namespace {

[[noreturn]] void refuse(const KernelSource& source, const std::string& why) {
  throw Error("load", 1, "source", source.name(), why);
}

std::string text(const plugin::Parameter& parameter) {
  return parameter.is_address ? "a pointer"
                              : "a value of " + std::to_string(parameter.bytes) + " bytes";
}

const HostKernel& find_in_library(const KernelSource& source) {
  const auto why = [] {
    const char* text = dlerror();
    return std::string(text != nullptr ? text : "no reason given");
  };
  // Never unloaded: kernels may run until the process ends.
  void* const library = dlopen(source.library().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    refuse(source, "the library " + source.library() + " cannot be loaded: " + why());
  const void* const symbol = dlsym(library, source.name().c_str());
  if (symbol == nullptr) {
    refuse(source, "the library " + source.library() +
                       " exports no kernel of that name (FULCRUM_EXPORT_KERNEL): " + why());
  }
  const auto& kernel = *static_cast<const HostKernel*>(symbol);
  if (kernel.layout != HostKernel::kLayout || kernel.run == nullptr)
    refuse(source, "what " + source.library() +
                       " exports under that name is no HostKernel of this version");
  return kernel;
}

void check(const KernelSource& source, const HostKernel& kernel,
           std::span<const plugin::Parameter> parameters) {
  if (kernel.count != parameters.size()) {
    refuse(source, "the host kernel takes " + std::to_string(kernel.count) +
                       " arguments, and is declared with " + std::to_string(parameters.size()));
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const plugin::Parameter &has = kernel.parameters[i], &declared = parameters[i];
    if (has.is_address == declared.is_address && has.bytes == declared.bytes) continue;
    refuse(source, "argument " + std::to_string(i + 1) + " of the host kernel is " + text(has) +
                       ", and is declared as " + text(declared));
  }
}

// The first exception of several threads.
class First {
 public:
  void keep(std::exception_ptr error) {
    if (!taken_.exchange(true)) error_ = std::move(error);
  }
  bool any() const { return taken_.load(std::memory_order_relaxed); }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::atomic<bool> taken_{false};
  std::exception_ptr error_;
};

}  // namespace

std::shared_ptr<HostCode> load_kernel(const KernelSource& source,
                                      std::span<const plugin::Parameter> parameters) {
  if (!source.host() && source.library().empty())
    refuse(source, "it has no host kernel; it has " + source.formats());
  const HostKernel& kernel = source.host() ? *source.host() : find_in_library(source);
  check(source, kernel, parameters);
  return std::make_shared<HostCode>(kernel);
}

void run_kernel(const HostKernel& kernel, const LaunchConfig& config, const void* const* arguments,
                std::vector<std::byte>& shared) {
  constexpr std::size_t kLine = 64;
  const std::uint64_t blocks = config.grid.count();
  const int threads = static_cast<int>(
      std::min<std::uint64_t>(blocks, static_cast<std::uint64_t>(simd::call_threads())));
  const std::size_t each = (config.shared_bytes + kLine - 1) / kLine * kLine;
  const std::size_t needed = each * static_cast<std::size_t>(threads) + kLine;
  if (each > 0 && shared.size() < needed) shared.resize(needed);
  const auto at = reinterpret_cast<std::uintptr_t>(shared.data());
  std::byte* const aligned = shared.data() + (kLine - at % kLine) % kLine;
  First error;
  simd::parallel(threads, [&](int index, int count) {
    Block block{config.grid, config.block, {}, nullptr};
    if (each > 0) block.shared = aligned + each * static_cast<std::size_t>(index);
    const auto part = [&](int i) {
      return blocks / static_cast<std::uint64_t>(count) * static_cast<std::uint64_t>(i) +
             std::min<std::uint64_t>(static_cast<std::uint64_t>(i),
                                     blocks % static_cast<std::uint64_t>(count));
    };
    try {
      for (std::uint64_t b = part(index); b < part(index + 1) && !error.any(); ++b) {
        const std::uint64_t row = b / config.grid.x;
        block.index = {static_cast<std::uint32_t>(b % config.grid.x),
                       static_cast<std::uint32_t>(row % config.grid.y),
                       static_cast<std::uint32_t>(row / config.grid.y)};
        kernel.run(block, arguments);
      }
    } catch (...) {
      error.keep(std::current_exception());
    }
  });
  error.rethrow();
}

}  // namespace fulcrum::offload::host
