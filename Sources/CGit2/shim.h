#include <git2.h>
#include <git2/sys/errors.h>

/// `git_libgit2_opts` is variadic, which Swift cannot call.
static inline int shim_set_owner_validation(int enabled) {
  return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}
