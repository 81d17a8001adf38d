#!/usr/bin/env bash
# Checks the downloads that build.sh made, as root, on Debian:
#
#   docs/install/check.sh OUT [LINMIL]
#
# LINMIL is a developer build, .build/release/linmil by default. What the tarball's command draws and computes in bare Debian 11
# and 12, without a network, must be the same bytes.
set -euo pipefail

[ $# -ge 1 ] || { echo "usage: docs/install/check.sh OUT [LINMIL]" >&2; exit 64; }
out=$(realpath "$1")
cd "$(dirname "$0")/../.."
work=$PWD/.build-install/check
developer=$(realpath "${2:-.build/release/linmil}")
tarball=$(echo "$out"/linmil-*-linux-x86_64.tar.gz)
wheel=$(echo "$out"/linmil-*.whl)
rm -rf "$work/files" && mkdir -p "$work/files"

fail() { echo "check.sh: $*" >&2; exit 1; }
say() { printf '%-46s %s\n' "$1" "${2:-ok}"; }
same() { cmp -s "$1" "$2" || fail "$1 and $2 differ"; }

packages=(debootstrap binutils python3-venv)
dpkg -s "${packages[@]}" >/dev/null 2>&1 || apt-get install -y --no-install-recommends "${packages[@]}"

# -- The files

(cd "$out" && sha256sum --quiet -c ./*.sha256) || fail "a checksum is wrong"
for file in "$tarball" "$wheel"; do
    bytes=$(stat -c %s "$file")
    [ "$bytes" -le $((35 << 20)) ] || fail "$file has $bytes bytes, expected at most 35 MB"
    say "$(basename "$file")" "$((bytes / 1000)) kB"
done
tar -xzf "$tarball" -C "$work/files"
folder=$(echo "$work"/files/linmil-*)
grep -rlaE 'icudt|libopenblas|libcurl' "$folder/bin" "$folder/lib" && fail "these hold ICU, OpenBLAS or curl"
for file in "$folder/bin/linmil" "$folder"/lib/*.so*; do
    needed=$(readelf -d "$file" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | tr '\n' ' ')
    for library in $needed; do
        case $library in
        libc.so.6 | libm.so.6 | libdl.so.2 | libpthread.so.0 | libgcc_s.so.1 | ld-linux-x86-64.so.2) ;;
        *) fail "$file needs $library" ;;
        esac
    done
    for place in $(readelf -d "$file" | sed -n 's/.*(R.*PATH).*\[\(.*\)\]/\1/p' | tr : '\n'); do
        case $place in '$ORIGIN' | '$ORIGIN/../openslide_bin') ;; *) fail "$file looks for libraries in $place" ;; esac
    done
    grep -aqF "$PWD" "$file" && fail "$file names the folder in which it was built"
    newest=$(objdump -T "$file" | grep -oE 'GLIBC_[0-9.]+' | sort -Vu | tail -1)
    say "$(basename "$file")" "$(stat -c %s "$file") bytes; needs $newest, $needed"
done
ldd "$folder/lib/liblinmil.so" | grep 'not found' && fail "a library is missing"

# -- The same numbers and pixels in bare systems

# Runs the jobs with a linmil; the results go to a folder.
jobs_script=$work/jobs.sh
cat >"$jobs_script" <<'JOBS'
set -e
linmil=$1 results=$2
cd "$3"
mkdir -p "$results"
draw() { "$linmil" render slides/tumor-01.h5 --model model.safetensors --thumbnail "$@" >/dev/null 2>&1; }
draw slides/tumor-01.png -o "$results/overlay.png"
draw slides/tumor-01.png --score relevance -o "$results/relevance.png"
draw "$3/thumbnail.jpg" -o "$results/jpeg.png"
draw slides/tumor-01.png --legend -o "$results/legend.svg"
"$linmil" score slides/tumor-01.h5 --model model.pt --score cls,relevance -o "$results/scores.json" >/dev/null 2>&1
"$linmil" score slides/tumor-01.h5 --model model.pt -o "$results/scores.h5" >/dev/null 2>&1
"$linmil" evaluate slides/tumor-02.h5 --model model.pt >"$results/evaluation.txt"
# Seconds of work for several threads, which Dispatch ends where it does not find them in /proc.
"$linmil" evaluate slides/tumor-01.h5 --model model.pt --steps 500 --seeds 5 >"$results/long.txt"
"$linmil" inspect slides/tumor-01.h5 model.pt >"$results/inspect.txt"
"$linmil" cohort slides --model model.pt --thumbnails slides --evaluate -o "$results/cohort" >/dev/null 2>&1
"$linmil" report "$results/cohort" -o "$results/report.html" >/dev/null 2>&1
# How long the work took is another number each time.
sed -i -E 's/"seconds":[0-9.e-]+/"seconds":0/g' "$results"/cohort/records/*.json "$results/report.html"
sed -i -E 's/,thumbnail,[0-9.]+,/,thumbnail,0,/' "$results/cohort/cohort.csv"
JOBS

samples=$work/samples
rm -rf "$samples" && cp -r samples "$samples"
[ -x "$work/python/bin/pip" ] || python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet pillow numpy
"$work/python/bin/python" -c 'import sys; from PIL import Image; Image.open(sys.argv[1]).convert("RGB").save(sys.argv[2])' \
    "$samples/slides/tumor-01.png" "$samples/thumbnail.jpg"
# A record has the dates of its inputs.
find "$samples" -exec touch -d 2026-01-01 {} +

bash "$jobs_script" "$developer" "$work/files/developer" "$samples"

# Prepares a bare system, with the folder at a path with a space, and samples. False if there is none to be had.
system() {
    local root=$work/$1
    unshare --mount --net true 2>/dev/null || return 1
    if [ ! -d "$root" ]; then
        rm -rf "$root.new"
        debootstrap --variant=minbase "$1" "$root.new" >"$work/$1.log" || return 1
        mv "$root.new" "$root"
    fi
    rm -rf "$root/opt" && mkdir -p "$root/opt/a folder" "$root/proc" "$root/dev"
    cp -r "$folder" "$root/opt/a folder/linmil"
    rm -rf "$root/samples" && cp -a "$samples" "$root/samples"
    cp "$jobs_script" "$root/jobs.sh"
}
# Runs a command in a system, without a network; the folder is read-only.
inside() {
    unshare --mount --net bash -c '
        set -e
        root=$1 proc=$2; shift 2
        mount --bind /dev "$root/dev"
        mount --bind "$root/opt" "$root/opt" && mount -o remount,bind,ro "$root/opt"
        [ "$proc" = none ] || mount -t proc proc "$root/proc"
        chroot "$root" "$@"' - "$work/$1" "$2" "${@:3}"
}

checked=
for name in bookworm bullseye; do
    if ! system $name; then
        # Old systems leave Debian's servers at some time, and a container may not make one.
        say "$name" "not to be had, so not checked"
        continue
    fi
    glibc=$(inside $name proc ldd --version | sed -n '1s/.* //p')
    inside $name proc bash /jobs.sh "/opt/a folder/linmil/bin/linmil" /results /samples || fail "$name: a job failed"
    diff -r "$work/files/developer" "$work/$name/results" >"$work/$name.diff" || fail "$name: see $work/$name.diff"
    say "$name (glibc $glibc): pixels and numbers"
    rm -rf "$work/$name/results"
    checked+=" $name"
done

if [[ $checked == *bookworm* ]]; then
    inside bookworm none bash /jobs.sh "/opt/a folder/linmil/bin/linmil" /results /samples || fail "without /proc: a job failed"
    diff -r "$work/files/developer" "$work/bookworm/results" >"$work/proc.diff" || fail "without /proc: see $work/proc.diff"
    say "without /proc: pixels and numbers"

    # A legend as PNG works on a machine without librsvg and fonts. Its letters differ from librsvg's, its pictures do not.
    inside bookworm proc "/opt/a folder/linmil/bin/linmil" render /samples/slides/tumor-01.h5 --model /samples/model.pt \
        --thumbnail /samples/slides/tumor-01.png --legend -o /legend.png >/dev/null 2>&1 || fail "a legend: the job failed"
    "$developer" render "$samples/slides/tumor-01.h5" --model "$samples/model.pt" --thumbnail "$samples/slides/tumor-01.png" \
        --legend -o "$work/files/legend.png" >/dev/null 2>&1
    "$work/python/bin/python" - "$work/bookworm/legend.png" "$work/files/legend.png" "$work/files/developer/overlay.png" <<'PY'
import sys
import numpy as np
from PIL import Image

bare, developer, overlay = (np.asarray(Image.open(path).convert("RGB")).astype(int) for path in sys.argv[1:])
assert bare.shape == developer.shape, (bare.shape, developer.shape)
height, width = overlay.shape[:2]
places = [
    (y, x) for y in range(bare.shape[0] - height + 1) for x in range(bare.shape[1] - width + 1)
    if (bare[y, x : x + width : 37] == overlay[0, ::37]).all() and (bare[y : y + height, x : x + width] == overlay).all()
]  # fmt: skip
assert len(places) == 1, "the overlay is not in the figure"
print(f"{'legend.png without librsvg':46} overlay equal; mean difference {abs(bare - developer).mean():.2f} of 255")
PY
fi

# -- Older systems

clang -O2 -DLINMIL_GLIBC_MINOR=99 Sources/Launcher/*.c -o "$work/files/linmil-of-the-future"
if said=$("$work/files/linmil-of-the-future" --version 2>&1); then fail "the program runs with too old a glibc"; fi
[[ $said == "linmil: this system has glibc "*", expected 2.99 or newer; "* ]] || fail "with too old a glibc: $said"
newest=$(objdump -T "$folder/bin/linmil" | grep -oE 'GLIBC_[0-9.]+' | sort -Vu | tail -1)
[[ $newest == GLIBC_2.1[0-7] ]] || fail "the program that tells of the glibc needs $newest itself"
say "too old a glibc" "$said"
tag=$(basename "$wheel" .whl | sed 's/.*-//')
older=manylinux_2_$(($(echo "$tag" | cut -d_ -f3) - 1))_x86_64
if "$work/python/bin/pip" download --quiet --no-deps --no-index --platform "$older" --only-binary :all: \
    --dest "$work/files" --find-links "$out" linmil >"$work/pip.log" 2>&1; then
    fail "pip takes the wheel for $older"
fi
say "pip on $older" "$(sed -n '1s/ERROR: //p' "$work/pip.log")"

# -- The wheel

rm -rf "$work/wheel"
python3 -m venv "$work/wheel"
"$work/wheel/bin/pip" install --quiet "$wheel" tifffile
bash "$jobs_script" "$work/wheel/bin/linmil" "$work/files/wheel" "$samples"
diff -r "$work/files/developer" "$work/files/wheel" >"$work/wheel.diff" || fail "the wheel's command: see $work/wheel.diff"
say "the wheel's command: pixels and numbers"
library=$(echo "$work"/wheel/lib/python3*/site-packages/linmil/liblinmil.so)
LINMIL_LIBRARY=$library "$work/wheel/bin/python" -m unittest discover -s Tests/Python >"$work/tests.log" 2>&1 ||
    fail "the Python package: see $work/tests.log"
say "the Python package: Tests/Python" "$(tail -1 "$work/tests.log"), $(sed -n 's/^Ran //p' "$work/tests.log")"
"$work/wheel/bin/pip" install --quiet openslide-bin
"$work/wheel/bin/python" - "$work/files/slide.tiff" <<'PY'
import sys, numpy, tifffile
tifffile.imwrite(sys.argv[1], numpy.full((1024, 2048, 3), 200, "uint8"), tile=(256, 256), photometric="rgb")
PY
"$work/wheel/bin/linmil" inspect "$work/files/slide.tiff" | grep -q 2048 || fail "openslide-bin is not found"
say "openslide-bin in the wheel's environment"
ln -sf "$work/wheel/bin/linmil" "$work/files/link"
"$work/files/link" --version >/dev/null || fail "a symbolic link to the command does not work"

# -- Start

"$work/python/bin/python" - "$developer" "$folder/bin/linmil" "$work/wheel/bin/linmil" <<'PY'
import subprocess, sys, time

for path, name in zip(sys.argv[1:], ["developer build", "tarball", "wheel"]):
    times = []
    for _ in range(21):
        start = time.perf_counter()
        subprocess.run([path, "--version"], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    print(f"{'--version, ' + name:46} {1000 * sorted(times)[10]:.1f} ms")
    assert name == "developer build" or sorted(times)[10] < 0.025, "expected less than 25 ms"
PY
echo "all is well"
