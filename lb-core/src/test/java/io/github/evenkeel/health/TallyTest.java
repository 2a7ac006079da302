package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Outcome.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final long MILLI = 1_000_000;

    @Test
    void eachKindIsCountedOnceAndTakenOnce() {
        Tally tally = new Tally();
        List<Kind> kinds = List.of(Kind.values());
        for (Kind kind : kinds) {
            for (int i = 0; i <= kinds.indexOf(kind); i++) tally.record(kind, MILLI);
        }
        Counts counts = tally.take();
        for (Kind kind : kinds) assertThat(counts.of(kind)).isEqualTo(kinds.indexOf(kind) + 1);
        assertThat(tally.take()).isSameAs(Counts.NONE);
    }

    @Test
    void faultsAreErrorsAndWhatTheCallerGaveUpIsNoCall() {
        Tally tally = new Tally();
        for (Kind kind : Kind.values()) tally.record(kind, MILLI);
        Counts counts = tally.take();
        assertThat(counts.calls()).isEqualTo(Kind.values().length - 1);
        assertThat(counts.errors()).isEqualTo(6);
        assertThat(counts.good()).as("neither a fault nor sent away").isEqualTo(2);
        assertThat(counts.errorRate()).isEqualTo(6 / 9.0);
        assertThat(counts.faults())
                .isEqualTo(Map.of("FAILURE", 1, "GATEWAY", 1, "CONNECT", 1, "RESET", 1, "TIMEOUT", 1, "SLOW", 1));
        assertThat(Counts.NONE.errorRate()).isZero();
    }

    @Test
    void whatIsTakenOnTopOfWhatIsCarriedOverIsTheSumOfBoth() {
        SplittableRandom random = new SplittableRandom(11);
        List<Kind> kinds = List.of(Kind.values());
        for (int round = 0; round < 2000; round++) {
            Tally one = new Tally();
            Tally other = new Tally();
            Counts carried = Counts.NONE;
            boolean lenient = random.nextBoolean();
            for (int sweep = 0; sweep < 3; sweep++) {
                for (int calls = random.nextInt(4); calls > 0; calls--) {
                    Kind kind = kinds.get(random.nextInt(kinds.size()));
                    long nanos = 1L << random.nextInt(40);
                    one.record(kind, nanos);
                    other.record(kind, nanos);
                }
                Counts fresh = other.take();
                Counts sum = carried.plus(lenient ? fresh.lenient() : fresh);
                carried = one.take(carried, lenient);
                for (Kind kind : kinds) assertThat(carried.of(kind)).isEqualTo(sum.of(kind));
                assertThat(carried.calls()).isEqualTo(sum.calls());
                assertThat(carried.errors()).isEqualTo(sum.errors());
                for (int bucket = 0; bucket < Latencies.BUCKETS; bucket++) {
                    assertThat(carried.latencies().in(bucket))
                            .isEqualTo(sum.latencies().in(bucket));
                }
                assertThat(carried.latencies().count())
                        .isEqualTo(sum.latencies().count());
            }
        }
    }

    @Test
    void whatWillBeTakenCanBeCountedBefore() {
        Tally tally = new Tally();
        for (int round = 0; round < 3; round++) {
            for (Kind kind : Kind.values()) tally.record(kind, MILLI);
        }
        assertThat(tally.calls()).isEqualTo(27);
        assertThat(tally.errors()).isEqualTo(18);
        assertThat(tally.good()).isEqualTo(6);
        assertThat(tally.overloaded()).isEqualTo(3);
        Counts counts = tally.take();
        assertThat(counts.calls()).isEqualTo(27);
        assertThat(counts.errors()).isEqualTo(18);
        assertThat(counts.good()).isEqualTo(6);
        assertThat(tally.calls()).isZero();
        assertThat(tally.errors()).isZero();
        assertThat(tally.good()).isZero();
    }

    @Test
    void answersAndWaitsHaveALatencyAndFailuresHaveNone() {
        Tally tally = new Tally();
        for (Kind kind : Kind.values()) tally.record(kind, kind == Kind.SUCCESS ? MILLI : 9 * MILLI);
        Latencies latencies = tally.take().latencies();
        assertThat(latencies.count()).isEqualTo(3); // SUCCESS, SLOW and CANCELLED
        assertThat(latencies.above(5 * MILLI)).isEqualTo(2);
    }

    @Test
    void waitsAloneAreNoCallsButAreNotNothing() {
        Tally tally = new Tally();
        tally.record(Kind.CANCELLED, MILLI);
        Counts counts = tally.take();
        assertThat(counts.calls()).isZero();
        assertThat(counts.none()).isFalse();
        assertThat(counts.plus(Counts.NONE)).isSameAs(counts);
        assertThat(Counts.NONE.plus(counts)).isSameAs(counts);
        assertThat(counts.plus(counts).latencies().count()).isEqualTo(2);
    }

    @Test
    void noCallIsLostOrCountedTwiceWhileOthersTake() throws InterruptedException {
        Tally tally = new Tally();
        Kind[] kinds = {Kind.SUCCESS, Kind.RESET, Kind.CLIENT_ERROR};
        int each = 100_000;
        AtomicInteger running = new AtomicInteger(3);
        CountDownLatch taken = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            int first = t;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    // Nobody is through before something was taken in between.
                    if (i == each / 2) awaitTaken(taken);
                    tally.record(kinds[(first + i) % 3], (i % 50) * MILLI);
                }
                running.decrementAndGet();
            });
            threads.add(thread);
            thread.start();
        }
        Counts sum = Counts.NONE;
        while (running.get() > 0) {
            sum = sum.plus(tally.take());
            if (!sum.none()) taken.countDown();
        }
        for (Thread thread : threads) thread.join();
        sum = sum.plus(tally.take());
        for (Kind kind : kinds) assertThat(sum.of(kind)).isEqualTo(each);
        assertThat(sum.calls()).isEqualTo(3 * each);
        assertThat(sum.latencies().count()).isEqualTo(each);
    }

    private static void awaitTaken(CountDownLatch taken) {
        try {
            taken.await();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    @Test
    void whatIsAddedUpIsTakenByNoSweepAndIsNoCall() {
        Tally tally = new Tally();
        tally.successes(3);
        tally.successes(4);
        assertThat(tally.take()).isSameAs(Counts.NONE);
        assertThat(tally.successes()).isEqualTo(7);
    }

    @Test
    void onlyTheBucketsFromTheQuickestAnswerToTheSlowestAreKept() {
        Tally tally = new Tally();
        tally.success(30, 1);
        tally.success(33, 2);
        Latencies latencies = tally.take().latencies();
        assertThat(latencies.from()).isEqualTo(30);
        assertThat(latencies.to()).isEqualTo(34);
        tally.success(Latencies.BUCKETS - 1, 1);
        latencies = tally.take().latencies();
        assertThat(latencies.from()).isEqualTo(Latencies.BUCKETS - 1);
        assertThat(latencies.to()).isEqualTo(Latencies.BUCKETS);
    }
}
