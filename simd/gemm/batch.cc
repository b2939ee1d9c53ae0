// SPDX-License-Identifier: Apache-2.0
#include "simd/gemm/batch.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "fulcrum/error.hpp"
#include "simd/gemm/plan.hpp"
#include "simd/gemm/share.hpp"
#include "simd/threads/threads.hpp"
#include "simd/threads/workspace.hpp"

namespace fulcrum::simd {
namespace {

// Work is counted in operations; what a product costs beyond its own (a call, a table look-up, the
// edges of C) is as much as this many.
constexpr double kItemWork = 1000;

// A thread is worth waking from this much work of its own on: about 15 us.
constexpr double kThreadWork = 1e6;

// Products with this much work for each thread lose nothing by being split, and share the packed
// block of B in the last cache instead of having one each.
constexpr double kLargeWork = 1e8;

// Threads fetch the work in pieces, so that one that is held up does not hold up the call: up to
// this many for each thread, none under kPieceWork.
constexpr int kPiecesPerThread = 8;
constexpr double kPieceWork = 2e5;

template <class T>
double work_of(const GemmProblem<T>& p) {
  if (!writes(p)) return 0;
  const double depth = p.alpha == T{0} ? 0 : static_cast<double>(p.k);
  return kItemWork + (2 * depth + 1) * static_cast<double>(p.m) * static_cast<double>(p.n);
}

template <class T>
GemmSizes sizes_of(const GemmProblem<T>& p) {
  return {p.trans_a, p.trans_b, p.m, p.n, p.k, sizeof(T)};
}

template <class T>
bool is_product(const GemmProblem<T>& p) {
  return p.alpha != T{0} && p.k > 0;
}

// Calls visit(group, work of one product) for every group.
template <class T, class Visit>
void for_each_group(const GemmBatch<T>& batch, Visit visit) {
  std::int64_t first = 0;
  GemmGroup<T> made;
  for (std::int64_t i = 0; i < batch.groups; ++i) {
    const GemmGroup<T>& group = batch.group(batch.arguments, i, first, made);
    first += group.count;
    visit(group, work_of(group.item));
  }
}

// Calls compute(p) for products `begin` to `end` of a group.
template <class T, class Compute>
inline void for_each_item(const GemmGroup<T>& group, std::int64_t begin, std::int64_t end,
                          Compute compute) {
  if (begin >= end) return;
  if (group.c != nullptr) {
    GemmProblem<T> p = group.item;
    for (std::int64_t i = begin; i < end; ++i) {
      p.a = group.a[i];
      p.b = group.b[i];
      p.c = group.c[i];
      compute(p);
    }
    return;
  }
  GemmProblem<T> p = item_of(group, begin);
  for (std::int64_t i = begin; i < end; ++i) {
    compute(p);
    p.a += group.stride_a;
    p.b += group.stride_b;
    p.c += group.stride_c;
  }
}

// Products `begin` to `end` of a group, one after another: as gemm() computes them, but with the
// choice of the path made once.
template <class T>
void compute_items(const GemmKernels<T>& kernels, const GemmGroup<T>& group, std::int64_t begin,
                   std::int64_t end, int threads) {
  const GemmProblem<T>& item = group.item;
  if (!is_product(item)) {
    for_each_item(group, begin, end,
                  [&](const GemmProblem<T>& p) { kernels.scale(p.m, p.n, p.beta, p.c, p.ldc); });
  } else if (gemm_path(sizes_of(item)) == GemmPath::Small) {
    for_each_item(group, begin, end, kernels.small);
  } else {
    for_each_item(group, begin, end, [&](const GemmProblem<T>& p) { gemm(kernels, p, threads); });
  }
}

// Which groups are computed product by product, each on all threads.
struct Split {
  double total = 0;  // work of the whole batch
  int threads = 1;

  bool operator()(double work) const {
    if (threads == 1 || work < threads * kFlopsPerThread) return false;
    if (work >= threads * kLargeWork) return true;
    // One product a thread: how much of the threads' time is used, were all products of this size?
    const double rounds = total / work / threads;
    return rounds / std::ceil(rounds * (1 - 1e-9)) < 0.85;
  }
};

// The products that get one thread each, as a line of work of which threads fetch pieces.
template <class T>
class SharedItems {
 public:
  SharedItems(const GemmKernels<T>& kernels, const GemmBatch<T>& batch, const Split& split,
              double work, std::size_t scratch)
      : kernels_(kernels), batch_(batch), split_(split), scratch_(scratch) {
    const double pieces = std::min(work / kPieceWork, double{kPiecesPerThread} * split.threads);
    pieces_ = std::max<std::int64_t>(split.threads, static_cast<std::int64_t>(pieces));
    piece_ = work / static_cast<double>(pieces_);
  }

  void operator()(int index, int) {
    // The caller has its memory. A thread that cannot get any leaves the work to the others.
    if (index != 0 && scratch_ > 0) {
      try {
        workspace(scratch_);
      } catch (const Error&) {
        return;
      }
    }
    Place place{};
    for (std::int64_t i; (i = next_.fetch_add(1, std::memory_order_relaxed)) < pieces_;) {
      const double end = i + 1 == pieces_ ? std::numeric_limits<double>::infinity()
                                          : piece_ * static_cast<double>(i + 1);
      compute_piece(place, piece_ * static_cast<double>(i), end);
    }
  }

 private:
  // The group that a thread has come to. Pieces are fetched in rising order, so nobody goes back.
  struct Place {
    std::int64_t index = 0, first = 0;
    double begin = 0;  // the work before it
  };

  // Every product begins somewhere on the line and belongs to the piece in which it does. All
  // threads compute the same borders.
  void compute_piece(Place& place, double begin, double end) const {
    GemmGroup<T> made;
    while (place.index < batch_.groups) {
      const GemmGroup<T>& group = batch_.group(batch_.arguments, place.index, place.first, made);
      const double work = work_of(group.item);
      const double count = static_cast<double>(group.count);
      if (work > 0 && !split_(work)) {
        const auto item_at = [&](double x) {
          return static_cast<std::int64_t>(
              std::clamp(std::ceil((x - place.begin) / work), 0.0, count));
        };
        const std::int64_t last = item_at(end);
        compute_items(kernels_, group, item_at(begin), last, 1);
        if (last < group.count) return;
        place.begin += count * work;
      }
      place.first += group.count;
      ++place.index;
    }
  }

  const GemmKernels<T>& kernels_;
  const GemmBatch<T>& batch_;
  const Split split_;
  const std::size_t scratch_;
  std::int64_t pieces_ = 0;
  double piece_ = 0;
  std::atomic<std::int64_t> next_{0};
};

template <class T>
void compute_serially(const GemmKernels<T>& kernels, const GemmBatch<T>& batch) {
  if (batch.groups == 1) {  // all that a batch of a few small products does
    GemmGroup<T> made;
    const GemmGroup<T>& group = batch.group(batch.arguments, 0, 0, made);
    if (!writes(group.item) || group.count == 0) return;
    const std::size_t scratch = gemm_scratch(kernels, group.item, 1);
    if (scratch > 0) workspace(scratch);
    return compute_items(kernels, group, 0, group.count, 1);
  }
  std::size_t scratch = 0;
  for_each_group(batch, [&](const GemmGroup<T>& group, double work) {
    if (work > 0 && group.count > 0)
      scratch = std::max(scratch, gemm_scratch(kernels, group.item, 1));
  });
  if (scratch > 0) workspace(scratch);
  for_each_group(batch, [&](const GemmGroup<T>& group, double work) {
    if (work > 0) compute_items(kernels, group, 0, group.count, 1);
  });
}

}  // namespace

template <class T>
std::size_t gemm_scratch(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads) {
  if (!is_product(p)) return 0;
  const GemmSizes sizes = sizes_of(p);
  std::int64_t elements = 0;
  switch (gemm_path(sizes)) {
    case GemmPath::Rank:
    case GemmPath::Small:
    case GemmPath::Streamed:
      break;
    case GemmPath::Gemv: {  // gathered vectors, and up to 32 partial results of a short one
      const std::int64_t length = std::max(p.m, p.n);
      elements = p.k + length + 32 * std::min(length, std::int64_t{1} << 14);
      break;
    }
    case GemmPath::SmallTransposed:
      elements = threads * (kernels.mr * p.k + kStagger);
      break;
    case GemmPath::Inner:
      elements = std::min(p.m, p.n) * (p.k + 32);
      break;
    case GemmPath::Swapped:
      elements = threads * swapped_blocks(sizes, kernels.mr, cache_sizes()).elements;
      break;
    case GemmPath::SplitK:
      elements = std::min(ceil_div(p.k, kSplitChunk), kSplitChunks) * p.m * p.n +
                 threads * (kernels.mr * kSplitBlock + kStagger);
      break;
    case GemmPath::Packed: {
      const GemmPlan plan = plan_packed(sizes, kernels.mr, kernels.nr, sizeof(T), cache_sizes());
      elements = 2 * (plan.nc * plan.kc + kStagger) + threads * (plan.mc * plan.kc + kStagger);
      break;
    }
  }
  return static_cast<std::size_t>(elements) * sizeof(T);
}

template <class T>
void gemm_batch(const GemmKernels<T>& kernels, const GemmBatch<T>& batch, int threads) {
  double total = 0;
  for_each_group(batch, [&](const GemmGroup<T>& group, double work) {
    total += work * static_cast<double>(group.count);
  });
  const int useful = static_cast<int>(std::min<double>(threads, total / kThreadWork));
  if (useful <= 1 || serial_here()) return compute_serially(kernels, batch);

  const Split split{total, useful};
  double shared = 0;
  std::size_t scratch = 0, shared_scratch = 0;
  for_each_group(batch, [&](const GemmGroup<T>& group, double work) {
    if (work == 0 || group.count == 0) return;
    if (split(work)) {
      scratch = std::max(scratch, gemm_scratch(kernels, group.item, useful));
    } else {
      shared += work * static_cast<double>(group.count);
      shared_scratch = std::max(shared_scratch, gemm_scratch(kernels, group.item, 1));
    }
  });
  scratch = std::max(scratch, shared_scratch);
  if (scratch > 0) workspace(scratch);
  for_each_group(batch, [&](const GemmGroup<T>& group, double work) {
    if (work > 0 && split(work)) compute_items(kernels, group, 0, group.count, useful);
  });
  if (shared == 0) return;
  SharedItems<T> items(kernels, batch, split, shared, shared_scratch);
  parallel(useful, items);
}

template std::size_t gemm_scratch(const GemmKernels<float>&, const GemmProblem<float>&, int);
template std::size_t gemm_scratch(const GemmKernels<double>&, const GemmProblem<double>&, int);
template void gemm_batch(const GemmKernels<float>&, const GemmBatch<float>&, int);
template void gemm_batch(const GemmKernels<double>&, const GemmBatch<double>&, int);

}  // namespace fulcrum::simd
