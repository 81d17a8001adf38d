#!/usr/bin/env bash
# Builds the Dockerfile's image with Buildah, and renders a sample in it. Needs no Docker daemon and no registry: the base image
# is made with debootstrap. Run it as root on Debian.
#
#     docs/cluster/try_container.sh TARBALL        linmil-VERSION-linux-x86_64.tar.gz
#
# With LINMIL_BASE in the environment, that folder, which debootstrap has made, is the base image.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
samples=$(cd "$here/../../samples" && pwd)
tarball=$(realpath "${1:?usage: try_container.sh TARBALL}")
version=$(basename "$tarball" | sed -E 's/^linmil-(.*)-linux-x86_64\.tar\.gz$/\1/')

packages=(buildah debootstrap)
if ! dpkg -s "${packages[@]}" >/dev/null 2>&1; then
    apt-get update
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}"
fi

scratch=$(mktemp -d)
export BUILDAH_ISOLATION=chroot
# Images of its own, which end with the script.
buildah() { command buildah --root "$scratch/images" --runroot "$scratch/run" --storage-driver vfs "$@"; }
finish() {
    buildah rm --all >/dev/null 2>&1 || true
    rm -rf "$scratch"
}
trap finish EXIT

echo "== the base image"
base=${LINMIL_BASE:-$scratch/base}
if [ ! -d "$base" ]; then debootstrap --variant=minbase bookworm "$base" >"$scratch/debootstrap.log"; fi
# What this machine's apt needs to reach its packages.
container=$(buildah from scratch)
buildah add -q "$container" "$base" / >/dev/null
for file in /etc/apt/apt.conf.d /etc/apt/sources.list /etc/apt/sources.list.d /etc/ssl/certs; do
    if [ -e "$file" ]; then buildah add -q "$container" "$file" "$file" >/dev/null; fi
done
buildah commit -q "$container" docker.io/library/debian:bookworm-slim >/dev/null

echo "== the image"
mkdir "$scratch/context"
cp "$tarball" "$scratch/context/"
buildah build -q --pull-never --build-arg VERSION="$version" -f "$here/Dockerfile" -t linmil "$scratch/context" \
    >"$scratch/build.log" 2>&1 || { tail -n 30 "$scratch/build.log" >&2 && exit 1; }

echo "== a sample"
container=$(buildah from --pull-never linmil)
mkdir "$scratch/data"
cp "$samples/slides/tumor-01".* "$samples/model.safetensors" "$scratch/data/"
run() { buildah run -v "$scratch/data:/data" --workingdir /data "$container" -- "$@"; }
run linmil doctor
run linmil render tumor-01.h5 --model model.safetensors --thumbnail tumor-01.png --legend -o overlay.png
run linmil inspect overlay.png | head -4
[ "$(run linmil --version)" = "$version" ] && echo "ok: version $version in the image"
