package io.github.evenkeel.okhttp;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kotlin.jvm.functions.Function0;
import kotlin.reflect.KClass;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.EventListener;
import okhttp3.Request;
import okhttp3.Response;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/** See {@link HedgedCalls}. */
final class HedgedCall implements Call {
    private final HedgedCalls calls;
    private final HedgeLeg leg = new HedgeLeg(null);
    private final Call first;

    // Guarded by the leg.
    private final List<EventListener> listeners = new ArrayList<>();
    private @Nullable Call second;
    private boolean canceled;

    HedgedCall(HedgedCalls calls, Request request) {
        this.calls = calls;
        this.first = calls.part(request, leg);
    }

    @Override
    public void enqueue(Callback callback) {
        new HedgeRace(this, callback).begin();
    }

    @Override
    public Response execute() throws IOException {
        Waiting waiting = new Waiting();
        enqueue(waiting);
        return waiting.await();
    }

    Call first() {
        return first;
    }

    HedgedCalls calls() {
        return calls;
    }

    HedgeLeg leg() {
        return leg;
    }

    /** Nanoseconds that the call has left; 0 for no limit, negative if none. */
    long left(long now) {
        long limit = first.timeout().timeoutNanos();
        if (limit == 0) return 0;
        long left = limit - leg.age(now);
        return left > 0 ? left : -1;
    }

    /**
     * The second part, made when it is time; null if the call was cancelled meanwhile.
     *
     * @param left as {@link #left} says
     */
    @Nullable
    Call hedge(long left) {
        synchronized (leg) {
            if (canceled) return null;
            Call made = calls.part(first.request(), new HedgeLeg(leg));
            made.timeout().timeout(left, TimeUnit.NANOSECONDS);
            listeners.forEach(made::addEventListener);
            second = made;
            return made;
        }
    }

    @Override
    public void cancel() {
        Call other;
        synchronized (leg) {
            canceled = true;
            other = second;
        }
        first.cancel();
        if (other != null) other.cancel();
    }

    @Override
    public boolean isCanceled() {
        synchronized (leg) {
            return canceled;
        }
    }

    @Override
    public void addEventListener(EventListener listener) {
        Call other;
        synchronized (leg) {
            listeners.add(listener);
            other = second;
        }
        first.addEventListener(listener);
        if (other != null) other.addEventListener(listener);
    }

    @Override
    public Request request() {
        return first.request();
    }

    @Override
    public boolean isExecuted() {
        return first.isExecuted();
    }

    @Override
    public Timeout timeout() {
        return first.timeout();
    }

    @Override
    public <T> @Nullable T tag(KClass<T> type) {
        return first.tag(type);
    }

    @Override
    public <T> @Nullable T tag(Class<? extends T> type) {
        return first.tag(type);
    }

    @Override
    public <T> T tag(KClass<T> type, Function0<? extends T> make) {
        return first.tag(type, make);
    }

    @Override
    public <T> T tag(Class<T> type, Function0<? extends T> make) {
        return first.tag(type, make);
    }

    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod") // a call is cloned as one that was not executed
    public Call clone() {
        return new HedgedCall(calls, first.request());
    }

    /** A thread that waits for the result; what comes when it has gone is closed. */
    private final class Waiting implements Callback {
        private final CountDownLatch over = new CountDownLatch(1);
        private @Nullable Response response;
        private @Nullable IOException failure;
        private boolean gone;

        @Override
        public void onResponse(Call call, Response answer) {
            synchronized (this) {
                if (!gone) response = answer;
            }
            if (response != answer) answer.close();
            over.countDown();
        }

        @Override
        public synchronized void onFailure(Call call, IOException thrown) {
            failure = thrown;
            over.countDown();
        }

        Response await() throws IOException {
            try {
                over.await();
            } catch (InterruptedException interrupted) {
                leave();
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
            synchronized (this) {
                if (response != null) return response;
                if (failure == null) throw new IOException("neither answer nor failure");
                rethrowBug(failure);
                throw failure;
            }
        }

        /** What is no IOException OkHttp throws on its own thread, and tells the callback as the cause of one. */
        private static void rethrowBug(IOException told) {
            if (!("" + told.getMessage()).startsWith("canceled due to ")) return;
            if (told.getCause() instanceof RuntimeException bug) throw bug;
            if (told.getCause() instanceof Error bug) throw bug;
        }

        private void leave() {
            Response late;
            synchronized (this) {
                gone = true;
                late = response;
            }
            cancel();
            if (late != null) late.close();
        }
    }
}
