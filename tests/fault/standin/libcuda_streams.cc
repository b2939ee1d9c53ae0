// SPDX-License-Identifier: Apache-2.0
// Streams and events.
#include <utility>

#include "libcuda.hpp"

namespace cuda = fulcrum::offload::cuda;
using cuda::Result;
using standin::call;
using standin::CallInfo;
using standin::Driver;
using standin::number_of;
using standin::Operation;
using standin::same;

// NOLINTBEGIN(performance-no-int-to-ptr): handles and device addresses are numbers here.
extern "C" {

STANDIN_EXPORT Result cuStreamCreate(cuda::StreamHandle* stream, unsigned flags) {
  return call({.function = "cuStreamCreate"}, [&](Driver& d) {
    if (flags > 1) return standin::kInvalidValue;
    *stream = reinterpret_cast<cuda::StreamHandle>(d.create_stream());
    return 0;
  });
}

STANDIN_EXPORT Result cuStreamDestroy_v2(cuda::StreamHandle stream) {
  return call({.function = "cuStreamDestroy_v2", .done_despite = CallInfo::Despite::Fault},
              [&](Driver& d) {
                if (d.stream("cuStreamDestroy_v2", number_of(stream)) == nullptr)
                  return standin::kInvalidHandle;
                d.destroy_stream(number_of(stream));
                return 0;
              });
}

STANDIN_EXPORT Result cuStreamQuery(cuda::StreamHandle stream) {
  return call({.function = "cuStreamQuery"}, [&](Driver& d) {
    const auto found = d.stream("cuStreamQuery", number_of(stream));
    return found == nullptr ? standin::kInvalidHandle
                            : d.query(found, found->submitted, found->clock);
  });
}

STANDIN_EXPORT Result cuStreamSynchronize(cuda::StreamHandle stream) {
  return call({.function = "cuStreamSynchronize"}, [&](Driver& d) {
    const auto found = d.stream("cuStreamSynchronize", number_of(stream));
    return found == nullptr ? standin::kInvalidHandle : d.synchronize(found);
  });
}

STANDIN_EXPORT Result cuStreamWaitEvent(cuda::StreamHandle stream, cuda::EventHandle event,
                                        unsigned flags) {
  return call({.function = "cuStreamWaitEvent"}, [&](Driver& d) {
    const auto waiting = d.stream("cuStreamWaitEvent", number_of(stream));
    const auto found = d.event("cuStreamWaitEvent", number_of(event), true);
    if (waiting == nullptr || found == nullptr) return standin::kInvalidHandle;
    if (flags > 1) return standin::kInvalidValue;
    if (found->mark != nullptr) d.wait(waiting, found->mark);
    return 0;
  });
}

STANDIN_EXPORT Result cuLaunchHostFunc(cuda::StreamHandle stream, cuda::HostFunction function,
                                       void* user_data) {
  return call({.function = "cuLaunchHostFunc"}, [&](Driver& d) {
    const auto found = d.stream("cuLaunchHostFunc", number_of(stream));
    if (found == nullptr) return standin::kInvalidHandle;
    Operation operation;
    operation.what = "cuLaunchHostFunc";
    operation.run = [function, user_data] { function(user_data); };
    operation.host_function = true;
    d.enqueue(found, std::move(operation));
    return 0;
  });
}

STANDIN_EXPORT Result cuEventCreate(cuda::EventHandle* event, unsigned flags) {
  return call({.function = "cuEventCreate"}, [&](Driver& d) {
    if (flags > 3) return standin::kInvalidValue;  // no interprocess events
    *event = reinterpret_cast<cuda::EventHandle>(
        d.create_event((flags & cuda::kEventDisableTiming) == 0));
    return 0;
  });
}

STANDIN_EXPORT Result cuEventDestroy_v2(cuda::EventHandle event) {
  return call({.function = "cuEventDestroy_v2", .done_despite = CallInfo::Despite::Fault},
              [&](Driver& d) {
                if (d.event("cuEventDestroy_v2", number_of(event)) == nullptr)
                  return standin::kInvalidHandle;
                d.destroy_event(number_of(event));
                return 0;
              });
}

STANDIN_EXPORT Result cuEventRecord(cuda::EventHandle event, cuda::StreamHandle stream) {
  return call({.function = "cuEventRecord"}, [&](Driver& d) {
    const auto found = d.event("cuEventRecord", number_of(event));
    const auto at = d.stream("cuEventRecord", number_of(stream));
    if (found == nullptr || at == nullptr) return standin::kInvalidHandle;
    found->mark = d.record(at);
    return 0;
  });
}

STANDIN_EXPORT Result cuEventQuery(cuda::EventHandle event) {
  return call({.function = "cuEventQuery"}, [&](Driver& d) {
    const auto found = d.event("cuEventQuery", number_of(event));
    if (found == nullptr) return standin::kInvalidHandle;
    if (found->mark == nullptr) return 0;
    return d.query(found->mark->stream, found->mark->sequence, found->mark->clock);
  });
}

STANDIN_EXPORT Result cuEventSynchronize(cuda::EventHandle event) {
  return call({.function = "cuEventSynchronize"}, [&](Driver& d) {
    const auto found = d.event("cuEventSynchronize", number_of(event));
    if (found == nullptr) return standin::kInvalidHandle;
    return found->mark == nullptr ? 0 : d.synchronize(*found->mark);
  });
}

STANDIN_EXPORT Result cuEventElapsedTime(float* milliseconds, cuda::EventHandle start,
                                         cuda::EventHandle end) {
  return call({.function = "cuEventElapsedTime"}, [&](Driver& d) {
    const auto first = d.event("cuEventElapsedTime", number_of(start));
    const auto last = d.event("cuEventElapsedTime", number_of(end));
    if (first == nullptr || last == nullptr) return standin::kInvalidHandle;
    if (first->mark == nullptr || last->mark == nullptr || !first->timing || !last->timing) {
      d.violation("cuEventElapsedTime: an event was never recorded, or keeps no time");
      return standin::kInvalidHandle;
    }
    if (first->mark->milliseconds < 0 || last->mark->milliseconds < 0) return standin::kNotReady;
    *milliseconds = static_cast<float>(last->mark->milliseconds - first->mark->milliseconds);
    return 0;
  });
}

}  // extern "C"

// Every function has the type that the library declares.
static_assert(same(&cuStreamCreate, &cuda::DriverApi::stream_create) &&
              same(&cuStreamWaitEvent, &cuda::DriverApi::stream_wait_event) &&
              same(&cuLaunchHostFunc, &cuda::DriverApi::launch_host_func) &&
              same(&cuEventRecord, &cuda::DriverApi::event_record) &&
              same(&cuEventElapsedTime, &cuda::DriverApi::event_elapsed_time));

// NOLINTEND(performance-no-int-to-ptr)
