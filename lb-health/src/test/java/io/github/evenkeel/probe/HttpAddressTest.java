package io.github.evenkeel.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;
import org.junit.jupiter.api.Test;

class HttpAddressTest {
    private final Backend backend = Backend.of("10.0.1.10", 8080);

    @Test
    void withoutANameItIsTheBackendsOwnAddress() {
        HttpAddress plain = HttpAddress.of(false, "/readyz?a=b");
        assertThat(plain.url(backend)).hasToString("http://10.0.1.10:8080/readyz?a=b");
        assertThat(plain.withPort(80).url(backend)).hasToString("http://10.0.1.10/readyz?a=b");
        assertThat(plain.url(Backend.of("fe00::1", 81))).hasToString("http://[fe00::1]:81/readyz?a=b");
    }

    @Test
    void everyPortThereIsCanBeGiven() {
        HttpAddress plain = HttpAddress.of(false, "/readyz");
        assertThat(plain.withPort(1).url(backend).port()).isEqualTo(1);
        assertThat(plain.withPort(65535).url(backend).port()).isEqualTo(65535);
    }

    @Test
    void onlyWithTlsAndWithoutANameOfItsOwnItTakesThePools() {
        HttpAddress tls = HttpAddress.of(true, "/readyz");
        assertThat(tls.url(backend)).hasToString("https://10.0.1.10:8080/readyz");
        assertThat(tls.forPool("orders").url(backend)).hasToString("https://orders:8080/readyz");
        assertThat(tls.withName("shop").forPool("orders").name()).isEqualTo("shop");
        assertThat(HttpAddress.of(false, "/readyz").forPool("orders").name()).isNull();
    }

    @Test
    void aNameBeyondAsciiIsSentAsTheUrlHasIt() {
        assertThat(HttpAddress.of(false, "/readyz").withName("bücher.example").name())
                .isEqualTo("xn--bcher-kva.example");
    }

    @Test
    void aPoolNamedLikeAnAddressLeadsNoProbeThere() {
        assertThat(HttpAddress.of(true, "/readyz").forPool("10.9.9.9").url(backend))
                .hasToString("https://10.0.1.10:8080/readyz");
    }

    @Test
    void anAddressIsNotAskedFor() throws UnknownHostException {
        Dns namesOnly = host -> {
            throw new UnknownHostException(host);
        };
        for (String literal : List.of("10.0.1.10", "fe00::1")) {
            assertThat(new PinnedDns(namesOnly, "orders", literal).lookup("orders"))
                    .containsExactly(InetAddress.getByName(literal));
        }
    }

    @Test
    void theNameLeadsToTheBackendAndOtherNamesWhereTheyAlwaysDid() throws UnknownHostException {
        Dns echo = host -> List.of(InetAddress.getByAddress(host, new byte[] {10, 0, 0, 1}));
        PinnedDns dns = new PinnedDns(echo, "orders", "b1.internal");
        assertThat(dns.lookup("orders").get(0).getHostName()).isEqualTo("b1.internal");
        assertThat(dns.lookup("other").get(0).getHostName()).isEqualTo("other");
        assertThat(dns).isEqualTo(new PinnedDns(echo, "orders", "b1.internal"));
        assertThat(dns).isNotEqualTo(new PinnedDns(echo, "orders", "b2.internal"));
    }
}
