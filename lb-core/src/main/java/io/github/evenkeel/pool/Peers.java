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
        Map<Group, List<Member>> groups = new HashMap<>();
        for (Member member : serving) {
            groups.computeIfAbsent(Group.of(member), group -> new ArrayList<>()).add(member);
        }
        Peers peers = new Peers();
        groups.forEach((group, each) -> peers.shares.put(
                group,
                new Shares(each.stream()
                        .mapToDouble(member -> calls.applyAsDouble(member) / member.weight())
                        .toArray())));
        return peers;
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
