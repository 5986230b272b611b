// Counts heap allocations. Loaded before everything else (LD_PRELOAD), it stands in front of malloc and its relatives, adds
// one to a counter, and passes the call on. The program reads the counter through `assay_allocation_count`, which it looks
// up by name, so that it also runs without this library.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

static atomic_long count;

static void *(*next_malloc)(size_t);
static void *(*next_calloc)(size_t, size_t);
static void *(*next_realloc)(void *, size_t);
static void *(*next_aligned_alloc)(size_t, size_t);
static int (*next_posix_memalign)(void **, size_t, size_t);

// dlsym itself may allocate before the real calloc is known; that little comes from here and is never freed.
static char early[4096];
static size_t early_used;

static void find_next(void) {
    next_calloc = dlsym(RTLD_NEXT, "calloc");
    next_malloc = dlsym(RTLD_NEXT, "malloc");
    next_realloc = dlsym(RTLD_NEXT, "realloc");
    next_aligned_alloc = dlsym(RTLD_NEXT, "aligned_alloc");
    next_posix_memalign = dlsym(RTLD_NEXT, "posix_memalign");
}

__attribute__((constructor)) static void start(void) {
    if (!next_malloc) find_next();
}

long assay_allocation_count(void) { return atomic_load_explicit(&count, memory_order_relaxed); }

static void counted(void) { atomic_fetch_add_explicit(&count, 1, memory_order_relaxed); }

void *malloc(size_t size) {
    if (!next_malloc) find_next();
    counted();
    return next_malloc(size);
}

void *calloc(size_t items, size_t size) {
    if (!next_calloc) {
        size_t bytes = (items * size + 15) & ~(size_t)15;
        if (early_used + bytes > sizeof early) return NULL;
        void *memory = early + early_used;
        early_used += bytes;
        return memset(memory, 0, bytes);
    }
    counted();
    return next_calloc(items, size);
}

void *realloc(void *memory, size_t size) {
    if (!next_realloc) find_next();
    counted();
    return next_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    if (!next_aligned_alloc) find_next();
    counted();
    return next_aligned_alloc(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    if (!next_posix_memalign) find_next();
    if (!next_posix_memalign) return ENOMEM;
    counted();
    return next_posix_memalign(memory, alignment, size);
}
