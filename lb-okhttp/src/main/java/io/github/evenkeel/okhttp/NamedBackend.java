package io.github.evenkeel.okhttp;

import io.github.evenkeel.Expect;

/**
 * Names the backend that a request is for, as its tag: {@code request.newBuilder().tag(NamedBackend.class, new NamedBackend("orders-3"))}.
 * The call goes to that member of its pool or fails, with an {@link java.io.IOException} that says why it cannot be had: for tests of one
 * server, for what only one has. It is counted and judged as any call; a redirect to another pool is free again.
 *
 * @param id the backend's id; not blank
 */
public record NamedBackend(String id) {
    public NamedBackend {
        Expect.text("id", id);
    }
}
