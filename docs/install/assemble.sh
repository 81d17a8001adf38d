#!/usr/bin/env bash
# Lays out the tarball's folder: program, library, manual, completions, licences. Prints the version.
#
#   docs/install/assemble.sh LINKED TREE SWIFT_BUILD
set -euo pipefail

here=$(realpath "$(dirname "$0")")
linked=$1 root=$2/linmil swift=$3
mkdir -p "$root"/{bin,lib,share/man/man1,share/bash-completion/completions,share/zsh/site-functions} \
    "$root"/share/{fish/vendor_completions.d,doc/linmil/licences}
install -m 755 "$linked/linmil" "$root/bin/linmil"
install -m 755 "$linked/liblinmil.so" "$root/lib/"
# Opened at run time: JPEG, faster inflating, and the text of figures where there is no librsvg.
for library in libturbojpeg.so.0 libdeflate.so.0; do
    install -m 644 "$(realpath /usr/lib/x86_64-linux-gnu/$library)" "$root/lib/$library"
done
install -m 644 "$linked/liblinmil-freetype.so" /usr/share/fonts/truetype/dejavu/DejaVuSans{,-Bold}.ttf "$root/lib/"
linmil=$root/bin/linmil

# The manual, by the argument parser's own tool.
parser=$swift/checkouts/swift-argument-parser
swift build -c release --package-path "$parser" --scratch-path "$swift/manual" --product generate-manual >&2
day=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%d)
"$swift/manual/release/generate-manual" "$linmil" --date "$day" --multi-page --output-directory "$root/share/man/man1" >&2
# Not for people.
rm -f "$root"/share/man/man1/linmil.{*-worker,help}.1
"$linmil" --generate-completion-script bash >"$root/share/bash-completion/completions/linmil"
"$linmil" --generate-completion-script zsh >"$root/share/zsh/site-functions/_linmil"
"$linmil" --generate-completion-script fish >"$root/share/fish/vendor_completions.d/linmil.fish"

"$here/licences.sh" "$swift/checkouts" "$root/share/doc/linmil/licences"
install -m 644 LICENSE "$root/LICENSE"
"$linmil" --version
