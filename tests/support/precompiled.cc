// SPDX-License-Identifier: Apache-2.0
// Holds nothing: the target that carries the tests' precompiled headers must have a source.
