/// The part of ONNX Runtime's C ABI that a server of models needs, over a library that is opened at
/// run time.
///
/// Nothing is linked: the library's one exported symbol carries a version that changes with each
/// release, so a program that linked to it would run with that release alone. `OrtGetApiBase` is
/// looked up instead, and of the table of functions that it leads to only the slots of version 1
/// are used, whose order and signatures never change.
///
/// A function that can fail answers NULL, or a message that the caller frees with `cort_free`.
#ifndef CORT_H
#define CORT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// An opened library. Any number of threads may use it at once.
typedef struct cort_runtime cort_runtime;
/// A model that is ready to run. Any number of threads may run it at once.
typedef struct cort_session cort_session;
/// What one run gave.
typedef struct cort_results cort_results;

/// The type of a tensor's elements, numbered as ONNX numbers them. Other numbers occur in models.
enum {
  CORT_FLOAT = 1,
  CORT_UINT8 = 2,
  CORT_INT32 = 6,
  CORT_INT64 = 7,
  CORT_STRING = 8,
  CORT_BOOL = 9,
  CORT_DOUBLE = 11,
};

/// A tensor that the caller owns and lends for the time of a call.
typedef struct {
  int32_t type;
  /// The elements, row by row; for strings `const char *const *`, each ended by a zero byte.
  const void *data;
  /// How many bytes the elements take; for strings how many strings there are.
  size_t size;
  const int64_t *dimensions;
  size_t rank;
} cort_tensor;

/// What a session says of an input or output; owned by the session or the results.
typedef struct {
  const char *name;
  /// 0 for what is no tensor, such as a sequence of maps.
  int32_t type;
  size_t rank;
  /// The sizes of the dimensions, -1 for one that is free.
  const int64_t *dimensions;
} cort_description;

void cort_free(char *message);

/// Opens the library at a path. It stays mapped until the process ends, since its threads and
/// thread-local destructors may outlive the last session.
char *cort_open(const char *path, cort_runtime **runtime);
void cort_close(cort_runtime *runtime);
/// The version of the library, such as `1.31.1`; lives as long as the process.
const char *cort_version(const cort_runtime *runtime);

/// Makes a session of a model's bytes, which are no longer needed afterwards. The runtime must
/// outlive the session. `threads` is how many threads, the caller's included, share one operator.
char *cort_session_create(
  const cort_runtime *runtime, const void *model, size_t size, int threads,
  cort_session **session);
void cort_session_release(cort_session *session);
size_t cort_input_count(const cort_session *session);
size_t cort_output_count(const cort_session *session);
cort_description cort_input(const cort_session *session, size_t index);
cort_description cort_output(const cort_session *session, size_t index);

/// Runs the model on one tensor for each input, in order, and gives all outputs.
char *cort_run(
  const cort_session *session, const cort_tensor *inputs, size_t count, cort_results **results);
/// The type and shape of an output; the name is NULL.
cort_description cort_result(const cort_results *results, size_t index);
/// How many elements an output has.
size_t cort_result_count(const cort_results *results, size_t index);
/// The elements of an output; for strings `const char *const *`, each ended by a zero byte.
const void *cort_result_data(const cort_results *results, size_t index);
void cort_results_release(cort_results *results);

#ifdef __cplusplus
}
#endif

#endif
