// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace fulcrum::simd {

// OMP_THREAD_LIMIT: no parallel region gets more, whatever it asks for. Very large where it is not
// set.
int thread_limit();

}  // namespace fulcrum::simd
