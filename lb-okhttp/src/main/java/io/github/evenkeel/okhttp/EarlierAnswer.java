package io.github.evenkeel.okhttp;

import java.io.IOException;

/** Says, suppressed in the exception of a call's last attempt, what one before was answered. No stack trace. */
final class EarlierAnswer extends IOException {
    private static final long serialVersionUID = 1;

    EarlierAnswer(String pool, String backend, int status) {
        super("pool " + pool + ", backend " + backend + ", answered " + status + " before");
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
