// SPDX-License-Identifier: Apache-2.0
#include "bench/regret/grid.hpp"

#include <algorithm>
#include <cmath>

#include "bench/regret/table.hpp"
#include "offload/decision/cost.hpp"
#include "offload/measure/calibration.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::regret {
namespace {

constexpr ElementType kTypes[] = {ElementType::F32, ElementType::F64};
constexpr std::int64_t kSmallestMatrix = 8, kSmallestVector = 64;

bool is_vector(Routine routine) {
  return offload::traits_of(routine, ElementType::F64).cost == offload::Cost::Stream;
}

// In [0, 1): the multiples of the golden ratio's fraction, which are even for every count.
double even(double offset, std::int64_t i) {
  constexpr double kGolden = 0.6180339887498949;
  const double x = offset + kGolden * static_cast<double>(i);
  return x - std::floor(x);
}

// Density grows linearly with the logarithm of the size.
std::int64_t size_at(double u, double smallest, double largest) {
  return std::llround(smallest * std::pow(largest / smallest, std::sqrt(u)));
}

double offset_of(std::uint64_t seed, std::size_t series) {
  std::uint64_t x = seed * 0x9E3779B97F4A7C15ULL + series + 1;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return static_cast<double>((x ^ (x >> 31)) >> 11) * 0x1p-53;
}

Call plain_call(Routine routine, ElementType type, const measure::Shape& shape) {
  return measure::make_call(routine, type, shape, Location::Unknown, 0);
}

bool within(const Call& call, const GridOptions& options) {
  const measure::Shape shape{call.m, call.n, call.k};
  return measure::operand_bytes(call.routine, call.type, shape) <= options.largest_bytes &&
         offload::traits_of(call).operations(call) <= options.heaviest_operations;
}

}  // namespace

Grid::Grid(const GridOptions& options, const std::vector<Call>& held_out) : options_(options) {
  for (const measure::Family& family : measure::families()) {
    if (!measure::is_usual(family.routine)) continue;
    for (const ElementType type : kTypes)
      series_.push_back({&family, type, offset_of(options.seed, series_.size())});
  }
  for (const Call& call : held_out) taken_.insert(shape_key(call));
}

bool Grid::fits(const Call& call) const { return within(call, options_); }

bool Grid::draw(Series& series, Call& call) {
  const bool vector = is_vector(series.family->routine);
  const std::int64_t largest = series.family->largest(vector ? options_.longest : options_.largest);
  const std::int64_t smallest = std::min(largest, vector ? kSmallestVector : kSmallestMatrix);
  constexpr int kTries = 64;
  for (int i = 0; i < kTries; ++i) {
    std::int64_t size = size_at(even(series.offset, series.drawn++), static_cast<double>(smallest),
                                static_cast<double>(largest));
    // One that is taken gives way to a neighbour.
    for (; size <= largest; ++size) {
      call = plain_call(series.family->routine, series.type, series.family->at(size));
      if (!taken_.contains(shape_key(call))) break;
    }
    if (size > largest || !fits(call)) continue;
    taken_.insert(shape_key(call));
    return true;
  }
  return false;
}

std::optional<Grid::Drawn> Grid::next() {
  for (std::size_t missed = 0; missed < series_.size(); ++missed) {
    Drawn drawn;
    drawn.series = next_;
    next_ = (next_ + 1) % series_.size();
    if (draw(series_[drawn.series], drawn.call)) return drawn;
  }
  return std::nullopt;
}

std::vector<Call> Grid::take(std::size_t count) {
  std::vector<Call> result;
  while (result.size() < count) {
    const std::optional<Drawn> drawn = next();
    if (!drawn) break;
    result.push_back(drawn->call);
  }
  return result;
}

bool Balance::wanted(const Grid::Drawn& drawn) const {
  constexpr std::size_t kEnough = 40;  // cells that say who is behind
  constexpr double kBehind = 0.3;
  const auto found = borders_.find(drawn.series);
  const auto all = static_cast<double>(wins_.simd + wins_.device);
  if (wins_.simd + wins_.device < kEnough || found == borders_.end()) return true;
  const double operations = offload::traits_of(drawn.call).operations(drawn.call);
  if (static_cast<double>(wins_.device) < kBehind * all && operations <= found->second.in_place)
    return false;
  return static_cast<double>(wins_.simd) >= kBehind * all || operations < found->second.device;
}

void Balance::note(const Grid::Drawn& drawn, std::span<const Cell> cells) {
  constexpr double kClear = 2;
  bool in_place = !cells.empty(), device = !cells.empty();
  for (const Cell& cell : cells) {
    ++(cell.device.ns < cell.simd.ns ? wins_.device : wins_.simd);
    in_place = in_place && cell.device.ns > kClear * cell.simd.ns;
    device = device && cell.simd.ns > kClear * cell.device.ns;
  }
  const double operations = offload::traits_of(drawn.call).operations(drawn.call);
  Border& border = borders_[drawn.series];
  if (in_place) border.in_place = std::max(border.in_place, operations);
  if (device) border.device = std::min(border.device, operations);
}

std::vector<Call> calibration_shapes(const GridOptions& options, const offload::HostProfile& host) {
  // Of one thread: what several are worth to a kernel depends on the machine that asks.
  std::vector<Call> calls = measure::calibration_calls(measure::Form::Full, offload::known_paths(),
                                                       offload::on_threads(host, 1));
  std::set<std::string> taken;
  std::erase_if(calls, [&](const Call& call) {
    const bool wanted =
        measure::is_usual(call.routine) &&
        std::find(std::begin(kTypes), std::end(kTypes), call.type) != std::end(kTypes);
    const bool vector = is_vector(call.routine), gaps = vector && call.lda != 1;
    const bool large =
        std::max({call.m, call.n, call.k}) > (vector ? options.longest : options.largest);
    return !wanted || gaps || large || !within(call, options) ||
           !taken.insert(shape_key(call)).second;
  });
  return calls;
}

}  // namespace fulcrum::regret
