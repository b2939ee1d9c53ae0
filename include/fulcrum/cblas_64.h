/* SPDX-License-Identifier: Apache-2.0 */
/* CBLAS under the names with the suffix _64 and 64-bit integers, which libfulcrum_blas64 exports
 * beside the plain ones. */
#ifndef FULCRUM_CBLAS_64_H_
#define FULCRUM_CBLAS_64_H_

#include "cblas.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FULCRUM_NAME(name) name##_64
#define FULCRUM_INT int64_t
#ifndef CBLAS_64_H
#define CBLAS_64_H
#include "cblas_reference.h"
#endif
#include "cblas_extensions.h"
#undef FULCRUM_NAME
#undef FULCRUM_INT

#ifdef __cplusplus
}
#endif

#endif /* FULCRUM_CBLAS_64_H_ */
