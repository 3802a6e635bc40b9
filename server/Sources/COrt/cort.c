#include "cort.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Every object of the runtime is opaque to its callers.
typedef void ort_object;
// NULL for success, else an object that holds a message.
typedef ort_object *ort_status;

// What OrtGetApiBase answers: two functions, in this order since the first release.
struct ort_api_base {
  const void *const *(*get_api)(uint32_t version);
  const char *(*get_version_string)(void);
};

// The places of functions in the table of version 1, which ends at 101. Later versions add places
// after it and change none, so that a table that is asked for as version 1 is safe to index so.
enum {
  GET_ERROR_MESSAGE = 2,
  CREATE_ENV = 3,
  CREATE_SESSION_FROM_ARRAY = 8,
  RUN = 9,
  CREATE_SESSION_OPTIONS = 10,
  SET_GRAPH_OPTIMIZATION_LEVEL = 23,
  SET_INTRA_OP_NUM_THREADS = 24,
  SET_INTER_OP_NUM_THREADS = 25,
  SESSION_GET_INPUT_COUNT = 30,
  SESSION_GET_OUTPUT_COUNT = 31,
  SESSION_GET_INPUT_TYPE_INFO = 33,
  SESSION_GET_OUTPUT_TYPE_INFO = 34,
  SESSION_GET_INPUT_NAME = 36,
  SESSION_GET_OUTPUT_NAME = 37,
  CREATE_TENSOR = 48,
  CREATE_TENSOR_WITH_DATA = 49,
  IS_TENSOR = 50,
  GET_TENSOR_MUTABLE_DATA = 51,
  FILL_STRING_TENSOR = 52,
  GET_STRING_TENSOR_DATA_LENGTH = 53,
  GET_STRING_TENSOR_CONTENT = 54,
  CAST_TYPE_INFO_TO_TENSOR_INFO = 55,
  GET_TENSOR_ELEMENT_TYPE = 60,
  GET_DIMENSIONS_COUNT = 61,
  GET_DIMENSIONS = 62,
  GET_TENSOR_SHAPE_ELEMENT_COUNT = 64,
  GET_TENSOR_TYPE_AND_SHAPE = 65,
  CREATE_CPU_MEMORY_INFO = 69,
  ALLOCATOR_FREE = 76,
  GET_ALLOCATOR_WITH_DEFAULT_OPTIONS = 78,
  RELEASE_ENV = 92,
  RELEASE_STATUS = 93,
  RELEASE_MEMORY_INFO = 94,
  RELEASE_SESSION = 95,
  RELEASE_VALUE = 96,
  RELEASE_TYPE_INFO = 98,
  RELEASE_TENSOR_TYPE_AND_SHAPE_INFO = 99,
  RELEASE_SESSION_OPTIONS = 100,
};

// The function in a slot, as a pointer of the type that the arguments spell.
#define SLOT(api, slot, result, ...) ((result(*)(__VA_ARGS__))(api)[slot])

// Nothing is logged but what ends the process: failures are answered, and the service's log has a
// form of its own.
enum { LOG_FATAL = 4 };
// OrtArenaAllocator and OrtMemTypeDefault.
enum { ARENA_ALLOCATOR = 1, MEMORY_TYPE_DEFAULT = 0 };
enum { OPTIMIZE_ALL = 99 };

struct cort_runtime {
  const void *const *api;
  const char *version;
  ort_object *environment;
  ort_object *memory;
  ort_object *allocator;
};

struct description {
  char *name;
  int type;
  size_t rank;
  int64_t *dimensions;
};

struct cort_session {
  const cort_runtime *runtime;
  ort_object *session;
  size_t input_count, output_count;
  struct description *inputs, *outputs;
};

struct result {
  struct description description;
  size_t count;
  const void *data;
  // The characters that the pointers in `data` lead to, for strings alone.
  char *characters;
};

struct cort_results {
  const cort_runtime *runtime;
  size_t count;
  ort_object **values;
  struct result *results;
};

void cort_free(char *message) { free(message); }

static char *copy(const char *text) {
  size_t size = strlen(text) + 1;
  char *result = malloc(size);
  // Without memory for a message there is none for anything that could follow.
  if (result == NULL) abort();
  memcpy(result, text, size);
  return result;
}

static char *out_of_memory(void) { return copy("out of memory"); }

// The message of a status, which is released.
static char *check(const void *const *api, ort_status status) {
  if (status == NULL) return NULL;
  char *message = copy(SLOT(api, GET_ERROR_MESSAGE, const char *, const ort_object *)(status));
  SLOT(api, RELEASE_STATUS, void, ort_object *)(status);
  return message;
}

char *cort_open(const char *path, cort_runtime **runtime) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == NULL) {
    const char *reason = dlerror();
    return copy(reason != NULL ? reason : "the library cannot be opened");
  }
  const struct ort_api_base *(*get_api_base)(void) =
    (const struct ort_api_base *(*)(void))dlsym(library, "OrtGetApiBase");
  if (get_api_base == NULL) return copy("the library has no OrtGetApiBase");
  const struct ort_api_base *base = get_api_base();
  const void *const *api = base->get_api(1);
  if (api == NULL) return copy("the library does not offer version 1 of its functions");

  cort_runtime *opened = calloc(1, sizeof *opened);
  if (opened == NULL) return out_of_memory();
  opened->api = api;
  opened->version = base->get_version_string();
  char *error = check(
    api, SLOT(api, CREATE_ENV, ort_status, int, const char *, ort_object **)(
           LOG_FATAL, "inference", &opened->environment));
  if (error == NULL) {
    error = check(
      api, SLOT(api, CREATE_CPU_MEMORY_INFO, ort_status, int, int, ort_object **)(
             ARENA_ALLOCATOR, MEMORY_TYPE_DEFAULT, &opened->memory));
  }
  if (error == NULL) {
    error = check(
      api, SLOT(api, GET_ALLOCATOR_WITH_DEFAULT_OPTIONS, ort_status, ort_object **)(
             &opened->allocator));
  }
  if (error != NULL) {
    cort_close(opened);
    return error;
  }
  *runtime = opened;
  return NULL;
}

void cort_close(cort_runtime *runtime) {
  if (runtime == NULL) return;
  const void *const *api = runtime->api;
  if (runtime->memory != NULL) {
    SLOT(api, RELEASE_MEMORY_INFO, void, ort_object *)(runtime->memory);
  }
  if (runtime->environment != NULL) {
    SLOT(api, RELEASE_ENV, void, ort_object *)(runtime->environment);
  }
  free(runtime);
}

const char *cort_version(const cort_runtime *runtime) { return runtime->version; }

// Fills in the type and shape that an OrtTensorTypeAndShapeInfo has.
static char *describe(
  const void *const *api, const ort_object *shape, struct description *description) {
  char *error = check(
    api, SLOT(api, GET_TENSOR_ELEMENT_TYPE, ort_status, const ort_object *, int *)(
           shape, &description->type));
  if (error != NULL) return error;
  error = check(
    api, SLOT(api, GET_DIMENSIONS_COUNT, ort_status, const ort_object *, size_t *)(
           shape, &description->rank));
  if (error != NULL) return error;
  // One more, so that a scalar's dimensions are allocated too.
  description->dimensions = calloc(description->rank + 1, sizeof(int64_t));
  if (description->dimensions == NULL) return out_of_memory();
  return check(
    api, SLOT(api, GET_DIMENSIONS, ort_status, const ort_object *, int64_t *, size_t)(
           shape, description->dimensions, description->rank));
}

// Describes the inputs or the outputs of a session, by the functions in the three slots.
static char *describe_all(
  const cort_session *session, int count_slot, int type_slot, int name_slot,
  struct description **descriptions, size_t *count) {
  const cort_runtime *runtime = session->runtime;
  const void *const *api = runtime->api;
  size_t total = 0;
  char *error = check(
    api, SLOT(api, count_slot, ort_status, const ort_object *, size_t *)(
           session->session, &total));
  if (error != NULL) return error;
  *descriptions = calloc(total + 1, sizeof **descriptions);
  if (*descriptions == NULL) return out_of_memory();
  *count = total;
  for (size_t index = 0; index < total && error == NULL; index++) {
    struct description *description = &(*descriptions)[index];
    char *name = NULL;
    error = check(
      api,
      SLOT(api, name_slot, ort_status, const ort_object *, size_t, ort_object *, char **)(
        session->session, index, runtime->allocator, &name));
    if (error != NULL) break;
    description->name = copy(name);
    error = check(
      api, SLOT(api, ALLOCATOR_FREE, ort_status, ort_object *, void *)(
             runtime->allocator, name));
    if (error != NULL) break;
    ort_object *type = NULL;
    error = check(
      api, SLOT(api, type_slot, ort_status, const ort_object *, size_t, ort_object **)(
             session->session, index, &type));
    if (error != NULL) break;
    // A part of the type, which is NULL for what is no tensor.
    const ort_object *shape = NULL;
    error = check(
      api, SLOT(api, CAST_TYPE_INFO_TO_TENSOR_INFO, ort_status, const ort_object *,
                const ort_object **)(type, &shape));
    if (error == NULL && shape != NULL) error = describe(api, shape, description);
    SLOT(api, RELEASE_TYPE_INFO, void, ort_object *)(type);
  }
  return error;
}

static void release_descriptions(struct description *descriptions, size_t count) {
  for (size_t index = 0; index < count; index++) {
    free(descriptions[index].name);
    free(descriptions[index].dimensions);
  }
  free(descriptions);
}

char *cort_session_create(
  const cort_runtime *runtime, const void *model, size_t size, int threads,
  cort_session **session) {
  const void *const *api = runtime->api;
  ort_object *options = NULL;
  char *error = check(
    api, SLOT(api, CREATE_SESSION_OPTIONS, ort_status, ort_object **)(&options));
  if (error != NULL) return error;
  cort_session *created = calloc(1, sizeof *created);
  if (created == NULL) {
    SLOT(api, RELEASE_SESSION_OPTIONS, void, ort_object *)(options);
    return out_of_memory();
  }
  created->runtime = runtime;
  // Left to itself the runtime takes a thread for each core of the machine, whatever the quota.
  error = check(
    api, SLOT(api, SET_INTRA_OP_NUM_THREADS, ort_status, ort_object *, int)(options, threads));
  if (error == NULL) {
    error = check(
      api, SLOT(api, SET_INTER_OP_NUM_THREADS, ort_status, ort_object *, int)(options, 1));
  }
  if (error == NULL) {
    error = check(
      api, SLOT(api, SET_GRAPH_OPTIMIZATION_LEVEL, ort_status, ort_object *, int)(
             options, OPTIMIZE_ALL));
  }
  if (error == NULL) {
    error = check(
      api, SLOT(api, CREATE_SESSION_FROM_ARRAY, ort_status, const ort_object *, const void *,
                size_t, const ort_object *, ort_object **)(
             runtime->environment, model, size, options, &created->session));
  }
  SLOT(api, RELEASE_SESSION_OPTIONS, void, ort_object *)(options);
  if (error == NULL) {
    error = describe_all(
      created, SESSION_GET_INPUT_COUNT, SESSION_GET_INPUT_TYPE_INFO, SESSION_GET_INPUT_NAME,
      &created->inputs, &created->input_count);
  }
  if (error == NULL) {
    error = describe_all(
      created, SESSION_GET_OUTPUT_COUNT, SESSION_GET_OUTPUT_TYPE_INFO, SESSION_GET_OUTPUT_NAME,
      &created->outputs, &created->output_count);
  }
  if (error != NULL) {
    cort_session_release(created);
    return error;
  }
  *session = created;
  return NULL;
}

void cort_session_release(cort_session *session) {
  if (session == NULL) return;
  if (session->session != NULL) {
    SLOT(session->runtime->api, RELEASE_SESSION, void, ort_object *)(session->session);
  }
  release_descriptions(session->inputs, session->input_count);
  release_descriptions(session->outputs, session->output_count);
  free(session);
}

static cort_description lend(const struct description *description) {
  return (cort_description){
    description->name, description->type, description->rank, description->dimensions};
}

size_t cort_input_count(const cort_session *session) { return session->input_count; }

size_t cort_output_count(const cort_session *session) { return session->output_count; }

cort_description cort_input(const cort_session *session, size_t index) {
  return lend(&session->inputs[index]);
}

cort_description cort_output(const cort_session *session, size_t index) {
  return lend(&session->outputs[index]);
}

// Makes the runtime's view of a lent tensor: strings are copied, everything else is shared.
static char *make_value(
  const cort_runtime *runtime, const cort_tensor *tensor, ort_object **value) {
  const void *const *api = runtime->api;
  if (tensor->type != CORT_STRING) {
    // The runtime only reads the inputs of a run, though the function takes a plain pointer.
    return check(
      api, SLOT(api, CREATE_TENSOR_WITH_DATA, ort_status, const ort_object *, void *, size_t,
                const int64_t *, size_t, int, ort_object **)(
             runtime->memory, (void *)tensor->data, tensor->size, tensor->dimensions,
             tensor->rank, tensor->type, value));
  }
  char *error = check(
    api, SLOT(api, CREATE_TENSOR, ort_status, ort_object *, const int64_t *, size_t, int,
              ort_object **)(
           runtime->allocator, tensor->dimensions, tensor->rank, tensor->type, value));
  if (error != NULL) return error;
  return check(
    api, SLOT(api, FILL_STRING_TENSOR, ort_status, ort_object *, const char *const *, size_t)(
           *value, (const char *const *)tensor->data, tensor->size));
}

// Copies the strings of a value, which are kept end to end without zeros, to text that has them.
static char *copy_strings(const void *const *api, const ort_object *value, struct result *result) {
  size_t length = 0;
  char *error = check(
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
    error = out_of_memory();
  } else {
    error = check(
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
    check(api, SLOT(api, IS_TENSOR, ort_status, const ort_object *, int *)(value, &is_tensor));
  if (error != NULL || !is_tensor) return error;
  ort_object *shape = NULL;
  error = check(
    api, SLOT(api, GET_TENSOR_TYPE_AND_SHAPE, ort_status, const ort_object *, ort_object **)(
           value, &shape));
  if (error != NULL) return error;
  error = describe(api, shape, &result->description);
  if (error == NULL) {
    error = check(
      api, SLOT(api, GET_TENSOR_SHAPE_ELEMENT_COUNT, ort_status, const ort_object *, size_t *)(
             shape, &result->count));
  }
  SLOT(api, RELEASE_TENSOR_TYPE_AND_SHAPE_INFO, void, ort_object *)(shape);
  if (error != NULL) return error;
  if (result->description.type == CORT_STRING) return copy_strings(api, value, result);
  void *data = NULL;
  error = check(
    api, SLOT(api, GET_TENSOR_MUTABLE_DATA, ort_status, ort_object *, void **)(value, &data));
  result->data = data;
  return error;
}

char *cort_run(
  const cort_session *session, const cort_tensor *inputs, size_t count, cort_results **results) {
  const cort_runtime *runtime = session->runtime;
  const void *const *api = runtime->api;
  if (count != session->input_count) return copy("the number of inputs is not the model's");
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
  if (!allocated) error = out_of_memory();
  for (size_t index = 0; index < count && error == NULL; index++) {
    names[index] = session->inputs[index].name;
    error = make_value(runtime, &inputs[index], &values[index]);
  }
  if (error == NULL) {
    for (size_t index = 0; index < made->count; index++) {
      names[count + index] = session->outputs[index].name;
    }
    error = check(
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
  return lend(&results->results[index].description);
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
