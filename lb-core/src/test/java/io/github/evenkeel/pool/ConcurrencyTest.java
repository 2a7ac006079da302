package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.OutlierDetection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads, and for once real time: nothing here waits for it to pass. */
@Timeout(180)
class ConcurrencyTest {
    private static final int CALLERS = 10;
    private static final int CALLS_EACH = 300_000;
    private static final int MINIMUM = 6;
    private static final double MOST_EJECTED = 0.5;

    private final AtomicInteger callersLeft = new AtomicInteger(CALLERS);
    private final AtomicLong commands = new AtomicLong();
    private final AtomicLong ejections = new AtomicLong();
    private final BackendPool pool = pool();

    @AfterEach
    void close() {
        pool.close();
    }

    /** Nine members that stay, of 18 in weight: more than all others can have, so that some of them are always in. */
    private static BackendPool pool() {
        OutlierDetection quick = OutlierDetection.defaults()
                .withConsecutiveFaults(2)
                .withEjectionTime(Duration.ofMillis(1), Duration.ofMillis(4))
                .withMaxEjected(MOST_EJECTED);
        BackendPool.Builder builder = BackendPool.builder("orders")
                .selector(StressDelays.selector())
                .random(StressDelays.random())
                .outlierDetection(quick)
                .minimumHealthy(MINIMUM)
                .drainTimeout(Duration.ofMillis(50));
        for (int i = 0; i < 9; i++)
            builder.backend(Backend.of("m" + i, 80).withId("m" + i).withWeight(1 + i % 3));
        return builder.build();
    }

    @Test
    void whateverHappensAtOnceNoCallIsLostOrMisledAndNoEjectionGoesTooFar() throws Exception {
        pool.onEvent(event -> {
            if (event instanceof PoolEvent.MemberEjected) ejections.incrementAndGet();
        });
        StressOperator operator = new StressOperator(pool, commands);
        StressPlaces places = new StressPlaces(pool, MOST_EJECTED, MINIMUM);
        Crowd crowd = new Crowd();
        crowd.with(CALLERS, number -> {
            StressCaller caller = new StressCaller(pool, commands, number);
            try {
                for (int i = 0; i < CALLS_EACH && !crowd.broken(); i++) caller.call();
                caller.endAll();
            } finally {
                callersLeft.decrementAndGet();
            }
        });
        crowd.with(1, number -> {
            while (callersLeft.get() > 0 && !crowd.broken()) {
                operator.command();
                places.judge(operator.ready());
                operator.look();
            }
        });
        crowd.run();

        assertThat(commands.get()).isGreaterThan(1_000);
        assertThat(ejections.get()).isGreaterThan(100);
        assertThat(places.limitReached()).as("the limit was reached").isTrue();
        assertThat(places.minimumReached()).as("the minimum was reached").isTrue();
        allDrainsEnd(operator);
        nothingIsLeftOver(operator);
    }

    /** Ready gives up some; the others end with their calls. */
    private static void allDrainsEnd(StressOperator operator) throws Exception {
        operator.readyAll();
        CompletableFuture.allOf(operator.drains().toArray(CompletableFuture[]::new))
                .handle((done, givenUp) -> true)
                .get(60, TimeUnit.SECONDS);
        assertThat(operator.drains()).allMatch(CompletableFuture::isDone);
        assertThat(operator.drains()).anyMatch(drain -> !drain.isCompletedExceptionally());
    }

    private void nothingIsLeftOver(StressOperator operator) {
        pool.update(pool.backends()); // counts anew, whatever is still to be told of the last calls
        assertThat(operator.ever()).allMatch(member -> member.inFlight() == 0);
        assertThat(operator.ever())
                .allMatch(member -> member.available() == operator.present().contains(member));
        EjectionBudget budget = pool.control.ejector().budget();
        assertThat(budget.out()).isEmpty();
        assertThat(budget.serving()).isEqualTo(operator.present().size());
        assertThat(budget.judgedWeight()).isEqualTo(StressPlaces.weight(operator.ready()));
    }
}
