# Switches of the build, and the compile options that all of our own code shares.
option(FULCRUM_BUILD_CLI "Build the command-line tool" ${PROJECT_IS_TOP_LEVEL})
option(FULCRUM_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(FULCRUM_BUILD_BENCH "Build the benchmarks" ${PROJECT_IS_TOP_LEVEL})
option(FULCRUM_DOWNLOAD "Fetch what the system lacks (pinned versions); OFF: an error names the package" ON)
option(FULCRUM_WERROR "Treat warnings as errors" OFF)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

# libfulcrum_blas.so looks for libfulcrum.so beside itself, inside another project's build too.
if(NOT PROJECT_IS_TOP_LEVEL AND NOT CMAKE_LIBRARY_OUTPUT_DIRECTORY)
  set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
endif()
if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
  set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
endif()

add_library(fulcrum_build_options INTERFACE)
target_compile_features(fulcrum_build_options INTERFACE cxx_std_20)
target_compile_options(fulcrum_build_options INTERFACE
  -Wall -Wextra -Wpedantic $<$<BOOL:${FULCRUM_WERROR}>:-Werror>)
# The targets that pay. SCALAR is the baseline, so that one lane runs everywhere. Disabled by their bits, which are
# the same in every Highway version while the names are not: bits 0-7 (AVX3_DL and later x86: no gain for
# f32 and f64 over AVX3), 12 and 14 (SSSE3, SSE2), 23-25 and 29 (NEON_BF16, SVE2_128, SVE_256, NEON_WITHOUT_AES: the
# width-agnostic SVE and SVE2 code serves their machines). Each further target multiplies the build time: the preset `dev`,
# slow to compile, leaves out SSE4 too (bit 11).
set(FULCRUM_DISABLED_TARGETS 0x238050FF CACHE STRING "Highway targets that are not compiled, by their bits")
target_compile_definitions(fulcrum_build_options INTERFACE
  HWY_COMPILE_ALL_ATTAINABLE HWY_BROKEN_EMU128=1 HWY_BASELINE_TARGETS=HWY_SCALAR
  HWY_DISABLED_TARGETS=${FULCRUM_DISABLED_TARGETS}LL)

# Skylake and its successors up to Cascade Lake do not keep a loop in their decoded cache whose branch touches a boundary
# of 32 bytes (Intel's erratum SKX102): the loop of 12 multiply-adds in bench/ then runs at 0.6 of its speed. The
# assembler pads; other processors see a few more bytes.
include(CheckCXXCompilerFlag)
foreach(flag -mbranches-within-32B-boundaries -Wa,-mbranches-within-32B-boundaries)
  string(MAKE_C_IDENTIFIER "FULCRUM_HAS${flag}" has)
  check_cxx_compiler_flag(${flag} ${has})
  if(${has})
    target_compile_options(fulcrum_build_options INTERFACE ${flag})
    break()
  endif()
endforeach()

# ISO C++: also keeps GCC from contracting a * b + c behind our back (-ffp-contract=off).
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
