// SPDX-License-Identifier: Apache-2.0
// Small reproducible random numbers: the same sequence on every machine.
#pragma once

#include <cstdint>

namespace fulcrum::test {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}

  // Uniform in [-1, 1), with all 53 bits of a double.
  double uniform() { return static_cast<double>(static_cast<std::int64_t>(next())) * 0x1p-63; }
  // Uniform in [low, high].
  std::int64_t integer(std::int64_t low, std::int64_t high) {
    return low +
           static_cast<std::int64_t>((next() >> 11) % static_cast<std::uint64_t>(high - low + 1));
  }
  bool coin() { return (next() >> 40 & 1) != 0; }

 private:
  // splitmix64 (Steele, Lea, Flood 2014).
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
  }
  std::uint64_t state_;
};

}  // namespace fulcrum::test
