package io.github.evenkeel.pool;

import io.github.evenkeel.health.Floor;
import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.Operator;
import io.github.evenkeel.health.ProbeState;
import io.github.evenkeel.health.Status;
import java.util.ArrayList;
import java.util.List;

/** Who serves, given what the floor believes: opens the gates of those, and closes the others'. Control plane only; O(N). */
final class Serving {
    private final Floor floor;
    private final Tiering tiering;
    private final Ramps ramps;

    Serving(Floor floor, Tiering tiering, Ramps ramps) {
        this.floor = floor;
        this.tiering = tiering;
        this.ramps = ramps;
    }

    /** Opens the gates of those that serve. They come in the order of the members. */
    List<Member> open(List<Member> all, Level level, long now) {
        List<Member> serving = new ArrayList<>(all.size());
        for (Member member : all) {
            member.weigh(believedShare(member, level));
            if (opened(member, level, false, now)) serving.add(member);
        }
        return floor.failFast() ? serving : withStarting(all, serving, level, now);
    }

    /** Closes the gates of all others; to be called once a rotation without them is in force. */
    static void closeOthers(List<Member> all, List<Member> serving) {
        // In the order of the members, so that one pass finds who is missing.
        int next = 0;
        for (Member member : all) {
            if (next < serving.size() && serving.get(next) == member) next++;
            else if (member.available()) member.close();
        }
    }

    /** In panic bad probes are not believed. A good one that asks for less is no reason to give more. */
    private static double believedShare(Member member, Level level) {
        ProbeState probes = member.health().probes();
        return level != Level.NORMAL && probes.verdict() == ProbeState.Verdict.FAILING ? 1 : probes.share();
    }

    /**
     * Where only members that start are left, they serve before nobody does. Then one that passes must not get the calls of all: while
     * those that pass are fewer than the floor asks for, the others serve on as far as their probes have not failed. One that did not
     * serve waits in any case. In the order of the members.
     */
    private List<Member> withStarting(List<Member> all, List<Member> passing, Level level, long now) {
        boolean nobody = passing.isEmpty();
        if (!nobody && passing.size() >= floor.needed(all.size())) return passing; // as mostly; no need to count
        int ready = 0;
        for (Member member : all) if (member.health().operator() == Operator.READY && tiering.inCharge(member)) ready++;
        if (!nobody && passing.size() >= floor.needed(ready)) return passing;
        List<Member> serving = new ArrayList<>(ready);
        int next = 0;
        for (Member member : all) {
            boolean passes = next < passing.size() && passing.get(next) == member;
            if (passes) next++;
            if (passes || (nobody ? opened(member, level, true, now) : servesOn(member))) serving.add(member);
        }
        return serving;
    }

    private boolean servesOn(Member member) {
        boolean starts = member.health().status() == Status.STARTING && !failsAtStart(member.health());
        return starts && member.available() && tiering.inCharge(member);
    }

    /** True for a member that joined, has not passed a probe yet and has failed one. */
    static boolean failsAtStart(MemberHealth health) {
        return health.probes().verdict() == ProbeState.Verdict.STARTING
                && health.probes().failures() > 0;
    }

    private boolean opened(Member member, Level level, boolean starting, long now) {
        boolean standsBy = !tiering.inCharge(member);
        if (member.standing().standsBy != standsBy) member.standing().standsBy = standsBy;
        if (standsBy) return false;
        boolean out = !member.available();
        if (!opened(member, level, starting)) return false;
        if (out) entered(member, now);
        return true;
    }

    private void entered(Member member, long now) {
        boolean absolved = member.standing().resumesAt != null; // let back in as it was
        if (!absolved) member.entered(now);
        ramps.entered(member, now);
    }

    /** Opens the gate if the member serves now, in a way that never opens over an ejection which came in between. */
    static boolean opened(Member member, Level level, boolean starting) {
        while (true) {
            int gate = member.gate();
            MemberHealth health = member.health();
            boolean serves =
                    health.serves(level) || (starting && health.operator() == Operator.READY && !health.judged());
            if (!serves) return false;
            if (member.open(gate)) return true;
        }
    }
}
