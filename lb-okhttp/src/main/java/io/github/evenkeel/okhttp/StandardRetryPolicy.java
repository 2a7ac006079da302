package io.github.evenkeel.okhttp;

/** See {@link RetryPolicy#standard()}. */
final class StandardRetryPolicy implements RetryPolicy {
    static final StandardRetryPolicy INSTANCE = new StandardRetryPolicy();

    private StandardRetryPolicy() {}

    @Override
    public boolean sendAgain(Attempt attempt) {
        return attempt.worthwhile() && attempt.safe();
    }
}
