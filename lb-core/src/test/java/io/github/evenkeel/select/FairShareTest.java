package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FairShareTest {
    private static final long LATE = -1; // the bits that never ask for a new count

    private static Candidate[] array(List<Fake> members) {
        return members.toArray(Candidate[]::new);
    }

    @Test
    void itIsTheFactorTimesAllCallsOverAllWeight() {
        List<Fake> members = Fake.ofWeights(1, 2, 5);
        members.get(0).inFlight = 6;
        members.get(2).inFlight = 9;
        FairShare share = new FairShare(array(members), 1.25, () -> LATE);
        assertThat(share.allowance(0)).isEqualTo(1.25 * 16 / 8);
        members.get(2).warming = true;
        members.get(2).ramp = 0.2;
        assertThat(share.allowance(0)).isEqualTo(1.25 * 16 / 4);
    }

    @Test
    void upTo128MembersItIsCountedAnewEachTime() {
        List<Fake> members = Fake.equal(128);
        FairShare share = new FairShare(array(members), 1, () -> LATE);
        for (int calls = 1; calls < 100; calls++) {
            assertThat(share.allowance(0)).isEqualTo(calls / 128.0);
            members.get(calls).inFlight++;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 10, Long.MIN_VALUE, -1})
    void aboveACountServesForAMillisecond(long start) {
        List<Fake> members = Fake.equal(129);
        FairShare share = new FairShare(array(members), 1, () -> LATE);
        assertThat(share.allowance(start)).isEqualTo(1 / 129.0);
        members.get(5).inFlight = 128;
        assertThat(share.allowance(start + 999_999)).isEqualTo(1 / 129.0);
        assertThat(share.allowance(start + 1_000_000)).isEqualTo(1);
        members.get(5).inFlight = 0;
        assertThat(share.allowance(start))
                .as("a clock that another thread read before")
                .isEqualTo(1 / 129.0);
    }

    @Test
    void aboveACountServesForSomeOfThePicksOnly() {
        int n = 6_400;
        List<Fake> members = Fake.equal(n);
        FairShare share = new FairShare(array(members), 1, new SplittableRandom(1));
        double known = share.allowance(0);
        int counts = 0;
        for (int picks = 0; picks < 10_000; picks++) {
            members.get(0).inFlight++;
            double now = share.allowance(0);
            if (now != known) counts++;
            known = now;
        }
        // One in a hundred; sigma is 10.
        assertThat((double) counts).isCloseTo(100, within(45.0));
    }
}
