// SPDX-License-Identifier: Apache-2.0
// How a product is cut so that it fits the device.
#pragma once

#include <cstddef>
#include <cstdint>

namespace fulcrum::offload::blas {

struct ProductSize {
  std::int64_t m, n, k;
};

// C is computed in panels of `n` columns, each in blocks of `m` rows, each as a sum of products of
// depth `k`. An operand that is a single block has one buffer and goes up once; otherwise two, so
// that one is filled while the other is used.
struct Tiles {
  std::int64_t m, n, k;
  int a_buffers, b_buffers, c_buffers;

  std::int64_t a_size() const { return m * k; }
  std::int64_t b_size() const { return k * n; }
  std::int64_t c_size() const { return m * n; }
  // Elements that are on the device at once. A double, since a product of three huge sizes need not
  // fit 64 bits.
  double device_elements() const {
    return static_cast<double>(a_buffers) * static_cast<double>(m) * static_cast<double>(k) +
           static_cast<double>(b_buffers) * static_cast<double>(k) * static_cast<double>(n) +
           static_cast<double>(c_buffers) * static_cast<double>(m) * static_cast<double>(n);
  }
};

// Tiles of at most `device_bytes` on the device, `staging_bytes` for one panel's staging (one
// column at least) and `max_size` in each dimension. Throws Error(OutOfMemory) where not even
// single elements fit.
Tiles plan_tiles(const ProductSize& size, std::size_t element_bytes, std::size_t device_bytes,
                 std::size_t staging_bytes, std::int64_t max_size);

}  // namespace fulcrum::offload::blas
