package io.github.evenkeel.examples.soak;

import io.github.evenkeel.examples.soak.FailedCall.Reason;
import io.github.evenkeel.okhttp.LoadBalancing;
import io.github.evenkeel.okhttp.LoadBalancingInterceptor;
import io.github.evenkeel.retry.RetryRules;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Threads that call a pool in step with time, three GETs and a POST by turns, and find out why calls fail. */
final class Callers implements AutoCloseable {
    private static final int THREADS = 32;
    private static final Duration ATTEMPT = Duration.ofSeconds(1);
    private static final Duration CALL = Duration.ofSeconds(5);

    /** Connections come and go within the run. */
    private static final Duration IDLE = Duration.ofSeconds(20);

    private static final int MOST_TOLD = 20;

    private final Fleet fleet;
    private final Ledger ledger;
    private final OkHttpClient client;
    private final Stalls stalls = new Stalls();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong calls = new AtomicLong();
    private final LongAdder failed = new LongAdder();
    private final LongAdder twice = new LongAdder();
    private final Map<Reason, LongAdder> reasons = new ConcurrentHashMap<>();
    private final Queue<String> unexplained = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    Callers(Fleet fleet, int perSecond) {
        this.fleet = fleet;
        ledger = fleet.ledger();
        LoadBalancingInterceptor interceptor = LoadBalancingInterceptor.builder()
                .pool(fleet.pool())
                .retries(RetryRules.defaults())
                .onceUnlessIdempotent()
                .build();
        client = LoadBalancing.sized(new OkHttpClient.Builder(), interceptor)
                .connectionPool(new ConnectionPool(500, IDLE.toSeconds(), TimeUnit.SECONDS))
                .readTimeout(ATTEMPT)
                .callTimeout(CALL)
                .eventListenerFactory(CallRecord::listener)
                .addInterceptor(interceptor)
                .addInterceptor(CallRecord::attempt)
                .build();
        long pause = TimeUnit.SECONDS.toNanos(1) * THREADS / perSecond;
        for (int i = 0; i < THREADS; i++) {
            long delay = pause * i / THREADS;
            Thread thread = new Thread(() -> callOn(delay, pause), "caller");
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void callOn(long delay, long pause) {
        long next = System.nanoTime() + delay;
        while (!over) {
            for (long left = next - System.nanoTime(); left > 0 && !over; left = next - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            call();
            // Who is late, for its call took long, does not hurry after.
            next = Math.max(next + pause, System.nanoTime());
        }
    }

    private void call() {
        long number = calls.incrementAndGet();
        boolean idempotent = number % 4 != 0;
        CallRecord record = new CallRecord();
        Request.Builder request = new Request.Builder()
                .url("http://orders/42")
                .header(FaultyServer.CALL, Long.toString(number))
                .tag(CallRecord.class, record);
        if (!idempotent) request.post(RequestBody.create("an order", null));
        long start = System.nanoTime();
        long refused = fleet.pool().retryBudget().refused();
        ledger.expect(number);
        boolean head = false;
        try (Response response = client.newCall(request.build()).execute()) {
            head = response.code() == 200;
            String body = response.body().string();
            if (!head || !body.equals(FaultyServer.BODY)) {
                throw new IOException("answered " + response.code() + ' ' + body);
            }
        } catch (RuntimeException | Error broken) {
            // No fault of a server explains it, and it must not end the thread unnoticed.
            failed.increment();
            count(Reason.NONE, "call " + number, broken);
        } catch (IOException failure) {
            failed.increment();
            FailedCall call = new FailedCall(
                    idempotent,
                    head,
                    record.sentLast(),
                    record.attempts(number, ledger),
                    failure instanceof InterruptedIOException && System.nanoTime() - start >= CALL.toNanos(),
                    record.revokedLast(),
                    fleet.pool().retryBudget().refused() > refused,
                    stalls.since(start));
            count(call.reason(), call, failure);
        } finally {
            if (!idempotent && ledger.times(number) > 1) twice.increment();
            ledger.forget(number);
        }
    }

    private void count(Reason reason, Object call, Throwable failure) {
        counter(reason).increment();
        if (reason == Reason.NONE && unexplained.size() < MOST_TOLD) {
            unexplained.add(call + ": " + failure + " " + List.of(failure.getSuppressed()));
        }
    }

    /** How many of the threads have ended, which they only do when they are told to. */
    long gone() {
        return threads.stream().filter(each -> !each.isAlive()).count();
    }

    long calls() {
        return calls.get();
    }

    long failed() {
        return failed.sum();
    }

    long failedFor(Reason reason) {
        return counter(reason).sum();
    }

    private LongAdder counter(Reason reason) {
        return reasons.computeIfAbsent(reason, first -> new LongAdder());
    }

    /** POSTs that servers have read more than once. */
    long twice() {
        return twice.sum();
    }

    /** Some of the failures that have no explanation. */
    List<String> unexplained() {
        return List.copyOf(unexplained);
    }

    String stalls() {
        return stalls.told();
    }

    /** Makes no further calls, and waits for those under way. */
    void rest() throws InterruptedException {
        over = true;
        for (Thread each : threads) each.join();
    }

    @Override
    public void close() {
        over = true;
        stalls.close();
        client.dispatcher().cancelAll();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
