package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RingTest {
    private static final CallContext ANY = CallContext.any();

    private static int size(double... weights) {
        return new Ring(new Roster(Fake.ofWeights(weights))).size();
    }

    private static double mostOverMean(double weight, int members) {
        double[] weights = new double[members];
        Arrays.fill(weights, weight);
        List<Fake> all = Fake.ofWeights(weights);
        Roster roster = new Roster(all);
        Ring ring = new Ring(roster);
        Admission everyone = new Admission(roster, roster.seated(Fake.all(all)), null);
        SplittableRandom random = new SplittableRandom(1);
        int[] keys = new int[members];
        int count = 5_000 * members;
        for (int i = 0; i < count; i++) {
            keys[ring.seat(random.nextLong(), everyone, Admission.Rules.OWNER, Double.POSITIVE_INFINITY, ANY, 0)]++;
        }
        return Arrays.stream(keys).max().orElseThrow() / 5_000.0;
    }

    @Test
    void eachHasItsPointsByItsOwnWeightAlone() {
        assertThat(size(1)).isEqualTo(150);
        assertThat(size(1, 1, 1)).isEqualTo(450);
        assertThat(size(2, 0.1)).isEqualTo(315);
        assertThat(size(1, 1e-30)).as("at least one").isEqualTo(151);
    }

    @Test
    void aboveFourMillionPointsTheUnitIsHalved() {
        assertThat(size(27_962)).isEqualTo(27_962 * 150); // 4,194,300 of 4,194,304
        assertThat(size(60_000, 100)).isBetween(Ring.MOST_POINTS / 2, Ring.MOST_POINTS);

        assertThat(size(1e30, 1)).isBetween(Ring.MOST_POINTS / 2, Ring.MOST_POINTS + 2);
    }

    @Test
    void morePointsMeanBetterBalance() {
        double few = mostOverMean(0.1, 100);
        double usual = mostOverMean(1, 100);
        double many = mostOverMean(1000 / 150.0, 100);
        assertThat(few).isGreaterThan(1.4);
        assertThat(usual).isBetween(1.1, 1.3);
        assertThat(many).isBetween(1.0, 1.12);
    }

    /** Hashes before the first point and behind the last: both belong to the first. */
    @Test
    void theCircleIsClosed() {
        for (int n = 1; n <= 50; n++) {
            List<Fake> members = Fake.equal(n);
            Roster roster = new Roster(members);
            Ring ring = new Ring(roster);
            Admission everyone = new Admission(roster, roster.seated(Fake.all(members)), null);
            int first = ring.seat(0, everyone, Admission.Rules.OWNER, Double.POSITIVE_INFINITY, ANY, 0);
            int last = ring.seat(-1, everyone, Admission.Rules.OWNER, Double.POSITIVE_INFINITY, ANY, 0);
            assertThat(last).isEqualTo(first).isBetween(0, n - 1);
        }
    }
}
