# SPDX-License-Identifier: Apache-2.0
"""Which libraries there are, and a folder for each in which a program finds it as libblas.so.3."""

import os
import platform
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

OURS = "fulcrum"
OPENBLAS_FILES = ("libopenblas.so.0", "libopenblas.so")
MKL_FILES = ("libmkl_rt.so.3", "libmkl_rt.so.2", "libmkl_rt.so")
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "FULCRUM_NUM_THREADS")

# How to go on at another name: a jump through the loader's table, under a nanosecond.
JUMPS = {"x86_64": "jmp *{target}@GOTPCREL(%rip)", "aarch64": "b {target}"}


@dataclass
class Library:
    name: str
    path: Path
    prefix: str = ""  # of its symbols: the wheel of OpenBLAS has scipy_dgemm_
    environment: dict = field(default_factory=dict)


def processor_flags():
    try:
        return set(re.findall(r"\w+", Path("/proc/cpuinfo").read_text(encoding="utf-8")))
    except OSError:
        return set()


def openblas_variants(name, path, prefix=""):
    """An OpenBLAS older than the processor may choose slow kernels for it, and its AVX2 ones can be the faster ones."""
    if platform.machine() != "x86_64":
        return [Library(name, path, prefix)]
    cores = {"-hsw": "Haswell"}
    if {"avx512f", "avx512dq"} <= processor_flags():
        cores = {"-skx": "SkylakeX", **cores}
    return [Library(name + suffix, path, prefix, {"OPENBLAS_CORETYPE": core}) for suffix, core in cores.items()]


def mkl(name, path):
    """GNU threads need no Intel runtime; MKL's wheel has the interface LP64 alone, the same as GNU's for what is called here."""
    return Library(name, path, "", {"MKL_THREADING_LAYER": "GNU", "MKL_INTERFACE_LAYER": "LP64"})


def parse_peer(text):
    """NAME=PATH[,VARIABLE=VALUE]..."""
    first, *settings = text.split(",")
    name, equals, path = first.partition("=")
    if not (re.fullmatch(r"[\w.-]+", name) and equals and path):
        raise ValueError(f'--peer: "{text}" is not NAME=PATH[,VARIABLE=VALUE]...')
    if not Path(path).is_file():
        raise ValueError(f"--peer: there is no file {path}")
    environment = {}
    for setting in settings:
        variable, equals, value = setting.partition("=")
        if not (variable and equals):
            raise ValueError(f'--peer: "{setting}" is not VARIABLE=VALUE')
        environment[variable] = value
    return Library(name, Path(path).absolute(), "", environment)


def system_folders():
    """Where the loader looks, and where MKL is installed."""
    folders = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    if "MKLROOT" in os.environ:
        folders += [os.environ["MKLROOT"] + "/lib", os.environ["MKLROOT"] + "/lib/intel64"]
    ldconfig = shutil.which("ldconfig", path=os.environ.get("PATH", "") + ":/sbin:/usr/sbin")
    if ldconfig:
        listed = subprocess.run([ldconfig, "-p"], stdout=subprocess.PIPE, text=True, check=False).stdout
        folders += [os.path.dirname(path) for path in re.findall(r" => (/\S+)", listed)]
    folders += ["/usr/local/lib", "/usr/lib", "/usr/lib64", "/opt/intel/oneapi/mkl/latest/lib"]
    return [Path(folder) for folder in dict.fromkeys(folders) if folder]


def find_file(folders, names):
    found = (folder / name for folder in folders for name in names if (folder / name).is_file())
    return next(found, None)


def find_peers(folders, environments):
    """OpenBLAS and MKL in these folders, and the wheels mkl and scipy-openblas32 of these Python environments."""
    peers = []
    if path := find_file(folders, OPENBLAS_FILES):
        peers += openblas_variants("openblas", path)
    if path := find_file(folders, MKL_FILES):
        peers.append(mkl("mkl", path))
    for root in environments:
        inside = [root, root / "lib", *sorted(root.glob("lib/python*/site-packages"))]
        if path := find_file(inside, MKL_FILES):
            peers.append(mkl("mkl-pip", path))
        if path := find_file(inside, ("scipy_openblas32/lib/libscipy_openblas.so",)):
            peers += openblas_variants("openblas-pip", path, "scipy_")
    return peers


def make_folder(library, parent):
    """A folder with the library as libblas.so.3, and what it loads from beside itself (libmkl_core, libfulcrum)."""
    folder = parent / library.name
    folder.mkdir()
    path = library.path.resolve()
    family = re.match(r"(lib)?[A-Za-z]+", path.name).group()
    for sibling in path.parent.glob(family + "*.so*"):
        (folder / sibling.name).symlink_to(sibling)
    blas = folder / "libblas.so.3"
    blas.unlink(missing_ok=True)
    if library.prefix:
        forward(library, blas)
    else:
        blas.symlink_to(path)
    return folder


def forward(library, target):
    """Makes a library whose functions jump to those that have the prefix before their names."""
    tools = [shutil.which(tool) for tool in ("cc", "nm")]
    jump = JUMPS.get(platform.machine())
    if None in tools or jump is None:
        raise RuntimeError(f"its symbols begin with {library.prefix}: to give them their names takes a compiler for x86-64 "
                           "or AArch64 (apt-get install gcc)")
    path = library.path.resolve()
    table = subprocess.run([tools[1], "-D", "--defined-only", path], stdout=subprocess.PIPE, text=True, check=True).stdout
    names = re.findall(rf" [TW] {library.prefix}(\w+)", table)
    source = [".text"]
    for name in names:
        source += [f".globl {name}", f".type {name}, %function", f"{name}: {jump.format(target=library.prefix + name)}"]
    source.append('.section .note.GNU-stack, "", %progbits\n')
    # cc is told what it reads, and then again that the rest are ordinary files.
    subprocess.run([tools[0], "-shared", "-x", "assembler", "-", "-x", "none", "-o", target, path, f"-Wl,-rpath,{path.parent}"],
                   input="\n".join(source), text=True, check=True)


def environment_of(library, folder, threads):
    """Of a program that is to find this library, with that many threads."""
    result = dict(os.environ)
    result.update({variable: str(threads) for variable in THREAD_VARIABLES})
    result.update(library.environment)
    result["LD_LIBRARY_PATH"] = ":".join(filter(None, (str(folder), os.environ.get("LD_LIBRARY_PATH"))))
    return result
