package io.github.evenkeel.health;

import io.github.evenkeel.Outcome.Kind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * Counts what the calls of a member tell, from one sweep to the next. Any number of threads record; one thread takes. A record is one
 * atomic addition for a success and for a failure, two for an answer that came late; it never waits, never allocates and is not lost while the tally is in use.
 * (Plain additions would be some nanoseconds quicker and lose calls just when there are most of them.)
 *
 * <p>There are no two halves to swap: the taker empties each counter with an exchange, so that an addition is in exactly one sweep, and
 * the whole is one array of about 400 bytes. Of a SLOW or CANCELLED call that is recorded just then, the latency may be in one sweep and
 * the kind in the other: one takes it for a SUCCESS, and the other for a call without a latency, so that there may be a success too
 * few. Make one at a member's first call, and keep it for as long as a call may record: one that
 * records into a dropped one is lost.
 */
public final class Tally {
    static final Kind[] KINDS = Kind.values();

    /** Where those are that speak against a member. */
    static final int[] FAULTS =
            Arrays.stream(KINDS).filter(Kind::fault).mapToInt(Kind::ordinal).toArray();

    private static final int BUCKETS_FROM = KINDS.length;

    private static final VarHandle COUNTERS = MethodHandles.arrayElementVarHandle(int[].class);

    private static final AtomicLongFieldUpdater<Tally> SUCCESSES =
            AtomicLongFieldUpdater.newUpdater(Tally.class, "successes");

    private volatile long successes;
    private final int[] counters = new int[BUCKETS_FROM + Latencies.BUCKETS];

    /** All at zero. */
    public Tally() {}

    /**
     * Counts a call. What a cancelled call waited is a lower bound of its latency: record it only where it is more than the member's
     * answers usually take, or callers that change their minds make a slow member look quick.
     *
     * @param nanos how long the answer took; looked at for SUCCESS, SLOW and CANCELLED only
     */
    public void record(Kind kind, long nanos) {
        switch (kind) {
            case SUCCESS -> success(bucket(nanos), 1);
            case SLOW, CANCELLED -> {
                success(bucket(nanos), 1);
                count(kind.ordinal(), 1);
            }
            default -> count(kind.ordinal(), 1);
        }
    }

    /** Which of the buckets of {@link Latencies} a latency falls in, 0 to 79. */
    public static int bucket(long nanos) {
        return Latencies.bucket(nanos);
    }

    /** As {@link #record} for so many a SUCCESS whose {@link #bucket} is known. */
    public void success(int bucket, int times) {
        count(BUCKETS_FROM + bucket, times);
    }

    private void count(int counter, int times) {
        COUNTERS.getAndAdd(counters, counter, times);
    }

    /** Adds to {@link #successes()}, and to nothing else. */
    public void successes(int more) {
        SUCCESSES.getAndAdd(this, more);
    }

    /** What those who record have added up here; no sweep takes it. */
    public long successes() {
        return successes;
    }

    /** What was recorded since the last time. Control plane only; 90 plain reads, an exchange for each that is not zero. */
    public Counts take() {
        return take(Counts.NONE, false);
    }

    /**
     * The same on top of what is carried over: made at once, for there may be ten thousand members.
     *
     * @param lenient whether what was recorded is taken as {@link Counts#lenient} has it
     */
    Counts take(Counts carried, boolean lenient) {
        int first = BUCKETS_FROM;
        while (first < counters.length && counters[first] == 0) first++;
        int end = counters.length;
        while (end > first && counters[end - 1] == 0) end--;
        if (first == end && !told()) return carried; // most legs of most sweeps: nothing is allocated for them
        int[] kinds = new int[BUCKETS_FROM];
        drain(0, BUCKETS_FROM, kinds, 0);
        Latencies before = carried.latencies();
        Latencies latencies = first == end ? before : answers(before, first - BUCKETS_FROM, end - BUCKETS_FROM);
        int others = kinds[Kind.SLOW.ordinal()] + kinds[Kind.CANCELLED.ordinal()];
        // A call that is being recorded right now may have one of its two additions in this sweep and one in the next.
        kinds[Kind.SUCCESS.ordinal()] = Math.max(0, latencies.count() - before.count() - others);
        if (lenient) Counts.forgiveLate(kinds);
        return new Counts(carried.addTo(kinds), latencies);
    }

    private Latencies answers(Latencies before, int from, int end) {
        boolean none = before.count() == 0;
        int low = none ? from : Math.min(before.from(), from);
        int[] buckets = before.within(low, none ? end : Math.max(before.to(), end));
        drain(BUCKETS_FROM + from, BUCKETS_FROM + end, buckets, from - low);
        return new Latencies(low, buckets);
    }

    private boolean told() {
        for (int i = 0; i < BUCKETS_FROM; i++) {
            if (counters[i] != 0) return true;
        }
        return false;
    }

    /** The calls since the last {@link #take} that are judged; it will have them still. Any thread: 90 plain reads, about 20 ns. */
    public int calls() {
        int sum = 0;
        for (int counter : counters) sum += counter;
        // A late answer is counted twice, and judged once; what waited in vain is counted twice, and judged not at all.
        return Math.max(0, sum - counters[Kind.SLOW.ordinal()] - 2 * counters[Kind.CANCELLED.ordinal()]);
    }

    /** How many of them speak against the member. */
    public int errors() {
        int sum = 0;
        for (int fault : FAULTS) sum += counters[fault];
        return sum;
    }

    /** How many of them were answered well, as {@link Counts#good()} has it. */
    public int good() {
        return calls() - errors() - overloaded();
    }

    /** How many of them were sent away, which is neither. */
    public int overloaded() {
        return counters[Kind.OVERLOADED.ordinal()];
    }

    private void drain(int from, int end, int[] into, int at) {
        for (int i = from, j = at; i < end; i++, j++) {
            if (counters[i] == 0) continue; // a plain read: what it misses is in the next sweep
            into[j] += (int) COUNTERS.getAndSet(counters, i, 0);
        }
    }
}
