#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

// Makes the runtime's view of a lent tensor: strings are copied, everything else is shared.
static char *make_value(
  const cort_runtime *runtime, const cort_tensor *tensor, ort_object **value) {
  const void *const *api = runtime->api;
  if (tensor->type != CORT_STRING) {
    // The runtime only reads the inputs of a run, though the function takes a plain pointer.
    return cort_check(
      api, SLOT(api, CREATE_TENSOR_WITH_DATA, ort_status, const ort_object *, void *, size_t,
                const int64_t *, size_t, int, ort_object **)(
             runtime->memory, (void *)tensor->data, tensor->size, tensor->dimensions,
             tensor->rank, tensor->type, value));
  }
  char *error = cort_check(
    api, SLOT(api, CREATE_TENSOR, ort_status, ort_object *, const int64_t *, size_t, int,
              ort_object **)(
           runtime->allocator, tensor->dimensions, tensor->rank, tensor->type, value));
  if (error != NULL) return error;
  return cort_check(
    api, SLOT(api, FILL_STRING_TENSOR, ort_status, ort_object *, const char *const *, size_t)(
           *value, (const char *const *)tensor->data, tensor->size));
}

// Copies the strings of a value, which are kept end to end without zeros, to text that has them.
static char *copy_strings(const void *const *api, const ort_object *value, struct result *result) {
  size_t length = 0;
  char *error = cort_check(
    api, SLOT(api, GET_STRING_TENSOR_DATA_LENGTH, ort_status, const ort_object *, size_t *)(
           value, &length));
  if (error != NULL) return error;
  size_t count = result->count;
  size_t *offsets = calloc(count + 1, sizeof *offsets);
  char *content = malloc(length + 1);
  const char **strings = calloc(count + 1, sizeof *strings);
  result->characters = malloc(length + count + 1);
  result->data = strings;
  if (offsets == NULL || content == NULL || strings == NULL || result->characters == NULL) {
    error = cort_out_of_memory();
  } else {
    error = cort_check(
      api, SLOT(api, GET_STRING_TENSOR_CONTENT, ort_status, const ort_object *, void *, size_t,
                size_t *, size_t)(value, content, length, offsets, count));
  }
  if (error == NULL) {
    offsets[count] = length;
    char *next = result->characters;
    for (size_t index = 0; index < count; index++) {
      size_t size = offsets[index + 1] - offsets[index];
      memcpy(next, content + offsets[index], size);
      next[size] = 0;
      strings[index] = next;
      next += size + 1;
    }
  }
  free(offsets);
  free(content);
  return error;
}

// Finds the type, the shape and the elements of a value.
static char *read_value(const void *const *api, ort_object *value, struct result *result) {
  int is_tensor = 0;
  char *error =
    cort_check(api, SLOT(api, IS_TENSOR, ort_status, const ort_object *, int *)(value, &is_tensor));
  if (error != NULL || !is_tensor) return error;
  ort_object *shape = NULL;
  error = cort_check(
    api, SLOT(api, GET_TENSOR_TYPE_AND_SHAPE, ort_status, const ort_object *, ort_object **)(
           value, &shape));
  if (error != NULL) return error;
  error = cort_describe(api, shape, &result->description);
  if (error == NULL) {
    error = cort_check(
      api, SLOT(api, GET_TENSOR_SHAPE_ELEMENT_COUNT, ort_status, const ort_object *, size_t *)(
             shape, &result->count));
  }
  SLOT(api, RELEASE_TENSOR_TYPE_AND_SHAPE_INFO, void, ort_object *)(shape);
  if (error != NULL) return error;
  if (result->description.type == CORT_STRING) return copy_strings(api, value, result);
  void *data = NULL;
  error = cort_check(
    api, SLOT(api, GET_TENSOR_MUTABLE_DATA, ort_status, ort_object *, void **)(value, &data));
  result->data = data;
  return error;
}

char *cort_run(
  const cort_session *session, const cort_tensor *inputs, size_t count, cort_results **results) {
  const cort_runtime *runtime = session->runtime;
  const void *const *api = runtime->api;
  if (count != session->input_count) return cort_copy("the number of inputs is not the model's");
  char *error = NULL;
  const char **names = calloc(count + session->output_count + 1, sizeof *names);
  ort_object **values = calloc(count + 1, sizeof *values);
  cort_results *made = calloc(1, sizeof *made);
  if (made != NULL) {
    made->runtime = runtime;
    made->count = session->output_count;
    made->values = calloc(made->count + 1, sizeof *made->values);
    made->results = calloc(made->count + 1, sizeof *made->results);
  }
  bool allocated = names != NULL && values != NULL && made != NULL && made->values != NULL &&
                   made->results != NULL;
  if (!allocated) error = cort_out_of_memory();
  for (size_t index = 0; index < count && error == NULL; index++) {
    names[index] = session->inputs[index].name;
    error = make_value(runtime, &inputs[index], &values[index]);
  }
  if (error == NULL) {
    for (size_t index = 0; index < made->count; index++) {
      names[count + index] = session->outputs[index].name;
    }
    error = cort_check(
      api, SLOT(api, RUN, ort_status, ort_object *, const ort_object *, const char *const *,
                ort_object *const *, size_t, const char *const *, size_t, ort_object **)(
             session->session, NULL, names, values, count, names + count, made->count,
             made->values));
  }
  for (size_t index = 0; allocated && index < made->count && error == NULL; index++) {
    error = read_value(api, made->values[index], &made->results[index]);
  }
  for (size_t index = 0; values != NULL && index < count; index++) {
    if (values[index] != NULL) SLOT(api, RELEASE_VALUE, void, ort_object *)(values[index]);
  }
  free(values);
  free(names);
  if (error != NULL) {
    cort_results_release(made);
    return error;
  }
  *results = made;
  return NULL;
}

cort_description cort_result(const cort_results *results, size_t index) {
  return cort_lend(&results->results[index].description);
}

size_t cort_result_count(const cort_results *results, size_t index) {
  return results->results[index].count;
}

const void *cort_result_data(const cort_results *results, size_t index) {
  return results->results[index].data;
}

void cort_results_release(cort_results *results) {
  if (results == NULL) return;
  const void *const *api = results->runtime->api;
  for (size_t index = 0; results->values != NULL && index < results->count; index++) {
    if (results->values[index] != NULL) {
      SLOT(api, RELEASE_VALUE, void, ort_object *)(results->values[index]);
    }
  }
  for (size_t index = 0; results->results != NULL && index < results->count; index++) {
    struct result *result = &results->results[index];
    free(result->description.dimensions);
    if (result->description.type == CORT_STRING) {
      free((void *)result->data);
      free(result->characters);
    }
  }
  free(results->values);
  free(results->results);
  free(results);
}
