// SPDX-License-Identifier: Apache-2.0
// Modules, functions, and how a grid is run on the host.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "driver.hpp"
#include "kernel_abi.hpp"

namespace standin {

// A shared object, loaded from memory; unloaded at its end.
struct Module {
  ~Module();
  Context* context = nullptr;
  int file = -1;
  void* library = nullptr;
  KernelState* state = nullptr;
};

struct Function {
  std::shared_ptr<Module> module;
  std::string name;
  const KernelEntry* entry = nullptr;
  int max_dynamic_bytes = kUsualSharedBytes;
  std::size_t shared_bytes() const {
    const KernelState& state = *module->state;
    return static_cast<std::size_t>(state.shared_end - state.shared_begin);
  }
};

// The module of an image, or null with the CUresult that a driver of compute capability 9.0 answers
// and what it writes to the log.
std::shared_ptr<Module> load_module(const char* image, int* result, std::string* log);

struct Grid {
  Index3 blocks, items;
  unsigned shared_bytes;
};

// Every block after the other, in each every item: one after the other, or, where the kernel has
// barriers, each on a stack of its own. Returns 0, or the CUresult of what stopped it: 700 for
// memory that nobody may touch, 710 for an assert, 719 for __trap(). True in `overrun` where it
// wrote past its shared memory.
int run_grid(const Function& function, const Grid& grid, std::vector<std::vector<std::byte>> values,
             bool* overrun);

}  // namespace standin
