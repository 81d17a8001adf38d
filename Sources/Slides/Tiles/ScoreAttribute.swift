/// The attributes of an HDF5 file of scores, on the file itself, in which linmil writes what JSON has in fields.
///
/// A fact that is not known has no attribute.
package enum ScoreAttribute {
    /// linmil's version. A file without it was written by another program.
    package static let version = "linmil_version"
    package static let score = "score"
    package static let scoreClass = "score_class"
    package static let block = "block"
    /// How many blocks the model has, if the score is not read from the last one.
    package static let blocks = "blocks"
    package static let head = "head"
    package static let classToken = "class_token"
    package static let biases = "biases"
    package static let target = "target"
    package static let logOdds = "log_odds"
    package static let tilesSeen = "tiles_seen"
    package static let warnings = "warnings"
    package static let slide = "slide"
    package static let featuresFingerprint = "features_fingerprint"
    package static let model = "model"
    package static let modelFingerprint = "model_fingerprint"
    package static let attention = "attention"
    package static let pooling = "pooling"
    package static let activation = "activation"
    /// 1 if the activation is assumed; absent otherwise.
    package static let activationAssumed = "activation_assumed"
    package static let precision = "model_precision"
    package static let classes = "classes"
    package static let logits = "logits"
    package static let output = "output"
    package static let probabilities = "probabilities"
    package static let predictedClass = "predicted_class"
    package static let tileSideSource = "tile_size_source"
    package static let mpp = "mpp"
    package static let coordinatesScale = "coords_scale"

    /// The facts of each of several models, as lists in the order of the models, and for `rankCorrelation` of the scores.
    package enum EachModel {
        package static let names = "model_names"
        package static let fingerprints = "model_fingerprints"
        package static let logits = "model_logits"
        package static let probabilities = "model_probabilities"
        package static let rankCorrelation = "rank_correlation"

        package static let all = [names, fingerprints, logits, probabilities, rankCorrelation]
    }

    package static let all = [
        version, score, scoreClass, block, blocks, head, classToken, biases, target, logOdds, tilesSeen, warnings,
        slide,
        featuresFingerprint, model,
        modelFingerprint,
        attention, pooling, activation, activationAssumed, precision, classes, logits, output, probabilities,
        predictedClass,
        tileSideSource,
        mpp, coordinatesScale,
    ]

    /// The facts of a part of a slide that regions chose. The tiles' places in the features file are the dataset
    /// `tile_numbers`.
    package enum Part {
        package static let slideTiles = "slide_tiles"
        package static let scored = "part_scored"
        package static let only = "part_only"
        package static let onlyFingerprints = "part_only_fingerprints"
        package static let without = "part_without"
        package static let withoutFingerprints = "part_without_fingerprints"
        package static let logits = "whole_slide_logits"
        package static let probabilities = "whole_slide_probabilities"
        package static let predictedClass = "whole_slide_predicted_class"

        package static let all = [
            slideTiles, scored, only, onlyFingerprints, without, withoutFingerprints, logits, probabilities,
            predictedClass,
        ]
    }

    /// The facts of each of several scores, as lists in the order of the columns of the dataset `scores`. Where a number is
    /// missing, a whole number is -1 and any other NaN.
    package enum EachScore {
        package static let names = "score_names"
        package static let kinds = "score_kinds"
        package static let classes = "score_classes"
        package static let blocks = "score_blocks"
        package static let heads = "score_heads"
        package static let classTokens = "class_tokens"
        package static let biases = "score_biases"
        package static let targets = "score_targets"
        package static let logOdds = "score_log_odds"
        /// Sentences, and the number of the score that each is about.
        package static let warnings = "score_warnings"
        package static let warned = "score_warned"

        package static let all = [
            names, kinds, classes, blocks, heads, classTokens, biases, targets, logOdds, warnings, warned,
        ]
    }
}
