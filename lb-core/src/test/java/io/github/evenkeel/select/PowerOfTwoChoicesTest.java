package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PowerOfTwoChoicesTest {
    private static final CallContext ANY = CallContext.any();

    private static Picker over(List<Fake> members, RandomGenerator random) {
        return new PowerOfTwoChoices().forPool(random).compile(Fake.all(members));
    }

    /** The 32 bits that are mapped to {@code value} below {@code bound}. */
    private static long bitsFor(int value, int bound) {
        return (((long) value << 32) + bound - 1) / bound;
    }

    @Test
    void everyOrderedPairOfDifferentMembersIsCompared() {
        int n = 5;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (i == j) continue;
                long bits = bitsFor(i, n) << 32 | bitsFor(j < i ? j : j - 1, n - 1);
                List<Fake> members = Fake.equal(n);
                members.forEach(member -> member.inFlight = 9);
                Picker picker = over(members, () -> bits);
                members.get(i).inFlight = 2;
                members.get(j).inFlight = 2;
                assertThat(picker.pick(ANY, 0)).as("a tie keeps the first").isSameAs(members.get(i));
                members.get(j).inFlight = 1;
                assertThat(picker.pick(ANY, 0)).isSameAs(members.get(j));
                members.get(j).inFlight = 3;
                assertThat(picker.pick(ANY, 0)).isSameAs(members.get(i));
                members.get(i).available = false;
                assertThat(picker.pick(ANY, 0)).isSameAs(members.get(j));
                members.get(i).available = true;
                members.get(j).available = false;
                assertThat(picker.pick(ANY, 0)).isSameAs(members.get(i));
            }
        }
    }

    @Test
    void aMemberThatHasNearlyAllTheWeightIsStillComparedWithAnother() {
        List<Fake> members = Fake.ofWeights(1_000_000, 1, 1);
        members.get(0).inFlight = 100_000_000;
        Picker picker = over(members, new SplittableRandom(1));
        for (int i = 0; i < 10_000; i++) assertThat(picker.pick(ANY, 0)).isNotSameAs(members.get(0));
    }

    @Test
    void repeatedWeightedDrawsOfOneMemberEndAtAnother() {
        List<Fake> members = Fake.ofWeights(3, 1);
        members.get(0).inFlight = 10;
        // The same bits for ever: every weighted draw is the heavy member.
        assertThat(over(members, () -> 0).pick(ANY, 0)).isSameAs(members.get(1));
    }

    @Test
    void idleMembersAreNotComparedByWeightASecondTime() {
        List<Fake> members = Fake.ofWeights(1, 3);
        Deque<Long> script = new ArrayDeque<>();
        Picker picker = over(members, () -> script.isEmpty() ? 0 : script.remove());
        int light = 0;
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            for (int k = 0; k < 6; k++) script.add(random.nextLong());
            if (picker.pick(ANY, 0) == members.get(0)) light++;
            script.clear();
        }
        // 25,000 expected; sigma is 137.
        assertThat(light).isBetween(24_400, 25_600);
    }

    @Test
    void loadIsComparedPerWeight() {
        List<Fake> members = Fake.ofWeights(2, 1);
        members.get(0).inFlight = 4; // 5/2
        members.get(1).inFlight = 2; // 3/1
        Picker picker = over(members, new SplittableRandom(1));
        for (int i = 0; i < 100; i++) assertThat(picker.pick(ANY, 0)).isSameAs(members.get(0));
        members.get(0).inFlight = 6; // 7/2
        for (int i = 0; i < 100; i++) assertThat(picker.pick(ANY, 0)).isSameAs(members.get(1));
    }

    @Test
    void aMemberWithTheLeastPenaltyWins() {
        List<Fake> members = Fake.equal(2);
        members.get(0).penalty = 0.1;
        Picker picker = over(members, new SplittableRandom(1));
        for (int i = 0; i < 100; i++) assertThat(picker.pick(ANY, 0)).isSameAs(members.get(1));
    }

    /** Azar et al. 1994, heavily loaded case: the gap is ln ln n / ln 2 + O(1), whatever the number of calls. */
    @Test
    void callsThatNeverEndStayWithinThreeOfTheMean() {
        for (long seed = 1; seed <= 10; seed++) {
            List<Fake> members = Fake.equal(10);
            Picker picker = over(members, new SplittableRandom(seed));
            for (int i = 1; i <= 100_000; i++) {
                Fake choice = (Fake) picker.pick(ANY, 0);
                choice.inFlight++;
                // On the way a single one may be met at its highest: out of a million instants some are rarer than the
                // end.
                assertThat(choice.inFlight - i / 10.0).isLessThanOrEqualTo(5);
            }
            assertThat(members).allMatch(member -> member.inFlight <= 10_000 + 3);
        }
    }
}
