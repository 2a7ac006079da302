package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.testing.VirtualTime;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import kotlin.jvm.JvmClassMappingKt;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A second call to another member, when the first is late. */
@Timeout(120)
class HedgedCallsTest {
    private static final Duration SOON = Duration.ofMillis(1);
    private static final Duration NEVER = Duration.ofDays(1);

    private final Servers servers = new Servers();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private BackendPool orders;
    private OkHttpClient client;

    @AfterEach
    void close() {
        goOn.countDown();
        servers.close();
    }

    private static MockResponse answer(int code) {
        return new MockResponse.Builder().code(code).body("" + code).build();
    }

    private MockWebServer quick(int code) {
        return servers.answering(request -> answer(code));
    }

    /** Answers when the test says so. */
    private MockWebServer late(int code) {
        return servers.answering(request -> {
            Await.opened(goOn);
            return answer(code);
        });
    }

    private MockWebServer silent() {
        return servers.answering(request -> new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
    }

    private Call.Factory hedged(Duration delay, MockWebServer... all) {
        return hedged(Wire.HTTP_1, delay, BackendPool.builder(Wire.POOL), all);
    }

    private Call.Factory hedged(Wire wire, Duration delay, BackendPool.Builder builder, MockWebServer... all) {
        builder.selector(new InOrder());
        for (MockWebServer server : all) builder.backend(Servers.at(server));
        orders = servers.keep(builder.build());
        client = servers.keep(wire.client().addInterceptor(LoadBalancingInterceptor.of(orders)));
        return HedgedCalls.after(delay, client, orders);
    }

    private static Request get() {
        return new Request.Builder().url(Wire.HTTP_1.url("/")).build();
    }

    private static String text(Call call) throws IOException {
        try (Response response = call.execute()) {
            return response.body().string();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFirstAnswerWinsAndTheOtherMemberIsNotCharged(Wire wire) throws IOException {
        MockWebServer slow = wire.server(servers, request -> {
            Await.opened(goOn);
            return answer(202);
        });
        MockWebServer quick = wire.server(servers, request -> {
            // A call that never reached its member would be none of it.
            Await.until("the first is sent", () -> slow.getRequestCount() == 1);
            return answer(200);
        });
        Call.Factory calls = hedged(wire, SOON, BackendPool.builder(Wire.POOL), slow, quick);
        Request request = new Request.Builder().url(wire.url("/")).build();
        Call call = calls.newCall(request);
        try (Response response = call.execute()) {
            assertThat(response.body().string()).isEqualTo("200");
            assertThat(response.request()).isSameAs(request);
        }
        assertThat(call.isCanceled()).isFalse();
        Servers.awaitIdle(orders);
        assertThat(Servers.outcomes(orders, Kind.CANCELLED)).isEqualTo(1);
        assertThat(Servers.outcomes(orders, Kind.SUCCESS)).isEqualTo(1);
        assertThat(orders.status().members())
                .allSatisfy(member -> assertThat(member.faults()).isZero());
        assertThat(orders.retryBudget().granted()).isEqualTo(1);
        assertThat(quick.getRequestCount()).isEqualTo(1);
    }

    @Test
    void anAnswerInTimeIsTheOnlyOne() throws IOException {
        MockWebServer other = quick(201);
        Call.Factory calls = hedged(NEVER, quick(200), other);
        assertThat(text(calls.newCall(get()))).isEqualTo("200");
        assertThat(other.getRequestCount()).isZero();
        assertThat(orders.retryBudget().granted()).isZero();
        Servers.awaitIdle(orders);
    }

    @Test
    void theFirstMayStillWin() throws IOException {
        MockWebServer second = servers.answering(request -> {
            goOn.countDown(); // now the first answers; this one never does
            return new MockResponse.Builder()
                    .onResponseStart(SocketEffect.Stall.INSTANCE)
                    .build();
        });
        Call.Factory calls = hedged(SOON, late(200), second);
        assertThat(text(calls.newCall(get()))).isEqualTo("200");
        Servers.awaitIdle(orders);
        assertThat(Servers.outcomes(orders, Kind.CANCELLED)).isEqualTo(1);
    }

    @Test
    void withoutBudgetTheFirstIsWaitedFor() throws IOException {
        MockWebServer other = quick(200);
        Call.Factory calls =
                hedged(Wire.HTTP_1, SOON, BackendPool.builder(Wire.POOL).retryBudget(0, 0), late(202), other);
        Call call = calls.newCall(get());
        AtomicReference<String> result = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                result.set(text(call));
            } catch (IOException failure) {
                result.set(failure.toString());
            }
        });
        caller.start();
        Await.until("the budget is asked", () -> orders.retryBudget().refused() == 1);
        goOn.countDown();
        Await.until("the answer", () -> result.get() != null);
        assertThat(result).hasValue("202");
        assertThat(other.getRequestCount()).isZero();
    }

    @Test
    void aPoolOfOneHasNoSecondMember() throws IOException {
        MockWebServer only = late(200);
        Call.Factory calls = hedged(SOON, only);
        Call call = calls.newCall(get());
        AtomicReference<String> result = new AtomicReference<>();
        AtomicReference<String> why = new AtomicReference<>();
        call.addEventListener(new EventListener() {
            @Override
            public void callFailed(Call own, IOException failure) {
                why.set(failure.getMessage());
            }
        });
        call.enqueue(keeping(result));
        Await.until("the second has failed", () -> why.get() != null);
        assertThat(why.get()).endsWith(": no member for the second part of a hedged call");
        assertThat(orders.retryBudget().granted()).isZero();
        goOn.countDown();
        Await.until("the answer", () -> result.get() != null);
        assertThat(result).hasValue("200");
        assertThat(only.getRequestCount()).isEqualTo(1);
        Servers.awaitIdle(orders);
    }

    private static Callback keeping(AtomicReference<String> result) {
        return new Callback() {
            @Override
            public void onFailure(Call call, IOException failure) {
                result.set(call.getClass().getSimpleName() + " " + failure.getMessage());
            }

            @Override
            public void onResponse(Call call, Response response) throws IOException {
                result.set(response.body().string());
            }
        };
    }

    // ---- what is hedged

    @Test
    void onlyWhatMayBeSentTwiceIsHedged() {
        Call.Factory calls = hedged(SOON, quick(200), quick(200));
        RequestBody once = new RequestBody() {
            @Override
            public okhttp3.MediaType contentType() {
                return null;
            }

            @Override
            public boolean isOneShot() {
                return true;
            }

            @Override
            public void writeTo(okio.BufferedSink sink) {}
        };
        RequestBody body = RequestBody.create("body", null);
        Request.Builder request = get().newBuilder();
        assertThat(calls.newCall(request.build())).isInstanceOf(HedgedCall.class);
        assertThat(calls.newCall(request.put(body).build())).isInstanceOf(HedgedCall.class);
        assertThat(calls.newCall(request.post(body).build())).isNotInstanceOf(HedgedCall.class);
        assertThat(calls.newCall(request.put(once).build())).isNotInstanceOf(HedgedCall.class);
        assertThat(calls.newCall(request.get().url("http://another.host/").build()))
                .isNotInstanceOf(HedgedCall.class);
    }

    @Test
    void badInputIsNamed() {
        hedged(SOON, quick(200));
        assertThatThrownBy(() -> HedgedCalls.after(Duration.ZERO, client, orders))
                .hasMessage("delay: PT0S (expected: > 0)");
        assertThatThrownBy(() -> HedgedCalls.afterP95(Duration.ZERO, client, orders))
                .hasMessage("atLeast: PT0S (expected: > 0)");
        assertThatThrownBy(() -> HedgedCalls.afterP95(SOON, client, null)).hasMessageStartingWith("pool: null");
    }

    // ---- poor answers and failures

    @Test
    void aPoorAnswerWaitsForTheOther() throws IOException {
        MockWebServer second = servers.answering(request -> {
            goOn.countDown(); // the first answers 503, and this one later
            Await.until("the 503 is here", () -> Servers.outcomes(orders, Kind.GATEWAY) == 1);
            return answer(200);
        });
        Call.Factory calls = hedged(SOON, late(503), second);
        assertThat(text(calls.newCall(get()))).isEqualTo("200");
        Servers.awaitIdle(orders);
    }

    @Test
    void aPoorAnswerIsTheResultIfTheOtherFails() throws IOException {
        MockWebServer second = servers.start(new MockWebServer(), new mockwebserver3.Dispatcher() {
            @Override
            public MockResponse dispatch(mockwebserver3.RecordedRequest request) {
                goOn.countDown();
                Await.until("the 503 is here", () -> Servers.outcomes(orders, Kind.GATEWAY) == 1);
                return new MockResponse.Builder()
                        .onResponseStart(new SocketEffect.CloseSocket())
                        .build();
            }
        });
        Call.Factory calls = hedged(SOON, late(503), second);
        assertThat(text(calls.newCall(get()))).isEqualTo("503");
        Servers.awaitIdle(orders);
    }

    // ---- the application's verdict

    private static Request judged(Verdict verdict) {
        return get().newBuilder().tag(Verdict.class, verdict).build();
    }

    private Kind toldBy(MockWebServer server) {
        Map<Kind, Long> told = orders.status().member(Servers.at(server).id()).outcomes();
        assertThat(told.values().stream().mapToLong(times -> times).sum()).isEqualTo(1);
        return told.entrySet().stream()
                .filter(each -> each.getValue() == 1)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    @Test
    void theVerdictIsOfTheMemberWhoseAnswerWonThoughTheOtherAnsweredLater() throws IOException {
        MockWebServer first = late(200);
        MockWebServer second = quick(202);
        CountDownLatch firstJudged = new CountDownLatch(1);
        CountDownLatch secondJudged = new CountDownLatch(1);
        CountDownLatch firstWon = new CountDownLatch(1);
        hedged(SOON, first, second);
        OkHttpClient.Builder builder = client.newBuilder();
        builder.interceptors().add(0, chain -> {
            Response response = chain.proceed(chain.request());
            if (response.code() == 200) {
                firstJudged.countDown();
                Await.opened(secondJudged);
            } else {
                secondJudged.countDown();
                Await.opened(firstWon);
            }
            return response;
        });
        builder.interceptors().add(chain -> {
            Response response = chain.proceed(chain.request());
            if (response.code() == 202) Await.opened(firstJudged);
            return response;
        });
        OkHttpClient both = servers.keep(builder);
        goOn.countDown();
        Verdict verdict = new Verdict();
        try (Response response =
                HedgedCalls.after(SOON, both, orders).newCall(judged(verdict)).execute()) {
            firstWon.countDown();
            assertThat(response.body().string()).isEqualTo("200");
            verdict.is(Outcome.CLIENT_ERROR);
        }
        Servers.awaitIdle(orders);
        assertThat(toldBy(first)).isEqualTo(Kind.CLIENT_ERROR);
        assertThat(toldBy(second)).isEqualTo(Kind.SUCCESS);
    }

    @Test
    void aPoorAnswerThatIsTheResultIsJudgedAsItIsWhateverTheOtherBrought() throws IOException {
        CountDownLatch firstJudged = new CountDownLatch(1);
        MockWebServer first = late(503);
        MockWebServer second = servers.answering(request -> {
            goOn.countDown();
            Await.opened(firstJudged);
            return new MockResponse.Builder()
                    .onResponseStart(new SocketEffect.CloseSocket())
                    .build();
        });
        hedged(SOON, first, second);
        OkHttpClient.Builder builder = client.newBuilder();
        builder.interceptors().add(0, chain -> {
            Response response = chain.proceed(chain.request());
            firstJudged.countDown();
            return response;
        });
        Call.Factory calls = HedgedCalls.after(SOON, servers.keep(builder), orders);
        assertThat(text(calls.newCall(judged(new Verdict())))).isEqualTo("503");
        Servers.awaitIdle(orders);
        assertThat(toldBy(first)).isEqualTo(Kind.GATEWAY);
        assertThat(toldBy(second)).isEqualTo(Kind.RESET);
    }

    @Test
    void aFailureBeforeTheSecondIsSentIsTheResult() {
        MockWebServer bad = servers.start(
                new MockWebServer(),
                Servers.always(new MockResponse.Builder()
                        .onResponseStart(new SocketEffect.CloseSocket())
                        .build()));
        MockWebServer other = quick(200);
        Call.Factory calls = hedged(NEVER, bad, other);
        assertThatThrownBy(() -> text(calls.newCall(get()))).hasMessageStartingWith("unexpected end of stream");
        assertThat(other.getRequestCount()).isZero();
        Servers.awaitIdle(orders);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ifBothFailTheFirstOnesFailureIsThrown(boolean firstFailsFirst) {
        MockResponse cut = new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build();
        Kind failed = Kind.RESET;
        MockWebServer first = servers.answering(request -> {
            Await.opened(goOn);
            if (!firstFailsFirst) {
                Await.until("the second has failed", () -> Servers.outcomes(orders, failed) == 1);
            }
            return cut;
        });
        MockWebServer second = servers.answering(request -> {
            goOn.countDown();
            if (firstFailsFirst) {
                Await.until("the first has failed", () -> Servers.outcomes(orders, failed) == 1);
            }
            return cut;
        });
        Call.Factory calls = hedged(SOON, first, second);
        String member = "backend " + Servers.at(first).id();
        assertThatThrownBy(() -> text(calls.newCall(get())))
                .hasMessageStartingWith("unexpected end of stream")
                .satisfies(failure -> {
                    assertThat(failure.getSuppressed()).hasSize(2);
                    assertThat(failure.getSuppressed()[0].getMessage()).contains(member);
                    assertThat(failure.getSuppressed()[1]).hasMessageStartingWith("unexpected end of stream");
                });
        Servers.awaitIdle(orders);
    }

    // ---- cancel, time-outs, threads

    @Test
    void cancelEndsBoth() {
        Call.Factory calls = hedged(SOON, silent(), silent());
        Call call = calls.newCall(get());
        AtomicReference<String> result = new AtomicReference<>();
        call.enqueue(keeping(result));
        assertThat(call.isExecuted()).isTrue();
        Await.until("both are under way", () -> Servers.inFlight(orders) == 2);
        call.cancel();
        assertThat(call.isCanceled()).isTrue();
        Await.until("the result", () -> result.get() != null);
        assertThat(result.get()).startsWith("HedgedCall ");
        Servers.awaitIdle(orders);
        assertThat(orders.status().members())
                .allSatisfy(member -> assertThat(member.faults()).isZero());
    }

    @Test
    void aCallThatIsCancelledBeforeItIsDueIsNotHedged() {
        MockWebServer other = quick(200);
        Call.Factory calls = hedged(NEVER, silent(), other);
        Call call = calls.newCall(get());
        call.cancel();
        assertThatThrownBy(() -> text(call)).hasMessage("Canceled");
        assertThat(((HedgedCall) call).hedge(0)).isNull();
        assertThat(other.getRequestCount()).isZero();
    }

    @Test
    void theTimeOutOfTheFirstIsThatOfTheCall() {
        Call.Factory calls = hedged(SOON, silent(), silent());
        Call call = calls.newCall(get());
        call.timeout().timeout(500, java.util.concurrent.TimeUnit.MILLISECONDS);
        assertThatThrownBy(() -> text(call))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessage("timeout");
        Servers.awaitIdle(orders);
    }

    @Test
    void aBugOfAnInterceptorReachesTheThreadThatWaitsAsItIs() {
        hedged(NEVER, quick(200));
        IllegalStateException bug = new IllegalStateException("a bug");
        OkHttpClient buggy = servers.keep(client.newBuilder().addInterceptor(chain -> {
            throw bug;
        }));
        Call.Factory calls = HedgedCalls.after(NEVER, buggy, orders);
        assertThatThrownBy(() -> text(calls.newCall(get()))).isSameAs(bug);
    }

    @Test
    void anInterruptedThreadCancelsBothAndStaysInterrupted() throws Exception {
        Call.Factory calls = hedged(SOON, silent(), silent());
        Call call = calls.newCall(get());
        Queue<Object> told = new ConcurrentLinkedQueue<>();
        Thread caller = new Thread(() -> {
            try {
                told.add(text(call));
            } catch (IOException failure) {
                told.add(failure.getMessage());
                told.add(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        Await.until("both are under way", () -> Servers.inFlight(orders) == 2);
        caller.interrupt();
        caller.join();
        assertThat(told).containsExactly("interrupted", true);
        assertThat(call.isCanceled()).isTrue();
        Servers.awaitIdle(orders);
    }

    @Test
    void listenersHearOfBothAndTagsAreTheFirsts() throws IOException {
        Call.Factory calls = hedged(SOON, silent(), quick(200));
        Request tagged = get().newBuilder().tag(Integer.class, 42).build();
        Call call = calls.newCall(tagged);
        Queue<Call> heard = new ConcurrentLinkedQueue<>();
        call.addEventListener(new EventListener() {
            @Override
            public void callStart(Call own) {
                heard.add(own);
            }
        });
        assertThat(call.tag(String.class, () -> "mine")).isEqualTo("mine");
        assertThat(call.tag(JvmClassMappingKt.getKotlinClass(String.class), () -> "another"))
                .isEqualTo("mine");
        assertThat(text(call)).isEqualTo("200");
        assertThat(heard).hasSize(2);
        assertThat(heard).allSatisfy(own -> assertThat(own.request()).isSameAs(tagged));
        assertThat(call.tag(String.class)).isEqualTo("mine");
        assertThat(call.tag(JvmClassMappingKt.getKotlinClass(Integer.class))).isEqualTo(42);
        call.addEventListener(EventListener.NONE); // of a call that is over
        Call again = call.clone();
        assertThat(again.isExecuted()).isFalse();
        assertThat(again.request()).isSameAs(tagged);
        assertThat(text(again)).isEqualTo("200");
        Servers.awaitIdle(orders);
    }

    @Test
    void aCallbackThatFailsIsNobodysMatter() {
        MockWebServer second = servers.answering(request -> {
            goOn.countDown();
            Await.until("the 503 is here", () -> Servers.outcomes(orders, Kind.GATEWAY) == 1);
            return new MockResponse.Builder()
                    .onResponseStart(new SocketEffect.CloseSocket())
                    .build();
        });
        Call.Factory calls = hedged(SOON, late(503), second);
        CountDownLatch called = new CountDownLatch(1);
        calls.newCall(get()).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException failure) {}

            @Override
            public void onResponse(Call call, Response response) throws IOException {
                response.close();
                called.countDown();
                throw new IOException("theirs");
            }
        });
        Await.opened(called);
        Servers.awaitIdle(orders);
    }

    @Test
    void aListenerThatFailsAtTheSecondIsThatOnesFailureAndOnAThreadOfTheDispatcher() {
        MockWebServer first = servers.answering(request -> {
            Await.opened(goOn);
            return new MockResponse.Builder()
                    .onResponseStart(new SocketEffect.CloseSocket())
                    .build();
        });
        Call call = hedged(SOON, first, quick(200)).newCall(get());
        AtomicInteger started = new AtomicInteger();
        AtomicReference<String> thread = new AtomicReference<>();
        call.addEventListener(new EventListener() {
            @Override
            public void callStart(Call own) {
                if (started.incrementAndGet() == 1) return;
                thread.set(Thread.currentThread().getName());
                goOn.countDown();
                throw new IllegalStateException("bug of the user's");
            }
        });
        AtomicReference<IOException> result = new AtomicReference<>();
        call.enqueue(new Callback() {
            @Override
            public void onFailure(Call own, IOException failure) {
                result.set(failure);
            }

            @Override
            public void onResponse(Call own, Response response) {
                response.close();
            }
        });
        Await.until("the result", () -> result.get() != null);
        assertThat(thread.get()).startsWith("OkHttp");
        assertThat(result.get()).hasMessageStartingWith("unexpected end of stream");
        assertThat(result.get().getSuppressed()[1])
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("bug of the user's");
        Servers.awaitIdle(orders);
    }

    @Test
    void aCancelledCallFailsThoughThereIsAPoorAnswer() {
        Call call = hedged(SOON, late(503), silent()).newCall(get());
        AtomicReference<String> result = new AtomicReference<>();
        call.enqueue(keeping(result));
        Await.until("both are under way", () -> Servers.inFlight(orders) == 2);
        goOn.countDown();
        Await.until("the 503 is here", () -> Servers.outcomes(orders, Kind.GATEWAY) == 1);
        call.cancel();
        Await.until("the result", () -> result.get() != null);
        assertThat(result).hasValue("HedgedCall Canceled");
        Servers.awaitIdle(orders);
    }

    @Test
    void theSecondHasTheTimeThatTheFirstHasLeft() throws IOException {
        Call call = hedged(Duration.ofMillis(20), silent(), quick(200)).newCall(get());
        call.timeout().timeout(60, java.util.concurrent.TimeUnit.SECONDS);
        Queue<Long> limits = new ConcurrentLinkedQueue<>();
        call.addEventListener(new EventListener() {
            @Override
            public void callStart(Call own) {
                limits.add(own.timeout().timeoutNanos());
            }
        });
        assertThat(text(call)).isEqualTo("200");
        assertThat(limits).hasSize(2);
        assertThat(limits.poll()).isEqualTo(60_000_000_000L);
        assertThat(limits.poll()).isStrictlyBetween(0L, 60_000_000_000L);
        HedgedCall over = (HedgedCall) call;
        assertThat(over.left(orders.environment().clock().getAsLong() + 60_000_000_000L))
                .isNegative();
        Servers.awaitIdle(orders);
    }

    @Test
    void aCallInTheDispatchersQueueIsNoLateAnswer() throws IOException {
        VirtualTime time = VirtualTime.seeded(1);
        MockWebServer first = late(202);
        BackendPool.Builder builder = Servers.timed(Wire.POOL, time);
        Call.Factory calls = hedged(Wire.HTTP_1, SOON, builder, first, quick(200));
        client.dispatcher().setMaxRequests(1);
        MockWebServer slow = late(200);
        AtomicReference<String> before = new AtomicReference<>();
        Servers.call(client, slow.url("/").toString()).enqueue(keeping(before));
        Await.until("the dispatcher is busy", () -> slow.getRequestCount() == 1);
        AtomicReference<String> result = new AtomicReference<>();
        calls.newCall(get()).enqueue(keeping(result));
        time.advance(SOON);
        ThreadPoolExecutor threads = (ThreadPoolExecutor) client.dispatcher().executorService();
        Await.until("the race was looked at", () -> threads.getCompletedTaskCount() == 1);
        assertThat(orders.retryBudget().granted()).isZero();
        assertThat(client.dispatcher().queuedCallsCount()).isEqualTo(1);
        client.dispatcher().setMaxRequests(64);
        Await.until("the first is sent", () -> first.getRequestCount() == 1);
        time.advance(SOON);
        Await.until("the result", () -> result.get() != null);
        assertThat(result).hasValue("200");
        assertThat(orders.retryBudget().granted()).isEqualTo(1);
        goOn.countDown();
        Await.until("the other call's", () -> before.get() != null);
    }

    // ---- the pool's p95

    @Test
    void theDelayIsTheP95OfTheMemberInTheMiddle() {
        VirtualTime time = VirtualTime.seeded(1);
        BackendPool pool = servers.keep(Servers.timed("orders", time)
                .backend("a", 1)
                .backend("b", 1)
                .backend("c", 1)
                .build());
        RecentP95 p95 = new RecentP95(pool, 1_000_000);
        assertThat(p95.getAsLong()).isNegative();
        for (int i = 0; i < 600; i++) {
            try (Lease lease = pool.acquire(CallContext.any())) {
                time.advance(Duration.ofMillis(lease.backend().host().equals("c") ? 400 : 20));
                lease.responded(Outcome.SUCCESS);
            }
        }
        p95.getAsLong(); // asks for a look
        time.advance(Duration.ofSeconds(6));
        assertThat(Duration.ofNanos(p95.getAsLong())).isBetween(Duration.ofMillis(19), Duration.ofMillis(26));
        RecentP95 atLeast = new RecentP95(pool, 1_000_000_000);
        atLeast.getAsLong();
        time.advance(Duration.ofSeconds(1));
        assertThat(atLeast.getAsLong()).isEqualTo(1_000_000_000);
    }

    @Test
    void untilTheP95IsKnownNothingIsHedged() throws IOException {
        MockWebServer other = quick(201);
        hedged(SOON, quick(200), other);
        Call.Factory calls = HedgedCalls.afterP95(SOON, client, orders);
        assertThat(text(calls.newCall(get()))).isEqualTo("200");
        assertThat(other.getRequestCount()).isZero();
    }
}
