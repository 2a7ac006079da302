package io.github.evenkeel.probe;

import io.github.evenkeel.pool.ProbeObserver;
import io.github.evenkeel.pool.ProbeTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who is probed: a loop for each member. Called one at a time, under the pool's lock. */
final class Loops implements ProbeObserver {
    private final ProbeRun run;
    private final List<String> advice;
    private final Map<ProbeTarget, ProbeLoop> loops = new ConcurrentHashMap<>();
    private final List<ProbeLoop> present = new ArrayList<>();
    private volatile @Nullable Thread starter = Thread.currentThread();
    private @Nullable Long nextFirst; // the earliest instant for the first probe of the next who joins

    Loops(ProbeRun run, List<String> advice) {
        this.run = run;
        this.advice = advice;
    }

    @Override
    public void joined(ProbeTarget target) {
        ProbeLoop loop = new ProbeLoop(target, run);
        loops.put(target, loop);
        // By the thread and not by a flag: others may add members as soon as the pool has called those present.
        if (Thread.currentThread() == starter) present.add(loop);
        else loop.begin(untilFirst());
    }

    private long untilFirst() {
        long now = run.now();
        long wait = nextFirst == null ? 0 : Math.max(0, nextFirst - now);
        nextFirst = now + wait + run.spacing(loops.size());
        return wait;
    }

    @Override
    public void ejected(ProbeTarget target) {
        ProbeLoop loop = loops.get(target);
        if (loop != null) loop.hurry();
    }

    @Override
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(advice);
        long now = run.now();
        long longest = 0;
        int waiting = 0;
        for (ProbeLoop loop : loops.values()) {
            long waited = loop.waitedNanos(now);
            if (waited > run.tolerance()) waiting++;
            longest = Math.max(longest, waited);
        }
        if (waiting > 0) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "executor: all threads are busy, %d probes wait for one, up to %.1f s so far (do backends hang?)",
                    waiting,
                    longest / 1e9));
        }
        return warnings;
    }

    @Override
    public void left(ProbeTarget target) {
        ProbeLoop loop = loops.remove(target);
        if (loop != null) loop.end();
    }

    void begin() {
        starter = null;
        double phase = run.phase();
        for (int i = 0; i < present.size(); i++) {
            present.get(i).begin(run.firstDelay(i, present.size(), phase));
        }
        present.clear();
    }
}
