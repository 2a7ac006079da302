package io.github.evenkeel.select;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/**
 * Hashes of keys and ids. They are the same in every process, on every machine and in every release: clients that hash must agree.
 *
 * <p>Source: Y. Collet, XXH3 (xxHash 0.8), over UTF-16 characters; D. Stafford, <i>Better Bit Mixing</i>, variant 13.
 */
final class Hash {
    /** 2^64 / golden ratio: its multiples are spread most evenly, so they make good steps from one draw to the next. */
    static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private static final Hasher64 XXH3 = Hashing.xxh3_64();

    private Hash() {}

    /** Reads the characters in place: no bytes, no copies. */
    static long of(String text) {
        return XXH3.hashCharsToLong(text);
    }

    /** A bijection in which every bit of the result depends on every bit of {@code z}: two hashes put together become a third. */
    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }

    /** The upper bits as a number in [0, 1). */
    static double unit(long bits) {
        return (bits >>> 11) * 0x1p-53;
    }
}
