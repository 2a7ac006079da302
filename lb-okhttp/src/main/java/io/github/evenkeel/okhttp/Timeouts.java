package io.github.evenkeel.okhttp;

import io.github.evenkeel.Expect;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor.Chain;

/**
 * How long each attempt waits, where the client's own time-outs are not meant for pools. Milliseconds, 0 for no limit; negative for the client's own.
 */
record Timeouts(long connect, long read, long write) {
    static final Timeouts NONE = new Timeouts(-1, -1, -1);

    Timeouts withConnect(Duration value) {
        return new Timeouts(millis("connectTimeout", value), read, write);
    }

    Timeouts withRead(Duration value) {
        return new Timeouts(connect, millis("readTimeout", value), write);
    }

    Timeouts withWrite(Duration value) {
        return new Timeouts(connect, read, millis("writeTimeout", value));
    }

    private static long millis(String name, Duration value) {
        Expect.nanos(name, value);
        Expect.that(
                value.isZero() || (value.toMillis() >= 1 && value.toMillis() <= Integer.MAX_VALUE),
                name,
                value,
                "1 ms to 24 days, or zero for none");
        return value.toMillis();
    }

    Chain of(Chain chain) {
        Chain limited = chain;
        if (connect >= 0) limited = limited.withConnectTimeout((int) connect, TimeUnit.MILLISECONDS);
        if (read >= 0) limited = limited.withReadTimeout((int) read, TimeUnit.MILLISECONDS);
        if (write >= 0) limited = limited.withWriteTimeout((int) write, TimeUnit.MILLISECONDS);
        return limited;
    }
}
