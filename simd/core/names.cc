// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/config.hpp"

namespace fulcrum {

std::string_view to_string(Isa isa) {
  switch (isa) {
    case Isa::Avx512:
      return "avx512";
    case Isa::Avx2:
      return "avx2";
    case Isa::Sse4:
      return "sse4";
    case Isa::Neon:
      return "neon";
    case Isa::Sve:
      return "sve";
    case Isa::Sve2:
      return "sve2";
    case Isa::Scalar:
      break;
  }
  return "scalar";
}

}  // namespace fulcrum
