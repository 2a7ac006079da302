package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PastTest {
    private static final int QUICK = Tally.bucket(10 * Sample.MILLI);
    private static final int SLOW = Tally.bucket(100 * Sample.MILLI);

    @Test
    void answersAreInTheirBucketsWhicheverCameFirst() {
        Past quickFirst = Past.NONE.then(Sample.answers(8, 10, 0, 0), 0).then(Sample.answers(4, 100, 0, 0), 0);
        Past slowFirst = Past.NONE.then(Sample.answers(4, 100, 0, 0), 0).then(Sample.answers(8, 10, 0, 0), 0);
        assertThat(quickFirst.perBucket()).isEqualTo(slowFirst.perBucket());
        assertThat(quickFirst.perBucket()[QUICK]).isEqualTo(8);
        assertThat(quickFirst.perBucket()[SLOW]).isEqualTo(4);
        assertThat(quickFirst.answers()).isEqualTo(12);
    }

    @Test
    void aMinuteLaterAnAnswerCountsForAThird() {
        Past past = Past.NONE.then(Sample.answers(100, 100, 0, 0), 0).then(Sample.calls(0, 7), 60 * Sample.SECOND);
        assertThat(past.perBucket()[SLOW]).isCloseTo(100 / Math.E, within(1e-3));
        assertThat(past.answers()).isCloseTo(100 / Math.E, within(1e-3));
        assertThat(past.calls()).isCloseTo(100 / Math.E + 7, within(1e-3));
        assertThat(past.errors()).isEqualTo(7);
    }

    @Test
    void quantilesEndWithTheBucketThatHasThem() {
        Past past = Past.NONE.then(Sample.answers(95, 10, 5, 100), 0);
        assertThat(past.quantileNanos(0.95)).isBetween(10 * Sample.MILLI, 20 * Sample.MILLI);
        assertThat(past.quantileNanos(0.951)).isBetween(100 * Sample.MILLI, 120 * Sample.MILLI);
        assertThat(past.quantileNanos(1)).isBetween(100 * Sample.MILLI, 120 * Sample.MILLI);
        assertThat(Past.NONE.quantileNanos(1)).isZero();
    }
}
