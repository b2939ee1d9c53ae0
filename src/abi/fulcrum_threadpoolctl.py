# SPDX-License-Identifier: Apache-2.0
"""Fulcrum for threadpoolctl (3.2 and newer): importing this module registers the controller.

    import fulcrum_threadpoolctl
    import threadpoolctl

    with threadpoolctl.threadpool_limits(2, user_api="blas"):
        ...  # calls of Fulcrum's BLAS that this thread makes use at most two threads

A limit is of the thread that sets it, as threadpoolctl asks of a controller. It holds for every libfulcrum_blas or
libfulcrum_blas64 that is loaded when threadpoolctl looks.
"""

import ctypes

import threadpoolctl


class FulcrumController(threadpoolctl.LibController):
    """Sets the threads of libfulcrum_blas and libfulcrum_blas64."""

    user_api = "blas"
    internal_api = "fulcrum"
    filename_prefixes = ("libfulcrum_blas",)
    check_symbols = (
        "fulcrum_get_num_threads",
        "fulcrum_set_num_threads_local",
    )

    def set_additional_attributes(self):
        self.threading_layer = "openmp"

    def get_num_threads(self):
        return self.dynlib.fulcrum_get_num_threads()

    def set_num_threads(self, num_threads):
        # threadpoolctl restores a limit by the number that was in effect. Where that is what the process uses, the thread is
        # left without a setting of its own, so that it follows what the process sets later.
        self.dynlib.fulcrum_set_num_threads_local(0)
        if self.get_num_threads() != num_threads:
            self.dynlib.fulcrum_set_num_threads_local(num_threads)

    def get_version(self):
        config = self.dynlib.openblas_get_config
        config.restype = ctypes.c_char_p
        return config().split()[1].decode()


threadpoolctl.register(FulcrumController)
