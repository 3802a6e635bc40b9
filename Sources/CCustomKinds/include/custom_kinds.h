#pragma once
#include <stddef.h>
#include <stdint.h>

/* The table that Scripts/generate-custom-kinds writes; Kubernetes/CustomKinds reads it. */
const uint8_t *custom_kinds_bytes(void);
size_t custom_kinds_size(void);
