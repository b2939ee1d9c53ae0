// SPDX-License-Identifier: Apache-2.0
// The state of the stand-in driver: devices, contexts, memory, streams, and the rules it enforces.
// README.md says what it models. libcublas.so.13 of the stand-in works on this same state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "control.hpp"

#define STANDIN_EXPORT __attribute__((visibility("default")))

namespace standin {

enum class Library { Cuda, Cublas, Nvrtc };

// CUresult and cublasStatus_t values that the stand-in gives of its own accord.
inline constexpr int kSuccess = 0, kInvalidValue = 1, kOutOfMemory = 2, kNotInitialized = 3,
                     kInvalidDevice = 101, kInvalidContext = 201, kInvalidHandle = 400,
                     kNotReady = 600, kIllegalAddress = 700, kAlreadyRegistered = 712,
                     kNotRegistered = 713, kNotPermitted = 800;
inline constexpr int kBlasNotInitialized = 1, kBlasAllocFailed = 3, kBlasInvalidValue = 7,
                     kBlasExecutionFailed = 13;

// For each stream, by its number, the last of its operations that is known to come before. Two
// operations whose clocks do not order them may run at the same time; if they touch the same bytes,
// that is a race.
using VectorClock = std::vector<std::uint64_t>;

struct Context {
  int device = 0;
  int retained = 0;
  int lost = 0;  // the sticky error, once there is one
  std::uint64_t handle = 0;
};

struct PastAccess {
  std::size_t begin, end;
  bool write;
  std::uint64_t stream, sequence;
  std::string what;
};

// A range that a device may touch. Device memory has an address that the host cannot read; its
// bytes are in `storage`. Pinned memory lies where its address says.
struct Allocation {
  std::uint64_t address = 0;
  std::size_t bytes = 0, reserved = 0;
  std::byte* storage = nullptr;
  Context* context = nullptr;
  bool pinned = false, freed = false;
  bool managed =
      false;  // pinned too: it lies where its address says, and is freed as device memory
  bool registered = false;  // pinned too: the program's own memory
  std::vector<PastAccess> past;
};

struct Access {
  std::shared_ptr<Allocation> memory;
  std::size_t begin = 0, end = 0;
  bool write = false;
  std::byte* data() const { return memory->storage + begin; }
};

struct Stream;
struct Module;
struct Function;

// A point in a stream: what an event was recorded at.
struct Mark {
  std::shared_ptr<Stream> stream;
  std::uint64_t sequence = 0;
  VectorClock clock;
  double milliseconds = -1;  // when it was reached
};

struct Operation {
  std::string what;
  std::vector<Access> accesses;
  std::function<void()> run;
  std::function<int()> kernel;     // instead of run; an error loses the context
  std::shared_ptr<Module> module;  // that the kernel is of
  bool host_function = false;
  std::shared_ptr<Mark> waits_for, marks;
  int fails_with = 0;
};

struct Stream {
  std::uint64_t handle = 0, number = 0;
  Context* context = nullptr;
  std::deque<Operation> queue;
  std::uint64_t submitted = 0, done = 0;
  VectorClock clock;
};

struct Event {
  Context* context = nullptr;
  bool timing = true;
  std::shared_ptr<Mark> mark;
};

struct BlasHandle {
  Context* context = nullptr;
  std::uint64_t stream = 0;  // 0: the null stream, which the stand-in refuses to work on
  int pointer_mode = 0;      // 1: scalars are in device memory
  std::shared_ptr<Allocation> own_workspace;
  std::uint64_t workspace = 0;
  std::size_t workspace_bytes = 0;
};

struct CallInfo {
  Library library = Library::Cuda;
  const char* function = "";
  bool needs_init = true;
  bool needs_context = true;
  bool survives_loss = false;  // answers even when the context is lost
  // What an injected fault does not stop. Frees and destroys: done unless the context is lost. Pop:
  // always.
  enum class Despite { Nothing, Fault, Loss } done_despite = Despite::Nothing;
  CopyKind copy = CopyKind::None;
  std::uint64_t bytes = 0, destination = 0, source = 0;
};

class STANDIN_EXPORT Driver {
 public:
  static Driver& get();  // made at the first call, never destroyed

  // Runs one call of the API: counts and logs it, lets faults and lost contexts answer, else calls
  // body().
  template <class Body>
  int call(const CallInfo& info, Body&& body) {
    const std::lock_guard<std::recursive_mutex> lock(mutex_);
    const int fault = begin(info);
    int result = fault;
    const bool done = info.done_despite == CallInfo::Despite::Loss ||
                      (info.done_despite == CallInfo::Despite::Fault && !is_lost());
    if (fault == 0 || done) result = body();
    if (fault != 0) result = fault;
    if (fault == 0) result = lost_code(info, result);
    end(result, fault != 0);
    return result;
  }

  // Contexts. The stack of current contexts belongs to the calling thread.
  int init(unsigned flags);
  int device_count() const { return device_count_; }
  int driver_version() const { return driver_version_; }
  std::uint64_t memory_bytes() const { return memory_bytes_; }
  std::uint64_t memory_used(int device) const { return used_[static_cast<std::size_t>(device)]; }
  bool has_device(int device) const { return device >= 0 && device < device_count_; }
  int retain(int device, std::uint64_t* handle);
  int push(std::uint64_t handle);
  int pop(std::uint64_t* handle);
  Context* current() const;
  bool is_lost() const;
  Context* context(std::uint64_t handle);  // null: there is none
  bool has_peers() const { return has_peers_; }
  bool enable_peer(Context* peer);              // from the current context; false: it was
  bool hides(const std::string& symbol) const;  // asked to by FULCRUM_STANDIN_HIDE

  // Memory.
  std::shared_ptr<Allocation> allocate_device(std::size_t bytes);  // null: out of memory
  std::shared_ptr<Allocation> allocate_pinned(std::size_t bytes);
  // Page-locks memory of the program's; false where some of it is.
  bool register_memory(std::uint64_t address, std::size_t bytes);
  std::shared_ptr<Allocation> find(
      std::uint64_t address) const;  // live or not; null where nothing ever was
  // The live device (or pinned) range [address, address + bytes) of that context (null: the current
  // one), or nothing with a violation.
  std::optional<Access> access(const char* what, std::uint64_t address, std::size_t bytes,
                               bool write, const Context* of = nullptr);
  // The pinned range, or nothing where the host memory is pageable.
  std::optional<Access> pinned_access(const char* what, std::uint64_t address, std::size_t bytes,
                                      bool write, bool* straddles);
  void release_memory(const std::shared_ptr<Allocation>& memory);
  bool in_use(const Allocation& memory) const;  // by queued work

  // Kernels.
  std::uint64_t add_module(std::shared_ptr<Module> module);  // of the current context
  std::shared_ptr<Module> module(const char* what, std::uint64_t handle);
  void remove_module(std::uint64_t handle);  // and its functions
  bool in_use(const Module& module) const;   // by a queued launch
  std::uint64_t add_function(std::shared_ptr<Function> function);
  std::shared_ptr<Function> function(const char* what, std::uint64_t handle);

  // Streams and events.
  std::uint64_t create_stream();
  std::shared_ptr<Stream> stream(const char* what, std::uint64_t handle);  // null with a violation
  void destroy_stream(std::uint64_t handle);
  std::uint64_t create_event(bool timing);
  std::shared_ptr<Event> event(const char* what, std::uint64_t handle, bool any_context = false);
  void destroy_event(std::uint64_t handle);
  void enqueue(const std::shared_ptr<Stream>& stream, Operation operation);
  std::shared_ptr<Mark> record(const std::shared_ptr<Stream>& stream);
  void wait(const std::shared_ptr<Stream>& stream, const std::shared_ptr<Mark>& mark);
  int synchronize(const std::shared_ptr<Stream>& stream);
  int synchronize(const Mark& mark);
  int query(const std::shared_ptr<Stream>& stream, std::uint64_t sequence,
            const VectorClock& clock);
  void drain(Context* context);  // runs all that is queued on it

  std::uint64_t create_blas_handle();  // 0: out of memory
  BlasHandle* blas_handle(const char* what, std::uint64_t handle);
  void destroy_blas_handle(std::uint64_t handle);

  void violation(std::string text);
  void note_pageable() { log_[log_at_].pageable = 1; }  // of the call under way

  // Behind Control.
  void clear();
  void fail(const Fault& fault);
  std::int64_t faults_fired() const { return fired_; }
  std::int64_t calls() const { return calls_; }
  const std::vector<LoggedCall>& log() const { return log_; }
  const std::vector<std::string>& violations() const { return violations_; }
  Live live() const;
  void set_memory_bytes(std::uint64_t bytes) { memory_bytes_ = bytes; }
  std::recursive_mutex& mutex() { return mutex_; }

 private:
  struct Rule {
    std::string function;
    std::int64_t nth, seen;
    int cuda_code, cublas_code;
    FaultMode mode;
    bool spent;
  };

  Driver();
  void read_environment();
  void add_rule(const std::string& text);
  int begin(const CallInfo& info);
  int injected(const CallInfo& info);
  void end(int result, bool faulted);
  int lost_code(const CallInfo& info, int result) const;
  void lose(Context* context, int code);
  void run_one(Stream& stream);
  void run_until(Stream& stream, std::uint64_t sequence);
  void check_race(const Operation& operation, const VectorClock& clock);
  template <class Predicate>
  bool any_queued(Predicate&& predicate) const;
  void learn(const VectorClock& clock);  // the host has seen it
  std::uint64_t new_handle();

  std::recursive_mutex mutex_;
  int device_count_ = 1, driver_version_ = 13000, init_result_ = 0;
  std::uint64_t memory_bytes_ = std::uint64_t{1} << 30;
  bool initialised_ = false;
  int lost_without_context_ = 0;
  std::vector<Context> contexts_;
  std::vector<std::uint64_t> used_;
  std::vector<std::string> hidden_;
  std::map<std::uint64_t, std::shared_ptr<Allocation>> memory_;
  std::unordered_map<std::uint64_t, std::shared_ptr<Stream>> streams_;
  std::vector<std::shared_ptr<Stream>> destroyed_streams_;
  std::unordered_map<std::uint64_t, std::shared_ptr<Event>> events_;
  std::unordered_map<std::uint64_t, std::unique_ptr<BlasHandle>> blas_handles_;
  bool has_peers_ = true;
  std::vector<std::pair<const Context*, const Context*>> peers_;
  std::unordered_map<std::uint64_t, std::shared_ptr<Module>> modules_;
  std::unordered_map<std::uint64_t, std::shared_ptr<Function>> functions_;
  std::uint64_t handle_base_ = 0, handles_made_ = 0, streams_made_ = 0;
  VectorClock host_clock_;
  std::vector<Rule> rules_;
  bool in_host_function_ = false;
  int async_code_ = 0;  // for the next operation that is queued in the call under way
  std::int64_t fired_ = 0, calls_ = 0;
  std::vector<LoggedCall> log_;
  std::size_t log_at_ = 0;
  std::vector<std::string> violations_;
};

}  // namespace standin
