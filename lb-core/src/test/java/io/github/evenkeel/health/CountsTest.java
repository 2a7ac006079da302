package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Outcome.Kind;
import org.junit.jupiter.api.Test;

class CountsTest {
    private static Counts counts(int good, int failures, int timeOuts, int slow) {
        Tally tally = new Tally();
        for (int i = 0; i < good; i++) tally.record(Kind.SUCCESS, Sample.MILLI);
        for (int i = 0; i < failures; i++) tally.record(Kind.FAILURE, Sample.MILLI);
        for (int i = 0; i < timeOuts; i++) tally.record(Kind.TIMEOUT, Sample.SECOND);
        for (int i = 0; i < slow; i++) tally.record(Kind.SLOW, Sample.SECOND);
        return tally.take();
    }

    @Test
    void whereLatenessIsHeldAgainstNobodyLateAnswersAreGoodAndThereAreNoTimeOuts() {
        Counts lenient = counts(4, 1, 3, 2).lenient();
        assertThat(lenient.of(Kind.SUCCESS)).isEqualTo(6);
        assertThat(lenient.of(Kind.SLOW)).isZero();
        assertThat(lenient.of(Kind.TIMEOUT)).isZero();
        assertThat(lenient.of(Kind.FAILURE)).isEqualTo(1);
        assertThat(lenient.calls()).isEqualTo(7);
        assertThat(lenient.errors()).isEqualTo(1);
        assertThat(lenient.latencies().count()).isEqualTo(6);
    }

    @Test
    void oneKindOfLatenessIsEnoughForIt() {
        assertThat(counts(1, 0, 1, 0).lenient().calls()).isEqualTo(1);
        assertThat(counts(1, 0, 0, 1).lenient().errors()).isZero();
    }

    @Test
    void whereNothingIsLateNothingChanges() {
        Counts counts = counts(3, 2, 0, 0);
        assertThat(counts.lenient()).isSameAs(counts);
    }

    @Test
    void whatIsTakenOutIsTakenOutOfTheAnswersToo() {
        Counts all = Sample.answers(10, 100, 5, 400);
        Counts left = all.minus(Sample.answers(0, 100, 5, 400));
        assertThat(left.calls()).isEqualTo(10);
        assertThat(left.latencies().in(Tally.bucket(100 * Sample.MILLI))).isEqualTo(10);
        assertThat(left.latencies().in(Tally.bucket(400 * Sample.MILLI))).isZero();
        assertThat(all.minus(Sample.answers(4, 100, 0, 400)).latencies().in(Tally.bucket(100 * Sample.MILLI)))
                .isEqualTo(6);
    }
}
