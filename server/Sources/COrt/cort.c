#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

void cort_free(char *message) { free(message); }

char *cort_copy(const char *text) {
  size_t size = strlen(text) + 1;
  char *result = malloc(size);
  // Without memory for a message there is none for anything that could follow.
  if (result == NULL) abort();
  memcpy(result, text, size);
  return result;
}

char *cort_out_of_memory(void) { return cort_copy("out of memory"); }

// The message of a status, which is released.
char *cort_check(const void *const *api, ort_status status) {
  if (status == NULL) return NULL;
  char *message = cort_copy(SLOT(api, GET_ERROR_MESSAGE, const char *, const ort_object *)(status));
  SLOT(api, RELEASE_STATUS, void, ort_object *)(status);
  return message;
}

char *cort_open(const char *path, cort_runtime **runtime) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == NULL) {
    const char *reason = dlerror();
    return cort_copy(reason != NULL ? reason : "the library cannot be opened");
  }
  const struct ort_api_base *(*get_api_base)(void) =
    (const struct ort_api_base *(*)(void))dlsym(library, "OrtGetApiBase");
  if (get_api_base == NULL) return cort_copy("the library has no OrtGetApiBase");
  const struct ort_api_base *base = get_api_base();
  const void *const *api = base->get_api(1);
  if (api == NULL) return cort_copy("the library does not offer version 1 of its functions");

  cort_runtime *opened = calloc(1, sizeof *opened);
  if (opened == NULL) return cort_out_of_memory();
  opened->api = api;
  opened->version = base->get_version_string();
  char *error = cort_check(
    api, SLOT(api, CREATE_ENV, ort_status, int, const char *, ort_object **)(
           LOG_FATAL, "inference", &opened->environment));
  if (error == NULL) {
    error = cort_check(
      api, SLOT(api, CREATE_CPU_MEMORY_INFO, ort_status, int, int, ort_object **)(
             ARENA_ALLOCATOR, MEMORY_TYPE_DEFAULT, &opened->memory));
  }
  if (error == NULL) {
    error = cort_check(
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
char *cort_describe(
  const void *const *api, const ort_object *shape, struct description *description) {
  char *error = cort_check(
    api, SLOT(api, GET_TENSOR_ELEMENT_TYPE, ort_status, const ort_object *, int *)(
           shape, &description->type));
  if (error != NULL) return error;
  error = cort_check(
    api, SLOT(api, GET_DIMENSIONS_COUNT, ort_status, const ort_object *, size_t *)(
           shape, &description->rank));
  if (error != NULL) return error;
  // One more, so that a scalar's dimensions are allocated too.
  description->dimensions = calloc(description->rank + 1, sizeof(int64_t));
  if (description->dimensions == NULL) return cort_out_of_memory();
  return cort_check(
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
  char *error = cort_check(
    api, SLOT(api, count_slot, ort_status, const ort_object *, size_t *)(
           session->session, &total));
  if (error != NULL) return error;
  *descriptions = calloc(total + 1, sizeof **descriptions);
  if (*descriptions == NULL) return cort_out_of_memory();
  *count = total;
  for (size_t index = 0; index < total && error == NULL; index++) {
    struct description *description = &(*descriptions)[index];
    char *name = NULL;
    error = cort_check(
      api,
      SLOT(api, name_slot, ort_status, const ort_object *, size_t, ort_object *, char **)(
        session->session, index, runtime->allocator, &name));
    if (error != NULL) break;
    description->name = cort_copy(name);
    error = cort_check(
      api, SLOT(api, ALLOCATOR_FREE, ort_status, ort_object *, void *)(
             runtime->allocator, name));
    if (error != NULL) break;
    ort_object *type = NULL;
    error = cort_check(
      api, SLOT(api, type_slot, ort_status, const ort_object *, size_t, ort_object **)(
             session->session, index, &type));
    if (error != NULL) break;
    // A part of the type, which is NULL for what is no tensor.
    const ort_object *shape = NULL;
    error = cort_check(
      api, SLOT(api, CAST_TYPE_INFO_TO_TENSOR_INFO, ort_status, const ort_object *,
                const ort_object **)(type, &shape));
    if (error == NULL && shape != NULL) error = cort_describe(api, shape, description);
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
  char *error = cort_check(
    api, SLOT(api, CREATE_SESSION_OPTIONS, ort_status, ort_object **)(&options));
  if (error != NULL) return error;
  cort_session *created = calloc(1, sizeof *created);
  if (created == NULL) {
    SLOT(api, RELEASE_SESSION_OPTIONS, void, ort_object *)(options);
    return cort_out_of_memory();
  }
  created->runtime = runtime;
  // Left to itself the runtime takes a thread for each core of the machine, whatever the quota.
  error = cort_check(
    api, SLOT(api, SET_INTRA_OP_NUM_THREADS, ort_status, ort_object *, int)(options, threads));
  if (error == NULL) {
    error = cort_check(
      api, SLOT(api, SET_INTER_OP_NUM_THREADS, ort_status, ort_object *, int)(options, 1));
  }
  if (error == NULL) {
    error = cort_check(
      api, SLOT(api, SET_GRAPH_OPTIMIZATION_LEVEL, ort_status, ort_object *, int)(
             options, OPTIMIZE_ALL));
  }
  if (error == NULL) {
    error = cort_check(
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

cort_description cort_lend(const struct description *description) {
  return (cort_description){
    description->name, description->type, description->rank, description->dimensions};
}

size_t cort_input_count(const cort_session *session) { return session->input_count; }

size_t cort_output_count(const cort_session *session) { return session->output_count; }

cort_description cort_input(const cort_session *session, size_t index) {
  return cort_lend(&session->inputs[index]);
}

cort_description cort_output(const cort_session *session, size_t index) {
  return cort_lend(&session->outputs[index]);
}
