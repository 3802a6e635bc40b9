#include "kubernetes_facts.h"

static const uint8_t facts[] = {
#embed "facts.table"
};

const uint8_t *kubernetes_facts_bytes(void) { return facts; }

size_t kubernetes_facts_size(void) { return sizeof facts; }
