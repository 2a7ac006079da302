package io.github.evenkeel.health;

import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.health.Outliers.Observed;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What a sweep costs, and a record, in processor time: to be run by hand. Arguments: members, calls of each. */
final class SweepCost {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private SweepCost() {}

    public static void main(String[] args) {
        int members = Integer.parseInt(args[0]);
        int calls = Integer.parseInt(args[1]);
        Tally[] tallies = new Tally[members];
        Recent[] recent = new Recent[members];
        for (int i = 0; i < members; i++) {
            tallies[i] = new Tally();
            recent[i] = Recent.from(0);
        }
        long[] best = {Long.MAX_VALUE, Long.MAX_VALUE};
        SplittableRandom random = new SplittableRandom(1);
        for (int sweep = 1; sweep <= 120; sweep++) {
            for (int i = 0; i < members; i++) {
                for (int call = 0; call < calls; call++) {
                    Kind kind = random.nextInt(10) == 0 ? Kind.FAILURE : Kind.SUCCESS;
                    tallies[i].record(kind, (long) (-100e6 * Math.log(random.nextDouble() + 1e-18)));
                }
            }
            long start = CPU.getCurrentThreadCpuTime();
            List<Observed<Integer>> observed = new ArrayList<>(members);
            for (int i = 0; i < members; i++) {
                recent[i] = recent[i].next(tallies[i].take(), sweep * 10_000_000_000L, OutlierDetection.defaults());
                observed.add(new Observed<>(i, recent[i]));
            }
            long taken = CPU.getCurrentThreadCpuTime();
            Judgement<Integer> judgement = Outliers.judge(OutlierDetection.defaults(), observed);
            long judged = CPU.getCurrentThreadCpuTime();
            int enough = 0;
            for (Recent each : recent) enough = Math.max(enough, judgement.enough(5, each));
            long done = CPU.getCurrentThreadCpuTime();
            best[0] = Math.min(best[0], taken - start);
            best[1] = Math.min(best[1], judged - taken);
            if (sweep % 25 == 0) {
                System.out.printf(
                        "sweep %d: take %.2f ms, judge %.2f ms, run lengths %.2f ms (longest %d), at fault %d; least so far %.2f, %.2f%n",
                        sweep,
                        (taken - start) / 1e6,
                        (judged - taken) / 1e6,
                        (done - judged) / 1e6,
                        enough,
                        judgement.verdicts().size(),
                        best[0] / 1e6,
                        best[1] / 1e6);
            }
        }
        Tally tally = new Tally();
        for (int round = 0; round < 1; round++) {
            long start = CPU.getCurrentThreadCpuTime();
            for (int i = 0; i < 50_000_000; i++) tally.record(Kind.SUCCESS, (i & 1023) << 20);
            System.out.printf("record: %.1f ns%n", (CPU.getCurrentThreadCpuTime() - start) / 5e7);
        }
    }
}
