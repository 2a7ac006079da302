package io.github.evenkeel.select;

import io.github.evenkeel.Expect;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The default strategy: least connections, corrected for members that are slower than the others. Immutable.
 *
 * <p>The least <i>cost</i> of up to {@linkplain #withScan 128} members gets the call, above that the least of {@linkplain #withDraws
 * five} drawn at random:
 *
 * <pre>cost = (calls in flight + 1 + penalty of recent faults + calls of others there) / weight × slowness</pre>
 *
 * Calls in flight alone are the best there is to go by while the members are alike. Latency is noise then, and following it makes
 * clients chase each other; so the slowness is exactly 1 as long as a member's latency is below 1.5 × the median of the others. From
 * there it grows with the square of the ratio. (A median below a millisecond counts as one.) A member's latency is the mean of its last 30 good answers, or the time for which it has
 * answered nobody while three calls and more waited, if that is longer: so it shows within one answer's time when a member stops. A
 * member that gets no calls is slow for 200 typical latencies at most, for one must try it to know. One that answers with more client
 * errors than the others becomes slow in the same way.
 *
 * <p>Calls of others come from {@linkplain io.github.evenkeel.pool.Lease#reported reports}, where the backends send any. A report
 * is worth half after two typical latencies; a member that has not reported for long counts as the mean of all.
 *
 * <p>Cost of a pick: O(N) up to 128 members, some half a nanosecond each; O(1) above; some 120 bytes of memory per member, by its fields. What is
 * compared between members is done in {@link Rounds rounds} by threads that bring answers, never by a pick.
 */
public final class Adaptive implements Selector {
    static final Adaptive DEFAULTS = new Adaptive(
            1.5,
            30,
            new Forgetting(200, Duration.ofSeconds(1), Duration.ofSeconds(30)),
            LeastOf.SCAN,
            LeastOf.DRAWS,
            2);

    private final double band;
    private final int memory;
    private final Forgetting forgetting;
    private final int scan;
    private final int draws;
    private final double reportMemory;

    private Adaptive(double band, int memory, Forgetting forgetting, int scan, int draws, double reportMemory) {
        this.band = band;
        this.memory = memory;
        this.forgetting = forgetting;
        this.scan = scan;
        this.draws = draws;
        this.reportMemory = reportMemory;
    }

    /**
     * How many times the median of the others a member's latency may be before it counts as slow; above 1, default 1.5. Measured
     * from 1.2 to 2: below, a single client takes noise for slowness (1.2: 2 % on equal servers, 6 % with long tails); above, members that
     * are half as fast are seen too late (2: 4 to 8 %).
     */
    public Adaptive withBand(double ratio) {
        Expect.that(ratio > 1 && ratio < Double.POSITIVE_INFINITY, "band", ratio, "> 1, finite");
        return new Adaptive(ratio, memory, forgetting, scan, draws, reportMemory);
    }

    /**
     * Over how many answers the mean latency goes; 1 to 10,000, default 30. Measured from 10 to 120: fewer is
     * noise (10: 3 % with long tails), more is late to see a member slow down (120: a third more late calls in a brown-out).
     */
    public Adaptive withMemory(int answers) {
        Expect.that(answers >= 1 && answers <= 10_000, "memory", answers, "1 to 10000");
        return new Adaptive(band, answers, forgetting, scan, draws, reportMemory);
    }

    /**
     * How long after its last answer a member's slowness has faded to nothing, in typical latencies, with bounds; above 0, default
     * 200, at least 1 s and at most 30 s. It fades evenly, and a busy pool tries the member sooner: one twelve times slower among
     * members with fifteen calls each after three quarters of that time. Until it is tried, nobody knows whether it has recovered, and
     * a try costs a call: where the service is slow, tries are dear, so they come as seldom as answers do. Measured from 50 to 800: below
     * 200, tries cost more than they find; above, nothing changes.
     */
    public Adaptive withForgetting(double latencies, Duration atLeast, Duration atMost) {
        return new Adaptive(band, memory, new Forgetting(latencies, atLeast, atMost), scan, draws, reportMemory);
    }

    /** Up to how many members a pick looks at all of them; 2 to 128, default 128: a pick among 100 takes about 100 ns. */
    public Adaptive withScan(int members) {
        Expect.that(members >= 2 && members <= LeastOf.SCAN, "scan", members, "2 to " + LeastOf.SCAN);
        return new Adaptive(band, memory, forgetting, members, draws, reportMemory);
    }

    /**
     * How many members a pick looks at in a larger pool; 2 or more and at most 64, default 5. Two leave a floor under the tail: with
     * k slow of n, (k/n)² of the calls must take a slow one. At 20 members and load .8 the mean is 1.65 with three, 1.42 with five, 1.29
     * with eight and 1.15 with all.
     */
    public Adaptive withDraws(int members) {
        Expect.that(members >= 2 && members <= 64, "draws", members, "2 to 64");
        return new Adaptive(band, memory, forgetting, scan, members, reportMemory);
    }

    /**
     * After how many typical latencies what a backend reported is worth half; above 0, default 2. Flat up to four when
     * measured, 2 % worse at 32. A report that stood for ever would starve its server.
     */
    public Adaptive withReportMemory(double latencies) {
        Expect.that(latencies > 0 && latencies < Double.POSITIVE_INFINITY, "reportMemory", latencies, "> 0, finite");
        return new Adaptive(band, memory, forgetting, scan, draws, latencies);
    }

    @Override
    public String name() {
        return "adaptive";
    }

    @Override
    public Compiler forPool(RandomGenerator random) {
        AdaptivePeers peers = new AdaptivePeers(band, forgetting, memory, reportMemory);
        return new Compiler() {
            @Override
            public Picker compile(Candidates candidates) {
                AdaptiveGauge[] gauges = peers.over(candidates.available());
                return WarmUp.beside(
                        members -> LeastOf.all(members, new AdaptiveLoad(members, gauges, peers), scan, draws, random),
                        candidates,
                        random);
            }

            @Override
            public Gauge gauge() {
                return new AdaptiveGauge(peers);
            }
        };
    }

    @Override
    public String toString() {
        return "Adaptive[band=" + band + ", memory=" + memory + ", forgetting=" + forgetting + ", scan=" + scan
                + ", draws=" + draws + ", reportMemory=" + reportMemory + "]";
    }
}
