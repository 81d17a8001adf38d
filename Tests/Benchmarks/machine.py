"""The machine and the versions that the figures were measured with."""

import json
import os
import subprocess
from pathlib import Path

BUSY = 0.5  # above this load average, another process is running and timings are not reliable

VERSIONS = """
import importlib.metadata as m, json, platform, sys
print(json.dumps({"Python": platform.python_version(), **{name: m.version(name) for name in sys.argv[1:]}}))
"""
PEER = ["torch", "lin_mil", "numpy", "h5py", "matplotlib", "pillow"]


def facts(python, load, peer=PEER):
    """What the figures depend on, by name. `load` is the load average before the benchmark started."""
    versions = [python, "-c", VERSIONS, *peer]
    peer = json.loads(subprocess.run(versions, check=True, capture_output=True, text=True).stdout)
    swift = subprocess.run(["swift", "--version"], check=True, capture_output=True, text=True).stdout
    return {
        # In clouds, different processors have the same name.
        "processor": f"{cpu_field('model name')} (family {cpu_field('cpu family')}, model {cpu_field('model')}), {len(os.sched_getaffinity(0))} cores, {simd_level()}",
        "compiler": swift.splitlines()[0],
        "peer": ", ".join(f"{name} {version}" for name, version in peer.items()),
        "load average at the start": f"{load:.2f}",
    }


def load_average():
    """The average number of processes that ran or waited in the last minute."""
    return os.getloadavg()[0]


def cpu_field(name):
    """A field of the first processor in /proc/cpuinfo."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "unknown"


def simd_level():
    """The widest vector instructions that the programs can use."""
    flags = set(cpu_field("flags").split())
    if "avx512f" in flags:
        return "AVX-512 with bf16" if "avx512_bf16" in flags else "AVX-512"
    return "AVX2" if {"avx2", "fma"} <= flags else "neither AVX2 nor AVX-512"
