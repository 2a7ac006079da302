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

    /**
     * The share of answers that may as well have come sooner, or later by less than is too slow. A member whose answers all take a
     * little longer or shorter than the reference's has them in buckets where that has none: did they count for nothing, three late
     * ones of fifty would be proof, which chance makes once in a thousand times beside none of 450. By one in two hundred they outweigh
     * late ones up to a tenth; and of members with 30 answers, a third of them from before they were four times as slow, 95 of 100 that were
     * found without it are found.
     */
    private static final double ASTRAY = 0.005;

    private Slowness() {}

    /**
     * True if the answers are so much slower.
     *
     * @param reference answers per bucket that are as they should be
     * @param times     how much slower is too slow, above 1; all that is more is tried too
     */
    static boolean unlikely(Latencies answers, double[] reference, double times) {
        int step = Math.max(1, (int) Math.floor(Latencies.PER_DOUBLING * Math.log(times) / Math.log(2) + 1e-9));
        double[] usual = usual(reference, step);
        for (int shift = step; shift < Latencies.BUCKETS; shift++) {
            // What is tried is the less likely beforehand the slower it is: 1/2, 1/6, 1/12 and so on, 1 in all.
            double tried = shift - step + 1;
            if (ratio(answers, usual, reference, shift) >= LEAST + Math.log(tried * (tried + 1))) return true;
        }
        return false;
    }

    /** The reference, with no fewer in a bucket than might have strayed there; no fewer than it has, so that the bound holds as ever. */
    private static double[] usual(double[] reference, int step) {
        double[] usual = new double[reference.length];
        double asLong = 0; // those that took as long as the bucket says, nearly as long, or longer
        for (int i = reference.length + step - 2; i >= 0; i--) {
            int quickest = i - step + 1;
            if (quickest >= 0) asLong += reference[quickest];
            if (i < reference.length) usual[i] = Math.max(reference[i], ASTRAY * asLong);
        }
        return usual;
    }

    /** The logarithm of how many times as likely the answers are where the reference is slower by so many buckets. */
    private static double ratio(Latencies answers, double[] usual, double[] reference, int shift) {
        int last = Latencies.BUCKETS - 1;
        double beyond = 0; // what would be slower than the last bucket is in it
        for (int i = last - shift; i <= last; i++) beyond += reference[i];
        double sum = 0;
        for (int i = 0; i <= last; i++) {
            if (answers.in(i) == 0) continue;
            double slower = i == last ? beyond : i < shift ? 0 : reference[i - shift];
            sum += answers.in(i) * Math.log((slower + UNSEEN) / (usual[i] + UNSEEN));
        }
        return sum;
    }
}
