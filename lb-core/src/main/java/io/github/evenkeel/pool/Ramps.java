package io.github.evenkeel.pool;

import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.SlowStart;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Slow start of whoever comes into the rotation, for whatever reason it was out of it: the gate that opens is all that counts. One
 * timer, for the ramp that ends first. Control plane only.
 *
 * <p>In panic nobody warms up, for everybody is needed at once; and who served through a panic has had its full share and is warm.
 */
final class Ramps {
    private final SlowStart rules;
    private final Serial serial;
    private final Runnable atEnd;
    private final boolean on;
    private final long window;

    private @Nullable Future<?> timer;
    private long timerAt; // without meaning while there is no timer
    private long earliest; // the shortest time left of all ramps of this settling; 0: no ramp

    Ramps(SlowStart rules, Serial serial, Runnable atEnd) {
        this.rules = rules;
        this.serial = serial;
        this.atEnd = atEnd;
        this.window = rules.window().toNanos();
        this.on = needed(rules);
    }

    /** False where everyone has its full share at once. */
    static boolean needed(SlowStart rules) {
        return !rules.window().isZero() && rules.least() < 1;
    }

    /** A member's gate opens. */
    void entered(Member member, long now) {
        member.standing().servingSince = now;
    }

    /** Gives these their ramps: who competes for the same calls. O(N). */
    void over(List<Member> serving, Level level, long now) {
        if (!on || serving.isEmpty()) return;
        long warmest = 0; // age of the one that has served longest
        for (Member member : serving) {
            Standing standing = member.standing();
            if (level != Level.NORMAL || now - standing.servingSince > window) standing.servingSince = now - window;
            warmest = Math.max(warmest, now - standing.servingSince);
        }
        for (Member member : serving) {
            long since = member.standing().servingSince;
            long age = now - since;
            if (age >= window || age == warmest) {
                if (member.warming()) member.warm(null);
                continue;
            }
            Ramp before = member.ramp();
            double part = before != null && before.since() == since ? before.part() : 1;
            Ramp ramp = new Ramp(rules, since, now - warmest, part);
            if (!ramp.equals(before)) member.warm(ramp);
            long left = window - age;
            if (earliest == 0 || left < earliest) earliest = left;
        }
    }

    /** After all have their ramps: sees to the end of the first. */
    void settled(long now) {
        long left = earliest;
        earliest = 0;
        if (timer != null && left > 0 && timerAt == now + left) return;
        cancel();
        if (left == 0) return;
        timerAt = now + left;
        timer = serial.after(left, () -> {
            timer = null;
            atEnd.run();
        });
    }

    void cancel() {
        if (timer != null) timer.cancel(false);
        timer = null;
    }
}
