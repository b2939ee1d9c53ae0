// SPDX-License-Identifier: Apache-2.0
// What must not stand behind a call, since calls come at any time of a process and of a thread:
// statics and thread_local objects with destructors, guards of local statics and locks, which a
// child of fork() finds taken for good. `nm` lists what the object files use; what may stay is
// listed here, with the reason.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "tests/support/child.hpp"

namespace fulcrum {
namespace {

// Symbols that give such things away, and what they mean.
struct Sign {
  std::string_view prefix;
  const char* meaning;
};
constexpr std::array kSigns = {
    Sign{"__cxa_atexit", "a static object with a destructor"},
    Sign{"__cxa_thread_atexit", "a thread_local object with a destructor"},
    Sign{"_ZTH", "a thread_local object that is not constant-initialised"},
    Sign{"__cxa_guard_acquire", "a local static that is initialised at run time"},
    Sign{"_GLOBAL__sub_I_", "a global that is initialised at run time"},
    Sign{"pthread_once", "a once_flag"},
    Sign{"pthread_mutex_lock", "a mutex"},
    Sign{"pthread_rwlock_", "a shared mutex"},
    Sign{"_ZNSt18condition_variable", "a condition variable"},
};

// Object file and sign, and why it may stay.
using Allowed = std::map<std::pair<std::string, std::string_view>, const char*>;

constexpr const char* kDevices =
    "of a device, which runtime::forked() keeps from a child; never destroyed";
constexpr const char* kStreams = "of streams, which no call of the API uses";
constexpr const char* kHandler = "pthread_atfork when the library is loaded; no destructor";

constexpr const char* kWorker =
    "of a worker's host, which own_process() and runtime::forked() keep from a child";
constexpr const char* kServed = "of the program fulcrum-worker, which no call reaches";

const Allowed& allowed() {
  static const Allowed all = {
      {{"address.cc.o", "pthread_mutex_lock"}, kDevices},
      {{"device_state.cc.o", "pthread_mutex_lock"}, kDevices},
      {{"memory_pool.cc.o", "pthread_mutex_lock"}, kDevices},
      {{"opencl_device.cc.o", "pthread_mutex_lock"}, kDevices},
      {{"opencl_kernel.cc.o", "pthread_mutex_lock"}, kStreams},
      {{"opencl_memory.cc.o", "pthread_mutex_lock"}, kDevices},
      {{"opencl_queue.cc.o", "pthread_mutex_lock"}, kStreams},
      {{"arena.cc.o", "pthread_mutex_lock"}, kWorker},
      {{"device_blocks.cc.o", "pthread_mutex_lock"}, kWorker},
      {{"process.cc.o", "pthread_mutex_lock"}, kWorker},
      {{"worker_device.cc.o", "pthread_mutex_lock"}, kWorker},
      {{"serve.cc.o", "pthread_mutex_lock"}, kServed},
      {{"serve_queue.cc.o", "pthread_mutex_lock"}, kServed},
      {{"pipelined.cc.o", "pthread_mutex_lock"}, kDevices},
      {{"pipelined.cc.o", "_ZNSt18condition_variable"}, kDevices},
      {{"cuda_device.cc.o", "pthread_mutex_lock"}, kDevices},
      {{"discover.cc.o", "__cxa_guard_acquire"},
       "the driver must be started once; a child of fork() does not come there"},
      {{"memory.cc.o", "pthread_mutex_lock"}, kStreams},
      {{"model_state.cc.o", "pthread_mutex_lock"},
       "taken where devices are found or fail, and for counters that only the tool reads"},
      {{"state.cc.o", "_GLOBAL__sub_I_"}, kHandler},
      {{"stream.cc.o", "pthread_mutex_lock"}, kStreams},
      {{"stream.cc.o", "_ZNSt18condition_variable"}, kStreams},
      {{"team.cc.o", "_GLOBAL__sub_I_"}, "a thread's key, made when the library is loaded"},
      {{"team.cc.o", "pthread_mutex_lock"},
       "while a team grows; a child of fork() that has teams came from a process with one thread, "
       "which then did not hold it"},
      {{"threads.cc.o", "_GLOBAL__sub_I_"}, kHandler},
      {{"verbose.cc.o", "pthread_once"},
       "the header of FULCRUM_VERBOSE; glibc begins anew in a child where the parent was at it"},
  };
  return all;
}

// What `nm -A` finds in `file`: the object (or the file, where it is no archive) and the sign.
std::set<std::pair<std::string, std::string_view>> signs_in(const std::string& file) {
  const test::ChildResult nm = test::run_child({FULCRUM_NM, "-A", file});
  EXPECT_EQ(nm.exit_status, 0) << nm.err;
  std::set<std::pair<std::string, std::string_view>> found;
  std::istringstream lines(nm.out);
  for (std::string line; std::getline(lines, line);) {
    const std::string symbol = line.substr(line.find_last_of(' ') + 1);
    for (const Sign& sign : kSigns) {
      // A sanitizer's own constructors have a number in the place of the file's name.
      if (!symbol.starts_with(sign.prefix) || symbol.starts_with("_GLOBAL__sub_I_0")) continue;
      const std::string place = line.substr(0, line.find_last_of(':'));
      found.insert({place.substr(place.find_last_of(":/") + 1), sign.prefix});
    }
  }
  return found;
}

std::string meaning_of(std::string_view prefix) {
  for (const Sign& sign : kSigns) {
    if (sign.prefix == prefix) return sign.meaning;
  }
  return "unknown";
}

TEST(Statics, NothingThatACallReachesIsDestroyedOrLocked) {
  const auto found = signs_in(FULCRUM_ARCHIVE);
  for (const auto& [object, sign] : found) {
    EXPECT_TRUE(allowed().contains({object, sign}))
        << object << " has " << meaning_of(sign) << " (" << sign
        << "): see simd/threads/published.hpp, or add the reason to the list in this test";
  }
  for (const auto& [place, reason] : allowed()) {
    EXPECT_TRUE(found.contains(place))
        << place.first << " no longer has " << meaning_of(place.second) << ": take it off the list";
  }
}

TEST(Statics, TheCInterfaceHasNone) {
  for (const char* library : {FULCRUM_BLAS_LIBRARY, FULCRUM_BLAS64_LIBRARY}) {
    for (const auto& [object, sign] : signs_in(library))
      ADD_FAILURE() << object << " has " << meaning_of(sign) << " (" << sign << ")";
  }
}

}  // namespace
}  // namespace fulcrum
