// SPDX-License-Identifier: Apache-2.0
#include "offload/decision/memo.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <tuple>
#include <type_traits>

namespace fulcrum::offload {
namespace {

struct Kept {
  std::uint64_t revision = Revision::kNone;
  Backend forced;
  std::uint64_t device_chosen = 0;  // as it was: it breaks ties
  Weighed weighed;
};
static_assert(std::is_trivially_copyable_v<Kept> && sizeof(Kept) % sizeof(std::uint64_t) == 0);
using Words = std::array<std::uint64_t, sizeof(Kept) / sizeof(std::uint64_t)>;

// One decision, for all threads: a sequence lock, which nobody waits for. A reader that meets a
// writer, and a writer that meets another, go without. Not thread_local: a library whose variables
// are found at once (tls_model) has some 500 bytes of a thread's for all of them.
class Place {
 public:
  bool read(std::uint64_t revision, Kept& kept) const noexcept {
    const std::uint64_t before = sequence_.load(std::memory_order_acquire);
    if (before % 2 != 0 || words_[0].load(std::memory_order_relaxed) != revision) return false;
    Words words;
    for (std::size_t i = 0; i < words.size(); ++i)
      words[i] = words_[i].load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_acquire);
    if (sequence_.load(std::memory_order_relaxed) != before) return false;
    std::memcpy(static_cast<void*>(&kept), words.data(), sizeof kept);
    return true;
  }

  void write(const Kept& kept) noexcept {
    std::uint64_t before = sequence_.load(std::memory_order_relaxed);
    // Odd for ever in a child that was forked meanwhile: then this place stays empty there.
    if (before % 2 != 0 ||
        !sequence_.compare_exchange_strong(before, before + 1, std::memory_order_acquire,
                                           std::memory_order_relaxed)) {
      return;
    }
    std::atomic_thread_fence(std::memory_order_release);
    Words words;
    std::memcpy(words.data(), &kept, sizeof kept);
    for (std::size_t i = 0; i < words.size(); ++i)
      words_[i].store(words[i], std::memory_order_relaxed);
    sequence_.store(before + 2, std::memory_order_release);
  }

 private:
  std::atomic<std::uint64_t> sequence_{0};
  std::array<std::atomic<std::uint64_t>, std::tuple_size_v<Words>> words_{};
};

// One place for each remainder of a hash: a program's loop makes few different calls.
constexpr int kPlaceBits = 6;
constinit std::array<Place, std::size_t{1} << kPlaceBits> g_places{};

Place& place_of(const Call& call, bool device_chosen) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;
  std::uint64_t hash = 0;
  // Where the operands lie, too: the library weighs a call as it comes and again as the driver
  // places it.
  for (const auto letter :
       {static_cast<unsigned>(call.routine), static_cast<unsigned>(call.type),
        static_cast<unsigned>(call.trans_a), static_cast<unsigned>(call.trans_b),
        static_cast<unsigned>(call.a), static_cast<unsigned>(call.b), static_cast<unsigned>(call.c),
        static_cast<unsigned>(call.beta_zero), static_cast<unsigned>(device_chosen)}) {
    hash = hash * 131 + letter;
  }
  for (const std::int64_t size : {call.m, call.n, call.k, call.batch})
    hash = (hash ^ static_cast<std::uint64_t>(size)) * kOdd;
  return g_places[hash >> (64 - kPlaceBits)];
}

}  // namespace

Weighed weigh(const Call& call, const Snapshot& snapshot, const Backend& forced) noexcept {
  const Live<bool>& chosen = snapshot.device_chosen[static_cast<std::size_t>(call.routine)]
                                                   [static_cast<std::size_t>(call.type)];
  const bool device_chosen = chosen;
  const std::uint64_t revision = snapshot.revision.get();
  Place& place = place_of(call, device_chosen);
  Kept kept;
  if (revision != Revision::kNone && place.read(revision, kept) &&
      kept.device_chosen == static_cast<std::uint64_t>(device_chosen) && kept.forced == forced &&
      same(kept.weighed.decision.call, call)) {
    return kept.weighed;
  }
  kept.revision = revision;
  kept.forced = forced;
  kept.device_chosen = static_cast<std::uint64_t>(device_chosen);
  kept.weighed.decision = decide(call, snapshot, forced);
  kept.weighed.location_matters = location_matters(kept.weighed.decision, snapshot);
  // decide() has read it again.
  if (revision != Revision::kNone && chosen == device_chosen) place.write(kept);
  return kept.weighed;
}

}  // namespace fulcrum::offload
