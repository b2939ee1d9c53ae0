// SPDX-License-Identifier: Apache-2.0
// The host as a platform: a stream is a worker thread with a queue, "device" memory is ordinary
// memory, copies are memcpy. Programs written for streams run on it without an accelerator, and the
// runtime's tests run on it first.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <thread>

#include "fulcrum/error.hpp"
#include "offload/host/host_platform.hpp"
#include "offload/runtime/platform.hpp"
#include "simd/threads/published.hpp"

namespace fulcrum::offload {
namespace {

using Clock = std::chrono::steady_clock;

// One recording of an event: shared by the event, the stream that reaches it and the streams that
// wait for it.
class Record {
 public:
  void finish(std::exception_ptr error) {
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
      error_ = std::move(error);
      time_ = Clock::now();
    }
    changed_.notify_all();
  }
  bool done() {
    const std::lock_guard lock(mutex_);
    return done_;
  }
  std::exception_ptr wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return done_; });
    return error_;
  }
  Clock::time_point time() {
    const std::lock_guard lock(mutex_);
    return time_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  std::exception_ptr error_;
  Clock::time_point time_;
};

class HostEvent : public plugin::Event {
 public:
  bool done() override {
    const auto record = current();
    return !record || record->done();
  }
  void sync() override {
    if (const auto record = current()) {
      if (const auto error = record->wait()) std::rethrow_exception(error);
    }
  }
  double nanoseconds_since(plugin::Event& start) override {
    const auto to = current(), from = dynamic_cast<HostEvent&>(start).current();
    if (!to || !from || !to->done() || !from->done()) {
      throw Error(ErrorCode::DeviceFailed, "TimedEvent",
                  "both events must have been recorded and be done");
    }
    return std::chrono::duration<double, std::nano>(to->time() - from->time()).count();
  }

  std::shared_ptr<Record> renew() {
    auto record = std::make_shared<Record>();
    const std::lock_guard lock(mutex_);
    return record_ = std::move(record);
  }
  std::shared_ptr<Record> current() {
    const std::lock_guard lock(mutex_);
    return record_;
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<Record> record_;
};

void run_copy(const plugin::Copy& copy) {
  for (std::size_t row = 0; row < copy.height; ++row) {
    std::memmove(pointer_to<void>(copy.dst + row * copy.dst_pitch),
                 pointer_to<const void>(copy.src + row * copy.src_pitch), copy.width_bytes);
  }
}

class HostStream : public plugin::Stream {
 public:
  HostStream() : worker_([this] { work(); }) {}
  ~HostStream() override {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
    }
    changed_.notify_all();
    worker_.join();
  }

  void copy(const plugin::Copy& copy) override {
    push([copy] { run_copy(copy); });
  }
  void fill(MemoryKind, std::uintptr_t dst, unsigned char value, std::size_t bytes) override {
    push([=] { std::memset(pointer_to<void>(dst), value, bytes); });
  }
  void host(std::function<void()> task) override { push(std::move(task)); }
  void record(plugin::Event& event) override {
    auto record = dynamic_cast<HostEvent&>(event).renew();
    try {
      push([this, record] { record->finish(error()); }, true);
    } catch (...) {
      record->finish(std::current_exception());
      throw;
    }
  }
  void wait(plugin::Event& event) override {
    if (auto record = dynamic_cast<HostEvent&>(event).current()) {
      push([record] {
        if (const auto error = record->wait()) std::rethrow_exception(error);
      });
    }
  }
  bool done() override {
    const std::lock_guard lock(mutex_);
    return queue_.empty() && !running_;
  }
  std::string status() const override {
    const auto error = this->error();
    if (!error) return {};
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& e) {
      return e.what();
    } catch (...) {
      return "a host task threw something that is no std::exception";
    }
  }

 protected:
  void do_sync() override {
    wait_idle();
    if (const auto error = this->error()) std::rethrow_exception(error);
  }
  bool drain() noexcept override {
    wait_idle();
    return true;
  }

 private:
  struct Item {
    std::function<void()> run;
    bool always;  // runs on a poisoned stream too
  };

  void push(std::function<void()> run, bool always = false) {
    {
      const std::lock_guard lock(mutex_);
      queue_.push_back({std::move(run), always});
    }
    changed_.notify_all();
  }
  std::exception_ptr error() const {
    const std::lock_guard lock(mutex_);
    return error_;
  }
  void wait_idle() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return queue_.empty() && !running_; });
  }

  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return closing_ || !queue_.empty(); });
      if (queue_.empty()) return;
      Item item = std::move(queue_.front());
      queue_.pop_front();
      running_ = true;
      const bool skip = error_ != nullptr && !item.always;
      lock.unlock();
      std::exception_ptr error;
      try {
        if (!skip) item.run();
      } catch (...) {
        error = std::current_exception();
      }
      item.run = nullptr;  // what the task holds goes before anyone hears that it is done
      lock.lock();
      if (error && !error_) error_ = error;
      running_ = false;
      changed_.notify_all();
    }
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> queue_;
  std::exception_ptr error_;
  bool running_ = false, closing_ = false;
  std::thread worker_;  // last: it starts when everything else is there
};

class HostDevice : public plugin::Device {
 public:
  const std::string& name() const override { return name_; }
  std::shared_ptr<plugin::Stream> create_stream() override {
    return std::make_shared<HostStream>();
  }
  std::unique_ptr<plugin::Event> create_event(bool) override {
    return std::make_unique<HostEvent>();
  }

  std::uintptr_t allocate(MemoryKind, std::size_t bytes) override {
    void* memory = ::operator new(std::max<std::size_t>(bytes, 1), kAlignment, std::nothrow);
    if (memory == nullptr) {
      throw Error(ErrorCode::OutOfMemory, "host",
                  std::to_string(bytes) + " bytes could not be allocated");
    }
    return reinterpret_cast<std::uintptr_t>(memory);
  }
  void release(MemoryKind, std::uintptr_t address, std::size_t) noexcept override {
    ::operator delete(pointer_to<void>(address), kAlignment);
  }

 private:
  static constexpr std::align_val_t kAlignment{256};
  const std::string name_ = "host";
};

using Shared = std::shared_ptr<plugin::Device>;
constinit std::atomic<const Shared*> g_device{nullptr};

}  // namespace

std::shared_ptr<plugin::Device> host::device() {
  return simd::published(
      g_device, [] { return std::make_unique<const Shared>(std::make_shared<HostDevice>()); });
}

Platform host_platform() { return Platform("host", {Device(host::device())}, ""); }

}  // namespace fulcrum::offload
