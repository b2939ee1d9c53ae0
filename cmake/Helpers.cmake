# fulcrum_sources(<files>...): adds internal sources to the one object library.
function(fulcrum_sources)
  foreach(file IN LISTS ARGN)
    target_sources(fulcrum_objects PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
endfunction()

# fulcrum_precompile(<target> [REUSE_FROM <target>] [<headers>...]): headers parsed once for all sources of the target. GCC
# alone: it compares only what matters to it, where Clang wants every flag the same, down to a test's own definitions.
function(fulcrum_precompile target)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    cmake_parse_arguments(PRECOMPILE "" "REUSE_FROM" "" ${ARGN})
    if(PRECOMPILE_REUSE_FROM)
      target_precompile_headers(${target} REUSE_FROM ${PRECOMPILE_REUSE_FROM})
    else()
      target_precompile_headers(${target} PRIVATE ${PRECOMPILE_UNPARSED_ARGUMENTS})
    endif()
  endif()
endfunction()

# fulcrum_test_needs(<test> <targets>...): what must be built before ctest runs it. Every test has a target of its own name,
# so that `./x test -R name` builds only what those tests need.
function(fulcrum_test_needs test)
  add_custom_target(${test} DEPENDS ${ARGN})
endfunction()

# fulcrum_add_test(NAME <name> SOURCES <files>... [LIBS <targets>...] [TIMEOUT <seconds>] [LABELS <labels>...] [ALONE]):
# a GoogleTest program of that name, run whole by ctest. Links the internals unless LIBS names something else. Its folder
# under tests/ is a label too: `ctest -L simd`. ALONE: never beside another test. A cross-build makes only the tests of kernels
# (emulation is slow).
function(fulcrum_add_test)
  cmake_parse_arguments(TEST "ALONE" "NAME;TIMEOUT" "SOURCES;LIBS;LABELS" ${ARGN})
  if(NOT TEST_LIBS)
    set(TEST_LIBS fulcrum_internal)
  endif()
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 300)
  endif()
  if(CMAKE_CROSSCOMPILING)
    math(EXPR TEST_TIMEOUT "4 * ${TEST_TIMEOUT}")  # SVE of 256 bits, emulated: 4 to 10 times the time of NEON
  endif()
  add_executable(${TEST_NAME} ${TEST_SOURCES})
  target_link_libraries(${TEST_NAME} PRIVATE ${TEST_LIBS} fulcrum_build_options GTest::gtest GTest::gtest_main)
  target_include_directories(${TEST_NAME} PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include)
  set_target_properties(${TEST_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_compile_options(${TEST_NAME} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:${OpenMP_CXX_FLAGS}>)  # as what is precompiled
  fulcrum_precompile(${TEST_NAME} REUSE_FROM ${fulcrum_tests_precompiled})
  add_test(NAME ${TEST_NAME} COMMAND ${TEST_NAME})
  cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY ${PROJECT_SOURCE_DIR}/tests OUTPUT_VARIABLE folder)
  set_tests_properties(${TEST_NAME} PROPERTIES
    TIMEOUT ${TEST_TIMEOUT} LABELS "${folder};${TEST_LABELS}" RUN_SERIAL ${TEST_ALONE})
  # The longest ones first, where tests run side by side.
  if(TEST_NAME STREQUAL "gemm_test")
    set_tests_properties(${TEST_NAME} PROPERTIES COST 200)
  elseif(TEST_NAME MATCHES "^gemm")
    set_tests_properties(${TEST_NAME} PROPERTIES COST 100)
  endif()
  if(CMAKE_CROSSCOMPILING AND NOT folder MATCHES "^(x?simd|differential)$")
    set_target_properties(${TEST_NAME} PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
endfunction()
