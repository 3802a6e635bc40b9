#pragma once

/// Stands in for the function of mbed TLS by which libgit2 reads the certificates of this machine when
/// it starts, and reads none.
///
/// Decoding them costs as much as all else that a small check does, and nothing here speaks TLS through
/// libgit2: git itself fetches and pushes. Where a connection were made all the same, no certificate
/// would be trusted. A program's own function comes before that of a shared library (ELF, gABI chapter
/// 5, "Shared Object Dependencies"); where libgit2 is built with another library for TLS, nobody calls
/// this one.
int mbedtls_x509_crt_parse_file(void *chain, const char *path);
