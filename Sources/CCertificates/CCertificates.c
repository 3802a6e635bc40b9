#include "CCertificates.h"

// Seen by shared libraries, and kept though nothing in the program calls it.
__attribute__((used, visibility("default")))
int mbedtls_x509_crt_parse_file(void *chain, const char *path) {
  (void)chain;
  (void)path;
  return 0;
}
