package io.github.evenkeel.pool;

import io.github.evenkeel.health.Shares;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The members that serve, each among those it shares calls with: between groups the shares differ on purpose. Immutable. Control plane only. */
final class Peers {
    private static final Shares NONE = new Shares(new double[0]);

    private final Map<Group, Shares> shares = new HashMap<>();

    private Peers() {}

    /**
     * Those of these that serve.
     *
     * @param calls what is compared
     */
    static Peers of(Collection<Member> members, ToDoubleFunction<Member> calls) {
        Peers peers = new Peers();
        groups(members).forEach((group, alike) -> peers.shares.put(group, shares(alike, calls)));
        return peers;
    }

    /** Those of these that serve, by group. */
    static Map<Group, List<Member>> groups(Collection<Member> members) {
        Map<Group, List<Member>> groups = new HashMap<>();
        Group before = null;
        List<Member> alike = List.of();
        for (Member member : members) {
            Group group = member.standing().group();
            if (group == null || !member.available()) continue;
            // Members mostly come with others of their kind: then there is nothing to look up.
            if (group != before) alike = groups.computeIfAbsent(group, each -> new ArrayList<>(each.all.size()));
            alike.add(member);
            before = group;
        }
        return groups;
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
        return shares.getOrDefault(member.standing().group(), NONE);
    }

    /** How many times its peers' recent calls a member has; 1 if it does not serve. */
    double times(Member member) {
        return member.available() ? of(member).times(recent(member) / member.weight()) : 1;
    }

    /** A member's calls in the last sweep. */
    static double fresh(Member member) {
        History history = member.standing().history();
        return history == null ? 0 : history.recent().fresh();
    }

    /** A member's calls of about the last minute. */
    static double recent(Member member) {
        History history = member.standing().history();
        return history == null ? 0 : history.recent().calls();
    }
}
