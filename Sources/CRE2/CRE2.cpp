#include "CRE2.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <re2/re2.h>
#include <re2/set.h>

struct CRE2Pattern {
  CRE2Pattern(const re2::StringPiece &pattern, const RE2::Options &options)
      : expression(pattern, options) {}
  RE2 expression;
};

struct CRE2Set {
  CRE2Set(const RE2::Options &options) : patterns(options, RE2::UNANCHORED) {}
  RE2::Set patterns;
};

static RE2::Options quiet_options(int64_t maximum_memory) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(maximum_memory);
  return options;
}

CRE2Pattern *cre2_pattern_new(
  const char *pattern, size_t length, int64_t maximum_memory, bool case_sensitive) {
  RE2::Options options = quiet_options(maximum_memory);
  options.set_case_sensitive(case_sensitive);
  return new CRE2Pattern(re2::StringPiece(pattern, length), options);
}

void cre2_pattern_delete(CRE2Pattern *pattern) { delete pattern; }

int cre2_pattern_error_code(const CRE2Pattern *pattern) {
  return static_cast<int>(pattern->expression.error_code());
}

// RE2 reports "reason: argument"; the two are wanted apart, so the argument is cut off.
static std::string &scratch() {
  static thread_local std::string text;
  return text;
}

const char *cre2_pattern_error(const CRE2Pattern *pattern) {
  std::string &reason = scratch();
  reason = pattern->expression.error();
  const std::string &argument = pattern->expression.error_arg();
  if (!argument.empty() && reason.size() > argument.size() + 2 &&
      reason.compare(reason.size() - argument.size(), argument.size(), argument) == 0) {
    reason.resize(reason.size() - argument.size() - 2);
  }
  return reason.c_str();
}

const char *cre2_pattern_error_argument(const CRE2Pattern *pattern) {
  return pattern->expression.error_arg().c_str();
}

int cre2_pattern_group_count(const CRE2Pattern *pattern) {
  return pattern->expression.NumberOfCapturingGroups();
}

const char *cre2_pattern_group_name(const CRE2Pattern *pattern, int group) {
  const auto &names = pattern->expression.CapturingGroupNames();
  auto found = names.find(group);
  return found == names.end() ? nullptr : found->second.c_str();
}

bool cre2_pattern_match(
  const CRE2Pattern *pattern, const char *text, size_t length, size_t start,
  CRE2Range *ranges, int count) {
  std::vector<re2::StringPiece> pieces(std::max(count, 1));
  re2::StringPiece whole(text, length);
  if (!pattern->expression.Match(
        whole, start, length, RE2::UNANCHORED, pieces.data(), count)) {
    return false;
  }
  for (int index = 0; index < count; index++) {
    const char *begin = pieces[index].data();
    if (begin == nullptr) {
      ranges[index] = CRE2Range{-1, -1};
    } else {
      ptrdiff_t offset = begin - text;
      ranges[index] = CRE2Range{offset, offset + static_cast<ptrdiff_t>(pieces[index].size())};
    }
  }
  return true;
}

CRE2Set *cre2_set_new(int64_t maximum_memory) { return new CRE2Set(quiet_options(maximum_memory)); }

void cre2_set_delete(CRE2Set *set) { delete set; }

int cre2_set_add(
  CRE2Set *set, const char *pattern, size_t length, char *error, size_t error_capacity) {
  std::string reason;
  int number = set->patterns.Add(re2::StringPiece(pattern, length), &reason);
  if (number < 0 && error_capacity > 0) {
    size_t size = std::min(reason.size(), error_capacity - 1);
    std::memcpy(error, reason.data(), size);
    error[size] = 0;
  }
  return number;
}

bool cre2_set_compile(CRE2Set *set) { return set->patterns.Compile(); }

int cre2_set_match(
  const CRE2Set *set, const char *text, size_t length, int *numbers, int capacity) {
  std::vector<int> found;
  RE2::Set::ErrorInfo error;
  if (!set->patterns.Match(re2::StringPiece(text, length), &found, &error)) {
    return error.kind == RE2::Set::kNoError ? 0 : -1;
  }
  std::sort(found.begin(), found.end());
  int size = static_cast<int>(found.size());
  for (int index = 0; index < std::min(size, capacity); index++) numbers[index] = found[index];
  return size;
}
