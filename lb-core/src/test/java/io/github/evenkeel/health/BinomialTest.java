package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinomialTest {
    private static final MathContext DIGITS = new MathContext(50);

    /** Term by term from the definition, with fifty digits. */
    private static double exactTail(int n, int k, double p) {
        BigDecimal yes = new BigDecimal(p);
        BigDecimal no = BigDecimal.ONE.subtract(yes);
        BigDecimal term = no.pow(n - k, DIGITS).multiply(yes.pow(k, DIGITS), DIGITS);
        for (int i = 1; i <= k; i++) {
            term = term.multiply(BigDecimal.valueOf(n - k + i), DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = k; i <= n && (i <= n * p || term.compareTo(sum.movePointLeft(20)) > 0); i++) {
            sum = sum.add(term, DIGITS);
            term = term.multiply(yes, DIGITS)
                    .multiply(BigDecimal.valueOf(n - i), DIGITS)
                    .divide(no.multiply(BigDecimal.valueOf(i + 1L), DIGITS), DIGITS);
        }
        return sum.doubleValue();
    }

    private static void assertExact(int n, int k, double p) {
        double exact = exactTail(n, k, p);
        assertThat(Binomial.tail(n, k, p)).as("n %d, k %d, p %s", n, k, p).isCloseTo(exact, within(1e-12 * exact));
    }

    @Test
    void theTailIsExactForEveryCountOfFewCalls() {
        for (double p : new double[] {1e-6, 0.01, 0.1, 0.3, 0.5, 0.77, 0.999}) {
            for (int n = 1; n <= 40; n++) {
                for (int k = 0; k <= n; k++) assertExact(n, k, p);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "100, 28, 0.1",
        "1000, 300, 0.2",
        "5000, 2900, 0.55",
        "20000, 400, 0.015",
        "1000000, 1200, 0.001",
        "1000000, 1001, 0.001",
        "100000, 95, 0.0002",
        "3000, 3000, 0.99",
        "3000, 2999, 0.99"
    })
    void theTailIsExactForManyCalls(int n, int k, double p) {
        assertExact(n, k, p);
    }

    @Test
    void theTailEndsInCertainties() {
        assertThat(Binomial.tail(10, 0, 0.3)).isEqualTo(1);
        assertThat(Binomial.tail(10, -1, 0.3)).isEqualTo(1);
        assertThat(Binomial.tail(10, 11, 0.3)).isZero();
        assertThat(Binomial.tail(10, 1, 0)).isZero();
        assertThat(Binomial.tail(10, 10, 1)).isEqualTo(1);
        assertThat(Binomial.tail(4_000_000_000L, 2_000_000_000L, 0.5)).isCloseTo(0.5, within(1e-4));
    }

    @Test
    void aLimitIsJudgedAsByTheWholeSum() {
        SplittableRandom random = new SplittableRandom(5);
        int below = 0;
        for (int i = 0; i < 100_000; i++) {
            long n = 1 + random.nextLong(2000);
            double p = random.nextDouble();
            long near = Math.round(n * p + random.nextDouble(-2, 7) * Math.sqrt(n * p * (1 - p)));
            long k = Math.max(0, Math.min(n, near));
            boolean expected = Binomial.tail(n, k, p) < 1e-6;
            assertThat(Binomial.tailBelow(1e-6, n, k, p))
                    .as("%d %d %s", n, k, p)
                    .isEqualTo(expected);
            if (expected) below++;
        }
        assertThat(below).isBetween(10_000, 90_000);
    }

    @Test
    void belowIsNotAt() {
        double tail = Binomial.tail(100, 28, 0.1);
        assertThat(Binomial.tailBelow(tail, 100, 28, 0.1)).isFalse();
        assertThat(Binomial.tailBelow(Math.nextUp(tail), 100, 28, 0.1)).isTrue();
    }

    @Test
    void nothingIsUnlikelyWhereEverythingFails() {
        assertThat(Binomial.tailBelow(1e-6, 100, 100, 1)).isFalse();
        assertThat(Binomial.tailBelow(1e-6, 100, 100, Math.nextDown(1.0))).isFalse();
    }

    /** From sixteen on factorials are by a series: there its last term is worth a few hundred roundings. */
    @Test
    void theSeriesIsExactWhereItBegins() {
        double exact = 601_080_390 / Math.pow(2, 32);
        assertThat(Binomial.probability(32, 16, 0.5)).isCloseTo(exact, within(1e-14 * exact));
    }

    @Test
    void noSuccessAtAllIsNeverUnlikely() {
        assertThat(Binomial.tailBelow(0.25, 100, 0, 0.1)).isFalse();
        assertThat(Binomial.tailBelow(0.25, 0, 0, 0.1)).isFalse();
    }
}
