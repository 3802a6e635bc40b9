#include <git2.h>
#include <git2/sys/commit.h>
#include <git2/sys/repository.h>

/// Starts libgit2 with objects and references synced to the disk as they are written, so that a
/// reference never survives a crash that the objects behind it did not.
///
/// `git_libgit2_opts` is variadic, which Swift cannot call.
static inline int shim_start(void) {
  int count = git_libgit2_init();
  if (count < 0) {
    return count;
  }
  int error = git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
  return error < 0 ? error : count;
}

#ifdef __linux__
#include <spawn.h>

/// glibc declares it only under `_GNU_SOURCE`, which Swift does not define; macOS always does.
extern int posix_spawn_file_actions_addchdir_np(
    posix_spawn_file_actions_t *__restrict actions, const char *__restrict path);
#endif
