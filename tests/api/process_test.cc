// SPDX-License-Identifier: Apache-2.0
// Calls after fork(), inside a parallel region, and from several threads at once.
#include <gtest/gtest.h>
#include <omp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <complex>
#include <cstdio>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "fulcrum/fulcrum.hpp"
#include "tests/support/child.hpp"
#include "tests/support/random.hpp"
#include "tests/support/scale.hpp"

namespace fulcrum {
namespace {

// A product that is large enough for several threads.
class Product {
 public:
  explicit Product(std::int64_t size) : size_(size), a_(elements(size)), b_(elements(size)) {
    test::Random random(3);
    for (double& x : a_) x = random.uniform();
    for (double& x : b_) x = random.uniform();
  }

  std::vector<double> compute(int threads) const {
    std::vector<double> c(a_.size(), 0.0);
    CallOptions options;
    options.threads = threads;
    options.backend = Backend::Simd;
    gemm(Layout::ColMajor, Op::Trans, Op::NoTrans, size_, size_, size_, 1.0, a_.data(), size_,
         b_.data(), size_, 0.0, c.data(), size_, options);
    return c;
  }

 private:
  static std::size_t elements(std::int64_t size) { return static_cast<std::size_t>(size * size); }
  std::int64_t size_;
  std::vector<double> a_, b_;
};

// A routine of each kind that divides its work among threads, all on the same operands.
class Routines {
 public:
  using Complex = std::complex<double>;
  struct Routine {
    const char* name;
    void (*compute)(const Routines& on, Complex* result, const CallOptions& options);
  };

  explicit Routines(std::int64_t size) : size_(size), a_(elements()), b_(elements()) {
    test::Random random(5);
    for (Complex& x : a_) x = {random.uniform() / static_cast<double>(size), random.uniform() / 99};
    for (Complex& x : b_) x = {random.uniform(), random.uniform()};
    for (std::int64_t i = 0; i < size; ++i) a_[static_cast<std::size_t>(i * (size + 1))] = 2.0;
  }

  static const std::vector<Routine>& all();

  // In C, which begins as B.
  std::vector<Complex> compute(const Routine& routine, int threads) const {
    std::vector<Complex> c = b_;
    CallOptions options;
    options.threads = threads;
    options.backend = Backend::Simd;
    routine.compute(*this, c.data(), options);
    return c;
  }

  // The routine whose result is not `want`'s; empty: none.
  std::string differs(const std::vector<std::vector<Complex>>& want, int threads) const {
    std::string wrong;
    for (std::size_t i = 0; i < all().size(); ++i)
      if (compute(all()[i], threads) != want[i]) wrong.append(" ").append(all()[i].name);
    return wrong;
  }
  std::vector<std::vector<Complex>> compute_all(int threads) const {
    std::vector<std::vector<Complex>> results;
    for (const Routine& routine : all()) results.push_back(compute(routine, threads));
    return results;
  }

  std::int64_t size() const { return size_; }
  std::int64_t count() const { return size_ * size_; }
  const Complex* a() const { return a_.data(); }
  const Complex* b() const { return b_.data(); }

 private:
  std::size_t elements() const { return static_cast<std::size_t>(size_ * size_); }
  std::int64_t size_;
  std::vector<Complex> a_, b_;
};

const std::vector<Routines::Routine>& Routines::all() {
  using On = const Routines&;
  using Out = Complex*;
  using Options = const CallOptions&;
  constexpr Layout kColumns = Layout::ColMajor;
  static const std::vector<Routine> routines = {
      {"axpy", [](On on, Out c, Options o) { axpy(on.count(), Complex(2), on.a(), 1, c, 1, o); }},
      {"dotc", [](On on, Out c, Options o) { *c = dotc(on.count(), on.a(), 1, on.b(), 1, o); }},
      {"nrm2", [](On on, Out c, Options o) { *c = nrm2(on.count(), on.a(), 1, o); }},
      {"gemv",
       [](On on, Out c, Options o) {
         gemv(kColumns, Op::ConjTrans, on.size(), on.size(), Complex(2), on.a(), on.size(), on.b(),
              1, Complex(1), c, 1, o);
       }},
      {"gerc",
       [](On on, Out c, Options o) {
         gerc(kColumns, on.size(), on.size(), Complex(2), on.a(), 1, on.b(), 1, c, on.size(), o);
       }},
      {"hemv",
       [](On on, Out c, Options o) {
         hemv(kColumns, Uplo::Upper, on.size(), Complex(2), on.a(), on.size(), on.b(), 1,
              Complex(1), c, 1, o);
       }},
      {"trsv",
       [](On on, Out c, Options o) {
         trsv(kColumns, Uplo::Lower, Op::NoTrans, Diag::NonUnit, on.size(), on.a(), on.size(), c, 1,
              o);
       }},
      {"hemm",
       [](On on, Out c, Options o) {
         hemm(kColumns, Side::Right, Uplo::Lower, on.size(), on.size(), Complex(2), on.a(),
              on.size(), on.b(), on.size(), Complex(1), c, on.size(), o);
       }},
      {"herk",
       [](On on, Out c, Options o) {
         herk(kColumns, Uplo::Upper, Op::NoTrans, on.size(), on.size(), 2.0, on.a(), on.size(), 1.0,
              c, on.size(), o);
       }},
      {"gemmt",
       [](On on, Out c, Options o) {
         gemmt(kColumns, Uplo::Lower, Op::Trans, Op::NoTrans, on.size(), on.size(), Complex(2),
               on.a(), on.size(), on.b(), on.size(), Complex(1), c, on.size(), o);
       }},
      {"trmm",
       [](On on, Out c, Options o) {
         trmm(kColumns, Side::Left, Uplo::Upper, Op::NoTrans, Diag::NonUnit, on.size(), on.size(),
              Complex(2), on.a(), on.size(), c, on.size(), o);
       }},
      {"trsm",
       [](On on, Out c, Options o) {
         trsm(kColumns, Side::Left, Uplo::Lower, Op::NoTrans, Diag::NonUnit, on.size(), on.size(),
              Complex(2), on.a(), on.size(), c, on.size(), o);
       }},
      {"omatcopy",
       [](On on, Out c, Options o) {
         omatcopy(kColumns, Op::Trans, on.size(), on.size(), Complex(2), on.a(), on.size(), c,
                  on.size(), o);
       }},
      {"axpy_batch_strided",
       [](On on, Out c, Options o) {
         axpy_batch_strided(on.size(), Complex(2), on.a(), 1, on.size(), c, 1, on.size(), on.size(),
                            o);
       }},
      {"dgmm_batch_strided",
       [](On on, Out c, Options o) {
         dgmm_batch_strided(kColumns, Side::Right, on.size(), 1, on.a(), on.size(), on.size(),
                            on.b(), 1, 1, c, on.size(), on.size(), on.size(), o);
       }},
      // Every column of C is a system of its own.
      {"trsm_batch_strided",
       [](On on, Out c, Options o) {
         trsm_batch_strided(kColumns, Side::Left, Uplo::Upper, Op::NoTrans, Diag::NonUnit,
                            on.size(), 1, Complex(2), on.a(), on.size(), 0, c, on.size(), on.size(),
                            on.size(), o);
       }},
      {"gemv_batch_strided",
       [](On on, Out c, Options o) {
         gemv_batch_strided(kColumns, Op::NoTrans, on.size(), on.size(), Complex(2), on.a(),
                            on.size(), 0, on.b(), 1, on.size(), Complex(1), c, 1, on.size(),
                            on.size(), o);
       }},
  };
  return routines;
}

// The OpenMP team of the parent does not exist in the child: a call that waited for it would hang.
TEST(ProcessTest, CallsAfterFork) {
  const Product product(250);
  const std::vector<double> want = product.compute(4);
  for (int round = 0; round < 2; ++round) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      alarm(60);
      const bool same = product.compute(4) == want && num_threads() == 1;
      _exit(same ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "status " << status;
    EXPECT_EQ(product.compute(4), want) << "the parent after fork()";
  }
}

TEST(ProcessTest, EveryKindOfRoutineAfterFork) {
  const Routines routines(150);
  const auto want = routines.compute_all(4);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    alarm(60);
    const std::string wrong = routines.differs(want, 4);
    if (!wrong.empty()) (void)std::fprintf(stderr, "the child:%s\n", wrong.c_str());
    _exit(wrong.empty() ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "status " << status;
  EXPECT_EQ(routines.differs(want, 4), "") << "the parent after fork()";
}

TEST(ProcessTest, EveryKindOfRoutineInsideAParallelRegionAndFromSeveralThreads) {
  const Routines routines(130);
  const auto want = routines.compute_all(1);
  std::string wrong[3];
#pragma omp parallel for num_threads(3)
  for (int t = 0; t < 3; ++t) wrong[t] = routines.differs(want, 4);
  for (const std::string& names : wrong) EXPECT_EQ(names, "") << "inside a parallel region";
  std::vector<std::thread> callers;
  callers.reserve(3);
  for (std::string& names : wrong) callers.emplace_back([&] { names = routines.differs(want, 3); });
  for (std::thread& caller : callers) caller.join();
  for (const std::string& names : wrong) EXPECT_EQ(names, "") << "from several threads";
}

TEST(ProcessTest, CallsInsideAParallelRegion) {
  const Product product(200);
  const std::vector<double> want = product.compute(1);
  std::atomic<int> wrong{0}, not_serial{0};
#pragma omp parallel num_threads(3)
  {
    if (omp_get_num_threads() > 1 && num_threads() != 1) ++not_serial;
    if (product.compute(4) != want) ++wrong;
  }
  EXPECT_EQ(wrong.load(), 0);
  EXPECT_EQ(not_serial.load(), 0);
}

// As what num_threads() says there: a verbose line has the threads that were used, not asked for.
TEST(ProcessTest, VerboseLinesOfAParallelRegionSayOneThread) {
  const test::ChildResult child =
      test::run_child({"/proc/self/exe", "--gtest_filter=ProcessTest.CallsInsideAParallelRegion"},
                      {{"FULCRUM_VERBOSE", "calls"}});
  ASSERT_EQ(child.exit_status, 0) << child.out << child.err;
  std::istringstream lines(child.err);
  std::string line;
  std::getline(lines, line);
  constexpr int kThreads = 12;  // its column, counted from 0
  const auto threads_of = [](const std::string& row) {
    std::istringstream fields(row);
    std::string field;
    for (int i = 0; i <= kThreads; ++i) std::getline(fields, field, ',');
    return field;
  };
  EXPECT_EQ(threads_of(line), "threads") << line;
  int products = 0;
  for (; std::getline(lines, line); ++products) EXPECT_EQ(threads_of(line), "1") << line;
  EXPECT_GE(products, 2);
}

// Restores the process's setting.
struct ThreadSettings {
  ~ThreadSettings() {
    set_num_threads(0);
    set_num_threads_local(0);
  }
};

TEST(ProcessTest, TheNumberOfThreadsIsSet) {
  const ThreadSettings settings;
  const int before = num_threads();
  EXPECT_EQ(set_num_threads(3), 0);
  EXPECT_EQ(num_threads(), 3);
  EXPECT_EQ(set_num_threads_local(5), 0);
  EXPECT_EQ(num_threads(), 5);
  int elsewhere = 0;
  std::thread([&] { elsewhere = num_threads(); }).join();
  EXPECT_EQ(elsewhere, 3) << "another thread's own number is another thread's";
  EXPECT_EQ(set_num_threads_local(0), 5);
  EXPECT_EQ(set_num_threads(0), 3);
  EXPECT_EQ(num_threads(), before);
}

TEST(ProcessTest, ANegativeNumberOfThreadsIsRefused) {
  const ThreadSettings settings;
  set_num_threads(2);
  for (const auto set : {&set_num_threads, &set_num_threads_local}) {
    try {
      set(-1);
      FAIL() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
      EXPECT_EQ(error.argument(), "threads");
      EXPECT_EQ(error.value(), "-1");
    }
  }
  EXPECT_EQ(num_threads(), 2);
}

TEST(ProcessTest, TheNumberOfThreadsIsRecorded) {
  const ThreadSettings settings;
  const Product product(200);
  set_num_threads_local(3);
  product.compute(0);
  EXPECT_EQ(last_decision().call.threads, 3);
  product.compute(2);
  EXPECT_EQ(last_decision().call.threads, 2) << "the call's own option goes before";
}

// One thread changes the number while others compute: the bits stay.
TEST(ProcessTest, TheNumberOfThreadsChangesBetweenCalls) {
  const ThreadSettings settings;
  const Product product(170);
  const std::vector<double> want = product.compute(1);
  std::atomic<bool> stop{false};
  std::thread changing([&] {
    for (int threads = 1; !stop; threads = threads % 4 + 1) set_num_threads(threads);
  });
  std::atomic<int> wrong{0};
  std::vector<std::thread> callers;
  callers.reserve(3);
  for (int t = 0; t < 3; ++t) {
    callers.emplace_back([&] {
      for (int round = 0; round < test::scaled(20, 3); ++round)
        if (product.compute(0) != want) ++wrong;
    });
  }
  for (std::thread& caller : callers) caller.join();
  stop = true;
  changing.join();
  EXPECT_EQ(wrong.load(), 0);
}

TEST(ProcessTest, CallsFromSeveralThreads) {
  std::atomic<int> wrong{0};
  std::vector<std::thread> callers;
  callers.reserve(4);
  for (int t = 0; t < 4; ++t) {
    callers.emplace_back([&wrong, t] {
      const Product product(100 + 40 * t);
      const std::vector<double> want = product.compute(1);
      for (int round = 0; round < test::scaled(10, 3); ++round) {
        if (product.compute(2 + round % 2) != want) ++wrong;
        const Decision d = last_decision();
        if (d.call.m != 100 + 40 * t) ++wrong;  // another thread's decision
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(wrong.load(), 0);
}

}  // namespace
}  // namespace fulcrum
