// SPDX-License-Identifier: Apache-2.0
#include "offload/routines/traits.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <type_traits>
#include <utility>

#include "offload/routines/level1.hpp"
#include "offload/routines/level2.hpp"
#include "offload/routines/level3.hpp"
#include "offload/routines/matcopy.hpp"
#include "offload/routines/products.hpp"

namespace fulcrum::offload {
namespace {

// The problem that a Call of problems P tells of: P itself, or what P contains.
template <class P>
constexpr auto recorded(const Call& call) {
  using D = Description<P>;
  if constexpr (requires { typename D::Recorded; }) {
    Call plain = call;
    plain.routine = D::kRecordedRoutine;
    return problem_of<typename D::Recorded>(plain);
  } else {
    return problem_of<P>(call);
  }
}

template <class P>
double operations(const Call& call) {
  const auto p = recorded<P>(call);
  return Description<std::remove_cv_t<decltype(p)>>::operations(p) * real(call.batch);
}

template <class P>
Shape shape(const Call& call) {
  const auto p = recorded<P>(call);
  using D = Description<std::remove_cv_t<decltype(p)>>;
  Shape result;
  result.operations = D::operations(p) * real(call.batch);
  for (Operand operand : D::operands(p)) {
    if (call.batch != 1) operand.cut = false;
    result.operands[static_cast<std::size_t>(result.count++)] = operand;
  }
  result.reduces = requires { p.result; };
  return result;
}

// Contiguous pieces of an operand in memory.
double runs_of(const Operand& operand) {
  if (operand.vector) return operand.step == 1 || operand.step == -1 ? 1 : real(operand.rows);
  if (operand.apart != 1) return operand.elements();
  const bool contiguous =
      operand.part == Part::Packed || (operand.part == Part::All && operand.step == operand.rows);
  return contiguous ? 1 : real(operand.columns);
}

Location location_of(const Call& call, Slot slot) {
  return slot == Slot::A ? call.a : slot == Slot::B ? call.b : call.c;
}

[[gnu::always_inline]] inline void add(Work& work, const Call& call, const Operand& operand,
                                       double size) {
  Transfer& transfer = work.transfers[static_cast<std::size_t>(work.transferred++)];
  const double elements = operand.elements() * work.batch;
  transfer.bytes = elements * size;
  transfer.runs = runs_of(operand) * work.batch;
  transfer.location = location_of(call, operand.slot);
  transfer.in = operand.reads;
  transfer.out = operand.writes;
  // A product of a matrix and a vector is sent in one piece: it is bound by the copy of A, which
  // nothing hides. A batch is, too.
  transfer.cut = operand.cut && work.cost != Cost::MatrixVector && call.batch == 1;
  if (!operand.reads && !operand.writes) return;
  const HostBytes host(operand, elements, size);
  const double passes = operand.reads && operand.writes ? 2 : 1;
  work.strided += host.strided;
  work.footprint += host.footprint;
  work.host_bytes += host.moved;
  work.device_footprint += transfer.bytes;
  work.device_bytes += passes * transfer.bytes;
}

// On the path of every call that is weighed: one function for each type of problem, in which its
// operands are constants but for their sizes, costs a quarter of going through shape().
template <class P>
Work work(const Call& call) {
  const auto p = recorded<P>(call);
  using D = Description<std::remove_cv_t<decltype(p)>>;
  Present has;
  D::fields(p, See{has});
  const double size = static_cast<double>(size_of(call.type));
  Work work;
  work.cost = D::kCost;
  work.batch = real(call.batch);
  work.is_batch = requires(const P& problem) { Description<P>::count(problem); };
  work.flops = D::operations(p) * work.batch;
  const bool vectors = D::kCost == Cost::Stream && !has.m;
  work.m = vectors ? 0 : real(call.m);
  work.n = vectors ? 0 : real(call.n);
  work.k = D::kCost == Cost::Product ? real(call.k) : 0;
  work.cut_rows = has.side && call.side == Side::Right;
  std::apply([&](const auto&... operand) { (add(work, call, operand, size), ...); },
             D::operands(p));
  if constexpr (requires { p.result; }) {
    work.transfers[static_cast<std::size_t>(work.transferred++)] = {
        .bytes = size, .location = Location::Pinned, .out = true};
  }
  return work;
}

template <class P>
int threads(const Call& call, const simd::Target& target, int allowed) {
  const auto p = recorded<P>(call);
  if constexpr (requires { Description<P>::threads(target, p, call.batch, allowed); }) {
    return Description<P>::threads(target, p, call.batch, allowed);
  } else {
    return Description<P>::threads(target, p, allowed);
  }
}

// Through the problem and back.
template <class P>
Call completed(const Call& call) {
  const auto p = recorded<P>(call);
  using Problem = std::remove_cv_t<decltype(p)>;
  Call result = call;
  Description<Problem>::fields(p, Write<is_complex(type_of<Problem>())>{result});
  result.layout = call.layout;
  return result;
}

template <class P>
constexpr RoutineTraits traits(Routine routine) {
  Call call;
  call.routine = routine;
  const auto p = recorded<P>(call);
  using D = Description<std::remove_cv_t<decltype(p)>>;
  RoutineTraits result;
  result.cost = D::kCost;
  D::fields(p, See{result.present});
  result.rows_flip_trans = requires { D::kRowsFlipTrans; };
  result.rows_keep_ops = requires { D::kRowsKeepOps; };
  result.rows_exchange_vectors = requires { D::kRowsExchangeVectors; };
  result.batch = requires(const P& problem) { Description<P>::count(problem); };
  result.operations = &operations<P>;
  result.shape = &shape<P>;
  result.work = &work<P>;
  result.threads = &threads<P>;
  result.completed = &completed<P>;
  return result;
}

// Rows: routines. Columns: types of elements. In the place of a type that a routine lacks stands
// another of the same kind, real or complex, or else any.
using Row = std::array<RoutineTraits, kElementTypeCount>;
using Table = std::array<Row, kRoutineCount>;
// Which types a routine has: with UBSan GCC compares no function's address in a constant.
using Types = std::array<bool, kElementTypeCount>;

template <class P>
constexpr void fill(Table& table, std::array<Types, kRoutineCount>& types) {
  constexpr auto kType = static_cast<std::size_t>(type_of<P>());
  for (const Routine routine : Description<P>::kRoutines) {
    table[static_cast<std::size_t>(routine)][kType] = traits<P>(routine);
    types[static_cast<std::size_t>(routine)][kType] = true;
  }
}

constexpr Row completed(const Row& row, Types types) {
  Row result = row;
  const Types own = types;
  for (std::size_t type = 0; type < kElementTypeCount; ++type) {
    for (const bool any : {false, true}) {
      for (std::size_t other = 0; other < kElementTypeCount; ++other) {
        const bool same_kind = is_complex(static_cast<ElementType>(type)) ==
                               is_complex(static_cast<ElementType>(other));
        if (types[type] || !own[other] || !(same_kind || any)) continue;
        result[type] = row[other];
        types[type] = true;
      }
    }
  }
  return result;
}

template <class... Problems>
constexpr Table make_table(ProblemList<Problems...> /*problems*/) {
  Table table;
  std::array<Types, kRoutineCount> types{};
  (fill<Problems>(table, types), ...);
  for (std::size_t i = 0; i < kRoutineCount; ++i) table[i] = completed(table[i], types[i]);
  return table;
}

constexpr Table kTable = make_table(Joined<Level1Problems, Level2Problems, Level3Problems,
                                           MatcopyProblems, ProductProblems>::List{});

Op transposed(Op op) {
  switch (op) {
    case Op::NoTrans:
      return Op::Trans;
    case Op::Trans:
      return Op::NoTrans;
    case Op::ConjTrans:
      return Op::ConjNoTrans;
    case Op::ConjNoTrans:
      break;
  }
  return Op::ConjTrans;
}

}  // namespace

const RoutineTraits& traits_of(Routine routine, ElementType type) {
  const std::size_t row = std::min(static_cast<std::size_t>(routine), kRoutineCount - 1);
  return kTable[row][static_cast<std::size_t>(type)];
}

// Its own inverse: the transposed problem.
void turn_rows_to_columns(Call& call) {
  const RoutineTraits& traits = traits_of(call);
  const Present& has = traits.present;
  if (has.m) std::swap(call.m, call.n);
  if (has.side) call.side = call.side == Side::Left ? Side::Right : Side::Left;
  if (has.uplo) call.uplo = call.uplo == Uplo::Upper ? Uplo::Lower : Uplo::Upper;
  if (has.op_b && !traits.rows_keep_ops) {
    std::swap(call.trans_a, call.trans_b);
  } else if (traits.rows_flip_trans) {
    call.trans_a = transposed(call.trans_a);
  }
}

Call as_written(const Call& call) {
  if (call.layout != Layout::RowMajor) return call;
  Call written = call;
  turn_rows_to_columns(written);
  return traits_of(call).completed(written);
}

std::string letters_of(const Call& call) {
  const Present& has = traits_of(call).present;
  const Call written = as_written(call);
  std::string letters;
  if (has.side) letters += static_cast<char>(written.side);
  if (has.uplo) letters += static_cast<char>(written.uplo);
  if (has.op_a) letters += static_cast<char>(written.trans_a);
  if (has.op_b) letters += static_cast<char>(written.trans_b);
  if (has.diag) letters += static_cast<char>(written.diag);
  return letters.empty() ? "-" : letters;
}

std::string sizes_of(const Call& call) {
  const Present& has = traits_of(call).present;
  std::string text;
  const auto add = [&](bool present, const char* name, std::int64_t value) {
    if (!present) return;
    if (!text.empty()) text += ' ';
    text += name + std::to_string(value);
  };
  add(has.m, "m=", call.m);
  add(has.n, "n=", call.n);
  add(has.k, "k=", call.k);
  return text;
}

NamedOperands operands_of(const Call& call) {
  const RoutineTraits& traits = traits_of(call);
  const Present& has = traits.present;
  const Shape shape = traits.shape(call);
  const bool by_rows = call.layout == Layout::RowMajor;
  const std::string_view matrices = by_rows && has.op_b && !traits.rows_keep_ops ? "bac" : "abc";
  std::string_view vectors = by_rows && traits.rows_exchange_vectors ? "yx" : "xy";
  NamedOperands operands;
  const auto add = [&](const NamedOperand& operand) {
    auto place = static_cast<std::size_t>(operands.count++);
    for (; place > 0 && operands.list[place - 1].name > operand.name; --place)
      operands.list[place] = operands.list[place - 1];
    operands.list[place] = operand;
  };
  for (const Slot slot : {Slot::A, Slot::B, Slot::C}) {
    for (int i = 0; i < shape.count; ++i) {
      const Operand& operand = shape.operands[static_cast<std::size_t>(i)];
      if (operand.slot != slot) continue;
      const char name = operand.vector ? vectors.front() : matrices[static_cast<std::size_t>(slot)];
      if (operand.vector) vectors.remove_prefix(1);
      add({name, slot, operand.vector, operand.part == Part::Packed, true,
           std::max<std::int64_t>(1, operand.rows)});
    }
  }
  // In place: op(A) stands where A did, with a leading dimension of its own.
  if (shape.count == 1 && has.ldb) {
    const bool turned = call.trans_a == Op::Trans || call.trans_a == Op::ConjTrans;
    add({'b', Slot::B, false, false, false, std::max<std::int64_t>(1, turned ? call.n : call.m)});
  }
  return operands;
}

std::string stride_name(const NamedOperand& operand) {
  return (operand.vector ? "inc" : "ld") + std::string(1, operand.name);
}

void make_tight(Call& call) {
  for (const NamedOperand& operand : operands_of(call))
    if (!operand.vector) operand.stride(call) = operand.packed ? 1 : operand.least;
}

}  // namespace fulcrum::offload
