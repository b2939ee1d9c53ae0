// SPDX-License-Identifier: Apache-2.0
#include "offload/decision/rates.hpp"

#include "offload/platforms.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::offload {
namespace {

// Has the routine calls of that variant?
bool exists(const Present& has, std::size_t variant) {
  const bool first = (variant & 1) != 0, second = (variant & 2) != 0;
  return (!first || has.op_a) && (!second || has.op_b || has.side);
}

}  // namespace

std::vector<RateKey> all_rate_keys() {
  std::vector<RateKey> keys;
  for (std::size_t r = 0; r < kRoutineCount; ++r) {
    for (std::size_t t = 0; t < kElementTypeCount; ++t) {
      const auto routine = static_cast<Routine>(r);
      const auto type = static_cast<ElementType>(t);
      if (!known_paths().has(routine, type)) continue;
      for (std::size_t variant = 0; variant < kVariants; ++variant) {
        if (exists(traits_of(routine, type).present, variant))
          keys.push_back({routine, type, variant});
      }
    }
  }
  return keys;
}

std::string name_of(const RateKey& key) {
  const Present& has = traits_of(key.routine, key.type).present;
  const bool first = (key.variant & 1) != 0, second = (key.variant & 2) != 0;
  std::string letters;
  if (has.side) letters += second ? 'R' : 'L';
  if (has.op_a) letters += first ? 'T' : 'N';
  if (has.op_b) letters += second ? 'T' : 'N';
  std::string name = std::string(to_string(key.routine)) + ' ' + std::string(to_string(key.type));
  return letters.empty() ? name : name + ' ' + letters;
}

}  // namespace fulcrum::offload
