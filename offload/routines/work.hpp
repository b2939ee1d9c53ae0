// SPDX-License-Identifier: Apache-2.0
// What a call moves and computes, in the amounts that the cost model prices.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "fulcrum/decision.hpp"
#include "offload/routines/description.hpp"

namespace fulcrum::offload {

// One operand as it crosses the boundary: in `runs` contiguous pieces of a matrix or vector.
struct Transfer {
  double bytes = 0;
  double runs = 1;
  Location location = Location::Unknown;
  bool in = false, out = false;
  bool cut = false;  // each chunk takes its share; the others are needed by every chunk

  bool crosses() const { return location != Location::Device; }
};

inline constexpr double kLineBytes = 64;  // that the caches move

// Bytes that the caches move for one element of a vector: a line holds several at increment 1, one
// from 64 bytes on.
inline double line_bytes(std::int64_t increment, double size) {
  return std::min(kLineBytes, std::abs(real(increment)) * size);
}

// Bytes that the caches move for one operand, and its elements that are not contiguous.
struct HostBytes {
  double footprint = 0, moved = 0, strided = 0;

  HostBytes(const Operand& operand, double elements, double size) {
    if (!operand.reads && !operand.writes) return;
    const bool scattered =
        operand.vector ? operand.step != 1 && operand.step != -1 : operand.apart != 1;
    footprint = elements * (operand.vector ? line_bytes(operand.step, size) : size);
    moved = operand.reads && operand.writes ? 2 * footprint : footprint;
    strided = scattered ? elements : 0;
  }
};

inline constexpr int kTransfers = 4;  // three operands and the result of a reduction

// What a call moves and computes, whoever does it. Of a batch: all of it.
struct Work {
  Cost cost = Cost::Stream;
  double flops = 0;
  double m = 0, n = 0, k = 0;  // of one problem; of vectors all 0 but n
  double batch = 1;
  bool is_batch = false;
  bool cut_rows = false;    // pieces are rows of C, not columns
  double host_bytes = 0;    // read and written by the host's caches: whole lines of strided vectors
  double footprint = 0;     // of the host's bytes, those that are distinct
  double device_bytes = 0;  // read and written by the kernel, packed
  double device_footprint = 0;
  double strided = 0;   // elements of operands that are not contiguous
  int transferred = 0;  // how many transfers there are
  std::array<Transfer, kTransfers> transfers{};
};

}  // namespace fulcrum::offload
