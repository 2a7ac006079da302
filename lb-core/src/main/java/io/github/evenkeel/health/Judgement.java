package io.github.evenkeel.health;

import java.util.List;

/**
 * What a sweep found. Immutable.
 *
 * @param verdicts who is at fault, the worst first: where not all may go, those at the end stay
 * @param errors   the errors in about the last minute of all that are no worse than the rest. Those found at fault by their own share of
 *                 failures alone are among these: where all fail alike, that is how often all fail
 * @param calls    their calls
 * @param <K>      what is judged: a member, or a route on a member
 */
public record Judgement<K>(List<Verdict<K>> verdicts, double errors, double calls) {
    /** Nothing is known yet. */
    public static <K> Judgement<K> none() {
        return new Judgement<>(List.of(), 0, 0);
    }

    public Judgement {
        verdicts = List.copyOf(verdicts);
    }

    /** This, without those that are at fault for being late, if that is no fault now. */
    public Judgement<K> lenient(boolean overloaded) {
        if (!overloaded
                || verdicts.stream().noneMatch(verdict -> verdict.evidence().late())) return this;
        return new Judgement<>(
                verdicts.stream().filter(verdict -> !verdict.evidence().late()).toList(), errors, calls);
    }

    /**
     * One that is at fault.
     *
     * @param who      the member
     * @param evidence what speaks against it
     */
    public record Verdict<K>(K who, Evidence evidence) {}

    /**
     * How many faults in a row eject the member at once, until the next sweep.
     *
     * @param least  what is set
     * @param recent the member's own calls, as they were judged; one of those that are no worse than the rest
     */
    public int enough(int least, Recent recent) {
        return Runs.enough(
                least,
                errors - recent.errors(),
                calls - recent.calls(),
                recent.counts().calls());
    }
}
