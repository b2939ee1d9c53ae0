// SPDX-License-Identifier: Apache-2.0
// Level 3 of the C++ API and of the C ABI meets its kernels here, but for the real gemm.
#include "src/api/level3.hpp"

#include "src/api/in_place_execute.hpp"

namespace fulcrum::api {

template void execute_in_place(const SymmProblem<float>&, const CallOptions&);
template void execute_in_place(const SymmProblem<double>&, const CallOptions&);
template void execute_in_place(const SymmProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const SymmProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const SyrkProblem<float>&, const CallOptions&);
template void execute_in_place(const SyrkProblem<double>&, const CallOptions&);
template void execute_in_place(const SyrkProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const SyrkProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const Syr2kProblem<float>&, const CallOptions&);
template void execute_in_place(const Syr2kProblem<double>&, const CallOptions&);
template void execute_in_place(const Syr2kProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const Syr2kProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const GemmtProblem<float>&, const CallOptions&);
template void execute_in_place(const GemmtProblem<double>&, const CallOptions&);
template void execute_in_place(const GemmtProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const GemmtProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const TrmProblem<float>&, const CallOptions&);
template void execute_in_place(const TrmProblem<double>&, const CallOptions&);
template void execute_in_place(const TrmProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const TrmProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const GemmProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const GemmProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place_or_fall_back(const SymmProblem<float>&) noexcept;
template void execute_in_place_or_fall_back(const SymmProblem<double>&) noexcept;
template void execute_in_place_or_fall_back(const SymmProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const SymmProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const SyrkProblem<float>&) noexcept;
template void execute_in_place_or_fall_back(const SyrkProblem<double>&) noexcept;
template void execute_in_place_or_fall_back(const SyrkProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const SyrkProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const Syr2kProblem<float>&) noexcept;
template void execute_in_place_or_fall_back(const Syr2kProblem<double>&) noexcept;
template void execute_in_place_or_fall_back(const Syr2kProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const Syr2kProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const GemmtProblem<float>&) noexcept;
template void execute_in_place_or_fall_back(const GemmtProblem<double>&) noexcept;
template void execute_in_place_or_fall_back(const GemmtProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const GemmtProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const TrmProblem<float>&) noexcept;
template void execute_in_place_or_fall_back(const TrmProblem<double>&) noexcept;
template void execute_in_place_or_fall_back(const TrmProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const TrmProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const GemmProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const GemmProblem<std::complex<double>>&) noexcept;

}  // namespace fulcrum::api
