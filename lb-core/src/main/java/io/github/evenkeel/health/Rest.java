package io.github.evenkeel.health;

import io.github.evenkeel.health.Detector.Own;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The sums of all members that are judged, from which each is held against the others. Whoever is found at fault is taken out, so that
 * many bad ones do not excuse each other; but for the 95th percentiles, whose median half of the members may spoil.
 */
final class Rest {
    /** As much as equal members differ by chance in their calls in flight, over some seconds; a queue that matters is longer. */
    private static final double BUSIER = 1.5;

    /**
     * Weights say how much a server does in a time, so one of a third of the weight may take three times as long. Beyond that a member is
     * light for other reasons, to try something new with few calls, say, and is to be judged.
     */
    private static final double LIGHTEST = 3;

    private final long[] buckets = new long[Latencies.BUCKETS];
    private final int leastAnswers;
    private final List<Own> measured; // those whose 95th percentile means something
    private @Nullable OthersMedian p95; // made when somebody stands out by it; so are the next two
    private @Nullable OthersMedian load;
    private @Nullable OthersMedian weight;
    private long errors;
    private long calls;
    private long allCalls;
    private double recentErrors;
    private double recentCalls;

    /**
     * @param members      at most this many will be added
     * @param leastAnswers the least answers of a member whose 95th percentile means something
     */
    Rest(int members, int leastAnswers) {
        this.measured = new ArrayList<>(members);
        this.leastAnswers = leastAnswers;
    }

    /** Adds a member; returns what detectors will see of it. */
    Own add(Recent recent, double weight) {
        count(recent.counts(), 1);
        recentErrors += recent.errors();
        recentCalls += recent.calls();
        Own own = own(recent, weight);
        if (own.p95() > 0) measured.add(own);
        return own;
    }

    private Own own(Recent recent, double weight) {
        Latencies answers = recent.counts().latencies();
        long p95 = answers.count() < leastAnswers ? 0 : answers.quantileNanos(0.95);
        return new Own(recent, p95, weight);
    }

    /** All are added. */
    void complete() {
        allCalls = calls;
    }

    private OthersMedian median(ToDoubleFunction<Own> figure) {
        return new OthersMedian(measured.stream().mapToDouble(figure).toArray());
    }

    /**
     * Leaves a member out from now on.
     *
     * @param compared whether it is worse than the rest; one that fails like all others stays in the sums of the last minute
     */
    void without(Recent recent, boolean compared) {
        count(recent.counts(), -1);
        if (!compared) return;
        recentErrors -= recent.errors();
        recentCalls -= recent.calls();
    }

    /** Leaves out a part of a member's calls; returns what detectors will see of what is left of it. */
    Own without(Counts part, Recent left, double weight) {
        count(part, -1);
        return own(left, weight);
    }

    /** Takes a part back in. */
    void back(Counts part) {
        count(part, 1);
    }

    /** True while more than half of the calls are left, or all are. */
    boolean holdsHalf() {
        return calls == allCalls || 2 * calls > allCalls;
    }

    /**
     * True if more of the calls that are left are good than not, surely, and whoever is left has no few of them: of calls that are too
     * many for all, one that returns to few answers them well, and shows nothing.
     *
     * @param left how many are
     * @param all  how many there were
     */
    boolean works(int left, int all) {
        return 2.0 * calls * all >= (double) allCalls * left
                && TwoProportion.upperBound((double) errors, (double) calls, TwoProportion.SURE) < 0.5;
    }

    private void count(Counts counts, int sign) {
        errors += (long) sign * counts.errors();
        calls += (long) sign * counts.calls();
        counts.latencies().addTo(buckets, sign);
    }

    /** The errors of all others. */
    double errorsBut(Own own) {
        return (double) errors - own.counts().errors();
    }

    /** The calls of all others. */
    double callsBut(Own own) {
        return (double) calls - own.counts().calls();
    }

    /** The answers of all others, by bucket. */
    double[] answersBut(Own own) {
        double[] others = new double[buckets.length];
        for (int i = 0; i < others.length; i++) {
            others[i] = (double) (buckets[i] - own.counts().latencies().in(i));
        }
        return others;
    }

    /** The errors of all in about the last minute, but of those that are worse than the rest. */
    double recentErrors() {
        return recentErrors;
    }

    /** Their calls. */
    double recentCalls() {
        return recentCalls;
    }

    /**
     * The median of the other members' 95th percentiles, the lower one of two; -1 if there are none. A median, for of their answers
     * together one slow member in twenty makes the 95th percentile.
     *
     * @param own one of those with enough answers
     */
    long p95But(Own own) {
        if (p95 == null) p95 = median(Own::p95);
        return p95.others() < 1 ? -1 : (long) p95.lower((double) own.p95());
    }

    /** How many times as long as others the member may take for being lighter than their median; 1 if it is not. There must be others. */
    double lighter(Own own) {
        if (weight == null) weight = median(Own::weight);
        return Math.min(LIGHTEST, Math.max(1, weight.lower(own.weight()) / own.weight()));
    }

    /**
     * True if the member has no more calls waiting than its peers: then it is not load that makes it slow. The others' median again.
     *
     * @param own one of those with enough answers, of which there are two at least
     */
    boolean noBusier(Own own) {
        if (load == null) load = median(Own::load);
        return own.load() <= BUSIER * load.lower(own.load());
    }
}
