// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/runtime/kernel.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "fulcrum/error.hpp"

namespace fulcrum {

std::string_view to_string(KernelFormat format) {
  constexpr std::array<std::string_view, kKernelFormats> kNames = {
      "CUDA C", "PTX", "a cubin", "OpenCL C", "SPIR-V", "an OpenCL binary"};
  const auto index = static_cast<std::size_t>(format);
  return index < kNames.size() ? kNames[index] : "unknown";
}

KernelSource& KernelSource::code(KernelFormat format, std::string code) {
  part(format).kind = Part::Code;
  part(format).text = std::move(code);
  return *this;
}

KernelSource& KernelSource::file(KernelFormat format, std::string path) {
  part(format).kind = Part::File;
  part(format).text = std::move(path);
  return *this;
}

KernelSource& KernelSource::options(KernelFormat format, std::string options) {
  part(format).options = std::move(options);
  return *this;
}

KernelSource& KernelSource::host(const HostKernel& kernel) {
  host_ = kernel;
  return *this;
}

KernelSource& KernelSource::library(std::string path) {
  library_ = std::move(path);
  return *this;
}

std::string KernelSource::read(KernelFormat format) const {
  const Part& code = part(format);
  if (code.kind != Part::File) return code.text;
  errno = 0;
  std::ifstream file(code.text, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) {
    throw Error("load", 1, "source", name_,
                std::string(to_string(format)) + " cannot be read from " + code.text + ": " +
                    std::generic_category().message(errno != 0 ? errno : EIO));
  }
  return text;
}

std::string KernelSource::formats() const {
  std::string text;
  const auto add = [&text](std::string_view what) {
    text += (text.empty() ? "" : ", ") + std::string(what);
  };
  for (std::size_t i = 0; i < kKernelFormats; ++i)
    if (has(static_cast<KernelFormat>(i))) add(to_string(static_cast<KernelFormat>(i)));
  if (host_) add("a host kernel");
  if (!library_.empty()) add("a host kernel in " + library_);
  return text.empty() ? "no code" : text;
}

}  // namespace fulcrum
