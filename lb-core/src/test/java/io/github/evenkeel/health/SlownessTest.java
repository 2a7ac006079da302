package io.github.evenkeel.health;

import static io.github.evenkeel.health.Sample.MILLI;
import static io.github.evenkeel.health.Sample.answers;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Outcome.Kind;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlownessTest {
    private static double[] reference(Latencies answers) {
        double[] buckets = new double[Latencies.BUCKETS];
        for (int i = 0; i < buckets.length; i++) buckets[i] = answers.in(i);
        return buckets;
    }

    private static boolean slow(Counts own, Counts others) {
        return Slowness.unlikely(own.latencies(), reference(others.latencies()), 3);
    }

    private static Counts exponential(SplittableRandom random, int calls, double meanMillis) {
        Tally tally = new Tally();
        for (int i = 0; i < calls; i++) {
            tally.record(Kind.SUCCESS, (long) (-meanMillis * MILLI * Math.log(1 - random.nextDouble())));
        }
        return tally.take();
    }

    @ParameterizedTest
    @ValueSource(longs = {300, 400, 1_000, 30_000, 300_000})
    void answersThatAlwaysTakeTheSameAreToldApartHoweverMuchSlower(long millis) {
        assertThat(slow(answers(20, millis, 0, 0), answers(1000, 100, 0, 0))).isTrue();
        assertThat(slow(answers(1000, 100, 0, 0), answers(1000, millis, 0, 0))).isFalse();
    }

    @Test
    void oneAnswerProvesNothingHoweverLate() {
        assertThat(slow(answers(99, 100, 1, 100_000), answers(1000, 100, 0, 0))).isFalse();
        assertThat(slow(answers(0, 0, 1, 400), answers(1000, 100, 0, 0))).isFalse();
    }

    /**
     * Three of 50 beside none of 450 come by chance once in a thousand times, which is no proof; and it is not one either where the
     * others of the 50 are in a bucket in which the reference has none.
     */
    @ParameterizedTest
    @ValueSource(longs = {20, 50, 70, 101, 120, 140, 200})
    void aFewLateAnswersProveNothingWhereTheOthersAreALittleQuickerOrSlower(long millis) {
        Counts others = answers(450, 100, 0, 0);
        assertThat(slow(answers(47, millis, 3, 400), others)).isFalse();
        assertThat(slow(answers(30, millis, 20, 400), others)).isTrue();
    }

    /** Each has its own way to its callers, and one answer in fifty that takes four times as long. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.8, 1, 1.2, 1.4})
    void whoDiffersALittleFromTheOthersIsNotFound(double times) {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 5_000; i++) {
            assertThat(slow(narrow(random, 50, times * 100), narrow(random, 450, 100)))
                    .isFalse();
        }
    }

    private static Counts narrow(SplittableRandom random, int calls, double millis) {
        Tally tally = new Tally();
        for (int i = 0; i < calls; i++) {
            double about = random.nextInt(50) == 0 ? 400 : millis;
            tally.record(Kind.SUCCESS, (long) (about * MILLI * (0.98 + 0.04 * random.nextDouble())));
        }
        return tally.take();
    }

    @Test
    void lessThanTheTimesIsNotFound() {
        assertThat(slow(answers(1000, 200, 0, 0), answers(1000, 100, 0, 0))).isFalse();
    }

    @Test
    void withoutOthersNothingIsKnown() {
        assertThat(slow(answers(1000, 200, 0, 0), answers(0, 0, 0, 0))).isFalse();
    }

    /** A third of the answers is of before. */
    @Test
    void thirtyAnswersAreEnoughMostly() {
        SplittableRandom random = new SplittableRandom(1);
        Counts others = exponential(random, 2000, 20);
        int found = 0;
        for (int i = 0; i < 1000; i++) {
            if (slow(exponential(random, 20, 80).plus(exponential(random, 10, 20)), others)) found++;
        }
        assertThat(found).isBetween(700, 1000);
    }

    /** By the bound, 1 in 100,000 at most. */
    @Test
    void ofEqualsNobodyIsFound() {
        SplittableRandom random = new SplittableRandom(2);
        Counts others = exponential(random, 2000, 20);
        for (int i = 0; i < 20_000; i++)
            assertThat(slow(exponential(random, 30, 20), others)).isFalse();
    }

    /** So many answers in these buckets, of which four are a doubling. */
    private static Latencies in(int... bucketsAndCounts) {
        int[] buckets = new int[Latencies.BUCKETS];
        for (int i = 0; i < bucketsAndCounts.length; i += 2) buckets[bucketsAndCounts[i]] = bucketsAndCounts[i + 1];
        return new Latencies(0, buckets);
    }

    private static boolean slow(Latencies own, Latencies others, double times) {
        return Slowness.unlikely(own, reference(others), times);
    }

    @Test
    void whatIsTooSlowIsAskedForInWholeBuckets() {
        Latencies others = in(30, 1000);
        assertThat(slow(in(35, 1000), others, 3)).as("2.4 times").isFalse();
        assertThat(slow(in(36, 20), others, 3))
                .as("2.8 times, which is six of 6.3 buckets")
                .isTrue();
        assertThat(slow(in(33, 1000), others, 2)).isFalse();
        assertThat(slow(in(34, 20), others, 2)).as("a doubling is four").isTrue();
        assertThat(slow(in(30, 1000), others, 1.01)).isFalse();
        assertThat(slow(in(31, 20), others, 1.01)).as("one at the least").isTrue();
    }

    /** Two are 15 in logarithms: enough beside the bound of 11.5 for what is asked for, not for one in 420 of what is tried. */
    @Test
    void theMoreIsTriedTheMoreItTakes() {
        Latencies others = in(30, 1000);
        assertThat(slow(in(36, 2), others, 3)).isTrue();
        assertThat(slow(in(36 + 19, 2), others, 3)).isFalse();
        assertThat(slow(in(36 + 19, 3), others, 3)).isTrue();
    }

    @Test
    void theFirstBucketIsAsGoodABeginningAsAnyOther() {
        assertThat(slow(in(8, 20), in(0, 1000), 3)).isTrue();
    }

    @Test
    void whatWouldBeSlowerThanTheLastBucketIsInIt() {
        int last = Latencies.BUCKETS - 1;
        assertThat(slow(in(last, 20), in(last - 6, 100, last, 100), 3)).isTrue();
        assertThat(slow(in(last, 20), in(last, 200), 3)).isFalse();
    }

    /** The others of the twenty are as quick as the reference's, or nearly, and speak against it. */
    @Test
    void threeLateAnswersProveNothingWhereTheReferenceIsInTheFirstBucket() {
        Latencies others = in(0, 1000);
        assertThat(slow(in(8, 3), others, 3)).isTrue();
        assertThat(slow(in(0, 17, 8, 3), others, 3)).isFalse();
        assertThat(slow(in(3, 17, 8, 3), others, 3)).isFalse();
    }
}
