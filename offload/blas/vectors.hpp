// SPDX-License-Identifier: Apache-2.0
// The pipelines of axpy and dot: chunks of both vectors, one going up while the previous one is
// computed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "offload/blas/lane.hpp"

namespace fulcrum::offload::blas {

// Two device buffers for each of x and y, used in turn.
template <class T>
class VectorPair {
 public:
  struct Entry {
    Buffer<T, memory::Device> x, y;
    const Event &filled, &computed;
  };

  VectorPair(Lane& lane, std::int64_t n, std::int64_t chunk) : lane_(lane) {
    for (int i = 0; i < (n > chunk ? 2 : 1); ++i) {
      entries_.push_back({lane.allocate<T, memory::Device>(std::min(n, chunk)),
                          lane.allocate<T, memory::Device>(std::min(n, chunk)), lane.event(),
                          lane.event()});
    }
  }  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks): buffers own it

  std::size_t count() const { return entries_.size(); }

  // Queues the upload of one chunk; compute() waits for it.
  Entry& upload(std::int64_t index, const Region<const T>& x, const Region<const T>& y) {
    Entry& entry = entries_[static_cast<std::size_t>(index) % entries_.size()];
    const auto size = static_cast<std::size_t>(x.rows);
    lane_.upload(entry.x.view().part(0, size), x);
    lane_.upload(entry.y.view().part(0, size), y);
    lane_.in().record(entry.filled);
    lane_.compute().wait(entry.filled);
    lane_.compute().use(entry.x.view());
    lane_.compute().use(entry.y.view());
    return entry;
  }

 private:
  Lane& lane_;
  std::vector<Entry> entries_;
};

// y = f(x, y) chunk by chunk; `completed` counts the elements that have reached the user's y.
template <class T>
void run_update(Lane& lane, const Region<const T>& x, const Region<T>& y, std::int64_t chunk,
                const std::function<void(std::int64_t n, DeviceView<T> x, DeviceView<T> y)>& launch,
                std::int64_t& completed) {
  struct Staging {
    Buffer<T, memory::Pinned> memory;
    const Event& done;
    std::int64_t begin = 0, size = 0;  // size == 0: nothing to commit
  };
  const std::int64_t n = x.rows;
  VectorPair<T> pair(lane, n - completed, chunk);
  std::vector<Staging> staging;
  for (std::size_t i = 0; i < pair.count(); ++i) {
    staging.push_back(
        {lane.allocate<T, memory::Pinned>(std::min(n - completed, chunk)), lane.event()});
  }
  const auto commit = [&](Staging& s) {
    if (s.size == 0) return;
    s.done.sync();
    unpack(static_cast<const T*>(s.memory.data()), y.part(s.begin, 0, s.size, 1));
    completed = s.begin + s.size;
    s.size = 0;
  };
  std::int64_t index = 0;
  for (std::int64_t i = completed; i < n; i += chunk, ++index) {
    const std::int64_t size = std::min(chunk, n - i);
    Staging& s = staging[static_cast<std::size_t>(index) % staging.size()];
    commit(s);  // its event is behind everything that used this turn's device buffers
    const Region<const T> y_in{y.data + i * y.row_stride, size, 1, y.row_stride, 0};
    auto& entry = pair.upload(index, x.part(i, 0, size, 1), y_in);
    const auto count = static_cast<std::size_t>(size);
    launch(size, entry.x.view().part(0, count), entry.y.view().part(0, count));
    lane.compute().record(entry.computed);
    lane.out()
        .wait(entry.computed)
        .copy(s.memory.view().part(0, count), entry.y.view().part(0, count));
    lane.out().record(s.done);
    s.begin = i;
    s.size = size;
  }
  for (std::size_t i = 0; i < staging.size(); ++i) {
    commit(staging[(static_cast<std::size_t>(index) + i) % staging.size()]);
  }
}  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks): buffers own it

// The sum over the chunks of what `launch` leaves in its last argument, one device element a chunk;
// added up on the host in double, in the order of the chunks.
template <class T>
T run_reduction(Lane& lane, const Region<const T>& x, const Region<const T>& y, std::int64_t chunk,
                const std::function<void(std::int64_t n, DeviceView<T> x, DeviceView<T> y,
                                         DeviceView<T> sum)>& launch) {
  const std::int64_t n = x.rows, chunks = (n + chunk - 1) / chunk;
  VectorPair<T> pair(lane, n, chunk);
  const Buffer<T, memory::Device> sums = lane.allocate<T, memory::Device>(chunks);
  const Buffer<T, memory::Pinned> result = lane.allocate<T, memory::Pinned>(chunks);
  const Event& done = lane.event();
  std::vector<typename VectorPair<T>::Entry*> used(pair.count(), nullptr);
  for (std::int64_t q = 0; q < chunks; ++q) {
    const std::int64_t begin = q * chunk, size = std::min(chunk, n - begin);
    auto*& before = used[static_cast<std::size_t>(q) % used.size()];
    if (before != nullptr) lane.in().wait(before->computed);
    auto& entry = pair.upload(q, x.part(begin, 0, size, 1), y.part(begin, 0, size, 1));
    before = &entry;
    const auto count = static_cast<std::size_t>(size);
    lane.compute().use(sums.view());
    launch(size, entry.x.view().part(0, count), entry.y.view().part(0, count),
           sums.view().part(static_cast<std::size_t>(q), 1));
    lane.compute().record(entry.computed);
  }
  lane.compute().copy(result.view(), sums.view()).record(done);
  done.sync();
  double sum = 0;
  for (std::int64_t q = 0; q < chunks; ++q) sum += static_cast<double>(result.data()[q]);
  return static_cast<T>(sum);
}

}  // namespace fulcrum::offload::blas
