// SPDX-License-Identifier: Apache-2.0
// Level 2 of the C++ API and of the C ABI meets its kernels here, but for the real gemv.
#include "src/api/level2.hpp"

#include "src/api/in_place_execute.hpp"

namespace fulcrum::api {

template void execute_in_place(const GbmvProblem<float>&, const CallOptions&);
template void execute_in_place(const GbmvProblem<double>&, const CallOptions&);
template void execute_in_place(const GbmvProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const GbmvProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const SymvProblem<float>&, const CallOptions&);
template void execute_in_place(const SymvProblem<double>&, const CallOptions&);
template void execute_in_place(const SymvProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const SymvProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const TrvProblem<float>&, const CallOptions&);
template void execute_in_place(const TrvProblem<double>&, const CallOptions&);
template void execute_in_place(const TrvProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const TrvProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const GerProblem<float>&, const CallOptions&);
template void execute_in_place(const GerProblem<double>&, const CallOptions&);
template void execute_in_place(const GerProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const GerProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const SyrProblem<float>&, const CallOptions&);
template void execute_in_place(const SyrProblem<double>&, const CallOptions&);
template void execute_in_place(const SyrProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const SyrProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const Syr2Problem<float>&, const CallOptions&);
template void execute_in_place(const Syr2Problem<double>&, const CallOptions&);
template void execute_in_place(const Syr2Problem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const Syr2Problem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const GemvProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const GemvProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place_or_fall_back(const GbmvProblem<float>&) noexcept;
template void execute_in_place_or_fall_back(const GbmvProblem<double>&) noexcept;
template void execute_in_place_or_fall_back(const GbmvProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const GbmvProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const SymvProblem<float>&) noexcept;
template void execute_in_place_or_fall_back(const SymvProblem<double>&) noexcept;
template void execute_in_place_or_fall_back(const SymvProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const SymvProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const TrvProblem<float>&) noexcept;
template void execute_in_place_or_fall_back(const TrvProblem<double>&) noexcept;
template void execute_in_place_or_fall_back(const TrvProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const TrvProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const GerProblem<float>&) noexcept;
template void execute_in_place_or_fall_back(const GerProblem<double>&) noexcept;
template void execute_in_place_or_fall_back(const GerProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const GerProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const SyrProblem<float>&) noexcept;
template void execute_in_place_or_fall_back(const SyrProblem<double>&) noexcept;
template void execute_in_place_or_fall_back(const SyrProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const SyrProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const Syr2Problem<float>&) noexcept;
template void execute_in_place_or_fall_back(const Syr2Problem<double>&) noexcept;
template void execute_in_place_or_fall_back(const Syr2Problem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const Syr2Problem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const GemvProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const GemvProblem<std::complex<double>>&) noexcept;

}  // namespace fulcrum::api
