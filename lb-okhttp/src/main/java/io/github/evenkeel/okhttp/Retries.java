package io.github.evenkeel.okhttp;

import io.github.evenkeel.retry.RetryRules;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An interceptor's rules for sending calls again, and the user's policy, whose bugs break no call. */
final class Retries {
    private static final Logger LOG = LoggerFactory.getLogger(LoadBalancingInterceptor.class);

    private final RetryRules rules;
    private final RetryPolicy policy;
    private final AtomicBoolean complained = new AtomicBoolean();

    Retries(RetryRules rules, RetryPolicy policy) {
        this.rules = rules;
        this.policy = policy;
    }

    RetryRules rules() {
        return rules;
    }

    /** False for what is certainly the last answer: nearly all of them, without looking any further. */
    boolean concern(Response response) {
        return rules.worthwhile(response.code()) || policy != StandardRetryPolicy.INSTANCE;
    }

    boolean sendAgain(Attempt attempt) {
        try {
            return policy.sendAgain(attempt);
        } catch (Throwable bug) {
            // Once: a policy that fails may fail for each call.
            if (complained.compareAndSet(false, true)) {
                LOG.warn("retry policy {} failed; the standard decides in such cases", policy, bug);
            }
            return StandardRetryPolicy.INSTANCE.sendAgain(attempt);
        }
    }
}
