// SPDX-License-Identifier: Apache-2.0
// Many problems in one call: groups of problems of one shape. A group type has `item`, the problem
// without its operands, `count` of them, at(i), the whole of problem i, and writes(): is there
// anything to do? arrays() are its arrays of pointers, all null where it is strided().
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <tuple>

#include "fulcrum/types.hpp"

namespace fulcrum::simd {

// Pointer `index` of an array, and the array without its first `count` pointers. Null where there
// is no array: of an operand that is not read, as A is where alpha == 0.
template <class T>
constexpr T* pointer_at(T* const* array, std::int64_t index) {
  return array != nullptr ? array[index] : nullptr;
}
template <class T>
constexpr T* const* pointers_from(T* const* array, std::int64_t count) {
  return array != nullptr ? array + count : nullptr;
}

// Problems begin to begin + count of a group.
template <class Group>
constexpr Group part_of(const Group& group, std::int64_t begin, std::int64_t count) {
  Group part = group;
  part.count = count;
  if (group.strided()) {
    part.item = group.at(begin);
  } else {
    std::apply([&](auto&... array) { ((array = pointers_from(array, begin)), ...); },
               part.arrays());
  }
  return part;
}

// The groups of one call. They are made one after another, as they are walked, so that no call
// needs memory for them: group(arguments, index, first, made) is group `index`, before which there
// are `first` problems; it may be built in `made`. Arguments have been checked; sizes may be 0. No
// two problems write one output.
template <class Group>
struct FULCRUM_API Batch {
  std::int64_t groups = 0;
  const Group& (*group)(const void* arguments, std::int64_t index, std::int64_t first,
                        Group& made) = nullptr;
  const void* arguments = nullptr;
  // Of all problems, counted through the groups, those that are meant.
  std::int64_t begin = 0, end = std::numeric_limits<std::int64_t>::max();

  // Group `index`, before which there are `first` problems: those of its problems that are meant,
  // which may be none. `next`: the problems before the group behind it.
  constexpr const Group& at(std::int64_t index, std::int64_t first, Group& made,
                            std::int64_t* next) const {
    const Group& all = group(arguments, index, first, made);
    *next = first + all.count;
    if (first >= begin && *next <= end) return all;
    const std::int64_t from = std::clamp(begin - first, std::int64_t{0}, all.count);
    const std::int64_t to = std::clamp(end - first, from, all.count);
    return made = part_of(all, from, to - from);
  }

  // Calls visit(group) for every group.
  template <class Visit>
  constexpr void for_each(Visit visit) const {
    std::int64_t first = 0;
    Group made;
    for (std::int64_t i = 0; i < groups; ++i) visit(at(i, first, made, &first));
  }
};

// A batch of one group, which must outlive it.
template <class Group>
Batch<Group> batch_of(const Group& group) {
  const auto itself = [](const void* arguments, std::int64_t, std::int64_t,
                         Group&) -> const Group& { return *static_cast<const Group*>(arguments); };
  return {1, itself, &group};
}

// The first `groups` groups that maker.make(index, first, made) makes; `maker` must outlive it.
template <class Group, class Maker>
Batch<Group> batch_made_by(const Maker& maker, std::int64_t groups) {
  const auto group_of = [](const void* arguments, std::int64_t index, std::int64_t first,
                           Group& made) -> const Group& {
    static_cast<const Maker*>(arguments)->make(index, first, made);
    return made;
  };
  return {groups, group_of, &maker};
}

}  // namespace fulcrum::simd
