package io.github.evenkeel.okhttp;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.WebSocket;
import org.jspecify.annotations.Nullable;

/** The tag of a web socket's request, so that the pool can end it in the way of the protocol. */
final class Farewell {
    /** RFC 6455, 7.4.1: an endpoint is going away, such as a server going down. */
    static final int GOING_AWAY = 1001;

    /** What the other end gets to answer; OkHttp by itself waits for a minute. */
    static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private volatile @Nullable WebSocket socket;

    void of(WebSocket opened) {
        socket = opened;
    }

    /** Says good-bye, and cancels the call where that is not answered. False if there is nobody to say it to. */
    boolean say(Call call, ScheduledExecutorService scheduler) {
        WebSocket open = socket;
        if (open == null || !open.close(GOING_AWAY, "backend taken out of service")) return false;
        try {
            // Of a call that is over by then, cancelling does nothing.
            scheduler.schedule(call::cancel, PATIENCE, TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException shutDown) {
            return false;
        }
    }
}
