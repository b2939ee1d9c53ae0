// SPDX-License-Identifier: Apache-2.0
#include "kernels.hpp"

#include <dlfcn.h>
#include <elf.h>
#include <pthread.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace standin {
namespace {

constexpr int kInvalidImage = 200, kNoBinaryForGpu = 209, kInvalidPtx = 218, kArchitecture = 90;
constexpr std::size_t kStackBytes = std::size_t{64} << 10;

// --- images

std::uint64_t elf_bytes(const char* image) {
  Elf64_Ehdr header;
  std::memcpy(&header, image, sizeof header);
  return header.e_shoff + std::uint64_t{header.e_shentsize} * header.e_shnum;
}

bool is_host_object(const char* image) {
  Elf64_Ehdr header;
  std::memcpy(&header, image, sizeof header);
#if defined(__x86_64__)
  constexpr Elf64_Half kMachine = EM_X86_64;
#else
  constexpr Elf64_Half kMachine = EM_AARCH64;
#endif
  return header.e_type == ET_DYN && header.e_machine == kMachine;
}

std::shared_ptr<Module> open_object(std::string_view object) {
  auto module = std::make_shared<Module>();
  module->file = memfd_create("fulcrum-standin-kernel", MFD_CLOEXEC);
  if (module->file < 0) return nullptr;
  for (std::size_t at = 0; at < object.size();) {
    const ssize_t written = write(module->file, object.data() + at, object.size() - at);
    if (written <= 0) return nullptr;
    at += static_cast<std::size_t>(written);
  }
  const std::string path = "/proc/self/fd/" + std::to_string(module->file);
  module->library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (module->library == nullptr) return nullptr;
  module->state = static_cast<KernelState*>(dlsym(module->library, "standin_state"));
  return module->state != nullptr && module->state->layout == kKernelLayout ? module : nullptr;
}

// What follows the first line of the stand-in's PTX; empty where it is none.
std::string object_of(std::string_view ptx, int* architecture) {
  if (!ptx.starts_with(kPtxLine)) return {};
  *architecture = std::atoi(ptx.data() + sizeof kPtxLine - 1);
  const std::size_t begin = std::min(ptx.find('\n'), ptx.size() - 1) + 1;
  std::string object;
  object.reserve((ptx.size() - begin) / 2);
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  for (std::size_t i = begin; i + 1 < ptx.size(); i += 2)
    object += static_cast<char>(digit(ptx[i]) * 16 + digit(ptx[i + 1]));
  return object;
}

// --- items

struct Fiber {
  ucontext_t context;
  void* stack = nullptr;
  Index3 thread{};
  bool done = false;
};

// Under the driver's lock: one kernel at a time.
struct Running {
  std::vector<Fiber> fibers;
  ucontext_t scheduler;
  Fiber* current = nullptr;
  const KernelEntry* entry = nullptr;
  KernelState* state = nullptr;
  std::vector<void*> values;
  volatile int stopped = 0;
  volatile bool active = false;
  pthread_t thread{};
};
Running& running() {
  static Running& one = *new Running;
  return one;
}

void barrier() {
  Running& r = running();
  swapcontext(&r.current->context, &r.scheduler);
}

[[noreturn]] void stop(int code) {
  Running& r = running();
  r.stopped = code;
  setcontext(&r.scheduler);
  std::abort();
}

void on_fault(int signal, siginfo_t*, void*) {
  Running& r = running();
  if (r.active && pthread_equal(r.thread, pthread_self()) != 0) stop(700);
  std::signal(signal, SIG_DFL);  // not the kernel's: again, and to the end
}

class FaultHandlers {
 public:
  FaultHandlers() {
    struct sigaction action {};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSEGV, &action, &segv_);
    sigaction(SIGBUS, &action, &bus_);
    running().thread = pthread_self();
    running().active = true;
  }
  ~FaultHandlers() {
    running().active = false;
    sigaction(SIGSEGV, &segv_, nullptr);
    sigaction(SIGBUS, &bus_, nullptr);
  }
  FaultHandlers(const FaultHandlers&) = delete;
  FaultHandlers& operator=(const FaultHandlers&) = delete;

 private:
  struct sigaction segv_ {
  }, bus_{};
};

template <class Body>
void for_each_index(const Index3& size, Body&& body) {
  for (unsigned z = 0; z < size.z; ++z)
    for (unsigned y = 0; y < size.y; ++y)
      for (unsigned x = 0; x < size.x; ++x) body(Index3{x, y, z});
}

void one_item() {
  Running& r = running();
  r.entry->item(r.values.data());
  r.current->done = true;
  setcontext(&r.scheduler);
}

void all_items() {
  Running& r = running();
  for_each_index(r.state->block_size, [&](const Index3& thread) {
    r.state->thread = thread;
    r.entry->item(r.values.data());
  });
  r.current->done = true;
  setcontext(&r.scheduler);
}

void start(Fiber& fiber, void (*body)()) {
  if (fiber.stack == nullptr) {
    fiber.stack = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (fiber.stack == MAP_FAILED) std::abort();
  }
  getcontext(&fiber.context);
  fiber.context.uc_stack.ss_sp = fiber.stack;
  fiber.context.uc_stack.ss_size = kStackBytes;
  fiber.context.uc_link = nullptr;
  fiber.done = false;
  makecontext(&fiber.context, body, 0);
}

// Goes round until every item has come to its end; in each round all go on to the next barrier.
void run_block() {
  Running& r = running();
  const Index3 size = r.state->block_size;
  const std::size_t count = r.entry->has_barrier != 0 ? std::size_t{size.x} * size.y * size.z : 1;
  if (r.fibers.size() < count) r.fibers.resize(count);
  for (std::size_t i = 0; i < count; ++i)
    start(r.fibers[i], r.entry->has_barrier != 0 ? one_item : all_items);
  std::size_t next = 0;
  if (count > 1)
    for_each_index(size, [&](const Index3& thread) { r.fibers[next++].thread = thread; });
  else
    r.fibers[0].thread = {};
  for (bool any = true; any;) {
    any = false;
    for (std::size_t i = 0; i < count; ++i) {
      Fiber& fiber = r.fibers[i];
      if (fiber.done) continue;
      any = true;
      r.current = &fiber;
      r.state->thread = fiber.thread;
      swapcontext(&r.scheduler, &fiber.context);
      if (r.stopped != 0) return;
    }
  }
}

}  // namespace

Module::~Module() {
  if (library != nullptr) dlclose(library);
  if (file < 0) return;
  // Where the object stays for another reason, its path must not be another module's.
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  if (dlopen(path.c_str(), RTLD_NOW | RTLD_NOLOAD) == nullptr) close(file);
}

std::shared_ptr<Module> load_module(const char* image, int* result, std::string* log) {
  *result = 0;
  if (std::memcmp(image, ELFMAG, SELFMAG) == 0) {
    auto module = is_host_object(image) ? open_object({image, elf_bytes(image)}) : nullptr;
    // A cubin runs on devices of its own major version, from its minor one on.
    if (module == nullptr || module->state->architecture / 10 != kArchitecture / 10 ||
        module->state->architecture > kArchitecture) {
      *result = kNoBinaryForGpu;
      return nullptr;
    }
    return module;
  }
  const std::string_view text(image);
  int architecture = 0;
  if (const std::string object = object_of(text, &architecture); !object.empty()) {
    auto module = open_object(object);
    if (module != nullptr && architecture <= kArchitecture) return module;
    *log = "ptxas fatal   : SM version of the program is later than the device's";
    *result = kInvalidPtx;
    return nullptr;
  }
  const bool is_ptx = text.find(".version") != std::string_view::npos;
  *result = is_ptx ? kInvalidPtx : kInvalidImage;
  if (is_ptx) *log = "ptxas fatal   : the stand-in driver runs no PTX but its own compiler's";
  return nullptr;
}

int run_grid(const Function& function, const Grid& grid, std::vector<std::vector<std::byte>> values,
             bool* overrun) {
  Running& r = running();
  KernelState& state = *function.module->state;
  r.entry = function.entry;
  r.state = &state;
  r.values.clear();
  for (auto& value : values) r.values.push_back(value.data());
  r.stopped = 0;
  state.grid = grid.blocks;
  state.block_size = grid.items;
  state.barrier = barrier;
  state.stop = stop;
  const FaultHandlers handlers;
  static constexpr int kNan = 0xFF, kCanary = 0xC5;
  unsigned char* const canary = state.dynamic + grid.shared_bytes;
  for_each_index(grid.blocks, [&](const Index3& block) {
    if (r.stopped != 0) return;
    state.block = block;
    std::memset(state.dynamic, kNan, grid.shared_bytes);
    std::memset(canary, kCanary, kSharedCanary);
    run_block();
    *overrun |= std::any_of(canary, canary + kSharedCanary,
                            [](unsigned char byte) { return byte != kCanary; });
  });
  return r.stopped;
}

}  // namespace standin
