// SPDX-License-Identifier: Apache-2.0
// The pipeline of any problem that its description tells all of: the pieces into which it falls
// apart go up, are launched and come down one behind another, so that copies overlap work. Derived
// from the description alone; what needs more (a depth that is cut too) has a pipeline of its own
// (product.hpp).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <vector>

#include "offload/blas/lane.hpp"
#include "offload/routines/any_problem.hpp"
#include "offload/routines/with_problem.hpp"

namespace fulcrum::offload::blas {

// Sets leading dimensions and increments through a description's fields(), by slot.
struct SetSteps {
  std::array<std::int64_t, 3> steps;

  void lda(std::int64_t& ld) const { ld = steps[0]; }
  void ldb(std::int64_t& ld) const { ld = steps[1]; }
  void ldc(std::int64_t& ld) const { ld = steps[2]; }
  void apart(std::int64_t& a, std::int64_t& b) const { a = b = 1; }
  template <class... Fields>
  void layout(Fields&&...) const {}
  template <class... Fields>
  void side(Fields&&...) const {}
  template <class... Fields>
  void uplo(Fields&&...) const {}
  template <class... Fields>
  void op_a(Fields&&...) const {}
  template <class... Fields>
  void op_b(Fields&&...) const {}
  template <class... Fields>
  void diag(Fields&&...) const {}
  template <class... Fields>
  void beta(Fields&&...) const {}
  template <class... Fields>
  void m(Fields&&...) const {}
  template <class... Fields>
  void n(Fields&&...) const {}
  template <class... Fields>
  void k(Fields&&...) const {}
  template <class... Fields>
  void order(Fields&&...) const {}
  template <class... Fields>
  void diagonals(Fields&&...) const {}
  template <class... Fields>
  void depth(Fields&&...) const {}
};

// How an operand lies packed: a matrix with its rows as leading dimension, a vector or a packed
// triangle without gaps.
struct PackedShape {
  std::int64_t rows = 0, columns = 1;

  std::int64_t size() const { return rows * columns; }
};
inline PackedShape packed_shape(const Operand& operand) {
  if (operand.part == Part::Packed) return {operand.columns * (operand.columns + 1) / 2, 1};
  return {operand.rows, operand.columns};
}

// Where it lies in the user's memory.
template <class T>
Region<T> region_of(const Operand& operand) {
  T* const data = static_cast<T*>(const_cast<void*>(operand.address));
  const PackedShape shape = packed_shape(operand);
  if (operand.vector)
    return {first(data, operand.rows, operand.step), shape.rows, 1, operand.step, 0};
  if (operand.part == Part::Packed) return {data, shape.rows, 1, 1, 0};
  return {data, shape.rows, shape.columns, operand.apart, operand.step};
}

// Which triangle of a problem's operands that have one counts, and is it Hermitian? Its diagonal is
// then real, whatever its imaginary parts say; vendors differ in whether they read and write them.
struct Triangles {
  bool upper = false, hermitian = false;
};
template <class P>
Triangles triangles_of(const P& p) {
  Triangles result;
  if constexpr (requires { p.upper; }) result.upper = p.upper;
  if constexpr (requires { p.hermitian; } && ComplexScalar<Element<P>>)
    result.hermitian = p.hermitian;
  return result;
}

// Calls f(element) for the elements of an operand's diagonal among those of a block that lies
// packed.
template <class T, class F>
void for_diagonal(T* packed, const Lane::Block& block, const Operand& operand, bool upper,
                  const F& f) {
  const std::int64_t n = operand.columns;
  if (operand.part == Part::Packed) {
    const std::int64_t end = block.row + block.rows;
    for (std::int64_t j = 0, at = 0; j < n && at < end; at += upper ? j + 2 : n - j, ++j)
      if (at >= block.row) f(packed[at - block.row]);
    return;
  }
  for (std::int64_t c = 0; c < block.cols; ++c) {
    const std::int64_t j = block.col + c;
    const std::int64_t row = operand.part != Part::Band ? j : upper ? operand.rows - 1 : 0;
    if (row >= block.row && row < block.row + block.rows)
      f(packed[row - block.row + c * block.rows]);
  }
}

template <class T>
void make_real(T& element) {
  if constexpr (ComplexScalar<T>) element = element.real();
}

// An output's elements from packed memory: of a triangle that alone.
template <class T>
void unpack_operand(T* packed, const Operand& operand, const Triangles& triangles) {
  const Region<T> to = region_of<T>(operand);
  if (triangles.hermitian && operand.part != Part::All) {
    const PackedShape shape = packed_shape(operand);
    for_diagonal(packed, {0, 0, shape.rows, shape.columns}, operand, triangles.upper,
                 [](T& element) { make_real(element); });
  }
  if (operand.part != Part::Triangle) return unpack(static_cast<const T*>(packed), to);
  for (std::int64_t j = 0; j < to.cols; ++j) {
    const std::int64_t begin = triangles.upper ? 0 : j, end = triangles.upper ? j + 1 : to.rows;
    std::copy(packed + j * to.rows + begin, packed + j * to.rows + end,
              to.data + j * to.col_stride + begin);
  }
}

// One operand on the device, and its copy on the way down.
template <class T>
struct Place {
  Buffer<T, memory::Device> device;
  Buffer<T, memory::Pinned> staging;

  DeviceView<T> room(Lane& lane, std::int64_t size) {
    if (static_cast<std::int64_t>(device.size()) < size || !device)
      device = lane.allocate<T, memory::Device>(std::max<std::int64_t>(size, 1));
    return device.view().part(0, static_cast<std::size_t>(size));
  }
  void bring_down(Lane& lane, DeviceView<T> view) {
    if (staging.size() < view.size())
      staging = lane.allocate<T, memory::Pinned>(static_cast<std::int64_t>(view.size()));
    lane.out().copy(staging.view().part(0, view.size()), view);
  }
};

// Runs pieces [completed, extent) of p and raises `completed` as they reach the user's memory: all
// outputs of a piece behind the event of its last copy, or none. What is behind `completed` is
// untouched, and so are the inputs of what is left: an operand that is updated comes down into
// staging memory. A reduction writes its result at the end alone.
template <class P>
class Pieces {
 public:
  using D = Description<P>;
  using T = Element<P>;

  Pieces(Lane& lane, const P& p, std::int64_t piece) : lane_(lane), p_(p), piece_(piece) {}

  // launch(lane, q): q is a piece on the device.
  template <class Launch>
  void run(const Launch& launch, std::int64_t& completed) {
    const std::int64_t extent = D::extent(p_), begin = completed;
    const std::int64_t pieces = (extent - begin + piece_ - 1) / piece_;
    if constexpr (kReduces) results_.emplace(lane_, pieces);
    for (std::int64_t i = begin, index = 0; i < extent; i += piece_, ++index) {
      Turn& turn = turns_[static_cast<std::size_t>(index) % turns_.size()];
      commit(turn, completed);
      turn.begin = i;
      turn.count = std::min(piece_, extent - i);
      queue(turn, index, launch);
    }
    // In order: the older of two pieces first.
    for (std::size_t i = 0; i < turns_.size(); ++i)
      commit(turns_[(static_cast<std::size_t>(pieces) + i) % turns_.size()], completed);
    if constexpr (kReduces) merge(begin, pieces, completed);
  }

 private:
  static constexpr bool kReduces = requires(P p) { p.result; };
  static constexpr std::size_t kOperands = decltype(D::operands(std::declval<P>())){}.size();

  struct Turn {
    std::array<Place<T>, kOperands> places;
    const Event* filled = nullptr;
    const Event* computed = nullptr;
    const Event* done = nullptr;
    std::int64_t begin = 0, count = 0;  // count == 0: nothing to commit
  };
  template <class R>
  struct Results {
    Buffer<R, memory::Device> device;
    Buffer<R, memory::Pinned> host;
    Results(Lane& lane, std::int64_t count)
        : device(lane.allocate<R, memory::Device>(count)),
          host(lane.allocate<R, memory::Pinned>(count)) {}
  };
  static constexpr auto result_type() {
    if constexpr (kReduces) {
      return std::remove_cvref_t<decltype(*P{}.result)>{};
    } else {
      return char{};
    }
  }
  using Result = decltype(result_type());

  void upload(DeviceView<T> dst, const Operand& operand) {
    const Region<const T> src = region_of<const T>(operand);
    const Triangles triangles = triangles_of(p_);
    if (!triangles.hermitian || operand.part == Part::All) return lane_.upload(dst, src);
    lane_.upload(dst, src, [&](T* staged, const Lane::Block& block) {
      for_diagonal(staged, block, operand, triangles.upper, [](T& element) { make_real(element); });
    });
  }

  template <class Launch>
  void queue(Turn& turn, std::int64_t index, const Launch& launch) {
    P q = D::piece(p_, turn.begin, turn.count);
    const auto operands = D::operands(q);
    if (turn.filled == nullptr) {
      turn.filled = &lane_.event();
      turn.computed = &lane_.event();
      turn.done = &lane_.event();
    }
    std::array<DeviceView<T>, kOperands> views;
    SetSteps steps{{1, 1, 1}};
    for (std::size_t i = 0; i < kOperands; ++i) {
      const Operand& operand = operands[i];
      const PackedShape shape = packed_shape(operand);
      const bool shared = !operand.cut && piece_ < D::extent(p_);
      Place<T>& place = shared ? turns_[0].places[i] : turn.places[i];
      views[i] = place.room(lane_, shape.size());
      if (!operand.vector && operand.part != Part::Packed)
        steps.steps[static_cast<std::size_t>(operand.slot)] =
            std::max<std::int64_t>(1, operand.rows);
      lane_.compute().use(views[i]);
      if (shape.size() == 0) continue;
      if (operand.reads) {
        // What all pieces need goes up with the first.
        if (!(shared && index > 0)) upload(views[i], operand);
      } else if (operand.writes) {
        // A vendor that multiplies it by beta = 0 must not find a NaN.
        lane_.compute().fill(views[i], std::byte{0});
      }
    }
    lane_.in().record(*turn.filled);
    lane_.compute().wait(*turn.filled);
    D::fields(q, steps);
    std::size_t i = 0;
    for_each_pointer(q, [&](auto& pointer) {
      pointer = pointer_to<std::remove_reference_t<decltype(*pointer)>>(views[i++].address());
    });
    if constexpr (kReduces) {
      const auto result = results_->device.view().part(static_cast<std::size_t>(index), 1);
      lane_.compute().use(result);
      q.result = pointer_to<Result>(result.address());
    }
    launch(lane_, q);
    lane_.compute().record(*turn.computed);
    lane_.out().wait(*turn.computed);
    for (std::size_t o = 0; o < kOperands; ++o) {
      if (!operands[o].writes || views[o].size() == 0) continue;
      turn.places[o].bring_down(lane_, views[o]);
    }
    lane_.out().record(*turn.done);
  }

  void commit(Turn& turn, std::int64_t& completed) {
    if (turn.count == 0) return;
    turn.done->sync();
    if constexpr (!kReduces) {
      const auto operands = D::operands(D::piece(p_, turn.begin, turn.count));
      for (std::size_t i = 0; i < kOperands; ++i) {
        if (operands[i].writes && packed_shape(operands[i]).size() > 0)
          unpack_operand(turn.places[i].staging.data(), operands[i], triangles_of(p_));
      }
      completed = turn.begin + turn.count;
    }
    turn.count = 0;
  }

  void merge(std::int64_t begin, std::int64_t pieces, std::int64_t& completed) {
    lane_.compute().copy(results_->host.view(), results_->device.view());
    const Event& done = lane_.event();
    lane_.compute().record(done);
    done.sync();
    const Result* const parts = results_->host.data();
    Result total = parts[0];
    P whole = p_;
    whole.result = &total;
    for (std::int64_t i = 1; i < pieces; ++i) {
      const std::int64_t at = begin + i * piece_;
      D::merge(whole, at, std::min(piece_, D::extent(p_) - at), parts[i]);
    }
    *p_.result = total;
    completed = D::extent(p_);
  }

  Lane& lane_;
  const P& p_;
  const std::int64_t piece_;
  std::array<Turn, 2> turns_;
  std::optional<Results<Result>> results_;
};

// Elements of a problem's operands, those that every piece needs and those that are cut.
struct Elements {
  double shared = 0, cut = 0;
};
template <class P>
Elements elements_of(const P& p) {
  Elements result;
  for (const Operand& operand : Description<P>::operands(p))
    (operand.cut ? result.cut : result.shared) += operand.elements();
  return result;
}

// What a problem takes of the device's memory at least, in elements: pieces of one unit, two of
// which are there at a time.
template <class P>
double least_elements(const P& p) {
  double result = 0;
  for (const Operand& operand : Description<P>::operands(Description<P>::piece(p, 0, 1))) {
    const PackedShape shape = packed_shape(operand);
    result += real(shape.rows) * real(shape.columns) *
              (operand.cut && Description<P>::extent(p) > 1 ? 2 : 1);
  }
  return result;
}

// Is there an operand that takes no part, as with alpha == 0? Nothing is left that a device could
// help with, and what it would be handed in the operand's place is no number.
template <class P>
bool leaves_out_an_operand(const P& p) {
  for (const Operand& operand : Description<P>::operands(p))
    if (!operand.reads && !operand.writes) return true;
  return false;
}

// Is a vector written that is one element over and over? Its order counts: nothing for a device.
template <class P>
bool writes_one_element(const P& p) {
  for (const Operand& operand : Description<P>::operands(p))
    if (operand.vector && operand.writes && operand.step == 0) return true;
  return false;
}

}  // namespace fulcrum::offload::blas
