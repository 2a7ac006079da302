package io.github.evenkeel.health;

import io.github.evenkeel.health.Detector.Own;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The sums of all members that are judged, from which each is held against the others. Whoever is found at fault is taken out, so that
 * many bad ones do not excuse each other; but for the 95th percentiles, whose median half of the members may spoil.
 */
final class Rest {
    /** As much as equal members differ by chance in their calls in flight, over some seconds; a queue that matters is longer. */
    private static final double BUSIER = 1.5;

    private final long[] buckets = new long[Latencies.BUCKETS];
    private final int leastAnswers;
    /**
     * Weights say how much a server does in a time, so one of a third of the weight may take three times as long. Beyond that a member is
     * light for other reasons, to try something new with few calls, say, and is to be judged.
     */
    private static final double LIGHTEST = 3;

    /** A member's 95th percentile and its weight. */
    private record Measure(long p95, double weight) {}

    private final List<Measure> measures = new ArrayList<>();
    private double[] loads;
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
        this.loads = new double[members];
        this.leastAnswers = leastAnswers;
    }

    /** Adds a member; returns what detectors will see of it. */
    Own add(Recent recent, double weight) {
        count(recent, 1);
        recentErrors += recent.errors();
        recentCalls += recent.calls();
        Latencies latencies = recent.counts().latencies();
        long p95 = 0;
        double load = recent.waiting() / weight;
        if (latencies.count() >= leastAnswers) {
            p95 = latencies.quantileNanos(0.95);
            loads[measures.size()] = load;
            measures.add(new Measure(p95, weight));
        }
        return new Own(recent.counts(), recent.past(), p95, load, weight);
    }

    /** All are added. */
    void complete() {
        measures.sort(Comparator.comparingLong(Measure::p95));
        loads = Arrays.copyOf(loads, measures.size());
        Arrays.sort(loads);
        allCalls = calls;
    }

    /**
     * Leaves a member out from now on.
     *
     * @param compared whether it is worse than the rest; one that fails like all others stays in the sums of the last minute
     */
    void without(Recent recent, boolean compared) {
        count(recent, -1);
        if (!compared) return;
        recentErrors -= recent.errors();
        recentCalls -= recent.calls();
    }

    /** True while more than half of the calls are left, or all are. */
    boolean holdsHalf() {
        return calls == allCalls || 2 * calls > allCalls;
    }

    private void count(Recent recent, int sign) {
        errors += (long) sign * recent.counts().errors();
        calls += (long) sign * recent.counts().calls();
        recent.counts().latencies().addTo(buckets, sign);
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
        return measures.size() < 2 ? -1 : typicalBut(own).p95();
    }

    /** How many times as long as that the member may take for being lighter; 1 if it is not. */
    double lighter(Own own) {
        if (measures.size() < 2) return 1;
        return Math.min(LIGHTEST, Math.max(1, typicalBut(own).weight() / own.weight()));
    }

    private Measure typicalBut(Own own) {
        int middle = (measures.size() - 2) / 2;
        // In a sorted list without its own, what comes after it is one place further on.
        return measures.get(own.p95() <= measures.get(middle).p95() ? middle + 1 : middle);
    }

    /**
     * True if the member has no more calls waiting than its peers: then it is not load that makes it slow. The others' median again, of
     * those with enough answers.
     */
    boolean noBusier(Own own) {
        int others = loads.length - 1;
        if (others < 1) return true;
        int middle = (others - 1) / 2;
        double typical = loads[own.load() <= loads[middle] ? middle + 1 : middle];
        return own.load() <= BUSIER * typical;
    }
}
