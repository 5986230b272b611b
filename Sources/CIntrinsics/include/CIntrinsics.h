#ifndef CINTRINSICS_H
#define CINTRINSICS_H

// One-line C functions for what Swift has no spelling: header-only, so that they are inlined into Swift loops.

/// Asks the processor to bring the cache line at `address` close, for one later read.
static inline void assay_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

#endif
