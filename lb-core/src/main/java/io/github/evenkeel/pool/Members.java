package io.github.evenkeel.pool;

import io.github.evenkeel.Expect;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who belongs to a pool, in the order they joined. Control plane only, but for {@link #forCaller}. */
final class Members {
    private final String pool;
    private final Tiering tiering;
    private final Map<String, Member> byId = new LinkedHashMap<>();
    private final Map<String, Member> forCallers = new ConcurrentHashMap<>();
    private @Nullable List<Member> roster; // until one joins, leaves or is described anew

    Members(String pool, Tiering tiering) {
        this.pool = pool;
        this.tiering = tiering;
    }

    void put(Member member) {
        byId.put(member.id(), member);
        forCallers.put(member.id(), member);
        roster = null;
    }

    void remove(Member member) {
        byId.remove(member.id());
        forCallers.remove(member.id());
        roster = null;
    }

    /** A member takes over a new description: it may belong to others now. */
    void described() {
        roster = null;
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
     * The members as a list, sorted into their tiers too. Most changes are of health: a list is kept, for it is quicker to walk than a
     * map.
     */
    List<Member> roster() {
        if (roster == null) {
            roster = List.copyOf(byId.values());
            tiering.sort(roster);
        }
        return roster;
    }
}
