/** Active health checks for the pools of {@code io.github.evenkeel.core}: HTTP, gRPC and TCP probes, and one's own. */
module io.github.evenkeel.probe {
    requires transitive io.github.evenkeel.core;
    requires transitive okhttp3;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.github.evenkeel.probe;
}
