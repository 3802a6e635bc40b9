#pragma once
#include <stddef.h>
#include <stdint.h>

/* The table that Scripts/generate-facts writes; Kubernetes/Facts reads it. */
const uint8_t *kubernetes_facts_bytes(void);
size_t kubernetes_facts_size(void);
