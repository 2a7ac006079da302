package io.github.evenkeel.select;

import java.util.Arrays;
import java.util.List;

/**
 * What the members of one pool are compared with: the typical latency, and what is usual of reports and client errors. Brought up to
 * date in {@link Rounds}, read by everyone.
 */
final class AdaptivePeers {
    private static final AdaptiveGauge[] NONE = {};

    /** No excess counts more: a member at this cost gets calls only when all others are swamped, and has lost nothing when it recovers. */
    private static final double MOST_EXCESS = 64;

    /** A difference in the share of client errors that chance makes once in a thousand: three sigma of a mean over 30 at one half. */
    private static final double ERROR_BAND = 0.2;

    /** A member that answers with nothing but client errors, alone, counts as if it had 17 times its calls in flight. */
    private static final double ERROR_WEIGHT = 20;

    private static final double MOST_PART_OF_SLOW = 0.2;

    /**
     * One answer counts at most as four times the mean: one call in a hundred that takes a hundred times as long, on whichever member,
     * is no evidence against that member. One that has become slow still shows, by a tenth with each answer.
     */
    private static final double MOST_TIMES = 4;

    /** Rounds in one typical latency: so that a member that stops is noticed soon against the time its answer takes. */
    private static final double ROUNDS_PER_LATENCY = 8;

    /**
     * What is usual of reports is their mean over about so many, as they come. A mean over the members would be too high: those known
     * to be idle are chosen, and report, more often.
     */
    private static final double USUAL_OVER = 100;

    private final double band;
    private final Forgetting forgetting;
    private final double memory;
    private final double reportMemory;
    private final Rounds<AdaptiveGauge> rounds = new Rounds<>(this::look, NONE);
    private final Median latencies = new Median(Rounds.MOST);
    private final Median errors = new Median(Rounds.MOST);
    private volatile double typicalNanos; // 0 before the first answer
    private volatile boolean reports;
    private volatile double usualReport;

    AdaptivePeers(double band, Forgetting forgetting, int memory, double reportMemory) {
        this.band = band;
        this.forgetting = forgetting;
        this.memory = memory;
        this.reportMemory = reportMemory;
    }

    static AdaptiveGauge[] gauges(Candidate[] members) {
        return Arrays.stream(members).map(Candidate::gauge).toArray(AdaptiveGauge[]::new);
    }

    void over(List<? extends Candidate> members) {
        rounds.over(gauges(members.toArray(Candidate[]::new)));
    }

    void answered(long now) {
        rounds.answered(now);
    }

    /** The typical latency, nanoseconds; 0 before the first answer. */
    double typicalNanos() {
        return typicalNanos;
    }

    /**
     * A mean after one more sample, that was last touched this long ago. It goes over 30 samples or 30 typical latencies, whichever is
     * less. After a pause as long as that a quick answer is believed at once; a slow one never for more than a fifth, for it may be
     * a call that takes long anywhere.
     */
    double mean(double before, double sample, double nanos) {
        double part = nanos / (memory * typicalNanos + 1);
        part = sample < before ? Math.min(1, part) : Math.min(MOST_PART_OF_SLOW, part / (1 + part));
        return before + Math.max(1 / memory, part) * (Math.min(sample, MOST_TIMES * before) - before);
    }

    /** True once a backend has reported. */
    boolean reports() {
        return reports;
    }

    /** A report came. Racy on purpose: a mean may miss a sample. */
    void reported(double report) {
        usualReport = reports ? usualReport + (report - usualReport) / USUAL_OVER : report;
        reports = true;
    }

    /** What is left of a report's difference from the usual after this long, and what is usual. */
    double faded(double report, double nanos) {
        double usual = usualReport;
        return usual + (report - usual) / (1 + nanos / (reportMemory * Math.max(1, typicalNanos)));
    }

    double usualReport() {
        return usualReport;
    }

    private long look(AdaptiveGauge[] gauges, int from, int to, long now) {
        latencies.clear();
        errors.clear();
        for (int i = from; i < to; i++) {
            AdaptiveGauge gauge = gauges[i];
            double latency = gauge.note(now);
            if (latency > 0) latencies.add(latency);
            if (gauge.answeredEver()) errors.add(gauge.errorShare());
        }
        latencies.sort();
        errors.sort();
        if (latencies.size() > 0) typicalNanos = latencies.all();
        for (int i = from; i < to; i++) gauges[i].judged(1 + excess(gauges[i], now));
        return (long) (typicalNanos / ROUNDS_PER_LATENCY);
    }

    /** How much slower than the others beyond the band; 0 for nothing to say. */
    private double excess(AdaptiveGauge gauge, long now) {
        double excess = 0;
        double fade = Math.max(0, 1 - gauge.sinceEvidence(now) / forgetting.nanos(typicalNanos));
        double noted = gauge.noted();
        if (noted > 0 && latencies.size() > 1) {
            double others = latencies.others(noted);
            excess = Math.max(beyond(gauge.meanLatency() / others) * fade, beyond(gauge.silence(now) / others));
        }
        if (gauge.answeredEver() && errors.size() > 1) {
            double more = gauge.errorShare() - errors.others(gauge.errorShare()) - ERROR_BAND;
            if (more > 0) excess += more * ERROR_WEIGHT * fade;
        }
        return Math.min(MOST_EXCESS, excess);
    }

    private double beyond(double ratio) {
        double over = ratio / band;
        return over > 1 ? over * over - 1 : 0;
    }
}
