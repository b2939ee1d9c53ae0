# SPDX-License-Identifier: Apache-2.0
"""A library's process, seen from outside: it runs only while it has something to answer."""

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

from libraries import environment_of

PATIENCE = 600  # seconds; what hangs longer is ended


class Failure(RuntimeError):
    """A library cannot go on: its process has died, hangs, or says so."""


class Worker:
    def __init__(self, library, folder, lapack, threads):
        environment = environment_of(library, folder, threads)
        # In front of everything: its routines are found before those that a BLAS library has of LAPACK.
        environment["LD_PRELOAD"] = ":".join(filter(None, (str(lapack), os.environ.get("LD_PRELOAD"))))
        self.process = subprocess.Popen([sys.executable, "-B", Path(__file__).with_name("worker.py"), folder, lapack],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True)
        try:
            self.about = self.read()
        except Failure:
            self.close()
            raise
        self.pause()

    def prepare(self, case):
        self.ask(do="prepare", routine=case.routine, size=case.size)

    def turn(self, budget):
        """Seconds of a call, and the share of its error bound that it has taken."""
        answer = self.ask(do="turn", budget=budget)
        return answer["seconds"], answer["share"]

    def ask(self, **request):
        if self.process.poll() is not None:
            raise Failure(self.ending())
        self.process.send_signal(signal.SIGCONT)
        try:
            print(json.dumps(request), file=self.process.stdin, flush=True)
        except BrokenPipeError:
            self.process.wait()
            raise Failure(self.ending()) from None
        try:
            return self.read()
        finally:
            self.pause()

    def read(self):
        if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
            self.process.kill()
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            raise Failure(self.ending())
        answer = json.loads(line)
        if "error" in answer:
            raise Failure(answer["error"])
        return answer

    def pause(self):
        """Returns once all its threads are stopped: a pool that spins takes no processor from the next turn."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)

    def ending(self):
        code = self.process.returncode
        return f"its process was ended by {signal.Signals(-code).name}" if code < 0 else f"its process ended with status {code}"

    def close(self):
        self.process.kill()  # it may be stopped, and has nothing to put in order
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
