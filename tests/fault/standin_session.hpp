// SPDX-License-Identifier: Apache-2.0
// What the tests of the stand-in itself share: its functions, called directly.
#pragma once

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "fault/support.hpp"
#include "offload/cuda/cuda_api.hpp"

namespace fulcrum::test {

using namespace offload::cuda;

template <class Api, class Table>
Api load(const char* library, const Table& table) {
  void* handle = dlopen((standin_folder() / library).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) throw std::runtime_error(dlerror());
  Api api{};
  for (const auto& symbol : table) {
    void* found = dlsym(handle, symbol.exported);
    if (found == nullptr) throw std::runtime_error(std::string("no symbol ") + symbol.exported);
    symbol.store(api, found);
  }
  return api;
}

inline const DriverApi& cu() {
  static const DriverApi api = load<DriverApi>("libcuda.so.1", kDriverSymbols);
  return api;
}
inline const BlasApi& blas() {
  static const BlasApi api = load<BlasApi>("libcublas.so.13", kBlasSymbols);
  return api;
}

// A context of device 0 and a stream in it.
struct Session {
  Session() {
    EXPECT_EQ(cu().init(0), Result::Success);
    EXPECT_EQ(cu().device_primary_ctx_retain(&context, 0), Result::Success);
    EXPECT_EQ(cu().ctx_push_current(context), Result::Success);
    EXPECT_EQ(cu().stream_create(&stream, kStreamNonBlocking), Result::Success);
  }
  DevicePtr device(std::size_t bytes) const {
    DevicePtr pointer = 0;
    EXPECT_EQ(cu().mem_alloc(&pointer, bytes), Result::Success);
    return pointer;
  }
  double* pinned(std::size_t count) const {
    void* pointer = nullptr;
    EXPECT_EQ(cu().mem_host_alloc(&pointer, count * sizeof(double), 0), Result::Success);
    return static_cast<double*>(pointer);
  }
  Context context = nullptr;
  StreamHandle stream = nullptr;
};

inline bool violated(const std::string& part) {
  return violations().find(part) != std::string::npos;
}

}  // namespace fulcrum::test
