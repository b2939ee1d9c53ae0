// SPDX-License-Identifier: Apache-2.0
// What an operation does to a matrix. Routines that refuse ConjNoTrans need not ask: all but
// NoTrans transpose there.
#pragma once

#include "fulcrum/types.hpp"

namespace fulcrum::api {

constexpr bool transposes(Op op) { return op == Op::Trans || op == Op::ConjTrans; }
constexpr bool conjugates(Op op) { return op == Op::ConjTrans || op == Op::ConjNoTrans; }

}  // namespace fulcrum::api
