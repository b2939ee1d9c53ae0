// SPDX-License-Identifier: Apache-2.0
// Finds and loads the ICD loader of OpenCL when the program runs.
#pragma once

#include <string>

#include "fulcrum/config.hpp"
#include "offload/opencl/opencl_api.hpp"

namespace fulcrum::offload::opencl {

// Loaded for the life of the process.
struct Library {
  Api api{};
  std::string file;  // as it was opened, with the folder where one was named
};

struct LoadResult {
  const Library* library = nullptr;  // null: see problem
  std::string problem;               // one sentence: what was looked for, where, and what was found
};

// Opens libOpenCL.so.1: in the folders of config.opencl_library_path (separated by colons), then
// where the system looks. It finds the platforms by itself (OCL_ICD_VENDORS). Not cached.
LoadResult load_library(const Config& config);

// "-5 CL_OUT_OF_RESOURCES".
std::string describe(cl_int result);

// A text that a call of the form get(name, size, value, size_ret) gives; empty where it fails.
template <class Get, class Name>
std::string text_of(const Get& get, Name name) {
  std::size_t bytes = 0;
  if (get(name, std::size_t{0}, static_cast<void*>(nullptr), &bytes) != CL_SUCCESS || bytes == 0)
    return {};
  std::string text(bytes, '\0');
  if (get(name, bytes, static_cast<void*>(text.data()), static_cast<std::size_t*>(nullptr)) !=
      CL_SUCCESS)
    return {};
  while (!text.empty() && (text.back() == '\0' || text.back() == '\n' || text.back() == ' '))
    text.pop_back();
  return text;
}

}  // namespace fulcrum::offload::opencl
