// SPDX-License-Identifier: Apache-2.0
// The C ABI as programs meet it: which names leave the libraries, what they compute, what a program
// without a handler of its own sees. Built for 32-bit and for 64-bit integers (CBLAS_ILP64).
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdio>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "fulcrum/cblas.h"
#include "src/abi/symbols.hpp"
#include "src/abi/thread_names.hpp"
#include "tests/support/child.hpp"

namespace fulcrum {
namespace {

using test::ChildResult;
using test::run_child;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::set<std::string> expected_symbols() {
#define FULCRUM_NAME(FAMILY, NAME, T) #NAME,
  static constexpr const char* kRoutines[] = {FULCRUM_BLAS_ROUTINES(FULCRUM_NAME)};
  static constexpr const char* kDots[] = {FULCRUM_BLAS_COMPLEX_DOT_ROUTINES(FULCRUM_NAME)};
  std::set<std::string> names = {"xerbla_",
                                 "xerbla_array_",
                                 "lsame_",
                                 "cblas_xerbla",
                                 "RowMajorStrg",
                                 "CBLAS_CallFromC",
                                 "fulcrum_call_counts",
                                 "fulcrum_explain",
                                 "fulcrum_get_num_threads",
                                 "fulcrum_last_decision",
                                 "fulcrum_set_num_threads",
                                 "fulcrum_set_num_threads_local"};
#define FULCRUM_THREAD_NAME(NAME) #NAME,
  static constexpr const char* kThreads[] = {FULCRUM_THREAD_NAMES(FULCRUM_THREAD_NAME)};
  for (const std::string name : kThreads) {
    names.insert(name);
#ifdef CBLAS_ILP64
    names.insert(name + "64_");
    names.insert(name + "_64");
#endif
  }
  const auto add = [&names](const std::string& fortran, const std::string& cblas) {
    names.insert(fortran + "_");
    names.insert(cblas);
#ifdef CBLAS_ILP64
    names.insert(fortran + "_64_");
    names.insert(cblas + "_64");
    names.insert(cblas + "64_");
#endif
  };
  for (const std::string name : kRoutines) add(name, "cblas_" + name);
  static constexpr const char* kCblas[] = {FULCRUM_BLAS_CBLAS_ROUTINES(FULCRUM_NAME)};
  for (const std::string name : kCblas) {
    names.insert("cblas_" + name);
#ifdef CBLAS_ILP64
    names.insert("cblas_" + name + "_64");
    names.insert("cblas_" + name + "64_");
#endif
  }
#define FULCRUM_MKL_NAMES(FAMILY, NAME, C_NAME, T) "mkl_" #NAME "_", "MKL_" #C_NAME,
  static constexpr const char* kMkl[] = {FULCRUM_BLAS_MKL_MATCOPY_ROUTINES(FULCRUM_MKL_NAMES)};
  names.insert(std::begin(kMkl), std::end(kMkl));
  for (const std::string name : kDots) {
    add(name, "cblas_" + name + "_sub");
    add(name, "cblas_" + name);
  }
#ifdef CBLAS_ILP64
  names.insert(
      {"xerbla_64_", "xerbla_array_64_", "lsame_64_", "cblas_xerbla_64", "cblas_xerbla64_"});
#endif
  return names;
}

// The list in symbols.hpp, to the name: nothing is missing and nothing else leaks.
TEST(AbiTest, ExportsTheListAndNothingElse) {
  const ChildResult nm = run_child({FULCRUM_NM, "-D", "--defined-only", FULCRUM_BLAS_LIBRARY});
  ASSERT_EQ(nm.exit_status, 0) << nm.err;
  std::set<std::string> exported;
  std::istringstream lines(nm.out);
  for (std::string address, kind, name; lines >> address >> kind >> name;) exported.insert(name);
  EXPECT_EQ(exported, expected_symbols());
}

TEST(AbiTest, TheNumberOfThreadsIsSet) {
  void* library = dlopen(FULCRUM_BLAS_LOADED, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  const auto set = reinterpret_cast<int (*)(int)>(dlsym(library, "fulcrum_set_num_threads"));
  const auto set_local =
      reinterpret_cast<int (*)(int)>(dlsym(library, "fulcrum_set_num_threads_local"));
  const auto get = reinterpret_cast<int (*)()>(dlsym(library, "fulcrum_get_num_threads"));
  ASSERT_TRUE(set != nullptr && set_local != nullptr && get != nullptr);
  const int before = get();
  EXPECT_EQ(set(3), 0);
  EXPECT_EQ(get(), 3);
  EXPECT_EQ(set_local(2), 0);
  EXPECT_EQ(get(), 2);
  EXPECT_EQ(set_local(-1), 2) << "what is not positive takes the setting back";
  EXPECT_EQ(set(0), 3);
  EXPECT_EQ(get(), before);
  dlclose(library);
}

TEST(AbiTest, EveryNameIsFoundAtRunTime) {
  void* library = dlopen(FULCRUM_BLAS_LOADED, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  for (const std::string& name : expected_symbols())
    EXPECT_NE(dlsym(library, name.c_str()), nullptr) << name;
#ifdef CBLAS_ILP64
#define FULCRUM_SAME(FAMILY, NAME, T)                                              \
  EXPECT_EQ(dlsym(library, #NAME "_"), dlsym(library, #NAME "_64_"));              \
  EXPECT_EQ(dlsym(library, "cblas_" #NAME), dlsym(library, "cblas_" #NAME "_64")); \
  EXPECT_EQ(dlsym(library, "cblas_" #NAME), dlsym(library, "cblas_" #NAME "64_"));
  FULCRUM_BLAS_ROUTINES(FULCRUM_SAME)
#endif
  using Gemm = void (*)(const char*, const char*, const CBLAS_INT*, const CBLAS_INT*,
                        const CBLAS_INT*, const double*, const double*, const CBLAS_INT*,
                        const double*, const CBLAS_INT*, const double*, double*, const CBLAS_INT*);
  const auto gemm = reinterpret_cast<Gemm>(dlsym(library, "dgemm_"));
  const double a[] = {1, 2, 3, 4}, b[] = {5, 6, 7, 8}, one = 1, zero = 0;
  double c[] = {0, 0, 0, 0};
  const CBLAS_INT two = 2;
  gemm("C", "n", &two, &two, &two, &one, a, &two, b, &two, &zero, c, &two);
  EXPECT_EQ(c[0], 17);
  EXPECT_EQ(c[1], 39);
  EXPECT_EQ(c[2], 23);
  EXPECT_EQ(c[3], 53);
  dlclose(library);
}

// LAPACK compares its letters with this one.
TEST(AbiTest, LsameIgnoresTheCaseOfLettersAlone) {
  void* library = dlopen(FULCRUM_BLAS_LOADED, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  const auto same =
      reinterpret_cast<CBLAS_INT (*)(const char*, const char*)>(dlsym(library, "lsame_"));
  ASSERT_NE(same, nullptr);
  for (int i = 1; i < 128; ++i) {
    for (int j = 1; j < 128; ++j) {
      const char a = static_cast<char>(i), b = static_cast<char>(j);
      EXPECT_EQ(same(&a, &b), std::toupper(i) == std::toupper(j) ? 1 : 0) << i << ", " << j;
    }
  }
  dlclose(library);
}

TEST(AbiTest, ProgramInC) {
  const ChildResult child = run_child({FULCRUM_ABI_CLIENT});
  EXPECT_EQ(child.exit_status, 0) << child.out;
  EXPECT_EQ(child.err, "");
}

// What one process has packed another one reads, on the same SIMD target; on another it is refused,
// not misread.
TEST(AbiTest, PackedOperandsKnowTheirTarget) {
  const std::string file =
      ::testing::TempDir() + "fulcrum_packed_" + std::to_string(getpid()) + ".bin";
  const std::map<std::string, std::string> scalar = {{"FULCRUM_ISA", "scalar"}};
  EXPECT_EQ(run_child({FULCRUM_ABI_CLIENT, "save", file}, scalar).exit_status, 0);
  const ChildResult same = run_child({FULCRUM_ABI_CLIENT, "load", file}, scalar);
  EXPECT_EQ(same.exit_status, 0) << same.out << same.err;
  const ChildResult other = run_child({FULCRUM_ABI_CLIENT, "load", file});
  EXPECT_EQ(other.exit_status, 4) << other.out;  // C untouched: all four elements are wrong
  EXPECT_EQ(other.err,
            "fulcrum: cblas_dgemm_compute: argument 7 (a) is not what was packed for this side, "
            "layout, type and SIMD target\n");
  std::remove(file.c_str());
}

// Our own handlers: one line each, naming routine, argument, value and what is wanted; the program
// goes on.
TEST(AbiTest, DefaultHandlersPrintAndReturn) {
  const ChildResult child = run_child({FULCRUM_ABI_CLIENT, "bad"});
  EXPECT_EQ(child.exit_status, 0) << child.out << child.err;
  EXPECT_EQ(child.err,
            "fulcrum: DGEMM: argument 1 (transa) is 'q': it must be N, T, C or R\n"
            "fulcrum: DGEMM: argument 13 (ldc) is 1: it must be at least 2\n"
            "fulcrum: cblas_dgemm: argument 9 (lda) is 1: it must be at least 2\n"
            "fulcrum: cblas_dgemv: argument 9 (incx) is 0: it must not be 0\n"
            "fulcrum: DGEMM_BATCH_STRIDED: argument 16 (stridec) is 2: it must be at least 4\n"
            "fulcrum: cblas_dgemm_batch: argument 11 (ldb[1]) is 1: it must be at least 2\n"
            "fulcrum: cblas_zzz: argument 3 has an illegal value\n");
}

// C programs leave out the length of the name that Fortran passes: whatever is taken for it, the
// handler reads nothing behind the name, whose last byte here is the last one of a page.
TEST(AbiTest, XerblaWithoutTheLengthOfTheName) {
  void* library = dlopen(FULCRUM_BLAS_LOADED, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  const auto xerbla = reinterpret_cast<void (*)(const char*, const CBLAS_INT*, std::size_t)>(
      dlsym(library, "xerbla_"));
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* const pages =
      mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(pages, MAP_FAILED);
  char* const end = static_cast<char*>(pages) + page;
  ASSERT_EQ(mprotect(end, page, PROT_NONE), 0);
  const auto said = [&](std::string_view name, std::size_t length) {
    const CBLAS_INT four = 4;
    ::testing::internal::CaptureStderr();
    xerbla(std::copy(name.begin(), name.end(), end - name.size()) - name.size(), &four, length);
    return ::testing::internal::GetCapturedStderr();
  };
  const std::string expected = "fulcrum: DGETRF: argument 4 has an illegal value\n";
  using namespace std::string_view_literals;
  for (const std::size_t length : {std::size_t{0}, std::size_t{6}, std::size_t{31}, std::size_t{33},
                                   std::size_t{1} << 40, ~std::size_t{0}})
    EXPECT_EQ(said("DGETRF\0"sv, length), expected) << length;
  EXPECT_EQ(said("DGETRF", 6), expected) << "Fortran's";
  EXPECT_EQ(said("DGETRF  ", 8), expected);
  EXPECT_EQ(said("DGETRF \0"sv, ~std::size_t{0}), expected);
  munmap(pages, 2 * page);
  dlclose(library);
}

// What C cannot be thrown is printed once; SIMD computes; FULCRUM_STRICT=1 aborts instead.
TEST(AbiTest, ForcedBackendThatCannotRun) {
  const std::map<std::string, std::string> forced = {{"FULCRUM_BACKEND", "cuda"},
                                                     {"CUDA_VISIBLE_DEVICES", ""}};
  const ChildResult child = run_child({FULCRUM_ABI_CLIENT, "big", "150"}, forced);
  EXPECT_EQ(child.exit_status, 0) << child.out;
  EXPECT_EQ(std::count(child.err.begin(), child.err.end(), '\n'), 1) << child.err;
  EXPECT_TRUE(child.err.starts_with("fulcrum: ")) << child.err;
  EXPECT_TRUE(contains(child.err, "cuda")) << child.err;
  EXPECT_TRUE(child.err.ends_with("); computing with SIMD\n")) << child.err;

  auto strict = forced;
  strict.emplace("FULCRUM_STRICT", "1");
  const ChildResult aborted = run_child({FULCRUM_ABI_CLIENT, "big", "150"}, strict);
  EXPECT_EQ(aborted.signal, SIGABRT) << aborted.exit_status << aborted.err;
  EXPECT_TRUE(contains(aborted.err, "FULCRUM_STRICT")) << aborted.err;
}

TEST(AbiTest, OptionThatIsNotUnderstood) {
  const std::map<std::string, std::string> wrong = {{"FULCRUM_ISA", "nonsense"}};
  const ChildResult child = run_child({FULCRUM_ABI_CLIENT, "big", "100"}, wrong);
  EXPECT_EQ(child.exit_status, 0) << child.out;
  EXPECT_EQ(std::count(child.err.begin(), child.err.end(), '\n'), 1) << child.err;
  EXPECT_TRUE(contains(child.err, "FULCRUM_ISA=nonsense")) << child.err;
  auto strict = wrong;
  strict.emplace("FULCRUM_STRICT", "1");
  EXPECT_EQ(run_child({FULCRUM_ABI_CLIENT, "big", "100"}, strict).signal, SIGABRT);
}

}  // namespace
}  // namespace fulcrum
