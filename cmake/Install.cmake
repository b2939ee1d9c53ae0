# What `cmake --install` puts where, and how other projects find it: a CMake package with the targets
# fulcrum::fulcrum (the C++ API), fulcrum::blas and fulcrum::blas64 (Fortran and CBLAS), and pkg-config files.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# The same names for whoever builds Fulcrum inside another project.
add_library(fulcrum::blas ALIAS fulcrum_blas)
add_library(fulcrum::blas64 ALIAS fulcrum_blas64)

option(FULCRUM_INSTALL "Make install rules" ${PROJECT_IS_TOP_LEVEL})
if(NOT FULCRUM_INSTALL)
  return()
endif()

set_target_properties(fulcrum_blas PROPERTIES EXPORT_NAME blas)
set_target_properties(fulcrum_blas64 PROPERTIES EXPORT_NAME blas64)
install(TARGETS fulcrum fulcrum_blas fulcrum_blas64 EXPORT fulcrum-targets
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
foreach(archive fulcrum_internal fulcrum_blas_static fulcrum_blas64_static)
  set_target_properties(${archive} PROPERTIES EXCLUDE_FROM_ALL OFF)
  install(FILES $<TARGET_FILE:${archive}> DESTINATION ${CMAKE_INSTALL_LIBDIR})
endforeach()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/fulcrum DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
install(FILES ${PROJECT_SOURCE_DIR}/src/abi/fulcrum_threadpoolctl.py DESTINATION ${CMAKE_INSTALL_DATADIR}/fulcrum)
install(TARGETS fulcrum_worker RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/fulcrum)
if(FULCRUM_BUILD_CLI)
  file(RELATIVE_PATH bin_to_lib /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_LIBDIR})
  set_target_properties(fulcrum_cli PROPERTIES INSTALL_RPATH "$ORIGIN/${bin_to_lib}")
  install(TARGETS fulcrum_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

# For LD_LIBRARY_PATH: programs that know only a BLAS ask for libblas.so.3; and libblas.so for -lblas. In a folder of their
# own, so that they never replace the system's by being installed; one level down, where the library's rpath expects it.
set(drop_in_dir ${CMAKE_INSTALL_LIBDIR}/fulcrum)
install(CODE "
  set(folder \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${drop_in_dir}\")
  file(MAKE_DIRECTORY \"\${folder}\")
  foreach(link libblas.so libblas.so.3)
    file(REMOVE \"\${folder}/\${link}\")
    file(CREATE_LINK ../$<TARGET_SONAME_FILE_NAME:fulcrum_blas> \"\${folder}/\${link}\" SYMBOLIC)
    message(STATUS \"Installing: \${folder}/\${link}\")
  endforeach()")

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/fulcrum)
install(EXPORT fulcrum-targets NAMESPACE fulcrum:: DESTINATION ${package_dir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/fulcrum-config.cmake.in
                              ${PROJECT_BINARY_DIR}/fulcrum-config.cmake INSTALL_DESTINATION ${package_dir})
# Before 1.0 a new minor version may break.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/fulcrum-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/fulcrum-config.cmake ${PROJECT_BINARY_DIR}/fulcrum-config-version.cmake
        DESTINATION ${package_dir})

# fulcrum_pkg_config(<name> <library> <description> [CFLAGS <flags>...] [LIBS <private libraries>...] [REQUIRES <package>]):
# a relocatable .pc file. LIBS and REQUIRES: what the archive needs, for pkg-config --static.
function(fulcrum_pkg_config name library description)
  cmake_parse_arguments(PC "" "REQUIRES" "CFLAGS;LIBS" ${ARGN})
  list(JOIN PC_CFLAGS " " cflags)
  list(JOIN PC_LIBS " " private_libs)
  set(pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
  file(RELATIVE_PATH to_prefix /${pkgconfig_dir} /)
  string(REGEX REPLACE "/$" "" to_prefix "${to_prefix}")
  configure_file(${PROJECT_SOURCE_DIR}/cmake/fulcrum.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${pkgconfig_dir})
endfunction()
fulcrum_pkg_config(fulcrum fulcrum "${PROJECT_DESCRIPTION}" LIBS ${OpenMP_CXX_FLAGS} -lstdc++ -lm -ldl -lpthread)
set(drop_in_headers -I\${includedir}/fulcrum/drop_in)
fulcrum_pkg_config(fulcrum-blas fulcrum_blas "Fulcrum as a BLAS: Fortran and CBLAS, 32-bit integers"
                   CFLAGS ${drop_in_headers} REQUIRES fulcrum)
fulcrum_pkg_config(fulcrum-blas64 fulcrum_blas64 "Fulcrum as a BLAS: Fortran and CBLAS, 64-bit integers"
                   CFLAGS ${drop_in_headers} -DCBLAS_ILP64 REQUIRES fulcrum)
