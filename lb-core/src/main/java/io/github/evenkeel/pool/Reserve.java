package io.github.evenkeel.pool;

import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.Tiers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether priorities that share the calls can carry them together, so that it is no panic that few of all are healthy. Panic begins when
 * they cannot. It ends when they could do without any one of their members, so that one that comes and goes does not turn panic on and off;
 * or when they have carried for ten seconds without a break, for while it lasts dead members get calls. Control plane only.
 */
final class Reserve {
    static final Duration CALM = Duration.ofSeconds(10);

    private @Nullable Long carriesSince; // in panic only
    private boolean calm;

    /**
     * Looks at the time; before the level is decided.
     *
     * @return when to look again, nanoseconds of the pool's clock; null if nothing is about to happen
     */
    @Nullable
    Long watch(Collection<List<Group>> tiers, Level level, long now) {
        boolean inPanic = level != Level.NORMAL;
        boolean carries = inPanic
                && tiers.size() > 1
                && carry(tiers, member -> member.health().serves(Level.NORMAL));
        Long since = carriesSince;
        if (!carries) since = null;
        else if (since == null) since = now;
        carriesSince = since;
        calm = since != null && now - since >= CALM.toNanos();
        return since == null || calm ? null : (Long) (since + CALM.toNanos());
    }

    /** True if there is no panic, by the calls that these members can carry. */
    boolean holds(Collection<List<Group>> tiers, Predicate<Member> serves, Level previous) {
        if (!carry(tiers, serves)) return false;
        return previous == Level.NORMAL || calm || spare(tiers, serves);
    }

    private static boolean carry(Collection<List<Group>> tiers, Predicate<Member> serves) {
        List<Tiers.Tier> weighed = new ArrayList<>(tiers.size());
        for (List<Group> tier : tiers) weighed.add(Group.weigh(tier, serves));
        return Tiers.carry(weighed);
    }

    /** True if they could do without the heaviest of each priority, any one of these at a time. */
    private static boolean spare(Collection<List<Group>> tiers, Predicate<Member> serves) {
        for (List<Group> tier : tiers) {
            Member heaviest = null;
            for (Group group : tier) {
                for (Member member : group.all) {
                    if (!serves.test(member)) continue;
                    if (heaviest == null || member.weight() > heaviest.weight()) heaviest = member;
                }
            }
            Member without = heaviest;
            if (without != null && !carry(tiers, member -> member != without && serves.test(member))) return false;
        }
        return true;
    }
}
