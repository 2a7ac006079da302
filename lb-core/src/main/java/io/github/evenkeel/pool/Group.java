package io.github.evenkeel.pool;

import io.github.evenkeel.health.Tiers;
import io.github.evenkeel.select.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Members that compete for the same calls: of one priority, and where a zone is preferred, all of them in it or all elsewhere. What
 * the strategy remembers is theirs, and lives as long as the group has members. Control plane only.
 */
final class Group {
    final int priority;
    final boolean local;
    final Selector.Compiler compiler;

    /** In the order they joined, as are those of them that serve now. */
    List<Member> all = new ArrayList<>();

    List<Member> serving = List.of();

    Group(int priority, boolean local, Selector.Compiler compiler) {
        this.priority = priority;
        this.local = local;
        this.compiler = compiler;
    }

    /** By weight, those that serve and those that might. */
    static Tiers.Tier weigh(List<Group> groups, Predicate<Member> serves) {
        double healthy = 0;
        double judged = 0;
        for (Group group : groups) {
            for (Member member : group.all) {
                if (!member.health().judged()) continue;
                judged += member.weight();
                if (serves.test(member)) healthy += member.weight();
            }
        }
        return new Tiers.Tier(healthy, judged);
    }
}
