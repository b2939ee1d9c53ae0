// SPDX-License-Identifier: Apache-2.0
// The vocabulary of the public API: enumerations that carry the BLAS letters, and the options of
// one call.
#pragma once

#include <array>
#include <bit>
#include <complex>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// Marks what libfulcrum.so exports; everything else in it is hidden.
#if defined(_WIN32)
#define FULCRUM_API
#else
#define FULCRUM_API __attribute__((visibility("default")))
#endif

namespace fulcrum {

enum class Layout : char { ColMajor = 'C', RowMajor = 'R' };

// ConjNoTrans conjugates without transposing (NoTrans for real types). It is for gemm (not of
// packed operands), gemv, their batches, trmv, trsv, and of matcopy.hpp all but geadd; the others
// refuse it.
enum class Op : char { NoTrans = 'N', Trans = 'T', ConjTrans = 'C', ConjNoTrans = 'R' };

// Which triangle of a symmetric, Hermitian or triangular matrix is stored.
enum class Uplo : char { Upper = 'U', Lower = 'L' };

// A unit diagonal is not read.
enum class Diag : char { NonUnit = 'N', Unit = 'U' };

// The side of a product that the symmetric, Hermitian or triangular matrix stands on.
enum class Side : char { Left = 'L', Right = 'R' };

// Where a call is computed: Backend::Auto (the cost model chooses, call by call), Backend::Simd (in
// place on the host), or the name of a platform, on a device of which it is then computed: "cuda".
// A plain value; names in small letters, of at most 15. One that no platform of this build has is
// refused by the call, with the list of those that there are.
class Backend {
 public:
  constexpr Backend() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): options read `backend = "cuda"`
  constexpr Backend(const char* name) : Backend(std::string_view(name)) {}
  constexpr explicit Backend(std::string_view name) : name_{} {
    // Of a longer name enough is kept to show it; the mark behind makes it equal to no other.
    for (std::size_t i = 0; i < name.size() && i < kLongest; ++i) name_[i] = name[i];
    if (name.size() > kLongest) name_[kLongest] = '+';
  }

  constexpr std::string_view name() const {
    std::size_t size = 0;
    while (size < name_.size() && name_[size] != '\0') ++size;
    return {name_.data(), size};
  }
  // Two words: a decision compares several, and memcmp() takes 5 ns of its 10.
  friend constexpr bool operator==(const Backend& a, const Backend& b) {
    return std::bit_cast<std::array<std::uint64_t, 2>>(a.name_) ==
           std::bit_cast<std::array<std::uint64_t, 2>>(b.name_);
  }

  static const Backend Auto, Simd;

 private:
  static constexpr std::size_t kLongest = 15;
  std::array<char, kLongest + 1> name_ = {'a', 'u', 't', 'o'};
};
inline constexpr Backend Backend::Auto{};
inline constexpr Backend Backend::Simd{"simd"};

constexpr std::string_view to_string(const Backend& backend) { return backend.name(); }

// Element types that the routines take.
template <class T>
concept RealScalar = std::same_as<T, float> || std::same_as<T, double>;
template <class T>
concept ComplexScalar =
    std::same_as<T, std::complex<float>> || std::same_as<T, std::complex<double>>;
template <class T>
concept Scalar = RealScalar<T> || ComplexScalar<T>;

namespace detail {
template <class T>
struct RealOf {
  using Type = T;
};
template <class R>
struct RealOf<std::complex<R>> {
  using Type = R;
};
}  // namespace detail

// T itself, or the type of a complex T's parts.
template <Scalar T>
using Real = typename detail::RealOf<T>::Type;

// Options of one call. The defaults follow the process's configuration (config.hpp).
struct CallOptions {
  std::optional<Backend> backend;  // overrides FULCRUM_BACKEND for this call: "simd", "cuda"
  int device = -1;                 // accelerator, 0 to 32767; -1: the configured or best one
  int threads = 0;                 // SIMD threads of this call; 0: the configured number
  // Pins the backend to SIMD unless `backend` names another one, so that every run of one machine
  // gives the same bits whatever the cost model has learnt. (On one backend the bits never depend
  // on the threads.)
  bool deterministic = false;
};

}  // namespace fulcrum
