// SPDX-License-Identifier: Apache-2.0
#include "simd/runnable.hpp"

#include <atomic>

#if defined(__x86_64__)
#include <cpuid.h>
// Not for Clang, whose C++ has no _Bool, which the header uses. FULCRUM_WITHOUT_GLIBC_FEATURES: for
// tests.
#if __has_include(<sys/platform/x86.h>) && !defined(__clang__) && \
    !defined(FULCRUM_WITHOUT_GLIBC_FEATURES)
#include <sys/platform/x86.h>
#endif
#elif defined(__aarch64__)
#include <sys/auxv.h>
#endif

namespace fulcrum::simd {
namespace {

// By their bits, which are the same in every Highway version while the names are not.
constexpr std::int64_t kScalar = std::int64_t{1} << 62;

#if defined(__x86_64__)
constexpr std::int64_t kZen4 = 1 << 6, kAvx3Dl = 1 << 7, kAvx3 = 1 << 8, kAvx2 = 1 << 9,
                       kSse4 = 1 << 11;

bool is_amd() {
  unsigned highest = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(0, &highest, &b, &c, &d) != 0 && b == signature_AMD_ebx;
}

#if defined(CPU_FEATURE_ACTIVE)
// Active: present, its registers saved by the system, and not masked by GLIBC_TUNABLES.
#define FULCRUM_HAS(feature) (CPU_FEATURE_ACTIVE(feature) != 0)
#else
struct Registers {
  unsigned a = 0, b = 0, c = 0, d = 0;
};

Registers cpuid(unsigned leaf, unsigned subleaf) {
  Registers r;
  __get_cpuid_count(leaf, subleaf, &r.a, &r.b, &r.c, &r.d);
  return r;
}

// The bits of leaf 1 (ecx), 7 (ebx, ecx), 7.1 (eax) and 0x80000001 (ecx), without those whose
// registers the system does not save.
struct Features {
  Registers leaf1 = cpuid(1, 0), leaf7 = cpuid(7, 0), leaf7_1 = cpuid(7, 1),
            extended = cpuid(0x80000001U, 0);
  bool ymm = false, zmm = false;
  Features() {
    if ((leaf1.c >> 27 & 1) == 0) return;  // OSXSAVE
    unsigned low = 0, high = 0;
    asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    ymm = (low & 0x6) == 0x6;
    zmm = ymm && (low & 0xE0) == 0xE0;
  }
};
#endif

std::int64_t detect() {
#if defined(CPU_FEATURE_ACTIVE)
  const bool sse4 = FULCRUM_HAS(SSSE3) && FULCRUM_HAS(SSE4_1) && FULCRUM_HAS(SSE4_2) &&
                    FULCRUM_HAS(PCLMULQDQ) && FULCRUM_HAS(AES);
  const bool avx2 = sse4 && FULCRUM_HAS(AVX) && FULCRUM_HAS(AVX2) && FULCRUM_HAS(LZCNT) &&
                    FULCRUM_HAS(BMI1) && FULCRUM_HAS(BMI2) && FULCRUM_HAS(FMA) && FULCRUM_HAS(F16C);
  const bool avx3 = avx2 && FULCRUM_HAS(AVX512F) && FULCRUM_HAS(AVX512VL) &&
                    FULCRUM_HAS(AVX512DQ) && FULCRUM_HAS(AVX512BW) && FULCRUM_HAS(AVX512CD);
  const bool avx3_dl = avx3 && FULCRUM_HAS(AVX512_VNNI) && FULCRUM_HAS(VPCLMULQDQ) &&
                       FULCRUM_HAS(AVX512_VBMI) && FULCRUM_HAS(AVX512_VBMI2) && FULCRUM_HAS(VAES) &&
                       FULCRUM_HAS(AVX512_VPOPCNTDQ) && FULCRUM_HAS(AVX512_BITALG) &&
                       FULCRUM_HAS(GFNI);
  const bool bf16 = avx3_dl && FULCRUM_HAS(AVX512_BF16);
#else
  const Features has;
  const auto all = [](unsigned reg, unsigned bits) { return (reg & bits) == bits; };
  constexpr unsigned kSse4C = 1U << 1 | 1U << 9 | 1U << 19 | 1U << 20 | 1U << 25,
                     kAvx2C = 1U << 12 | 1U << 28 | 1U << 29, kAvx2B = 1U << 3 | 1U << 5 | 1U << 8,
                     kAvx3B = 1U << 16 | 1U << 17 | 1U << 28 | 1U << 30 | 1U << 31,
                     kAvx3DlC = 1U << 1 | 1U << 6 | 1U << 8 | 1U << 9 | 1U << 10 | 1U << 11 |
                                1U << 12 | 1U << 14;
  const bool sse4 = all(has.leaf1.c, kSse4C);
  const bool avx2 = sse4 && has.ymm && all(has.leaf1.c, kAvx2C) && all(has.leaf7.b, kAvx2B) &&
                    all(has.extended.c, 1U << 5);
  const bool avx3 = avx2 && has.zmm && all(has.leaf7.b, kAvx3B);
  const bool avx3_dl = avx3 && all(has.leaf7.c, kAvx3DlC);
  const bool bf16 = avx3_dl && all(has.leaf7_1.a, 1U << 5);
#endif
  return (sse4 ? kSse4 : 0) | (avx2 ? kAvx2 : 0) | (avx3 ? kAvx3 : 0) | (avx3_dl ? kAvx3Dl : 0) |
         (bf16 && is_amd() ? kZen4 : 0);
}
#elif defined(__aarch64__)
// HWCAP_AES, HWCAP_SVE; HWCAP2_SVE2, HWCAP2_SVEAES: older headers lack the latter.
std::int64_t detect() {
  constexpr std::int64_t kSve2 = 1 << 26, kSve = 1 << 27, kNeon = 1 << 28;
  const unsigned long first = getauxval(AT_HWCAP), second = getauxval(AT_HWCAP2);
  const bool neon = (first >> 3 & 1) != 0, sve = (first >> 22 & 1) != 0;
  const bool sve2 = (second >> 1 & 1) != 0 && (second >> 2 & 1) != 0;
  return (neon ? kNeon : 0) | (sve ? kSve : 0) | (sve2 ? kSve2 : 0);
}
#else
std::int64_t detect() { return 0; }
#endif

constinit std::atomic<std::int64_t> g_runnable{0};  // 0: not asked yet

}  // namespace

std::int64_t runnable_targets() {
  std::int64_t all = g_runnable.load(std::memory_order_relaxed);
  if (all == 0) {
    all = detect() | kScalar;
    g_runnable.store(all, std::memory_order_relaxed);
  }
  return all;
}

}  // namespace fulcrum::simd
