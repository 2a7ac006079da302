package io.github.evenkeel.retry;

import io.github.evenkeel.Expect;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often calls may be sent again: within ten seconds a share of the calls made in them, and some for every second, so that one who
 * makes few calls may repeat them too. A pool has one, and whatever sends a call twice (retries, hedges) asks it. Without such a limit
 * the retries for a fleet that is overloaded are what keeps it so.
 *
 * <p>It starts full. Time is cut into seconds; the last ten count, the present one among them. So within <i>T</i> seconds at most
 * share × calls + perSecond × (<i>T</i> + 11) are sent again, whatever comes when (of the calls, those of the ten seconds before too).
 *
 * <p>Any number of threads; no lock, and nothing is allocated. A {@link #deposit} adds to a counter that each thread has to itself, and
 * looks at the time. Times are nanoseconds of one clock that never goes back, as {@link System#nanoTime}; a time that is a little older
 * than another thread's counts as that.
 */
public final class RetryBudget {
    /** Long enough that a burst of failures finds what quiet seconds left, short enough that an outage does not live on it. */
    private static final int SECONDS = 10;

    /** A power of two above the window, so that a second's place is not taken anew while the window is read. */
    private static final int PLACES = 16;

    private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A place for withdrawals holds the number of its second above, and how many there were in it below. */
    private static final int COUNT_BITS = 32;

    private static final long COUNT = (1L << COUNT_BITS) - 1;

    private final double share;
    private final double perSecond;
    private final long origin;
    private final LongAdder calls = new LongAdder();
    private final LongAdder granted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final AtomicLong second = new AtomicLong();
    private final AtomicLongArray withdrawn = new AtomicLongArray(PLACES);

    /** All calls before a second, and behind these the numbers of the seconds. */
    private final AtomicLongArray before = new AtomicLongArray(2 * PLACES);

    /**
     * A full budget.
     *
     * @param share     of the calls that may be sent again; 0 to 1, where 0.1 lets every tenth call be sent twice
     * @param perSecond how many more for each second; zero or more, finite
     * @param now       the present
     */
    public RetryBudget(double share, double perSecond, long now) {
        this.share = Expect.within("share", share, 0, 1);
        this.perSecond = Expect.within("perSecond", perSecond, 0, 1_000_000);
        this.origin = now;
    }

    /** A call is made, for the first time. */
    public void deposit(long now) {
        open(number(now));
        calls.increment();
    }

    /** Asks to send a call once more. True if that may be done, and then it is spent. */
    public boolean tryWithdraw(long now) {
        long current = open(number(now));
        int place = (int) (current % PLACES);
        while (true) {
            long seen = withdrawn.get(place);
            if (seen >>> COUNT_BITS > current) {
                // Another thread's second is sixteen later: whoever slept as long asks again.
                return tryWithdraw(origin + (seen >>> COUNT_BITS) * NANOS);
            }
            if (left(current) < 1) {
                refused.increment();
                return false;
            }
            long mine = seen >>> COUNT_BITS == current ? seen : current << COUNT_BITS;
            if (withdrawn.compareAndSet(place, seen, mine + 1)) {
                granted.increment();
                return true;
            }
        }
    }

    /** How many calls could be sent again now. */
    public long balance(long now) {
        return (long) Math.max(0, left(open(number(now))));
    }

    /** True once there was a call that could be sent again. */
    public boolean used() {
        return calls.sum() > 0 || granted.sum() > 0 || refused.sum() > 0;
    }

    /** How many calls were sent again, ever. */
    public long granted() {
        return granted.sum();
    }

    /** How many were not, for want of budget. */
    public long refused() {
        return refused.sum();
    }

    /** The share of the calls that may be sent again. */
    public double share() {
        return share;
    }

    /** How many more may be for each second. */
    public double perSecond() {
        return perSecond;
    }

    private double left(long current) {
        return share * callsSince(current - SECONDS + 1) + perSecond * SECONDS - withdrawnSince(current - SECONDS + 1);
    }

    private long withdrawnSince(long first) {
        long sum = 0;
        for (int i = 0; i < PLACES; i++) {
            long each = withdrawn.get(i);
            if (each >>> COUNT_BITS >= first) sum += each & COUNT;
        }
        return sum;
    }

    /** Of seconds in which nothing happened, nothing is written down: the first that is there stands for those before it. */
    private long callsSince(long first) {
        long earliest = Long.MAX_VALUE;
        long until = 0;
        for (int i = 0; i < PLACES; i++) {
            long number = before.get(PLACES + i);
            if (number >= first && number < earliest) {
                earliest = number;
                until = before.get(i);
            }
        }
        return earliest == Long.MAX_VALUE ? 0 : Math.max(0, calls.sum() - until);
    }

    private long number(long now) {
        return Math.max(0, (now - origin) / NANOS);
    }

    /** The first in a second writes down how many calls came before it. Returns the second that it is by now. */
    private long open(long number) {
        while (true) {
            long seen = second.get();
            if (number <= seen) return seen;
            if (!second.compareAndSet(seen, number)) continue;
            int place = (int) (number % PLACES);
            // Until both are written the second is not there, and its calls do not count: the budget errs to the safe
            // side.
            before.set(place, calls.sum());
            before.set(PLACES + place, number);
            return number;
        }
    }

    /** {@code 10 % of the calls of 10 s and 3.0 per second; 12 sent again, 0 refused}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.0f %% of the calls of 10 s and %.1f per second; %d sent again, %d refused",
                100 * share,
                perSecond,
                granted(),
                refused());
    }
}
