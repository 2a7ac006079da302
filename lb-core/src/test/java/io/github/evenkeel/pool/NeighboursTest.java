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
        assertThat(runThatIsSeen("a")).isEqualTo(Runs.enough(2, 40, 200, 100));
        assertThat(runThatIsSeen("b")).isEqualTo(Runs.enough(2, 40 - 20, 200 - 100, 100));
    }

    /** Of three members that only are observed, a fails 80 of 100 calls and the others 20 each: how long a run then is no chance. */
    private static int runThatIsSeen(String id) {
        OutlierDetection observing = OutlierDetection.observeOnly().withConsecutiveFaults(2);
        Bench bench = new Bench(4, builder -> builder.outlierDetection(observing), "a", "b", "c");
        for (int i = 0; i < 100; i++) bench.call("a", i % 5 < 4 ? Bench.BAD : Outcome.SUCCESS);
        for (String other : List.of("b", "c")) {
            for (int i = 0; i < 100; i++) bench.call(other, i % 5 == 0 ? Bench.BAD : Outcome.SUCCESS);
        }
        bench.time.advance(SWEEP);
        assertThat(bench.events(PoolEvent.EjectionObserved.class))
                .extracting(event -> event.backend().id())
                .as("by the sweep, of the members")
                .contains("a")
                .doesNotContain("b");
        int before = bench.events(PoolEvent.EjectionObserved.class).size();
        int faults = 0;
        while (bench.events(PoolEvent.EjectionObserved.class).size() == before) {
            bench.call(id, Bench.BAD);
            assertThat(++faults).isLessThan(100);
        }
        return faults;
    }
}
