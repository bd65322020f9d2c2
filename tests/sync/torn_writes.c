/* A disk that loses what was not flushed, below SQLite and its encryption.

   Loaded with LD_PRELOAD. Between `torn_arm` and the chosen call, every write and truncation of a
   file whose path begins with the watched one is remembered with what it covered, until that
   file is flushed. At the chosen call the process dies by SIGKILL: with all that was not flushed
   taken back ("dropped"), or with a part of the last write done ("torn"). */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct undo {
    struct undo *before;
    char path[512];
    off_t size, at; /* of the file before; where `held` bytes lay */
    size_t held;
    char bytes[];
};

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static struct undo *last;
static char watched[400];
static long left;
static int torn, permille;

static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_fsync)(int);
static int (*real_ftruncate)(int, off_t);

__attribute__((constructor)) static void find(void)
{
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_write = dlsym(RTLD_NEXT, "write");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
}

void torn_arm(const char *path, long calls, int tear, int part)
{
    strncpy(watched, path, sizeof watched - 1);
    torn = tear;
    permille = part;
    left = calls;
}

static int watches(int fd, char *path)
{
    char link[64];
    ssize_t length;
    if (!left)
        return 0;
    strcpy(link, "/proc/self/fd/");
    char digits[16], *to = link + strlen(link);
    int n = 0;
    do
        digits[n++] = '0' + fd % 10;
    while (fd /= 10);
    while (n)
        *to++ = digits[--n];
    *to = 0;
    length = readlink(link, path, 511);
    if (length <= 0)
        return 0;
    path[length] = 0;
    return strncmp(path, watched, strlen(watched)) == 0 && !strstr(path, "-shm");
}

static void die(void)
{
    if (!torn)
        for (; last; last = last->before) {
            int fd = open(last->path, O_WRONLY);
            if (fd < 0)
                continue;
            real_pwrite(fd, last->bytes, last->held, last->at);
            real_ftruncate(fd, last->size);
            close(fd);
        }
    kill(getpid(), SIGKILL);
}

static void remember(int fd, const char *path, off_t at, size_t length)
{
    struct stat now;
    struct undo *one = malloc(sizeof *one + length);
    fstat(fd, &now);
    strcpy(one->path, path);
    one->size = now.st_size;
    one->at = at;
    ssize_t got = pread(fd, one->bytes, length, at);
    one->held = got > 0 ? got : 0;
    one->before = last;
    last = one;
}

static void flushed(const char *path)
{
    for (struct undo **each = &last; *each;) {
        struct undo *one = *each;
        if (strcmp(one->path, path) == 0) {
            *each = one->before;
            free(one);
        } else
            each = &one->before;
    }
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at)
{
    char path[512];
    if (watches(fd, path)) {
        pthread_mutex_lock(&turn);
        if (left && --left == 0) {
            if (torn)
                real_pwrite(fd, bytes, length * permille / 1000, at);
            die();
        }
        remember(fd, path, at, length);
        pthread_mutex_unlock(&turn);
    }
    return real_pwrite(fd, bytes, length, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at)
{
    return pwrite64(fd, bytes, length, at);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    char path[512];
    if (watches(fd, path))
        return pwrite64(fd, bytes, length, lseek(fd, 0, SEEK_CUR));
    return real_write(fd, bytes, length);
}

int ftruncate64(int fd, off_t size)
{
    char path[512];
    struct stat now;
    if (watches(fd, path) && fstat(fd, &now) == 0 && now.st_size > size) {
        pthread_mutex_lock(&turn);
        if (left && --left == 0)
            die();
        remember(fd, path, size, now.st_size - size);
        pthread_mutex_unlock(&turn);
    }
    return real_ftruncate(fd, size);
}

int ftruncate(int fd, off_t size)
{
    return ftruncate64(fd, size);
}

int fsync(int fd)
{
    char path[512];
    int done;
    if (!watches(fd, path))
        return real_fsync(fd);
    pthread_mutex_lock(&turn);
    if (left && --left == 0)
        die();
    done = real_fsync(fd);
    if (done == 0)
        flushed(path);
    pthread_mutex_unlock(&turn);
    return done;
}

int fdatasync(int fd)
{
    return fsync(fd);
}
