#!/usr/bin/env nextflow
// One overlay for each slide, with one job per slide. On the samples:
//
//     nextflow run docs/cluster/nextflow                          with linmil on PATH
//     nextflow run docs/cluster/nextflow -profile apptainer       with linmil.sif in the current folder
//
// A features file and its thumbnail have the same name. A slide without a thumbnail is drawn on white.

include { LINMIL_RENDER } from './modules/local/linmil/render/main'

workflow {
    slides = Channel.fromPath(params.features, checkIfExists: true).map { features ->
        def pictures = ['png', 'jpg'].collect { end -> file("${params.thumbnails}/${features.baseName}.${end}") }
        def picture = pictures.find { it.exists() }
        [[id: features.baseName], features, picture ?: []]
    }
    LINMIL_RENDER(slides, [[id: 'model'], file(params.model, checkIfExists: true)])
    LINMIL_RENDER.out.versions.first().collectFile(name: 'versions.yml', storeDir: params.outdir)
}
