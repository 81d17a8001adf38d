#!/usr/bin/env bash
# Collects the licences of everything that is inside the downloads, a file each.
#
#   docs/install/licences.sh CHECKOUTS FOLDER
set -euo pipefail

checkouts=$1 folder=$2
mkdir -p "$folder"
swift=$(dirname "$(dirname "$(realpath "$(command -v swift)")")")

# Swift's own libraries: the standard library, Dispatch, FoundationEssentials with swift-collections.
cp "$swift/share/swift/LICENSE.txt" "$folder/swift.txt"
# SwiftPM's packages. swift-crypto contains BoringSSL.
for package in swift-argument-parser swift-crypto; do
    cat "$checkouts/$package"/{LICENSE,NOTICE}.txt >"$folder/$package.txt" 2>/dev/null ||
        cp "$checkouts/$package/LICENSE.txt" "$folder/$package.txt"
done
# Debian's libraries: linked in, or beside the program. glibc and libgcc give the few functions that are in no shared library.
packages=(libhdf5-dev libaec-dev libpng-dev zlib1g-dev libfreetype-dev libbrotli-dev libturbojpeg0 libdeflate0)
packages+=(fonts-dejavu-core libstdc++-12-dev libgcc-12-dev libc6-dev)
for package in "${packages[@]}"; do
    cp "/usr/share/doc/$package/copyright" "$folder/$package.txt"
done
