package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static Latencies of(long... nanos) {
        int[] buckets = new int[Latencies.BUCKETS];
        for (long each : nanos) buckets[Latencies.bucket(each)]++;
        return new Latencies(0, buckets);
    }

    @Test
    void everyLatencyIsInTheBucketThatBeginsAtOrBelowIt() {
        for (int bucket = 1; bucket < Latencies.BUCKETS; bucket++) {
            long least = Latencies.least(bucket);
            assertThat(Latencies.bucket(least - 1)).isEqualTo(bucket - 1);
            assertThat(Latencies.bucket(least)).isEqualTo(bucket);
            assertThat(Latencies.firstAbove(least)).isEqualTo(bucket);
            assertThat(Latencies.firstAbove(least + 1)).isEqualTo(bucket + 1);
        }
        assertThat(Latencies.bucket(0)).isZero();
        assertThat(Latencies.bucket(-5)).isZero();
        assertThat(Latencies.bucket(Long.MAX_VALUE)).isEqualTo(Latencies.BUCKETS - 1);
        assertThat(Latencies.firstAbove(0)).isZero();
        assertThat(Latencies.firstAbove(Long.MAX_VALUE)).isEqualTo(Latencies.BUCKETS);
    }

    @Test
    void bucketsReachFromNetworksToTimeOutsAndNoneIsWiderThanAQuarter() {
        assertThat(Latencies.least(1)).isEqualTo(262_144);
        assertThat(Latencies.least(Latencies.BUCKETS - 1)).isBetween(200_000_000_000L, 210_000_000_000L);
        for (int bucket = 1; bucket < Latencies.BUCKETS - 1; bucket++) {
            assertThat((double) Latencies.least(bucket + 1) / Latencies.least(bucket))
                    .isBetween(1.14, 1.25);
        }
    }

    @Test
    void aQuantileIsWithinABucketOfTheSortedOne() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 500; round++) {
            long[] nanos = new long[1 + random.nextInt(300)];
            for (int i = 0; i < nanos.length; i++) nanos[i] = (long) Math.pow(10, random.nextDouble(6, 11.2));
            Latencies latencies = of(nanos);
            assertThat(latencies.count()).isEqualTo(nanos.length);
            Arrays.sort(nanos);
            for (double share : new double[] {0.01, 0.5, 0.95, 1}) {
                long sorted = nanos[(int) Math.ceil(share * nanos.length - 1e-9) - 1];
                assertThat(Latencies.bucket(latencies.quantileNanos(share))).isEqualTo(Latencies.bucket(sorted));
            }
            assertThat(latencies.quantileNanos(1)).isGreaterThanOrEqualTo(latencies.quantileNanos(0.95));
        }
    }

    @Test
    void onlyWhatIsSurelySlowerIsCountedAbove() {
        long least = Latencies.least(30);
        Latencies latencies = of(least - 1, least, least + 1);
        assertThat(latencies.above(0)).isEqualTo(3);
        assertThat(latencies.above(least)).isEqualTo(2);
        assertThat(latencies.above(least + 1)).isZero();
        assertThat(latencies.above(Long.MAX_VALUE)).isZero();
    }

    @Test
    void withoutAnswersThereIsNoLatency() {
        assertThat(Latencies.NONE.quantile(0.95)).isZero();
        assertThat(Latencies.NONE.quantile(1)).isZero();
        assertThat(of(Long.MAX_VALUE).quantile(0.95))
                .isEqualTo(Duration.ofNanos(Latencies.least(Latencies.BUCKETS - 1)));
    }

    @Test
    void sumsLeaveTheirPartsAsTheyWere() {
        Latencies one = of(1, 1_000_000);
        Latencies two = of(1_000_000);
        assertThat(one.plus(two).in(Latencies.bucket(1_000_000))).isEqualTo(2);
        assertThat(one.plus(two).count()).isEqualTo(3);
        assertThat(one.count()).isEqualTo(2);
        assertThat(one.plus(Latencies.NONE)).isSameAs(one);
        assertThat(Latencies.NONE.plus(one)).isSameAs(one);
    }

    @Test
    void badSharesAreNamed() {
        for (double share : new double[] {0, -1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> Latencies.NONE.quantile(share))
                    .hasMessage("share: " + share + " (expected: above 0, at most 1)");
        }
    }

    @Test
    void theSumTakesEachAnswerForTheMiddleOfItsBucketAndOfTheLastForItsBeginning() {
        assertThat(Latencies.NONE.sumNanos()).isZero();
        double middle = (Latencies.least(30) + Latencies.least(31)) / 2.0;
        assertThat(of(Latencies.least(30), Latencies.least(31) - 1).sumNanos()).isEqualTo(2 * middle);
        assertThat(of(Latencies.least(30), Long.MAX_VALUE).sumNanos())
                .isEqualTo(middle + Latencies.least(Latencies.BUCKETS - 1));
    }

    @Test
    void whatIsAboveIsCountedWhereverTheFirstBucketIs() {
        Latencies latencies = new Latencies(30, new int[] {1, 2, 4});
        assertThat(latencies.from()).isEqualTo(30);
        assertThat(latencies.above(0)).isEqualTo(7);
        assertThat(latencies.above(Latencies.least(31))).isEqualTo(6);
        assertThat(latencies.above(Latencies.least(32))).isEqualTo(4);
        assertThat(latencies.above(Latencies.least(33))).isZero();
    }
}
