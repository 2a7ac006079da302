package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrawTest {
    /**
     * The exact probability of each index, read off the table by bisection: within one column the coin's outcome changes once.
     */
    private static double[] probabilities(Draw draw, int size) {
        double[] probabilities = new double[size];
        for (int column = 0; column < size; column++) {
            // The smallest upper half that multiply and shift maps to this column.
            long upper = ((((long) column << 32) + size - 1) / size) << 32;
            int kept = draw.index(upper);
            int given = draw.index(upper | 0xFFFF_FFFFL);
            long low = 0; // the first coin whose outcome is that of the last coin
            long high = 0xFFFF_FFFFL;
            while (kept != given && low < high) {
                long middle = (low + high) >>> 1;
                if (draw.index(upper | middle) == given) high = middle;
                else low = middle + 1;
            }
            double keep = kept == given ? 1 : low * 0x1p-32;
            probabilities[kept] += keep / size;
            probabilities[given] += (1 - keep) / size;
        }
        return probabilities;
    }

    private static void exact(double... weights) {
        List<Fake> members = Fake.ofWeights(weights);
        double total = Arrays.stream(weights).sum();
        double[] probabilities = probabilities(new Draw(members.toArray(Candidate[]::new)), weights.length);
        for (int i = 0; i < weights.length; i++) {
            assertThat(probabilities[i]).isCloseTo(weights[i] / total, within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 10, 64, 129, 1000, 10_000})
    void theTableHasTheWeightsAsProbabilities(int size) {
        SplittableRandom random = new SplittableRandom(size);
        for (int round = 0; round < 5; round++) {
            exact(random.doubles(size, 0.01, 10).toArray());
            // Over six orders of magnitude.
            exact(random.doubles(size, -7, 7).map(Math::exp).toArray());
        }
    }

    @Test
    void extremeWeightsStayExact() {
        exact(1, 1, 1);
        exact(1e300, 1e-300);
        exact(Double.MIN_VALUE, Double.MIN_VALUE, 2 * Double.MIN_VALUE);
        exact(1, 1e9);
        exact(0.1, 0.2, 0.3, 0.4);
    }

    @Test
    void equalWeightsNeedNoTable() {
        assertThat(new Draw(Fake.equal(5).toArray(Candidate[]::new)).uniform()).isTrue();
        assertThat(new Draw(Fake.ofWeights(1, 2).toArray(Candidate[]::new)).uniform())
                .isFalse();
    }

    @Test
    void everyNumberIsBelowItsBound() {
        assertThat(Draw.below(7, 0)).isZero();
        assertThat(Draw.below(7, 0xFFFF_FFFFL)).isEqualTo(6);
        assertThat(Draw.below(Integer.MAX_VALUE, 0xFFFF_FFFFL)).isEqualTo(Integer.MAX_VALUE - 1);
    }
}
