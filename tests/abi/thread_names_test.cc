// SPDX-License-Identifier: Apache-2.0
// The number of threads by the names of other libraries, looked up and called as FlexiBLAS,
// libblastrampoline and threadpoolctl do: dlopen, dlsym, a call.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fulcrum/cblas.h"
#include "tests/support/child.hpp"

namespace fulcrum {
namespace {

class ThreadNamesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    library_ = dlopen(FULCRUM_BLAS_LOADED, RTLD_LAZY | RTLD_LOCAL);
    ASSERT_NE(library_, nullptr) << dlerror();
    get_ = symbol<int (*)()>("fulcrum_get_num_threads");
    ASSERT_NE(get_, nullptr);
    before_ = get_();
  }
  void TearDown() override {
    if (library_ == nullptr) return;
    symbol<int (*)(int)>("fulcrum_set_num_threads")(0);
    EXPECT_EQ(get_(), before_);
    dlclose(library_);
  }

  template <class Function>
  Function symbol(const std::string& name) {
    return reinterpret_cast<Function>(dlsym(library_, name.c_str()));
  }

  void* library_ = nullptr;
  int (*get_)() = nullptr;
  int before_ = 0;
};

// Its loader takes the first of these names that is there, by value and, with an underscore, by
// address: for the number of the front end's integers.
TEST_F(ThreadNamesTest, AsFlexiBlasLooks) {
  struct Names {
    std::string set, set_fortran, get, get_fortran;
  };
  const std::array<Names, 4> order = {{
      {"MKL_Set_Num_Threads", "mkl_set_num_threads_", "MKL_Get_Max_Threads",
       "mkl_get_max_threads_"},
      {"openblas_set_num_threads", "openblas_set_num_threads_", "openblas_get_num_threads",
       "openblas_get_num_threads_"},
      {"bli_thread_set_num_threads", "", "bli_thread_get_num_threads", ""},
      {"flexiblas_backend_set_num_threads", "", "flexiblas_backend_ge_num_threads", ""},
  }};
  EXPECT_EQ(dlsym(library_, "hook_set_num_threads"), nullptr) << "looked for before these";
  int threads = 1;
  for (const Names& names : order) {
    ++threads;
    const auto set = symbol<void (*)(int)>(names.set);
    const auto get = symbol<int (*)()>(names.get);
    ASSERT_TRUE(set != nullptr && get != nullptr) << names.set;
    set(threads);
    EXPECT_EQ(get_(), threads) << names.set;
    EXPECT_EQ(get(), threads) << names.get;
    if (names.set_fortran.empty()) continue;
    ++threads;
    const auto set_fortran = symbol<void (*)(const CBLAS_INT*)>(names.set_fortran);
    const auto get_fortran = symbol<CBLAS_INT (*)()>(names.get_fortran);
    ASSERT_TRUE(set_fortran != nullptr && get_fortran != nullptr) << names.set_fortran;
    const CBLAS_INT number = threads;
    set_fortran(&number);
    EXPECT_EQ(get_(), threads) << names.set_fortran;
    EXPECT_EQ(get_fortran(), threads) << names.get_fortran;
  }
  EXPECT_EQ(symbol<int (*)()>("flexiblas_backend_get_num_threads")(), threads);
}

// It appends to each name the suffix by which it has found isamax_, and calls every one it finds.
TEST_F(ThreadNamesTest, AsLibblastrampolineLooks) {
#ifdef CBLAS_ILP64
  const std::vector<std::string> suffixes = {"", "64_", "_64"};
  EXPECT_NE(dlsym(library_, "isamax_64_"), nullptr);
#else
  const std::vector<std::string> suffixes = {""};
#endif
  constexpr std::array<std::array<const char*, 2>, 3> kNames = {{
      {"openblas_set_num_threads", "openblas_get_num_threads"},
      {"MKL_Set_Num_Threads", "MKL_Get_Max_Threads"},
      {"bli_thread_set_num_threads", "bli_thread_get_num_threads"},
  }};
  int threads = 2;
  for (const std::string& suffix : suffixes) {
    for (const auto& [set_name, get_name] : kNames) {
      const auto set = symbol<void (*)(std::int32_t)>(set_name + suffix);
      const auto get = symbol<std::int32_t (*)()>(get_name + suffix);
      ASSERT_TRUE(set != nullptr && get != nullptr) << set_name << suffix;
      set(++threads);
      EXPECT_EQ(get_(), threads) << set_name << suffix;
      EXPECT_EQ(get(), threads) << get_name << suffix;
    }
  }
}

// BLIS's own type is 64 bits wide; a negative number takes the setting back.
TEST_F(ThreadNamesTest, WideNumbersAsBlis) {
  const auto set = symbol<void (*)(std::int64_t)>("bli_thread_set_num_threads");
  const auto get = symbol<std::int64_t (*)()>("bli_thread_get_num_threads");
  set(5);
  EXPECT_EQ(get(), 5);
  set(-1);
  EXPECT_EQ(get(), before_);
}

// ctypes users of MKL: lower case takes an address.
TEST_F(ThreadNamesTest, MklInLowerCase) {
  const int three = 3;
  symbol<void (*)(const int*)>("mkl_set_num_threads")(&three);
  EXPECT_EQ(get_(), 3);
  EXPECT_EQ(symbol<int (*)()>("mkl_get_max_threads")(), 3);
}

// What OpenBLAS's returns is handed back to restore it: the thread then follows the process again.
TEST_F(ThreadNamesTest, LocalAsOpenBlas) {
  const auto set = symbol<void (*)(int)>("openblas_set_num_threads");
  const auto set_local = symbol<int (*)(int)>("openblas_set_num_threads_local");
  set(4);
  const int before = set_local(2);
  EXPECT_EQ(before, 4);
  EXPECT_EQ(get_(), 2);
  EXPECT_EQ(set_local(before), 2);
  EXPECT_EQ(get_(), 4);
  set(3);
  EXPECT_EQ(get_(), 3);
  const auto mkl_local = symbol<int (*)(int)>("MKL_Set_Num_Threads_Local");
  EXPECT_EQ(mkl_local(2), 0);
  EXPECT_EQ(get_(), 2);
  EXPECT_EQ(mkl_local(0), 2);
}

// Clients read a version behind the word "OpenBLAS".
TEST_F(ThreadNamesTest, ConfigurationIsNotTakenForOpenBlas) {
  const std::string_view text = symbol<char* (*)()>("openblas_get_config")();
  EXPECT_TRUE(text.starts_with("Fulcrum 0.") || text.starts_with("Fulcrum 1.")) << text;
#ifdef CBLAS_ILP64
  EXPECT_NE(text.find("USE64BITINT"), std::string_view::npos) << text;
#else
  EXPECT_EQ(text.find("USE64BITINT"), std::string_view::npos) << text;
#endif
}

// OpenMP gives no region more than OMP_THREAD_LIMIT, whoever asks for it.
TEST(ThreadLimitTest, IsReflected) {
  const auto threads = [](const std::map<std::string, std::string>& variables) {
    return test::run_child({FULCRUM_ABI_CLIENT, "threads"}, variables).out;
  };
  EXPECT_EQ(threads({{"OMP_NUM_THREADS", "4"}}), "4 3 0 wrong\n");
  EXPECT_EQ(threads({{"OMP_NUM_THREADS", "4"}, {"OMP_THREAD_LIMIT", "2"}}), "2 2 0 wrong\n");
  EXPECT_EQ(threads({{"FULCRUM_NUM_THREADS", "4"}, {"OMP_THREAD_LIMIT", "2"}}), "2 2 0 wrong\n");
  EXPECT_EQ(threads({{"FULCRUM_NUM_THREADS", "1"}, {"OMP_THREAD_LIMIT", "2"}}), "1 2 0 wrong\n");
}

}  // namespace
}  // namespace fulcrum
