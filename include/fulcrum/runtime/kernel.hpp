// SPDX-License-Identifier: Apache-2.0
// Kernels: code for several platforms in one value, and what a device has loaded of it.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "fulcrum/runtime/memory.hpp"
#include "fulcrum/runtime/plugin.hpp"
#include "fulcrum/types.hpp"

namespace fulcrum {

// One block of a launch, as a host kernel sees it.
struct Block {
  Dim3 grid, size;    // blocks of the launch, work items of each block
  Dim3 index;         // of this block
  std::byte* shared;  // LaunchConfig::shared_bytes bytes, aligned to 64; of this block alone

  // The work items of this block in x, numbered through the whole grid: [first, first + size.x).
  std::uint64_t first() const { return std::uint64_t{index.x} * size.x; }
  // What of [0, n) they are.
  std::uint64_t begin(std::uint64_t n) const { return first() < n ? first() : n; }
  std::uint64_t end(std::uint64_t n) const { return first() + size.x < n ? first() + size.x : n; }
};

// A kernel that a host computes: called once a block, on several threads. `arguments` point to the
// values.
struct HostKernel {
  static constexpr std::uint32_t kLayout = 1;

  void (*run)(const Block& block, const void* const* arguments) = nullptr;
  const plugin::Parameter* parameters = nullptr;
  std::uint32_t count = 0;
  std::uint32_t layout = kLayout;  // of this struct, for the libraries that export one
};

namespace detail {

template <class Signature>
struct HostKernelOf;
template <class... Args>
struct HostKernelOf<void (*)(const Block&, Args...)> {
  static_assert(((std::is_pointer_v<Args> || std::is_trivially_copyable_v<Args>)&&...),
                "a kernel takes pointers and plain values");
  static constexpr std::array<plugin::Parameter, sizeof...(Args)> kParameters = {
      plugin::Parameter{sizeof(Args), std::is_pointer_v<Args>}...};

  template <class T>
  static T value(const void* argument) {
    T value;
    std::memcpy(&value, argument, sizeof value);
    return value;
  }
  template <auto Function, std::size_t... I>
  static void call(const Block& block, const void* const* arguments, std::index_sequence<I...>) {
    Function(block, value<Args>(arguments[I])...);
  }
  template <auto Function>
  static void run(const Block& block, [[maybe_unused]] const void* const* arguments) {
    call<Function>(block, arguments, std::index_sequence_for<Args...>());
  }
};

}  // namespace detail

// Of a function void f(const Block&, arguments...), whose pointers are what Kernel<> has as views.
template <auto Function>
constexpr HostKernel host_kernel() {
  using Of = detail::HostKernelOf<decltype(Function)>;
  return {&Of::template run<Function>, Of::kParameters.data(),
          static_cast<std::uint32_t>(Of::kParameters.size())};
}

// Exports a host kernel from a shared library under a name, for KernelSource::library(). At
// namespace scope.
#define FULCRUM_EXPORT_KERNEL(name, function)              \
  extern "C" FULCRUM_API const ::fulcrum::HostKernel name; \
  const ::fulcrum::HostKernel name = ::fulcrum::host_kernel<&function>()

enum class KernelFormat : std::uint8_t { CudaC, Ptx, Cubin, OpenClC, SpirV, OpenClBinary };
inline constexpr std::size_t kKernelFormats = 6;

FULCRUM_API std::string_view to_string(KernelFormat format);  // "CUDA C"

// One kernel's code, for as many platforms as there is code for. A plain value. The host and a
// worker that serves it take a host kernel; OpenCL takes a binary, SPIR-V or C; CUDA a cubin, PTX
// or CUDA C: of several the first that the device accepts.
class FULCRUM_API KernelSource {
 public:
  // The kernel's name in the code. CUDA C must declare it extern "C".
  explicit KernelSource(std::string name) : name_(std::move(name)) {}

  // Code in memory, or in a file that is read when it is loaded. A second one replaces the first.
  KernelSource& code(KernelFormat format, std::string code);
  KernelSource& file(KernelFormat format, std::string path);
  // What the compiler of CUDA C or OpenCL C is given: "-DN=4 --use_fast_math".
  KernelSource& options(KernelFormat format, std::string options);
  // A function of this program. A worker has it not: see library().
  KernelSource& host(const HostKernel& kernel);
  // A shared library that exports the HostKernel under the kernel's name (FULCRUM_EXPORT_KERNEL).
  // It is loaded by whoever computes, once, and stays loaded.
  KernelSource& library(std::string path);

  const std::string& name() const { return name_; }
  bool has(KernelFormat format) const { return part(format).kind != Part::None; }
  // The code. Throws Error(InvalidArgument) for a file that cannot be read.
  std::string read(KernelFormat format) const;
  const std::string& options(KernelFormat format) const { return part(format).options; }
  const std::optional<HostKernel>& host() const { return host_; }
  const std::string& library() const { return library_; }
  // "CUDA C, PTX, a host kernel", or "no code".
  std::string formats() const;

 private:
  struct Part {
    enum Kind : std::uint8_t { None, Code, File } kind = None;
    std::string text;  // or the path
    std::string options;
  };
  const Part& part(KernelFormat format) const { return parts_[static_cast<std::size_t>(format)]; }
  Part& part(KernelFormat format) { return parts_[static_cast<std::size_t>(format)]; }

  std::string name_;
  std::array<Part, kKernelFormats> parts_;
  std::optional<HostKernel> host_;
  std::string library_;
};

namespace detail {

template <class T>
inline constexpr bool kIsView = false;
template <class T, class M>
inline constexpr bool kIsView<View<T, M>> = true;
template <class T>
inline constexpr bool kIsKernelView = false;
template <class T, class M>
inline constexpr bool kIsKernelView<View<T, M>> = KernelMemory<M>;

// A given argument is taken for a declared one where nothing of it is lost but digits: no pointer,
// no number of the other kind. That an integer fits is checked when it is given.
template <class Given, class Declared>
inline constexpr bool kTaken =
    std::is_arithmetic_v<Declared>
        ? std::is_arithmetic_v<Given>&& std::is_floating_point_v<Given> ==
              std::is_floating_point_v<Declared>&& std::same_as<Given, bool> ==
              std::same_as<Declared, bool>
        : std::is_convertible_v<Given, Declared>;

}  // namespace detail

// What a kernel may be declared to take: plain values, and views of the device's memory.
template <class T>
concept KernelArgument = detail::kIsKernelView<T> ||
    (!detail::kIsView<T> && std::is_trivially_copyable_v<T> && !std::is_pointer_v<T> &&
     !std::is_reference_v<T>);

// A kernel that is loaded on one device; made by Device::load<Args...>(). Move-only, thread-safe.
template <KernelArgument... Args>
class Kernel {
 public:
  Kernel(std::shared_ptr<plugin::Kernel> kernel, std::shared_ptr<plugin::Device> device,
         std::string name)
      : kernel_(std::move(kernel)), device_(std::move(device)), name_(std::move(name)) {}
  Kernel(Kernel&&) noexcept = default;
  Kernel& operator=(Kernel&&) noexcept = default;

  const std::string& name() const { return name_; }
  const std::shared_ptr<plugin::Kernel>& impl() const { return kernel_; }
  const plugin::Device& device() const { return *device_; }

  // What Device::load() checks against the code.
  static constexpr std::array<plugin::Parameter, sizeof...(Args)> kParameters = {
      (detail::kIsKernelView<Args> ? plugin::Parameter{sizeof(std::uintptr_t), true}
                                   : plugin::Parameter{sizeof(Args), false})...};

 private:
  std::shared_ptr<plugin::Kernel> kernel_;
  std::shared_ptr<plugin::Device> device_;
  std::string name_;
};

}  // namespace fulcrum
