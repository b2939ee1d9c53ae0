// SPDX-License-Identifier: Apache-2.0
#include "src/cli/library.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <limits>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "offload/routines/level1.hpp"
#include "offload/routines/level2.hpp"
#include "offload/routines/level3.hpp"
#include "src/cli/usage.hpp"

namespace fulcrum::cli {
namespace {

// What their symbols take: the CBLAS interface with 32-bit integers.
constexpr int kColMajor = 102, kNoTrans = 111, kTrans = 112;
template <class T>
struct Entries {
  void (*gemm)(int, int, int, int, int, int, T, const T*, int, const T*, int, T, T*, int) = nullptr;
  void (*gemv)(int, int, int, int, T, const T*, int, const T*, int, T, T*, int) = nullptr;
  void (*axpy)(int, T, const T*, int, T*, int) = nullptr;
  T (*dot)(int, const T*, int, const T*, int) = nullptr;
};

// Variables that hold while a library is loaded, then are as they were: a worker that is started
// later must not inherit them.
class Setting {
 public:
  Setting(const char* name, std::string value, bool over_the_users) : name_(name) {
    if (const char* const old = std::getenv(name); old != nullptr) old_ = old;
    if (!old_ || over_the_users) setenv(name, value.c_str(), 1);
  }
  ~Setting() {
    if (old_) {
      setenv(name_, old_->c_str(), 1);
    } else {
      unsetenv(name_);
    }
  }
  Setting(const Setting&) = delete;
  Setting& operator=(const Setting&) = delete;

 private:
  const char* name_;
  std::optional<std::string> old_;
};

struct Settings {
  explicit Settings(int threads)
      : openblas("OPENBLAS_NUM_THREADS", std::to_string(threads), true),
        mkl("MKL_NUM_THREADS", std::to_string(threads), true),
        blis("BLIS_NUM_THREADS", std::to_string(threads), true) {}

  Setting openblas, mkl, blis;
  // MKL's own threads need Intel's runtime; 32-bit integers.
  Setting layer{"MKL_THREADING_LAYER", "GNU", false};
  Setting interface { "MKL_INTERFACE_LAYER", "LP64", false };
  // Idle threads of OpenBLAS spin for 2^26 cycles (20 ms) and would take the processors from who is
  // measured next: 2^16, 20 us, still spans the calls of one sample.
  Setting spinning{"OPENBLAS_THREAD_TIMEOUT", "16", false};
};

std::string one_spaced(const std::string& text) {
  std::istringstream in(text);
  std::string result;
  for (std::string word; in >> word;) result += (result.empty() ? "" : " ") + word;
  return result;
}

// A library that has been opened; stays so until the process ends, its threads with it.
class Opened {
 public:
  explicit Opened(const std::string& file)
      : file_(file), handle_(dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (handle_ == nullptr) throw std::runtime_error(dlerror());
  }

  template <class Function>
  Function symbol(const char* name) const {
    return reinterpret_cast<Function>(dlsym(handle_, name));
  }

  template <class T>
  Entries<T> entries() const {
    const char letter = std::is_same_v<T, float> ? 's' : 'd';
    Entries<T> e;
    const auto get = [&]<class Function>(Function& entry, const char* routine) {
      const std::string name = fmt::format("cblas_{}{}", letter, routine);
      entry = symbol<Function>(name.c_str());
      if (entry == nullptr) throw std::runtime_error(file_ + " has no symbol " + name);
    };
    get(e.gemm, "gemm");
    get(e.gemv, "gemv");
    get(e.axpy, "axpy");
    get(e.dot, "dot");
    return e;
  }

  // What it says of itself; its file where it says nothing.
  std::string version() const {
    if (auto* const config = symbol<const char* (*)()>("openblas_get_config"); config != nullptr)
      return one_spaced(config());
    if (auto* const mkl = symbol<void (*)(char*, int)>("mkl_get_version_string"); mkl != nullptr) {
      std::array<char, 256> text{};
      mkl(text.data(), static_cast<int>(text.size()) - 1);
      return one_spaced(text.data());
    }
    if (auto* const blis = symbol<const char* (*)()>("bli_info_get_version_str"); blis != nullptr)
      return one_spaced(std::string("BLIS ") + blis());
    return file_;
  }

  // In words: what it was told, or that it could not be.
  std::string set_threads(int threads) const {
    bool told = false;
    for (const char* name : {"openblas_set_num_threads", "MKL_Set_Num_Threads"}) {
      auto* const set = symbol<void (*)(int)>(name);
      if (set != nullptr) set(threads);
      told = told || set != nullptr;
    }
    if (auto* const set = symbol<void (*)(long)>("bli_thread_set_num_threads"); set != nullptr) {
      set(threads);
      told = true;
    }
    if (!told) return "on as many threads as it takes by itself";
    if (auto* const get = symbol<int (*)()>("openblas_get_num_threads"); get != nullptr)
      threads = get();
    return fmt::format("on {} thread{}", threads, threads == 1 ? "" : "s");
  }

 private:
  std::string file_;
  void* handle_;
};

// "OpenBLAS 0.3.21" of "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH ...", "oneMKL 2024.2-Product" of
// "Intel(R) oneAPI Math Kernel Library Version 2024.2-Product Build ...".
std::string short_name(const std::string& version) {
  constexpr std::string_view kVersion = "Math Kernel Library Version ";
  if (const std::size_t at = version.find(kVersion); at != std::string::npos) {
    const std::string rest = version.substr(at + kVersion.size());
    return "oneMKL " + rest.substr(0, rest.find(' '));
  }
  const std::size_t second = version.find(' ', version.find(' ') + 1);
  return version.substr(0, version.find(' ') == std::string::npos ? std::string::npos : second);
}

class LibraryDevice final : public offload::BlasDevice {
 public:
  LibraryDevice(const std::string& name, const Entries<float>& f32, const Entries<double>& f64)
      : f32_(f32), f64_(f64) {
    info_.platform = Backend("library");
    info_.name = name;
    info_.on_host = info_.integrated = true;
  }

  const offload::DeviceInfo& info() const noexcept override { return info_; }
  std::string closed_because() const override { return {}; }
  bool serves(const offload::AnyProblem& problem) const noexcept override {
    const Call call = problem.ops().describe(problem.get());
    return is_in_libraries(call.routine, call.type);
  }
  offload::Outcome run(const offload::AnyProblem& problem) noexcept override {
    if (on(f32_, problem) || on(f64_, problem)) return {};
    return {false, ErrorCode::BackendUnavailable, "not asked of other libraries", 0};
  }
  Location location(const void* /*host*/) const noexcept override { return Location::Pageable; }
  double backlog_ns() const noexcept override { return 0; }

 private:
  static int op(bool trans) { return trans ? kTrans : kNoTrans; }
  // Sizes of a measurement: the largest vector has 2^24 elements.
  static int narrow(std::int64_t value) { return static_cast<int>(value); }

  template <class T>
  static bool on(const Entries<T>& e, const offload::AnyProblem& problem) noexcept {
    if (const auto* p = problem.as<GemmProblem<T>>(); p != nullptr) {
      e.gemm(kColMajor, op(p->trans_a), op(p->trans_b), narrow(p->m), narrow(p->n), narrow(p->k),
             p->alpha, p->a, narrow(p->lda), p->b, narrow(p->ldb), p->beta, p->c, narrow(p->ldc));
      return true;
    }
    if (const auto* p = problem.as<GemvProblem<T>>(); p != nullptr) {
      e.gemv(kColMajor, op(p->trans), narrow(p->m), narrow(p->n), p->alpha, p->a, narrow(p->lda),
             p->x, narrow(p->incx), p->beta, p->y, narrow(p->incy));
      return true;
    }
    if (const auto* p = problem.as<AxpyProblem<T>>(); p != nullptr) {
      e.axpy(narrow(p->n), p->alpha, p->x, narrow(p->incx), p->y, narrow(p->incy));
      return true;
    }
    if (const auto* p = problem.as<DotProblem<T>>(); p != nullptr) {
      *p->result = e.dot(narrow(p->n), p->x, narrow(p->incx), p->y, narrow(p->incy));
      return true;
    }
    return false;
  }

  Entries<float> f32_;
  Entries<double> f64_;
  offload::DeviceInfo info_;
};

// Throws std::runtime_error with the reason.
Library load(const std::string& file, int threads) {
  const Settings settings(threads);
  const Opened opened(file);
  const Entries<float> f32 = opened.entries<float>();
  const Entries<double> f64 = opened.entries<double>();
  Library library;
  library.version = opened.version();
  // Debian's libopenblas64 has the plain names.
  if (library.version.find("USE64BITINT") != std::string::npos)
    throw std::runtime_error(file + " has 64-bit integers; one with 32-bit integers is needed");
  library.file = file;
  library.threads = opened.set_threads(threads);
  // MKL loads the rest of itself at its first call.
  double one = 1, result = 0;
  f64.gemm(kColMajor, kNoTrans, kNoTrans, 1, 1, 1, one, &one, 1, &one, 1, 0.0, &result, 1);
  if (result != one) throw std::runtime_error(file + ": cblas_dgemm says that 1 times 1 is not 1");
  const bool named = library.version != file;
  library.name = named ? short_name(library.version) : file.substr(file.rfind('/') + 1);
  library.device = std::make_shared<LibraryDevice>(library.name, f32, f64);
  return library;
}

// Does a process survive it? Whatever the library prints is dropped.
bool survives(const std::string& file, int threads) {
  constexpr unsigned kPatience = 20;  // seconds
  const pid_t child = fork();
  if (child < 0) return false;
  if (child == 0) {
    const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    alarm(kPatience);
    try {
      load(file, threads);
    } catch (const std::exception&) {
      // Told by who loads it for good: an exception is no danger.
    }
    _exit(0);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

bool is_in_libraries(Routine routine, ElementType type) {
  const bool real = type == ElementType::F32 || type == ElementType::F64;
  return real && (routine == Routine::Gemm || routine == Routine::Gemv ||
                  routine == Routine::Axpy || routine == Routine::Dot);
}

std::vector<Library> load_libraries(const std::vector<std::string>& files, int threads) {
  std::vector<Library> libraries;
  if (files.size() == 1 && files[0] == "none") return libraries;
  const auto add = [&](const std::string& file) {
    if (!survives(file, threads)) {
      throw std::runtime_error(file + ": loading it ends the process; a part of it may be missing");
    }
    libraries.push_back(load(file, threads));
  };
  for (const std::string& file : files) {
    try {
      add(file);
    } catch (const std::exception& error) {
      throw UsageError(fmt::format("--library: {}", error.what()));
    }
  }
  if (!files.empty()) return libraries;
  // The first of each that can be used; what nobody asked for may as well be absent.
  const std::vector<std::vector<std::string>> usual = {{"libopenblas.so.0"},
                                                       {"libmkl_rt.so.3", "libmkl_rt.so.2"}};
  for (const std::vector<std::string>& names : usual) {
    for (const std::string& name : names) {
      try {
        add(name);
        break;
      } catch (const std::exception&) {
        continue;
      }
    }
  }
  return libraries;
}

}  // namespace fulcrum::cli
