package io.github.evenkeel.examples.bench;

import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.select.Candidate;
import io.github.evenkeel.select.Candidates;
import io.github.evenkeel.select.Picker;
import io.github.evenkeel.select.Selector;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What one change costs: one member that leaves, next time joins; or is taken out, next time returns. The strategy's part alone, and
 * all that the pool does until the new rotation is in force.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class RebuildBench {
    @Param
    Strategy strategy;

    @Param
    Weights weights;

    @Param({"10", "1000", "10000"})
    int n;

    private Rig rig;
    private BackendPool pool;
    private Selector.Compiler compiler;
    private Candidates whole;
    private Candidates oneOut;
    private Candidates oneGone;
    private String id;
    private boolean away;

    @Setup
    public void open() {
        rig = new Rig(strategy, n, weights, Traffic.IDLE);
        pool = rig.pool();
        compiler = rig.compiler();
        whole = rig.candidates();
        List<? extends Candidate> all = whole.all();
        List<? extends Candidate> others =
                all.stream().filter(each -> each != all.get(n / 2)).toList();
        oneOut = new Candidates(all, others);
        oneGone = new Candidates(others, others);
        id = all.get(n / 2).id();
    }

    @TearDown
    public void close() {
        rig.close();
    }

    @Benchmark
    public Picker compileAvailability() {
        away = !away;
        return compiler.compile(away ? oneOut : whole);
    }

    @Benchmark
    public Picker compileMembership() {
        away = !away;
        return compiler.compile(away ? oneGone : whole);
    }

    @Benchmark
    public void poolAvailability() {
        away = !away;
        if (away) pool.maintenance(id);
        else pool.ready(id);
    }

    @Benchmark
    public void poolMembership() {
        away = !away;
        if (away) pool.remove(id);
        else pool.add(Rig.backend(n / 2, weights));
    }
}
