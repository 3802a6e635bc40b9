#pragma once
#include <stddef.h>
#include <stdint.h>

/* The tables that Scripts/generate-facts writes; Kubernetes/Facts reads them. */
const uint8_t *kubernetes_facts_bytes(void);
size_t kubernetes_facts_size(void);

/* What a server of 1.37 knows. */
const uint8_t *kubernetes_1_37_facts_bytes(void);
size_t kubernetes_1_37_facts_size(void);
