package io.github.evenkeel.examples.incident;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.pool.MemberStatus;
import io.github.evenkeel.probe.HealthChecks;
import io.github.evenkeel.probe.ProbeResult;
import io.github.evenkeel.probe.Probes;
import io.github.evenkeel.retry.RetryRules;
import io.github.evenkeel.testing.VirtualTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A real pool in virtual time, its hosts, one client's calls and real health checks. Times are in seconds from the beginning. Close it;
 * one thread.
 *
 * <p>Not the fleet simulator of {@code simulate}: there hosts are given for good and nobody probes them; here they come, go, fall silent
 * and are probed.
 */
final class World implements AutoCloseable {
    /** The same for naive and ours, so that both see the same arrivals. */
    private static final long SEED = 1;

    private final VirtualTime time = VirtualTime.seeded(SEED);
    private final long start = time.now();
    private final SplittableRandom arrivals = new SplittableRandom(SEED);
    private final SplittableRandom chance = new SplittableRandom(SEED);
    private final Map<String, Host> hosts = new HashMap<>();
    private final Turns turns = new Turns();
    private final Ledger ledger = new Ledger();
    private final BackendPool pool;
    private @Nullable HealthChecks checks;
    private @Nullable Throwable failure;
    private double timeOut = Double.POSITIVE_INFINITY;
    private @Nullable RetryRules retries;

    World(UnaryOperator<BackendPool.Builder> settings, List<Host> members) {
        members.forEach(this::know);
        pool = settings.apply(BackendPool.builder("orders")
                        .backends(members.stream().map(Host::backend).toList())
                        .clock(time.clock())
                        .scheduler(time.scheduler())
                        .listeners(time.scheduler())
                        .random(new SplittableRandom(SEED)))
                .build();
        pool.onEvent(event -> guarded(() -> ledger.event(seconds(event.at()), event)));
    }

    /** What there was to see. */
    Ledger ledger() {
        return ledger;
    }

    BackendPool pool() {
        return pool;
    }

    /** The host is known to probes and calls, should it become a member. */
    Host know(Host host) {
        host.enter(this);
        hosts.put(host.id(), host);
        return host;
    }

    /** Callers give up after so many seconds; default never. */
    World timeOut(double seconds) {
        timeOut = seconds;
        return this;
    }

    /** Calls that failed are sent again like this, within the pool's budget; default not. Then the time-out is that of one attempt. */
    World retries(RetryRules rules) {
        retries = rules;
        return this;
    }

    // ---- probes

    /** Asks the hosts' health page from now on. */
    void probe(UnaryOperator<HealthChecks.Builder> settings) {
        probe(settings, Host::health);
    }

    /** The real loop and rules; the probe itself waits in virtual time. */
    void probe(UnaryOperator<HealthChecks.Builder> settings, BiConsumer<Host, Consumer<Outcome>> question) {
        checks = settings.apply(HealthChecks.of(pool)
                        .executor(turns)
                        .probe(Probes.custom("simulated", (backend, limit) -> {
                            Host host = Objects.requireNonNull(hosts.get(backend.id()));
                            Outcome answer = answer(host, limit, question);
                            ledger.probed(now(), host.id(), answer == Outcome.SUCCESS);
                            return answer == Outcome.SUCCESS
                                    ? ProbeResult.passed("fine")
                                    : ProbeResult.failed(answer.toString());
                        })))
                .start();
    }

    private Outcome answer(Host host, Duration limit, BiConsumer<Host, Consumer<Outcome>> question) {
        Outcome[] answer = {Outcome.TIMEOUT};
        turns.await(resume -> {
            question.accept(host, outcome -> {
                answer[0] = outcome;
                resume.run();
            });
            after(limit.toNanos() / 1e9, resume);
        });
        return answer[0];
    }

    // ---- calls

    /** Calls at random distances, so many per second, from now on to the end. */
    void calls(double perSecond) {
        calls(perSecond, CallContext::any);
    }

    void calls(double perSecond, Supplier<CallContext> context) {
        after(-StrictMath.log(1 - arrivals.nextDouble()) / perSecond, () -> {
            call(context.get());
            calls(perSecond, context);
        });
    }

    /** One call. */
    void call(CallContext context) {
        if (retries != null) pool.retryBudget().deposit(time.now());
        send(new Call(now(), context, 1));
    }

    private void send(Call call) {
        try {
            call.lease = pool.acquire(call.context, () -> guarded(() -> call.over(Outcome.RESET)));
        } catch (NoBackendAvailableException none) {
            ledger.called(new Ledger.Called(call.begun, "", now() - call.begun, null));
            return;
        }
        Host host = Objects.requireNonNull(hosts.get(call.lease.backend().id()));
        ledger.tried(now());
        host.call(call.context.route(), call::over);
        if (timeOut < Double.POSITIVE_INFINITY) after(timeOut, () -> call.over(Outcome.TIMEOUT));
    }

    /** A socket that is open for so many seconds after its first answer; tells who has it, or null. */
    @Nullable
    Host open(double seconds, Runnable closed) {
        try {
            Lease lease = pool.acquire(CallContext.any());
            after(0.005, () -> lease.responded(Outcome.SUCCESS));
            after(0.005 + seconds, () -> {
                lease.close();
                closed.run();
            });
            return hosts.get(lease.backend().id());
        } catch (NoBackendAvailableException none) {
            return null;
        }
    }

    /** One attempt of it. */
    private final class Call {
        private final double begun;
        private final CallContext context;
        private final int attempt;
        private @Nullable Lease lease;

        Call(double begun, CallContext context, int attempt) {
            this.begun = begun;
            this.context = context;
            this.attempt = attempt;
        }

        /** The first end counts: answer, time-out or revocation. */
        void over(Outcome outcome) {
            Lease open = lease;
            if (open == null) return;
            lease = null;
            open.responded(outcome);
            open.close();
            String host = open.backend().id();
            if (again(host, outcome)) return;
            ledger.called(new Ledger.Called(begun, host, now() - begun, outcome.kind()));
        }

        /** As the adapters do it. */
        private boolean again(String tried, Outcome outcome) {
            RetryRules rules = retries;
            if (rules == null || attempt >= rules.attempts() || !rules.worthwhile(outcome)) return false;
            if (!pool.retryBudget().tryWithdraw(time.now())) return false;
            Call next = new Call(begun, context.withTried(tried), attempt + 1);
            after(rules.pauseNanos(attempt, chance.nextDouble()) / 1e9, () -> send(next));
            return true;
        }
    }

    // ---- time

    /** Seconds since the beginning. */
    double now() {
        return seconds(time.now());
    }

    private double seconds(long instant) {
        return (instant - start) / 1e9;
    }

    /** Runs something later. */
    void after(double seconds, Runnable what) {
        time.scheduler().schedule(() -> guarded(what), Math.round(seconds * 1e9), TimeUnit.NANOSECONDS);
    }

    /** Runs something at an instant to come. */
    void at(double second, Runnable what) {
        after(second - now(), what);
    }

    /** Looks at something again and again. */
    void every(double seconds, Runnable what) {
        after(seconds, () -> {
            what.run();
            every(seconds, what);
        });
    }

    /** Plays on to this instant. */
    void playTo(double second) {
        time.advance(Duration.ofNanos(Math.round((second - now()) * 1e9)));
        if (failure != null) throw new IllegalStateException("the world broke at " + now() + " s", failure);
    }

    /** Members that get calls now, in panic or not. */
    long inRotation() {
        return pool.status().members().stream().filter(MemberStatus::inRotation).count();
    }

    /** Whether this one does. */
    boolean inRotation(Host host) {
        MemberStatus member = pool.status().member(host.id());
        return member != null && member.inRotation();
    }

    /** A timer would swallow what goes wrong. */
    private void guarded(Runnable what) {
        try {
            what.run();
        } catch (Throwable thrown) {
            if (failure == null) failure = thrown;
        }
    }

    @Override
    public void close() {
        if (checks != null) checks.close();
        turns.close();
        pool.close();
        if (failure != null) throw new IllegalStateException("the world broke", failure);
    }
}
