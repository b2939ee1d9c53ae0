// SPDX-License-Identifier: Apache-2.0
// The rules in use elsewhere, each as its authors have it, and the best that a threshold could do.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "bench/regret/score.hpp"
#include "bench/regret/table.hpp"

namespace fulcrum::regret {

bool always_in_place(const Call& call);
bool always_on_device(const Call& call);

// SCILIB-Accel: products with a cube root of m n k of 500 at least; it takes level 3 alone.
bool scilib(const Call& call);

// MKL's automatic offload: gemm with m and n above 1280 (NN, NT) or 2048 (others) and k above 256;
// symm, hemm, trmm and trsm with m and n above 512; nothing else.
bool mkl_automatic(const Call& call);

// ggml: batches of 32 at least. It says nothing of single calls, which stay in place.
bool ggml_batch(const Call& call);

// cuPyNumeric: an operand of 65,536 elements at least.
bool cupynumeric(const Call& call);

// StarPU's performance model by history: of each size the mean of what each side took, once there
// are 10 samples of it; later ones beyond 50% of the mean are dropped.
class History {
 public:
  void observe(double ns);
  // None while it is learning.
  std::optional<double> mean() const;

  static constexpr int kLearning = 10;

 private:
  double sum_ = 0;
  int count_ = 0;
};

// Learns each cell anew: 10 calls on each side in turn, in place first, then the side with the
// smaller mean. Warm it has learnt. What it observes are the median and the ends of its interval.
Chooser starpu();

// The threshold on operations, one for each routine and type, that would have spent least on these
// cells: known in hindsight alone.
Chooser hindsight(const std::vector<Cell>& cells, int calls, double context_ns);

// "PM1" of AMD's BLIS: a m n k + b on each side, with other coefficients where the largest
// dimension is more than twice the smallest, and a linear price of copies.
class Pm1 {
 public:
  // AsWritten: for gemm alone; where operands must be moved it prices no copy. Corrected: copies in
  // of what is read and out of what is written are priced, and every routine has coefficients.
  enum class Form { AsWritten, Corrected };

  // Coefficients by least squares on the samples of that state; those in place on as many threads
  // as `threads`. Its authors do not say what their errors are weighted by: relative ones, absolute
  // ones and something between are tried, and each class keeps what chooses best on the samples.
  Pm1(Form form, std::span<const Sample> samples, State state, int threads);

  // In place where there are no coefficients for it.
  bool on_device(const Call& call) const;

 private:
  struct Line {
    double per_point = 0, fixed = 0, per_byte = 0, per_copy = 0;
  };
  struct Lines {
    Line in_place, device;
  };
  using Class = std::tuple<Routine, ElementType, bool>;  // the latter: squarish
  static Class class_of(const Call& call);
  // relative: 1: of the relative errors, 0: of the absolute ones.
  static Line fit(const std::vector<const Sample*>& samples, bool copies, double relative);
  bool goes_across(const Lines& lines, const Call& call) const;
  // On samples of the same shapes, by the choice of these.
  double spent(const Lines& lines, const std::vector<const Sample*>& in_place,
               const std::vector<const Sample*>& device) const;

  const Form form_;
  std::map<Class, Lines> lines_;
};

}  // namespace fulcrum::regret
