package io.github.evenkeel.health;

import io.github.evenkeel.Outcome.Kind;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the calls of a member, or of one route on a member, told in a while: all that detectors see. Immutable. Errors are the outcomes
 * that count against a backend ({@link Kind#fault()}); calls that the caller gave up are not judged, and only known by what they waited.
 */
public final class Counts {
    /** No calls. */
    public static final Counts NONE = new Counts(new int[Tally.KINDS.length], Latencies.NONE);

    private final int[] kinds;
    private final Latencies latencies;
    private final int calls;
    private final int errors;

    /** Takes the array over. */
    Counts(int[] kinds, Latencies latencies) {
        this.kinds = kinds;
        this.latencies = latencies;
        int judged = 0;
        int against = 0;
        for (int count : kinds) judged += count;
        for (int fault : Tally.FAULTS) against += kinds[fault];
        this.calls = judged - kinds[Kind.CANCELLED.ordinal()];
        this.errors = against;
    }

    /** How many calls are judged. */
    public int calls() {
        return calls;
    }

    /** How many of them speak against the member. */
    public int errors() {
        return errors;
    }

    /** How many were answered well. One that was sent away was not, though nobody is at fault for it: it only shows that somebody is there. */
    public int good() {
        return calls - errors - of(Kind.OVERLOADED);
    }

    /** The share of the calls that speak against the member; 0 without calls. */
    public double errorRate() {
        return calls == 0 ? 0 : (double) errors / calls;
    }

    /** How many calls told this. */
    public int of(Kind kind) {
        return kinds[kind.ordinal()];
    }

    /** How long the answers took, late ones and what cancelled calls waited included. */
    public Latencies latencies() {
        return latencies;
    }

    boolean none() {
        return calls == 0 && latencies.count() == 0;
    }

    /** These and more. */
    public Counts plus(Counts more) {
        if (more.none()) return this;
        if (none()) return more;
        return new Counts(addTo(more.kinds.clone()), latencies.plus(more.latencies));
    }

    /** Adds these to the same kinds; returns the array. */
    int[] addTo(int[] sums) {
        for (int i = 0; i < sums.length; i++) sums[i] += kinds[i];
        return sums;
    }

    /** These without some that are among them; where more are to go than there are, none is left. */
    Counts minus(Counts some) {
        if (some.none()) return this;
        int[] left = kinds.clone();
        for (int i = 0; i < left.length; i++) left[i] = Math.max(0, left[i] - some.kinds[i]);
        return new Counts(left, latencies.minus(some.latencies));
    }

    /** The same where lateness is held against nobody: without time-outs, and with late answers for good ones. */
    public Counts lenient() {
        if (of(Kind.TIMEOUT) == 0 && of(Kind.SLOW) == 0) return this;
        int[] changed = kinds.clone();
        forgiveLate(changed);
        return new Counts(changed, latencies);
    }

    static void forgiveLate(int[] kinds) {
        kinds[Kind.SUCCESS.ordinal()] += kinds[Kind.SLOW.ordinal()];
        kinds[Kind.SLOW.ordinal()] = 0;
        kinds[Kind.TIMEOUT.ordinal()] = 0;
    }

    /** The errors by kind, as evidence has them. */
    Map<String, Integer> faults() {
        Map<String, Integer> faults = new LinkedHashMap<>();
        for (Kind kind : Tally.KINDS) {
            if (kind.fault() && of(kind) > 0) faults.put(kind.name(), of(kind));
        }
        return faults;
    }
}
