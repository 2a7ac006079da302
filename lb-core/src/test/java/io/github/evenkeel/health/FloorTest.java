package io.github.evenkeel.health;

import static io.github.evenkeel.health.Floor.Level.IGNORE_PROBES;
import static io.github.evenkeel.health.Floor.Level.IGNORE_TRAFFIC;
import static io.github.evenkeel.health.Floor.Level.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.Floor.Census;
import io.github.evenkeel.health.Floor.Level;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FloorTest {
    private static final Evidence WHY =
            Streak.NONE.plus(Outcome.RESET, 0, 0, 5, 0).evidence();
    private static final MemberHealth GOOD = MemberHealth.unchecked(0);
    private static final MemberHealth FAILING = GOOD.next(new Signal.Probed(false, "", new ProbeRules(1, 1)), 0);
    private static final MemberHealth SPARED = GOOD.next(new Signal.Spare(WHY), 0);
    private static final MemberHealth SPARED_FAILING =
            SPARED.next(new Signal.Probed(false, "", new ProbeRules(1, 1)), 0);
    private static final MemberHealth EJECTED =
            GOOD.next(new Signal.Eject(WHY, OutlierDetection.defaults().backoff(), 0, 0, 1, true), 0);
    private static final MemberHealth FAILING_EJECTED =
            EJECTED.next(new Signal.Probed(false, "", new ProbeRules(1, 1)), 0);
    private static final MemberHealth DRAINING = GOOD.next(new Signal.Operate(Operator.DRAINING), 0);
    private static final MemberHealth MAINTENANCE = GOOD.next(new Signal.Operate(Operator.MAINTENANCE), 0);
    private static final MemberHealth STARTING = MemberHealth.starting(0);

    /** All judged members are in by traffic; this many of them pass their probes. */
    private static Census passing(int judged, int serving) {
        return new Census(judged, serving, serving, judged, judged);
    }

    @Test
    void theCensusLooksAtJudgedMembersOnly() {
        // Different numbers of each, so that no two can be mistaken for each other.
        List<MemberHealth> members = Stream.of(
                        Collections.nCopies(3, GOOD),
                        Collections.nCopies(2, FAILING),
                        List.of(SPARED, SPARED_FAILING),
                        Collections.nCopies(4, EJECTED),
                        Collections.nCopies(2, FAILING_EJECTED))
                .flatMap(List::stream)
                .toList();
        assertThat(Census.of(members)).isEqualTo(new Census(13, 4, 3, 7, 5));
        assertThat(Census.of(List.of(DRAINING, MAINTENANCE, STARTING))).isEqualTo(new Census(0, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 1, 0, 0",
        "0.5, 1, 1, 1",
        "0.5, 1, 2, 1",
        "0.5, 1, 3, 2",
        "0.5, 1, 10, 5",
        "0.5, 1, 11, 6",
        "0.7, 0, 10, 7",
        "0.1, 0, 10, 1",
        "0.3, 0, 10, 3",
        "0, 0, 10, 0",
        "0, 3, 10, 3",
        "0, 3, 2, 2",
        "1, 0, 7, 7",
        "0.5, 8, 10, 8",
        "0.7, 0, 11, 8",
        "0.29, 0, 100, 29",
        "0.501, 0, 10, 6"
    })
    void shareAndMinimumAreCountedInWholeMembers(double share, int minimum, int judged, int needed) {
        assertThat(new Floor(share, minimum, false).needed(judged)).isEqualTo(needed);
    }

    @Test
    void belowHalfThereIsPanicAndLeavingItTakesOneMore() {
        Floor floor = Floor.DEFAULT;
        assertThat(floor.level(NORMAL, passing(10, 5))).isEqualTo(NORMAL);
        assertThat(floor.level(NORMAL, passing(10, 4))).isEqualTo(IGNORE_PROBES);
        assertThat(floor.level(IGNORE_PROBES, passing(10, 5))).isEqualTo(IGNORE_PROBES);
        assertThat(floor.level(IGNORE_PROBES, passing(10, 6))).isEqualTo(NORMAL);
        assertThat(floor.level(IGNORE_TRAFFIC, passing(10, 5))).isEqualTo(IGNORE_PROBES);
        assertThat(floor.level(IGNORE_TRAFFIC, passing(10, 6))).isEqualTo(NORMAL);
    }

    @Test
    void ifIgnoringTheProbesIsNotEnoughTheTrafficIsIgnoredToo() {
        Floor floor = Floor.DEFAULT;
        assertThat(floor.level(NORMAL, new Census(10, 4, 4, 5, 5))).isEqualTo(IGNORE_PROBES);
        assertThat(floor.level(NORMAL, new Census(10, 4, 4, 4, 4))).isEqualTo(IGNORE_TRAFFIC);
        assertThat(floor.level(IGNORE_PROBES, new Census(10, 4, 4, 4, 4))).isEqualTo(IGNORE_TRAFFIC);
        assertThat(floor.level(IGNORE_PROBES, new Census(10, 4, 4, 5, 5))).isEqualTo(IGNORE_PROBES);
        assertThat(floor.level(IGNORE_TRAFFIC, new Census(10, 4, 4, 5, 5))).isEqualTo(IGNORE_TRAFFIC);
        assertThat(floor.level(IGNORE_TRAFFIC, new Census(10, 4, 4, 6, 6))).isEqualTo(IGNORE_PROBES);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 10})
    void aPoolWithOneDeadForGoodCanLeavePanic(int size) {
        for (Level panic : new Level[] {IGNORE_PROBES, IGNORE_TRAFFIC}) {
            assertThat(Floor.DEFAULT.level(panic, passing(size, size - 1))).isEqualTo(NORMAL);
        }
        Floor strict = new Floor(0.5, size - 1, false);
        assertThat(strict.level(IGNORE_TRAFFIC, passing(size, size - 1))).isEqualTo(NORMAL);
    }

    @Test
    void inAPoolOfThreeTwoDeadIsPanicUntilOneIsBack() {
        assertThat(Floor.DEFAULT.level(NORMAL, passing(3, 1))).isEqualTo(IGNORE_PROBES);
        assertThat(Floor.DEFAULT.level(IGNORE_PROBES, passing(3, 1))).isEqualTo(IGNORE_PROBES);
        assertThat(Floor.DEFAULT.level(IGNORE_PROBES, passing(3, 2))).isEqualTo(NORMAL);
    }

    @Test
    void inAPoolOfTwoOneIsEnough() {
        assertThat(Floor.DEFAULT.level(NORMAL, passing(2, 1))).isEqualTo(NORMAL);
        assertThat(Floor.DEFAULT.level(NORMAL, passing(2, 0))).isEqualTo(IGNORE_PROBES);
        assertThat(Floor.DEFAULT.level(IGNORE_PROBES, passing(2, 1))).isEqualTo(NORMAL);
    }

    @Test
    void aSingleMemberServesWhateverItsHealth() {
        assertThat(Floor.DEFAULT.level(NORMAL, passing(1, 0))).isEqualTo(IGNORE_PROBES);
        assertThat(Floor.DEFAULT.level(IGNORE_PROBES, passing(1, 1))).isEqualTo(NORMAL);
        assertThat(Floor.DEFAULT.level(NORMAL, new Census(1, 1, 0, 1, 0))).isEqualTo(IGNORE_TRAFFIC);
    }

    @Test
    void membersThatAreOnlySparedAreNotHealthy() {
        assertThat(Floor.DEFAULT.level(NORMAL, new Census(4, 4, 1, 4, 1))).isEqualTo(NORMAL);
        assertThat(Floor.DEFAULT.level(NORMAL, new Census(4, 4, 0, 4, 0))).isEqualTo(IGNORE_TRAFFIC);
        assertThat(Floor.DEFAULT.level(NORMAL, new Census(4, 4, 0, 4, 1))).isEqualTo(IGNORE_PROBES);
    }

    @Test
    void theMinimumHoldsBesideTheShare() {
        Floor three = new Floor(0, 3, false);
        assertThat(three.level(NORMAL, passing(10, 3))).isEqualTo(NORMAL);
        assertThat(three.level(NORMAL, passing(10, 2))).isEqualTo(IGNORE_PROBES);
        assertThat(three.level(NORMAL, passing(2, 2))).isEqualTo(NORMAL);
    }

    @Test
    void withoutAFloorNothingIsPanic() {
        Floor none = new Floor(0, 0, false);
        assertThat(none.level(NORMAL, passing(10, 0))).isEqualTo(NORMAL);
        assertThat(none.level(IGNORE_TRAFFIC, passing(10, 0))).isEqualTo(NORMAL);
        assertThat(Floor.DEFAULT.level(IGNORE_TRAFFIC, passing(0, 0))).isEqualTo(NORMAL);
    }

    @Test
    void whoFailsFastNeverPanics() {
        Floor floor = new Floor(0.5, 1, true);
        for (Level level : Level.values()) {
            assertThat(floor.level(level, new Census(10, 0, 0, 0, 0))).isEqualTo(NORMAL);
        }
    }

    @Test
    void theLastThatServesStaysUnlessCallsAreToFailFast() {
        assertThat(new Floor(0.5, 0, false).holdsWith(0)).isFalse();
        assertThat(new Floor(0.5, 0, false).holdsWith(1)).isTrue();
        assertThat(new Floor(0.5, 0, true).holdsWith(0)).isTrue();
        assertThat(new Floor(0.5, 3, true).holdsWith(2)).isFalse();
        assertThat(new Floor(0.5, 3, true).holdsWith(3)).isTrue();
        assertThat(new Floor(0.5, 3, false).holdsWith(2)).isFalse();
    }

    @Test
    void badSettingsAreNamed() {
        assertThatThrownBy(() -> new Floor(1.1, 1, false)).hasMessage("panicBelow: 1.1 (expected: 0.0 to 1.0)");
        assertThatThrownBy(() -> new Floor(0.5, -1, false)).hasMessage("minimumHealthy: -1 (expected: >= 0)");
    }
}
