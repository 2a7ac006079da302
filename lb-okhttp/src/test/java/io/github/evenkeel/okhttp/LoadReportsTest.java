package io.github.evenkeel.okhttp;

import static io.github.evenkeel.okhttp.Servers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.LoadReport;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.testing.VirtualTime;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class LoadReportsTest {
    private final Servers servers = new Servers();

    @AfterEach
    void close() {
        servers.close();
    }

    private static LoadReport read(String name, String value) {
        return LoadReader.standard().read(answer(name, value).build());
    }

    private static Response.Builder answer(String name, String value) {
        return new Response.Builder()
                .request(new Request.Builder().url("http://orders/").build())
                .protocol(Protocol.HTTP_1_1)
                .code(200)
                .message("OK")
                .header(name, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "TEXT cpu_utilization=0.5, mem_utilization=0.9 | .5",
                "TEXT named_metrics.cpu_utilization=0.9,cpu_utilization=0.2 | .2",
                "cpu_utilization:0.2 | .2",
                "TEXT application_utilization=0.75,cpu_utilization=0.5 | .75",
                "TEXT application_utilization=0,cpu_utilization=0.5 | .5",
                "TEXT application_utilization=-1,cpu_utilization=0.5 | .5",
                "TEXT application_utilization=0.6,cpu_utilization=? | .6",
                "TEXT cpu_utilization=0 | 0",
                "TEXT application_utilization=0 | 0",
                "TEXT cpu_utilization=7.5e-1 | .75",
                "TEXT cpu_utilization=12 | .99",
                "JSON {\"cpu_utilization\": 0.5, \"mem_utilization\": 0.9} | .5",
                "JSON {\"cpuUtilization\":0.5} | .5",
                "{\"applicationUtilization\" : 0.25 , \"cpuUtilization\":0.5} | .25",
                "JSON {\"named_metrics\": {\"cpu_utilization\": 0.9, \"a\": [1, {\"b\": 2}]}, \"cpu_utilization\": 0.5} | .5",
                "JSON {\"note\": \"a \\\" , } cpu_utilization: 1\", \"cpu_utilization\": 0.5} | .5",
            })
    void utilisationStandsForCallsInFlight(String header, double share) {
        LoadReport report = read("endpoint-load-metrics", header);
        assertThat(report).isNotNull();
        assertThat(report.callsInFlight()).isCloseTo(share / (1 - share), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "TEXT",
                "TEXT ",
                "JSON",
                "JSON ",
                "{",
                "}",
                "]]",
                "JSON [0.5]",
                "JSON {\"cpu_utilization\"",
                "=",
                ":",
                "JSON {\"cpu_utilization\":}",
                "JSON {\"cpu_utilization\": \"0.5\"}",
                "JSON {\"cpu_utilization\": NaN}",
                "JSON {\"cpu_utilization\": {\"cpu_utilization\": 0.5}}",
                "JSON {\"cpu_utilization",
                "JSON {\"a\\",
                "TEXT cpu_utilization",
                "TEXT cpu_utilization=",
                "TEXT cpu_utilization=-0.1",
                "TEXT cpu_utilization=1e999",
                "TEXT cpu_utilization=NaN",
                "TEXT cpu_utilization=0x1p3",
                "TEXT cpu_utilization=.",
                "TEXT mem_utilization=0.5",
                "BIN CZqZmZmZmbk/"
            })
    void whatMakesNoSenseIsNoReport(String header) {
        assertThat(read("endpoint-load-metrics", header)).isNull();
    }

    @Test
    void callsInFlightAreTakenAsTheyAreAndBeforeTheRest() {
        assertThat(read("x-prequal-rif", "17")).isEqualTo(LoadReport.ofCallsInFlight(17));
        assertThat(read("X-Prequal-RIF", " 0 ")).isEqualTo(LoadReport.ofCallsInFlight(0));
        for (String bad : new String[] {"", "-1", "many", "Infinity", "1e999", "1d"}) {
            assertThat(read("x-prequal-rif", bad)).isNull();
            assertThat(LoadReader.standard()
                            .read(answer("x-prequal-rif", bad)
                                    .header("endpoint-load-metrics", "TEXT cpu_utilization=0.5")
                                    .build()))
                    .isEqualTo(LoadReport.ofUtilisation(.5));
        }
        assertThat(LoadReader.standard()
                        .read(answer("x-prequal-rif", "3")
                                .header("endpoint-load-metrics", "TEXT cpu_utilization=0.5")
                                .build()))
                .isEqualTo(LoadReport.ofCallsInFlight(3));
        assertThat(read("endpoint-load-metrics", "TEXT cpu_utilization=0.5," + "x".repeat(9000)))
                .isNull();
        assertThat(read("Content-Type", "text/plain")).isNull();
    }

    @Test
    void whoReportsALoadIsSparedByASelectorThatHears() throws Exception {
        VirtualTime time = VirtualTime.seeded(1);
        MockWebServer busy = servers.answering(request -> new MockResponse.Builder()
                .addHeader("x-prequal-rif", "50")
                .body("busy")
                .build());
        MockWebServer idle = servers.answering(request -> new MockResponse.Builder()
                .addHeader("x-prequal-rif", "0")
                .body("idle")
                .build());
        BackendPool orders = servers.keep(Servers.timed("orders", time)
                .backend(Servers.at(busy))
                .backend(Servers.at(idle))
                .build());
        OkHttpClient deaf = servers.client(orders);
        OkHttpClient client = servers.client(LoadBalancingInterceptor.builder()
                .pool(orders)
                .loadReports(LoadReader.standard())
                .build());
        assertThat(share(deaf, "busy")).isBetween(20, 80);
        share(client, "busy"); // both are heard
        assertThat(share(client, "busy")).isLessThan(5);
        // Of the members that it tells of, the pool believes the latest.
        try (Lease lease = orders.acquire(CallContext.any())) {
            assertThat(lease.backend()).isEqualTo(Servers.at(idle));
        }
    }

    /** Calls of a hundred that this one answered. */
    private static int share(OkHttpClient client, String name) throws Exception {
        int count = 0;
        for (int i = 0; i < 100; i++) if (get(client, "http://orders/").equals(name)) count++;
        return count;
    }

    @Test
    void aReaderThatFailsBreaksNoCall() throws Exception {
        BackendPool orders = servers.pool("orders", servers.named("a"));
        OkHttpClient client = servers.client(LoadBalancingInterceptor.builder()
                .pool(orders)
                .loadReports(response -> {
                    throw new AssertionError("bug of the user's");
                })
                .build());
        for (int i = 0; i < 2; i++) assertThat(get(client, "http://orders/")).isEqualTo("a");
    }
}
