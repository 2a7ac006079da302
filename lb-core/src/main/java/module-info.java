/**
 * Client-side load balancing inside the application: pools of backends, selection, health and drains. There is no HTTP
 * in it; adapters bring the protocol.
 */
module io.github.evenkeel.core {
    requires com.dynatrace.hash4j;
    requires com.github.benmanes.caffeine;
    requires io.github.resilience4j.core;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.github.evenkeel;
    exports io.github.evenkeel.health;
    exports io.github.evenkeel.pool;
    exports io.github.evenkeel.retry;
    exports io.github.evenkeel.select;
    exports io.github.evenkeel.testing;
}
