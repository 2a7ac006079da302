package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.retry.RetryRules;
import io.github.evenkeel.testing.VirtualTime;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How often, how soon, and until when calls are sent again. */
@Timeout(120)
class RetryLimitsTest {
    /** By chance shorter, but never as short that a test could be over before. */
    private static final Duration AGES = Duration.ofDays(10_000);

    private static final RetryRules AT_ONCE = RetryRules.defaults().withPauses(Duration.ZERO, Duration.ZERO);

    private final Servers servers = new Servers();
    private final Timer timer = new Timer();

    @AfterEach
    void close() {
        servers.close();
        timer.shutdownNow();
    }

    /** Keeps calls waiting until their pause ends by something else, and tells of them; or lets none wait, and tells how long they would. */
    private static final class Timer extends ScheduledThreadPoolExecutor {
        private final List<Duration> pauses = new ArrayList<>();
        private final CountDownLatch waiting = new CountDownLatch(1);
        private boolean quick;

        Timer() {
            super(1);
            setRemoveOnCancelPolicy(true);
        }

        @Override
        public synchronized ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            if (!task.getClass().getName().contains("Pause")) return super.schedule(task, delay, unit);
            pauses.add(Duration.of(delay, unit.toChronoUnit()));
            waiting.countDown();
            return super.schedule(task, quick ? 0 : delay, unit);
        }
    }

    private static MockResponse answer(int code) {
        return new MockResponse.Builder().code(code).body("" + code).build();
    }

    private MockWebServer server(int code) {
        return servers.answering(request -> answer(code));
    }

    private BackendPool.Builder orders(MockWebServer... all) {
        BackendPool.Builder builder = BackendPool.builder("orders")
                .selector(new InOrder())
                .scheduler(timer)
                .random(() -> -1L); // the longest pauses there are
        for (MockWebServer server : all) builder.backend(Servers.at(server));
        return builder;
    }

    private OkHttpClient.Builder over(BackendPool orders, RetryRules rules) {
        return new OkHttpClient.Builder()
                .addInterceptor(LoadBalancingInterceptor.builder()
                        .pool(servers.keep(orders))
                        .retries(rules)
                        .build());
    }

    private static RetryRules pausing(Duration first) {
        return RetryRules.defaults().withPauses(first, first);
    }

    // ---- the budget

    @Test
    void withoutBudgetNothingIsSentAgain() throws IOException {
        MockWebServer bad = server(503);
        BackendPool orders = orders(bad, server(200)).retryBudget(0, 0.1).build();
        OkHttpClient client = servers.keep(over(orders, AT_ONCE));
        assertThat(Servers.get(client, "http://orders/")).isEqualTo("200");
        assertThat(Servers.get(client, "http://orders/")).isEqualTo("503");
        assertThat(orders.status().figures()).containsEntry("retries", 1L).containsEntry("retriesRefused", 1L);
        Servers.awaitIdle(orders);
    }

    /** Three members that all fail: without a budget each call would be sent three times. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP_1", "HTTP_2"})
    void aStormOfRetriesIsBounded(Wire wire) throws IOException {
        VirtualTime time = VirtualTime.seeded(1);
        MockWebServer[] all = new MockWebServer[3];
        BackendPool.Builder builder = Servers.timed(Wire.POOL, time);
        for (int i = 0; i < all.length; i++) {
            all[i] = wire.server(servers, request -> answer(503));
            builder.backend(Servers.at(all[i]));
        }
        BackendPool orders = servers.keep(builder.build());
        OkHttpClient client = servers.keep(wire.client()
                .addInterceptor(LoadBalancingInterceptor.builder()
                        .pool(orders)
                        .retries(AT_ONCE)
                        .build()));
        int seconds = 20;
        int perSecond = 10;
        for (int second = 0; second < seconds; second++) {
            for (int i = 0; i < perSecond; i++) {
                assertThat(Servers.get(client, wire.url("/"))).isEqualTo("503");
            }
            time.advance(Duration.ofSeconds(1));
        }
        int calls = seconds * perSecond;
        int sends = 0;
        for (MockWebServer server : all) sends += server.getRequestCount();
        // Two windows of ten seconds.
        assertThat(sends).isEqualTo(calls + calls / 10 + 3 * seconds);
        assertThat(orders.retryBudget().granted()).isEqualTo(sends - calls);
        Servers.awaitIdle(orders);
    }

    /** A minute in which all answer 503, at a service's rates; the network is an interceptor, the time virtual. */
    @ParameterizedTest
    @ValueSource(ints = {50, 2_000})
    void aMinuteWithoutAServerIsSentLittleMoreThanItIsCalledAndIsOverAtOnce(int perSecond) throws IOException {
        VirtualTime time = VirtualTime.seeded(1);
        BackendPool.Builder builder = Servers.timed("orders", time);
        for (int i = 1; i <= 10; i++) builder.backend("10.0.0." + i, 8080);
        BackendPool orders = servers.keep(builder.build());
        AtomicInteger status = new AtomicInteger(503);
        AtomicInteger sends = new AtomicInteger();
        OkHttpClient client = servers.keep(over(orders, AT_ONCE).addInterceptor(chain -> {
            sends.incrementAndGet();
            Response.Builder answer = new Response.Builder()
                    .request(chain.request())
                    .protocol(Protocol.HTTP_1_1)
                    .code(status.get())
                    .message("");
            return answer.networkResponse(answer.build()).build();
        }));
        int seconds = 60;
        callFor(client, time, seconds, perSecond, 503);
        int calls = seconds * perSecond;
        // What a fresh budget holds, 3/s for ten seconds, is a part of the 3/s for a minute.
        assertThat(sends.get()).isBetween(calls + 1, calls + calls / 10 + 3 * seconds);
        status.set(200);
        sends.set(0);
        callFor(client, time, 10, perSecond, 200);
        assertThat(sends).hasValue(10 * perSecond);
    }

    private static void callFor(OkHttpClient client, VirtualTime time, int seconds, int perSecond, int expected)
            throws IOException {
        for (int i = 0; i < seconds * perSecond; i++) {
            try (Response response = Servers.call(client, "http://orders/").execute()) {
                assertThat(response.code()).isEqualTo(expected);
            }
            time.advance(Duration.ofNanos(1_000_000_000L / perSecond));
        }
    }

    @Test
    void aCallThatAnInterceptorInFrontSendsAgainIsOneCall() throws IOException {
        BackendPool orders = orders(server(500), server(500)).retryBudget(1, 0).build();
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .addInterceptor(chain -> {
                    chain.proceed(chain.request()).close();
                    return chain.proceed(chain.request());
                })
                .addInterceptor(LoadBalancingInterceptor.builder()
                        .pool(servers.keep(orders))
                        .retries(AT_ONCE)
                        .build()));
        Servers.get(client, "http://orders/");
        assertThat(orders.retryBudget().balance(orders.environment().clock().getAsLong()))
                .isEqualTo(1);
    }

    // ---- pauses

    @Test
    void theNextAttemptWaitsForThePoolsTimer() throws IOException {
        timer.quick = true;
        BackendPool orders = orders(server(503), server(502), server(200)).build();
        OkHttpClient client = servers.keep(over(orders, RetryRules.defaults()));
        assertThat(Servers.get(client, "http://orders/")).isEqualTo("200");
        assertThat(timer.pauses).hasSize(2);
        assertThat(timer.pauses.get(0)).isBetween(Duration.ofNanos(24_999_999), Duration.ofMillis(25));
        assertThat(timer.pauses.get(1)).isBetween(Duration.ofNanos(49_999_998), Duration.ofMillis(50));
    }

    @Test
    void withoutATimerNobodyWaits() throws IOException {
        BackendPool orders = orders(server(503), server(200)).build();
        OkHttpClient client = servers.keep(over(orders, pausing(AGES)));
        timer.shutdownNow();
        assertThat(Servers.get(client, "http://orders/")).isEqualTo("200");
    }

    @Test
    void aCallThatIsCancelledWhileItWaitsEndsAtOnce() throws Exception {
        MockWebServer good = server(200);
        BackendPool orders = orders(server(503), good).build();
        Call call = Servers.call(servers.keep(over(orders, pausing(AGES))), "http://orders/");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try (Response response = call.execute()) {
                thrown.set(new AssertionError(response.toString()));
            } catch (IOException failure) {
                thrown.set(failure);
            }
        });
        caller.start();
        Await.opened(timer.waiting);
        assertThat(Servers.inFlight(orders)).isZero(); // whoever waits is nowhere
        call.cancel();
        caller.join();
        assertThat(thrown.get()).hasMessage("Canceled");
        assertThat(thrown.get().getSuppressed()[0]).hasMessageEndingWith("answered 503 before");
        assertThat(good.getRequestCount()).isZero();
        assertThat(timer.getQueue()).noneMatch(task -> ((Delayed) task).getDelay(TimeUnit.DAYS) > 1);
    }

    @Test
    void anInterruptedThreadWaitsNoLongerAndStaysInterrupted() throws Exception {
        BackendPool orders = orders(server(503), server(200)).build();
        Call call = Servers.call(servers.keep(over(orders, pausing(AGES))), "http://orders/");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            try (Response response = call.execute()) {
                thrown.set(new AssertionError(response.toString()));
            } catch (IOException failure) {
                thrown.set(failure);
                interrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        Await.opened(timer.waiting);
        caller.interrupt();
        caller.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class).hasMessage("interrupted");
        assertThat(interrupted).isTrue();
        Servers.awaitIdle(orders);
    }

    @Test
    void aCallThatWasCancelledIsNotSentAgain() {
        MockWebServer good = server(200);
        BackendPool orders = orders(server(503), good).build();
        OkHttpClient client = servers.keep(over(orders, AT_ONCE).addInterceptor(chain -> {
            Response response = chain.proceed(chain.request());
            chain.call().cancel();
            return response;
        }));
        assertThatThrownBy(() -> Servers.get(client, "http://orders/")).isInstanceOf(IOException.class);
        assertThat(good.getRequestCount()).isZero();
        Servers.awaitIdle(orders);
    }

    // ---- time-outs

    @Test
    void aPauseThatTheTimeOutWouldEndIsNotBegun() throws IOException {
        MockWebServer good = server(200);
        BackendPool orders = orders(server(503), good).build();
        OkHttpClient client =
                servers.keep(over(orders, pausing(Duration.ofHours(2))).callTimeout(Duration.ofHours(1)));
        assertThat(Servers.get(client, "http://orders/")).isEqualTo("503");
        assertThat(timer.pauses).isEmpty();
        assertThat(orders.retryBudget().granted()).isZero();
    }

    @Test
    void theTimeOutOfTheCallIsForAllAttempts() {
        MockWebServer silent = servers.answering(request -> new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        MockWebServer third = server(200);
        BackendPool orders = orders(server(503), silent, third).build();
        OkHttpClient client = servers.keep(over(orders, AT_ONCE).callTimeout(Duration.ofMillis(500)));
        assertThatThrownBy(() -> Servers.get(client, "http://orders/"))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessage("timeout");
        assertThat(third.getRequestCount()).isZero();
        Servers.awaitIdle(orders);
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsSoughtElsewhere() throws IOException {
        MockWebServer silent = servers.answering(request -> new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        BackendPool orders = orders(silent, server(200)).build();
        OkHttpClient client = servers.keep(over(orders, AT_ONCE).readTimeout(Duration.ofMillis(300)));
        assertThat(Servers.get(client, "http://orders/")).isEqualTo("200");
        Servers.awaitIdle(orders);
    }

    // ---- a backend that asks for a pause

    private static MockResponse later(String seconds) {
        return new MockResponse.Builder()
                .code(503)
                .addHeader("Retry-After", seconds)
                .body("later")
                .build();
    }

    @Test
    void whileOneAsksForAPauseAnotherIsAsked() throws IOException {
        MockWebServer bad = servers.answering(request -> later("3600"));
        BackendPool orders = orders(bad, server(200)).build();
        OkHttpClient client = servers.keep(over(orders, AT_ONCE));
        assertThat(Servers.get(client, "http://orders/")).isEqualTo("200");
        assertThat(timer.pauses).isEmpty();
        Servers.awaitIdle(orders);
        assertThat(Servers.calls(orders)).isEqualTo(2);
    }

    @Test
    void theOnlyOneIsGivenThePauseItAsksFor() throws IOException {
        timer.quick = true;
        AtomicBoolean rested = new AtomicBoolean();
        MockWebServer only = servers.answering(request -> rested.getAndSet(true) ? answer(200) : later("1"));
        OkHttpClient client = servers.keep(over(orders(only).build(), AT_ONCE));
        assertThat(Servers.get(client, "http://orders/")).isEqualTo("200");
        assertThat(timer.pauses).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void onePauseTooLongIsTheEnd() throws IOException {
        MockWebServer only = servers.answering(request -> later("2"));
        BackendPool orders = orders(only).build();
        OkHttpClient client = servers.keep(over(orders, AT_ONCE));
        Request request = new Request.Builder().url("http://orders/").build();
        try (Response response = client.newCall(request).execute()) {
            assertThat(response.code()).isEqualTo(503);
            assertThat(response.body().string()).isEqualTo("later");
        }
        assertThat(only.getRequestCount()).isEqualTo(1);
        assertThat(orders.retryBudget().granted()).isZero();
        Servers.awaitIdle(orders);
    }

    @Test
    void whenNobodyIsLeftAtAllThatIsSaid() {
        AtomicReference<BackendPool> pool = new AtomicReference<>();
        MockWebServer bad = servers.answering(request -> {
            pool.get().close();
            return answer(503);
        });
        pool.set(orders(bad, server(200)).build());
        OkHttpClient client = servers.keep(over(pool.get(), AT_ONCE));
        assertThatThrownBy(() -> Servers.get(client, "http://orders/"))
                .hasMessageContaining("the pool is closed")
                .satisfies(thrown -> assertThat(thrown.getSuppressed()[0]).hasMessageEndingWith("answered 503 before"));
    }
}
