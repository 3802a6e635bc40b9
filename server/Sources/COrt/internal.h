// What the two halves of the shim share: the slots of the function table, and the objects behind the
// handles.
#pragma once

#include "cort.h"

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

char *cort_copy(const char *text);
char *cort_out_of_memory(void);
char *cort_check(const void *const *api, ort_status status);
char *cort_describe(
  const void *const *api, const ort_object *shape, struct description *description);
cort_description cort_lend(const struct description *description);
