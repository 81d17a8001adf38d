#ifndef LINMIL_H
#define LINMIL_H

#include <stdbool.h>
#include <stdint.h>

/// The C interface of linmil: the command, models, and the scores of features in memory.
///
///     char *error = NULL;
///     linmil_model *model = linmil_model_read("model.pt", 0, NULL, &error);
///     linmil_features features = {.name = "slide", .values = values, .tiles = 600, .width = 1024,
///                                 .row_bytes = 4096, .element = LINMIL_FLOAT32};
///     const char *options[] = {"--score", "cls,relevance"};
///     linmil_answer *answer = linmil_score(model, &features, 2, options, NULL, NULL, &error);
///     float *scores = malloc(600 * sizeof *scores);
///     linmil_answer_scores(answer, 0, scores);
///
/// Functions that can fail return NULL and set `*error` to one sentence, which `linmil_text_free` frees. Options are the words
/// of the command `linmil score`. Any number of threads may call; a model may be used by several at once. Texts are UTF-8 and
/// end with a zero byte; a path may be any bytes.
///
/// No function here opens a file with a C library, so no damaged file can end the process.

#ifdef __cplusplus
extern "C" {
#endif

/// A model, ready to run.
typedef struct linmil_model linmil_model;
/// What a model says of the tiles of one slide.
typedef struct linmil_answer linmil_answer;

/// How a feature is stored, in the machine's byte order.
enum {
    LINMIL_FLOAT32 = 0,
    LINMIL_FLOAT16 = 1,
    LINMIL_FLOAT64 = 2,
    LINMIL_BFLOAT16 = 3,
};

/// The features of a slide's tiles, in memory of the caller. They are read in place and never copied as a whole, so they must
/// stay as they are until `linmil_score` returns.
typedef struct linmil_features {
    /// What messages call them.
    const char *_Nonnull name;
    /// The first feature of the first tile. A tile's features lie one after the other. [tiles, width]
    const void *_Nullable values;
    int64_t tiles;
    int64_t width;
    /// The bytes from one tile's first feature to the next tile's. It may be negative.
    int64_t row_bytes;
    /// LINMIL_FLOAT32 ...
    int32_t element;
} linmil_features;

/// Is told an estimate of the share that is done, 0 to 1. It is called from any thread, one call at a time, at most fifty times
/// a second. If it returns true, the work ends soon.
typedef bool (*linmil_progress)(void *_Nullable context, double share);

/// The version of linmil, such as `0.13.0`. Nobody frees it.
const char *_Nonnull linmil_version(void);

/// Runs the command `linmil` and ends the process with its exit code. The first argument is the program's name.
///
/// It is for a program that has started no thread: the command copies the process to watch over its work.
void linmil_main(int32_t argc, char *_Nullable *_Nonnull argv);

/// Reads a checkpoint, `.safetensors` or what `torch.save` wrote.
///
/// - Parameters:
///   - path: the file.
///   - count: the number of options.
///   - options: `--prefix`, `--activation`, `--output-as`, `--classes` and `--precision`, with their values.
linmil_model *_Nullable linmil_model_read(
    const char *_Nonnull path, int32_t count, const char *_Nonnull const *_Nullable options,
    char *_Nullable *_Nonnull error);

/// Reads a checkpoint from the bytes of a safetensors file in memory. They are copied.
///
/// - Parameter name: what messages call it.
linmil_model *_Nullable linmil_model_read_bytes(
    const char *_Nonnull name, const void *_Nonnull bytes, int64_t byte_count, int32_t count,
    const char *_Nonnull const *_Nullable options, char *_Nullable *_Nonnull error);

/// Describes a model as JSON: `classes`, `output`, `precision`, `warnings`, and the fields of `configuration`.
char *_Nullable linmil_model_facts(linmil_model *_Nonnull model, char *_Nullable *_Nonnull error);

/// Frees a model. Answers do not need it.
void linmil_model_free(linmil_model *_Nonnull model);

/// Runs a model on a slide's features. The result is the same bit for bit as that of `linmil score` on the same numbers, for any
/// number of threads.
///
/// - Parameters:
///   - count: the number of options.
///   - options: `--score`, `--class`, `--block`, `--head`, `--precision`, `--threads` and `--memory`, with their values.
///   - progress: is told how far the work is; NULL if nobody wants to know.
///   - context: is handed to `progress`.
///   - error: the sentence. NULL if `progress` ended the work.
linmil_answer *_Nullable linmil_score(
    linmil_model *_Nonnull model, const linmil_features *_Nonnull features, int32_t count,
    const char *_Nonnull const *_Nullable options, linmil_progress _Nullable progress, void *_Nullable context,
    char *_Nullable *_Nonnull error);

/// Describes an answer as JSON, without the scores: `model`, `prediction`, `maps` with the name and parts of each score,
/// `tilesSeen`, `warnings`. `linmil picture-worker` reads it.
char *_Nullable linmil_answer_facts(linmil_answer *_Nonnull answer, char *_Nullable *_Nonnull error);

/// Copies the scores of one map. [tiles]
///
/// - Parameter map: the map, counted from 0 in the order of the facts.
void linmil_answer_scores(linmil_answer *_Nonnull answer, int32_t map, float *_Nonnull scores);

/// Copies the logits. [classes]
void linmil_answer_logits(linmil_answer *_Nonnull answer, float *_Nonnull logits);

/// Copies the probabilities. False if the model's one output has none. [classes]
bool linmil_answer_probabilities(linmil_answer *_Nonnull answer, float *_Nonnull probabilities);

/// Frees an answer.
void linmil_answer_free(linmil_answer *_Nonnull answer);

/// Frees a text that one of these functions returned.
void linmil_text_free(char *_Nullable text);

#ifdef __cplusplus
}
#endif

#endif
