#pragma once
#include <stddef.h>
#include <stdint.h>

/* The files of policies/ as they were when this was built; BuiltInPolicies reads them. */
size_t built_in_file_count(void);
const char *built_in_file_name(size_t index);
const uint8_t *built_in_file_bytes(size_t index);
size_t built_in_file_size(size_t index);
