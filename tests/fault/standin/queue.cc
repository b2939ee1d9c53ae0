// SPDX-License-Identifier: Apache-2.0
// Streams: work waits in its queue until a synchronisation needs it, then runs in stream order
// after the events that it waits for, and nothing else runs: whatever no synchronisation covers has
// not happened. Vector clocks find races in any schedule, not only in the one that is run.
#include <algorithm>
#include <chrono>

#include "driver.hpp"

namespace standin {
namespace {

void join(VectorClock& into, const VectorClock& from) {
  if (into.size() < from.size()) into.resize(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) into[i] = std::max(into[i], from[i]);
}

bool knows(const VectorClock& clock, std::uint64_t stream, std::uint64_t sequence) {
  return stream < clock.size() && clock[stream] >= sequence;
}

double now_milliseconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(now).count();
}

}  // namespace

std::uint64_t Driver::create_stream() {
  auto stream = std::make_shared<Stream>();
  stream->handle = new_handle();
  stream->number = streams_made_++;
  stream->context = current();
  streams_[stream->handle] = stream;
  return stream->handle;
}

std::shared_ptr<Stream> Driver::stream(const char* what, std::uint64_t handle) {
  const auto found = streams_.find(handle);
  if (found == streams_.end()) {
    violation(std::string(what) +
              (handle == 0 ? ": the null stream" : ": the stream is foreign or destroyed"));
    return nullptr;
  }
  if (found->second->context != current()) {
    violation(std::string(what) + ": the stream belongs to another context");
    return nullptr;
  }
  return found->second;
}

void Driver::destroy_stream(std::uint64_t handle) {
  const auto found = streams_.find(handle);
  if (!found->second->queue.empty())
    destroyed_streams_.push_back(found->second);  // its work still gets done
  streams_.erase(found);
}

std::uint64_t Driver::create_event(bool timing) {
  auto event = std::make_shared<Event>();
  event->context = current();
  event->timing = timing;
  const std::uint64_t handle = new_handle();
  events_[handle] = std::move(event);
  return handle;
}

std::shared_ptr<Event> Driver::event(const char* what, std::uint64_t handle, bool any_context) {
  const auto found = events_.find(handle);
  if (found == events_.end()) {
    violation(std::string(what) + ": the event is foreign or destroyed");
    return nullptr;
  }
  if (!any_context && found->second->context != current()) {
    violation(std::string(what) + ": the event belongs to another context");
    return nullptr;
  }
  return found->second;
}

void Driver::destroy_event(std::uint64_t handle) { events_.erase(handle); }

void Driver::check_race(const Operation& operation, const VectorClock& clock) {
  for (const Access& access : operation.accesses) {
    for (const PastAccess& past : access.memory->past) {
      const bool overlap = access.begin < past.end && past.begin < access.end;
      if (!overlap || !(access.write || past.write) || knows(clock, past.stream, past.sequence))
        continue;
      violation("race: " + operation.what + (access.write ? " writes" : " reads") + " what " +
                past.what + (past.write ? " writes" : " reads") +
                " on another stream, with no event between them");
    }
  }
}

void Driver::enqueue(const std::shared_ptr<Stream>& stream, Operation operation) {
  join(stream->clock, host_clock_);
  if (operation.waits_for != nullptr) join(stream->clock, operation.waits_for->clock);
  const std::uint64_t sequence = ++stream->submitted;
  if (stream->clock.size() <= stream->number) stream->clock.resize(stream->number + 1);
  stream->clock[stream->number] = sequence;
  check_race(operation, stream->clock);
  for (const Access& access : operation.accesses) {
    auto& past = access.memory->past;
    // What the host has waited for is ordered before everything to come.
    past.erase(std::remove_if(
                   past.begin(), past.end(),
                   [&](const PastAccess& p) { return knows(host_clock_, p.stream, p.sequence); }),
               past.end());
    past.push_back(
        {access.begin, access.end, access.write, stream->number, sequence, operation.what});
  }
  if (async_code_ != 0 && !operation.accesses.empty()) {
    operation.fails_with = async_code_;
    async_code_ = 0;
    ++fired_;
  }
  if (operation.marks != nullptr) operation.marks->clock = stream->clock;
  stream->queue.push_back(std::move(operation));
}

std::shared_ptr<Mark> Driver::record(const std::shared_ptr<Stream>& stream) {
  auto mark = std::make_shared<Mark>();
  mark->stream = stream;
  mark->sequence = stream->submitted + 1;
  Operation operation;
  operation.what = "cuEventRecord";
  operation.marks = mark;
  enqueue(stream, std::move(operation));
  return mark;
}

void Driver::wait(const std::shared_ptr<Stream>& stream, const std::shared_ptr<Mark>& mark) {
  Operation operation;
  operation.what = "cuStreamWaitEvent";
  operation.waits_for = mark;
  enqueue(stream, std::move(operation));
}

void Driver::run_one(Stream& stream) {
  if (const auto mark = stream.queue.front().waits_for) run_until(*mark->stream, mark->sequence);
  if (stream.queue.empty()) return;  // the context was lost meanwhile, and its work with it
  const Operation operation = std::move(stream.queue.front());
  stream.queue.pop_front();
  ++stream.done;
  if (operation.fails_with != 0) {
    lose(stream.context, operation.fails_with);
  } else if (operation.kernel) {
    if (const int code = operation.kernel(); code != 0) lose(stream.context, code);
  } else if (operation.run) {
    in_host_function_ = operation.host_function;
    operation.run();
    in_host_function_ = false;
  }
  if (operation.marks) operation.marks->milliseconds = now_milliseconds();
}

void Driver::run_until(Stream& stream, std::uint64_t sequence) {
  while (stream.done < sequence && !stream.queue.empty()) run_one(stream);
}

void Driver::learn(const VectorClock& clock) { join(host_clock_, clock); }

int Driver::synchronize(const std::shared_ptr<Stream>& stream) {
  run_until(*stream, stream->submitted);
  if (stream->context->lost != 0) return stream->context->lost;
  learn(stream->clock);
  return 0;
}

int Driver::synchronize(const Mark& mark) {
  run_until(*mark.stream, mark.sequence);
  if (mark.stream->context->lost != 0) return mark.stream->context->lost;
  learn(mark.clock);
  return 0;
}

// Each question lets one more operation run, so that a program that polls sees "not ready" and yet
// comes to an end.
int Driver::query(const std::shared_ptr<Stream>& stream, std::uint64_t sequence,
                  const VectorClock& clock) {
  if (stream->done < sequence) {
    run_one(*stream);
    if (stream->context->lost != 0) return stream->context->lost;
    return kNotReady;
  }
  learn(clock);
  return 0;
}

void Driver::drain(Context* context) {
  std::vector<std::shared_ptr<Stream>> all = destroyed_streams_;
  for (const auto& entry : streams_) all.push_back(entry.second);
  for (const auto& stream : all) {
    if (stream->context == context) synchronize(stream);
  }
  destroyed_streams_.erase(std::remove_if(destroyed_streams_.begin(), destroyed_streams_.end(),
                                          [](const auto& stream) { return stream->queue.empty(); }),
                           destroyed_streams_.end());
}

}  // namespace standin
