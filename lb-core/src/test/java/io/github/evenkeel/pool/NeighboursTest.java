package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.Runs;
import io.github.evenkeel.health.Status;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How the others fare decides how long a run of faults must be. */
class NeighboursTest {
    private static final Duration SWEEP = Duration.ofSeconds(11);

    private static Bench fleet(int members) {
        return new Bench(7, IntStream.range(0, members).mapToObj(i -> "m" + i).toArray(String[]::new));
    }

    /** Above 128 members a sample of them is asked: nearly all of 300 failing is seen in any, and nobody failing too. */
    @Test
    void inALargeFleetASampleTellsARunFromAFaultThatAllShare() {
        Bench sound = fleet(300);
        sound.calls("m7", 5, Bench.BAD);
        sound.time.runDue();
        assertThat(sound.member("m7").status()).isEqualTo(Status.EJECTED);

        Bench failing = fleet(300);
        for (int i = 0; i < 300; i++) {
            failing.call("m" + i, Outcome.SUCCESS);
            failing.call("m" + i, Bench.BAD);
        }
        failing.calls("m7", 5, Bench.BAD);
        failing.time.runDue();
        assertThat(failing.member("m7").status()).isEqualTo(Status.HEALTHY);
    }

    /** Its errors are out of the sums of the rest already: to take them out again would make the rest look better than it is. */
    @Test
    void whoWasFoundAtFaultAndMustStayIsHeldAgainstTheRestThatTheSweepSaw() {
        Bench bench = new Bench(
                4,
                builder ->
                        builder.outlierDetection(OutlierDetection.observeOnly().withConsecutiveFaults(2)),
                "a",
                "b",
                "c");
        for (int i = 0; i < 100; i++) bench.call("a", i % 5 > 0 ? Bench.BAD : Outcome.SUCCESS);
        for (String id : List.of("b", "c")) {
            for (int i = 0; i < 100; i++) bench.call(id, i % 5 == 0 ? Bench.BAD : Outcome.SUCCESS);
        }
        bench.time.advance(SWEEP);
        Member a = member(bench, "a");
        assertThat(a.standing().history().blamed()).isTrue();
        assertThat(needed(bench, a)).isEqualTo(judged(0, 0));
        Member b = member(bench, "b");
        assertThat(b.standing().history().blamed()).isFalse();
        assertThat(needed(bench, b)).isEqualTo(judged(20, 100));
    }

    private static int needed(Bench bench, Member member) {
        return bench.pool.control.neighbours().enough(member, bench.time.now());
    }

    private static int judged(int ownErrors, int ownCalls) {
        return Runs.enough(2, 40.0 - ownErrors, 200.0 - ownCalls, 100);
    }

    private static Member member(Bench bench, String id) {
        return (Member) bench.pool.control.rotation().candidates().all().stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
