package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.health.Counts;
import io.github.evenkeel.health.Tally;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GoodAnswersTest {
    private static final int ROUND = 1 << 12;

    private final Tally tally = new Tally();
    private long answers = GoodAnswers.NONE;

    @Test
    void thirtyOneAlikeWaitAndTheNextTakesThemToTheTally() {
        for (int i = 1; i <= 31; i++) add(40);
        assertThat(tally.successes()).isZero();
        assertThat(count()).isEqualTo(31);

        add(40);

        assertThat(tally.successes()).isEqualTo(32);
        assertThat(count()).isEqualTo(32);
        assertThat(tally.take().latencies().count()).isEqualTo(32);
    }

    @Test
    void whatFallsFourBucketsBesideTheFirstStillWaitsAndWhatFallsFiveBesideDoesNot() {
        add(40);
        add(36);
        add(44);
        assertThat(tally.successes()).isZero();

        add(35);
        add(45);

        assertThat(tally.successes()).isEqualTo(2);
        assertThat(count()).isEqualTo(5);
        assertThat(tally.take().latencies().count()).isEqualTo(2);
    }

    @Test
    void onceTakenTheNextAnswersGatherAroundTheFirstOfThem() {
        add(40);
        GoodAnswers.record(answers, tally);
        answers = GoodAnswers.taken(answers);

        add(70);
        add(66);

        assertThat(tally.successes()).isEqualTo(1);
        assertThat(count()).isEqualTo(3);
    }

    @Test
    void noAnswerIsLostOrCountedTwiceWheneverTheWaitingOnesAreTaken() {
        SplittableRandom random = new SplittableRandom(5);
        Tally direct = new Tally();
        int sinceThen = 0;
        for (int i = 1; i <= 3 * ROUND; i++) {
            int latency = 1 << random.nextInt(31);
            direct.record(Kind.SUCCESS, latency);
            add(Tally.bucket(latency));
            sinceThen++;
            assertThat(count()).isEqualTo(i);
            assertThat(tally.calls() + GoodAnswers.waiting(answers)).isEqualTo(sinceThen);
            if (random.nextInt(13) == 0) {
                GoodAnswers.record(answers, tally);
                answers = GoodAnswers.taken(answers);
                Counts counts = tally.take();
                assertThat(counts.of(Kind.SUCCESS)).isEqualTo(sinceThen);
                Counts expected = direct.take();
                for (double share : new double[] {.1, .5, .9, 1}) {
                    assertThat(counts.latencies().quantile(share))
                            .isEqualTo(expected.latencies().quantile(share));
                }
                sinceThen = 0;
            }
        }
    }

    @Test
    void theFirstAndTheLastBucketWaitAsWellAsAnyOther() {
        int last = Tally.bucket(Long.MAX_VALUE);
        add(0);
        add(last);
        GoodAnswers.record(answers, tally);

        Counts counts = tally.take();

        assertThat(counts.of(Kind.SUCCESS)).isEqualTo(2);
        assertThat(counts.latencies().quantile(.5).toNanos()).isLessThan(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(counts.latencies().quantile(1).toSeconds()).isGreaterThan(200);
    }

    @Test
    void theCountIsRightAsLongAsTheTallyIsLessThanARoundBehind() {
        for (int i = 0; i < ROUND - 1; i++)
            answers = GoodAnswers.plus(answers, i % 80); // nobody takes them to the tally

        assertThat(count()).isEqualTo(ROUND - 1);
    }

    @Test
    void aNumberReadLongBeforeTheAnswersIsOutdated() {
        assertThat(GoodAnswers.outdated(7, 7)).isFalse();
        assertThat(GoodAnswers.outdated(7, 7 + ROUND / 2 - 1)).isFalse();
        assertThat(GoodAnswers.outdated(7, 7 + ROUND / 2)).isTrue();
    }

    private void add(int bucket) {
        long before = answers;
        answers = GoodAnswers.plus(before, bucket);
        if (!GoodAnswers.waits(before, answers)) GoodAnswers.record(before, answers, bucket, tally);
    }

    private long count() {
        return GoodAnswers.count(tally.successes(), answers);
    }
}
