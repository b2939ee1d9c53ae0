// SPDX-License-Identifier: Apache-2.0
// One call with operands in ordinary and in pinned memory, ready to be timed.
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <memory>
#include <optional>
#include <tuple>

#include "bench/regret/table.hpp"
#include "fulcrum/runtime/platform.hpp"
#include "offload/measure/operands.hpp"
#include "offload/routines/any_problem.hpp"

namespace fulcrum::regret {

class Subject {
 public:
  virtual ~Subject() = default;
  virtual offload::AnyProblem problem(State state) const = 0;
  // Computes it in place, then on the device in this state; empty where every element agrees, else
  // what is wrong. The outputs are then anybody's.
  virtual std::string check(const simd::Target& target, offload::BlasDevice& device,
                            State state) = 0;
};

// The memory of one subject after another, which grows and never shrinks. Not thread-safe.
class Memory {
 public:
  // Pinned as `device` allocates it. None: no pinned state.
  explicit Memory(std::optional<Device> device) : device_(std::move(device)) {}

  bool has_pinned() const { return device_.has_value(); }
  // Of gemm, gemv, axpy, dot, scal and copy in f32 and f64. Serves one at a time. Throws
  // std::invalid_argument for other routines, std::bad_alloc or Error(OutOfMemory).
  std::unique_ptr<Subject> subject(const Call& call);

  // At least so many bytes for the i-th operand.
  std::byte* pinned(std::size_t i, std::size_t bytes);

 private:
  std::optional<Device> device_;
  std::array<Buffer<std::byte, memory::Pinned>, 3> pinned_;
  std::tuple<measure::Operands<float>, measure::Operands<double>> operands_;
};

}  // namespace fulcrum::regret
