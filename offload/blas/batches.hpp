// SPDX-License-Identifier: Apache-2.0
// The pipeline of many problems in one call: some problems of a group go up, packed one behind
// another, are launched together and come down, while the next ones go up.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>

#include "offload/blas/pieces.hpp"
#include "offload/routines/products.hpp"
#include "simd/batch/batch.hpp"

namespace fulcrum::offload::blas {

// Elements of all operands of one problem, as they lie packed.
template <class Item>
std::int64_t packed_elements(const Item& item) {
  std::int64_t sum = 0;
  for (const Operand& operand : Description<Item>::operands(item))
    sum += packed_shape(operand).size();
  return std::max<std::int64_t>(sum, 1);
}

// Runs problems [completed, count) of a batch and raises `completed` as they reach the user's
// memory. What is behind is untouched: no two problems write one output.
template <class Group>
class BatchPieces {
 public:
  using Item = decltype(Group::item);
  using D = Description<Item>;
  using T = Element<Item>;
  using Batch = simd::Batch<Group>;

  // `room`: elements of the operands that go up together, of one problem at least.
  BatchPieces(Lane& lane, const Batch& batch, const simd::Target& host, std::int64_t room)
      : lane_(lane), batch_(batch), host_(host), room_(room) {}

  // launch(lane, group): some problems of one group, a stride apart on the device.
  template <class Launch>
  void run(const Launch& launch, std::int64_t& completed) {
    const std::int64_t total = Description<Batch>::extent(batch_);
    const Batch rest = Description<Batch>::piece(batch_, completed, total - completed);
    std::size_t index = 0;
    std::int64_t before = completed;
    rest.for_each([&](const Group& group) {
      if (group.count > 0 && group.writes() &&
          (leaves_out_an_operand(group.item) || writes_one_element(group.item))) {
        commit_all(index, completed);
        for (std::int64_t i = 0; i < group.count; ++i)
          D::host(host_, group.at(i), 1, simd::Scratch::None);
        completed = before += group.count;
        return;
      }
      const std::int64_t most = std::max<std::int64_t>(1, room_ / packed_elements(group.item));
      for (std::int64_t i = 0; group.writes() && i < group.count; i += most) {
        Turn& turn = turns_[index++ % turns_.size()];
        commit(turn, completed);
        turn.group = simd::part_of(group, i, std::min(most, group.count - i));
        turn.end = before + i + turn.group.count;
        queue(turn, launch);
      }
      before += group.count;
    });
    commit_all(index, completed);
    completed = total;
  }

 private:
  static constexpr std::size_t kOperands = decltype(D::operands(Item{})){}.size();

  struct Turn {
    Group group;
    std::int64_t end = 0;  // problems that are complete when these are; 0: nothing to commit
    std::array<Place<T>, kOperands> places;
    const Event* filled = nullptr;
    const Event* computed = nullptr;
    const Event* done = nullptr;
  };

  template <class Launch>
  void queue(Turn& turn, const Launch& launch) {
    if (turn.filled == nullptr) {
      turn.filled = &lane_.event();
      turn.computed = &lane_.event();
      turn.done = &lane_.event();
    }
    const std::int64_t count = turn.group.count;
    Group q;  // on the device
    q.item = turn.group.at(0);
    q.count = count;
    const auto operands = D::operands(q.item);
    std::array<DeviceView<T>, kOperands> views;
    std::array<std::int64_t, kOperands> strides = std::apply(
        [](const auto&... stride) { return std::array{stride...}; }, turn.group.strides());
    SetSteps steps{{1, 1, 1}};
    for (std::size_t i = 0; i < kOperands; ++i) {
      const Operand& operand = operands[i];
      const std::int64_t size = packed_shape(operand).size();
      // Problems that are 0 apart share what they read.
      const bool one = !operand.writes && turn.group.strided() && strides[i] == 0;
      strides[i] = one ? 0 : size;
      views[i] = turn.places[i].room(lane_, one ? size : count * size);
      lane_.compute().use(views[i]);
      if (!operand.vector)
        steps.steps[static_cast<std::size_t>(operand.slot)] =
            std::max<std::int64_t>(1, operand.rows);
      if (size == 0) continue;
      if (operand.reads) {
        lane_.upload_all(views[i], one ? 1 : count, [&](std::int64_t j) {
          return region_of<const T>(D::operands(turn.group.at(j))[i]);
        });
      } else if (operand.writes) {
        lane_.compute().fill(views[i], std::byte{0});  // as in Pieces
      }
    }
    lane_.in().record(*turn.filled);
    lane_.compute().wait(*turn.filled);
    D::fields(q.item, steps);
    std::size_t i = 0;
    for_each_pointer(q.item, [&](auto& pointer) {
      pointer = pointer_to<std::remove_reference_t<decltype(*pointer)>>(views[i++].address());
    });
    std::apply([&](auto&... stride) { i = 0, ((stride = strides[i++]), ...); }, q.strides());
    launch(lane_, q);
    lane_.compute().record(*turn.computed);
    lane_.out().wait(*turn.computed);
    for (std::size_t o = 0; o < kOperands; ++o)
      if (operands[o].writes && views[o].size() > 0) turn.places[o].bring_down(lane_, views[o]);
    lane_.out().record(*turn.done);
  }

  // In order: the older of two first.
  void commit_all(std::size_t index, std::int64_t& completed) {
    for (std::size_t i = 0; i < turns_.size(); ++i)
      commit(turns_[(index + i) % turns_.size()], completed);
  }

  void commit(Turn& turn, std::int64_t& completed) {
    if (turn.end == 0) return;
    turn.done->sync();
    for (std::int64_t j = 0; j < turn.group.count; ++j) {
      const Item item = turn.group.at(j);
      const auto operands = D::operands(item);
      for (std::size_t i = 0; i < kOperands; ++i) {
        const std::int64_t size = packed_shape(operands[i]).size();
        if (operands[i].writes && size > 0)
          unpack_operand(turn.places[i].staging.data() + j * size, operands[i], triangles_of(item));
      }
    }
    completed = turn.end;
    turn.end = 0;
  }

  Lane& lane_;
  const Batch& batch_;
  const simd::Target& host_;
  const std::int64_t room_;
  std::array<Turn, 2> turns_;
};

}  // namespace fulcrum::offload::blas
