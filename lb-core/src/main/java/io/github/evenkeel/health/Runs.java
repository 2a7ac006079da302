package io.github.evenkeel.health;

/**
 * How many faults in a row are no chance, given how often the rest of the pool fails: with everyone at 20 % errors, five in a row mean
 * nothing. Pure.
 */
public final class Runs {
    /** A member that is like the rest has a run as long once in this many sweeps: three months of ten members. */
    private static final double CHANCE = 1e-7;

    /**
     * In standard deviations. Each sweep sets the length anew by a rate that is measured, so sometimes too low; a run of k takes the
     * k-th power of that error.
     */
    private static final double SURE = 2;

    /** Less than an error that has half faded, or is what is left of a subtraction, is none. */
    private static final double LEAST_ERRORS = 0.5;

    private Runs() {}

    /** The least k, not below {@code least}, with rate<sup>k</sup> at most 1e-7; {@link Integer#MAX_VALUE} if all fails. */
    static int enough(int least, double restErrorRate) {
        return enough(least, restErrorRate, 1);
    }

    /**
     * The length for a member whose rest failed this often in about the last minute. Each call may begin a run, so that the more calls
     * there are the longer a run must be. A rest without faults leaves the setting as it is.
     *
     * @param least what is set, and the least there is
     * @param calls the member's calls as they are judged: in a sweep, or carried over from up to a minute
     */
    public static int enough(int least, double restErrors, double restCalls, double calls) {
        if (restErrors < LEAST_ERRORS || restCalls <= 0) return least;
        return enough(least, TwoProportion.upperBound(restErrors, restCalls, SURE), Math.max(1, calls));
    }

    private static int enough(int least, double rate, double calls) {
        if (rate >= 1) return Integer.MAX_VALUE;
        // The tiny subtraction keeps a rate of .1 from asking for 8.
        double needed = Math.ceil(Math.log(CHANCE / calls) / Math.log(rate) - 1e-9);
        return (int) Math.min(Integer.MAX_VALUE, Math.max(least, needed));
    }
}
