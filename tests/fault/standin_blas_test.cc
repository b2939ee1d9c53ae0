// SPDX-License-Identifier: Apache-2.0
// The stand-in's cuBLAS.
#include <cmath>
#include <complex>
#include <vector>

#include "fault/standin_session.hpp"

// NOLINTBEGIN(performance-no-int-to-ptr): handles and device addresses are numbers here.
namespace fulcrum::test {
namespace {

TEST(Standin, CublasChecksArgumentsAndRanges) {
  expect_child({}, [] {
    const Session s;
    const double one = 1;
    offload::cuda::BlasHandle handle = nullptr;
    EXPECT_EQ(blas().create(&handle), BlasStatus::Success);
    EXPECT_EQ(blas().set_stream(handle, s.stream), BlasStatus::Success);
    const DevicePtr device = s.device(std::size_t{4} * 4 * sizeof(double));
    cu().memset_d8_async(device, 0, 128, s.stream);
    auto* a = reinterpret_cast<double*>(device);
    const auto gemm = [&](offload::cuda::BlasHandle h, int m, int lda, double* c) {
      return blas().d.gemm(h, BlasOperation::N, BlasOperation::N, m, 2, 2, &one, a, lda, a, 4, &one,
                           c, 4);
    };
    EXPECT_EQ(gemm(nullptr, 2, 4, a + 2), BlasStatus::NotInitialized);
    EXPECT_EQ(gemm(handle, 5, 4, a + 2), BlasStatus::InvalidValue);
    EXPECT_EQ(gemm(handle, 2, 4, a + 2), BlasStatus::Success);
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::Success);
    EXPECT_EQ(violations(), "");
    double on_host[16] = {};
    EXPECT_EQ(gemm(handle, 2, 4, on_host), BlasStatus::Success);
    EXPECT_TRUE(violated("is not device or pinned memory"));
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::IllegalAddress);
  });
}

TEST(Standin, BetaZeroDoesNotReadC) {
  expect_child({}, [] {
    const Session s;
    offload::cuda::BlasHandle handle = nullptr;
    blas().create(&handle);
    blas().set_stream(handle, s.stream);
    const DevicePtr a = s.device(8), c = s.device(8);
    double* host = s.pinned(2);
    host[0] = 3;
    cu().memcpy_htod_async(a, host, 8, s.stream);
    const double two = 2, zero = 0;
    auto *da = reinterpret_cast<double*>(a), *dc = reinterpret_cast<double*>(c);
    blas().d64.gemm(handle, BlasOperation::T, BlasOperation::N, 1, 1, 1, &two, da, 1, da, 1, &zero,
                    dc, 1);
    cu().memcpy_dtoh_async(host + 1, c, 8, s.stream);
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::Success);
    EXPECT_EQ(host[1], 18);
    EXPECT_EQ(violations(), "");
  });
}

// A cuBLAS handle on the stream of a session, and arrays on its device.
struct BlasSession : Session {
  BlasSession() {
    EXPECT_EQ(blas().create(&handle), BlasStatus::Success);
    EXPECT_EQ(blas().set_stream(handle, stream), BlasStatus::Success);
  }
  template <class T>
  T* up(const std::vector<T>& values) const {
    const DevicePtr pointer = device(values.size() * sizeof(T));
    EXPECT_EQ(cu().memcpy_htod_async(pointer, values.data(), values.size() * sizeof(T), stream),
              Result::Success);
    return reinterpret_cast<T*>(pointer);
  }
  template <class T>
  std::vector<T> down(const T* values, std::size_t count) const {
    std::vector<T> result(count);
    cu().memcpy_dtoh_async(result.data(), reinterpret_cast<DevicePtr>(values), count * sizeof(T),
                           stream);
    EXPECT_EQ(cu().stream_synchronize(stream), Result::Success);
    return result;
  }
  offload::cuda::BlasHandle handle = nullptr;
};

using C64 = std::complex<double>;
constexpr auto kN = BlasOperation::N, kT = BlasOperation::T, kC = BlasOperation::C;

TEST(Standin, CublasRefusesWhatItDoesNotKnow) {
  expect_child({}, [] {
    const BlasSession s;
    C64* const a = s.up(std::vector<C64>(16, 1));
    C64* const b = s.up(std::vector<C64>(16, 1));
    const C64 one = 1;
    const double real_one = 1;
    const BlasHandle h = s.handle;
    constexpr auto kUpper = BlasFill::Upper;
    const auto& z = blas().z;
    EXPECT_EQ(z.herk(h, kUpper, kT, 2, 2, &real_one, a, 4, &real_one, b, 4),
              BlasStatus::InvalidValue);
    EXPECT_EQ(z.syrk(h, kUpper, kC, 2, 2, &one, a, 4, &one, b, 4), BlasStatus::InvalidValue);
    EXPECT_EQ(z.hemv(h, static_cast<BlasFill>(2), 2, &one, a, 4, b, 1, &one, b, 1),
              BlasStatus::InvalidValue);
    EXPECT_EQ(z.hbmv(h, kUpper, 4, 4, &one, a, 4, b, 1, &one, b, 1), BlasStatus::InvalidValue);
    EXPECT_EQ(z.trmv(h, kUpper, kN, BlasDiagonal::Unit, 2, a, 4, b, 0), BlasStatus::InvalidValue);
    EXPECT_EQ(
        z.trmm(h, BlasSide::Left, kUpper, kN, BlasDiagonal::Unit, 2, 2, &one, a, 4, b, 4, b, 3),
        BlasStatus::InvalidValue);
    EXPECT_EQ(z.geam(h, kT, kN, 2, 2, &one, a, 4, &one, b, 4, a, 4), BlasStatus::InvalidValue);
    EXPECT_EQ(z.geam(h, kT, kN, 2, 2, &one, a, 4, &one, b, 4, b, 4), BlasStatus::Success);
    EXPECT_EQ(blas().s.scal(h, 4, nullptr, nullptr, 1), BlasStatus::InvalidValue);
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::Success);
    EXPECT_EQ(violations(), "");
  });
}

// A vendor who takes "assumed to be zero" at its word: what is there has an influence.
TEST(Standin, AHermitianDiagonalIsUsedAsItIs) {
  expect_child({}, [] {
    const BlasSession s;
    C64* const a = s.up(std::vector<C64>{{2, 3}});
    C64* const x = s.up(std::vector<C64>{{1, 1}});
    C64* const y = s.up(std::vector<C64>{0});
    const C64 one = 1, zero = 0;
    const double real_one = 1;
    blas().z.hemv(s.handle, BlasFill::Lower, 1, &one, a, 1, x, 1, &zero, y, 1);
    EXPECT_EQ(s.down(y, 1)[0], C64(2, 3) * C64(1, 1));
    // An update leaves it real.
    blas().z64.her(s.handle, BlasFill::Upper, 1, &real_one, x, 1, a, 1);
    EXPECT_EQ(s.down(a, 1)[0], C64(4, 0));
    EXPECT_EQ(violations(), "");
  });
}

TEST(Standin, GeamDoesNotReadWhatHasTheFactorZero) {
  expect_child({}, [] {
    const BlasSession s;
    double* const a = s.up(std::vector<double>{1, 2, 3, 4});
    auto* const fresh = reinterpret_cast<double*>(s.device(4 * sizeof(double)));  // NaN
    const double two = 2, zero = 0;
    EXPECT_EQ(blas().d.geam(s.handle, kT, kN, 2, 2, &two, a, 2, &zero, fresh, 2, fresh, 2),
              BlasStatus::Success);
    EXPECT_EQ(s.down(fresh, 4), (std::vector<double>{2, 6, 4, 8}));
  });
}

TEST(Standin, StridedBatches) {
  expect_child({}, [] {
    const BlasSession s;
    // Two products of 2 x 1 and 1 x 2, the second operand the same in both.
    double* const a = s.up(std::vector<double>{1, 2, 3, 4});
    double* const b = s.up(std::vector<double>{5, 7});
    double* const c = s.up(std::vector<double>(8, 1));
    const double one = 1, zero = 0;
    EXPECT_EQ(blas().d64.gemm_strided_batched(s.handle, kN, kN, 2, 2, 1, &one, a, 2, 2, b, 1, 0,
                                              &one, c, 2, 4, 2),
              BlasStatus::Success);
    EXPECT_EQ(s.down(c, 8), (std::vector<double>{6, 11, 8, 15, 16, 21, 22, 29}));
    EXPECT_EQ(blas().d.gemv_strided_batched(s.handle, kT, 2, 1, &one, a, 2, 2, b, 1, 0, &zero, c, 1,
                                            1, 2),
              BlasStatus::Success);
    EXPECT_EQ(s.down(c, 3), (std::vector<double>{1 * 5 + 2 * 7, 3 * 5 + 4 * 7, 8}));
    EXPECT_EQ(blas().d.gemv_strided_batched(s.handle, kN, 2, 1, &one, a, 2, 2, b, 1, 0, &zero, c, 1,
                                            1, -1),
              BlasStatus::InvalidValue);
    EXPECT_EQ(violations(), "");
    blas().d.gemm_strided_batched(s.handle, kN, kN, 2, 2, 1, &one, a, 2, 2, b, 1, 0, &one, c, 2, 3,
                                  2);
    EXPECT_TRUE(violated("outputs of the batch overlap"));
  });
}

TEST(Standin, TrsmOfAnArrayOfMatrices) {
  expect_child({}, [] {
    const BlasSession s;
    // Lower triangles {2, 1; 4} and {1, -1; 2}, behind each the right-hand sides.
    double* const a = s.up(std::vector<double>{2, 1, NAN, 4, 1, -1, NAN, 2});
    double* const b = s.up(std::vector<double>{2, 9, 3, 1});
    const double one = 1;
    double** const all_a = s.up(std::vector<double*>{a, a + 4});
    double** const all_b = s.up(std::vector<double*>{b, b + 2});
    EXPECT_EQ(blas().d64.trsm_batched(s.handle, BlasSide::Left, BlasFill::Lower, kN,
                                      BlasDiagonal::NonUnit, 2, 1, &one, all_a, 2, all_b, 2, 2),
              BlasStatus::Success);
    EXPECT_EQ(s.down(b, 4), (std::vector<double>{1, 2, 3, 2}));
    EXPECT_EQ(violations(), "");
    // Addresses that lie on the host.
    double* on_host[] = {b, b};
    EXPECT_EQ(blas().d.trsm_batched(s.handle, BlasSide::Left, BlasFill::Lower, kN,
                                    BlasDiagonal::NonUnit, 2, 1, &one, all_a, 2, on_host, 2, 2),
              BlasStatus::Success);
    EXPECT_TRUE(violated("is not device or pinned memory"));
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::IllegalAddress);
  });
}

TEST(Standin, DotWaitsInHostPointerMode) {
  expect_child({}, [] {
    const Session s;
    offload::cuda::BlasHandle handle = nullptr;
    blas().create(&handle);
    blas().set_stream(handle, s.stream);
    const DevicePtr x = s.device(3 * sizeof(float));
    const float host[3] = {1, 2, 3};
    cu().memcpy_htod_async(x, host, sizeof host, s.stream);
    float sum = 0;
    auto* dx = reinterpret_cast<float*>(x);
    EXPECT_EQ(blas().s.dot(handle, 3, dx, 1, dx, -1, &sum), BlasStatus::Success);
    EXPECT_EQ(sum, 1 * 3 + 2 * 2 + 3 * 1);
    EXPECT_EQ(live().queued_work, 0);
  });
}

}  // namespace
}  // namespace fulcrum::test
// NOLINTEND(performance-no-int-to-ptr)
