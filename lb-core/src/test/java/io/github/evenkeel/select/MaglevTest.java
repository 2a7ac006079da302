package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.evenkeel.CallContext;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaglevTest {
    /** Who holds each slot. */
    private static Candidate[] holders(List<Fake> members) {
        Roster roster = new Roster(members);
        Maglev maglev = new Maglev(roster);
        Admission everyone = new Admission(roster, roster.seated(Fake.all(members)), null);
        int size = maglev.size();
        Candidate[] holders = new Candidate[size];
        for (int slot = 0; slot < size; slot++) {
            long key = ((((long) slot << 32) + size - 1) / size) << 32; // the least that is mapped to this slot
            holders[slot] = everyone.at(
                    maglev.seat(key, everyone, Admission.Rules.OWNER, Double.POSITIVE_INFINITY, CallContext.any(), 0));
        }
        return holders;
    }

    private static int[] counts(List<Fake> members, Candidate[] holders) {
        members.forEach(member -> member.picked = 0);
        for (Candidate holder : holders) ((Fake) holder).picked++;
        return members.stream().mapToInt(member -> member.picked).toArray();
    }

    @Test
    void theTableHasThePrimeNextToWhatIsNeeded() {
        assertThat(Maglev.size(1)).isEqualTo(65_537);
        assertThat(Maglev.size(655)).isEqualTo(65_537);
        assertThat(Maglev.size(656)).isEqualTo(65_609);
        assertThat(Maglev.size(10_000)).isEqualTo(1_000_003);
        for (int members : new int[] {657, 1000, 5000}) {
            assertThat(Maglev.size(members))
                    .isEqualTo(BigInteger.valueOf(members * 100L - 1)
                            .nextProbablePrime()
                            .intValueExact());
        }
    }

    @Test
    void equalMembersHoldTheSameNumberOfSlots() {
        for (int n : new int[] {1, 2, 10, 100, 700}) {
            List<Fake> members = Fake.equal(n);
            int size = Maglev.size(n);
            // At n = 100 the most is 656 of 655.4: max/avg 1.001.
            for (int slots : counts(members, holders(members)))
                assertThat(slots).isBetween(size / n, size / n + 1);
        }
    }

    @Test
    void slotsFollowTheWeightsToOneSlot() {
        double[] weights =
                IntStream.range(0, 50).mapToDouble(i -> Math.exp(i / 10.0)).toArray();
        List<Fake> members = Fake.ofWeights(weights);
        double total = IntStream.range(0, 50).mapToDouble(i -> weights[i]).sum();
        int[] counts = counts(members, holders(members));
        for (int i = 0; i < 50; i++) {
            assertThat((double) counts[i]).isCloseTo(65_537 * weights[i] / total, within(1.5));
        }
    }

    @Test
    void aWeightThatIsNothingHoldsNothing() {
        List<Fake> members = Fake.ofWeights(1e30, 1e-30, 1e30);
        assertThat(counts(members, holders(members))[1]).isZero();
    }

    /** The figure of the paper's successors for this size: 1.56 %, of which 1 % is the leaving member's. */
    @Test
    void oneOfAHundredThatLeavesChangesOneAndAHalfPercent() {
        List<Fake> members = Fake.equal(100);
        Candidate[] before = holders(members);
        double changed = 0;
        for (int out = 0; out < 100; out += 5) {
            List<Fake> others = new ArrayList<>(members);
            others.remove(out);
            Candidate[] after = holders(others);
            for (int slot = 0; slot < before.length; slot++) if (before[slot] != after[slot]) changed++;
        }
        assertThat(changed / 20 / before.length).isBetween(0.0145, 0.016);
    }

    @Test
    void nobodyHoldsNoTable() {
        Roster none = new Roster(List.of());
        Admission nobody = new Admission(none, none.seated(Fake.all(List.of())), null);
        for (Lookup lookup : List.of(new Maglev(none), new Ring(none), new Rendezvous(none))) {
            assertThat(lookup.seat(1, nobody, Admission.Rules.NONE, 1, CallContext.any(), 0))
                    .isNegative();
        }
    }
}
