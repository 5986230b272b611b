#define _GNU_SOURCE
#include "CIntrinsics.h"

#if defined(__linux__)
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <limits.h>

void assay_futex_wait(const int *at, int expected) {
    syscall(SYS_futex, at, FUTEX_WAIT_PRIVATE, expected, (void *)0, (void *)0, 0);
}

void assay_futex_wake_all(const int *at) {
    syscall(SYS_futex, at, FUTEX_WAKE_PRIVATE, INT_MAX, (void *)0, (void *)0, 0);
}
#endif

#if defined(__linux__)
int assay_affinity_count(void) {
    // Machines with more processors than the usual set has room for are asked with larger ones.
    for (int room = CPU_SETSIZE; room <= 1 << 16; room *= 2) {
        cpu_set_t *set = CPU_ALLOC(room);
        if (!set) return 0;
        size_t size = CPU_ALLOC_SIZE(room);
        int count = sched_getaffinity(0, size, set) == 0 ? CPU_COUNT_S(size, set) : 0;
        CPU_FREE(set);
        if (count > 0) return count;
    }
    return 0;
}
#else
int assay_affinity_count(void) { return 0; }
#endif

// What the system handed to the process. The C library calls constructors with it before anything else runs.
static int argument_count;
static char **argument_values;

#if defined(__linux__)
__attribute__((constructor)) static void keep_arguments(int count, char **values) {
    argument_count = count;
    argument_values = values;
}
#endif

int assay_argument_count(void) { return argument_count; }
char **assay_argument_values(void) { return argument_values; }
