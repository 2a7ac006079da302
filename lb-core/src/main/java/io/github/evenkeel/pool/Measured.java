package io.github.evenkeel.pool;

import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.Counts;
import java.time.Duration;
import java.util.List;

/**
 * What a sweep saw that settings are to be held against. Immutable.
 *
 * @param longest  the oldest call that was open at a sweep, nanoseconds: calls take that long at the least
 * @param streams  the most calls that had been open for {@link #LONG} at a sweep
 * @param busy     the share of their capacity that the members say is in use, 0 to 1 and above; 0 unless all of them say
 * @param busyLess that share for the others if the largest were out
 * @param refused  the least share of calls that a member refused as overloaded while all served; 0 if one refused none
 */
record Measured(long longest, int streams, double busy, double busyLess, double refused) {
    static final Measured NOTHING = new Measured(0, 0, 0, 0, 0);

    /** Longer than a slow answer to a question; a stream or a socket. */
    static final Duration LONG = Duration.ofSeconds(30);

    /** Fewer calls of a member tell nothing of a share. */
    private static final int LEAST_CALLS = 20;

    /** Also remembers the longest and the most ever: calls that are rare are cut all the same. */
    Measured next(List<Member> members, OpenLeases open, long now) {
        long[] seen = {longest, 0}; // the oldest; how many are long
        open.forEach(lease -> {
            long age = lease.age(now);
            if (age >= LONG.toNanos()) seen[1]++;
            seen[0] = Math.max(seen[0], age);
        });
        double all = 0;
        double used = 0;
        double largest = 0;
        double least = 1;
        for (Member member : members) {
            // Who is out has left its calls to the others: what these have is no measure of all together.
            boolean serves = member.available() && !member.health().ejected() && !member.warming();
            boolean wanted = serves && !Double.isNaN(used); // one that says nothing, and nothing is known of all
            double says = wanted ? member.standing().utilisation(now) : Double.NaN;
            double weight = member.backend().weight();
            all += weight;
            used += weight * says;
            largest = Math.max(largest, weight);
            if (least > 0) least = Math.min(least, serves ? refused(member) : 0);
        }
        boolean one = members.size() < 2;
        return new Measured(
                seen[0],
                (int) Math.max(streams, seen[1]),
                one || Double.isNaN(used) ? 0 : used / all,
                one || Double.isNaN(used) ? 0 : used / (all - largest),
                one ? 0 : least);
    }

    private static double refused(Member member) {
        History history = member.standing().history();
        Counts counts = history == null ? Counts.NONE : history.recent().counts();
        return counts.calls() < LEAST_CALLS ? 0 : (double) counts.of(Outcome.Kind.OVERLOADED) / counts.calls();
    }
}
