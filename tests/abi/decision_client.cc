// SPDX-License-Identifier: Apache-2.0
// The same as C++.
#include "tests/abi/decision_client.c"  // NOLINT(bugprone-suspicious-include)
