// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/narrow.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>

#include "fulcrum/narrow_float.hpp"
#include "tests/differential/run.hpp"
#include "tests/differential/symbols.hpp"

namespace fulcrum::differential {
namespace {

constexpr std::string_view kArguments = "transa transb m n k alpha a lda b ldb beta c ldc";
constexpr std::string_view kOffsetArguments =
    "transa transb offsetc m n k alpha a lda ao b ldb bo beta c ldc co";

std::size_t bytes_of(Format format) {
  if (format == Format::F32 || format == Format::S32) return 4;
  return format == Format::S8 || format == Format::U8 ? 1 : 2;
}

template <class T>
T load(const std::byte* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <class T>
void store(std::byte* to, double value) {
  T element;
  if constexpr (std::is_arithmetic_v<T>) {
    element = static_cast<T>(value);
  } else {
    element = T(static_cast<float>(value));
  }
  std::memcpy(to, &element, sizeof element);
}

}  // namespace

NarrowMatrix::NarrowMatrix(Format format, bool by_rows, std::int64_t rows, std::int64_t columns,
                           std::int64_t ld)
    : format_(format), by_rows_(by_rows), rows_(rows), columns_(columns), ld_(ld) {
  const bool any = rows > 0 && columns > 0;
  const std::size_t elements = any ? index(rows - 1, columns - 1) + 1 : 0;
  memory_ =
      std::make_shared<test::GuardedArray<std::byte>>(static_cast<std::int64_t>(elements * size()));
  // A NaN of all three floating-point types.
  std::fill_n(memory_->data(), elements * size(), std::byte{0x7F});
  if (format == Format::F32) {
    for (std::size_t at = 0; at < elements; ++at)
      store<float>(memory_->data() + at * 4, std::numeric_limits<float>::quiet_NaN());
  }
  seal();
}

std::size_t NarrowMatrix::size() const { return bytes_of(format_); }

double NarrowMatrix::read(const std::byte* memory, std::size_t index) const {
  const std::byte* const from = memory + index * size();
  switch (format_) {
    case Format::Bf16:
      return static_cast<double>(static_cast<float>(load<bfloat16>(from)));
    case Format::F16:
      return static_cast<double>(static_cast<float>(load<float16>(from)));
    case Format::S8:
      return load<std::int8_t>(from);
    case Format::U8:
      return load<std::uint8_t>(from);
    case Format::F32:
      return load<float>(from);
    case Format::S32:
      break;
  }
  return load<std::int32_t>(from);
}

void NarrowMatrix::set(std::int64_t i, std::int64_t j, double value) {
  std::byte* const to = memory_->data() + index(i, j) * size();
  switch (format_) {
    case Format::Bf16:
      return store<bfloat16>(to, value);
    case Format::F16:
      return store<float16>(to, value);
    case Format::S8:
      return store<std::int8_t>(to, value);
    case Format::U8:
      return store<std::uint8_t>(to, value);
    case Format::F32:
      return store<float>(to, value);
    case Format::S32:
      break;
  }
  store<std::int32_t>(to, value);
}

void NarrowMatrix::restore() { std::copy(before_.begin(), before_.end(), memory_->data()); }

std::vector<std::byte> NarrowMatrix::bytes() const {
  return {memory_->data(), memory_->data() + memory_->size()};
}

bool NarrowMatrix::padding_changed() const {
  const std::int64_t inner = by_rows_ ? columns_ : rows_;
  const auto elements = static_cast<std::int64_t>(before_.size() / size());
  for (std::int64_t at = 0; at < elements; ++at) {
    const std::size_t offset = static_cast<std::size_t>(at) * size();
    if (at % ld_ >= inner &&
        std::memcmp(memory_->data() + offset, before_.data() + offset, size()) != 0)
      return true;
  }
  return false;
}

NarrowCall::NarrowCall(std::string_view routine, Random& random)
    : offsets_(routine == "gemm_s8u8s32"), cblas_(random.coin()), row_major_(false) {
  row_major_ = cblas_ && random.coin();
  const Format floats = routine == "gemm_f16f16f32" ? Format::F16 : Format::Bf16;
  a_format_ = offsets_ ? (row_major_ ? Format::U8 : Format::S8) : floats;
  b_format_ = offsets_ ? (row_major_ ? Format::S8 : Format::U8) : floats;
  Maker maker(random);
  make_factors(random);
  make_operands(maker);
  make_offsets(random);
  if (random.integer(0, 7) == 0) make_illegal(random);
}

std::string_view NarrowCall::arguments() const { return offsets_ ? kOffsetArguments : kArguments; }

void NarrowCall::make_factors(Random& random) {
  const auto factor = [&]() -> float {
    switch (random.integer(0, 7)) {
      case 0:
        return 0;
      case 1:
      case 2:
        return 1;
      case 3:
        return 0.5F;
      case 4:
        return -3;
      case 5:
        // Beyond the range of C, or no number.
        if (offsets_)
          return random.coin() ? 1e5F
                               : (random.coin() ? std::numeric_limits<float>::infinity()
                                                : std::numeric_limits<float>::quiet_NaN());
        [[fallthrough]];
      default:
        return static_cast<float>(2 * random.uniform());
    }
  };
  alpha_ = factor();
  beta_ = factor();
  constexpr double kScales[] = {1, 1, 1, 0x1p-8, 0x1p6};
  scale_ = kScales[random.integer(0, 4)];
  special_ = random.integer(0, 15) == 0;
}

void NarrowCall::fill(NarrowMatrix& matrix, Format format, std::int64_t rows, std::int64_t columns,
                      CBLAS_INT ld, bool readable, Random& random) const {
  matrix = NarrowMatrix(format, row_major_, rows, columns, ld);
  const auto value = [&]() -> double {
    const std::int64_t bits = random.integer(0, 255);
    if (format == Format::S8) return static_cast<double>(bits - 128);
    if (format == Format::U8) return static_cast<double>(bits);
    if (format == Format::S32) {
      if (special_)
        return static_cast<double>(random.coin() ? std::numeric_limits<std::int32_t>::max()
                                                 : std::numeric_limits<std::int32_t>::min());
      return static_cast<double>(random.integer(-1000000, 1000000));
    }
    if (special_ && bits < 6) {
      const double infinity = std::numeric_limits<double>::infinity();
      return bits < 2 ? std::numeric_limits<double>::quiet_NaN() : bits < 4 ? infinity : -infinity;
    }
    return bits < 20 ? 0 : random.uniform() * scale_;
  };
  for (std::int64_t i = 0; readable && i < rows; ++i)
    for (std::int64_t j = 0; j < columns; ++j) matrix.set(i, j, value());
  matrix.seal();
}

void NarrowCall::make_operands(Maker& maker) {
  Random& random = maker.random();
  m_ = maker.size(), n_ = maker.size(), k_ = maker.size();
  transa_ = maker.one_of("NTC"), transb_ = maker.one_of("NTC");
  const auto leading = [&](std::int64_t rows, std::int64_t columns) {
    return static_cast<CBLAS_INT>(std::max<std::int64_t>(1, row_major_ ? columns : rows) +
                                  random.integer(0, 3));
  };
  const std::int64_t rows_a = transa_ == 'N' ? m_ : k_, columns_a = transa_ == 'N' ? k_ : m_;
  const std::int64_t rows_b = transb_ == 'N' ? k_ : n_, columns_b = transb_ == 'N' ? n_ : k_;
  lda_ = leading(rows_a, columns_a);
  ldb_ = leading(rows_b, columns_b);
  ldc_ = leading(m_, n_);
  fill(a_, a_format_, rows_a, columns_a, lda_, multiplies(), random);
  fill(b_, b_format_, rows_b, columns_b, ldb_, multiplies(), random);
  fill(c_, offsets_ ? Format::S32 : Format::F32, m_, n_, ldc_, beta_ != 0, random);
}

void NarrowCall::make_offsets(Random& random) {
  if (random.coin()) ao_ = static_cast<std::int8_t>(random.integer(-128, 127));
  if (random.coin()) bo_ = static_cast<std::int8_t>(random.integer(-128, 127));
  offsetc_ = "FCR"[random.integer(0, 2)];
  const std::int64_t count = offsetc_ == 'F' ? 1 : offsetc_ == 'C' ? m_ : n_;
  co_ = NarrowMatrix(Format::S32, false, count, 1, std::max<std::int64_t>(count, 1));
  const bool zeros = random.coin();
  for (std::int64_t i = 0; i < count; ++i)
    co_.set(i, 0, zeros ? 0 : static_cast<double>(random.integer(-100000, 100000)));
  co_.seal();
}

void NarrowCall::make_illegal(Random& random) {
  std::vector<std::string_view> candidates;
  for (const std::string_view word : words(arguments()))
    if (can_be_illegal(word) || word == "offsetc") candidates.push_back(word);
  illegal_ = candidates[static_cast<std::size_t>(
      random.integer(0, static_cast<std::int64_t>(candidates.size()) - 1))];
  if (is_letter(illegal_) || illegal_ == "offsetc") {
    *static_cast<char*>(address(illegal_)) = 'X';
  } else {
    *static_cast<CBLAS_INT*>(address(illegal_)) = illegal_.starts_with("ld") ? 0 : -1;
  }
}

void* NarrowCall::address(std::string_view name) {
  const std::map<std::string_view, void*> places = {
      {"transa", &transa_}, {"transb", &transb_}, {"offsetc", &offsetc_}, {"m", &m_},
      {"n", &n_},           {"k", &k_},           {"alpha", &alpha_},     {"a", a_.data()},
      {"lda", &lda_},       {"ao", &ao_},         {"b", b_.data()},       {"ldb", &ldb_},
      {"bo", &bo_},         {"beta", &beta_},     {"c", c_.data()},       {"ldc", &ldc_},
      {"co", co_.data()}};
  return places.at(name);
}

std::int64_t NarrowCall::integer(std::string_view name) {
  if (name == "layout") return row_major_ ? CblasRowMajor : CblasColMajor;
  if (name == "ao") return ao_;
  if (name == "bo") return bo_;
  if (!is_letter(name) && name != "offsetc") return *static_cast<CBLAS_INT*>(address(name));
  static const std::map<char, int> ops = {{'N', 111}, {'T', 112}, {'C', 113}, {'X', 99}};
  static const std::map<char, int> kinds = {{'R', 171}, {'C', 172}, {'F', 173}, {'X', 99}};
  return (name == "offsetc" ? kinds : ops).at(*static_cast<char*>(address(name)));
}

double NarrowCall::a(std::int64_t i, std::int64_t l) const {
  return transa_ == 'N' ? a_.at(i, l) : a_.at(l, i);
}
double NarrowCall::b(std::int64_t l, std::int64_t j) const {
  return transb_ == 'N' ? b_.at(l, j) : b_.at(j, l);
}

std::string NarrowCall::check_float(std::int64_t i, std::int64_t j) const {
  Sum sum(Type::S);
  Wanted want;
  if (multiplies()) {
    for (std::int64_t l = 0; l < k_; ++l) sum.add({a(i, l), 0}, {b(l, j), 0});
    want = sum.scaled({alpha_, 0});
  }
  if (beta_ != 0) {
    Sum before(Type::S);
    before.add({beta_, 0}, {c_.before(i, j), 0});
    add(want, before.wanted());
  }
  if (within(Type::S, {c_.at(i, j), 0}, want, k_ + 4)) return {};
  return "is " + std::to_string(c_.at(i, j)) + ", must be " + text(want.value);
}

// The nearest integer to what double has: of two at the same distance either, since factors of many
// bits round on the way there.
std::string NarrowCall::check_integer(std::int64_t i, std::int64_t j) const {
  constexpr double kLeast = std::numeric_limits<std::int32_t>::min();
  constexpr double kMost = std::numeric_limits<std::int32_t>::max();
  double want = co_.at(offsetc_ == 'F' ? 0 : offsetc_ == 'C' ? i : j, 0), size = std::fabs(want);
  if (multiplies()) {
    std::int64_t sum = 0;
    for (std::int64_t l = 0; l < k_; ++l)
      sum +=
          (static_cast<std::int64_t>(a(i, l)) + ao_) * (static_cast<std::int64_t>(b(l, j)) + bo_);
    const double product = static_cast<double>(alpha_) * static_cast<double>(sum);
    want += product;
    size += std::fabs(product);
  }
  if (beta_ != 0) {
    const double before = static_cast<double>(beta_) * c_.before(i, j);
    want += before;
    size += std::fabs(before);
  }
  const double limited = std::isnan(want) ? 0 : std::clamp(want, kLeast, kMost);
  const double slack = std::isfinite(size) ? size * 0x1p-50 : 0;
  if (std::fabs(c_.at(i, j) - limited) <= 0.5 + slack) return {};
  return "is " + std::to_string(c_.at(i, j)) + ", must be " + std::to_string(want);
}

std::string NarrowCall::check() const {
  if (a_.changed()) return "A was written";
  if (b_.changed()) return "B was written";
  if (co_.changed()) return "co was written";
  if (c_.padding_changed()) return "what lies between the rows or columns of C was written";
  for (std::int64_t i = 0; i < m_; ++i) {
    for (std::int64_t j = 0; j < n_; ++j) {
      const std::string wrong = offsets_ ? check_integer(i, j) : check_float(i, j);
      if (!wrong.empty()) return "C(" + std::to_string(i) + ',' + std::to_string(j) + ") " + wrong;
    }
  }
  return {};
}

std::string NarrowCall::unchanged() const {
  return a_.changed() || b_.changed() || c_.changed() || co_.changed() ? "written" : "";
}

std::string NarrowCall::describe() const {
  std::string result = cblas_ ? (row_major_ ? "CBLAS, by rows" : "CBLAS, by columns") : "Fortran";
  const auto number = [&](const char* name, double value) {
    char text[48];
    (void)std::snprintf(text, sizeof text, ", %s %.9g", name, value);
    result += text;
  };
  result.append(", ").append(1, transa_).append(1, transb_);
  number("m", static_cast<double>(m_)), number("n", static_cast<double>(n_));
  number("k", static_cast<double>(k_)), number("alpha", alpha_), number("beta", beta_);
  number("lda", static_cast<double>(lda_)), number("ldb", static_cast<double>(ldb_));
  number("ldc", static_cast<double>(ldc_));
  if (offsets_) {
    result.append(", offsetc ").append(1, offsetc_);
    number("ao", ao_), number("bo", bo_);
  }
  return result + (illegal_.empty() ? "" : "; illegal: " + illegal_);
}

namespace {

std::string judge_illegal(const NarrowCall& call) {
  if (reported().calls != 1)
    return "the error handler was called " + std::to_string(reported().calls) + " times";
  long long position = call.cblas() ? 2 : 1;
  for (const std::string_view word : words(call.arguments())) {
    if (word == call.illegal()) break;
    ++position;
  }
  if (call.as_written() && reported().number != position)
    return "argument " + std::to_string(reported().number) + " was reported, not " +
           std::to_string(position);
  return call.unchanged();
}

template <class Compute>
std::string judge_narrow_threads(NarrowCall& call, const Compute& compute) {
  const std::vector<std::byte> first = call.c().bytes();
  std::string wrong;
  for (const int threads : {1, 2, 3, 7}) {
    call.c().restore();
    fulcrum_set_num_threads_local(threads);
    compute();
    if (call.c().bytes() != first)
      wrong = "other bits with " + std::to_string(threads) + " threads";
  }
  fulcrum_set_num_threads_local(0);
  return wrong;
}

}  // namespace

std::string run_one(const NarrowSymbol& symbol, Random& random) {
  NarrowCall call(symbol.name, random);
  const auto compute = [&] {
    if (!call.cblas()) return symbol.fortran(call, call.arguments());
    symbol.cblas(call, "layout " + std::string(call.arguments()));
  };
  reported() = {};
  compute();
  std::string wrong;
  if (!call.illegal().empty()) {
    wrong = judge_illegal(call);
  } else if (reported().calls != 0) {
    wrong = refused();
  } else {
    wrong = call.check();
    if (wrong.empty() && random.integer(0, 7) == 0) wrong = judge_narrow_threads(call, compute);
  }
  if (wrong.empty()) return {};
  return symbol.name + " (" + call.describe() + "): " + wrong;
}

}  // namespace fulcrum::differential
