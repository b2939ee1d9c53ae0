// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/worker.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "bench/compare/calls.hpp"
#include "bench/compare/text.hpp"

namespace fulcrum::compare {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Into the file kResult.
void write_result(const std::vector<unsigned char>& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t wrote =
        pwrite(kResult, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (wrote <= 0) throw std::runtime_error(std::string("pwrite: ") + std::strerror(errno));
    done += static_cast<std::size_t>(wrote);
  }
}

double timed(Call& call, long calls) {
  const auto start = std::chrono::steady_clock::now();
  call.run(calls);
  return seconds_since(start) / static_cast<double>(calls);
}

// Seconds per call of the fastest batch. A call that takes the budget or more is its own batch, and
// is made once after the warm-up: the median over the rounds does the rest.
double best_batch(Call& call, double budget) {
  // Ten batches; no shorter than 20 us, a thousand readings of the clock.
  const double batch = std::max(budget / 10, 20e-6);
  auto calls_for = [&](double per_call) {
    return static_cast<long>(std::clamp(batch / per_call, 1.0, 1e7));
  };
  double per_call = std::max(timed(call, 1), 1e-9);  // wakes threads, fills caches
  long calls = calls_for(per_call);
  if (calls > 1) calls = calls_for(std::max(timed(call, calls), 1e-9));
  const auto start = std::chrono::steady_clock::now();
  double best = timed(call, calls);
  while (seconds_since(start) + best * static_cast<double>(calls) < budget)
    best = std::min(best, timed(call, calls));
  return best;
}

// The seconds of each single call that begins within `budget`, at most kMostSamples of them, after
// one to warm up.
std::string single_calls(Call& call, double budget) {
  call.run(1);
  std::string result;
  const auto start = std::chrono::steady_clock::now();
  int calls = 0;
  do {
    result += print(" %.9g", timed(call, 1));
  } while (++calls < kMostSamples && seconds_since(start) < budget);
  return result;
}

class LoadedLibrary {
 public:
  LoadedLibrary(const std::string& path, std::string pattern)
      : handle_(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)), pattern_(std::move(pattern)) {
    if (handle_ == nullptr) throw std::runtime_error(dlerror());
    number_blis_arch();
    identity_ = describe(path);
  }

  const std::string& identity() const { return identity_; }

  std::unique_ptr<Call> prepared(const Case& c) const {
    std::string name = pattern_;
    name.replace(name.find("%s"), 2, c.routine);
    void* const routine = dlsym(handle_, name.c_str());
    if (routine == nullptr) throw std::runtime_error(kNoSymbol + name);
    return prepare(routine, c);
  }

 private:
  template <class Function>
  Function* symbol(const std::string& name) const {
    return reinterpret_cast<Function*>(dlsym(handle_, name.c_str()));
  }

  // BLIS takes a number for BLIS_ARCH_TYPE, which is another one in each version, and a name for 0
  // (skx). Its own list says which number the name has.
  void number_blis_arch() const {
    auto* const name_of = symbol<const char*(int)>("bli_arch_string");
    const char* const wanted = std::getenv("BLIS_ARCH_TYPE");
    if (name_of == nullptr || wanted == nullptr) return;
    for (int number = 0; number < 64; ++number) {
      const char* const name = name_of(number);
      if (name == nullptr) return;
      if (std::strcmp(name, wanted) == 0) {
        setenv("BLIS_ARCH_TYPE", std::to_string(number).c_str(), 1);
        return;
      }
      if (std::strcmp(name, "generic") == 0) return;  // the last one
    }
  }

  // What the library says of itself: version and kernels; its file where it says nothing.
  std::string describe(const std::string& path) const {
    const std::string prefix = pattern_.substr(0, pattern_.find("%s"));
    for (const std::string& p : {prefix, std::string()}) {
      if (auto* const config = symbol<const char*()>(p + "openblas_get_config"))
        return std::string(config()) + file_of(path);
    }
    if (auto* const version = symbol<const char*()>("bli_info_get_version_str")) {
      std::string result = std::string("BLIS ") + version();
      // Before its kernels are registered it takes a forced choice for an invalid one, and aborts.
      if (auto* const initialise = symbol<void()>("bli_init")) initialise();
      auto* const query = symbol<int()>("bli_arch_query_id");
      auto* const name = symbol<const char*(int)>("bli_arch_string");
      if (query != nullptr && name != nullptr) result += std::string(" ") + name(query());
      return result + file_of(path);
    }
    if (auto* const version = symbol<void(char*, int)>("mkl_get_version_string")) {
      char buffer[256] = {};
      version(buffer, sizeof buffer - 1);
      return std::string(buffer) + file_of(path);
    }
    return path;
  }

  static std::string file_of(const std::string& path) { return " (" + path + ")"; }

  void* handle_;
  std::string pattern_, identity_;
};

void answer(std::string line) {
  const std::vector<std::string> parts = words(line);  // MKL pads with many spaces
  line.clear();
  for (const std::string& part : parts) line.append(part).append(" ");
  line.back() = '\n';
  for (std::string_view rest = line; !rest.empty();) {
    const ssize_t wrote = write(kAnswers, rest.data(), rest.size());
    if (wrote <= 0) _exit(1);  // nobody listens any more
    rest.remove_prefix(static_cast<std::size_t>(wrote));
  }
}

// Keeps the operands of the last case: it comes again in every round.
class Desk {
 public:
  explicit Desk(const LoadedLibrary& library) : library_(library) {}

  std::string serve(const std::string& request) {
    const std::vector<std::string> word = split(request, ' ');
    const bool check = word[0] == "check", samples = word[0] == "sample";
    const std::size_t before = word[0].size() + (check ? 0 : 1 + word[1].size());
    const std::string wanted = request.substr(before + 1);
    if (wanted != case_) {
      case_.clear();
      call_.reset();  // first, so that only one set of operands is there
      call_ = library_.prepared(parse_case(wanted).value());
      case_ = wanted;
    }
    if (check) {
      write_result(call_->checked());
      return "ok";
    }
    call_->renew();
    if (samples) return "ok" + single_calls(*call_, std::stod(word[1]));
    return print("ok %.9g", best_batch(*call_, std::stod(word[1])));
  }

 private:
  const LoadedLibrary& library_;
  std::string case_;
  std::unique_ptr<Call> call_;
};

}  // namespace

int work(const std::string& path, const std::string& pattern) {
  try {
    const LoadedLibrary library(path, pattern);
    answer("ready " + library.identity());
    Desk desk(library);
    for (std::string request; std::getline(std::cin, request);) {
      try {
        answer(desk.serve(request));
      } catch (const std::exception& error) {
        answer(std::string("failed ") + error.what());
      }
    }
  } catch (const std::exception& error) {
    answer(std::string("failed ") + error.what());
    return 1;
  }
  return 0;
}

}  // namespace fulcrum::compare
