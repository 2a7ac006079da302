package io.github.evenkeel.pool;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * The members whose calls are awaited. A drain ends with the member's last call, never before; at its time-out the calls that are
 * left are told to end, and again each second, for one may have been on its way into the list. Control plane only.
 */
final class Drains {
    private static final long AGAIN = Duration.ofSeconds(1).toNanos();

    private final ControlPlane control;
    private final PoolEnvironment environment;
    private final Journal journal;
    private final Map<Member, Drain> running = new LinkedHashMap<>();

    Drains(ControlPlane control, PoolEnvironment environment, Journal journal) {
        this.control = control;
        this.environment = environment;
        this.journal = journal;
    }

    /** Starts a drain, or gives a running one a new time-out. */
    Drain begin(Member member, Duration timeout, boolean leaving) {
        Drain known = running.get(member);
        Drain drain = known != null && known.leaving == leaving ? known : new Drain(member, control.now(), leaving);
        if (known != null && known != drain) cancel(member, member.id() + " is removed");
        running.put(member, drain);
        drain.stopClock();
        drain.deadline = control.after(timeout.toNanos(), () -> revoke(drain));
        return drain;
    }

    private void revoke(Drain drain) {
        if (running.get(drain.member) != drain) return;
        control.open().forEach(drain.member, lease -> {
            if (lease.revoke()) drain.revoked++;
        });
        drain.deadline = control.after(AGAIN, () -> revoke(drain));
    }

    /** A rotation without these members is published: close the gates of those that left, and see who is done. */
    void settled() {
        for (Drain drain : List.copyOf(running.values())) {
            if (drain.leaving && drain.member.available()) drain.member.close();
            check(drain.member);
        }
    }

    /** Ends the drain of a member that no call can enter and none is left in. */
    void check(Member member) {
        Drain drain = running.get(member);
        if (drain == null || member.available() || member.inFlight() != 0) return;
        running.remove(member);
        drain.stopClock();
        journal.drained(drain);
        Drained result =
                new Drained(member.backend(), Duration.ofNanos(control.now() - drain.startedAt), drain.revoked);
        if (drain.exposed()) {
            journal.callback(environment.listeners(), "drain's end", () -> drain.done.complete(result));
        } else {
            drain.done.complete(result);
        }
    }

    /** Gives up waiting; who waits learns why. */
    void cancel(Member member, String why) {
        Drain drain = running.remove(member);
        if (drain == null) return;
        drain.stopClock();
        journal.callback(
                environment.listeners(),
                "drain's end",
                () -> drain.done.completeExceptionally(new CancellationException(why)));
    }

    void cancelAll(String why) {
        List.copyOf(running.keySet()).forEach(member -> cancel(member, why));
    }

    /** Members that were removed and still have calls in flight. */
    List<Member> leaving() {
        return running.values().stream()
                .filter(drain -> drain.leaving)
                .map(drain -> drain.member)
                .toList();
    }
}
