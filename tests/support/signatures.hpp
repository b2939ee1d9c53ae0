// SPDX-License-Identifier: Apache-2.0
// What the routines of levels 2 and 3, those beyond the reference and the batches take, as their
// documentation has it: the order of the arguments and what makes each of them illegal. Written
// down from the reference's sources and oneMKL's and OpenBLAS' headers, not from ours.
#pragma once

#include <string_view>
#include <vector>

namespace fulcrum::test {

// The least value of a leading dimension, or of a distance between outputs: the rows of what is
// stored by columns, the columns of what is stored by rows; a sum or a product of sizes. `letter`
// exchanges the two: an op that transposes. Or it is "side", which chooses: the order of the matrix
// is `rows` on the left and `columns` on the right, in either layout. Distances do not ask for the
// layout.
struct Leading {
  std::string_view name, rows, columns, letter = "";
};

struct Signature {
  std::string_view family;
  std::string_view arguments;  // of the Fortran routine
  std::vector<Leading> leading;
  // The Fortran call that the reference CBLAS makes of a row-major one: it checks, and reports the
  // argument's number in, this one. Empty: the same order.
  std::string_view by_rows = "";
  std::string_view ops = "NTC";          // letters that trans, transa and transb may be
  std::string_view complex_ops = "NTC";  // of complex elements
  // Arguments are checked in the order of the caller's own list, whatever number is reported.
  bool callers_order = false;
  // As level 1: CBLAS has no layout, sizes and increments may be anything.
  bool level1 = false;
};

// The whole table.
const std::vector<Signature>& signatures();
// The row of a family; null where there is none.
const Signature* signature(std::string_view family);

}  // namespace fulcrum::test
