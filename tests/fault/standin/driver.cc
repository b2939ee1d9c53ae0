// SPDX-License-Identifier: Apache-2.0
// Calls, faults, contexts and handles.
#include "driver.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <sstream>

#include "kernels.hpp"

namespace standin {
namespace {

// The calling thread's stack of current contexts. A thread that ends with contexts on it forgot to
// pop them.
struct ContextStack {
  std::vector<Context*> contexts;
  ~ContextStack() {
    if (contexts.empty() || contexts.back()->lost != 0) return;
    const std::lock_guard<std::recursive_mutex> lock(Driver::get().mutex());
    Driver::get().violation("a thread ended with " + std::to_string(contexts.size()) +
                            " contexts on its stack");
  }
};
thread_local ContextStack t_stack;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

long long number(const char* variable, long long otherwise) {
  const char* text = std::getenv(variable);
  return text != nullptr && *text != '\0' ? std::atoll(text) : otherwise;
}

constexpr std::size_t kHandleRange = std::size_t{1} << 24, kHandleStep = 64;

}  // namespace

Driver& Driver::get() {
  static Driver& driver = *new Driver;
  return driver;
}

Driver::Driver() {
  // Handles are addresses in a range that nobody can read, and are never given twice.
  void* range =
      mmap(nullptr, kHandleRange, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  handle_base_ = reinterpret_cast<std::uint64_t>(range);
  read_environment();
  contexts_.resize(static_cast<std::size_t>(device_count_));
  used_.resize(contexts_.size());
  for (std::size_t i = 0; i < contexts_.size(); ++i) {
    contexts_[i].device = static_cast<int>(i);
    contexts_[i].handle = new_handle();
  }
}

// FULCRUM_STANDIN_DEVICES, _DRIVER_VERSION, _INIT (what cuInit returns), _MEMORY (bytes of each
// device), _PEERS (0: no device reaches another), _HIDE (comma list of symbols), _FAIL (comma list
// of function:nth:cuda code:cublas code:once|forever|sticky|async; the function may be empty).
void Driver::read_environment() {
  device_count_ = static_cast<int>(number("FULCRUM_STANDIN_DEVICES", 1));
  driver_version_ = static_cast<int>(number("FULCRUM_STANDIN_DRIVER_VERSION", 13000));
  init_result_ = static_cast<int>(number("FULCRUM_STANDIN_INIT", 0));
  memory_bytes_ = static_cast<std::uint64_t>(number("FULCRUM_STANDIN_MEMORY", 1LL << 30));
  has_peers_ = number("FULCRUM_STANDIN_PEERS", 1) != 0;
  if (const char* hide = std::getenv("FULCRUM_STANDIN_HIDE")) hidden_ = split(hide, ',');
  if (const char* rules = std::getenv("FULCRUM_STANDIN_FAIL")) {
    for (const std::string& rule : split(rules, ',')) add_rule(rule);
  }
}

void Driver::add_rule(const std::string& text) {
  const std::vector<std::string> part = split(text, ':');
  if (part.size() != 5) {
    std::fprintf(stderr, "stand-in: cannot read the fault '%s'\n", text.c_str());
    std::abort();
  }
  const FaultMode mode = part[4] == "once"      ? FaultMode::Once
                         : part[4] == "forever" ? FaultMode::Forever
                         : part[4] == "sticky"  ? FaultMode::Sticky
                                                : FaultMode::Async;
  fail({part[0].c_str(), std::atoll(part[1].c_str()), std::atoi(part[2].c_str()),
        std::atoi(part[3].c_str()), mode});
}

void Driver::fail(const Fault& fault) {
  rules_.push_back(
      {fault.function, fault.nth, 0, fault.cuda_code, fault.cublas_code, fault.mode, false});
}

// What an injected fault or a lost context answers; 0: the function runs.
int Driver::begin(const CallInfo& info) {
  ++calls_;
  LoggedCall entry{};
  std::snprintf(entry.function, sizeof entry.function, "%s", info.function);
  entry.copy = info.copy;
  entry.bytes = info.bytes;
  entry.destination = info.destination;
  entry.source = info.source;
  log_at_ = log_.size();
  log_.push_back(entry);
  if (const int code = injected(info); code != 0) return code;
  if (const int code = lost_code(info, 0); code != 0) return code;
  const bool cuda = info.library == Library::Cuda;
  if (in_host_function_) {
    violation(std::string(info.function) + ": called from a host function");
    return cuda ? kNotPermitted : kBlasExecutionFailed;
  }
  if (info.needs_init && !initialised_) return cuda ? kNotInitialized : kBlasNotInitialized;
  if (info.needs_context && current() == nullptr) {
    violation(std::string(info.function) + ": no context is current");
    return cuda ? kInvalidContext : kBlasNotInitialized;
  }
  return 0;
}

int Driver::injected(const CallInfo& info) {
  int answer = 0;
  for (Rule& rule : rules_) {
    if (!rule.function.empty() && rule.function != info.function) continue;
    ++rule.seen;
    if (rule.spent || rule.seen < rule.nth) continue;
    if (rule.mode != FaultMode::Forever) rule.spent = true;
    if (rule.mode == FaultMode::Async) {
      async_code_ = rule.cuda_code;  // counted as fired when work takes it
      continue;
    }
    ++fired_;
    answer = info.library == Library::Cuda ? rule.cuda_code : rule.cublas_code;
    if (rule.mode == FaultMode::Sticky) lose(current(), rule.cuda_code);
  }
  return answer;
}

void Driver::end(int result, bool faulted) {
  async_code_ = 0;
  log_[log_at_].result = result;
  log_[log_at_].faulted = faulted ? 1 : 0;
}

bool Driver::is_lost() const {
  const Context* context = current();
  return lost_without_context_ != 0 || (context != nullptr && context->lost != 0);
}

// A lost context answers every call with its error; cuBLAS says that it could not execute.
int Driver::lost_code(const CallInfo& info, int result) const {
  if (info.survives_loss || !is_lost()) return result;
  if (info.library != Library::Cuda) return kBlasExecutionFailed;
  const Context* context = current();
  return context != nullptr && context->lost != 0 ? context->lost : lost_without_context_;
}

void Driver::lose(Context* context, int code) {
  if (context == nullptr) {
    lost_without_context_ = code;
    return;
  }
  context->lost = code;
  const auto discard = [context](Stream& stream) {
    if (stream.context != context) return;
    stream.queue.clear();
    stream.done = stream.submitted;
  };
  for (auto& entry : streams_) discard(*entry.second);
  for (auto& stream : destroyed_streams_) discard(*stream);
}

int Driver::init(unsigned flags) {
  if (flags != 0) return kInvalidValue;
  if (init_result_ != 0) return init_result_;
  if (device_count_ == 0) return 100;
  initialised_ = true;
  return 0;
}

Context* Driver::current() const {
  return t_stack.contexts.empty() ? nullptr : t_stack.contexts.back();
}

int Driver::retain(int device, std::uint64_t* handle) {
  if (handle == nullptr) return kInvalidValue;
  if (!has_device(device)) return kInvalidDevice;
  Context& context = contexts_[static_cast<std::size_t>(device)];
  ++context.retained;
  *handle = context.handle;
  return 0;
}

int Driver::push(std::uint64_t handle) {
  for (Context& context : contexts_) {
    if (context.handle != handle) continue;
    if (context.retained == 0) {
      violation("cuCtxPushCurrent: the context was never retained");
      return kInvalidContext;
    }
    if (context.lost != 0) return context.lost;
    t_stack.contexts.push_back(&context);
    return 0;
  }
  violation("cuCtxPushCurrent: not a context");
  return kInvalidContext;
}

Context* Driver::context(std::uint64_t handle) {
  for (Context& context : contexts_) {
    if (context.handle == handle && context.retained > 0) return &context;
  }
  violation("not a context that was retained");
  return nullptr;
}

bool Driver::enable_peer(Context* peer) {
  const std::pair<const Context*, const Context*> pair{current(), peer};
  if (std::find(peers_.begin(), peers_.end(), pair) != peers_.end()) return false;
  peers_.push_back(pair);
  return true;
}

int Driver::pop(std::uint64_t* handle) {
  if (t_stack.contexts.empty()) {
    violation("cuCtxPopCurrent: no context is on the stack");
    return kInvalidContext;
  }
  if (handle != nullptr) *handle = t_stack.contexts.back()->handle;
  t_stack.contexts.pop_back();
  return 0;
}

bool Driver::hides(const std::string& symbol) const {
  return std::find(hidden_.begin(), hidden_.end(), symbol) != hidden_.end();
}

std::uint64_t Driver::new_handle() {
  ++handles_made_;
  if (handles_made_ * kHandleStep >= kHandleRange) std::abort();
  return handle_base_ + handles_made_ * kHandleStep;
}

std::uint64_t Driver::add_module(std::shared_ptr<Module> module) {
  module->context = current();
  const std::uint64_t handle = new_handle();
  modules_[handle] = std::move(module);
  return handle;
}

std::shared_ptr<Module> Driver::module(const char* what, std::uint64_t handle) {
  const auto found = modules_.find(handle);
  if (found == modules_.end() || found->second->context != current()) {
    violation(std::string(what) + ": the module is foreign, unloaded or of another context");
    return nullptr;
  }
  return found->second;
}

void Driver::remove_module(std::uint64_t handle) {
  const std::shared_ptr<Module> module = modules_.at(handle);
  modules_.erase(handle);
  for (auto it = functions_.begin(); it != functions_.end();)
    it = it->second->module == module ? functions_.erase(it) : std::next(it);
}

std::uint64_t Driver::add_function(std::shared_ptr<Function> function) {
  const std::uint64_t handle = new_handle();
  functions_[handle] = std::move(function);
  return handle;
}

std::shared_ptr<Function> Driver::function(const char* what, std::uint64_t handle) {
  const auto found = functions_.find(handle);
  if (found == functions_.end() || found->second->module->context != current()) {
    violation(std::string(what) + ": the function is foreign, unloaded or of another context");
    return nullptr;
  }
  return found->second;
}

std::uint64_t Driver::create_blas_handle() {
  // cuBLAS takes its default workspace when the handle is made.
  constexpr std::size_t kWorkspace = std::size_t{1} << 16;
  auto workspace = allocate_device(kWorkspace);
  if (workspace == nullptr) return 0;
  auto handle = std::make_unique<BlasHandle>();
  handle->context = current();
  handle->own_workspace = std::move(workspace);
  const std::uint64_t number = new_handle();
  blas_handles_[number] = std::move(handle);
  return number;
}

BlasHandle* Driver::blas_handle(const char* what, std::uint64_t handle) {
  if (handle == 0) return nullptr;
  const auto found = blas_handles_.find(handle);
  if (found == blas_handles_.end()) {
    violation(std::string(what) + ": the cuBLAS handle is foreign or destroyed");
    return nullptr;
  }
  if (found->second->context != current()) {
    violation(std::string(what) + ": the cuBLAS handle belongs to another context");
    return nullptr;
  }
  return found->second.get();
}

void Driver::destroy_blas_handle(std::uint64_t handle) {
  drain(blas_handles_.at(handle)->context);  // cublasDestroy synchronises the device
  release_memory(blas_handles_.at(handle)->own_workspace);
  blas_handles_.erase(handle);
}

void Driver::violation(std::string text) { violations_.push_back(std::move(text)); }

void Driver::clear() {
  rules_.clear();
  log_.clear();
  violations_.clear();
  fired_ = calls_ = 0;
  async_code_ = 0;
}

Live Driver::live() const {
  Live live{};
  for (const auto& [address, memory] : memory_) {
    if (memory->freed) continue;
    (memory->pinned ? live.pinned_allocations : live.device_allocations) += 1;
    (memory->pinned ? live.pinned_bytes : live.device_bytes) +=
        static_cast<std::int64_t>(memory->bytes);
  }
  live.streams = static_cast<std::int64_t>(streams_.size());
  live.events = static_cast<std::int64_t>(events_.size());
  live.blas_handles = static_cast<std::int64_t>(blas_handles_.size());
  live.modules = static_cast<std::int64_t>(modules_.size());
  for (const Context& context : contexts_) live.contexts += context.retained;
  const auto count = [&](const Stream& stream) {
    for (const Operation& operation : stream.queue)
      live.queued_work += operation.accesses.empty() ? 0 : 1;
  };
  for (const auto& entry : streams_) count(*entry.second);
  for (const auto& stream : destroyed_streams_) count(*stream);
  return live;
}

}  // namespace standin

namespace {

using standin::Driver;

template <class Body>
auto locked(Body&& body) {
  const std::lock_guard<std::recursive_mutex> lock(Driver::get().mutex());
  return body(Driver::get());
}

std::int64_t context_depth() { return static_cast<std::int64_t>(standin::t_stack.contexts.size()); }

const standin::Control kControl = {
    [] { locked([](Driver& d) { d.clear(); }); },
    [](const standin::Fault* fault) { locked([&](Driver& d) { d.fail(*fault); }); },
    [] { return locked([](Driver& d) { return d.faults_fired(); }); },
    [] { return locked([](Driver& d) { return d.calls(); }); },
    [] { return locked([](Driver& d) { return static_cast<std::int64_t>(d.log().size()); }); },
    [](std::int64_t index, standin::LoggedCall* entry) {
      return locked([&](Driver& d) {
        if (index < 0 || index >= static_cast<std::int64_t>(d.log().size())) return 0;
        *entry = d.log()[static_cast<std::size_t>(index)];
        return 1;
      });
    },
    [](standin::Live* live) { locked([&](Driver& d) { *live = d.live(); }); },
    [] {
      return locked([](Driver& d) { return static_cast<std::int64_t>(d.violations().size()); });
    },
    [](std::int64_t index) {
      return locked(
          [&](Driver& d) { return d.violations().at(static_cast<std::size_t>(index)).c_str(); });
    },
    [] { return context_depth(); },
    [](std::uint64_t bytes) { locked([&](Driver& d) { d.set_memory_bytes(bytes); }); },
};

}  // namespace

extern "C" STANDIN_EXPORT const standin::Control* standin_control() { return &kControl; }
