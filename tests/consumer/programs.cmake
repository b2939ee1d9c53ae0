# The two programs that every consumer builds; the caller names what gives the C++ API and the BLAS.
function(add_consumers api blas)
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  add_executable(consumer ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/consumer.cc)
  target_link_libraries(consumer PRIVATE ${api})
  add_executable(consumer_blas ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/consumer_blas.cc)
  target_link_libraries(consumer_blas PRIVATE ${blas})
endfunction()
