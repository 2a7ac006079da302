package io.github.evenkeel.okhttp;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that the user's code has failed: what fails may fail for each call. */
final class Complaint {
    private static final Logger LOG = LoggerFactory.getLogger(LoadBalancingInterceptor.class);

    private final AtomicBoolean made = new AtomicBoolean();

    void make(String what, @Nullable Throwable bug) {
        if (!made.compareAndSet(false, true)) return;
        if (bug == null) LOG.warn("{}", what);
        else LOG.warn("{}", what, bug);
    }
}
