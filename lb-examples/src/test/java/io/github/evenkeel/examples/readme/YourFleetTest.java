package io.github.evenkeel.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.examples.simulate.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class YourFleetTest {
    private static final Path PAGE = Path.of("docs/simulate.md");
    private static final Path PROGRAM = Path.of("src/main/java/io/github/evenkeel/examples/readme/YourFleet.java");

    @Test
    void lookingAtTheLoadPaysWhereServersAreDisturbed() {
        List<Run> runs = YourFleet.compare(YourFleet.scenario());
        Run roundRobin = runs.get(0);
        Run twoChoices = runs.get(1);
        Run adaptive = runs.get(2);
        assertThat(twoChoices.quantile(0.99)).isLessThan(roundRobin.quantile(0.99) / 5);
        assertThat(adaptive.mean()).isLessThan(twoChoices.mean());
        assertThat(adaptive.success()).isGreaterThan(roundRobin.success());
    }

    @Test
    void thePageQuotesTheMarkedPartsOfTheProgram() throws IOException {
        Matcher quoted = Pattern.compile("<!-- snippet: YourFleet -->\\s*```java\\R(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        assertThat(quoted.find()).isTrue();
        assertThat(quoted.group(1)).isEqualTo(marked());
    }

    private static String marked() throws IOException {
        return Pattern.compile("^ *// \\[docs:YourFleet]\\R(.*?)^ *// \\[/docs]", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(PROGRAM))
                .results()
                .map(part -> part.group(1))
                .flatMap(String::lines)
                .map(line -> line.startsWith("        ") ? line.substring(8) : line)
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
