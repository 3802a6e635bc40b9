#include "kubernetes_facts.h"

/* #embed is C23; clang has it in every mode. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const uint8_t facts[] = {
#embed "facts.table"
};

static const uint8_t facts_1_37[] = {
#embed "facts-1.37.table"
};

const uint8_t *kubernetes_facts_bytes(void) { return facts; }

size_t kubernetes_facts_size(void) { return sizeof facts; }

const uint8_t *kubernetes_1_37_facts_bytes(void) { return facts_1_37; }

size_t kubernetes_1_37_facts_size(void) { return sizeof facts_1_37; }
