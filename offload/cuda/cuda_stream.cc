// SPDX-License-Identifier: Apache-2.0
#include "offload/cuda/cuda_stream.hpp"

#include <cstring>
#include <exception>
#include <new>
#include <utility>

namespace fulcrum::offload::cuda {
namespace {

constexpr std::uint64_t kAllTasks = UINT64_MAX;

CudaEvent& own(plugin::Event& event) {
  auto* cuda_event = dynamic_cast<CudaEvent*>(&event);
  if (cuda_event == nullptr)
    throw Error(ErrorCode::InvalidArgument, "Stream", "the event belongs to another platform");
  return *cuda_event;
}

}  // namespace

void TaskErrors::fail(std::uint64_t task, std::string what) {
  const std::lock_guard lock(mutex_);
  if (failed_task_ != 0) return;
  failed_task_ = task;
  what_ = std::move(what);
}

void TaskErrors::depend(std::shared_ptr<const TaskErrors> upstream, std::uint64_t tasks) {
  const std::uint64_t at = next_task();
  const std::lock_guard lock(mutex_);
  // One entry for each upstream, so that waiting in a loop does not grow the list.
  for (Dependence& known : upstream_) {
    if (known.upstream == upstream) {
      known.tasks = std::max(known.tasks, tasks);
      return;
    }
  }
  upstream_.push_back({std::move(upstream), tasks, at});
}

std::string TaskErrors::find(std::uint64_t tasks) const {
  std::vector<Dependence> upstream;
  {
    const std::lock_guard lock(mutex_);
    if (failed_task_ != 0 && failed_task_ <= tasks) return what_;
    upstream = upstream_;
  }
  for (const Dependence& dependence : upstream) {
    if (dependence.at > tasks) continue;
    std::string what = dependence.upstream->find(dependence.tasks);
    if (!what.empty()) return what;
  }
  return {};
}

CudaEvent::CudaEvent(std::shared_ptr<CudaDevice> device, bool timed) : device_(std::move(device)) {
  const ContextScope scope(*device_);
  device_->check(
      device_->driver().event_create(&handle_, timed ? kEventDefault : kEventDisableTiming),
      "cuEventCreate");
}

CudaEvent::~CudaEvent() {
  const ContextScope scope(*device_, std::nothrow);
  if (scope.active())
    device_->succeeded(device_->driver().event_destroy(handle_), "cuEventDestroy_v2");
}

bool CudaEvent::done() {
  const ContextScope scope(*device_);
  const Result result = device_->driver().event_query(handle_);
  if (result == Result::NotReady) return false;
  device_->check(result, "cuEventQuery");
  return true;
}

void CudaEvent::sync() {
  const ContextScope scope(*device_);
  device_->check(device_->driver().event_synchronize(handle_), "cuEventSynchronize");
  if (!errors_) return;
  const std::string what = errors_->find(tasks_);
  if (!what.empty()) throw Error(ErrorCode::DeviceFailed, "Event::sync", what);
}

double CudaEvent::nanoseconds_since(plugin::Event& start) {
  const ContextScope scope(*device_);
  float milliseconds = 0;
  device_->check(device_->driver().event_elapsed_time(&milliseconds, own(start).handle_, handle_),
                 "cuEventElapsedTime");
  return static_cast<double>(milliseconds) * 1e6;
}

CudaStream::CudaStream(std::shared_ptr<CudaDevice> device) : device_(std::move(device)) {
  const ContextScope scope(*device_);
  device_->check(device_->driver().stream_create(&handle_, kStreamNonBlocking), "cuStreamCreate");
}

CudaStream::~CudaStream() {
  const ContextScope scope(*device_, std::nothrow);
  const bool idle = scope.active() && CudaStream::drain();
  if (idle) device_->succeeded(device_->driver().stream_destroy(handle_), "cuStreamDestroy_v2");
  // A task that the driver may still call must outlive this stream.
  if (!idle && !tasks_.empty()) {
    if (auto* kept = new (std::nothrow) std::list<Task>) kept->swap(tasks_);
  }
}

void CudaStream::copy_row(const plugin::Copy& copy) {
  const DriverApi& driver = device_->driver();
  const bool to_device = copy.dst_kind == MemoryKind::Device,
             from_device = copy.src_kind == MemoryKind::Device;
  if (to_device && from_device) {
    device_->check(driver.memcpy_dtod_async(copy.dst, copy.src, copy.width_bytes, handle_),
                   "cuMemcpyDtoDAsync_v2");
  } else if (to_device) {
    device_->check(driver.memcpy_htod_async(copy.dst, pointer_to<const void>(copy.src),
                                            copy.width_bytes, handle_),
                   "cuMemcpyHtoDAsync_v2");
  } else {
    device_->check(
        driver.memcpy_dtoh_async(pointer_to<void>(copy.dst), copy.src, copy.width_bytes, handle_),
        "cuMemcpyDtoHAsync_v2");
  }
}

void CudaStream::copy(const plugin::Copy& copy) {
  if (copy.width_bytes == 0 || copy.height == 0) return;
  if (copy.dst_kind != MemoryKind::Device && copy.src_kind != MemoryKind::Device) {
    host([copy] {
      for (std::size_t row = 0; row < copy.height; ++row) {
        std::memmove(pointer_to<void>(copy.dst + row * copy.dst_pitch),
                     pointer_to<const void>(copy.src + row * copy.src_pitch), copy.width_bytes);
      }
    });
    return;
  }
  if (poisoned()) return;
  const ContextScope scope(*device_);
  if (copy.height == 1) return copy_row(copy);
  if (copy.dst_pitch > device_->max_pitch() || copy.src_pitch > device_->max_pitch()) {
    for (std::size_t row = 0; row < copy.height; ++row) {
      copy_row({copy.dst_kind, copy.src_kind, copy.dst + row * copy.dst_pitch,
                copy.src + row * copy.src_pitch, copy.width_bytes});
    }
    return;
  }
  Memcpy2D args{};
  args.src_type = copy.src_kind == MemoryKind::Device ? MemoryType::Device : MemoryType::Host;
  args.dst_type = copy.dst_kind == MemoryKind::Device ? MemoryType::Device : MemoryType::Host;
  if (args.src_type == MemoryType::Device)
    args.src_device = copy.src;
  else
    args.src_host = pointer_to<const void>(copy.src);
  if (args.dst_type == MemoryType::Device)
    args.dst_device = copy.dst;
  else
    args.dst_host = pointer_to<void>(copy.dst);
  args.src_pitch = copy.src_pitch;
  args.dst_pitch = copy.dst_pitch;
  args.width_bytes = copy.width_bytes;
  args.height = copy.height;
  device_->check(device_->driver().memcpy_2d_async(&args, handle_), "cuMemcpy2DAsync_v2");
}

void CudaStream::fill(MemoryKind kind, std::uintptr_t dst, unsigned char value, std::size_t bytes) {
  if (bytes == 0) return;
  if (kind != MemoryKind::Device) {
    host([=] { std::memset(pointer_to<void>(dst), value, bytes); });
    return;
  }
  if (poisoned()) return;
  const ContextScope scope(*device_);
  device_->check(device_->driver().memset_d8_async(dst, value, bytes, handle_), "cuMemsetD8Async");
}

void CudaStream::run_task(void* argument) {
  auto& task = *static_cast<Task*>(argument);
  // The driver's thread: nothing may be thrown into it.
  try {
    if (task.errors->find(task.number).empty()) {
      try {
        task.run();
      } catch (const std::exception& e) {
        task.errors->fail(task.number, e.what());
      } catch (...) {
        task.errors->fail(task.number, "a host task threw something that is no std::exception");
      }
    }
  } catch (...) {
    task.errors->fail(task.number, "no memory");  // short enough to need none
  }
  task.finished.store(true);
}

void CudaStream::host(std::function<void()> task) {
  const ContextScope scope(*device_);
  tasks_.remove_if([](const Task& old) { return old.finished.load(); });
  Task& entry = tasks_.emplace_back();
  entry.run = std::move(task);
  entry.errors = errors_;
  entry.number = errors_->next_task();
  const Result result = device_->driver().launch_host_func(handle_, &CudaStream::run_task, &entry);
  if (result != Result::Success) tasks_.pop_back();
  device_->check(result, "cuLaunchHostFunc");
}

void CudaStream::record(plugin::Event& event) {
  CudaEvent& target = own(event);
  const ContextScope scope(*device_);
  device_->check(device_->driver().event_record(target.handle_, handle_), "cuEventRecord");
  target.errors_ = errors_;
  target.tasks_ = errors_->tasks();
}

void CudaStream::wait(plugin::Event& event) {
  CudaEvent& target = own(event);
  const ContextScope scope(*device_);
  device_->check(device_->driver().stream_wait_event(handle_, target.handle_, 0),
                 "cuStreamWaitEvent");
  if (target.errors_ && target.errors_ != errors_ && target.tasks_ > 0) {
    errors_->depend(target.errors_, target.tasks_);
  }
}

bool CudaStream::done() {
  const ContextScope scope(*device_);
  const Result result = device_->driver().stream_query(handle_);
  if (result == Result::NotReady) return false;
  device_->check(result, "cuStreamQuery");
  return true;
}

std::string CudaStream::status() const {
  std::string closed = device_->closed_because();
  return closed.empty() ? errors_->find(kAllTasks) : closed;
}

bool CudaStream::poisoned() const { return !errors_->find(kAllTasks).empty(); }

void CudaStream::do_sync() {
  const ContextScope scope(*device_);
  device_->check(device_->driver().stream_synchronize(handle_), "cuStreamSynchronize");
  tasks_.remove_if([](const Task& task) { return task.finished.load(); });
  const std::string what = errors_->find(kAllTasks);
  if (!what.empty()) throw Error(ErrorCode::DeviceFailed, "Stream::sync", what);
}

bool CudaStream::drain() noexcept {
  const ContextScope scope(*device_, std::nothrow);
  if (!scope.active()) return false;
  const DriverApi& driver = device_->driver();
  if (device_->succeeded(driver.stream_synchronize(handle_), "cuStreamSynchronize")) return true;
  if (!device_->usable()) return false;
  if (device_->succeeded(driver.stream_synchronize(handle_), "cuStreamSynchronize")) return true;
  device_->close("a stream could not be brought to rest: cuStreamSynchronize failed twice");
  return false;
}

std::shared_ptr<plugin::Stream> CudaDevice::create_stream() {
  return std::make_shared<CudaStream>(shared_from_this());
}

std::unique_ptr<plugin::Event> CudaDevice::create_event(bool timed) {
  return std::make_unique<CudaEvent>(shared_from_this(), timed);
}

}  // namespace fulcrum::offload::cuda
