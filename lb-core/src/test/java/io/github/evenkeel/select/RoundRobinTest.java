package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundRobinTest {
    private static final CallContext ANY = CallContext.any();

    private static Fake pick(Picker picker) {
        return (Fake) picker.pick(ANY, 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 12_345, Long.MAX_VALUE - 5, -1_000})
    void eachGetsItsTurnAlsoWhereTheCounterChangesSign(long start) {
        List<Fake> members = Fake.equal(7);
        Picker picker = RoundRobin.startingAt(start, new SplittableRandom(1)).compile(Fake.all(members));
        int first = members.indexOf(pick(picker));
        for (int i = 1; i < 100; i++) assertThat(pick(picker)).isSameAs(members.get((first + i) % 7));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 97, 1_000, 1_024, 10_000})
    void inAnyRoundEachHasOneTurnWhereverTheCounterStands(int size) {
        SplittableRandom random = new SplittableRandom(size);
        List<Fake> members = Fake.equal(size);
        for (int round = 0; round < 10; round++) {
            Picker picker = RoundRobin.startingAt(random.nextLong(), random).compile(Fake.all(members));
            for (Fake member : members) member.picked = 0;
            for (int i = 0; i < 3 * size; i++) pick(picker).picked++;
            assertThat(members).allMatch(member -> member.picked == 3);
        }
    }

    @Test
    void theFirstMemberHasTheFirstTurnAlsoWhenTheCounterStartsAnew() {
        List<Fake> members = Fake.equal(7);
        Picker picker = RoundRobin.startingAt(-5, new SplittableRandom(1)).compile(Fake.all(members));
        for (int i = 0; i < 5; i++) pick(picker);
        for (int i = 0; i < 100; i++) assertThat(pick(picker)).isSameAs(members.get(i % 7));
    }

    @Test
    void theTurnsOfAMemberThatIsOutGoToAllOthersEqually() {
        List<Fake> members = Fake.equal(6);
        members.get(2).available = false;
        Picker picker = RoundRobin.startingAt(Long.MAX_VALUE - 100, new SplittableRandom(1))
                .compile(Fake.all(members));
        for (int i = 0; i < 6 * 5 * 100; i++) pick(picker).picked++;
        for (Fake member : members) assertThat(member.picked).isEqualTo(member == members.get(2) ? 0 : 600);
    }

    @Test
    void soDoTheTurnsOfAMemberThatAskedForAPause() {
        List<Fake> members = Fake.equal(6);
        members.get(5).heldOff = true;
        Picker picker = RoundRobin.startingAt(0, new SplittableRandom(1)).compile(Fake.all(members));
        for (int i = 0; i < 6 * 5 * 100; i++) pick(picker).picked++;
        for (Fake member : members) assertThat(member.picked).isEqualTo(member == members.get(5) ? 0 : 600);
    }

    @Test
    void weightedTurnsOfAMemberThatIsOutAreSpreadByWeight() {
        List<Fake> members = Fake.ofWeights(1, 2, 3, 4);
        members.get(3).available = false;
        Picker picker = RoundRobin.startingAt(99, new SplittableRandom(1)).compile(Fake.all(members));
        for (int i = 0; i < 60_000; i++) pick(picker).picked++;
        for (int i = 0; i < 3; i++) assertThat(members.get(i).picked).isBetween((i + 1) * 9_900, (i + 1) * 10_100);
    }

    @Test
    void clientsStartAtDifferentMembers() {
        List<Fake> members = Fake.equal(10);
        Set<Fake> first = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            first.add(pick(new RoundRobin().forPool(new SplittableRandom(seed)).compile(Fake.all(members))));
        }
        assertThat(first).hasSize(10);
    }

    @Test
    void theTurnSurvivesARotation() {
        List<Fake> members = Fake.equal(5);
        Selector.Compiler compiler = RoundRobin.startingAt(0, new SplittableRandom(1));
        for (int i = 0; i < 50; i++) {
            assertThat(pick(compiler.compile(Fake.all(members)))).isSameAs(members.get(i % 5));
        }
    }

    /**
     * Multiples of the golden ratio: by Ostrowski's bound the discrepancy of N points is below about 1 + ln N / ln φ / 2, 11 for N =
     * 20,000; seen are less than 4.
     */
    @Test
    void weightedTurnsAreSpreadEvenlyInAnyWindow() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 20; round++) {
            double[] weights = random.doubles(2 + random.nextInt(20), 0.1, 10).toArray();
            List<Fake> members = Fake.ofWeights(weights);
            double total = members.stream().mapToDouble(Fake::weight).sum();
            Picker picker = RoundRobin.startingAt(random.nextLong(), new SplittableRandom(1))
                    .compile(Fake.all(members));
            Map<Fake, double[]> spread = new HashMap<>();
            for (int i = 1; i <= 20_000; i++) {
                pick(picker).picked++;
                for (Fake member : members) {
                    double ahead = member.picked - i * member.weight() / total;
                    double[] range = spread.computeIfAbsent(member, key -> new double[2]);
                    range[0] = Math.min(range[0], ahead);
                    range[1] = Math.max(range[1], ahead);
                }
            }
            // The farthest ahead and behind of all instants: no window is off by more than their difference.
            spread.values().forEach(range -> assertThat(range[1] - range[0]).isLessThan(6));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE - 5, -5})
    void weightedTurnsPassTheWrapOfTheCounter(long start) {
        List<Fake> members = Fake.ofWeights(1, 2, 7);
        Picker picker = RoundRobin.startingAt(start, new SplittableRandom(1)).compile(Fake.all(members));
        for (int i = 0; i < 1000; i++) pick(picker).picked++;
        for (int i = 0; i < 3; i++) {
            assertThat((double) members.get(i).picked)
                    .isBetween(
                            100 * members.get(i).weight() - 6,
                            100 * members.get(i).weight() + 6);
        }
    }

    @Test
    void hugeAndTinyWeightsAreCarved() {
        List<Fake> members = Fake.ofWeights(1e300, 1e-300, 1e300);
        Picker picker = RoundRobin.startingAt(1, new SplittableRandom(1)).compile(Fake.all(members));
        for (int i = 0; i < 1000; i++) pick(picker).picked++;
        assertThat(members.get(1).picked).isLessThan(3);
        assertThat(members.get(0).picked).isBetween(490, 510);
    }
}
