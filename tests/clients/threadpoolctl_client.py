# SPDX-License-Identifier: Apache-2.0
"""threadpoolctl on the library that is the first argument, with the controller in the folder that is the second."""

import ctypes
import sys
import threading

sys.path.insert(0, sys.argv[2])
library = ctypes.CDLL(sys.argv[1])
import threadpoolctl  # noqa: E402

if not hasattr(threadpoolctl, "register"):
    print("skipped: threadpoolctl older than 3.2")
    sys.exit(77)
assert not [i for i in threadpoolctl.threadpool_info() if i["user_api"] == "blas"], "taken for another library"
import fulcrum_threadpoolctl  # noqa: E402, F401


def here():
    return library.fulcrum_get_num_threads()


def elsewhere():
    seen = []
    thread = threading.Thread(target=lambda: seen.append(here()))
    thread.start()
    thread.join()
    return seen[0]


(info,) = [i for i in threadpoolctl.threadpool_info() if i["internal_api"] == "fulcrum"]
print(info)
assert info["prefix"] == "libfulcrum_blas" and info["version"][0].isdigit(), info
library.fulcrum_set_num_threads(5)
assert info["num_threads"] > 0 and here() == 5
with threadpoolctl.threadpool_limits(2, user_api="blas"):
    assert here() == 2 and elsewhere() == 5, (here(), elsewhere())
    with threadpoolctl.threadpool_limits({"libfulcrum_blas": 3}):
        assert here() == 3, here()
    assert here() == 2, here()
assert here() == 5, here()
library.fulcrum_set_num_threads(4)
assert here() == 4, "the limit left a setting behind"
library.fulcrum_set_num_threads(0)
print("threadpoolctl", threadpoolctl.__version__, "passed")
