package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Expect;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.Signal;
import io.github.evenkeel.health.Status;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a member apart from its running calls: its description, its health, the counts of what is rare. Kept out of
 * {@link Member} so that what every pick reads stays small and close together.
 */
final class Standing {
    private static final AtomicReferenceFieldUpdater<Standing, MemberHealth> HEALTH =
            AtomicReferenceFieldUpdater.newUpdater(Standing.class, MemberHealth.class, "health");

    private static final AtomicIntegerFieldUpdater<Standing> PAUSE_ASKED =
            AtomicIntegerFieldUpdater.newUpdater(Standing.class, "pauseAsked");

    private static final AtomicReferenceFieldUpdater<Standing, @Nullable History> HISTORY =
            AtomicReferenceFieldUpdater.newUpdater(Standing.class, History.class, "history");

    /** One past the kinds of outcome: calls that ended without one. */
    static final int UNANSWERED = Outcome.Kind.values().length;

    private static final Outcome.Kind[] KINDS = Outcome.Kind.values();

    /** Calls that were never ended. */
    static final int LEAKED = UNANSWERED + 1;

    private final String id;
    private final ControlPlane control;
    private volatile Backend backend;
    private double weight; // the backend's: settling walks all members, and looks no further than it must
    private volatile MemberHealth health;
    private volatile long successesAtReturn;
    private volatile int pauseAsked;
    private volatile @Nullable Long deniedAt;

    /** What listeners were told last, and the timer that ends an ejection. Control plane only. */
    Status told;

    @Nullable
    Future<?> ejectionEnd;

    private @Nullable Group group;

    /** While a member is let back in that was out for nothing: the {@link #servingSince} by which it is as warm as it was. Control plane only. */
    @Nullable
    Long resumesAt;

    /** True while another priority is in charge. */
    volatile boolean standsBy;

    /** When the member's gate last opened; in panic, the window of slow start ago. Control plane only. */
    long servingSince;

    private final AtomicLongArray counts = new AtomicLongArray(LEAKED + 1);
    private volatile @Nullable Attachment attachments;
    private volatile @Nullable History history;
    private volatile @Nullable Utilisation utilisation;

    Standing(Backend backend, MemberHealth health, ControlPlane control) {
        this.id = backend.id();
        this.control = control;
        this.backend = backend;
        this.weight = backend.weight();
        this.health = health;
        this.told = health.status();
    }

    /** Whom the member shares calls with; null before the first rotation. Control plane only. */
    @Nullable
    Group group() {
        return group;
    }

    void group(Group next) {
        group = next;
    }

    String id() {
        return id;
    }

    /** Of the pool that the member is in. */
    ControlPlane control() {
        return control;
    }

    Backend backend() {
        return backend;
    }

    /** Takes over a new description of the same server. Control plane only. */
    void describe(Backend description) {
        backend = description;
        weight = description.weight();
    }

    /** As it was given. Control plane only. */
    double weight() {
        return weight;
    }

    MemberHealth health() {
        return health;
    }

    /** Swaps in the health after a signal. Any thread. */
    HealthChange take(Signal signal, long now) {
        MemberHealth before;
        MemberHealth after;
        do {
            before = health;
            after = before.next(signal, now);
        } while (after != before && !HEALTH.compareAndSet(this, before, after));
        return new HealthChange(before, after);
    }

    /** What its calls told lately; null before the first. */
    @Nullable
    History history() {
        return history;
    }

    /** Of all that make one at a member's first answer, one is kept. */
    History history(long now) {
        History made = new History(now);
        if (HISTORY.compareAndSet(this, null, made)) return made;
        return Objects.requireNonNull(history);
    }

    /** How busy the member says it is, made at its first report. Of two that make one at once, one report is lost. */
    void busy(double share, long now) {
        Utilisation seen = utilisation;
        if (seen == null) utilisation = seen = new Utilisation();
        seen.reported(share, now);
    }

    /** The share of its capacity that it says is in use; NaN where it has not said lately. */
    double utilisation(long now) {
        Utilisation seen = utilisation;
        return seen == null ? Double.NaN : seen.mean(now);
    }

    /** How many good answers the member had given when it last returned from an ejection. */
    long successesAtReturn() {
        return successesAtReturn;
    }

    void returned(long successes) {
        successesAtReturn = successes;
    }

    /** True for the first who asks for a pause of this member, until {@link #pauseAnswered()}. */
    boolean askForPause() {
        return pauseAsked == 0 && PAUSE_ASKED.compareAndSet(this, 0, 1);
    }

    void pauseAnswered() {
        pauseAsked = 0;
    }

    /** True if the last denied ejection was told of more than a second ago, or never. Two at once may both be told of. */
    boolean tellOfDenial(long now) {
        Long last = deniedAt;
        if (last != null && now - last < TimeUnit.SECONDS.toNanos(1)) return false;
        deniedAt = now;
        return true;
    }

    /** Counts an outcome's kind, {@link #UNANSWERED} or {@link #LEAKED}. */
    void count(int what) {
        counts.getAndIncrement(what);
    }

    /** How many outcomes spoke against the member. */
    long faults() {
        long sum = 0;
        for (Outcome.Kind kind : KINDS) {
            if (kind.fault()) sum += counts.get(kind.ordinal());
        }
        return sum;
    }

    long counted(int what) {
        return counts.get(what);
    }

    /** The object of this type, made once. There are one or two: a list is quicker than a map, and nothing while empty. */
    <T> T attachment(Class<T> type, Supplier<? extends T> make) {
        Object found = Attachment.find(attachments, type);
        return type.cast(found != null ? found : attach(type, make));
    }

    /** Others wait here, for a second object may do what the first has done: to register somewhere, say. */
    private synchronized Object attach(Class<?> type, Supplier<?> make) {
        Object found = Attachment.find(attachments, type);
        if (found != null) return found; // another thread was faster
        Object made = Expect.notNull("make.get()", make.get());
        attachments = new Attachment(type, made, attachments); // with what was attached by make
        return made;
    }

    /** Of all attachments that count something. One of the user's that throws must not take the status with it. */
    Map<String, Long> figures() {
        Map<String, Long> all = new TreeMap<>();
        for (Attachment each = attachments; each != null; each = each.next) {
            if (!(each.value instanceof MemberFigures counting)) continue;
            try {
                all.putAll(counting.figures());
            } catch (RuntimeException | Error thrown) {
                control.figuresFailed(thrown);
            }
        }
        return all;
    }

    private record Attachment(
            Class<?> type, Object value, @Nullable Attachment next) {
        static @Nullable Object find(@Nullable Attachment first, Class<?> type) {
            for (Attachment each = first; each != null; each = each.next) {
                if (each.type == type) return each.value;
            }
            return null;
        }
    }
}
