package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That no open lease is ever lost from its member's list, seen from outside: a drain's time-out must reach every one. */
@Timeout(120)
class OpenLeasesTest {
    private static final int THREADS = 6;
    private static final int CALLS_EACH = 150_000;

    @Test
    void aRevocationReachesExactlyTheOpenOnesWhereverTheyStand() {
        for (long seed = 1; seed <= 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Bench bench = new Bench(seed, "a");
            List<Lease> open = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                if (random.nextInt(3) > 0 || open.isEmpty()) open.add(bench.open("a"));
                else
                    open.remove(random.nextInt(random.nextBoolean() ? open.size() : Math.min(3, open.size())))
                            .close();
                if (random.nextInt(500) == 0) bench.time.advance(Duration.ofSeconds(11)); // a sweep
            }
            bench.pool.forceDrain("a", Duration.ZERO);
            bench.time.runDue();
            assertThat(open).allMatch(Lease::revoked);
            open.forEach(Lease::close);
            bench.time.runDue();
            assertThat(bench.events(PoolEvent.DrainEnded.class))
                    .singleElement()
                    .matches(e -> e.revoked() == open.size());
        }
    }

    @Test
    void noOpenLeaseIsLostWhileOthersComeGoAndAreSwept() throws Exception {
        Bench bench = new Bench(1, "a");
        List<Lease> held = new ArrayList<>();
        AtomicInteger callers = new AtomicInteger(THREADS);
        AtomicBoolean swept = new AtomicBoolean();
        Crowd crowd = new Crowd();
        crowd.with(THREADS, number -> {
            SplittableRandom random = new SplittableRandom(number);
            Deque<Lease> mine = new ArrayDeque<>();
            for (int i = 0; i < CALLS_EACH && !crowd.broken(); i++) {
                Lease lease = bench.pool.acquire(CallContext.any());
                if (random.nextInt(4) == 0) mine.addLast(lease);
                else lease.close();
                if (mine.size() > 100) (random.nextBoolean() ? mine.removeFirst() : mine.removeLast()).close();
            }
            synchronized (held) {
                held.addAll(mine);
            }
            callers.decrementAndGet();
        });
        crowd.with(1, number -> {
            while (callers.get() > 0 && !crowd.broken()) {
                bench.time.advance(Duration.ofSeconds(11));
                swept.set(true);
            }
        });
        crowd.run();
        assertThat(swept).isTrue();
        assertThat(held).hasSizeGreaterThan(THREADS * 50);
        assertThat(bench.member("a").inFlight()).isEqualTo(held.size());
        AtomicInteger revoked = new AtomicInteger();
        held.forEach(lease -> lease.onRevoked(revoked::incrementAndGet));
        bench.pool.forceDrain("a", Duration.ZERO);
        bench.time.runDue();
        assertThat(revoked).hasValue(held.size());
        held.forEach(Lease::close);
        bench.time.runDue();
        assertThat(bench.events(PoolEvent.DrainEnded.class)).singleElement().matches(e -> e.revoked() == held.size());
    }

    /** A call that lasts for ever at the bottom and one at the top must not keep all that ended between them alive. */
    @Test
    void whatEndedIsGarbageAlsoBehindACallThatNeverEnds() {
        Bench bench = new Bench(1, "a");
        Lease bottom = bench.open("a");
        long before = usedAfterCollection();
        Deque<Lease> window = new ArrayDeque<>();
        for (int i = 0; i < 1_000_000; i++) {
            window.addLast(bench.open("a"));
            // Ends below the top, where no push drops it.
            if (window.size() > 3) end(window.removeFirst());
        }
        long grown = usedAfterCollection() - before;
        // A million handles would be 48 MB and more.
        assertThat(grown).isLessThan(8_000_000);
        assertThat(bench.member("a").inFlight()).isEqualTo(4);
        window.forEach(OpenLeasesTest::end);
        end(bottom);
    }

    private static void end(Lease lease) {
        lease.responded(Outcome.SUCCESS);
        lease.close();
    }

    private static long usedAfterCollection() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
