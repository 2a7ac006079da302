package io.github.evenkeel.examples.probes;

import io.github.evenkeel.examples.probes.Settings.Conduct;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.MemberStatus;
import java.util.Arrays;
import java.util.List;

/**
 * What was seen in a run.
 *
 * @param begins  of each member's probes, in order, in seconds since the start of the checks
 * @param elapsed seconds from there to the end
 * @param threads that probes have, each time they were counted
 * @param failed  probes of members that answer, without a good answer
 * @param slowest seconds that one of these took at most
 * @param late    seconds by which the thread that counts came late at most: how long the machine kept others waiting
 * @param members at the end
 */
record Observed(
        Settings settings,
        List<double[]> begins,
        double elapsed,
        List<Integer> threads,
        int failed,
        double slowest,
        double late,
        List<MemberStatus> members) {
    /** Seconds per slot. */
    static final double SLOT = 0.1;

    Observed {
        begins = List.copyOf(begins);
        threads = List.copyOf(threads);
        members = List.copyOf(members);
    }

    int probes() {
        return begins.stream().mapToInt(each -> each.length).sum();
    }

    /** How many probes began in each slot. One that began while the checks were still being started is in the first. */
    int[] perSlot() {
        int[] counts = new int[(int) (elapsed / SLOT)];
        for (double[] each : begins) {
            for (double at : each) {
                int slot = (int) Math.max(0, at / SLOT);
                if (slot < counts.length) counts[slot]++;
            }
        }
        return counts;
    }

    /** How many there would be in each if they were spread exactly evenly. */
    double evenShare() {
        return settings.members() * SLOT / settings.interval();
    }

    /** The longest time any member was without the begin of a probe, from the start to the end. */
    double longestWithout() {
        double longest = 0;
        for (double[] each : begins) {
            double last = 0;
            for (double at : each) {
                longest = Math.max(longest, at - last);
                last = at;
            }
            longest = Math.max(longest, elapsed - last);
        }
        return longest;
    }

    /**
     * The mean of each member's first {@code intervals}: of as many for all, for the mean of those that happen to fit into a time is
     * too short, as the longer ones fit less often.
     */
    double meanInterval(int intervals) {
        return begins.stream()
                .filter(each -> each.length > intervals)
                .mapToDouble(each -> (each[intervals] - each[0]) / intervals)
                .average()
                .orElse(Double.NaN);
    }

    /** How many members do this and have this status. */
    long count(Status status, Conduct... conducts) {
        return members.stream()
                .filter(each -> each.status() == status)
                .filter(each -> Arrays.asList(conducts).contains(settings.conduct(WatchedProbe.member(each.backend()))))
                .count();
    }
}
