#!/usr/bin/env bash
# Loads and unloads the example modulefile with Environment Modules or Lmod, whichever is installed. If neither is, the script
# installs Environment Modules, as root on Debian.
#
#     docs/cluster/try_modules.sh FOLDER        the folder of the unpacked tarball, with bin/linmil in it
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(realpath "${1:?usage: try_modules.sh FOLDER}")
modules=/usr/share/modules/init/bash lmod=/usr/share/lmod/lmod/init/bash
if [ ! -e $modules ] && [ ! -e $lmod ]; then
    apt-get update
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends environment-modules
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/linmil"
sed "s|^set root .*|set root {$root}|" "$here/modulefile" >"$scratch/linmil/0.7.0"
export MODULEPATH="$scratch"

expect() { # WORDS COMMAND...
    if "${@:2}" >/dev/null; then echo "ok: $1"; else echo "failed: $1" >&2 && exit 1; fi
}
is_absent() { ! command -v linmil; }

set +u # Both programs read variables that are not set.
# shellcheck disable=SC1090
if [ -e $lmod ]; then source $lmod; else source $modules; fi
module --version 2>&1 | grep -iE 'version|modules release' | head -1
expect "without the module there is no linmil" is_absent
module load linmil
expect "the module's linmil is on PATH" [ "$(command -v linmil)" = "$root/bin/linmil" ]
expect "it works" linmil doctor
expect "its version is the module's" [ "$(linmil --version)" = 0.7.0 ]
if command -v man >/dev/null && [ -d "$root/share/man" ]; then
    expect "man finds the manual" [ "$(man -w linmil)" -ef "$(ls "$root"/share/man/man1/linmil.1*)" ]
fi
expect "a module has a line of what it is" grep -q "attention heatmaps" <<<"$(module whatis linmil 2>&1)"
expect "a module has help" grep -q "linmil doctor" <<<"$(module help linmil 2>&1)"
module unload linmil
expect "unloaded, it is gone" is_absent
