#!/usr/bin/env bash
# Runs Snakefile and render.smk on the samples with Snakemake from PyPI, in a folder that is deleted at the end.
#
#     docs/cluster/try_snakemake.sh PROGRAM        for example .build/release/linmil
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
samples=$(cd "$here/../../samples" && pwd)
program=$(realpath "${1:?usage: try_snakemake.sh PROGRAM}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

python3 -m venv "$scratch/environment"
"$scratch/environment/bin/pip" install --quiet snakemake
mkdir "$scratch/bin"
ln -s "$program" "$scratch/bin/linmil"
export PATH="$scratch/bin:$scratch/environment/bin:$PATH"
# Snakemake writes its state into .snakemake in the folder, and a cache under HOME.
export HOME="$scratch" XDG_CACHE_HOME="$scratch/cache"
cd "$scratch"

workflow() { snakemake --quiet host progress rules --cores 2 --keep-going "$@"; }
cohort() { # OUTPUT SLIDES OPTION...
    workflow --snakefile "$here/Snakefile" --config slides="$2" model="$samples/model.safetensors" output="$1" \
        parts=2 options="--thumbnails $samples/slides --max-side 400 ${*:3}"
}
expect() { # WORDS COMMAND...
    if "${@:2}" >/dev/null; then echo "ok: $1"; else echo "failed: $1" >&2 && exit 1; fi
}
rows() { [ "$(tail -n +2 "$1/cohort.csv" | cut -d, -f1,2 | sort | tr '\n' ' ')" = "$2 " ]; }

all="normal-01,done tumor-01,done tumor-02,done"

echo "== two parts and their table"
cohort out "$samples/slides"
cat out/logs/part-1-of-2.log out/logs/cohort.log
expect "cohort.csv has every slide" rows out "$all"

echo "== again, with nothing to do"
cohort out "$samples/slides" 2>&1 | tee again.log
expect "Snakemake starts no job" grep -q "Nothing to be done" again.log

echo "== again, with other colours"
cohort out "$samples/slides" --colormap viridis
cat out/logs/part-1-of-2.log out/logs/cohort.log
expect "all slides are drawn again" grep -q "2 slides done, 0 failed, 0 kept" out/logs/part-1-of-2.log

echo "== one range for all slides"
cohort scaled "$samples/slides" --scale cohort
cat scaled/logs/part-1-of-2.log scaled/logs/cohort.log
expect "cohort.csv has every slide" rows scaled "$all"
expect "the second pass computed no scores" grep -q "3 of 3 slides are done already" scaled/logs/cohort.log

echo "== a slide that fails"
cp -r "$samples/slides" slides
head -c 10000 "$samples/slides/tumor-02.h5" >slides/tumor-02.h5
code=0
cohort mended slides || code=$?
expect "Snakemake ends with 1" [ "$code" = 1 ]
expect "the table says which slide" rows mended "normal-01,done tumor-01,done tumor-02,failed"
cp "$samples/slides/tumor-02.h5" slides/
cohort mended slides
cat mended/logs/part-1-of-2.log
expect "the next run repairs it" rows mended "$all"
expect "the next run does nothing else" grep -q "1 of 2 slides are done already" mended/logs/part-1-of-2.log

echo "== one job per slide"
workflow --snakefile "$here/render.smk" --config features="$samples/slides" thumbnails="$samples/slides" \
    model="$samples/model.safetensors" output=overlays
expect "every slide has an overlay" ls overlays/normal-01.png overlays/tumor-01.png overlays/tumor-02.png
