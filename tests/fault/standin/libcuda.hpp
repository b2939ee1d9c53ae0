// SPDX-License-Identifier: Apache-2.0
// What the exported functions of libcuda.so.1 share.
#pragma once

#include <cstdint>
#include <type_traits>

#include "driver.hpp"
#include "offload/cuda/cuda_api.hpp"

namespace standin {

template <class Handle>
std::uint64_t number_of(Handle* handle) {
  return reinterpret_cast<std::uint64_t>(handle);
}

template <class Body>
fulcrum::offload::cuda::Result call(const CallInfo& info, Body&& body) {
  Driver& driver = Driver::get();
  return static_cast<fulcrum::offload::cuda::Result>(
      driver.call(info, [&] { return static_cast<int>(body(driver)); }));
}

// Has a function the type that the library declares?
template <class Function, class Member>
constexpr bool same(Function*, Member fulcrum::offload::cuda::DriverApi::*) {
  return std::is_same_v<Function*, Member>;
}

}  // namespace standin
