// SPDX-License-Identifier: Apache-2.0
// What a routine's description says of it, for every type of problem: its pieces are the whole, a
// Call and the last decision tell the same of it, its operands are what it reads and writes.
#include <gtest/gtest.h>

#include <array>
#include <complex>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "offload/routines/any_problem.hpp"
#include "offload/routines/level1.hpp"
#include "offload/routines/level2.hpp"
#include "offload/routines/level3.hpp"
#include "offload/routines/matcopy.hpp"
#include "offload/routines/products.hpp"
#include "offload/routines/traits.hpp"
#include "simd/targets.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum::offload {
namespace {

// The elements behind every pointer that a problem may have: small whole numbers, so that all sums
// are exact whatever their order.
template <class T>
struct Memory {
  static constexpr std::size_t kSize = 600;
  std::array<std::vector<T>, 5> of;  // a, b, c, x, y

  explicit Memory(unsigned seed) {
    for (auto& elements : of) {
      for (std::size_t i = 0; i < kSize; ++i) {
        seed = seed * 1103515245 + 12345;
        const int value = static_cast<int>(seed >> 16) % 5 - 2;
        if constexpr (ComplexScalar<T>) {
          elements.push_back({static_cast<Real<T>>(value), static_cast<Real<T>>(value % 2)});
        } else {
          elements.push_back(static_cast<T>(value));
        }
      }
    }
  }
  bool operator==(const Memory&) const = default;
};

template <class P>
struct ScalarOf;
template <template <class> class Problem, class T>
struct ScalarOf<Problem<T>> {
  using Type = T;
};
template <>
struct ScalarOf<WideDotProblem> {
  using Type = float;
};
template <class P>
using Element = typename ScalarOf<P>::Type;

// One number for each bit of `variant`: letters, signs of increments, factors.
class Choices {
 public:
  explicit Choices(unsigned variant) : bits_(variant) {}
  bool flag() {
    const bool bit = (bits_ & 1) != 0;
    bits_ >>= 1;
    ++flags_;
    return bit;
  }
  unsigned flags() const { return flags_; }  // asked for so far

 private:
  unsigned bits_, flags_ = 0;
};

constexpr std::int64_t kM = 5, kN = 7, kK = 4;

template <class P>
void set_sizes(P& p) {
  if constexpr (requires { p.m; }) p.m = kM;
  p.n = kN;
  if constexpr (requires { p.k; }) p.k = kK;
  if constexpr (requires { p.kl; }) p.kl = 2, p.ku = 1;
  if constexpr (requires { p.lda; }) p.lda = 11;
  if constexpr (requires { p.ldb; }) p.ldb = 13;
  if constexpr (requires { p.ldc; }) p.ldc = 12;
  if constexpr (requires { p.stride_a; }) p.stride_a = 2, p.stride_b = 2;
}

template <class P>
void set_letters(P& p, Choices& choose) {
  if constexpr (requires { p.trans; }) p.trans = choose.flag();
  if constexpr (requires { p.trans_a; }) p.trans_a = choose.flag(), p.trans_b = choose.flag();
  if constexpr (requires { p.upper; }) p.upper = choose.flag();
  if constexpr (requires { p.right; }) p.right = choose.flag();
  if constexpr (requires { p.unit; }) p.unit = choose.flag();
  if constexpr (requires { p.conj; } && ComplexScalar<Element<P>>) p.conj = choose.flag();
  if constexpr (requires { p.hermitian; } && ComplexScalar<Element<P>>) p.hermitian = choose.flag();
  if constexpr (requires { p.solve; }) {
    p.solve = choose.flag();
    p.unit = p.unit || p.solve;  // quotients of whole numbers would not be exact
  }
  if constexpr (requires { p.storage; }) {
    p.storage = choose.flag() ? Storage::Packed : Storage::Full;
    if constexpr (requires { p.k; })
      if (choose.flag()) p.storage = Storage::Band;
  }
}

template <class P>
void set_factors(P& p, Choices& choose) {
  if constexpr (requires { p.alpha; }) p.alpha = decltype(p.alpha)(2);
  if constexpr (requires { p.beta; })
    p.beta = choose.flag() ? decltype(p.beta){} : decltype(p.beta)(-3);
  if constexpr (requires { p.s; }) p.c = 2, p.s = 3;
}

template <class P, class T>
void set_operands(P& p, Memory<T>& memory, Choices& choose) {
  // Of a vector alone only some routines take every sign.
  constexpr bool kPositive = !requires { p.y; }
  &&!requires { p.a; };
  if constexpr (requires { p.a; }) p.a = memory.of[0].data();
  if constexpr (requires { p.b; }) p.b = memory.of[1].data();
  if constexpr (requires { p.ldc; }) p.c = memory.of[2].data();
  if constexpr (requires { p.x; }) p.x = memory.of[3].data(), p.incx = 2;
  if constexpr (requires { p.y; }) p.y = memory.of[4].data(), p.incy = choose.flag() ? -3 : 1;
  if constexpr (requires { p.x; })
    if (!kPositive && choose.flag()) p.incx = -2;
}

// The flag of rotm's matrix and the matrix.
template <class T>
constexpr T kParam[] = {-1, 2, 1, -1, 3};

template <class P, class T>
P make(Choices& choose, Memory<T>& memory) {
  P p;
  set_sizes(p);
  set_letters(p, choose);
  set_factors(p, choose);
  set_operands(p, memory, choose);
  if constexpr (requires { p.param; }) p.param = kParam<T>;
  return p;
}

template <class P, class T>
P make(unsigned variant, Memory<T>& memory) {
  Choices choose(variant);
  return make<P>(choose, memory);
}

// As many as its choices have combinations.
template <class P>
unsigned variants_of() {
  Memory<Element<P>> memory(1);
  Choices choose(0);
  make<P>(choose, memory);
  return 1U << choose.flags();
}

const simd::Target& target() { return *simd::find_target(simd::runnable_isas().front()); }

std::string text(const Call& c) {
  return std::string(to_string(c.routine)) + ' ' + std::string(to_string(c.type)) + ' ' +
         letters_of(c) + ' ' + sizes_of(c) + ' ' + std::to_string(c.m) + ' ' + std::to_string(c.k) +
         ' ' + std::to_string(c.lda) + ' ' + std::to_string(c.ldb) + ' ' + std::to_string(c.ldc) +
         ' ' + std::to_string(c.batch) + (c.beta_zero ? " beta=0" : "") +
         (c.layout == Layout::RowMajor ? " rows" : "");
}

template <class P>
class DescriptionTest : public ::testing::Test {};

template <class List>
struct TypesOf;
template <class... Problems>
struct TypesOf<ProblemList<Problems...>> {
  using Type = ::testing::Types<Problems...>;
};
using Plain =
    typename Joined<Level1Problems, Level2Problems, Level3Problems, MatcopyProblems>::List;
TYPED_TEST_SUITE(DescriptionTest, TypesOf<Plain>::Type);

// Whoever has a Call finds what the problem says of itself.
TYPED_TEST(DescriptionTest, ACallAndTheLastDecisionTellTheSame) {
  using P = TypeParam;
  for (unsigned variant = 0, end = variants_of<TypeParam>(); variant < end; ++variant) {
    Memory<Element<P>> memory(1);
    P p = make<P>(variant, memory);
    if constexpr (requires { p.layout; })
      if (variant % 3 == 0) p.layout = Layout::RowMajor;
    const Call call = describe(p);
    EXPECT_EQ(call.routine, routine_of(p));
    EXPECT_EQ(text(describe(problem_of<P>(call))), text(call));
    execute::remember(p, Reason::TooSmall, 3, 4);
    const Decision last = last_decision();
    EXPECT_EQ(text(last.call), text(call));
    EXPECT_EQ(last.reason, Reason::TooSmall);
    EXPECT_EQ(last.call.threads, 3);
    EXPECT_EQ(last.call.device, 4);
    EXPECT_EQ(traits_of(call).operations(call), Description<P>::operations(p)) << text(call);
    EXPECT_EQ(AnyProblem(p).template as<P>(), &p);
  }
}

template <class P>
std::array<bool, 5> outputs(const P& p) {
  // By pointer: a, b, c, x, y.
  std::array<bool, 5> written{};
  const auto mark = [&](std::size_t i, const void* address) {
    for (const Operand& operand : Description<P>::operands(p))
      if (operand.address == address && operand.writes) written[i] = true;
  };
  if constexpr (requires { p.lda; }) mark(0, p.a);
  if constexpr (
      requires { p.ldb; } && requires { p.b; })
    mark(1, p.b);
  if constexpr (requires { p.ldc; }) mark(2, p.c);
  if constexpr (requires { p.x; }) mark(3, p.x);
  if constexpr (requires { p.y; }) mark(4, p.y);
  return written;
}

TYPED_TEST(DescriptionTest, WhatIsWrittenIsAnOutput) {
  using P = TypeParam;
  for (unsigned variant = 0, end = variants_of<TypeParam>(); variant < end; ++variant) {
    Memory<Element<P>> memory(variant + 1);
    const Memory<Element<P>> before = memory;
    P p = make<P>(variant, memory);
    double result[4] = {};
    if constexpr (requires { p.result; }) p.result = reinterpret_cast<decltype(p.result)>(result);
    const std::array<bool, 5> written = outputs(p);
    Description<P>::host(target(), p, 1, simd::Scratch::Workspace);
    for (std::size_t i = 0; i < 5; ++i)
      EXPECT_EQ(memory.of[i] != before.of[i], written[i]) << text(describe(p)) << ", operand " << i;
  }
}

// Without scratch memory the result is the same.
TYPED_TEST(DescriptionTest, NoMemoryIsNeededWhereThereIsNone) {
  using P = TypeParam;
  for (unsigned variant = 0, end = variants_of<TypeParam>(); variant < end; ++variant) {
    Memory<Element<P>> with(variant + 1), without(variant + 1);
    P p = make<P>(variant, with), q = make<P>(variant, without);
    double results[2][4] = {};
    if constexpr (requires { p.result; }) {
      p.result = reinterpret_cast<decltype(p.result)>(results[0]);
      q.result = reinterpret_cast<decltype(p.result)>(results[1]);
    }
    Description<P>::host(target(), p, 1, simd::Scratch::Workspace);
    Description<P>::host(target(), q, 1, simd::Scratch::None);
    if constexpr (
        requires { p.ldb; } && !requires { p.b; }) {
      // In place, with another leading dimension: between the columns anything may be left.
      const std::int64_t rows = p.trans ? p.n : p.m, columns = p.trans ? p.m : p.n;
      for (std::int64_t j = 0; j < columns; ++j) {
        for (std::int64_t i = 0; i < rows; ++i)
          EXPECT_EQ(p.a[i + j * p.ldb], q.a[i + j * q.ldb]) << text(describe(p));
      }
    } else {
      EXPECT_EQ(with, without) << text(describe(p));
    }
    EXPECT_EQ(results[0][0], results[1][0]) << text(describe(p));
  }
}

// Piece by piece, every division into two and three.
TYPED_TEST(DescriptionTest, ThePiecesAreTheWhole) {
  using P = TypeParam;
  using D = Description<P>;
  for (unsigned variant = 0, end = variants_of<TypeParam>(); variant < end; ++variant) {
    Memory<Element<P>> whole_memory(variant + 1);
    P whole = make<P>(variant, whole_memory);
    double whole_result[4] = {};
    if constexpr (requires { whole.result; })
      whole.result = reinterpret_cast<decltype(whole.result)>(whole_result);
    D::host(target(), whole, 1, simd::Scratch::Workspace);
    const std::int64_t extent = D::extent(whole);
    for (std::int64_t first = 1; first < extent; ++first) {
      Memory<Element<P>> memory(variant + 1);
      P p = make<P>(variant, memory);
      const std::int64_t borders[] = {0, first, std::min(first + 2, extent), extent};
      double result[4] = {};
      for (int i = 0; i < 3; ++i) {
        const std::int64_t begin = borders[i], count = borders[i + 1] - begin;
        if (count == 0) continue;
        P piece = D::piece(p, begin, count);
        if constexpr (requires { p.result; }) {
          using Result = std::remove_reference_t<decltype(*p.result)>;
          p.result = reinterpret_cast<Result*>(result);
          Result part{};
          piece.result = i == 0 ? p.result : &part;
          D::host(target(), piece, 1, simd::Scratch::Workspace);
          if (i > 0) D::merge(p, begin, count, part);
        } else {
          D::host(target(), piece, 1, simd::Scratch::Workspace);
        }
      }
      EXPECT_EQ(memory, whole_memory) << text(describe(p)) << ", first piece " << first;
      if constexpr (requires { p.result; }) {
        if constexpr (std::is_same_v<P, Nrm2Problem<Element<P>>>) {
          EXPECT_NEAR(*p.result, *whole.result, 1e-6 * *whole.result) << text(describe(p));
        } else {
          EXPECT_EQ(*p.result, *whole.result) << text(describe(p));
        }
      }
    }
  }
}

// What the execution computes after a fault: all behind the units that a device has completed.
TYPED_TEST(DescriptionTest, WhatIsLeftIsComputed) {
  using P = TypeParam;
  using D = Description<P>;
  if constexpr (!requires(P p) { p.result; }) {
    for (unsigned variant = 0, end = variants_of<TypeParam>(); variant < end; ++variant) {
      Memory<Element<P>> whole_memory(variant + 1), memory(variant + 1);
      const P whole = make<P>(variant, whole_memory), p = make<P>(variant, memory);
      D::host(target(), whole, 1, simd::Scratch::Workspace);
      const std::int64_t done = D::extent(p) / 2;
      if (done == 0) continue;
      D::host(target(), D::piece(p, 0, done), 1, simd::Scratch::Workspace);
      const AnyProblem any(p);
      any.ops().host_rest(target(), any.get(), done, 2, simd::Scratch::Workspace);
      EXPECT_EQ(memory, whole_memory) << text(describe(p));
    }
  }
}

TEST(Description, APieceThatBeginsWithNanHidesNothing) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> x = {1, nan, 9, 2, nan, nan, 11, 3};
  for (std::int64_t border = 1; border < 8; ++border) {
    std::int64_t result = -1, part = -1;
    IamaxProblem<float> p{8, x.data(), 1, &result};
    using D = Description<IamaxProblem<float>>;
    D::host(target(), D::piece(p, 0, border), 1, simd::Scratch::Workspace);
    IamaxProblem<float> rest = D::piece(p, border, 8 - border);
    rest.result = &part;
    D::host(target(), rest, 1, simd::Scratch::Workspace);
    D::merge(p, border, 8 - border, part);
    EXPECT_EQ(result, 6) << border;
  }
}

// In two pieces what it is in one, wherever the border and the NaNs are.
template <class P>
void expect_merged(P p) {
  using D = Description<P>;
  std::remove_pointer_t<decltype(p.result)> whole{}, result{}, part{};
  p.result = &whole;
  D::host(target(), p, 1, simd::Scratch::Workspace);
  for (std::int64_t border = 1; border < p.n; ++border) {
    P pieces = p;
    pieces.result = &result;
    D::host(target(), D::piece(pieces, 0, border), 1, simd::Scratch::Workspace);
    P rest = D::piece(pieces, border, p.n - border);
    rest.result = &part;
    D::host(target(), rest, 1, simd::Scratch::Workspace);
    D::merge(pieces, border, p.n - border, part);
    EXPECT_TRUE(result == whole || (result != result && whole != whole))
        << text(describe(p)) << ": " << result << ", not " << whole << ", at " << border;
  }
}
TEST(Description, ExtremesOfPieces) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> of_many[] = {{1, nan, -9, 2, nan, nan, 11, 3},
                                         {5, nan, 0, 0, -7, nan, nan, -12},
                                         {nan, 9, 2, -3, nan, 1, 0, 4},
                                         {3, 3, -3, nan, -3, 3, nan, nan}};
  for (const std::vector<double>& x : of_many) {
    for (const std::int64_t inc : {1, 2}) {
      const auto n = static_cast<std::int64_t>(x.size()) / inc;
      for (const Extreme e : {Extreme::LeastMagnitude, Extreme::Largest, Extreme::Least})
        expect_merged(ExtremeIndexProblem<double>{n, x.data(), inc, nullptr, e});
      for (const Extreme e : {Extreme::LargestMagnitude, Extreme::LeastMagnitude})
        expect_merged(ExtremeProblem<double>{n, x.data(), inc, nullptr, e});
    }
  }
}

TEST(Description, ANormWithNanInAPieceIsNan) {
  double result = std::numeric_limits<double>::infinity();
  const Nrm2Problem<double> p{2, nullptr, 1, &result};
  Description<Nrm2Problem<double>>::merge(p, 1, 1, std::numeric_limits<double>::quiet_NaN());
  EXPECT_TRUE(std::isnan(result));
}

// The offsets of columns go with them.
TEST(Description, PiecesOfAProductWithOffsetsAreTheWhole) {
  using P = simd::OffsetGemmProblem;
  using D = Description<P>;
  std::vector<std::int8_t> a;
  std::vector<std::uint8_t> b;
  std::vector<std::int32_t> offsets;
  for (int i = 0; i < 200; ++i) {
    a.push_back(static_cast<std::int8_t>(i % 11 - 5));
    b.push_back(static_cast<std::uint8_t>(i % 7));
    offsets.push_back(i * i % 31);
  }
  for (int variant = 0; variant < 12; ++variant) {
    const auto make = [&](std::vector<std::int32_t>& c) {
      P p;
      const bool trans_a = variant % 2 == 0, trans_b = variant / 2 % 2 == 0;
      p.plain = {trans_a, trans_b, kM, kN, kK, 1, a.data(), 11, b.data(), 13, 1, c.data(), 12};
      p.alpha = 0.5F, p.beta = 2, p.offset_a = 3, p.offset_b = -4;
      p.offset_c = offsets.data(), p.kind = static_cast<simd::OffsetC>(variant / 4);
      return p;
    };
    std::vector<std::int32_t> whole(100, 5), pieces = whole, without = whole;
    const P p = make(whole);
    D::host(target(), p, 1, simd::Scratch::Workspace);
    D::host(target(), make(without), 1, simd::Scratch::None);
    EXPECT_EQ(without, whole) << variant;
    const P parts = make(pieces);
    D::host(target(), D::piece(parts, 0, 3), 1, simd::Scratch::Workspace);
    D::host(target(), D::piece(parts, 3, D::extent(parts) - 3), 2, simd::Scratch::Workspace);
    EXPECT_EQ(pieces, whole) << variant;

    const Call call = describe(p);
    EXPECT_EQ(call.routine, Routine::GemmMixed);
    EXPECT_EQ(call.type, ElementType::U8);
    execute::remember(p, Reason::TooSmall, 3, 4);
    EXPECT_EQ(text(last_decision().call), text(call));
    EXPECT_EQ(traits_of(call).operations(call), D::operations(p));
  }
}

// Every routine has a name of its own and a row, in every type.
TEST(Traits, AreComplete) {
  std::vector<std::string_view> names;
  for (std::size_t r = 0; r < kRoutineCount; ++r) {
    const auto routine = static_cast<Routine>(r);
    EXPECT_EQ(std::count(names.begin(), names.end(), to_string(routine)), 0);
    names.push_back(to_string(routine));
    for (std::size_t t = 0; t < kElementTypeCount; ++t) {
      const auto type = static_cast<ElementType>(t);
      ASSERT_NE(traits_of(routine, type).shape, nullptr) << to_string(routine);
      EXPECT_NE(to_string(type), "?");
    }
  }
}

TEST(Traits, ComplexOperationsCountAsSuch) {
  for (const auto& [routine, factor] : {std::pair{Routine::Gemm, 4.0},
                                        {Routine::GemmBatch, 4.0},
                                        {Routine::Trsm, 4.0},
                                        {Routine::Dot, 4.0},
                                        {Routine::Asum, 2.0},
                                        {Routine::Symv, 4.0}}) {
    Call call;
    call.routine = routine;
    call.m = call.n = call.k = 6;
    const double real_operations = traits_of(call).operations(call);
    call.type = ElementType::C64;
    EXPECT_EQ(traits_of(call).operations(call), factor * real_operations) << to_string(routine);
  }
}

TEST(Traits, LettersAreThoseOfTheCaller) {
  Call call;
  call.routine = Routine::Trsm;
  call.side = Side::Left;
  call.uplo = Uplo::Upper;
  call.trans_a = Op::Trans;
  call.diag = Diag::Unit;
  EXPECT_EQ(letters_of(call), "LUTU");
  call.layout = Layout::RowMajor;
  EXPECT_EQ(letters_of(call), "RLTU");
  call.routine = Routine::Gemm;
  EXPECT_EQ(letters_of(call), "NT") << "by rows the operands are exchanged";
  call.routine = Routine::Gemv;
  EXPECT_EQ(letters_of(call), "N");
  call.routine = Routine::Omatadd;
  EXPECT_EQ(letters_of(call), "TN") << "summands stay where they are";
  call.routine = Routine::Axpy;
  EXPECT_EQ(letters_of(call), "-");
}

TEST(Traits, TightLeadingDimensionsAreTheLeastLegalOnes) {
  Call call;
  call.routine = Routine::Gemm;
  call.m = 3, call.n = 4, call.k = 5;
  call.trans_b = Op::Trans;
  make_tight(call);
  EXPECT_EQ(call.lda, 3);
  EXPECT_EQ(call.ldb, 4);
  EXPECT_EQ(call.ldc, 3);
  call.routine = Routine::Tbsv;
  call.k = 2;
  make_tight(call);
  EXPECT_EQ(call.lda, 3);
  call.routine = Routine::Symm;
  call.side = Side::Right;
  make_tight(call);
  EXPECT_EQ(call.lda, 4);
}

// Name, place, whether it is a vector, and the least leading dimension.
std::string operands_text(const Call& call) {
  std::string text;
  for (const NamedOperand& operand : operands_of(call)) {
    if (!text.empty()) text += ", ";
    text += stride_name(operand) + " in " + static_cast<char>('A' + static_cast<int>(operand.slot));
    if (operand.packed) text += " packed";
    if (!operand.located) text += " nowhere";
    if (!operand.vector && !operand.packed) text += " from " + std::to_string(operand.least);
  }
  return text;
}

TEST(Traits, OperandsHaveTheCallersNames) {
  Call call;
  const auto operands = [&](Routine routine) {
    call.routine = routine;
    return operands_text(call);
  };
  call.m = 3, call.n = 4, call.k = 5;
  EXPECT_EQ(operands(Routine::Gemm), "lda in A from 3, ldb in B from 5, ldc in C from 3");
  EXPECT_EQ(operands(Routine::Gemv), "lda in A from 3, incx in B, incy in C");
  EXPECT_EQ(operands(Routine::Axpy), "incx in A, incy in B");
  EXPECT_EQ(operands(Routine::Nrm2), "incx in A");
  EXPECT_EQ(operands(Routine::Geadd), "lda in A from 3, ldc in C from 3");
  EXPECT_EQ(operands(Routine::Dgmm), "lda in A from 3, ldc in C from 3, incx in B");
  EXPECT_EQ(operands(Routine::Spmv), "lda in A packed, incx in B, incy in C");
  EXPECT_EQ(operands(Routine::Gbmv), "lda in A from 5, incx in B, incy in C");
  EXPECT_EQ(operands(Routine::Imatcopy), "lda in A from 3, ldb in B nowhere from 3");
  call.trans_a = Op::Trans;
  EXPECT_EQ(operands(Routine::Imatcopy), "lda in A from 3, ldb in B nowhere from 4");
  call.trans_a = Op::NoTrans;
  call.layout = Layout::RowMajor;
  EXPECT_EQ(operands(Routine::Gemm), "lda in B from 5, ldb in A from 3, ldc in C from 3");
  EXPECT_EQ(operands(Routine::Ger), "lda in A from 3, incx in C, incy in B");
  EXPECT_EQ(operands(Routine::Omatadd), "lda in A from 3, ldb in B from 3, ldc in C from 3");
  EXPECT_EQ(operands(Routine::Gemv), "lda in A from 3, incx in B, incy in C");
}

// What is written is what was read, twice turned.
TEST(Traits, RowsAreTurnedBack) {
  for (std::size_t r = 0; r < kRoutineCount; ++r) {
    for (const ElementType type : {ElementType::F64, ElementType::C32}) {
      Call call;
      call.routine = static_cast<Routine>(r);
      call.type = type;
      const RoutineTraits& traits = traits_of(call);
      if (traits.present.m) call.m = 3;
      call.n = 4, call.k = 5;
      call.side = Side::Right, call.uplo = Uplo::Lower, call.diag = Diag::Unit;
      call.trans_a = Op::ConjTrans, call.trans_b = Op::NoTrans;
      const Call written = traits.completed(call);
      Call turned = written;
      turned.layout = Layout::RowMajor;
      turn_rows_to_columns(turned);
      turned = traits.completed(turned);
      const Call back = as_written(turned);
      EXPECT_EQ(back.m, written.m) << to_string(call.routine);
      EXPECT_EQ(back.n, written.n) << to_string(call.routine);
      EXPECT_EQ(back.k, written.k) << to_string(call.routine);
      EXPECT_EQ(letters_of(turned), letters_of(written)) << to_string(call.routine);
    }
  }
}

TEST(Traits, BatchesAreKnown) {
  for (std::size_t r = 0; r < kRoutineCount; ++r) {
    const auto routine = static_cast<Routine>(r);
    EXPECT_EQ(traits_of(routine, ElementType::F32).batch,
              to_string(routine).find("_batch") != std::string_view::npos)
        << to_string(routine);
  }
}

}  // namespace
}  // namespace fulcrum::offload
