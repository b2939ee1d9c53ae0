# Configures, builds and runs the project in SOURCE; any step that fails fails the test.
file(REMOVE_RECURSE ${BINARY})
foreach(command IN ITEMS
        "${CMAKE_COMMAND};-S;${SOURCE};-B;${BINARY};-G;${GENERATOR};-DCMAKE_BUILD_TYPE=Release;${ARGUMENTS}"
        "${CMAKE_COMMAND};--build;${BINARY}"
        "${BINARY}/consumer"
        "${BINARY}/consumer_blas"
        "${BINARY}/consumer_cblas")
  execute_process(COMMAND ${command} COMMAND_ERROR_IS_FATAL ANY)
endforeach()

# What a project builds beyond these three.
file(GLOB further ${BINARY}/further_*)
foreach(program IN LISTS further)
  execute_process(COMMAND ${program} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
