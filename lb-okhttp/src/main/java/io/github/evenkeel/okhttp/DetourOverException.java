package io.github.evenkeel.okhttp;

import java.io.IOException;
import okhttp3.Request;
import okhttp3.Response;

/** On a {@link Detour}, OkHttp is about to follow up an answer by {@linkplain Detour#leaves another request}. No stack trace: it is a way back. */
final class DetourOverException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Response answer;
    private final transient Request following;

    DetourOverException(Response answer, Request following) {
        super("an answer to be followed up by LoadBalancingInterceptor");
        this.answer = answer;
        this.following = following;
    }

    Response answer() {
        return answer;
    }

    Request following() {
        return following;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
