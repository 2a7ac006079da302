package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedRoundRobinTest {
    private static final CallContext ANY = CallContext.any();

    private static Picker over(long start, List<Fake> members) {
        return WeightedRoundRobin.startingAt(start, new SplittableRandom(1)).compile(Fake.all(members));
    }

    private static Fake pick(Picker picker) {
        return (Fake) picker.pick(ANY, 0);
    }

    private static int[] schedule(double... weights) {
        return Schedule.of(Fake.ofWeights(weights).toArray(Candidate[]::new));
    }

    /** The rule as nginx writes it: O(N) per turn, the first of equal credits. */
    private static int[] nginx(int... weights) {
        int total = Arrays.stream(weights).sum();
        int[] credit = new int[weights.length];
        return IntStream.range(0, total)
                .map(turn -> {
                    int best = -1;
                    for (int i = 0; i < weights.length; i++) {
                        credit[i] += weights[i];
                        if (best < 0 || credit[i] > credit[best]) best = i;
                    }
                    credit[best] -= total;
                    return best;
                })
                .toArray();
    }

    @Test
    void fiveOneOneGoesAsInNginx() {
        assertThat(schedule(5, 1, 1)).containsExactly(0, 0, 1, 0, 2, 0, 0);
    }

    @Test
    void theOrderIsThatOfNginxWhateverTheWeights() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 500; round++) {
            int[] weights = random.ints(1 + random.nextInt(30), 1, 12).toArray();
            weights[random.nextInt(weights.length)] = 1; // or the schedule is shorter, by the common divisor
            assertThat(schedule(Arrays.stream(weights).asDoubleStream().toArray()))
                    .as(() -> Arrays.toString(weights))
                    .containsExactly(nginx(weights));
        }
    }

    @Test
    void weightsAreReducedToTheShortestCycle() {
        assertThat(schedule(200, 100, 300)).hasSize(6);
        assertThat(schedule(7, 7, 7, 7)).containsExactly(0, 1, 2, 3);
        assertThat(schedule(1e-20, 3e-20)).hasSize(4);
        assertThat(schedule(0.25, 0.5)).hasSize(3);
        assertThat(schedule(1.5, 4.5)).hasSize(4);
    }

    @Test
    void oddWeightsAreExactToThreeDecimals() {
        int[] cycle = schedule(1.37, 1, 1);
        assertThat(cycle).hasSize(337);
        assertThat(Arrays.stream(cycle).filter(place -> place == 0).count()).isEqualTo(137);
        // As a member has them, in single precision.
        assertThat(schedule(1.37f, 1, 0.999f)).hasSize(3369);
    }

    @Test
    void whatFitsNoScheduleTakesTurnsByTheGoldenRatio() {
        assertThat(schedule(Math.PI, 1)).isNull();
        assertThat(schedule(1e300, 1)).isNull();
        assertThat(schedule(1, 65_535)).hasSize(65_536);
        assertThat(schedule(1, 65_536)).isNull();
        assertThat(schedule()).isNull();
        double[] manyDifferent = IntStream.rangeClosed(1, 300).asDoubleStream().toArray();
        assertThat(schedule(manyDifferent)).isNull();

        List<Fake> members = Fake.ofWeights(Math.PI, 1);
        Picker picker = over(-500, members);
        for (int i = 0; i < 1000; i++) pick(picker).picked++;
        assertThat(members.get(0).picked).isBetween(755, 762); // 1000 π / (π + 1) = 758.5
    }

    @Test
    void tenThousandEqualMembersTakeOneTurnEach() {
        double[] weights = new double[10_000];
        Arrays.fill(weights, 2.5);
        assertThat(schedule(weights)).isEqualTo(IntStream.range(0, 10_000).toArray());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 12_345, Long.MAX_VALUE - 5, -1_000, -5})
    void sharesAreExactOverACycleAlsoWhereTheCounterWraps(long start) {
        List<Fake> members = Fake.ofWeights(5, 1, 2);
        Picker picker = over(start, members);
        for (int i = 0; i < 8 * 100; i++) pick(picker).picked++;
        // 2^64 is a multiple of 8, so not even the wrap breaks this cycle.
        assertThat(members).extracting(member -> member.picked).containsExactly(500, 100, 200);
    }

    @Test
    void theTurnSurvivesRotationsAndWeights() {
        Selector.Compiler compiler = WeightedRoundRobin.startingAt(0, new SplittableRandom(1));
        int[] turns = {0, 0, 1, 0, 2, 0, 0};
        for (int i = 0; i < 70; i++) {
            List<Fake> members = Fake.ofWeights(5, 1, 1);
            assertThat(pick(compiler.compile(Fake.all(members)))).isSameAs(members.get(turns[i % 7]));
        }
        // Weights 2, 1, 1: turns 70, 71 … are number 2, 3, 0 … of a cycle of four.
        int[] others = nginx(2, 1, 1);
        for (int i = 70; i < 100; i++) {
            List<Fake> members = Fake.ofWeights(2, 1, 1);
            assertThat(pick(compiler.compile(Fake.all(members)))).isSameAs(members.get(others[i % 4]));
        }
    }

    @Test
    void theTurnsOfAMemberThatIsOutAreSpreadByWeight() {
        List<Fake> members = Fake.ofWeights(3, 1, 2, 4);
        members.get(3).available = false;
        Picker picker = over(Long.MAX_VALUE - 100, members);
        for (int i = 0; i < 60_000; i++) pick(picker).picked++;
        assertThat(members.get(3).picked).isZero();
        // Sigma of the 24,000 that are handed on is below 80.
        assertThat(members.get(0).picked).isBetween(29_600, 30_400);
        assertThat(members.get(1).picked).isBetween(9_600, 10_400);
        assertThat(members.get(2).picked).isBetween(19_600, 20_400);
    }

    @Test
    void clientsStartAtDifferentTurns() {
        List<Fake> members = Fake.equal(10);
        Map<Fake, Integer> first = new HashMap<>();
        for (long seed = 0; seed < 100; seed++) {
            Picker picker = Selectors.weightedRoundRobin()
                    .forPool(new SplittableRandom(seed))
                    .compile(Fake.all(members));
            first.merge(pick(picker), 1, Integer::sum);
        }
        assertThat(first).hasSize(10);
    }

    @Test
    void nearlyAllOutIsStillFound() {
        List<Fake> members = Fake.ofWeights(1000, 1, 1);
        members.get(0).available = false;
        Picker picker = over(7, members);
        Set<Fake> chosen = new HashSet<>();
        for (int i = 0; i < 1000; i++) chosen.add(pick(picker));
        assertThat(chosen).containsExactlyInAnyOrder(members.get(1), members.get(2));
    }
}
