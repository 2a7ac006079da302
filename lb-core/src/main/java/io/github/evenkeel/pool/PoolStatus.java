package io.github.evenkeel.pool;

import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.Status;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pool at one instant: who serves, who does not, why, since when and until when. Immutable. {@link #toString()} is a table for
 * people, {@link #toJson()} for programs.
 *
 * @param pool          its name
 * @param selector      its strategy's name
 * @param level         how much of what is known about health is believed; anything but NORMAL is panic
 * @param members       in the order they joined, then those removed whose calls still run
 * @param shares        how the calls are shared among members of different priority, and with a preferred zone; one entry where
 *                      neither matters
 * @param figures       what the strategy tells of itself, by name: {@code stickyKeys}, say; and where calls are sent again, the
 *                      {@code retries} so far, the {@code retriesLeft} in the budget now, and the {@code retriesRefused} for want of it
 * @param routes        those that are told apart, by name
 * @param warnings      settings that are legal and known to hurt, and what the checks have to say of themselves
 * @param droppedEvents events that no listener got, because one of them was too slow
 */
public record PoolStatus(
        String pool,
        String selector,
        Level level,
        List<MemberStatus> members,
        List<TierShare> shares,
        Map<String, Long> figures,
        List<RouteStatus> routes,
        List<String> warnings,
        long droppedEvents) {

    public PoolStatus {
        figures = Collections.unmodifiableMap(new TreeMap<>(figures));
        members = List.copyOf(members);
        shares = List.copyOf(shares);
        routes = List.copyOf(routes);
        warnings = List.copyOf(warnings);
    }

    static PoolStatus of(
            PoolSettings settings,
            Level level,
            Collection<Member> members,
            Collection<Member> leaving,
            List<TierShare> shares,
            Map<String, Long> figures,
            List<RouteStatus> routes,
            List<String> warnings,
            long now,
            long droppedEvents) {
        Peers peers = Peers.of(members, Peers::recent);
        return new PoolStatus(
                settings.name(),
                settings.selector().name(),
                level,
                Stream.concat(
                                members.stream()
                                        .map(member -> MemberStatus.of(member, false, peers.times(member), now)),
                                leaving.stream().map(member -> MemberStatus.of(member, true, 1, now)))
                        .toList(),
                shares,
                figures,
                routes,
                warnings,
                droppedEvents);
    }

    /** The member with this id, or null. */
    public @Nullable MemberStatus member(String id) {
        return members.stream()
                .filter(member -> member.backend().id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** True if health is not believed, in part or in whole, because too few are healthy. */
    public boolean panic() {
        return level != Level.NORMAL;
    }

    /** {@code 2 HEALTHY, 1 EJECTED}. */
    public String summary() {
        Map<Status, Long> counts = members.stream()
                .collect(Collectors.groupingBy(MemberStatus::status, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    /** A table: one line per member. */
    @Override
    public String toString() {
        return StatusTable.of(this);
    }

    /** One JSON object; durations in seconds, absent values null. */
    public String toJson() {
        return StatusJson.of(this);
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
