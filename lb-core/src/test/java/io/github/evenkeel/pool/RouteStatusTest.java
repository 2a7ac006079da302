package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteStatusTest {
    private static final RouteStatus.Avoided B =
            new RouteStatus.Avoided(Bench.backend("b"), "5 in a row", Duration.ofSeconds(12));

    @Test
    void itSaysWhomTheRouteAvoidsOrWouldAvoidWereTheyNotTooMany() {
        assertThat(new RouteStatus("GET /orders", 9, 0, false, List.of())).hasToString("GET /orders");
        assertThat(new RouteStatus("GET /orders", 9, 0.5, false, List.of(B)))
                .hasToString("GET /orders avoids b (b:80): 5 in a row");
        assertThat(new RouteStatus("GET /orders", 9, 1, true, List.of(B, B)))
                .hasToString("GET /orders would avoid b (b:80): 5 in a row; b (b:80): 5 in a row; panic");
    }
}
