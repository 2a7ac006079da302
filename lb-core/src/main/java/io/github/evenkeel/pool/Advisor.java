package io.github.evenkeel.pool;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Watches for settings that hurt, at the start and at each sweep. Each is told of once, for whoever knows it is either at work on it or
 * means it; in the status it stays for as long as it holds. Control plane only.
 */
final class Advisor {
    private final PoolSettings settings;
    private final Members members;
    private final OpenLeases open;
    private final Journal journal;
    private final Set<String> told = new HashSet<>();
    private Measured measured = Measured.NOTHING;

    Advisor(PoolSettings settings, Members members, OpenLeases open, Journal journal) {
        this.settings = settings;
        this.members = members;
        this.open = open;
        this.journal = journal;
    }

    /** What is to be said now. */
    List<Advice> advice() {
        return Cautions.on(settings, members.size(), measured);
    }

    /** Tells what was not told yet. */
    void tell() {
        for (Advice each : advice()) {
            if (told.add(each.setting())) journal.advised(each);
        }
    }

    /** A sweep; after the calls have been counted. O(members and open calls). */
    void measure(long now) {
        measured = measured.next(members.roster(), open, now);
        tell();
    }
}
