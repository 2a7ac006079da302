package io.github.evenkeel.select;

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

    /**
     * One answer counts at most as four times the mean: one call in a hundred that takes a hundred times as long, on whichever member,
     * is no evidence against that member. One that has become slow still shows, by a tenth with each answer.
     */
    private static final double MOST_TIMES = 4;

    private static final double MOST_OF_SLOW = 0.1;

    private static final double MOST_OF_QUICK = 0.7;

    /** Rounds in one typical latency: so that a member that stops is noticed soon against the time its answer takes. */
    private static final double ROUNDS_PER_LATENCY = 8;

    /**
     * What is usual of reports is their mean over about so many, as they come. A mean over the members would be too high: those known
     * to be idle are chosen, and report, more often.
     */
    private static final double USUAL_OVER = 100;

    /** Backends that stopped to report, and not only paused: after so many report memories a report is worth less than 1 %. */
    private static final double REPORTS_LAPSE = 100;

    /**
     * Nobody waits for less than this, and most of it is not the server's: connections that are opened, threads that wake up. What is
     * hardly called is slower in this measure, and would be called still less.
     */
    private static final double NEGLIGIBLE_NANOS = 1e6;

    private final double band;
    private final Forgetting forgetting;
    private final double memory;
    private final double reportMemory;
    private final Rounds<AdaptiveGauge> rounds;
    private final Median latencies = new Median(Rounds.MOST);
    private final Median means = new Median(Rounds.MOST);
    private final Median errors = new Median(Rounds.MOST);
    private volatile double typicalNanos; // 0 before the first answer
    private volatile boolean reports;
    private volatile double usualReport;
    private volatile long reportedAt; // the last report, whoever sent it

    AdaptivePeers(double band, Forgetting forgetting, int memory, double reportMemory) {
        this.rounds = new Rounds<>(this::look, NONE);
        this.band = band;
        this.forgetting = forgetting;
        this.memory = memory;
        this.reportMemory = reportMemory;
    }

    static AdaptiveGauge[] gauges(Candidate[] members) {
        AdaptiveGauge[] gauges = new AdaptiveGauge[members.length];
        for (int i = 0; i < gauges.length; i++) gauges[i] = Gauge.of(members[i], AdaptiveGauge.class);
        return gauges;
    }

    /** The members to compare from now on; returns their gauges. */
    AdaptiveGauge[] over(List<? extends Candidate> members) {
        AdaptiveGauge[] gauges = gauges(members.toArray(Candidate[]::new));
        rounds.over(gauges);
        return gauges;
    }

    void answered(long now) {
        rounds.answered(now);
    }

    /** The typical latency, nanoseconds; 0 before the first answer. */
    double typicalNanos() {
        return typicalNanos;
    }

    /** Whether a member was not heard of for as long as a mean remembers. */
    boolean pause(double nanos) {
        return nanos > memory * typicalNanos;
    }

    /** A mean after one more sample: over 30 of them, of which one counts as four times the mean at most. */
    double mean(double before, double sample) {
        return before + (Math.min(sample, MOST_TIMES * before) - before) / memory;
    }

    /** Whether a mean speaks against its member, be it by now forgotten. */
    boolean slow(double mean) {
        return mean > band * Math.max(NEGLIGIBLE_NANOS, typicalNanos);
    }

    /**
     * The mean of a member that is slow, after one more sample. One tells more the longer the member has not been heard of, in full
     * after 30 typical latencies: of a quick one remain three tenths of what was, and of that not more than four typical latencies, so
     * that two are enough whatever came before; of another slow one a tenth counts.
     */
    double meanOfSlow(double before, double sample, double pause) {
        double news = pause / (memory * typicalNanos + 1);
        if (sample >= before) return before + Math.max(1 / memory, Math.min(MOST_OF_SLOW, news)) * (sample - before);
        double remembered = Math.min(before, MOST_TIMES * typicalNanos);
        double believed = remembered + MOST_OF_QUICK * (sample - remembered);
        return Math.min(before + (sample - before) / memory, before + Math.min(1, news) * (believed - before));
    }

    /** True once a backend has reported, until none has for long. */
    boolean reports() {
        return reports;
    }

    /** A report came. Racy on purpose: a mean may miss a sample. */
    void reported(double report, long now) {
        reportedAt = now;
        usualReport = reports ? usualReport + (report - usualReport) / USUAL_OVER : report;
        reports = true;
    }

    /** What is left of a report's difference from the usual after this long, and what is usual. */
    double faded(double report, double nanos) {
        double usual = usualReport;
        return usual + (report - usual) / (1 + nanos / reportMemoryNanos());
    }

    private double reportMemoryNanos() {
        return reportMemory * Math.max(1, typicalNanos);
    }

    double usualReport() {
        return usualReport;
    }

    private long look(AdaptiveGauge[] gauges, int from, int step, long now) {
        latencies.clear();
        means.clear();
        errors.clear();
        double typical = typicalNanos;
        for (int i = from; i < gauges.length; i += step) {
            AdaptiveGauge gauge = gauges[i];
            double latency = gauge.note(typical, now);
            if (latency > 0) latencies.add(latency);
            if (gauge.meanLatency() > 0) means.add(gauge.meanLatency());
            if (gauge.answeredEver()) errors.add(gauge.errorShare());
        }
        latencies.sort();
        means.sort();
        errors.sort();
        // Of a large pool each round sees a part, which may differ from the next.
        if (means.size() > 0) typicalNanos = typical == 0 ? means.low() : typical + (means.low() - typical) / step;
        // Else what was usual when they stopped would stand beside every member's calls for ever, and blur them.
        if (reports && now - reportedAt > REPORTS_LAPSE * reportMemoryNanos()) reports = false;
        for (int i = from; i < gauges.length; i += step) gauges[i].judged(1 + excess(gauges[i], now));
        return (long) (typicalNanos / ROUNDS_PER_LATENCY);
    }

    /** How much slower than the others beyond the band; 0 for nothing to say. */
    private double excess(AdaptiveGauge gauge, long now) {
        double excess = 0;
        double fade = left(gauge.sinceEvidence(now));
        double noted = gauge.noted();
        if (noted > 0 && latencies.size() > 1) {
            double others = Math.max(NEGLIGIBLE_NANOS, latencies.others(noted));
            excess = Math.max(
                    beyond(gauge.meanLatency(typicalNanos) / others) * fade,
                    beyond(gauge.silence(now) / others) * left(gauge.sinceTry(now)));
        }
        if (gauge.answeredEver() && errors.size() > 1) {
            double more = gauge.errorShare() - errors.others(gauge.errorShare()) - ERROR_BAND;
            if (more > 0) excess += more * ERROR_WEIGHT * fade;
        }
        return Math.min(MOST_EXCESS, excess);
    }

    /** What evidence of this age is worth: whoever gets no calls must be tried again, or a call that hangs for good silences it. */
    private double left(double nanos) {
        return Math.max(0, 1 - nanos / forgetting.nanos(typicalNanos));
    }

    private double beyond(double ratio) {
        double over = ratio / band;
        return over > 1 ? over * over - 1 : 0;
    }
}
