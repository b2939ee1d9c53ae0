// SPDX-License-Identifier: Apache-2.0
// A case that is ready to be called, on any library's symbol.
#pragma once

#include <memory>
#include <vector>

#include "bench/compare/cases.hpp"

namespace fulcrum::compare {

class Call {
 public:
  virtual ~Call() = default;
  // One call on the initial operands. What it leaves, as result_bytes() has it.
  virtual std::vector<unsigned char> checked() = 0;
  // Initial operands again, those for timing.
  virtual void renew() = 0;
  virtual void run(long times) = 0;
  // Of all that the calls since renew() have written: the largest magnitude of a part; infinite
  // where one is neither 0 nor a normal number.
  virtual double largest() const = 0;
};

// `symbol` is the routine with gfortran's conventions: pointers, then the lengths of the letters. A
// complex result may come in registers or, as from Intel's compilers, through a first argument;
// which, is found out by a call.
std::unique_ptr<Call> prepare(void* symbol, const Case& c);

}  // namespace fulcrum::compare
