package io.github.evenkeel.examples.soak;

import io.github.evenkeel.examples.soak.FailedCall.Reason;
import io.github.evenkeel.pool.MemberStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run: tells how it goes every five seconds, and judges at the end. */
final class Soak {
    static final int BACKENDS = 50;

    private static final int CALLS_PER_SECOND = 300;
    private static final double EVERY_SECONDS = 5;

    /** From one event to the next there are six at most, unless a port is not free at once. */
    private static final double MOST_SECONDS_OF_PEACE = 10;

    /** Threads that all pools, or all clients, of a process share: they stay a while. */
    private static final List<String> SHARED =
            List.of("evenkeel-timer", "evenkeel-listener", "OkHttp TaskRunner", "Okio Watchdog");

    /** What the JVM opens by itself meanwhile. */
    private static final int SHARED_FILES = 10;

    private final PrintWriter out;
    private final List<Vitals> vitals = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private String last = "";

    /** Something that must hold. */
    record Check(String what, boolean holds, String measured) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%-7s %s: %s", holds ? "holds" : "MISSES", what, measured);
        }
    }

    Soak(PrintWriter out) {
        this.out = out;
    }

    Soak run(double seconds, long seed) throws IOException, InterruptedException {
        Set<Thread> threads = Set.copyOf(Thread.getAllStackTraces().keySet());
        long files = Vitals.openFiles();
        long start = System.nanoTime();
        try (Fleet fleet = new Fleet(BACKENDS, seed);
                Callers callers = new Callers(fleet, CALLS_PER_SECOND)) {
            for (double at = EVERY_SECONDS; at <= seconds; at += EVERY_SECONDS) {
                parkUntil(start + (long) (at * 1e9));
                look(at, fleet, callers);
            }
            wentOn(seconds, fleet, callers);
            callers.rest();
            fleet.rest();
            judge(fleet, callers);
            last = String.format(
                    Locale.ROOT,
                    "%d calls, %d failed, %d not explained",
                    callers.calls(),
                    callers.failed(),
                    callers.failedFor(Reason.NONE));
        }
        afterwards(threads, files);
        checks.forEach(out::println);
        out.printf(
                Locale.ROOT,
                "soak: %s, %s, %.0f s%n",
                last,
                holds() ? "all holds" : "MISSES",
                (System.nanoTime() - start) / 1e9);
        out.flush();
        return this;
    }

    private static void parkUntil(long time) {
        for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void look(double at, Fleet fleet, Callers callers) {
        Vitals now = Vitals.now(at, callers.calls(), callers.failed());
        vitals.add(now);
        out.printf(
                Locale.ROOT,
                "%5.0f s  heap %5.1f MB  threads %4d  sockets %4d  calls %7d  failed %5d  not explained %d  %s%n",
                at,
                now.heap() / 1e6,
                now.threads(),
                now.sockets(),
                now.calls(),
                now.failed(),
                callers.failedFor(Reason.NONE),
                fleet.pool().status().summary());
        out.flush();
    }

    /** With no calls, or no events, all else would hold, too. */
    private void wentOn(double seconds, Fleet fleet, Callers callers) {
        checks.add(new Check(
                "calls went on",
                callers.gone() == 0 && callers.calls() >= seconds * CALLS_PER_SECOND / 2,
                callers.calls() + " calls; " + callers.gone() + " callers have ended early"));
        checks.add(new Check(
                "servers went on to fail",
                fleet.broken().isEmpty() && fleet.happened() >= Math.floor(seconds / MOST_SECONDS_OF_PEACE),
                fleet.happened() + " events; broken: " + fleet.broken()));
    }

    private void judge(Fleet fleet, Callers callers) {
        out.printf(
                "faults: %s%n",
                Stream.of(Fault.values())
                        .map(each -> each.label() + ' ' + fleet.ledger().count(each))
                        .collect(Collectors.joining(", ")));
        out.printf("servers: %s%n", fleet.told());
        out.printf(
                "failed: %s%n",
                Stream.of(Reason.values())
                        .map(each -> each.label() + ' ' + callers.failedFor(each))
                        .collect(Collectors.joining(", ")));
        out.printf(
                "retries: %d, refused %d; %s%n",
                fleet.pool().retryBudget().granted(), fleet.pool().retryBudget().refused(), callers.stalls());
        callers.unexplained().forEach(each -> out.println("NOT EXPLAINED: " + each));
        checks.add(new Check(
                "every failed call is explained",
                callers.failedFor(Reason.NONE) == 0,
                callers.failed() + " failed, " + callers.failedFor(Reason.NONE) + " not explained"));
        checks.add(new Check("no POST is read by two servers", callers.twice() == 0, callers.twice() + " were"));
        checks.add(new Check(
                "no call is in flight or open at the end",
                within(() -> inFlight(fleet) == 0) && fleet.ledger().open() == 0,
                inFlight(fleet) + " in flight, " + fleet.ledger().open() + " open"));
        checks.add(new Check("the heap is flat", Vitals.heapFlat(vitals), range(each -> each.heap() / 1e6, "MB")));
        checks.add(new Check("threads are flat", Vitals.threadsFlat(vitals), range(Vitals::threads, "threads")));
        checks.add(new Check("sockets are flat", Vitals.socketsFlat(vitals), range(Vitals::sockets, "open files")));
    }

    private void afterwards(Set<Thread> threads, long files) {
        boolean gone = within(() -> left(threads).isEmpty() && Vitals.openFiles() <= files + SHARED_FILES);
        checks.add(new Check(
                "nothing is left after closing",
                gone,
                left(threads) + " are; open files " + files + " before, " + Vitals.openFiles() + " after"));
    }

    /** The threads that were not there before, and are this run's own. */
    private static List<String> left(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> !before.contains(each))
                .map(Thread::getName)
                .filter(name -> SHARED.stream().noneMatch(name::startsWith))
                .toList();
    }

    private static int inFlight(Fleet fleet) {
        return fleet.pool().status().members().stream()
                .mapToInt(MemberStatus::inFlight)
                .sum();
    }

    /** What ends, ends within ten seconds. */
    private static boolean within(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) return false;
            LockSupport.parkNanos(50_000_000);
        }
        return true;
    }

    private String range(ToDoubleFunction<Vitals> figure, String unit) {
        int third = vitals.size() / 3;
        return String.format(
                Locale.ROOT,
                "from %.1f %s after a third of the time to %.1f at the end, at most %.1f",
                figure.applyAsDouble(vitals.get(third)),
                unit,
                figure.applyAsDouble(vitals.get(vitals.size() - 1)),
                vitals.stream().mapToDouble(figure).max().orElse(Double.NaN));
    }

    boolean holds() {
        return checks.stream().allMatch(Check::holds);
    }

    List<Vitals> vitals() {
        return List.copyOf(vitals);
    }

    List<Check> checks() {
        return List.copyOf(checks);
    }

    /** In a few words. */
    String last() {
        return last;
    }

    static double step() {
        return EVERY_SECONDS;
    }
}
