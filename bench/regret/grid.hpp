// SPDX-License-Identifier: Apache-2.0
// Which calls a table has: a sample of the shape families over their sizes, and beside it the calls
// that calibrate, which share no shape with it.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "bench/regret/table.hpp"
#include "fulcrum/decision.hpp"
#include "offload/decision/snapshot.hpp"
#include "offload/measure/families.hpp"

namespace fulcrum::regret {

struct GridOptions {
  std::uint64_t seed = 1;
  std::int64_t largest = 16384;       // dimension of a matrix
  std::int64_t longest = 1 << 24;     // vector
  double largest_bytes = 1e9;         // of all operands together
  double heaviest_operations = 1e15;  // of one call
};

// Hands out calls one after another, for as long as the caller has time: all families and both
// types in turn, the size of each by a sequence that is even over the logarithm of the size however
// many are taken, denser towards large sizes, where choosing matters. The same on every machine for
// a seed. No shape twice, and none of the calibration's.
class Grid {
 public:
  Grid(const GridOptions& options, const std::vector<Call>& held_out);

  struct Drawn {
    Call call;               // operands at Location::Unknown
    std::size_t series = 0;  // of a family and a type: counted from 0
  };
  // None when all shapes within the limits have been handed out, or chance finds no more of them.
  std::optional<Drawn> next();
  // At most so many.
  std::vector<Call> take(std::size_t count);

 private:
  struct Series {
    const measure::Family* family;
    ElementType type;
    double offset;  // of its sequence
    std::int64_t drawn = 0;
  };

  bool draw(Series& series, Call& call);
  bool fits(const Call& call) const;

  GridOptions options_;
  std::vector<Series> series_;
  std::size_t next_ = 0;
  std::set<std::string> taken_;
};

// Which shapes a recording can do without, so that each side wins a quarter of its cells: while one
// has won less than 30%, those of a series that the other wins for certain, being smaller (or
// larger) than one that it has won twice over.
class Balance {
 public:
  bool wanted(const Grid::Drawn& drawn) const;
  // cells: of that shape, in all states.
  void note(const Grid::Drawn& drawn, std::span<const Cell> cells);

 private:
  struct Border {
    double in_place = 0;  // up to so many operations the device loses twice over
    double device = std::numeric_limits<double>::infinity();  // and from so many it wins so
  };
  std::map<std::size_t, Border> borders_;
  Wins wins_;
};

// What the full form of `fulcrum tune` measures of the routines that a table has, where a table can
// hold it: without gaps, within the limits, each shape once.
std::vector<Call> calibration_shapes(const GridOptions& options, const offload::HostProfile& host);

}  // namespace fulcrum::regret
