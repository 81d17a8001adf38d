process LINMIL_RENDER {
    tag "$meta.id"
    label 'process_low'

    input:
    tuple val(meta), path(features), path(thumbnail, stageAs: 'thumbnail/*')
    tuple val(meta2), path(model)

    output:
    tuple val(meta), path("*.png") , emit: overlay
    tuple val(meta), path("*.json"), emit: scores
    path "versions.yml"            , emit: versions

    when:
    task.ext.when == null || task.ext.when

    script:
    def args       = task.ext.args ?: ''
    def args2      = task.ext.args2 ?: ''
    def prefix     = task.ext.prefix ?: "${meta.id}"
    def background = thumbnail ? "--thumbnail ${thumbnail}" : '--background white'
    """
    linmil score \\
        ${features} \\
        --model ${model} \\
        --threads ${task.cpus} \\
        ${args2} \\
        -o ${prefix}.json

    linmil render \\
        ${prefix}.json \\
        ${background} \\
        ${args} \\
        -o ${prefix}.png

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        linmil: \$(linmil --version)
    END_VERSIONS
    """

    stub:
    def prefix = task.ext.prefix ?: "${meta.id}"
    """
    touch ${prefix}.json ${prefix}.png

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        linmil: \$(linmil --version)
    END_VERSIONS
    """
}
