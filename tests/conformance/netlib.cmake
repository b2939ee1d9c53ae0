# Runs the test programs of the reference BLAS (Debian's libblas-test: xblat1s ... and the CBLAS testers xscblat1 ...) on a
# drop-in library, and judges what they report.
#
#   cmake -DPROGRAMS=<folder of the programs> -DLIBRARY=<folder with libblas.so.3> [-DRUNNER=<command>;...] [-DPRELOAD=<libraries>]
#     [-DCROSSED=ON] -P netlib.cmake
#
# RUNNER starts a foreign program, and sets its library path. PRELOAD: sanitizers that LIBRARY was built with.
#
# CROSSED: the environment forces an accelerator and has FULCRUM_VERBOSE=offload: every program's calls must have crossed.
#
# Prints what fails and, last, 'N passed, M failed'; a folder without programs is skipped (exit status 0, with a line that
# says so). The environment is passed on: FULCRUM_ISA, FULCRUM_NUM_THREADS.
cmake_minimum_required(VERSION 3.25)

set(passes "----- PASS -----|PASSED THE (COMPUTATIONAL )?TESTS|PASSED THE TESTS OF ERROR")
set(failures "FAIL|SUSPECT|\\*\\*\\*\\*\\*\\*\\* ERROR|NOT DETECTED|ABANDONED|Segmentation|Illegal|undefined symbol")

# count(<text> <pattern> <variable>): lines of the text that match.
function(count text pattern variable)
  string(REGEX REPLACE "[][;]" " " text "${text}")
  string(REPLACE "\n" ";" lines "${text}")
  list(FILTER lines INCLUDE REGEX "${pattern}")
  list(LENGTH lines number)
  set(${variable} ${number} PARENT_SCOPE)
endfunction()

# run(<program> <input>): adds to `passed` and `failed`.
macro(run program input)
  file(REMOVE_RECURSE ${work})
  file(MAKE_DIRECTORY ${work})
  execute_process(COMMAND ${start} ${PROGRAMS}/${program}
                  WORKING_DIRECTORY ${work} INPUT_FILE ${input} OUTPUT_VARIABLE report ERROR_VARIABLE errors
                  RESULT_VARIABLE status TIMEOUT 600)
  file(GLOB outputs ${work}/*.out)
  foreach(output IN LISTS outputs)
    file(READ ${output} text)
    string(APPEND report "${text}")
  endforeach()
  count("${report}\n${errors}" "${passes}" good)
  count("${report}\n${errors}" "${failures}" bad)
  if(NOT status EQUAL 0 OR (good EQUAL 0 AND bad EQUAL 0))
    math(EXPR bad "${bad} + 1")
  endif()
  if(CROSSED)
    set(crossed 0)
    if(errors MATCHES "at exit: ([0-9]+) calls crossed")
      set(crossed ${CMAKE_MATCH_1})
    endif()
    message("${program}: ${crossed} calls crossed")
    if(crossed EQUAL 0)
      math(EXPR bad "${bad} + 1")
    endif()
  endif()
  if(NOT bad EQUAL 0)
    message("${program}: ${bad} failed, exit status ${status}\n${errors}${report}")
  endif()
  math(EXPR passed "${passed} + ${good}")
  math(EXPR failed "${failed} + ${bad}")
endmacro()

if(NOT EXISTS ${PROGRAMS}/xblat1s)
  message("skipped: no test programs of the reference BLAS here (Debian: libblas-test)")
  return()
endif()
if(RUNNER)
  set(start ${RUNNER})
else()
  set(start ${CMAKE_COMMAND} -E env LD_LIBRARY_PATH=${LIBRARY})
  if(PRELOAD)  # the programs' own leaks are theirs
    list(APPEND start LD_PRELOAD=${PRELOAD} ASAN_OPTIONS=detect_leaks=0)
  endif()
endif()
string(RANDOM LENGTH 12 unique)
set(work ${CMAKE_CURRENT_BINARY_DIR}/netlib-${unique})
set(passed 0)
set(failed 0)
foreach(type s d c z)
  run(xblat1${type} /dev/null)
  run(x${type}cblat1 /dev/null)
  foreach(level 2 3)
    run(xblat${level}${type} ${PROGRAMS}/${type}blat${level}.in)
    run(x${type}cblat${level} ${PROGRAMS}/${type}in${level})
  endforeach()
endforeach()
file(REMOVE_RECURSE ${work})
message("${passed} passed, ${failed} failed")
if(failed OR NOT passed EQUAL 442)
  message(FATAL_ERROR "442 passed, 0 failed were expected")
endif()
