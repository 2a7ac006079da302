package io.github.evenkeel.examples.tour;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The application: sends calls at a steady rate whether or not the earlier ones are answered (an open loop, as users are), and
 * counts what it sees.
 */
final class Traffic {
    private final OkHttpClient client;
    private final String host;
    private final Ledger ledger;
    private final LongAdder calls = new LongAdder();
    private final LongAdder failed = new LongAdder();
    /** One party per call in flight, and one for ourselves. */
    private final Phaser inFlight = new Phaser(1);

    private final ScheduledExecutorService timer;

    /** The timer is the traffic's own from now on. */
    Traffic(OkHttpClient client, String host, Ledger ledger, ScheduledExecutorService timer) {
        this.timer = timer;
        this.client = client;
        this.host = host;
        this.ledger = ledger;
    }

    void start(double perSecond) {
        long period = (long) (1e9 / perSecond);
        timer.scheduleAtFixedRate(() -> send(TourServer.ORDER), 0, period, TimeUnit.NANOSECONDS);
    }

    /** Sends no more, and waits for what is in flight; false if that does not end in time. */
    boolean stop(Duration limit) throws InterruptedException {
        timer.shutdown();
        // The tick that runs may still send one.
        timer.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            inFlight.awaitAdvanceInterruptibly(inFlight.arrive(), limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        }
    }

    /** Sends no more, and waits for nothing. */
    void abandon() {
        timer.shutdownNow();
    }

    long calls() {
        return calls.sum();
    }

    long failed() {
        return failed.sum();
    }

    void send(String path) {
        Request request = new Request.Builder().url("http://" + host + path).build();
        long startedAt = ledger.now();
        inFlight.register();
        client.newCall(request).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException failure) {
                ended(path, startedAt, 0);
            }

            @Override
            public void onResponse(Call call, Response response) {
                ended(path, startedAt, statusOf(response));
            }
        });
    }

    /** Reads the body to its end: an answer that breaks off is a failure too. */
    private static int statusOf(Response response) {
        try (response) {
            response.body().bytes();
            return response.code();
        } catch (IOException cut) {
            return 0;
        }
    }

    private void ended(String path, long startedAt, int status) {
        calls.increment();
        if (status < 200 || status > 299) failed.increment();
        ledger.called(path, startedAt, status);
        inFlight.arriveAndDeregister();
    }
}
