// SPDX-License-Identifier: Apache-2.0
// What the library weighs for each call, and why it chose as it did.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fulcrum/config.hpp"
#include "fulcrum/routine.hpp"
#include "fulcrum/types.hpp"

namespace fulcrum {

// Where an operand lies, as far as it is known when the call is weighed.
enum class Location : std::uint8_t {
  Unknown,   // host memory that nobody has asked the driver about yet; priced as pageable
  Pageable,  // ordinary host memory
  Pinned,    // page-locked host memory
  Device,    // already on the device: its copy costs nothing
};

FULCRUM_API std::string_view to_string(Location location);  // "pageable"

// One call, as plain data. Sizes and letters are those of the column-major problem that is
// computed: a row-major call arrives with its operands exchanged, and `layout` only remembers what
// the caller wrote. What a routine does not have is as it is here.
//   gemm: C(m,n) = alpha op(A)(m,k) op(B)(k,n) + beta C; gemv: y = alpha op(A) x + beta y, A(m,n);
//   vectors have n elements; a matrix with a structure has the order n (and m); k: of a band the
//   stored diagonals, of a product with a structured matrix its order
struct Call {
  Routine routine = Routine::Gemm;
  ElementType type = ElementType::F64;
  Layout layout = Layout::ColMajor;
  Side side = Side::Left;
  Uplo uplo = Uplo::Upper;
  Op trans_a = Op::NoTrans, trans_b = Op::NoTrans;
  Diag diag = Diag::NonUnit;
  bool beta_zero = false;  // the output is not read, hence not uploaded
  Location a = Location::Unknown, b = Location::Unknown, c = Location::Unknown;
  std::int64_t m = 1, n = 1, k = 1;
  // Leading dimensions; of vectors increments. axpy and its like have x in the place of a and y in
  // that of b, products of a matrix and a vector x and y in those of b and c.
  std::int64_t lda = 1, ldb = 1, ldc = 1;
  std::int64_t batch = 1;    // problems in one call; sizes are those of the group with most work
  int threads = 0;           // SIMD threads that the call may use; 0: the configured number
  std::int16_t device = -1;  // device asked for; -1: any
};

// Why a backend was chosen. One enumerator, one sentence (reason_text).
enum class Reason : std::uint8_t {
  None,           // no call yet
  TooSmall,       // under the smallest size that could ever pay on an accelerator
  NoAccelerator,  // no accelerator is present or usable
  NotDiscovered,  // accelerators have not been looked for: the loss so far does not pay for looking
  SimdFaster,     // predicted faster in place
  DeviceFaster,   // predicted faster on the accelerator
  Tie,            // predictions too close to tell apart: the side chosen last, or in place
  ForcedByConfig,  // FULCRUM_BACKEND
  ForcedByCall,    // CallOptions::backend
  Deterministic,   // CallOptions::deterministic
  NoDevicePath,    // the routine, or these arguments, have no path on that platform
  DoesNotFit,      // falls apart into no pieces that the free memory of the accelerator holds
  DeviceFailed,    // sent to the accelerator, which failed: SIMD computed what was missing
  QuickReturn,     // nothing to compute
};

FULCRUM_API std::string_view to_string(Reason reason);    // "SimdFaster"
FULCRUM_API std::string_view reason_text(Reason reason);  // one sentence

// The outcome of weighing one call. Plain data; explain() recomputes the terms on request.
struct Decision {
  Call call;
  Backend backend = Backend::Simd;
  Reason reason = Reason::None;
  std::int16_t device = -1;  // index of the accelerator chosen or compared against; -1: none
  Isa isa = Isa::Scalar;     // SIMD target that would compute, or did
  // SIMD threads that the model finds the fastest, or that were used; 0: as many as the kernel's
  // own rule gives it.
  std::int16_t threads = 0;
  double predicted_simd_ns = 0;    // 0: not priced
  double predicted_device_ns = 0;  // 0: not priced
  double actual_ns = 0;            // 0: not timed
};

// One line of a prediction: T_cpu or T_device is the sum of its terms.
struct Term {
  std::string name;  // "copy in", "kernel", "sync"
  double ns = 0;
  std::string note;       // the arithmetic: "16.0 MB / 55.0 GB/s"
  bool measured = false;  // its figures were measured on this machine; false: a prior
};

// A size at which the other side is chosen.
struct Flip {
  double factor = 1;  // of all dimensions; increments and the number of problems stay
  Call call;          // the call with its dimensions times that, rounded
  Backend backend;    // what is chosen for it
};

struct Explanation {
  Decision decision;
  std::vector<Term> simd;  // sums to decision.predicted_simd_ns
  std::vector<Term>
      device;  // sums to decision.predicted_device_ns; empty where no device was priced
  std::string device_name;  // "NVIDIA H200 (analytic profile)"; empty where no device was priced
  bool device_is_analytic =
      false;          // the device's figures are data-sheet arithmetic, not measurements
  double margin = 0;  // predicted slower / predicted faster, >= 1; 0 where only one side was priced
  // Relative standard errors of the two predictions: 0.1 is 10%. 0 where a side was not priced.
  double simd_uncertainty = 0, device_uncertainty = 0;
  // The choice follows from the predictions, so that another size may change it: not where a
  // backend is forced, or where there is none to choose.
  bool sizes_decide = false;
  // The nearest size, above or below, that does; nullopt: none from dimensions of 1 up to operands
  // of 1 TB.
  std::optional<Flip> flip;
};

// The call with the fields that follow from its others: the least legal leading dimensions, m of a
// matrix with an order, k of a product with a structured matrix. Increments stay. For whoever
// describes a call that is not made.
FULCRUM_API Call tight(Call call);

// Explains with what the model knows now: a decision that was made, or what would be decided for a
// call with default options (FULCRUM_BACKEND holds) that has not been made. Does not run anything,
// looks for no device and touches none: before anybody has looked, and where there is none, only
// SIMD is priced. Every routine is priced, in every type that it has. Throws Error: InvalidArgument
// for a call that its routine would refuse (sizes, leading dimensions, increments, a type that it
// lacks), InvalidOption. Thread-safe; 15 to 80 us where a device is priced, most of them to find
// the size at which the choice flips.
FULCRUM_API Explanation explain(const Decision& decision);
FULCRUM_API Explanation explain(const Call& call);

// As text for a terminal of 100 columns: an explanation with one term a line, with its time, its
// share of the total and its arithmetic; a decision in a few lines. The caller's names, letters and
// sizes.
FULCRUM_API std::string format(const Explanation& explanation);
FULCRUM_API std::string format(const Decision& decision);

// As one JSON object, for programs. Times are in nanoseconds, what is not known is null.
//   decision: call, backend, reason, reason_text, device (-1: none), isa, predicted_simd_ns,
//     predicted_device_ns, actual_ns. call: routine, type, layout (col, row), batch, threads (0: as
//     configured), device (-1: any), operations, and of the following what the routine has, as the
//     caller wrote it: side, uplo, transa, transb, diag, m, n, k, lda, ldb, ldc, incx, incy,
//     beta_zero, location_a and so on to location_y (unknown, pageable, pinned, device)
//   explanation: decision, simd, device (null: not priced), margin, sizes_decide, flip (factor,
//     backend, call; null: none). simd and device: predicted_ns, uncertainty, terms (name, ns,
//     share of the total, measured, note); device: also name, analytic
FULCRUM_API std::string to_json(const Explanation& explanation);
FULCRUM_API std::string to_json(const Decision& decision);

// What this thread's last call did, or the one before it where that threw. None before the first.
FULCRUM_API Decision last_decision();

// What has become of the calls of this process that were weighed: those that are certainly too
// small are not, and are counted nowhere. FULCRUM_VERBOSE=offload prints these numbers when it
// ends.
struct CallCounts {
  std::uint64_t crossed = 0;   // computed on an accelerator
  std::uint64_t in_place = 0;  // computed in place
  std::uint64_t failed = 0;    // sent to an accelerator, which failed
};
FULCRUM_API CallCounts call_counts();

}  // namespace fulcrum
