// SPDX-License-Identifier: Apache-2.0
#pragma once

// For the functions that make the tables of kernels, which the first call runs once: together in a
// few pages. Each beside its kernels they cost that call a page fault apiece, 5 us in a virtual
// machine.
#define FULCRUM_TABLE_CODE [[gnu::section(".text.startup.fulcrum_tables")]]
