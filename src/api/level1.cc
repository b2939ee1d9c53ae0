// SPDX-License-Identifier: Apache-2.0
// Level 1 of the C++ API and of the C ABI meets its kernels here, but for what has a device path.
#include "src/api/level1.hpp"

#include "src/api/in_place_execute.hpp"

namespace fulcrum::api {

template void execute_in_place(const CopyProblem<float>&, const CallOptions&);
template void execute_in_place(const CopyProblem<double>&, const CallOptions&);
template void execute_in_place(const CopyProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const CopyProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const SwapProblem<float>&, const CallOptions&);
template void execute_in_place(const SwapProblem<double>&, const CallOptions&);
template void execute_in_place(const SwapProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const SwapProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const AxpbyProblem<float>&, const CallOptions&);
template void execute_in_place(const AxpbyProblem<double>&, const CallOptions&);
template void execute_in_place(const AxpbyProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const AxpbyProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const Nrm2Problem<float>&, const CallOptions&);
template void execute_in_place(const Nrm2Problem<double>&, const CallOptions&);
template void execute_in_place(const Nrm2Problem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const Nrm2Problem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const AsumProblem<float>&, const CallOptions&);
template void execute_in_place(const AsumProblem<double>&, const CallOptions&);
template void execute_in_place(const AsumProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const AsumProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const IamaxProblem<float>&, const CallOptions&);
template void execute_in_place(const IamaxProblem<double>&, const CallOptions&);
template void execute_in_place(const IamaxProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const IamaxProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const RotProblem<float>&, const CallOptions&);
template void execute_in_place(const RotProblem<double>&, const CallOptions&);
template void execute_in_place(const RotProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const RotProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const RotmProblem<float>&, const CallOptions&);
template void execute_in_place(const RotmProblem<double>&, const CallOptions&);
template void execute_in_place(const AxpyProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const AxpyProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const DotProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const DotProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const ScalProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const ScalProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const RealScalProblem<std::complex<float>>&, const CallOptions&);
template void execute_in_place(const RealScalProblem<std::complex<double>>&, const CallOptions&);
template void execute_in_place(const WideDotProblem&, const CallOptions&);
template void execute_in_place_or_fall_back(const CopyProblem<float>&) noexcept;
template void execute_in_place_or_fall_back(const CopyProblem<double>&) noexcept;
template void execute_in_place_or_fall_back(const CopyProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const CopyProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const SwapProblem<float>&) noexcept;
template void execute_in_place_or_fall_back(const SwapProblem<double>&) noexcept;
template void execute_in_place_or_fall_back(const SwapProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const SwapProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const AxpbyProblem<float>&) noexcept;
template void execute_in_place_or_fall_back(const AxpbyProblem<double>&) noexcept;
template void execute_in_place_or_fall_back(const AxpbyProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const AxpbyProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const Nrm2Problem<float>&) noexcept;
template void execute_in_place_or_fall_back(const Nrm2Problem<double>&) noexcept;
template void execute_in_place_or_fall_back(const Nrm2Problem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const Nrm2Problem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const AsumProblem<float>&) noexcept;
template void execute_in_place_or_fall_back(const AsumProblem<double>&) noexcept;
template void execute_in_place_or_fall_back(const AsumProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const AsumProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const IamaxProblem<float>&) noexcept;
template void execute_in_place_or_fall_back(const IamaxProblem<double>&) noexcept;
template void execute_in_place_or_fall_back(const IamaxProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const IamaxProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const RotProblem<float>&) noexcept;
template void execute_in_place_or_fall_back(const RotProblem<double>&) noexcept;
template void execute_in_place_or_fall_back(const RotProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const RotProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const RotmProblem<float>&) noexcept;
template void execute_in_place_or_fall_back(const RotmProblem<double>&) noexcept;
template void execute_in_place_or_fall_back(const AxpyProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const AxpyProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const DotProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const DotProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const ScalProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const ScalProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const RealScalProblem<std::complex<float>>&) noexcept;
template void execute_in_place_or_fall_back(const RealScalProblem<std::complex<double>>&) noexcept;
template void execute_in_place_or_fall_back(const WideDotProblem&) noexcept;

}  // namespace fulcrum::api
