package io.github.evenkeel.okhttp;

/**
 * Whether a call is to be sent again, to another member, after what an attempt has brought. The application knows which of its requests
 * may be; a lambda says so and leaves the rest to the standard:
 *
 * <pre>{@code
 * RetryPolicy keyed = attempt -> attempt.worthwhile()
 *         && (attempt.safe() || attempt.request().header("Idempotency-Key") != null);
 * }</pre>
 *
 * <p>It is asked after each attempt (the standard only where one failed, or had one of the statuses), on the thread of the call, so it
 * must be quick and safe for several threads. A yes is a wish: whatever it says, a call is not sent again once it was cancelled, or
 * would be past its time-out, when it was sent as often as the {@link io.github.evenkeel.retry.RetryRules} allow, when a redirect had
 * led it out of the pools, if its body can be written only once and that has begun, or for want of
 * {@link io.github.evenkeel.retry.RetryBudget}. If the policy throws, the standard decides instead and the first such case is logged.
 */
@FunctionalInterface
public interface RetryPolicy {
    /** True to send the call again. */
    boolean sendAgain(Attempt attempt);

    /** The standard: what is {@linkplain Attempt#worthwhile() worth while} and {@linkplain Attempt#safe() safe}. */
    static RetryPolicy standard() {
        return StandardRetryPolicy.INSTANCE;
    }
}
