#include <git2.h>
#include <git2/sys/commit.h>
#include <git2/sys/repository.h>

/// Starts libgit2 with objects and references synced to the disk as they are written, so that a
/// reference never survives a crash that the objects behind it did not.
///
/// What is read is not hashed anew to compare it with its name, as git does not: zlib's checksum tells of
/// damage, and who may write into the repository may change it with a commit.
///
/// `git_libgit2_opts` is variadic, which Swift cannot call.
static inline int shim_start(void) {
  int count = git_libgit2_init();
  if (count < 0) {
    return count;
  }
  int error = git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
  if (error >= 0) {
    error = git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
  }
  return error < 0 ? error : count;
}

#ifdef __linux__
#include <spawn.h>

/// glibc declares it only under `_GNU_SOURCE`, which Swift does not define; macOS always does.
extern int posix_spawn_file_actions_addchdir_np(
    posix_spawn_file_actions_t *__restrict actions, const char *__restrict path);
#endif
