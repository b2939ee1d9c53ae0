// SPDX-License-Identifier: Apache-2.0
// The descriptions by routine instead of by type of problem, for whoever has a Call: the cost
// model, the reports, the measuring harness.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "offload/routines/fields.hpp"

namespace fulcrum::offload {

// What a call does, in operations and operands. Of a batch: all its problems together.
struct Shape {
  double operations = 0;
  std::array<Operand, 3> operands{};
  int count = 0;         // of operands
  bool reduces = false;  // its result is one number
};

struct RoutineTraits {
  Cost cost = Cost::Stream;
  Present present{};             // the fields that it has
  bool rows_flip_trans = false;  // by rows the matrix itself is seen transposed
  bool rows_keep_ops = false;    // by rows op(A) and op(B) keep their places, as summands do
  double (*operations)(const Call& call) = nullptr;
  Shape (*shape)(const Call& call) = nullptr;
  // SIMD threads that a call uses of `allowed`.
  int (*threads)(const Call& call, const simd::Target& target, int allowed) = nullptr;
};

// Of the routine on elements of this type.
const RoutineTraits& traits_of(Routine routine, ElementType type);
inline const RoutineTraits& traits_of(const Call& call) {
  return traits_of(call.routine, call.type);
}

// The letters of a call as the caller wrote them, in the order side, uplo, transposes, diag: "NT"
// of gemm, "LUNN" of trsm; "-" where it has none.
std::string letters_of(const Call& call);

// Its sizes by name: "m=4 n=4 k=8".
std::string sizes_of(const Call& call);

// Makes the column-major call of one whose sizes and letters are as a row-major caller wrote them.
void turn_rows_to_columns(Call& call);

// Sets the leading dimensions of a call whose sizes and letters are set to the least that are
// legal; increments are left as they are.
void make_tight(Call& call);

}  // namespace fulcrum::offload
