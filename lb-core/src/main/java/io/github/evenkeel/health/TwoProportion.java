package io.github.evenkeel.health;

/**
 * Whether a member fails more often than the rest, beyond chance: the exact binomial test against the highest rate that the rest may
 * well have. Other than "the mean less 1.9 deviations", it ejects no one of equals, works from two members on, and is not blinded by
 * many that are bad. Pure; about 0.1 µs where it must think, which only those come to whose rate stands out.
 */
final class TwoProportion {
    /** How rare chance must make it. A million member-sweeps are ten members for two weeks at one sweep in 10 s. */
    static final double CHANCE = 1e-6;

    private static final double DOUBT = 1e-3;

    /** Fewer errors than this prove nothing, however seldom the rest fails. */
    static final int LEAST_ERRORS = 5;

    /** A smaller difference is not worth an ejection, however certain. */
    static final double LEAST_DIFFERENCE = 0.05;

    /** In standard deviations: the rest's true rate is above the bound once in 741 times. */
    static final double SURE = 3;

    private TwoProportion() {}

    /**
     * True if so many errors are no chance.
     *
     * @param errors     the member's, of {@code calls}
     * @param restErrors those of the rest, of {@code restCalls}; not whole where older counts have faded
     */
    static boolean unlikely(long errors, long calls, double restErrors, double restCalls) {
        return standsOut(errors, calls, restErrors, restCalls)
                && Binomial.tailBelow(CHANCE, calls, errors, upperBound(restErrors, restCalls, SURE));
    }

    /** Whether there is anything to think about; without a rest the difference is no number. */
    static boolean standsOut(long errors, long calls, double restErrors, double restCalls) {
        return errors >= LEAST_ERRORS && (double) errors / calls - restErrors / restCalls >= LEAST_DIFFERENCE;
    }

    /**
     * True if so many errors would come by chance less than once in a thousand times: not enough to eject anyone, and too many to say
     * that nothing is the matter. Parameters as above.
     */
    static boolean suspicious(long errors, long calls, double restErrors, double restCalls) {
        return Binomial.tailBelow(DOUBT, calls, errors, upperBound(restErrors, restCalls, SURE));
    }

    /**
     * The highest rate that may well be behind these errors: the upper end of Wilson's score interval ("Probable inference, the law of
     * succession, and statistical inference", 1927); 1 without calls.
     *
     * @param z how sure, in standard deviations
     */
    static double upperBound(double errors, double calls, double z) {
        if (calls <= 0) return 1;
        double rate = Math.min(1, Math.max(0, errors / calls));
        double square = z * z / calls;
        double half = z * Math.sqrt(rate * (1 - rate) / calls + square / (4 * calls));
        return Math.min(1, (rate + square / 2 + half) / (1 + square));
    }
}
