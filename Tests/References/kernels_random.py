"""Independent values for PermutationTests and RandomFillTests. Standard library only (written for Python 3.11).

Run: python3 Tests/References/kernels_random.py
"""
import math

MASK = 0xFFFFFFFF


def philox(counter, key):
    """Philox 4x32-10, from the published description (Salmon et al., SC 2011)."""
    c, (k0, k1) = list(counter), key
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k0, p1 & MASK, (p0 >> 32) ^ c[3] ^ k1, p0 & MASK]
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return c


assert philox([0] * 4, (0, 0)) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]


def key(seed, stream):
    words = philox([stream, 0, 0, 0], (seed & MASK, seed >> 32))
    return words[0], words[1]


def permutation(count, key, site=0, step=0, trial=0):
    order = list(range(count))
    for i in range(count - 1, 0, -1):
        word = philox([i // 4, site, step, trial], key)[i % 4]
        j = word * (i + 1) >> 32
        order[i], order[j] = order[j], order[i]
    return order


SHUFFLE, INITIALIZATION = 3, 2
print("key", key(123, SHUFFLE))
print("permutation of 20, step 0", permutation(20, key(123, SHUFFLE)))
print("permutation of 20, step 1", permutation(20, key(123, SHUFFLE), step=1))
big = permutation(1000, key(7, SHUFFLE), site=2, step=3, trial=4)
print("permutation of 1000", big[:8], big[-4:])

k = key(123, INITIALIZATION)
words = [philox([i // 4, 5, 6, 7], k)[i % 4] for i in range(40)]
print("float uniforms 0, 1, 33, 39", [(words[i] >> 8) for i in (0, 1, 33, 39)], "/ 2**24")


def pair(i):
    w = philox([i // 2, 5, 6, 7], k)
    return [((w[0] << 32 | w[1]) >> 11) / 2.0**53, ((w[2] << 32 | w[3]) >> 11) / 2.0**53]


print("double uniforms 0 .. 3", [repr(pair(i)[i % 2]) for i in range(4)])
normals = []
for i in range(4):
    u, v = pair(i)
    radius = math.sqrt(-2 * math.log(1 - u))
    normals.append(radius * (math.sin if i % 2 else math.cos)(2 * math.pi * v))
print("normals 0 .. 3", normals)
