# Does PROGRAM need libfulcrum_blas.so by its soname? As EXPECT says, or not at all any library of ours.
execute_process(COMMAND ${READELF} -d ${PROGRAM} OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "libfulcrum[^]]*" ours "${dynamic}")
if(EXPECT AND NOT ours STREQUAL "libfulcrum_blas.so.0")
  message(FATAL_ERROR "${PROGRAM} needs \"${ours}\", not libfulcrum_blas.so.0")
elseif(NOT EXPECT AND ours)
  message(FATAL_ERROR "${PROGRAM} needs ${ours}")
endif()
