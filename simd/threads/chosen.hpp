// SPDX-License-Identifier: Apache-2.0
// How many threads a call may use where it does not say.
#pragma once

namespace fulcrum::simd {

// What the calling thread has chosen, else the process, else the configuration, else
// default_threads(); never more than thread_limit().
int call_threads();

// What the calling thread or, where it has not, the process has chosen; 0: neither.
int chosen_threads();

// Each gives what held before; 0: no choice. `threads` is not negative.
int choose_threads(int threads);         // of the process
int choose_thread_threads(int threads);  // of the calling thread

// Below both choices.
void configure_threads(int threads);

}  // namespace fulcrum::simd
