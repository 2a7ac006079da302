package io.github.evenkeel.okhttp;

import io.github.evenkeel.pool.Lease;
import java.io.IOException;

/** Says, suppressed in an exception of OkHttp, where the attempt went: OkHttp knows only the URL. No stack trace. */
final class BackendNote extends IOException {
    private static final long serialVersionUID = 1;

    BackendNote(String pool, Lease lease, boolean sent) {
        super("pool " + pool + ", backend " + lease.backend() + (sent ? ", request sent" : ", request not sent")
                + (lease.revoked() ? ", ended by the pool because the backend was taken away" : ""));
    }

    static boolean isOn(IOException failure) {
        for (Throwable suppressed : failure.getSuppressed()) if (suppressed instanceof BackendNote) return true;
        return false;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
