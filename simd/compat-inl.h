// SPDX-License-Identifier: Apache-2.0
// Differences between Highway 1.0.3 and newer versions: the only file that tests a version or works
// around one. Included per target, after "hwy/highway.h".

// clang-format off
#if defined(FULCRUM_SIMD_COMPAT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_COMPAT_INL_H_
#undef FULCRUM_SIMD_COMPAT_INL_H_
#else
#define FULCRUM_SIMD_COMPAT_INL_H_
#endif
// clang-format on

#include <cstddef>
#include <cstring>

#include "hwy/highway.h"

// For lambdas that hold vectors by reference: called out of line, they would put all of them into
// memory.
#undef FULCRUM_INLINE_LAMBDA
#if HWY_COMPILER_MSVC
#define FULCRUM_INLINE_LAMBDA HWY_ATTR
#else
#define FULCRUM_INLINE_LAMBDA HWY_ATTR __attribute__((always_inline))
#endif

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// Targets whose masked loads and stores touch no byte outside the mask. Elsewhere Highway 1.0.3
// loads or read-modify-writes the whole vector, which may fault behind an array and races with
// other threads.
#undef FULCRUM_MASK_IS_SAFE
#if HWY_TARGET <= HWY_AVX2 && HWY_ARCH_X86
#define FULCRUM_MASK_IS_SAFE 1
#elif HWY_ARCH_ARM && HWY_HAVE_SCALABLE
#define FULCRUM_MASK_IS_SAFE 1
#else
#define FULCRUM_MASK_IS_SAFE 0
#endif

// Loads the first min(count, Lanes(d)) elements, zero elsewhere; no other byte is touched.
template <class D, typename T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> LoadFirst(D d, const T* HWY_RESTRICT from, size_t count) {
#if FULCRUM_MASK_IS_SAFE
  return hn::MaskedLoad(hn::FirstN(d, count), d, from);
#else
  const size_t lanes = hn::Lanes(d);
  if (count >= lanes) return hn::LoadU(d, from);
  HWY_ALIGN T buffer[HWY_MAX_BYTES / sizeof(T)] = {};
  std::memcpy(buffer, from, count * sizeof(T));
  return hn::Load(d, buffer);
#endif
}

// Stores the first min(count, Lanes(d)) elements; no other byte is touched.
template <class D, typename T = hn::TFromD<D>>
HWY_INLINE void StoreFirst(hn::Vec<D> v, D d, T* HWY_RESTRICT to, size_t count) {
#if FULCRUM_MASK_IS_SAFE
  hn::BlendedStore(v, hn::FirstN(d, count), d, to);
#else
  const size_t lanes = hn::Lanes(d);
  if (count >= lanes) {
    hn::StoreU(v, d, to);
    return;
  }
  HWY_ALIGN T buffer[HWY_MAX_BYTES / sizeof(T)];
  hn::Store(v, d, buffer);
  std::memcpy(to, buffer, count * sizeof(T));
#endif
}

// The first `count` lanes (1 to Lanes(d)), made once for several loads and stores: a mask where
// masks are safe, else the count.
template <class D>
HWY_INLINE auto MakeTail([[maybe_unused]] D d, size_t count) {
#if FULCRUM_MASK_IS_SAFE
  return hn::FirstN(d, count);
#else
  return count;
#endif
}

template <class D, class Tail, typename T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> LoadTail(D d, const T* HWY_RESTRICT from, Tail tail) {
#if FULCRUM_MASK_IS_SAFE
  return hn::MaskedLoad(tail, d, from);
#else
  return own::LoadFirst(d, from, tail);
#endif
}

template <class D, class Tail, typename T = hn::TFromD<D>>
HWY_INLINE void StoreTail(hn::Vec<D> v, D d, T* HWY_RESTRICT to, Tail tail) {
#if FULCRUM_MASK_IS_SAFE
  hn::BlendedStore(v, tail, d, to);
#else
  own::StoreFirst(v, d, to, tail);
#endif
}

// v, which the compiler must take for something new: a loaded vector that several instructions use
// stays in its register. GCC 12 gives each of three multiply-adds its own load instead, and two
// load ports then hold back two FMA ports.
template <class V>
HWY_INLINE V KeepInRegister(V v) {
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && defined(__GNUC__)
  asm("" : "+v"(v.raw));
#endif
  return v;
}

// Says that the vectors are needed up to here. GCC 12 else takes the form of a multiply-add that
// overwrites a factor where that factor is used for the last time: sums change their registers, and
// each turn of a loop ends with ten moves.
template <class V>
HWY_INLINE void NeededUpToHere(const V& v0, const V& v1, const V& v2) {
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && defined(__GNUC__)
  asm volatile("" : : "v"(v0.raw), "v"(v1.raw), "v"(v2.raw));
#else
  (void)v0, (void)v1, (void)v2;
#endif
}

// p, which the compiler must take for another pointer.
template <typename T>
HWY_INLINE const T* HidePointer(const T* p) {
#if defined(__GNUC__)
  asm("" : "+r"(p));
#endif
  return p;
}

// Fetches p's line into the second-level cache. hwy::Prefetch has the first level alone.
template <typename T>
HWY_INLINE void PrefetchL2(const T* p) {
#if defined(__GNUC__)
  __builtin_prefetch(p, 0, 2);
#else
  (void)p;
#endif
}

// The sum of all lanes as a scalar.
template <class D>
HWY_INLINE hn::TFromD<D> SumLanes(D d, hn::Vec<D> v) {
  return hn::GetLane(hn::SumOfLanes(d, v));
}

// Targets that sum four products of bytes into 32 bits in one instruction. On x86 the first operand
// is unsigned and the second signed, on Arm both are signed.
#undef FULCRUM_QUADS_X86
#undef FULCRUM_QUADS_ARM
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3_DL
#define FULCRUM_QUADS_X86 1
#define FULCRUM_QUADS_ARM 0
#elif HWY_ARCH_ARM && HWY_HAVE_SCALABLE
#define FULCRUM_QUADS_X86 0
#define FULCRUM_QUADS_ARM 1
#else
#define FULCRUM_QUADS_X86 0
#define FULCRUM_QUADS_ARM 0
#endif

#if FULCRUM_QUADS_X86 || FULCRUM_QUADS_ARM
// sum + the four products of every lane, modulo 2^32.
template <class DI32, class VA, class VB>
HWY_INLINE hn::Vec<DI32> QuadDot([[maybe_unused]] DI32 d, VA a, VB b, hn::Vec<DI32> sum) {
#if HWY_MAJOR > 1 || HWY_MINOR >= 2
  return hn::SumOfMulQuadAccumulate(d, a, b, sum);
#elif FULCRUM_QUADS_X86
  // Not the intrinsic: 1.0.3 compiles AVX3_DL without its feature (for avxvnni instead), though it
  // asks the processor for it.
  asm("vpdpbusd %2, %1, %0" : "+v"(sum.raw) : "v"(a.raw), "v"(b.raw));
  return sum;
#else
  return svdot_s32(sum, a, b);
#endif
}
#endif

// Targets that sum two products of bfloat16 into a float in one instruction.
#undef FULCRUM_PAIRS_BF16
#if HWY_ARCH_X86 && defined(HWY_NATIVE_DOT_BF16) && HWY_NATIVE_DOT_BF16
#define FULCRUM_PAIRS_BF16 1
#else
#define FULCRUM_PAIRS_BF16 0
#endif

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
