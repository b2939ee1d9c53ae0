// SPDX-License-Identifier: Apache-2.0
// The calls that faults are injected into: each owns its operands, knows what it must give, and
// judges every byte afterwards: outputs, padding and inputs.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "fulcrum/types.hpp"
#include "offload/device.hpp"

namespace fulcrum::test {

// Memory for operands: null for ordinary memory between two unreadable pages.
using Allocate = std::function<void*(std::size_t bytes)>;

class BlasCall {
 public:
  virtual ~BlasCall() = default;
  virtual offload::Outcome run(offload::BlasDevice& device) = 0;
  virtual void run_api(const CallOptions& options) = 0;  // the public function

  // Empty if the first `completed` columns or elements of the output are right and every other byte
  // is as it was before the call; -1: all are right.
  virtual std::string verdict(std::int64_t completed) const = 0;
  virtual void reset() = 0;  // operands as before the first run
  virtual std::string name() const = 0;
  virtual std::int64_t output_size() const = 0;  // columns or elements
  virtual std::uint64_t input_bytes()
      const = 0;  // that must cross at least once; the output counts if it is read
};

enum class Precision { F32, F64 };

struct GemmArguments {
  bool trans_a = false, trans_b = false;
  std::int64_t m = 1, n = 1, k = 1;
  double alpha = 1, beta = 0;
  std::int64_t pad = 0;  // of every leading dimension
};
struct GemvArguments {
  bool trans = false;
  std::int64_t m = 1, n = 1;
  double alpha = 1, beta = 0;
  std::int64_t incx = 1, incy = 1, pad = 0;
};
struct VectorArguments {
  std::int64_t n = 1;
  double alpha = 1;  // axpy
  std::int64_t incx = 1, incy = 1;
};

std::unique_ptr<BlasCall> make_gemm(Precision precision, const GemmArguments& arguments,
                                    const Allocate& allocate = {});
std::unique_ptr<BlasCall> make_gemv(Precision precision, const GemvArguments& arguments,
                                    const Allocate& allocate = {});
std::unique_ptr<BlasCall> make_axpy(Precision precision, const VectorArguments& arguments,
                                    const Allocate& allocate = {});
std::unique_ptr<BlasCall> make_dot(Precision precision, const VectorArguments& arguments,
                                   const Allocate& allocate = {});

}  // namespace fulcrum::test
