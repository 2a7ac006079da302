package io.github.evenkeel.examples.simulate;

import java.util.SplittableRandom;

/**
 * Random bits and what is made of them. Each purpose has a stream of its own, and a call's service time is drawn when the call begins:
 * so runs that differ only in their selector see the same arrivals and the same service times.
 *
 * <p>Everything goes through {@link StrictMath} and 64 raw bits, so that results are the same on every machine and JDK.
 */
final class Chance {
    static final int ARRIVALS = 1;
    static final int SERVICE = 2;
    static final int PICKS = 3;

    private Chance() {}

    /** The stream for one purpose, and for one client where there are many. */
    static SplittableRandom stream(long seed, int purpose, int client) {
        return new SplittableRandom(mixed(mixed(seed) + purpose * 0x9E37_79B9L + client * 0x1000_0000_01B3L));
    }

    /** Bits that have nothing to do with the given ones (the finalizer of SplitMix64). */
    static long mixed(long bits) {
        long z = bits + 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }

    /** A number above 0 and below 1. */
    static double unit(long bits) {
        return ((bits >>> 12) + 0.5) * 0x1p-52;
    }

    /** A number from 0 to {@code bound - 1}. */
    static int below(int bound, long bits) {
        return (int) (((bits >>> 32) * bound) >>> 32);
    }

    /** The value that an exponential variable of mean 1 exceeds with probability {@code u}. */
    static double exponential(double u) {
        return -StrictMath.log(u);
    }

    /**
     * The value below which a standard normal variable is with probability {@code u}, to nine digits.
     *
     * <p>Source: P. J. Acklam, <i>An algorithm for computing the inverse normal cumulative distribution function</i>, 2003.
     */
    static double normal(double u) {
        double tail = 0.02425;
        if (u < tail) return normalTail(StrictMath.sqrt(-2 * StrictMath.log(u)));
        if (u > 1 - tail) return -normalTail(StrictMath.sqrt(-2 * StrictMath.log(1 - u)));
        double q = u - 0.5;
        double r = q * q;
        double above =
                ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.3577518672690) * r
                                        - 30.66479806614716)
                                * r
                        + 2.506628277459239;
        double below =
                ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r
                                        - 13.28068155288572)
                                * r
                        + 1;
        return above * q / below;
    }

    private static double normalTail(double q) {
        double above =
                ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734)
                                                * q
                                        + 4.374664141464968)
                                * q
                        + 2.938163982698783;
        double below =
                (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q
                        + 1;
        return above / below;
    }
}
