/* SPDX-License-Identifier: Apache-2.0 */
/* As cblas.h here. */
#include "../cblas_64.h"
