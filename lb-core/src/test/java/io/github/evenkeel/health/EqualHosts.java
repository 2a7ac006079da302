package io.github.evenkeel.health;

import io.github.evenkeel.Outcome.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Hosts that are equal, watched by all detectors and the run rule, sweep after sweep: whoever is ejected here is ejected by mistake.
 * The run of a host goes on over sweeps. Latencies are exponential around 100 ms, so above the floor of the latency rules.
 */
final class EqualHosts {
    private static final OutlierDetection RULES = OutlierDetection.defaults();
    private static final long SWEEP = Duration.ofSeconds(10).toNanos();

    final long[] ejections = new long[2]; // by sweeps, by runs
    private final SplittableRandom random;
    private final double success;
    private final int calls;
    private final Tally[] tallies;
    private final Recent[] recent;
    private final int[] runs;
    private final int[] enough;

    EqualHosts(int hosts, double success, int calls, long seed) {
        this.random = new SplittableRandom(seed);
        this.success = success;
        this.calls = calls;
        this.tallies = new Tally[hosts];
        this.recent = new Recent[hosts];
        this.runs = new int[hosts];
        this.enough = new int[hosts];
        for (int host = 0; host < hosts; host++) {
            tallies[host] = new Tally();
            recent[host] = Recent.from(0);
            enough[host] = RULES.consecutiveFaults();
        }
    }

    /** The first minute teaches what the rest fails; after it, mistakes are counted. */
    EqualHosts sweep(int sweeps) {
        for (int sweep = -6; sweep < sweeps; sweep++) {
            List<Observed<Integer>> observed = new ArrayList<>();
            for (int host = 0; host < tallies.length; host++) {
                for (int call = 0; call < calls; call++) call(host, sweep >= 0);
                recent[host] = recent[host].next(tallies[host].take(), (sweep + 7) * SWEEP, RULES);
                observed.add(new Observed<>(host, recent[host]));
            }
            Judgement<Integer> judgement = Observed.judge(RULES, observed);
            if (sweep >= 0) ejections[0] += judgement.verdicts().size();
            for (int host = 0; host < tallies.length; host++) {
                enough[host] = judgement.enough(RULES.consecutiveFaults(), recent[host]);
            }
        }
        return this;
    }

    private void call(int host, boolean counted) {
        if (random.nextDouble() < success) {
            tallies[host].record(Kind.SUCCESS, (long) (-100e6 * Math.log(random.nextDouble() + 1e-18)));
            runs[host] = 0;
            return;
        }
        tallies[host].record(Kind.FAILURE, 0);
        // Exactly, so that a run is counted once; a limit that falls while a run goes on may miss it, as rarely as it
        // counts one.
        if (++runs[host] == enough[host] && counted) ejections[1]++;
    }

    /** All figures: host-intervals as asked for, over every success and load. Arguments: host-intervals, hosts. */
    public static void main(String[] args) {
        long intervals = Long.parseLong(args[0]);
        int hosts = Integer.parseInt(args[1]);
        int sweeps = (int) (intervals / 12 / hosts);
        long[] sums = new long[2];
        for (double success : new double[] {0.8, 0.9, 0.95, 0.99}) {
            for (int calls : new int[] {20, 100, 1000}) {
                EqualHosts equal = new EqualHosts(hosts, success, calls, 1).sweep(sweeps);
                sums[0] += equal.ejections[0];
                sums[1] += equal.ejections[1];
                System.out.printf(
                        "%d hosts, success %.2f, %d calls: %d by sweeps, %d by runs of %d host-intervals%n",
                        hosts, success, calls, equal.ejections[0], equal.ejections[1], (long) sweeps * hosts);
            }
        }
        System.out.printf("in all %d by sweeps, %d by runs%n", sums[0], sums[1]);
    }
}
