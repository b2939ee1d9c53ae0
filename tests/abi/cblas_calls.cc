// SPDX-License-Identifier: Apache-2.0
// The same as C++, where a pointer of another type is an error by the language.
#include "tests/abi/cblas_calls.c"  // NOLINT(bugprone-suspicious-include)
