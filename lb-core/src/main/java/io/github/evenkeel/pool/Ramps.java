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
 * <p>What those that warm up do not take falls on the warm ones. Where they are few, a single one that was not replaced with the others,
 * say, they would drown: so all have as much as it takes for nobody to get more than twice its fair share, which is what the loss of half
 * a pool brings, the most that an ejection may.
 *
 * <p>In panic nobody warms up, for everybody is needed at once; and who served through a panic has had its full share and is warm.
 */
final class Ramps {
    private static final double PRECISION = 1e-4;

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
        Long resumed = member.standing().resumesAt;
        member.standing().servingSince = resumed != null ? resumed : now;
    }

    /** Gives these their ramps: who competes for the same calls. O(N). */
    void over(List<Member> serving, Level level, long now) {
        if (!on || serving.isEmpty()) return;
        long warmest = 0; // age of the one that has served longest
        for (Member member : serving) {
            Standing standing = member.standing();
            if (level != Level.NORMAL) standing.servingSince = now - window;
            warmest = Math.max(warmest, Math.min(window, now - standing.servingSince));
        }
        double least = 0;
        for (Member member : serving) {
            long since = member.standing().servingSince;
            long age = now - since;
            if (age >= window || age == warmest) {
                if (member.warming()) member.warm(null);
                continue;
            }
            if (least == 0) least = least(serving, now - warmest, now);
            Ramp before = member.ramp();
            double part = before != null && before.since() == since ? before.part() : 1;
            Ramp ramp = new Ramp(rules, since, now - warmest, least, part);
            if (!ramp.equals(before)) member.warm(ramp);
            long left = window - age;
            if (earliest == 0 || left < earliest) earliest = left;
        }
    }

    /** The least part that each must have, so that all together take half of what they would when warm; 0 or more, at most a half. */
    private double least(List<Member> serving, long warmest, long now) {
        double all = 0;
        double taken = 0; // by the warm ones
        int cold = 0;
        double[] weights = new double[serving.size()]; // of those that are cold, as are their parts
        double[] parts = new double[serving.size()];
        for (Member member : serving) {
            long since = member.standing().servingSince;
            double weight = member.weight();
            all += weight;
            if (since == warmest || now - since >= window) {
                taken += weight;
                continue;
            }
            weights[cold] = weight;
            parts[cold++] = new Ramp(rules, since, warmest, 0, 1).factor(now);
        }
        double low = rules.least();
        if (taken + taken(0, weights, parts, cold) >= all / 2) return low;
        double high = 0.5; // enough in any case
        while (high - low > PRECISION) {
            double middle = (low + high) / 2;
            if (taken + taken(middle, weights, parts, cold) < all / 2) low = middle;
            else high = middle;
        }
        return high;
    }

    private static double taken(double least, double[] weights, double[] parts, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) sum += weights[i] * Math.max(least, parts[i]);
        return sum;
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
