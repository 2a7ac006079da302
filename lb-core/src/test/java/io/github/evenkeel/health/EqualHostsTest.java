package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EqualHostsTest {
    /** 24,000 host-intervals; {@link EqualHosts#main} does millions. */
    @ParameterizedTest
    @ValueSource(doubles = {0.8, 0.9, 0.95, 0.99})
    void amongEqualHostsNobodyIsEverEjected(double success) {
        for (int calls : new int[] {20, 100, 1000}) {
            EqualHosts hosts = new EqualHosts(10, success, calls, 20).sweep(200);
            assertThat(hosts.ejections).containsOnly(0);
        }
    }
}
