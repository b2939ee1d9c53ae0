// SPDX-License-Identifier: Apache-2.0
// The descriptions by routine instead of by type of problem, for whoever has a Call: the cost
// model, the reports, the measuring harness.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "offload/routines/fields.hpp"
#include "offload/routines/work.hpp"

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
  Present present{};                   // the fields that it has
  bool rows_flip_trans = false;        // by rows the matrix itself is seen transposed
  bool rows_keep_ops = false;          // by rows op(A) and op(B) keep their places, as summands do
  bool rows_exchange_vectors = false;  // by rows x and y change places
  bool batch = false;                  // many problems in one call
  double (*operations)(const Call& call) = nullptr;
  Shape (*shape)(const Call& call) = nullptr;
  Work (*work)(const Call& call) = nullptr;
  // SIMD threads that a call uses of `allowed`.
  int (*threads)(const Call& call, const simd::Target& target, int allowed) = nullptr;
  // The call with those fields that follow from its others: m of a matrix with an order, k of a
  // product with a structured matrix, and letters that mean the same for its elements.
  Call (*completed)(const Call& call) = nullptr;
};

// Of the routine on elements of this type.
const RoutineTraits& traits_of(Routine routine, ElementType type);
inline const RoutineTraits& traits_of(const Call& call) {
  return traits_of(call.routine, call.type);
}

// The letters of a call as the caller wrote them, in the order side, uplo, transposes, diag: "NT"
// of gemm, "LUNN" of trsm; "-" where it has none.
std::string letters_of(const Call& call);

// Its sizes by name, as weighed: "m=4 n=4 k=8".
std::string sizes_of(const Call& call);

// Makes the column-major call of one whose sizes and letters are as a row-major caller wrote them,
// and the other way round.
void turn_rows_to_columns(Call& call);

// The call with its sizes and letters as the caller wrote them; operands stay in their places.
Call as_written(const Call& call);

// An operand of a call.
struct NamedOperand {
  char name = 'a';      // in the caller's list of arguments: a, b, c, of vectors x and y
  Slot slot = Slot::A;  // where the call has its location, and its leading dimension or increment
  bool vector = false;
  bool packed = false;     // has no leading dimension
  bool located = true;     // false: a second leading dimension of an operand that was named before
  std::int64_t least = 1;  // the least legal leading dimension

  std::int64_t& stride(Call& call) const {
    return slot == Slot::A ? call.lda : slot == Slot::B ? call.ldb : call.ldc;
  }
  std::int64_t stride(const Call& call) const { return stride(const_cast<Call&>(call)); }
  Location& location(Call& call) const {
    return slot == Slot::A ? call.a : slot == Slot::B ? call.b : call.c;
  }
  Location location(const Call& call) const { return location(const_cast<Call&>(call)); }
};

// In the order of their names.
struct NamedOperands {
  std::array<NamedOperand, 3> list{};
  int count = 0;

  const NamedOperand* begin() const { return list.data(); }
  const NamedOperand* end() const { return list.data() + count; }
};
NamedOperands operands_of(const Call& call);

// "lda", "incx"
std::string stride_name(const NamedOperand& operand);

// Sets the leading dimensions of a call whose sizes and letters are set to the least that are
// legal; increments are left as they are.
void make_tight(Call& call);

}  // namespace fulcrum::offload
