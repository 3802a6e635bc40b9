#include "custom_kinds.h"

/* #embed is C23; clang has it in every mode. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const uint8_t kinds[] = {
#embed "kinds.table"
};

const uint8_t *custom_kinds_bytes(void) { return kinds; }

size_t custom_kinds_size(void) { return sizeof kinds; }
