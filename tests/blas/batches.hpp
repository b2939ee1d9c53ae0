// SPDX-License-Identifier: Apache-2.0
// Batches of every kind with their operands, for tests of what crosses.
#pragma once

#include <cstdint>
#include <vector>

#include "offload/routines/products.hpp"
#include "offload/routines/with_problem.hpp"

namespace fulcrum::test {

using offload::Element;

// Small whole numbers, so that a vendor's order of summation does not matter.
template <class T>
void fill_whole(std::vector<T>& values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<Real<T>>(static_cast<int>(i * 7 % 11) - 5);
}

// Five groups: strided, with one A for all, of pointers, without work, and one large problem. What
// lies between the outputs is compared too.
template <class Group>
struct Batches {
  using Item = decltype(Group::item);
  using T = Element<Item>;
  static constexpr std::int64_t kSize = 9, kLd = 11, kCount = 6, kLarge = 24;

  std::vector<T> inputs = std::vector<T>(kCount * kLd * kSize + kLarge * kLarge),
                 outputs = std::vector<T>(5 * kCount * kLd * kSize + kLarge * kLarge);
  std::vector<const T*> in_pointers;
  std::vector<T*> out_pointers;
  std::vector<Group> groups;

  Batches() {
    fill_whole(inputs);
    fill_whole(outputs);
    for (std::int64_t i = 0; i < kCount; ++i) {
      in_pointers.push_back(inputs.data() + (kCount - 1 - i) * kLd * kSize);
      out_pointers.push_back(output(3) + (i ^ 1) * kLd * kSize);
    }
    groups.push_back(strided(0, kLd * kSize));
    groups.push_back(strided(1, 0));
    Group none = strided(2, kLd * kSize);
    none.count = 0;
    groups.push_back(none);
    Group pointers = strided(3, 0);
    set_pointers(pointers);
    groups.push_back(pointers);
    Group large;
    large.item = item(kLarge, kLarge, inputs.data(), outputs.data() + 5 * kCount * kLd * kSize);
    large.count = 1;
    groups.push_back(large);
  }
  T* output(std::int64_t group) { return outputs.data() + group * kCount * kLd * kSize; }

  Group strided(std::int64_t group, std::int64_t stride_in) {
    Group g;
    g.item = item(kSize, kLd, inputs.data(), output(group));
    g.count = kCount;
    if constexpr (requires { g.stride_a; }) g.stride_a = stride_in;
    if constexpr (requires { g.stride_x; }) g.stride_x = stride_in;
    if constexpr (requires { g.stride_y; }) {
      g.stride_y = kLd * kSize;
    } else if constexpr (requires { g.stride_c; }) {
      if constexpr (requires { g.stride_b; }) g.stride_b = stride_in;
      g.stride_c = kLd * kSize;
    } else {
      g.stride_b = kLd * kSize;
    }
    return g;
  }
  void set_pointers(Group& g) {
    g.item = item(kSize, kLd, nullptr, nullptr);
    if constexpr (requires { g.a; }) g.a = in_pointers.data();
    if constexpr (requires { g.x; }) g.x = in_pointers.data();
    if constexpr (requires { g.y; }) {
      g.y = out_pointers.data();
    } else if constexpr (requires { g.c; }) {
      if constexpr (requires { g.b; }) g.b = in_pointers.data();
      g.c = out_pointers.data();
    } else {
      g.b = out_pointers.data();
    }
  }
  static Item item(std::int64_t size, std::int64_t ld, const T* in, T* out) {
    Item p;
    if constexpr (requires { p.alpha; }) p.alpha = 2;
    if constexpr (!requires { p.a; }) {
      p.n = size;
      p.x = in, p.incx = 3;
      p.y = out, p.incy = -2;
      return p;
    } else {
      return matrix_item(p, size, ld, in, out);
    }
  }
  static Item matrix_item(auto p, std::int64_t size, std::int64_t ld, const T* in, T* out) {
    p.m = p.n = size;
    p.a = in;
    p.lda = ld;
    if constexpr (requires { p.y; }) {
      p.trans = true;
      p.n = size - 2;
      p.x = in, p.incx = 1;
      p.y = out, p.incy = -2;
      p.beta = -1;
    } else if constexpr (requires { p.x; }) {
      p.right = true;
      p.n = size - 2;
      p.x = in, p.incx = -1;
      p.c = out, p.ldc = ld;
    } else if constexpr (requires { p.c; }) {
      p.k = size - 1;
      p.trans_b = true;
      p.b = in, p.ldb = ld;
      p.c = out, p.ldc = ld;
      p.beta = -1;
    } else {
      p.solve = true;
      p.unit = true;
      p.upper = true;
      p.b = out, p.ldb = ld;
    }
    return p;
  }
  simd::Batch<Group> batch() const {
    simd::Batch<Group> batch;
    batch.groups = static_cast<std::int64_t>(groups.size());
    batch.group = [](const void* self, std::int64_t index, std::int64_t /*first*/,
                     Group& /*made*/) -> const Group& {
      return static_cast<const Batches*>(self)->groups[static_cast<std::size_t>(index)];
    };
    batch.arguments = this;
    return batch;
  }
};

}  // namespace fulcrum::test
