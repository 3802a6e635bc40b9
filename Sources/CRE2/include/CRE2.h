#ifndef CRE2_H
#define CRE2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled pattern. Immutable once made, so any number of threads may use it at once.
typedef struct CRE2Pattern CRE2Pattern;
/// Several patterns that are searched for in one pass over the text.
typedef struct CRE2Set CRE2Set;

/// Where a match or a group lies; `start` is -1 for a group that took no part.
typedef struct {
  ptrdiff_t start;
  ptrdiff_t end;
} CRE2Range;

/// Never null: a pattern that does not compile answers with its error.
CRE2Pattern *cre2_pattern_new(
  const char *pattern, size_t length, int64_t maximum_memory, bool case_sensitive);
void cre2_pattern_delete(CRE2Pattern *pattern);

/// Zero for a pattern that compiled, or one of RE2's error codes.
int cre2_pattern_error_code(const CRE2Pattern *pattern);
/// The error without the text it is about; owned by the pattern.
const char *cre2_pattern_error(const CRE2Pattern *pattern);
/// The part of the pattern that the error is about; owned by the pattern.
const char *cre2_pattern_error_argument(const CRE2Pattern *pattern);

int cre2_pattern_group_count(const CRE2Pattern *pattern);
/// The name of the group with that number, or null; owned by the pattern.
const char *cre2_pattern_group_name(const CRE2Pattern *pattern, int group);

/// Searches `text` from `start`, filling `count` ranges: the whole match, then the groups.
bool cre2_pattern_match(
  const CRE2Pattern *pattern, const char *text, size_t length, size_t start,
  CRE2Range *ranges, int count);

/// Never null; add patterns, then compile once, then search.
CRE2Set *cre2_set_new(int64_t maximum_memory);
void cre2_set_delete(CRE2Set *set);
/// The number of the pattern in the set, or -1, with the error's text copied to `error`.
int cre2_set_add(
  CRE2Set *set, const char *pattern, size_t length, char *error, size_t error_capacity);
/// False when the memory budget does not suffice.
bool cre2_set_compile(CRE2Set *set);
/// Writes the numbers of the matching patterns to `numbers`, at most `capacity`, and answers how
/// many match, or -1 when the memory budget ran out.
int cre2_set_match(
  const CRE2Set *set, const char *text, size_t length, int *numbers, int capacity);

#ifdef __cplusplus
}
#endif

#endif
