# fulcrum_sources(<files>...): adds internal sources to the one object library.
function(fulcrum_sources)
  foreach(file IN LISTS ARGN)
    target_sources(fulcrum_objects PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
endfunction()

# fulcrum_add_test(NAME <name> SOURCES <files>... [LIBS <targets>...] [TIMEOUT <seconds>] [LABELS <labels>...]):
# a GoogleTest program of that name, run whole by ctest. Links the internals unless LIBS names something else. Its folder
# under tests/ is a label too: `ctest -L simd`. A cross-build makes only the tests of kernels (emulation is slow).
function(fulcrum_add_test)
  cmake_parse_arguments(TEST "" "NAME;TIMEOUT" "SOURCES;LIBS;LABELS" ${ARGN})
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
  add_test(NAME ${TEST_NAME} COMMAND ${TEST_NAME})
  cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY ${PROJECT_SOURCE_DIR}/tests OUTPUT_VARIABLE folder)
  set_tests_properties(${TEST_NAME} PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS "${folder};${TEST_LABELS}")
  if(TEST_NAME MATCHES "^gemm")  # the longest ones first, where tests run side by side
    set_tests_properties(${TEST_NAME} PROPERTIES COST 100)
  endif()
  if(CMAKE_CROSSCOMPILING AND NOT folder MATCHES "^(x?simd|differential)$")
    set_target_properties(${TEST_NAME} PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
endfunction()
