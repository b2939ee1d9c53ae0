# System packages where they are new enough, else pinned sources, else an error that names the package.
include(FetchContent)

# fulcrum_dependency(NAME <find_package name> VERSION <minimum> DEBIAN <package> GIT <url> TAG <tag>)
macro(fulcrum_dependency)
  cmake_parse_arguments(DEP "" "NAME;VERSION;DEBIAN;GIT;TAG" "" ${ARGN})
  if(FULCRUM_DOWNLOAD)
    FetchContent_Declare(${DEP_NAME} GIT_REPOSITORY ${DEP_GIT} GIT_TAG ${DEP_TAG} GIT_SHALLOW ON
                         FIND_PACKAGE_ARGS ${DEP_VERSION})
    FetchContent_MakeAvailable(${DEP_NAME})
  else()
    find_package(${DEP_NAME} ${DEP_VERSION} QUIET)
    if(NOT ${DEP_NAME}_FOUND)
      message(FATAL_ERROR "${DEP_NAME} ${DEP_VERSION} or newer was not found: install ${DEP_DEBIAN}, "
                          "or configure with -DFULCRUM_DOWNLOAD=ON")
    endif()
  endif()
endmacro()

set(HWY_ENABLE_TESTS OFF CACHE BOOL "" FORCE)
set(HWY_ENABLE_EXAMPLES OFF CACHE BOOL "" FORCE)
fulcrum_dependency(NAME hwy VERSION 1.0.3 DEBIAN libhwy-dev
                   GIT https://github.com/google/highway.git TAG 1.2.0)
# Its headers alone: the library would cost every program 4 ms when it is loaded (Debian's measures a timer then).
# simd/highway.cc has what the headers refer to.
add_library(fulcrum_highway INTERFACE)
target_include_directories(fulcrum_highway SYSTEM INTERFACE $<TARGET_PROPERTY:hwy::hwy,INTERFACE_INCLUDE_DIRECTORIES>)
target_compile_definitions(fulcrum_highway INTERFACE $<TARGET_PROPERTY:hwy::hwy,INTERFACE_COMPILE_DEFINITIONS>)
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(Threads REQUIRED)
# Header-only; inside the library it is seen by offload/decision/profile_json.cc alone.
fulcrum_dependency(NAME nlohmann_json VERSION 3.10 DEBIAN nlohmann-json3-dev
                   GIT https://github.com/nlohmann/json.git TAG v3.11.3)

# Types and signatures alone: the loader is opened when the program runs (offload/opencl/loader.cc).
fulcrum_dependency(NAME OpenCLHeaders VERSION 2.2 DEBIAN opencl-c-headers
                   GIT https://github.com/KhronosGroup/OpenCL-Headers.git TAG v2024.10.24)
add_library(fulcrum_opencl_headers INTERFACE)
target_include_directories(fulcrum_opencl_headers SYSTEM INTERFACE
                           $<TARGET_PROPERTY:OpenCL::Headers,INTERFACE_INCLUDE_DIRECTORIES>)

if(FULCRUM_BUILD_CLI OR FULCRUM_BUILD_TESTS)
  fulcrum_dependency(NAME fmt VERSION 9 DEBIAN libfmt-dev
                     GIT https://github.com/fmtlib/fmt.git TAG 10.2.1)
endif()
if(FULCRUM_BUILD_CLI)
  fulcrum_dependency(NAME CLI11 VERSION 2.1 DEBIAN libcli11-dev
                     GIT https://github.com/CLIUtils/CLI11.git TAG v2.4.2)
endif()
if(FULCRUM_BUILD_TESTS)
  fulcrum_dependency(NAME GTest VERSION 1.12 DEBIAN libgtest-dev
                     GIT https://github.com/google/googletest.git TAG v1.14.0)
  fulcrum_dependency(NAME xsimd VERSION 8.1 DEBIAN libxsimd-dev
                     GIT https://github.com/xtensor-stack/xsimd.git TAG 12.1.1)
endif()
if(FULCRUM_BUILD_BENCH)
  fulcrum_dependency(NAME benchmark VERSION 1.7 DEBIAN libbenchmark-dev
                     GIT https://github.com/google/benchmark.git TAG v1.8.3)
endif()
