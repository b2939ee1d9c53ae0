// SPDX-License-Identifier: Apache-2.0
// How the problems of a batch are shared out to threads. What is to be known of a family of
// problems is in a Family:
//
//   using Group = ...;                                what batch.hpp asks of one
//   static constexpr double kThreadWork = ...;        work of a problem that several threads share,
//                                                     for each of them
//   double work(const Group&) const;                  of one problem; 0 where nothing is written
//   int useful(const Group&, int threads) const;      threads that compute() asks for
//   std::size_t scratch(const Group&, int threads) const;  bytes of workspace() of one, at most
//   void compute(const Group&, begin, end, threads) const; problems begin to end, one after another
//
// Work is counted in operations; what a problem costs beyond its own (a call, a table look-up,
// edges) is as much as kItemWork.
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <limits>

#include "fulcrum/error.hpp"
#include "simd/batch/batch.hpp"
#include "simd/threads/threads.hpp"
#include "simd/threads/workspace.hpp"

namespace fulcrum::simd {

inline constexpr double kItemWork = 1000;

namespace batches {

// A thread is worth waking from this much work of its own on: about 15 us.
constexpr double kWakeWork = 1e6;

// Problems with this much work for each thread lose nothing by being split, and share what is
// packed in the last cache instead of having one each.
constexpr double kLargeWork = 1e8;

// Threads fetch the work in pieces, so that one that is held up does not hold up the call: up to
// this many for each thread, none under kPieceWork.
constexpr int kPiecesPerThread = 8;
constexpr double kPieceWork = 2e5;

// Which groups are computed problem by problem, each on all threads.
struct Split {
  double total = 0;  // work of the whole batch
  int threads = 1;
  double thread_work = 0;

  bool operator()(double work) const {
    if (threads == 1 || work < threads * thread_work) return false;
    if (work >= threads * kLargeWork) return true;
    // One problem a thread: how much of the threads' time is used, were all of this size?
    const double rounds = total / work / threads;
    return rounds / std::ceil(rounds * (1 - 1e-9)) < 0.85;
  }
};

template <class Family>
Split split_of(const Family& family, const Batch<typename Family::Group>& batch, int threads) {
  double total = 0;
  batch.for_each([&](const typename Family::Group& group) {
    total += family.work(group) * static_cast<double>(group.count);
  });
  return {total, static_cast<int>(std::min<double>(threads, total / kWakeWork)),
          Family::kThreadWork};
}

// The problems that get one thread each, as a line of work of which threads fetch pieces.
template <class Family>
class SharedItems {
 public:
  using Group = typename Family::Group;

  SharedItems(const Family& family, const Batch<Group>& batch, const Split& split, double work,
              std::size_t scratch)
      : family_(family), batch_(batch), split_(split), scratch_(scratch) {
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

  // Every problem begins somewhere on the line and belongs to the piece in which it does. All
  // threads compute the same borders.
  void compute_piece(Place& place, double begin, double end) const {
    Group made;
    while (place.index < batch_.groups) {
      std::int64_t next = 0;
      const Group& group = batch_.at(place.index, place.first, made, &next);
      const double work = family_.work(group);
      const double count = static_cast<double>(group.count);
      if (work > 0 && !split_(work)) {
        const auto item_at = [&](double x) {
          return static_cast<std::int64_t>(
              std::clamp(std::ceil((x - place.begin) / work), 0.0, count));
        };
        const std::int64_t last = item_at(end);
        family_.compute(group, item_at(begin), last, 1);
        if (last < group.count) return;
        place.begin += count * work;
      }
      place.first = next;
      ++place.index;
    }
  }

  const Family& family_;
  const Batch<Group>& batch_;
  const Split split_;
  const std::size_t scratch_;
  std::int64_t pieces_ = 0;
  double piece_ = 0;
  std::atomic<std::int64_t> next_{0};
};

inline void reserve(std::size_t bytes) {
  if (bytes > 0) workspace(bytes);
}

template <class Family>
void compute_serially(const Family& family, const Batch<typename Family::Group>& batch) {
  using Group = typename Family::Group;
  if (batch.groups == 1) {  // all that a batch of a few small problems does
    Group made;
    std::int64_t next = 0;
    const Group& group = batch.at(0, 0, made, &next);
    if (family.work(group) == 0 || group.count == 0) return;
    reserve(family.scratch(group, 1));
    return family.compute(group, 0, group.count, 1);
  }
  std::size_t scratch = 0;
  batch.for_each([&](const Group& group) {
    if (group.count > 0 && family.work(group) > 0)
      scratch = std::max(scratch, family.scratch(group, 1));
  });
  reserve(scratch);
  batch.for_each([&](const Group& group) {
    if (family.work(group) > 0) family.compute(group, 0, group.count, 1);
  });
}

}  // namespace batches

// The threads that run_batch() asks for at most: for the problems that get one each, or for one
// that gets all.
template <class Family>
int batch_threads(const Family& family, const Batch<typename Family::Group>& batch, int threads) {
  using Group = typename Family::Group;
  const batches::Split split = batches::split_of(family, batch, threads);
  if (split.threads <= 1) return 1;
  int widest = 1;
  batch.for_each([&](const Group& group) {
    const double work = family.work(group);
    if (work == 0 || group.count == 0) return;
    const int useful = split(work) ? family.useful(group, split.threads) : split.threads;
    widest = std::max(widest, useful);
  });
  return widest;
}

// Computes all problems with up to `threads` threads: each on one thread, or, where there are few
// and large ones, one after another on all threads. Every output gets the bits that a call of its
// own gives it, for any number of threads, as long as the family's compute() does. Throws
// Error(OutOfMemory) before any output is touched.
template <class Family>
void run_batch(const Family& family, const Batch<typename Family::Group>& batch, int threads) {
  using Group = typename Family::Group;
  const batches::Split split = batches::split_of(family, batch, threads);
  const int useful = split.threads;
  if (useful <= 1 || serial_here()) return batches::compute_serially(family, batch);

  double shared = 0;
  std::size_t scratch = 0, shared_scratch = 0;
  batch.for_each([&](const Group& group) {
    const double work = family.work(group);
    if (work == 0 || group.count == 0) return;
    if (split(work)) {
      scratch = std::max(scratch, family.scratch(group, useful));
    } else {
      shared += work * static_cast<double>(group.count);
      shared_scratch = std::max(shared_scratch, family.scratch(group, 1));
    }
  });
  batches::reserve(std::max(scratch, shared_scratch));
  batch.for_each([&](const Group& group) {
    const double work = family.work(group);
    if (work > 0 && split(work)) family.compute(group, 0, group.count, useful);
  });
  if (shared == 0) return;
  batches::SharedItems<Family> items(family, batch, split, shared, shared_scratch);
  parallel(useful, items);
}

}  // namespace fulcrum::simd
