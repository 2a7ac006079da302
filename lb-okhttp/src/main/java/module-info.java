/** Puts a pool of {@code io.github.evenkeel.core} under an OkHttp client, as one interceptor. */
module io.github.evenkeel.okhttp {
    requires transitive io.github.evenkeel.core;
    requires transitive okhttp3;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.github.evenkeel.okhttp;
}
