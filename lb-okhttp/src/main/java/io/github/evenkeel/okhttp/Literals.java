package io.github.evenkeel.okhttp;

/** Which hosts are addresses already. */
final class Literals {
    private Literals() {}

    /** As OkHttp decides it: such hosts are never resolved. */
    static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
