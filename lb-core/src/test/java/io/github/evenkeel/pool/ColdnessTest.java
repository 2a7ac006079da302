package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.SlowStart;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A member that warms up and is much slower than those that are warm. */
class ColdnessTest {
    private static final Duration SWEEP = Duration.ofSeconds(11);
    private final Bench bench = new Bench(11, builder -> builder.slowStart(SlowStart.defaults()), "a", "b");

    private void join() {
        bench.time.advance(Duration.ofMinutes(5));
        bench.pool.add(Bench.backend("c"));
    }

    /** Calls that overlap and are all answered after this time. */
    private void answers(String id, int calls, long millis) {
        Lease[] leases = new Lease[calls];
        for (int i = 0; i < calls; i++) leases[i] = bench.open(id);
        bench.time.advance(Duration.ofMillis(millis));
        for (Lease lease : leases) {
            lease.responded(Outcome.SUCCESS);
            lease.close();
        }
    }

    /** What part it is fit for, besides the time. */
    private double part() {
        Member member = bench.pool.control.rotation().candidates().all().stream()
                .map(Member.class::cast)
                .filter(each -> each.id().equals("c"))
                .findFirst()
                .orElseThrow();
        double seconds = bench.member("c").since().toMillis() / 1e3;
        return member.ramp(bench.time.now()) / Math.max(0.1, seconds / 60);
    }

    private void sweep(long warm, long cold, int coldCalls) {
        answers("a", 60, warm);
        answers("b", 60, warm);
        answers("c", coldCalls, cold);
        bench.time.advance(SWEEP);
    }

    @Test
    void getsLessByAsMuchAsItIsSlower() {
        join();
        sweep(20, 100, 60);
        assertThat(part()).isCloseTo(0.2, within(0.03));
        assertThat(bench.member("c").why()).contains("of its share (slower than the others), ");
        bench.time.advance(Duration.ofSeconds(60));
        assertThat(bench.member("c").why()).isEmpty();
    }

    @Test
    void getsMoreAsSoonAsItIsAsQuick() {
        join();
        sweep(20, 100, 60);
        sweep(20, 20, 60);
        assertThat(part()).isCloseTo(1, within(0.01));
    }

    @Test
    void isGivenATenthAtTheLeast() {
        join();
        sweep(10, 1000, 60);
        assertThat(part()).isCloseTo(0.1, within(0.01));
    }

    @Test
    void lessThanTwiceAsSlowOrByFewAnswersIsAsGoodAsTheOthers() {
        join();
        sweep(20, 30, 60);
        assertThat(part()).isCloseTo(1, within(0.01));
        sweep(20, 100, 0);
        assertThat(part()).isCloseTo(1, within(0.01));
        sweep(20, 100, 19);
        assertThat(part()).isCloseTo(1, within(0.01));
    }

    @Test
    void isAsGoodAsAnyWhereNobodyElseTells() {
        join();
        answers("c", 60, 100);
        bench.time.advance(SWEEP);
        assertThat(part()).isCloseTo(1, within(0.01));
    }

    @Test
    void keepsItsPartWhenAnotherMemberJoins() {
        join();
        sweep(20, 100, 60);
        bench.pool.add(Bench.backend("d"));
        assertThat(part()).isCloseTo(0.2, within(0.03));
    }
}
