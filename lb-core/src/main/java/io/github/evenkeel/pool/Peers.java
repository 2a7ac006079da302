package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.Shares;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The members that serve, each among those it shares calls with: of one priority and one zone, for between them the shares differ on
 * purpose. Immutable. Control plane only.
 */
final class Peers {
    private static final Shares NONE = new Shares(new double[0]);

    private record Group(int priority, String zone) {
        static Group of(Member member) {
            Backend backend = member.backend();
            return new Group(backend.priority(), backend.zone());
        }
    }

    private final Map<Group, Shares> shares = new HashMap<>();

    private Peers() {}

    /** Those that get calls now. */
    static List<Member> serving(Collection<Member> members) {
        List<Member> serving = new ArrayList<>(members.size());
        for (Member member : members) {
            if (member.available()) serving.add(member);
        }
        return serving;
    }

    /** @param calls what is compared */
    static Peers of(List<Member> serving, ToDoubleFunction<Member> calls) {
        Peers peers = new Peers();
        for (List<Member> alike : groups(serving)) peers.shares.put(Group.of(alike.get(0)), shares(alike, calls));
        return peers;
    }

    /** Those that share calls, by group. */
    static Collection<List<Member>> groups(List<Member> serving) {
        Map<Group, List<Member>> groups = new HashMap<>();
        Backend before = null;
        List<Member> alike = List.of();
        for (Member member : serving) {
            Backend backend = member.backend();
            // Members mostly come with others of their kind: then there is nothing to look up.
            boolean same = before != null
                    && before.priority() == backend.priority()
                    && before.zone().equals(backend.zone());
            if (!same) alike = groups.computeIfAbsent(Group.of(member), group -> new ArrayList<>());
            alike.add(member);
            before = backend;
        }
        return groups.values();
    }

    /** How the calls of these compare. */
    static Shares shares(List<Member> alike, ToDoubleFunction<Member> calls) {
        double[] perWeight = new double[alike.size()];
        for (int i = 0; i < perWeight.length; i++) {
            perWeight[i] = calls.applyAsDouble(alike.get(i)) / alike.get(i).weight();
        }
        return new Shares(perWeight);
    }

    Shares of(Member member) {
        return shares.getOrDefault(Group.of(member), NONE);
    }

    /** How many times its peers' recent calls a member has; 1 if it does not serve. */
    double times(Member member) {
        return member.available() ? of(member).times(recent(member) / member.weight()) : 1;
    }

    /** A member's calls in the last sweep. */
    static double fresh(Member member) {
        History history = member.standing().history();
        return history == null ? 0 : history.fresh();
    }

    /** A member's calls of about the last minute. */
    static double recent(Member member) {
        History history = member.standing().history();
        return history == null ? 0 : history.recent().calls();
    }
}
