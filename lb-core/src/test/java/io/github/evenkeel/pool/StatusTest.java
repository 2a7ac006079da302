package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.Status;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusTest {
    private final Bench bench = new Bench(3, "alpha", "b");

    @Test
    void itPrintsAsATable() {
        bench.eject("b");
        bench.time.advance(Duration.ofMillis(1500));
        try (Lease lease = bench.open("alpha")) {
            bench.time.advance(Duration.ofMillis(12));
            lease.responded(Outcome.SUCCESS);
            String left =
                    String.format(Locale.ROOT, "%.1f", bench.member("b").left().toNanos() / 1e9);
            assertThat(bench.pool.status()).hasToString("""
                            pool orders (adaptive): 1 EJECTED, 1 HEALTHY
                            MEMBER            STATUS   IN   FLIGHT  CALLS  FAULTS     LATENCY  ERRORS  P50  P95  P99  SHARE  SINCE  WHY
                            alpha (alpha:80)  HEALTHY  yes  1       1      0          12.0 ms  -       -    -    -    -      1.5 s
                            b (b:80)          EJECTED  no   0       5      5 FAILURE  -        -       -    -    -    -      1.5 s  5 in a row: 5 x FAILURE 500; ejection no. 1, %s s left
                            """.formatted(left));
            assertThat(bench.pool).hasToString(bench.pool.status().toString());
        }
    }

    @Test
    void warningsAndPanicAreInTheTable() {
        Bench warned = new Bench(1, builder -> builder.outlierDetection(OutlierDetection.off()), "a");
        assertThat(warned.pool.status().toString()).contains("\nwarning: outlierDetection: off (");
        new Probing(warned.pool).fail("a");
        assertThat(warned.pool.status().toString())
                .startsWith("pool orders (adaptive): 1 UNHEALTHY; PANIC: IGNORE_PROBES\n");
    }

    @Test
    void itIsJsonForPrograms() {
        bench.eject("b");
        bench.call("alpha", Outcome.SUCCESS);
        PoolStatus status = bench.pool.status();
        Map<String, Object> json = Json.object(Json.read(status.toJson()));
        assertThat(json)
                .containsEntry("pool", "orders")
                .containsEntry("selector", "adaptive")
                .containsEntry("level", "NORMAL")
                .containsEntry("panic", false)
                .containsEntry("figures", Map.of())
                .containsEntry("routes", List.of())
                .containsEntry("warnings", List.of())
                .containsEntry("droppedEvents", 0.0)
                .containsEntry("shares", List.of(Map.of("priority", 0.0, "zone", "", "share", 1.0)))
                .hasSize(10);
        Map<String, Object> alpha = Json.object(((List<?>) json.get("members")).get(0));
        Map<String, Object> b = Json.object(((List<?>) json.get("members")).get(1));
        assertThat(alpha)
                .hasSize(23)
                .containsEntry("by", null)
                .containsEntry("evidence", null)
                .containsEntry("leftSeconds", null)
                .containsEntry("inRotation", true);
        assertThat(b)
                .containsEntry("id", "b")
                .containsEntry("host", "b")
                .containsEntry("port", 80.0)
                .containsEntry("weight", 1.0)
                .containsEntry("zone", "")
                .containsEntry("priority", 0.0)
                .containsEntry("status", "EJECTED")
                .containsEntry("by", "TRAFFIC")
                .containsEntry("why", status.member("b").why())
                .containsEntry("evidence", Map.of("rule", "5 in a row", "counts", Map.of("FAILURE 500", 5.0)))
                .containsEntry("inRotation", false)
                .containsEntry("sinceSeconds", 0.0)
                .containsEntry("leftSeconds", status.member("b").left().toNanos() / 1e9)
                .containsEntry("inFlight", 0.0)
                .containsEntry("calls", 5.0)
                .containsEntry("faults", 5.0)
                .containsEntry("unanswered", 0.0)
                .containsEntry("leaked", 0.0)
                .containsEntry("latencySeconds", 0.0)
                .containsEntry("ejections", 1.0)
                .containsEntry("figures", Map.of());
        assertThat(Json.object(b.get("outcomes")))
                .hasSize(Outcome.Kind.values().length)
                .containsEntry("FAILURE", 5.0);
    }

    @Test
    void whateverIsInAnIdOrADetailIsEscaped() {
        String nasty = "q\"b\\c\n\t\u0001\ud83d\ude00\ud800é";
        Bench odd = new Bench(
                1, builder -> builder.backend(Backend.of("a", 80).withId(nasty).withZone(nasty)), "b");
        Probing probes = new Probing(odd.pool);
        for (int i = 0; i < 3; i++) probes.targets.get(nasty).report(false, nasty);
        Map<String, Object> json = Json.object(Json.read(odd.pool.status().toJson()));
        Map<String, Object> member = Json.object(((List<?>) json.get("members")).get(1));
        assertThat(member).containsEntry("id", nasty).containsEntry("zone", nasty);
        assertThat((String) member.get("why")).endsWith("last: " + nasty);
    }

    @Test
    void aStatusIsAPictureOfItsInstant() {
        PoolStatus before = bench.pool.status();
        bench.eject("b");
        assertThat(before.member("b").status()).isEqualTo(Status.HEALTHY);
        assertThat(before.member("b").calls()).isZero();
        assertThat(before.member("x")).isNull();
        assertThatThrownBy(() -> before.members().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> before.member("b").outcomes().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aLongListOfReasonsIsCut() {
        Bench many = new Bench(1, builder -> {
            for (int i = 0; i < 12; i++) builder.backend(Bench.backend("m" + i));
            return builder;
        });
        for (int i = 0; i < 12; i++) many.pool.forceMaintenance("m" + i);
        assertThatThrownBy(() -> many.pool.acquire(CallContext.any()))
                .hasMessageStartingWith("pool orders: no backend available: 12 members: m0 (m0:80) MAINTENANCE")
                .hasMessageContaining("m9 (")
                .hasMessageNotContaining("m10")
                .hasMessageEndingWith("; and 2 more");
    }

    @Test
    void itSaysWhoKeepsAMemberOutAndWithWhatEvidence() {
        Bench many = new Bench(1, "probed", "ejected", "drained", "kept", "well");
        Probing probes = new Probing(many.pool);
        probes.fail("probed");
        many.eject("ejected");
        many.pool.drain("drained", Duration.ZERO);
        assertThat(many.member("probed").by()).isEqualTo(Voice.PROBES);
        assertThat(many.member("probed").evidence()).isNull();
        assertThat(many.member("ejected").by()).isEqualTo(Voice.TRAFFIC);
        assertThat(many.member("drained").by()).isEqualTo(Voice.OPERATOR);
        assertThat(many.member("well").by()).isNull();
        many.calls("kept", 5, Outcome.TIMEOUT);
        assertThat(many.member("kept").evidence()).hasToString("5 in a row: 5 x TIMEOUT");
    }

    @Test
    void theTableSaysWhatKindsOfFaultsTheMostFirst() {
        bench.calls("b", 2, Outcome.TIMEOUT);
        bench.calls("b", 1, Outcome.SUCCESS);
        bench.calls("b", 3, Outcome.CONNECT);
        assertThat(bench.pool.status().toString()).contains(" 3 CONNECT, 2 TIMEOUT ");
    }
}
