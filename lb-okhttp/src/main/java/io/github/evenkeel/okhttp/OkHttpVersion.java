package io.github.evenkeel.okhttp;

import okhttp3.Dns;
import okhttp3.Interceptor;
import okhttp3.OkHttp;

/** Tells an OkHttp that is too old when the interceptor is built, instead of a NoSuchMethodError in the first call. */
final class OkHttpVersion {
    private OkHttpVersion() {}

    static void check() {
        check(Interceptor.Chain.class, found());
    }

    static void check(Class<?> chain, String found) {
        try {
            chain.getMethod("withDns", Dns.class);
        } catch (NoSuchMethodException tooOld) {
            throw new IllegalStateException(
                    "LoadBalancingInterceptor needs OkHttp 5.4+, found " + found
                            + " (Maven: depend on com.squareup.okhttp3:okhttp-jvm, and see that no older okhttp comes first)",
                    tooOld);
        }
    }

    /** By reflection: the compiler would copy the constant's value from the version it compiles with. */
    private static String found() {
        try {
            return String.valueOf(OkHttp.class.getField("VERSION").get(null));
        } catch (ReflectiveOperationException | LinkageError absent) {
            return "an unknown version";
        }
    }
}
