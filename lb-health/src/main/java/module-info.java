/** Active health checks for the pools of {@code io.github.evenkeel.core}: HTTP, TCP, gRPC and custom probes. */
module io.github.evenkeel.probe {
    requires transitive io.github.evenkeel.core;
    requires okhttp3;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.github.evenkeel.probe;
}
