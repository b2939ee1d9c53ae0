/* SPDX-License-Identifier: Apache-2.0 */
/* For programs that say #include <cblas.h>: this folder goes to the compiler with -I. */
#include "../cblas.h"
