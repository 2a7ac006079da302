package io.github.evenkeel.health;

/**
 * Whether answers are slower than others, beyond chance: how much more likely they are if each took some times as long than if they were
 * of the others' kind. All answers count, not only those beyond some limit, so that twenty are enough where the selector gives a slow
 * member few calls. Pure; some thousand logarithms, for those that stand out.
 *
 * <p>Of equals, a ratio of R comes by chance once in R times at most, whatever the distribution (Markov's inequality on the likelihood
 * ratio), as long as answers are independent. They are not where they wait in one queue, so the rules ask for more than this.
 */
final class Slowness {
    /**
     * How rare chance must make it, by a bound that is ten times too careful at the least: together with the 95th percentile, of equals
     * (exponential, lognormal, Pareto) an earlier form of this test found nobody in three million member-sweeps of 20 to 100 answers.
     */
    private static final double LEAST = -Math.log(1e-5);

    /** As if each bucket had half an answer more: one that was never seen before proves little. */
    private static final double UNSEEN = 0.5;

    private Slowness() {}

    /**
     * True if the answers are so much slower.
     *
     * @param reference answers per bucket that are as they should be
     * @param times     how much slower is too slow, above 1; all that is more is tried too
     */
    static boolean unlikely(Latencies answers, double[] reference, double times) {
        int step = Math.max(1, (int) Math.floor(Latencies.PER_DOUBLING * Math.log(times) / Math.log(2) + 1e-9));
        for (int shift = step; shift < Latencies.BUCKETS; shift++) {
            // What is tried is the less likely beforehand the slower it is: 1/2, 1/6, 1/12 and so on, 1 in all.
            double tried = shift - step + 1;
            if (ratio(answers, reference, shift) >= LEAST + Math.log(tried * (tried + 1))) return true;
        }
        return false;
    }

    /** The logarithm of how many times as likely the answers are where the reference is slower by so many buckets. */
    private static double ratio(Latencies answers, double[] reference, int shift) {
        int last = Latencies.BUCKETS - 1;
        double beyond = 0; // what would be slower than the last bucket is in it
        for (int i = last - shift; i <= last; i++) beyond += reference[i];
        double sum = 0;
        for (int i = 0; i <= last; i++) {
            if (answers.in(i) == 0) continue;
            double slower = i == last ? beyond : i < shift ? 0 : reference[i - shift];
            sum += answers.in(i) * Math.log((slower + UNSEEN) / (reference[i] + UNSEEN));
        }
        return sum;
    }
}
