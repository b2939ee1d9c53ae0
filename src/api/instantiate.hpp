// SPDX-License-Identifier: Apache-2.0
// The explicit instantiations of a routine. Its public header declares the signature, from which
// decltype takes it. Overloaded names have no one type: those write their signatures out.
#pragma once

#include <complex>

// NOLINTBEGIN(bugprone-macro-parentheses): names of templates cannot be put in parentheses
#define FULCRUM_INSTANTIATE_REAL(routine)           \
  template decltype(routine<float>) routine<float>; \
  template decltype(routine<double>) routine<double>;

#define FULCRUM_INSTANTIATE_COMPLEX(routine)                                    \
  template decltype(routine<std::complex<float>>) routine<std::complex<float>>; \
  template decltype(routine<std::complex<double>>) routine<std::complex<double>>;

#define FULCRUM_INSTANTIATE(routine) \
  FULCRUM_INSTANTIATE_REAL(routine)  \
  FULCRUM_INSTANTIATE_COMPLEX(routine)
// NOLINTEND(bugprone-macro-parentheses)
