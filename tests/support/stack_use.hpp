// SPDX-License-Identifier: Apache-2.0
// How much of its stack a thread uses: the stack is painted, and what has lost its colour was used.
#pragma once

#include <pthread.h>
#include <sys/mman.h>

#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <type_traits>

namespace fulcrum::test {

// What any call may use; musl gives a thread 128 KiB.
inline constexpr std::size_t kStackLimit = std::size_t{48} << 10;

// Sanitizers put zones and copies of their own on the stack.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kStackIsMeasured = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kStackIsMeasured = false;
#else
inline constexpr bool kStackIsMeasured = true;
#endif
#else
inline constexpr bool kStackIsMeasured = true;
#endif

namespace detail {

constexpr std::size_t kStackBytes = std::size_t{512} << 10;

struct PaintedStack {
  unsigned char* memory = nullptr;
  void (*work)(void*) = nullptr;
  void* context = nullptr;
  std::size_t used = 0;
};

// Everything below this frame is painted but for the frame itself, which is far smaller than
// kFrame.
inline void* paint_and_run(void* argument) {
  constexpr std::size_t kFrame = 1024;
  constexpr unsigned char kColour = 0xA5;
  auto& stack = *static_cast<PaintedStack*>(argument);
  const auto here = static_cast<std::size_t>(
      static_cast<unsigned char*>(__builtin_frame_address(0)) - stack.memory);
  std::memset(stack.memory, kColour, here - kFrame);
  stack.work(stack.context);
  std::size_t unused = 0;
  while (unused < here && stack.memory[unused] == kColour) ++unused;
  stack.used = here - unused;
  return nullptr;
}

}  // namespace detail

// Runs work() on a thread of its own; the bytes of stack that it used. work() must not throw.
template <class Work>
std::size_t stack_use(Work&& work) {
  detail::PaintedStack stack;
  void* const memory = mmap(nullptr, detail::kStackBytes, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED) throw std::runtime_error("no memory for a stack");
  stack.memory = static_cast<unsigned char*>(memory);
  stack.work = [](void* context) { (*static_cast<std::remove_reference_t<Work>*>(context))(); };
  stack.context = const_cast<void*>(static_cast<const void*>(&work));
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstack(&attributes, memory, detail::kStackBytes);
  pthread_t thread{};
  const int failed = pthread_create(&thread, &attributes, detail::paint_and_run, &stack);
  if (failed == 0) pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  munmap(memory, detail::kStackBytes);
  if (failed != 0) throw std::runtime_error("no thread");
  return stack.used;
}

}  // namespace fulcrum::test
