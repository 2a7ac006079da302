package io.github.evenkeel.retry;

import io.github.evenkeel.Expect;
import io.github.evenkeel.Outcome;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When a call is worth sending again, and how long to wait before. Immutable; start from {@link #defaults()} and change what must
 * differ. Whether it is safe to send it again only its protocol knows, and whether there is budget only the pool's
 * {@link RetryBudget}.
 *
 * @param attempts       how often a call is sent at most, the first time included; 1 to 10, default 3
 * @param statuses       answers to try again after; default 502, 503 and 504
 * @param firstPause     the longest wait before the second attempt, doubled for each further one: how long is up to chance, from nothing
 *                       on, so that calls which failed together do not come again together. Whole milliseconds; default 25 ms; zero: no
 *                       waiting
 * @param longestPause   where the doubling ends; not below firstPause, default 250 ms
 * @param longestHoldOff the longest a call waits for a backend that asked for a pause, where no other is left to try; one that asks for
 *                       more gets no second attempt. Zero or more, default 1 s
 */
public record RetryRules(
        int attempts, Set<Integer> statuses, Duration firstPause, Duration longestPause, Duration longestHoldOff) {
    private static final RetryRules DEFAULTS = new RetryRules(
            3, Set.of(502, 503, 504), Duration.ofMillis(25), Duration.ofMillis(250), Duration.ofSeconds(1));

    /** More is a loop, not a retry; and IntervalFunction takes time linear in the attempt. */
    private static final int MOST_ATTEMPTS = 10;

    /**
     * Checks every component.
     *
     * @throws IllegalArgumentException naming the component, its value and what was expected
     */
    public RetryRules {
        Expect.that(attempts >= 1 && attempts <= MOST_ATTEMPTS, "attempts", attempts, "1 to " + MOST_ATTEMPTS);
        statuses = Set.copyOf(Expect.notNull("statuses", statuses));
        for (int status : statuses) {
            Expect.that(status >= 400 && status < 600, "statuses", status, "400 to 599");
        }
        Expect.nanos("firstPause", firstPause);
        Expect.that(
                firstPause.equals(Duration.ofMillis(firstPause.toMillis())),
                "firstPause",
                firstPause,
                "whole milliseconds");
        Expect.nanos("longestPause", longestPause);
        Expect.that(
                longestPause.compareTo(firstPause) >= 0,
                "longestPause",
                longestPause,
                "not below firstPause " + firstPause);
        Expect.nanos("longestHoldOff", longestHoldOff);
    }

    /** Every value at its default. */
    public static RetryRules defaults() {
        return DEFAULTS;
    }

    /** See {@link #attempts()}. */
    public RetryRules withAttempts(int most) {
        return new RetryRules(most, statuses, firstPause, longestPause, longestHoldOff);
    }

    /** See {@link #statuses()}. */
    public RetryRules withStatuses(int... all) {
        Set<Integer> set =
                Arrays.stream(Expect.notNull("statuses", all)).boxed().collect(Collectors.toSet());
        return new RetryRules(attempts, set, firstPause, longestPause, longestHoldOff);
    }

    /** See {@link #firstPause()} and {@link #longestPause()}. */
    public RetryRules withPauses(Duration first, Duration longest) {
        return new RetryRules(attempts, statuses, first, longest, longestHoldOff);
    }

    /** See {@link #longestHoldOff()}. */
    public RetryRules withLongestHoldOff(Duration most) {
        return new RetryRules(attempts, statuses, firstPause, longestPause, most);
    }

    /** True if another member may do better: one could not be reached, cut the call or let it wait, or gave one of the statuses. */
    public boolean worthwhile(Outcome outcome) {
        return switch (outcome.kind()) {
            case CONNECT, RESET, TIMEOUT -> true;
            case SUCCESS, SLOW, CANCELLED -> false;
            case CLIENT_ERROR, FAILURE, GATEWAY, OVERLOADED -> worthwhile(outcome.status());
        };
    }

    /** True for the {@link #statuses()}. */
    public boolean worthwhile(int status) {
        return status >= 400 && statuses.contains(status);
    }

    /**
     * How long to wait before the next attempt, in nanoseconds.
     *
     * @param sent   how often the call was sent until now; 1 or more
     * @param chance a random number in [0, 1)
     */
    public long pauseNanos(int sent, double chance) {
        if (firstPause.isZero()) return 0;
        // Which takes no cap that is the first pause itself.
        if (firstPause.equals(longestPause)) return (long) (firstPause.toNanos() * chance);
        double longest = IntervalFunction.ofExponentialBackoff(firstPause.toMillis(), 2, longestPause.toMillis())
                .apply(Math.min(sent, MOST_ATTEMPTS));
        return (long) (longest * 1e6 * chance);
    }
}
