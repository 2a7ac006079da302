package io.github.evenkeel.examples.incident;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Outcome;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server: so many threads, a queue before them, service times that grow with the queue where it thrashes, and what may go wrong with
 * it. Its health page is served by the same threads as its calls. Not for several threads.
 */
final class Host {
    /** A refused connection, or a page that does nothing. */
    private static final double AT_ONCE = 0.001;

    private Backend backend;
    private final int threads;
    private final double mean;
    private final Queue<Job> queue = new ArrayDeque<>();
    private final SplittableRandom chance;
    private int busy;
    private World world;
    private double thrash = Double.POSITIVE_INFINITY;
    private double longest = Double.POSITIVE_INFINITY;
    private double slowness = 1;
    private double pausedUntil;
    private Outcome outcome = Outcome.SUCCESS;
    private @Nullable String brokenRoute;
    private boolean dead;
    private boolean stuck;
    private boolean healthHangs;
    private boolean healthBad;

    private record Job(boolean health, @Nullable String route, Consumer<Outcome> done) {}

    /**
     * A host that is well.
     *
     * @param number  of its address; hosts of one world differ in it
     * @param threads calls it works on at once
     * @param mean    of the exponential service times, seconds
     */
    @SuppressWarnings("NullAway.Init") // it has a world before it has calls
    Host(int number, int threads, double mean) {
        backend = Backend.of("10.0.0." + number, 8080);
        this.threads = threads;
        this.mean = mean;
        chance = new SplittableRandom(number);
    }

    Backend backend() {
        return backend;
    }

    String id() {
        return backend.id();
    }

    void enter(World its) {
        world = its;
    }

    // ---- what happens to it

    /** Twice the service time with this many calls waiting, three times with twice as many, and so on. */
    Host thrashing(int waiting) {
        thrash = waiting;
        return this;
    }

    /** A standby where it is above 0. */
    Host withPriority(int priority) {
        backend = backend.withPriority(priority);
        return this;
    }

    /** No call takes longer than this, seconds. */
    Host atMost(double seconds) {
        longest = seconds;
        return this;
    }

    /** From now on its calls take so many times as long. */
    void slower(double factor) {
        slowness = factor;
    }

    /** From now on its calls end like this. */
    void answers(Outcome how) {
        outcome = how;
    }

    /** From now on its calls of this route fail. */
    void breaks(String route) {
        brokenRoute = route;
    }

    /** Nothing goes on for so many seconds, as in a full collection of garbage. */
    void pause(double seconds) {
        pausedUntil = world.now() + seconds;
    }

    /** Connections are refused, or no longer. */
    void dead(boolean is) {
        dead = is;
    }

    /** Connections are accepted and nothing is served: all threads hang. */
    void stuck() {
        stuck = true;
    }

    /** The health page waits for something that does not come, or no longer. */
    void healthHangs(boolean does) {
        healthHangs = does;
    }

    /** The health page says no, or no longer. */
    void healthBad(boolean is) {
        healthBad = is;
    }

    // ---- what it does

    /** @param route of the call; null if it has none */
    void call(@Nullable String route, Consumer<Outcome> done) {
        take(new Job(false, route, done));
    }

    void health(Consumer<Outcome> done) {
        take(new Job(true, null, done));
    }

    /** Whether the port listens, which is all a TCP probe asks. */
    void connect(Consumer<Outcome> done) {
        world.after(AT_ONCE, () -> done.accept(dead ? Outcome.CONNECT : Outcome.SUCCESS));
    }

    private void take(Job job) {
        if (dead) {
            world.after(AT_ONCE, () -> job.done.accept(Outcome.CONNECT));
        } else if (!stuck && !(job.health && healthHangs)) {
            queue.add(job);
            work();
        }
    }

    private void work() {
        while (busy < threads && !queue.isEmpty()) {
            double factor = slowness * (1 + queue.size() / thrash);
            Job job = queue.remove();
            busy++;
            double seconds = job.health ? AT_ONCE : Math.min(longest, drawn() * factor);
            Outcome how = ending(job);
            world.after(seconds, () -> finish(job, how));
        }
    }

    private Outcome ending(Job job) {
        if (job.health) return healthBad ? Outcome.GATEWAY : Outcome.SUCCESS;
        return job.route != null && job.route.equals(brokenRoute) ? Outcome.FAILURE : outcome;
    }

    private double drawn() {
        return -StrictMath.log(1 - chance.nextDouble()) * mean;
    }

    /** What would end in a pause ends after it. */
    private void finish(Job job, Outcome how) {
        double left = pausedUntil - world.now();
        if (left > 0) {
            world.after(left, () -> finish(job, how));
            return;
        }
        busy--;
        job.done.accept(dead ? Outcome.RESET : how);
        work();
    }
}
