package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Adds, removes, drains, readies and puts in maintenance four members, w to z, beside the nine that the pool was built with; of those it readies the ejected. It alone
 * commands, so it knows of each member what the operator said of it last.
 */
final class StressOperator {
    private final BackendPool pool;
    private final AtomicLong commands;
    private final SplittableRandom random = new SplittableRandom(7);
    private final Map<String, Member> present = new HashMap<>();
    private final Set<Member> ready = new HashSet<>();
    private final Set<Member> ever = new HashSet<>();
    private final List<CompletableFuture<Drained>> drains = new ArrayList<>();

    /** @param commands where it counts the commands that have returned */
    StressOperator(BackendPool pool, AtomicLong commands) {
        this.pool = pool;
        this.commands = commands;
        for (Backend backend : pool.backends()) joined(backend.id());
    }

    private void joined(String id) {
        for (var candidate : pool.control.rotation().candidates().all()) {
            if (!candidate.id().equals(id)) continue;
            Member member = (Member) candidate;
            present.put(id, member);
            ready.add(member);
            ever.add(member);
        }
    }

    void command() {
        if (random.nextInt(8) == 0) {
            ready("m" + random.nextInt(9)); // whom at most an ejection keeps out
            return;
        }
        String id = String.valueOf((char) ('w' + random.nextInt(4)));
        Member member = present.get(id);
        if (member == null) {
            pool.add(Backend.of(id, 80).withId(id).withWeight(1 + random.nextInt(3)));
            joined(id);
            commands.incrementAndGet();
            return;
        }
        switch (random.nextInt(6)) {
            case 0 -> {
                out(member, pool.forceRemove(id));
                present.remove(id);
            }
            case 1, 2 -> out(member, pool.forceDrain(id, Duration.ofMillis(random.nextInt(50))));
            case 3 -> {
                pool.forceMaintenance(id);
                out(member);
            }
            default -> ready(id);
        }
    }

    private void out(Member member, CompletableFuture<Drained> drain) {
        out(member);
        Watch watch = Watch.of(member);
        int life = watch.life();
        drains.add(drain);
        drain.thenAccept(drained -> watch.drained(life));
    }

    private void out(Member member) {
        ready.remove(member);
        Watch.of(member).out(commands.incrementAndGet());
    }

    /** Ends an ejection, too; and gives up a drain. */
    void ready(String id) {
        Member member = present.get(id);
        Watch.of(member).backIn();
        pool.ready(id);
        ready.add(member);
        commands.incrementAndGet();
    }

    void readyAll() {
        present.keySet().forEach(this::ready);
    }

    /** One picture of the pool, taken while calls go on. */
    void look() {
        PoolStatus status = pool.status();
        for (MemberStatus member : status.members()) {
            if (member.inFlight() < 0) throw new AssertionError(status.toString());
            boolean out = member.status() == Status.DRAINING || member.status() == Status.MAINTENANCE;
            if (out && member.inRotation()) throw new AssertionError(status.toString());
        }
    }

    /** Those that the operator does not keep out. */
    Set<Member> ready() {
        return ready;
    }

    Collection<Member> present() {
        return present.values();
    }

    /** All that were ever members. */
    Set<Member> ever() {
        return ever;
    }

    List<CompletableFuture<Drained>> drains() {
        return drains;
    }
}
