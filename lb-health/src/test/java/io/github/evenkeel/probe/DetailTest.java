package io.github.evenkeel.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DetailTest {
    @Test
    void durationsAreWholeNumbersOfTheirLargestUnit() {
        assertThat(Detail.text(Duration.ofSeconds(2))).isEqualTo("2 s");
        assertThat(Detail.text(Duration.ofMillis(1500))).isEqualTo("1500 ms");
        assertThat(Detail.text(Duration.ofNanos(1_000_001))).isEqualTo("1000001 ns");
    }

    @Test
    void anExceptionIsNamedWithItsMessageInOneLine() {
        assertThat(Detail.of(new IOException("lost\n\tthe line "))).isEqualTo("IOException: lost the line");
        assertThat(Detail.of(new IOException())).isEqualTo("IOException");
        assertThat(Detail.of(new IOException(" "))).isEqualTo("IOException");
        assertThat(Detail.of(new IOException("x") {})).isEqualTo("DetailTest$1: x");
    }

    @Test
    void anExceptionWhoseMessageFailsIsNamedAlone() {
        assertThat(Detail.of(new HealthChecksTest.Wordless())).isEqualTo("HealthChecksTest$Wordless");
    }

    @Test
    void aLongTextIsCut() {
        assertThat(Detail.line("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(Detail.line("x".repeat(201))).isEqualTo("x".repeat(199) + "…");
    }
}
