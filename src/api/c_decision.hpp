// SPDX-License-Identifier: Apache-2.0
// The functions of fulcrum/decision.h, for whichever library exports them.
#pragma once

#include "fulcrum/decision.h"
#include "fulcrum/types.hpp"

namespace fulcrum::api {

FULCRUM_API int c_explain(const fulcrum_call* call, int format, char* buffer,
                          std::size_t size) noexcept;
FULCRUM_API int c_last_decision(int format, char* buffer, std::size_t size) noexcept;
FULCRUM_API int c_call_counts(fulcrum_counts* counts) noexcept;

}  // namespace fulcrum::api
