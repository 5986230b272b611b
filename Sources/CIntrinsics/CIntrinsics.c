#include "CIntrinsics.h"

#if defined(__linux__)
#include <linux/futex.h>
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
