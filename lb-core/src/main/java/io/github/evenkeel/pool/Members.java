package io.github.evenkeel.pool;

import io.github.evenkeel.Expect;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who belongs to a pool, in the order they joined. Control plane only, but for {@link #forCaller}. */
final class Members {
    /** So many are found one by one in less time than all are sorted anew. */
    private static final int FEW = 8;

    private final String pool;
    private final Tiering tiering;
    private final Map<String, Member> byId = new LinkedHashMap<>();
    private final Map<String, Member> forCallers = new ConcurrentHashMap<>();
    private final List<Member> joined = new ArrayList<>(); // since the roster was made
    private final Set<Member> left = new HashSet<>(); // likewise
    private List<Member> roster = List.of();
    private boolean unsorted;

    Members(String pool, Tiering tiering) {
        this.pool = pool;
        this.tiering = tiering;
    }

    void put(Member member) {
        byId.put(member.id(), member);
        forCallers.put(member.id(), member);
        joined.add(member);
    }

    void remove(Member member) {
        byId.remove(member.id());
        forCallers.remove(member.id());
        if (!joined.remove(member)) left.add(member);
    }

    /** A member takes over a new description: it may belong to others now. */
    void described() {
        unsorted = true;
    }

    @Nullable
    Member find(String id) {
        return byId.get(id);
    }

    /** As {@link #find}. Any thread. */
    @Nullable
    Member forCaller(String id) {
        return forCallers.get(id);
    }

    /** The member of this id, or an error that names those there are. */
    Member named(String id) {
        Member member = byId.get(id);
        if (member == null) {
            throw Expect.violation("id", id, "a member of pool " + pool + ": " + String.join(", ", byId.keySet()));
        }
        return member;
    }

    /** True for a member that was removed, perhaps with another of its id in its place. */
    boolean gone(Member member) {
        return byId.get(member.id()) != member;
    }

    int size() {
        return byId.size();
    }

    /** A view. To be copied where the walk changes who belongs. */
    Collection<Member> values() {
        return Collections.unmodifiableCollection(byId.values());
    }

    /**
     * The members as a list, sorted into their tiers too. Kept, for it is quicker to walk than a map; and where few join or leave, no other
     * member is looked at for it.
     */
    List<Member> roster() {
        if (unsorted || left.size() > FEW) {
            roster = List.copyOf(byId.values());
            tiering.sort(roster);
        } else if (!joined.isEmpty() || !left.isEmpty()) {
            roster = changed(roster, joined, left);
            tiering.change(joined, left);
        }
        joined.clear();
        left.clear();
        unsorted = false;
        return roster;
    }

    /** These without those that left, and those that joined behind them. */
    static List<Member> changed(List<Member> before, List<Member> joined, Collection<Member> left) {
        List<Member> next = new ArrayList<>(before.size() + joined.size());
        next.addAll(before);
        left.forEach(next::remove);
        next.addAll(joined);
        return List.copyOf(next);
    }
}
