// SPDX-License-Identifier: Apache-2.0
// The runtime on which calls cross to accelerators, for programs that queue work themselves:
// platforms, devices, streams, events, buffers, kernels.
#pragma once

#include "fulcrum/runtime/event.hpp"
#include "fulcrum/runtime/kernel.hpp"
#include "fulcrum/runtime/memory.hpp"
#include "fulcrum/runtime/platform.hpp"
#include "fulcrum/runtime/plugin.hpp"
#include "fulcrum/runtime/stream.hpp"
