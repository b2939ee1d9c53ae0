// SPDX-License-Identifier: Apache-2.0
// Views of rank 1 and 2 for tests of the overloads on mdspans: std::mdspan where the standard
// library has it, else as little of one as those overloads ask for.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>

#if __has_include(<mdspan>) && __cplusplus > 202002L
#include <mdspan>
#endif

namespace fulcrum::test {

#ifdef __cpp_lib_mdspan

template <class E, std::size_t Rank>
using View = std::mdspan<E, std::dextents<long, Rank>, std::layout_stride>;

template <class E, std::size_t Rank>
View<E, Rank> view(E* data, std::array<long, Rank> extents, std::array<long, Rank> strides) {
  return View<E, Rank>(
      data, typename View<E, Rank>::mapping_type(std::dextents<long, Rank>(extents), strides));
}

#else

template <class E, std::size_t Rank>
class View {
 public:
  using element_type = E;
  using value_type = std::remove_cv_t<E>;
  using data_handle_type = E*;
  using reference = E&;

  View(E* data, std::array<long, Rank> extents, std::array<long, Rank> strides)
      : data_(data), extents_(extents), strides_(strides) {}

  static constexpr std::size_t rank() { return Rank; }
  static constexpr bool is_always_strided() { return true; }
  long extent(std::size_t r) const { return extents_[r]; }
  long stride(std::size_t r) const { return strides_[r]; }
  E* data_handle() const { return data_; }

 private:
  E* data_;
  std::array<long, Rank> extents_, strides_;
};

template <class E, std::size_t Rank>
View<E, Rank> view(E* data, std::array<long, Rank> extents, std::array<long, Rank> strides) {
  return {data, extents, strides};
}

#endif

}  // namespace fulcrum::test
