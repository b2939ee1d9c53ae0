// SPDX-License-Identifier: Apache-2.0
// Products with packed operands: A, B or both go through ?gemm_pack, and ?gemm_compute must give
// what the family of gemm wants. Illegal arguments are left to tests/abi.
#include <cstddef>
#include <string>

#include "tests/differential/run.hpp"
#include "tests/differential/symbols.hpp"

namespace fulcrum::differential {
namespace {

// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
template <class T>
struct Routines;
#define FULCRUM_PACKED_ROUTINES(T, LETTER)                                 \
  template <>                                                              \
  struct Routines<T> {                                                     \
    static constexpr Type kType = static_cast<Type>((#LETTER)[0]);         \
    static constexpr auto kSize = LETTER##gemm_pack_get_size_;             \
    static constexpr auto kPack = LETTER##gemm_pack_;                      \
    static constexpr auto kCompute = LETTER##gemm_compute_;                \
    static constexpr auto kCblasSize = cblas_##LETTER##gemm_pack_get_size; \
    static constexpr auto kCblasPack = cblas_##LETTER##gemm_pack;          \
    static constexpr auto kCblasCompute = cblas_##LETTER##gemm_compute;    \
  };
FULCRUM_PACKED_ROUTINES(float, s)
FULCRUM_PACKED_ROUTINES(double, d)
#undef FULCRUM_PACKED_ROUTINES
// NOLINTEND(bugprone-macro-parentheses)

template <class T>
class PackedCall {
 public:
  explicit PackedCall(Random& random) {
    call_.type = Routines<T>::kType;
    call_.alpha.type = call_.beta.type = call_.result.type = call_.type;
    call_.cblas = random.coin();
    call_.row_major = call_.cblas && random.coin();
    Maker maker(random);
    gemm_.make(call_, maker);
    // Packed operands and those beside them refuse R, which of real types is N.
    for (char* const op : {&call_.transa, &call_.transb})
      if (*op == 'R') *op = 'N';
    const auto which = random.integer(1, 3);
    a_packed_ = (which & 1) != 0, b_packed_ = (which & 2) != 0;
    for (Buffer* buffer : call_.operands()) buffer->seal();
    // alpha is a packed operand's business.
    if (a_packed_) pack('A', call_.transa, call_.a, call_.lda, alpha(), packed_a_);
    if (b_packed_)
      pack('B', call_.transb, call_.b, call_.ldb, a_packed_ ? T{1} : alpha(), packed_b_);
    packed_a_.seal(), packed_b_.seal();
  }

  void compute() {
    const Call& c = call_;
    const auto* const a = static_cast<const T*>((a_packed_ ? packed_a_ : call_.a).data());
    const auto* const b = static_cast<const T*>((b_packed_ ? packed_b_ : call_.b).data());
    auto* const to = static_cast<T*>(call_.c.data());
    if (c.cblas) {
      const auto op_a =
          static_cast<CBLAS_INT>(a_packed_ ? std::int64_t{CblasPacked} : c.integer("transa"));
      const auto op_b =
          static_cast<CBLAS_INT>(b_packed_ ? std::int64_t{CblasPacked} : c.integer("transb"));
      Routines<T>::kCblasCompute(layout(), op_a, op_b, c.m, c.n, c.k, a, c.lda, b, c.ldb, beta(),
                                 to, c.ldc);
    } else {
      const char transa = a_packed_ ? 'P' : c.transa, transb = b_packed_ ? 'P' : c.transb;
      const T factor = beta();
      Routines<T>::kCompute(&transa, &transb, &c.m, &c.n, &c.k, a, &c.lda, b, &c.ldb, &factor, to,
                            &c.ldc);
    }
  }

  std::string check() const {
    for (const Buffer* packed : {&packed_a_, &packed_b_})
      if (std::string wrong = packed->unchanged(); !wrong.empty()) return "packed: " + wrong;
    return gemm_.check(call_);
  }
  std::vector<Buffer*> operands() { return call_.operands(); }
  std::string describe() const {
    return (a_packed_ ? b_packed_ ? "A and B packed, " : "A packed, " : "B packed, ") +
           call_.describe(gemm_.arguments);
  }

 private:
  CBLAS_LAYOUT layout() const { return call_.row_major ? CblasRowMajor : CblasColMajor; }
  T alpha() const { return static_cast<T>(call_.alpha.get().re); }
  T beta() const { return static_cast<T>(call_.beta.get().re); }

  void pack(char side, char trans, Buffer& from, CBLAS_INT ld, T factor, Buffer& to) {
    const Call& c = call_;
    const CBLAS_IDENTIFIER identifier = side == 'A' ? CblasAMatrix : CblasBMatrix;
    const std::size_t bytes = c.cblas ? Routines<T>::kCblasSize(identifier, c.m, c.n, c.k)
                                      : Routines<T>::kSize(&side, &c.m, &c.n, &c.k);
    to = Buffer(c.type, (bytes + sizeof(T) - 1) / sizeof(T));
    const auto* const source = static_cast<const T*>(from.data());
    auto* const packed = static_cast<T*>(to.data());
    if (c.cblas) {
      const auto op = static_cast<CBLAS_TRANSPOSE>(c.integer(side == 'A' ? "transa" : "transb"));
      Routines<T>::kCblasPack(layout(), identifier, op, c.m, c.n, c.k, factor, source, ld, packed);
    } else {
      Routines<T>::kPack(&side, &trans, &c.m, &c.n, &c.k, &factor, source, &ld, packed);
    }
  }

  const Family& gemm_ = family("GEMM");
  Call call_;
  bool a_packed_ = false, b_packed_ = false;
  Buffer packed_a_, packed_b_;
};

template <class T>
std::string run(const char* name, Random& random) {
  reported() = {};
  PackedCall<T> call(random);
  call.compute();
  std::string wrong;
  if (reported().calls != 0) {
    wrong = refused();
  } else {
    if (random.integer(0, 7) == 0)
      wrong = judge_threads(
          call.operands(), [&] { call.compute(); }, [] { return true; });
    if (wrong.empty()) wrong = call.check();
  }
  if (wrong.empty()) return {};
  return std::string(name) + " (" + call.describe() + "): " + wrong;
}

}  // namespace

std::string run_packed(bool single, Random& random) {
  return single ? run<float>("sgemm_compute", random) : run<double>("dgemm_compute", random);
}

}  // namespace fulcrum::differential
