// SPDX-License-Identifier: Apache-2.0
#include "offload/blas/pipelined.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <utility>

namespace fulcrum::offload::blas {
namespace {

// Calls in flight at once on one device. More lanes cost memory and bring nothing: one saturates
// the bus.
constexpr int kMostLanes = 4;
// Halvings of the memory taken before out of memory is the answer: down to 1/256.
constexpr int kMostShrinks = 8;

// Counts a call's estimated time among the work under way.
class Backlog {
 public:
  Backlog(std::atomic<std::int64_t>& total, double ns)
      : total_(total), ns_(static_cast<std::int64_t>(ns)) {
    total_.fetch_add(ns_);
  }
  ~Backlog() { total_.fetch_sub(ns_); }
  Backlog(const Backlog&) = delete;
  Backlog& operator=(const Backlog&) = delete;

 private:
  std::atomic<std::int64_t>& total_;
  const std::int64_t ns_;
};

}  // namespace

Outcome complete(std::int64_t count) noexcept {
  Outcome outcome;
  outcome.completed = count;
  return outcome;
}

Outcome failed(ErrorCode code, const char* message, std::int64_t completed) noexcept {
  Outcome outcome;
  outcome.ok = false;
  outcome.code = code;
  outcome.completed = completed;
  try {
    outcome.message = message;
  } catch (...) {
    outcome.message.clear();
  }
  return outcome;
}

Outcome does_not_fit(double least, double usable) noexcept {
  char text[160];
  std::snprintf(text, sizeof text,
                "it needs %.4g MB of device memory at once, of which %.4g MB can be had",
                least * 1e-6, usable * 1e-6);
  Outcome outcome = failed(ErrorCode::OutOfMemory, text, 0);
  outcome.in_place = Reason::DoesNotFit;
  return outcome;
}

double surely_free_bytes(Accelerator& device) {
  return static_cast<double>(std::min(device.info().memory_bytes / 8, device.room_within_limit()));
}

double usable_bytes(Accelerator& device) {
  constexpr double kShare = 0.9;
  return static_cast<double>(device.available_bytes()) * kShare;
}

// A lane for one call. Given back at the end; after an error the streams are brought to rest and
// the lane is dropped, since its state may be in doubt.
class Pipelined::Lease {
 public:
  explicit Lease(Pipelined& blas) : blas_(blas) {
    {
      std::unique_lock lock(blas_.mutex_);
      blas_.lane_returned_.wait(
          lock, [&] { return !blas_.idle_lanes_.empty() || blas_.lanes_ < kMostLanes; });
      if (!blas_.idle_lanes_.empty()) {
        lane_ = std::move(blas_.idle_lanes_.back());
        blas_.idle_lanes_.pop_back();
        return;
      }
      blas_.idle_lanes_.reserve(kMostLanes);  // so that giving back never allocates
      ++blas_.lanes_;
    }
    try {
      lane_ = blas_.accelerator_->make_lane();
    } catch (...) {
      forget();
      throw;
    }
  }

  ~Lease() {
    if (!keep_) lane_->drain();
    if (keep_ && !lane_->spoilt()) {
      {
        const std::lock_guard lock(blas_.mutex_);
        blas_.idle_lanes_.push_back(std::move(lane_));
      }
      blas_.lane_returned_.notify_one();
    } else {
      lane_.reset();
      forget();
    }
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  Lane& lane() { return *lane_; }
  void keep() { keep_ = true; }

 private:
  void forget() {
    {
      const std::lock_guard lock(blas_.mutex_);
      --blas_.lanes_;
    }
    blas_.lane_returned_.notify_one();
  }

  Pipelined& blas_;
  std::unique_ptr<Lane> lane_;
  bool keep_ = false;
};

Pipelined::Pipelined(std::shared_ptr<Accelerator> accelerator)
    : accelerator_(std::move(accelerator)) {}
Pipelined::~Pipelined() = default;

void Pipelined::attempt(const std::function<void(Lane& lane, double shrink)>& body) {
  Lease lease(*this);
  double shrink = 1;
  for (int attempt = 0;; ++attempt, shrink /= 2) {
    try {
      lease.lane().reuse_events();
      body(lease.lane(), shrink);
      break;
    } catch (const Error& error) {
      const bool again = error.code() == ErrorCode::OutOfMemory && attempt < kMostShrinks;
      if (!again || !lease.lane().drain()) throw;
    }
  }
  lease.keep();
}

Outcome Pipelined::run_on_lane(
    double estimated_ns, const std::int64_t& completed,
    const std::function<void(Lane& lane, double shrink)>& body) noexcept {
  if (!accelerator_->usable()) {
    try {
      return failed(ErrorCode::DeviceLost, accelerator_->closed_because().c_str(), completed);
    } catch (...) {
      return failed(ErrorCode::DeviceLost, "device closed", completed);
    }
  }
  const Backlog backlog(backlog_ns_, estimated_ns);
  try {
    const auto all = [&] { attempt(body); };
    accelerator_->within(std::ref(all));
    return complete(completed);
  } catch (const Error& error) {
    return failed(error.code(), error.what(), completed);
  } catch (const std::bad_alloc&) {
    return failed(ErrorCode::OutOfMemory, "host memory ran out", completed);
  } catch (const std::exception& error) {
    return failed(ErrorCode::Internal, error.what(), completed);
  } catch (...) {
    return failed(ErrorCode::Internal, "unknown error", completed);
  }
}

void Pipelined::drop_idle_lanes() {
  const std::lock_guard lock(mutex_);
  lanes_ -= static_cast<int>(idle_lanes_.size());
  idle_lanes_.clear();
}

}  // namespace fulcrum::offload::blas
