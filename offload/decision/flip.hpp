// SPDX-License-Identifier: Apache-2.0
// What would tip a decision: the nearest size at which the other side is chosen.
#pragma once

#include <optional>

#include "fulcrum/decision.hpp"
#include "offload/decision/snapshot.hpp"

namespace fulcrum::offload {

// Operands of more bytes than this together are no size that anybody asks about.
inline constexpr double kMostFlipBytes = 1e12;

// Does the choice of a decision for this reason follow from the predictions, so that another size
// may change it?
bool sizes_decide(Reason reason) noexcept;

// The call with its dimensions times `factor`, rounded, but at least 1. Leading dimensions that are
// the least legal ones stay so, others grow along; increments and the number of problems stay.
Call scaled(const Call& call, double factor) noexcept;

// The nearest size, above or below, at which decide() chooses the other side than `decision` has.
// Nullopt: there is none between dimensions of 1 and kMostFlipBytes, or sizes do not decide. Steps
// of an eighth of an octave are looked at, so a side that is chosen over less than 9% of the sizes
// may be passed over; between two steps it bisects. 10 to 75 us: at most about 400 decisions.
std::optional<Flip> nearest_flip(const Decision& decision, const Snapshot& snapshot) noexcept;

}  // namespace fulcrum::offload
