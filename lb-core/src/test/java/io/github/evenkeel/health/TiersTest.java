package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.evenkeel.health.Tiers.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TiersTest {
    /** Healthy percent of each of three tiers, and the percent of the calls that each gets. */
    @ParameterizedTest
    @CsvSource({
        "100, 100, 100, 100, 0, 0",
        "72, 72, 100, 100, 0, 0",
        "71, 71, 100, 99.4, 0.6, 0",
        "50, 60, 100, 70, 30, 0",
        "50, 50, 50, 70, 30, 0",
        "25, 100, 100, 35, 65, 0",
        "25, 25, 100, 35, 35, 30",
        "0, 100, 100, 0, 100, 0",
        "0, 0, 1, 0, 0, 100",
        "20, 20, 10, 40, 40, 20", // 28 + 28 + 14 = 70: each takes more in proportion
        "0, 0, 0, 100, 0, 0"
    })
    void whatATierCannotTakeSpillsToTheNext(double a, double b, double c, double toA, double toB, double toC) {
        double[] shares = Tiers.shares(List.of(new Tier(a, 100), new Tier(b, 100), new Tier(c, 100)));
        assertThat(shares).containsExactly(new double[] {toA / 100, toB / 100, toC / 100}, within(1e-12));
    }

    @Test
    void fiveInSevenAreEnoughForEverything() {
        assertThat(Tiers.shares(List.of(new Tier(5, 7), new Tier(7, 7)))[0]).isEqualTo(1);
        assertThat(Tiers.shares(List.of(new Tier(4.99, 7), new Tier(7, 7)))[0]).isLessThan(1);
    }

    @Test
    void anEmptyTierGetsNothing() {
        assertThat(Tiers.shares(List.of(new Tier(0, 0), new Tier(0, 3)))).containsExactly(0, 1);
        assertThat(Tiers.shares(List.of(new Tier(0, 0), new Tier(1, 3)))).containsExactly(0, 1);
        assertThat(Tiers.shares(List.of(new Tier(0, 0), new Tier(0, 0)))).containsExactly(1, 0);
    }

    private static Tier random(SplittableRandom random) {
        int judged = random.nextInt(20);
        return new Tier(random.nextInt(judged + 1), judged);
    }

    @Test
    void sharesSumToOneAndNoTierTakesMoreThanItsPart() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            List<Tier> tiers = new ArrayList<>();
            for (int j = random.nextInt(5); j >= 0; j--) tiers.add(random(random));
            double[] shares = Tiers.shares(tiers);
            double total = tiers.stream().mapToDouble(Tier::capacity).sum();
            double sum = 0;
            for (int j = 0; j < shares.length; j++) {
                sum += shares[j];
                assertThat(shares[j]).isBetween(0.0, 1.0);
                if (total > 0) {
                    double part = tiers.get(j).capacity() / Math.min(1, total);
                    assertThat(shares[j]).isLessThanOrEqualTo(part + 1e-9);
                    // A tier is passed over only by what it cannot take.
                    boolean later = sum < 1 - 1e-9;
                    if (later) assertThat(shares[j]).isCloseTo(part, within(1e-9));
                }
            }
            assertThat(sum).isCloseTo(1, within(1e-15));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "3, 3, 6, 6, 0.4666666666666667", // a third of the pool: 140 % of that
        "5, 5, 2, 2, 1",
        "10, 10, 4, 4, 1",
        "10, 10, 5, 5, 0.9333333333333333",
        "5, 10, 20, 20, 0.28", // 140 % of 5 in 25
        "1, 10, 10, 10, 0.1272727272727273",
        "0, 3, 6, 6, 0",
        "3, 3, 0, 6, 1",
        "0, 3, 0, 6, 1",
        "0, 0, 0, 6, 0"
    })
    void aZoneKeepsItsCallsAsFarAsItsMembersCanTakeThem(
            double h, double j, double othersH, double othersJ, double share) {
        assertThat(Tiers.local(new Tier(h, j), new Tier(othersH, othersJ))).isCloseTo(share, within(1e-12));
    }

    @Test
    void aLocalMemberNeverHasMoreThanItsReserveNorLessThanWithoutPreference() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 20_000; i++) {
            Tier local = random(random);
            Tier others = random(random);
            if (local.healthy() == 0 || others.healthy() == 0) continue;
            double even = local.healthy() / (local.healthy() + others.healthy());
            assertThat(Tiers.local(local, others)).isBetween(even, Math.min(1, 1.4 * even + 1e-12));
        }
    }

    @Test
    void badCountsAreNamed() {
        assertThatThrownBy(() -> new Tier(-1, 3)).hasMessage("healthy: -1.0 (expected: >= 0 and finite)");
        assertThatThrownBy(() -> new Tier(Double.NaN, 3)).hasMessage("healthy: NaN (expected: >= 0 and finite)");
        assertThatThrownBy(() -> new Tier(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY))
                .hasMessage("healthy: Infinity (expected: >= 0 and finite)");
        assertThatThrownBy(() -> new Tier(3, 2)).hasMessage("judged: 2.0 (expected: not below healthy 3.0)");
        assertThatThrownBy(() -> new Tier(3, Double.POSITIVE_INFINITY))
                .hasMessage("judged: Infinity (expected: finite)");
        assertThatThrownBy(() -> Tiers.shares(List.of())).hasMessage("tiers: [] (expected: one or more)");
    }

    @Test
    void togetherTheyCarryTheCallsWhenTheirCapacitiesSumToOne() {
        assertThat(Tiers.carry(List.of(new Tier(5, 7)))).isTrue();
        assertThat(Tiers.carry(List.of(new Tier(4, 7)))).isFalse();
        assertThat(Tiers.carry(List.of(new Tier(4, 7), new Tier(1, 7)))).isTrue();
        assertThat(Tiers.carry(List.of(new Tier(0, 3), new Tier(2, 3)))).isFalse();
        assertThat(Tiers.carry(List.of(new Tier(0, 0)))).isFalse();
    }

    @Test
    void aBillionthOfTheCallsIsARoundingError() {
        Tier least = new Tier(1 - 1e-9, 1.4);
        assertThat(least.capacity()).isEqualTo(1 - 1e-9);
        assertThat(Tiers.carry(List.of(least))).isTrue();
        assertThat(Tiers.carry(List.of(new Tier(1 - 1.1e-9, 1.4)))).isFalse();
    }
}
