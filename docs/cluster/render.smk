# One job per slide, for a workflow that already has a wildcard for slides:
#
#     snakemake --snakefile render.smk --cores 4 --keep-going \
#         --config features=features thumbnails=thumbs model=model.pt output=out

FEATURES = config["features"]
THUMBNAILS = config["thumbnails"]
MODEL = config["model"]
OUTPUT = config["output"]


rule all:
    input:
        expand(f"{OUTPUT}/{{slide}}.png", slide=glob_wildcards(f"{FEATURES}/{{slide}}.h5").slide),


rule overlay:
    input:
        features=f"{FEATURES}/{{slide}}.h5",
        thumbnail=f"{THUMBNAILS}/{{slide}}.png",
        model=MODEL,
    output:
        f"{OUTPUT}/{{slide}}.png",
    threads: 1
    resources:
        mem_mb=2000,
        runtime=15,
    shell:
        "linmil render {input.features:q} --model {input.model:q} --thumbnail {input.thumbnail:q}"
        " --threads {threads} -o {output:q}"
