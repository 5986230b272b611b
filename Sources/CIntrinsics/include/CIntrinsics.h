#ifndef CINTRINSICS_H
#define CINTRINSICS_H

// One-line C functions for what Swift has no spelling, or only one that compiles to a call per lane.
// Header-only, so that they are inlined into Swift loops. A vector here is one 64-byte cache line.

#define ASSAY_INLINE static inline __attribute__((always_inline, unused))

typedef float assay_f32 __attribute__((ext_vector_type(16)));
typedef double assay_f64 __attribute__((ext_vector_type(8)));
typedef int assay_i32 __attribute__((ext_vector_type(16)));
typedef int assay_i32half __attribute__((ext_vector_type(8)));
typedef long assay_i64 __attribute__((ext_vector_type(8)));
typedef unsigned assay_u32half __attribute__((ext_vector_type(8)));
typedef unsigned long long assay_u64 __attribute__((ext_vector_type(8)));
typedef float assay_f32half __attribute__((ext_vector_type(8)));

// MARK: Memory and threads

/// Asks the processor to bring the cache line at `address` close, for one later read.
ASSAY_INLINE void assay_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

/// The same, into the second-level cache only: for what is needed somewhat later.
ASSAY_INLINE void assay_prefetch_near(const void *address) { __builtin_prefetch(address, 0, 2); }

/// Asks for the cache line at `address` in order to write to it.
ASSAY_INLINE void assay_prefetch_for_writing(const void *address) { __builtin_prefetch(address, 1, 3); }

/// Tells the processor that this thread is waiting in a loop.
ASSAY_INLINE void assay_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

ASSAY_INLINE int assay_load_acquire(const int *at) { return __atomic_load_n(at, __ATOMIC_ACQUIRE); }
ASSAY_INLINE int assay_load_ordered(const int *at) { return __atomic_load_n(at, __ATOMIC_SEQ_CST); }
ASSAY_INLINE void assay_store_release(int *at, int value) { __atomic_store_n(at, value, __ATOMIC_RELEASE); }
ASSAY_INLINE int assay_add(int *at, int value) { return __atomic_fetch_add(at, value, __ATOMIC_SEQ_CST); }
ASSAY_INLINE unsigned long long assay_load_word(const unsigned long long *at) { return __atomic_load_n(at, __ATOMIC_ACQUIRE); }
ASSAY_INLINE void assay_store_word(unsigned long long *at, unsigned long long value) { __atomic_store_n(at, value, __ATOMIC_RELEASE); }
/// Replaces `expected` by `value`; returns 0 and does nothing when another value stands there.
ASSAY_INLINE int assay_replace_word(unsigned long long *at, unsigned long long expected, unsigned long long value) { return __atomic_compare_exchange_n(at, &expected, value, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE); }

/// Sleeps while `*at == expected`; returns early for any reason.
void assay_futex_wait(const int *at, int expected);
/// Wakes every thread sleeping on `at`.
void assay_futex_wake_all(const int *at);

/// How many processors the process may be scheduled on; 0 where it cannot be asked.
int assay_affinity_count(void);

/// What the process was started with, as far as the C library tells; 0 and NULL elsewhere.
int assay_argument_count(void);
char **assay_argument_values(void);

// MARK: What the code was compiled for

/// Bytes of the widest vector register the compiler may use: 64, 32 or 16.
ASSAY_INLINE int assay_vector_bytes(void) {
#if defined(__AVX512F__)
    return 64;
#elif defined(__AVX2__)
    return 32;
#else
    return 16;
#endif
}

/// A short name of the instruction set the code was compiled for.
ASSAY_INLINE const char *assay_instruction_set(void) {
#if defined(__AVX512BF16__)
    return "x86-64 AVX-512 BF16";
#elif defined(__AVX512F__)
    return "x86-64 AVX-512";
#elif defined(__AVX2__) && defined(__FMA__)
    return "x86-64 AVX2 FMA";
#elif defined(__AVX__)
    return "x86-64 AVX";
#elif defined(__x86_64__)
    return "x86-64 SSE2";
#elif defined(__aarch64__)
    return "arm64 NEON";
#else
    return "generic";
#endif
}

// MARK: float, 16 lanes

ASSAY_INLINE assay_f32 assay_f32_load(const float *at) { assay_f32 a; __builtin_memcpy(&a, at, sizeof a); return a; }
ASSAY_INLINE void assay_f32_store(float *at, assay_f32 a) { __builtin_memcpy(at, &a, sizeof a); }
ASSAY_INLINE assay_f32 assay_f32_add(assay_f32 a, assay_f32 b) { return a + b; }
ASSAY_INLINE assay_f32 assay_f32_subtract(assay_f32 a, assay_f32 b) { return a - b; }
ASSAY_INLINE assay_f32 assay_f32_multiply(assay_f32 a, assay_f32 b) { return a * b; }
ASSAY_INLINE assay_f32 assay_f32_divide(assay_f32 a, assay_f32 b) { return a / b; }
ASSAY_INLINE assay_f32 assay_f32_fma(assay_f32 a, assay_f32 b, assay_f32 c) { return __builtin_elementwise_fma(a, b, c); }
ASSAY_INLINE assay_f32 assay_f32_sqrt(assay_f32 a) { return __builtin_elementwise_sqrt(a); }
ASSAY_INLINE assay_f32 assay_f32_abs(assay_f32 a) { return __builtin_elementwise_abs(a); }
ASSAY_INLINE assay_f32 assay_f32_floor(assay_f32 a) { return __builtin_elementwise_floor(a); }
ASSAY_INLINE assay_f32 assay_f32_nearest(assay_f32 a) { return __builtin_elementwise_roundeven(a); }
ASSAY_INLINE assay_f32 assay_f32_bits(assay_i32 a) { return (assay_f32)a; }
ASSAY_INLINE assay_i32 assay_f32_raw(assay_f32 a) { return (assay_i32)a; }
ASSAY_INLINE assay_f32 assay_f32_masked(assay_i32 mask, assay_f32 a, assay_f32 b) { return (assay_f32)((mask & (assay_i32)a) | (~mask & (assay_i32)b)); }
ASSAY_INLINE assay_i32 assay_f32_less(assay_f32 a, assay_f32 b) { return a < b; }
ASSAY_INLINE assay_i32 assay_f32_less_equal(assay_f32 a, assay_f32 b) { return a <= b; }
ASSAY_INLINE assay_i32 assay_f32_equal(assay_f32 a, assay_f32 b) { return a == b; }
ASSAY_INLINE assay_i32 assay_f32_not_equal(assay_f32 a, assay_f32 b) { return a != b; }
ASSAY_INLINE assay_i32 assay_f32_int(assay_f32 a) { return __builtin_convertvector(a, assay_i32); }
ASSAY_INLINE assay_f32 assay_f32_from_int(assay_i32 a) { return __builtin_convertvector(a, assay_f32); }
ASSAY_INLINE assay_f64 assay_f32_low_double(assay_f32 a) { return __builtin_convertvector(a.lo, assay_f64); }
ASSAY_INLINE assay_f64 assay_f32_high_double(assay_f32 a) { return __builtin_convertvector(a.hi, assay_f64); }
ASSAY_INLINE assay_f32half assay_f64_narrow(assay_f64 a) { return __builtin_convertvector(a, assay_f32half); }

// Two neighbouring vectors' lanes of even and of odd number; and back: the halves of two vectors' lanes in turn.
ASSAY_INLINE assay_f32 assay_f32_even(assay_f32 a, assay_f32 b) { return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30); }
ASSAY_INLINE assay_f32 assay_f32_odd(assay_f32 a, assay_f32 b) { return __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31); }
ASSAY_INLINE assay_f32 assay_f32_interleave_low(assay_f32 a, assay_f32 b) { return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23); }
ASSAY_INLINE assay_f32 assay_f32_interleave_high(assay_f32 a, assay_f32 b) { return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31); }

// Lanes moved down by a power of two, the first ones to the end.
ASSAY_INLINE assay_f32 assay_f32_rotate8(assay_f32 a) { return __builtin_shufflevector(a, a, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7); }
ASSAY_INLINE assay_f32 assay_f32_rotate4(assay_f32 a) { return __builtin_shufflevector(a, a, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3); }
ASSAY_INLINE assay_f32 assay_f32_rotate2(assay_f32 a) { return __builtin_shufflevector(a, a, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1); }
ASSAY_INLINE assay_f32 assay_f32_rotate1(assay_f32 a) { return __builtin_shufflevector(a, a, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0); }

// Two neighbouring vectors' lanes of even and of odd number; and back: the halves of two vectors' lanes in turn.
ASSAY_INLINE assay_f64 assay_f64_even(assay_f64 a, assay_f64 b) { return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14); }
ASSAY_INLINE assay_f64 assay_f64_odd(assay_f64 a, assay_f64 b) { return __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15); }
ASSAY_INLINE assay_f64 assay_f64_interleave_low(assay_f64 a, assay_f64 b) { return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11); }
ASSAY_INLINE assay_f64 assay_f64_interleave_high(assay_f64 a, assay_f64 b) { return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15); }

// MARK: double, 8 lanes

ASSAY_INLINE assay_f64 assay_f64_load(const double *at) { assay_f64 a; __builtin_memcpy(&a, at, sizeof a); return a; }
ASSAY_INLINE void assay_f64_store(double *at, assay_f64 a) { __builtin_memcpy(at, &a, sizeof a); }
ASSAY_INLINE assay_f64 assay_f64_add(assay_f64 a, assay_f64 b) { return a + b; }
ASSAY_INLINE assay_f64 assay_f64_subtract(assay_f64 a, assay_f64 b) { return a - b; }
ASSAY_INLINE assay_f64 assay_f64_multiply(assay_f64 a, assay_f64 b) { return a * b; }
ASSAY_INLINE assay_f64 assay_f64_divide(assay_f64 a, assay_f64 b) { return a / b; }
ASSAY_INLINE assay_f64 assay_f64_fma(assay_f64 a, assay_f64 b, assay_f64 c) { return __builtin_elementwise_fma(a, b, c); }
ASSAY_INLINE assay_f64 assay_f64_sqrt(assay_f64 a) { return __builtin_elementwise_sqrt(a); }
ASSAY_INLINE assay_f64 assay_f64_abs(assay_f64 a) { return __builtin_elementwise_abs(a); }
ASSAY_INLINE assay_f64 assay_f64_floor(assay_f64 a) { return __builtin_elementwise_floor(a); }
ASSAY_INLINE assay_f64 assay_f64_nearest(assay_f64 a) { return __builtin_elementwise_roundeven(a); }
ASSAY_INLINE assay_f64 assay_f64_bits(assay_i64 a) { return (assay_f64)a; }
ASSAY_INLINE assay_i64 assay_f64_raw(assay_f64 a) { return (assay_i64)a; }
ASSAY_INLINE assay_f64 assay_f64_masked(assay_i64 mask, assay_f64 a, assay_f64 b) { return (assay_f64)((mask & (assay_i64)a) | (~mask & (assay_i64)b)); }
ASSAY_INLINE assay_i64 assay_f64_less(assay_f64 a, assay_f64 b) { return a < b; }
ASSAY_INLINE assay_i64 assay_f64_less_equal(assay_f64 a, assay_f64 b) { return a <= b; }
ASSAY_INLINE assay_i64 assay_f64_equal(assay_f64 a, assay_f64 b) { return a == b; }
ASSAY_INLINE assay_i64 assay_f64_not_equal(assay_f64 a, assay_f64 b) { return a != b; }
ASSAY_INLINE assay_i64 assay_f64_int(assay_f64 a) { return __builtin_convertvector(a, assay_i64); }
ASSAY_INLINE assay_f64 assay_f64_from_int(assay_i32half a) { return __builtin_convertvector(a, assay_f64); }

ASSAY_INLINE assay_f64 assay_f64_rotate4(assay_f64 a) { return __builtin_shufflevector(a, a, 4, 5, 6, 7, 0, 1, 2, 3); }
ASSAY_INLINE assay_f64 assay_f64_rotate2(assay_f64 a) { return __builtin_shufflevector(a, a, 2, 3, 4, 5, 6, 7, 0, 1); }
ASSAY_INLINE assay_f64 assay_f64_rotate1(assay_f64 a) { return __builtin_shufflevector(a, a, 1, 2, 3, 4, 5, 6, 7, 0); }

// MARK: Halves of vectors, for transposing (lanes of two vectors interleaved within 128-bit parts)

typedef float assay_f32quarter __attribute__((ext_vector_type(4), aligned(4)));
typedef double assay_f64half __attribute__((ext_vector_type(4)));
typedef double assay_f64quarter __attribute__((ext_vector_type(2), aligned(8)));

ASSAY_INLINE assay_f32half assay_f32_join(const float *low, const float *high) { return __builtin_shufflevector(*(const assay_f32quarter *)low, *(const assay_f32quarter *)high, 0, 1, 2, 3, 4, 5, 6, 7); }
ASSAY_INLINE assay_f32half assay_f32_zip_low(assay_f32half a, assay_f32half b) { return __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13); }
ASSAY_INLINE assay_f32half assay_f32_zip_high(assay_f32half a, assay_f32half b) { return __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15); }
ASSAY_INLINE assay_f32half assay_f32_pair_low(assay_f32half a, assay_f32half b) { return __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13); }
ASSAY_INLINE assay_f32half assay_f32_pair_high(assay_f32half a, assay_f32half b) { return __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15); }
ASSAY_INLINE void assay_f32_store_half(float *at, assay_f32half a) { __builtin_memcpy(at, &a, sizeof a); }
ASSAY_INLINE assay_f64half assay_f64_join(const double *low, const double *high) { return __builtin_shufflevector(*(const assay_f64quarter *)low, *(const assay_f64quarter *)high, 0, 1, 2, 3); }
ASSAY_INLINE assay_f64half assay_f64_zip_low(assay_f64half a, assay_f64half b) { return __builtin_shufflevector(a, b, 0, 4, 2, 6); }
ASSAY_INLINE assay_f64half assay_f64_zip_high(assay_f64half a, assay_f64half b) { return __builtin_shufflevector(a, b, 1, 5, 3, 7); }
ASSAY_INLINE void assay_f64_store_half(double *at, assay_f64half a) { __builtin_memcpy(at, &a, sizeof a); }

// Sums across lanes of several vectors at once: see `KernelScalar.rowProducts`.
ASSAY_INLINE assay_f32half assay_f32_load_half(const float *at) { assay_f32half a; __builtin_memcpy(&a, at, sizeof a); return a; }
ASSAY_INLINE assay_f32half assay_f32_half_fma(assay_f32half a, assay_f32half b, assay_f32half c) { return __builtin_elementwise_fma(a, b, c); }
ASSAY_INLINE assay_f32half assay_f32_half_multiply(assay_f32half a, assay_f32half b) { return a * b; }
ASSAY_INLINE assay_f32half assay_f32_half_add(assay_f32half a, assay_f32half b) { return a + b; }
ASSAY_INLINE assay_f32half assay_f32_half_repeating(float a) { return (assay_f32half)(a); }
ASSAY_INLINE assay_f32half assay_f32_fold_parts(assay_f32half a, assay_f32half b) { return __builtin_shufflevector(a, b, 0, 1, 2, 3, 12, 13, 14, 15) + __builtin_shufflevector(a, b, 4, 5, 6, 7, 8, 9, 10, 11); }
ASSAY_INLINE assay_f32half assay_f32_fold_pairs(assay_f32half a, assay_f32half b) { return __builtin_shufflevector(a, b, 0, 1, 10, 11, 4, 5, 14, 15) + __builtin_shufflevector(a, b, 2, 3, 8, 9, 6, 7, 12, 13); }
// The even lanes are hidden from the compiler, which else makes one horizontal addition of these: processors run that from
// microcode, and stop decoding meanwhile.
#if defined(__x86_64__)
#define ASSAY_HIDE(vector) __asm__("" : "+x"(vector))
#else
#define ASSAY_HIDE(vector)
#endif
ASSAY_INLINE assay_f32half assay_f32_fold_lanes(assay_f32half a, assay_f32half b) {
  assay_f32half even = __builtin_shufflevector(a, b, 0, 2, 8, 10, 4, 6, 12, 14);
  ASSAY_HIDE(even);
  return even + __builtin_shufflevector(a, b, 1, 3, 9, 11, 5, 7, 13, 15);
}
ASSAY_INLINE assay_f64half assay_f64_fold_lanes(assay_f64half a, assay_f64half b) {
  assay_f64half even = assay_f64_zip_low(a, b);
  ASSAY_HIDE(even);
  return even + assay_f64_zip_high(a, b);
}
#undef ASSAY_HIDE
ASSAY_INLINE assay_f64 assay_f32_half_doubles(assay_f32half a) { return __builtin_convertvector(a, assay_f64); }
ASSAY_INLINE assay_f64half assay_f64_load_half(const double *at) { assay_f64half a; __builtin_memcpy(&a, at, sizeof a); return a; }
ASSAY_INLINE assay_f64half assay_f64_half_fma(assay_f64half a, assay_f64half b, assay_f64half c) { return __builtin_elementwise_fma(a, b, c); }
ASSAY_INLINE assay_f64half assay_f64_half_multiply(assay_f64half a, assay_f64half b) { return a * b; }
ASSAY_INLINE assay_f64half assay_f64_half_add(assay_f64half a, assay_f64half b) { return a + b; }
ASSAY_INLINE assay_f64half assay_f64_half_repeating(double a) { return (assay_f64half)(a); }
ASSAY_INLINE assay_f64half assay_f64_fold_parts(assay_f64half a, assay_f64half b) { return __builtin_shufflevector(a, b, 0, 1, 6, 7) + __builtin_shufflevector(a, b, 2, 3, 4, 5); }

// MARK: integers

ASSAY_INLINE assay_u64 assay_u64_multiply_low(assay_u64 a, assay_u64 b) { return (a & 0xFFFFFFFFul) * (b & 0xFFFFFFFFul); }
ASSAY_INLINE assay_u64 assay_u64_high_xor(assay_u64 product, assay_u64 word, assay_u64 key) { return (product >> 32) ^ word ^ key; }
ASSAY_INLINE assay_u64 assay_u64_join(assay_u64 low, assay_u64 high) { return (low & 0xFFFFFFFFul) | (high << 32); }
ASSAY_INLINE assay_u64 assay_u64_add(assay_u64 a, assay_u64 b) { return a + b; }
ASSAY_INLINE assay_u64 assay_u64_high(assay_u64 a) { return a >> 32; }
ASSAY_INLINE assay_f32half assay_u64_top24(assay_u64 a) { return __builtin_convertvector(__builtin_convertvector((a & 0xFFFFFFFFul) >> 8, assay_i32half), assay_f32half); }
ASSAY_INLINE void assay_f32_store_low(float *at, assay_f32half a) { assay_f32quarter low = a.lo; __builtin_memcpy(at, &low, sizeof low); }
ASSAY_INLINE void assay_f32_store_high(float *at, assay_f32half a) { assay_f32quarter high = a.hi; __builtin_memcpy(at, &high, sizeof high); }
ASSAY_INLINE assay_f64 assay_f32_load_doubles(const float *at) { assay_f32half a; __builtin_memcpy(&a, at, sizeof a); return __builtin_convertvector(a, assay_f64); }

#endif
