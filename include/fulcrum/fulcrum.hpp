// SPDX-License-Identifier: Apache-2.0
// Everything public.
#pragma once

#include "fulcrum/axpy.hpp"
#include "fulcrum/config.hpp"
#include "fulcrum/decision.hpp"
#include "fulcrum/dot.hpp"
#include "fulcrum/error.hpp"
#include "fulcrum/gemm.hpp"
#include "fulcrum/gemm_batch.hpp"
#include "fulcrum/gemm_epilogue.hpp"
#include "fulcrum/gemm_mixed.hpp"
#include "fulcrum/gemv.hpp"
#include "fulcrum/narrow_float.hpp"
#include "fulcrum/packed.hpp"
#include "fulcrum/scal.hpp"
#include "fulcrum/types.hpp"
