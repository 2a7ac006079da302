package io.github.evenkeel.health;

/**
 * How often a member failed its probes soon after it had recovered from failing, and the hold that follows: it is not believed again
 * before it has been good for as long as the hold, which is longer each time; failures in a row that would have put it out begin the
 * hold anew, fewer do not. So a hold that outlasts the good spells of a flapping member keeps it out until the flapping ends. In panic
 * no hold counts. Immutable, and every change is pure.
 *
 * @param times     failings that are not forgiven: none at 0, and the first at 1 has no hold; one is forgiven for each
 *                  {@link Backoff#max} in service
 * @param holdNanos how long it must be good this time
 * @param at        while it fails, when the hold ends if it does not begin anew; afterwards, when it recovered; nanoseconds of the
 *                  pool's clock, without meaning when times is 0
 */
public record Flaps(int times, long holdNanos, long at) {
    /** Never failed. */
    public static final Flaps NONE = new Flaps(0, 0, 0);

    /** True while good probes are not enough. Meant for a member that fails. */
    public boolean holds(long now) {
        return holdNanos > 0 && now - at < 0;
    }

    /**
     * The verdict becomes FAILING.
     *
     * @param counts false in panic: what happens then lengthens no hold
     */
    Flaps failed(Backoff hold, double chance, boolean counts, long now) {
        long inService = times == 0 ? 0 : Math.max(0, now - at);
        int left = times - (int) Math.min(times, inService / hold.max().toNanos());
        int next = left == Integer.MAX_VALUE || !counts ? left : left + 1;
        long nanos = next <= 1 ? 0 : hold.nanos(next - 1, chance);
        return new Flaps(next, nanos, now + nanos);
    }

    /** Enough probes in a row failed while it was out: the hold begins anew. */
    Flaps failedAgain(long now) {
        return holdNanos == 0 ? this : new Flaps(times, holdNanos, now + holdNanos);
    }

    /** The verdict becomes PASSING. */
    Flaps recovered(long now) {
        return new Flaps(times, holdNanos, now);
    }

    /** The operator vouches for the member: no hold this time. */
    Flaps vouched() {
        return holdNanos == 0 ? this : new Flaps(times, 0, at);
    }
}
