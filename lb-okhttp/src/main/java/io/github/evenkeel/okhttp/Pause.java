package io.github.evenkeel.okhttp;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;

/** A wait between two attempts of a call, on the pool's timer; over at once when the call is cancelled. */
final class Pause {
    private final CountDownLatch over = new CountDownLatch(1);

    /** The call was cancelled. Any thread. */
    void end() {
        over.countDown();
    }

    /**
     * Waits on the thread of the call.
     *
     * @throws InterruptedIOException if the thread is interrupted; it stays so
     * @throws IOException            if the call is cancelled, in OkHttp's words
     */
    void take(long nanos, ScheduledExecutorService timer, Call call) throws IOException {
        if (nanos > 0 && !call.isCanceled()) await(nanos, timer);
        if (call.isCanceled()) throw new IOException("Canceled");
    }

    private void await(long nanos, ScheduledExecutorService timer) throws IOException {
        Future<?> end;
        try {
            end = timer.schedule(over::countDown, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException shutDown) {
            return; // without its timer the pool can still be called, but not wait
        }
        try {
            over.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            end.cancel(false);
        }
    }
}
