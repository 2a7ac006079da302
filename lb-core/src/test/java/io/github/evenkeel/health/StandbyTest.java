package io.github.evenkeel.health;

import static io.github.evenkeel.health.Standby.Change.GIVE_BACK;
import static io.github.evenkeel.health.Standby.Change.NONE;
import static io.github.evenkeel.health.Standby.Change.TAKE_OVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(longs = {0, Long.MAX_VALUE - 5, -7_000_000_000L})
class StandbyTest {
    private static final long SECOND = 1_000_000_000;
    private static final Standby.Rules RULES = new Standby.Rules(Duration.ofSeconds(10), Duration.ofSeconds(60), true);
    private static final Standby.Rules BY_COMMAND =
            new Standby.Rules(Duration.ofSeconds(10), Duration.ofSeconds(60), false);
    private static final List<Boolean> BOTH = List.of(true, true);
    private static final List<Boolean> PRIMARY_ONLY = List.of(true, false);
    private static final List<Boolean> STANDBY_ONLY = List.of(false, true);
    private static final List<Boolean> NO_ONE = List.of(false, false);
    private final long t;

    StandbyTest(long start) {
        t = start;
    }

    private Standby onStandby(Standby.Rules rules) {
        return Standby.PRIMARY.next(STANDBY_ONLY, rules, t).next(STANDBY_ONLY, rules, t + 10 * SECOND);
    }

    @Test
    void theStandbyTakesOverWhenNoPrimaryWasLeftForTheHoldDown() {
        Standby waits = Standby.PRIMARY.next(STANDBY_ONLY, RULES, t);
        assertThat(waits).isEqualTo(new Standby(0, TAKE_OVER, t));
        assertThat(waits.due(RULES)).isEqualTo(t + 10 * SECOND);
        assertThat(waits.next(STANDBY_ONLY, RULES, t + 10 * SECOND - 1)).isSameAs(waits);
        assertThat(waits.next(STANDBY_ONLY, RULES, t + 10 * SECOND)).isEqualTo(new Standby(1, NONE, 0));
        assertThat(waits.next(STANDBY_ONLY, RULES, t + 10 * SECOND + 1).charge())
                .isEqualTo(1);
    }

    @Test
    void aPrimaryThatIsBackInTimeKeepsTheCharge() {
        Standby waits = Standby.PRIMARY.next(STANDBY_ONLY, RULES, t);
        Standby back = waits.next(PRIMARY_ONLY, RULES, t + 9 * SECOND);
        assertThat(back).isEqualTo(Standby.PRIMARY);
        assertThat(back.next(BOTH, RULES, t + 9 * SECOND)).isSameAs(back);
        assertThat(back.next(STANDBY_ONLY, RULES, t + 11 * SECOND).charge()).isZero();
    }

    @Test
    void itGivesBackWhenThePrimaryWasThereForTheHoldDown() {
        Standby standby = onStandby(RULES);
        Standby waits = standby.next(BOTH, RULES, t + 20 * SECOND);
        assertThat(waits).isEqualTo(new Standby(1, GIVE_BACK, t + 20 * SECOND));
        assertThat(waits.next(BOTH, RULES, t + 80 * SECOND - 1)).isSameAs(waits);
        assertThat(waits.next(BOTH, RULES, t + 80 * SECOND)).isEqualTo(Standby.PRIMARY);
        assertThat(waits.next(STANDBY_ONLY, RULES, t + 50 * SECOND)).isEqualTo(standby);
    }

    @Test
    void byCommandItGivesBackAtOnceAndOnlyToWhoIsThere() {
        Standby standby = onStandby(BY_COMMAND);
        assertThat(standby.next(BOTH, BY_COMMAND, t + 9_999 * SECOND)).isSameAs(standby);
        assertThat(standby.giveBack(BOTH)).isEqualTo(Standby.PRIMARY);
        assertThat(standby.giveBack(STANDBY_ONLY)).isSameAs(standby);
        assertThat(standby.giveBack(NO_ONE)).isSameAs(standby);
        assertThat(Standby.PRIMARY.giveBack(BOTH)).isSameAs(Standby.PRIMARY);
    }

    @Test
    void aStandbyThatFailsYieldsAfterTheShortHoldDownEvenWithoutACommand() {
        Standby waits = onStandby(BY_COMMAND).next(PRIMARY_ONLY, BY_COMMAND, t + 20 * SECOND);
        assertThat(waits.next(PRIMARY_ONLY, BY_COMMAND, t + 30 * SECOND)).isEqualTo(Standby.PRIMARY);
        Standby hurried =
                onStandby(RULES).next(BOTH, RULES, t + 20 * SECOND).next(PRIMARY_ONLY, RULES, t + 25 * SECOND);
        assertThat(hurried).isEqualTo(new Standby(1, TAKE_OVER, t + 20 * SECOND));
    }

    @Test
    void withoutACommandTheChargeGoesOnToTheNextTierAndNotBack() {
        Standby second = new Standby(1, NONE, 0);
        List<Boolean> outer = List.of(true, false, true);
        Standby third = second.next(outer, BY_COMMAND, t).next(outer, BY_COMMAND, t + 10 * SECOND);
        assertThat(third).isEqualTo(new Standby(2, NONE, 0));
        assertThat(second.next(outer, RULES, t).next(outer, RULES, t + 10 * SECOND))
                .isEqualTo(Standby.PRIMARY);
        List<Boolean> before = List.of(true, true, false);
        assertThat(third.next(before, BY_COMMAND, t).next(before, BY_COMMAND, t + 10 * SECOND))
                .as("none is left after it")
                .isEqualTo(Standby.PRIMARY);
    }

    @Test
    void aStandbyThatComesAndGoesDoesNotPutOffItsPrimary() {
        Standby standby = onStandby(RULES).next(BOTH, RULES, t + 20 * SECOND);
        for (int second = 21; second < 30; second++) {
            standby = standby.next(second % 2 == 0 ? BOTH : PRIMARY_ONLY, RULES, t + second * SECOND);
            assertThat(standby.charge()).isEqualTo(1);
            assertThat(standby.waiting()).isEqualTo(t + 20 * SECOND);
        }
        assertThat(standby.next(PRIMARY_ONLY, RULES, t + 30 * SECOND)).isEqualTo(Standby.PRIMARY);
    }

    @Test
    void whoComesAfterTheHoldDownTakesOverAtOnce() {
        Standby waits = Standby.PRIMARY.next(NO_ONE, RULES, t);
        assertThat(waits.next(NO_ONE, RULES, t + 11 * SECOND)).isSameAs(waits);
        assertThat(waits.next(STANDBY_ONLY, RULES, t + 12 * SECOND).charge()).isEqualTo(1);
        assertThat(waits.next(BOTH, RULES, t + 12 * SECOND)).isEqualTo(Standby.PRIMARY);
    }

    @Test
    void withoutAHoldDownItIsAtOnceAndTiersInBetweenAreSkipped() {
        Standby.Rules now = new Standby.Rules(Duration.ZERO, Duration.ZERO, true);
        Standby third = Standby.PRIMARY.next(List.of(false, false, true), now, t);
        assertThat(third.charge()).isEqualTo(2);
        assertThat(third.next(List.of(false, true, true), now, t).charge()).isEqualTo(1);
        assertThat(third.next(STANDBY_ONLY, now, t).charge())
                .as("its tier is gone")
                .isEqualTo(1);
    }

    /** Against a story told from the record of what was healthy when. */
    @Test
    void theChargeChangesOnlyWhenTheRecordSaysSo() {
        SplittableRandom random = new SplittableRandom(3);
        for (int life = 0; life < 300; life++) {
            Standby standby = Standby.PRIMARY;
            long now = t;
            long since = -1; // when the one in charge was last left alone, after the start; -1 while it is
            int charge = 0;
            for (int i = 0; i < 60; i++) {
                now += random.nextLong(15 * SECOND);
                boolean primary = random.nextInt(4) != 0;
                boolean second = random.nextInt(5) != 0;
                boolean gone = charge == 0 ? !primary : !second;
                boolean returns = charge == 1 && primary;
                since = !gone && !returns ? -1 : since < 0 ? now - t : since;
                long waited = since < 0 ? -1 : now - t - since;
                boolean due = waited >= (gone ? 10 : 60) * SECOND;
                if (due && (primary || second)) {
                    charge = primary ? 0 : 1;
                    since = -1;
                }
                standby = standby.next(List.of(primary, second), RULES, now);
                assertThat(standby.charge()).isEqualTo(charge);
            }
        }
    }

    @Test
    void prioritiesSpillUnlessOneOnlyMayServeAndThenTheyGiveBackByTimeOrByCommand() {
        assertThat(Priorities.spill().strict()).isNull();
        assertThat(Priorities.strict(Duration.ofSeconds(10), Duration.ofSeconds(60))
                        .strict())
                .isEqualTo(RULES);
        assertThat(Priorities.strict(Duration.ofSeconds(10)).strict())
                .isEqualTo(new Standby.Rules(Duration.ofSeconds(10), Duration.ZERO, false));
    }

    @Test
    void badSettingsAreNamed() {
        assertThatThrownBy(() -> new Standby.Rules(Duration.ofSeconds(-1), Duration.ZERO, true))
                .hasMessage("takeOver: PT-1S (expected: >= 0)");
        assertThatThrownBy(() -> new Standby.Rules(Duration.ZERO, Duration.ofSeconds(-1), true))
                .hasMessage("giveBack: PT-1S (expected: >= 0)");
    }

    @Test
    void aStandbyWithoutMembersIsPassedOverThoughNobodyGivesBack() {
        List<Boolean> second = List.of(false, true, false);
        Standby third = new Standby(2, TAKE_OVER, t);
        assertThat(third.next(second, BY_COMMAND, t + 10 * SECOND))
                .as("none is left after it, and no primary")
                .isEqualTo(new Standby(1, NONE, 0));
        Standby waits = Standby.PRIMARY.next(List.of(false, false, true), BY_COMMAND, t);
        assertThat(waits.next(List.of(false, false, true), BY_COMMAND, t + 10 * SECOND))
                .isEqualTo(new Standby(2, NONE, 0));
    }
}
