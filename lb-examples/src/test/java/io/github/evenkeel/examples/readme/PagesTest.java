package io.github.evenkeel.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Java of the pages beside the README is the marked parts of programs that are compiled and run. */
class PagesTest {
    private static final Path PROGRAMS = Path.of("src/main/java/io/github/evenkeel/examples/readme");

    @ParameterizedTest
    @CsvSource({"docs/simulate.md, YourFleet", "../lb-core/docs/which-selector.md, OwnSelector"})
    void thePageQuotesTheMarkedPartsOfTheProgram(Path page, String program) throws IOException {
        assertThat(Pattern.compile("<!-- snippet: (\\w+) -->\\s*```java\\R(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(page))
                        .results())
                .singleElement()
                .satisfies(quote -> {
                    assertThat(quote.group(1)).isEqualTo(program);
                    assertThat(quote.group(2)).isEqualTo(marked(program));
                });
    }

    private static String marked(String program) throws IOException {
        String parts = Pattern.compile(
                        "^ *// \\[docs:" + program + "]\\R(.*?)^ *// \\[/docs]", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(PROGRAMS.resolve(program + ".java")))
                .results()
                .map(part -> part.group(1))
                .collect(Collectors.joining());
        // Every part's first line is at the outermost level, or blank.
        String indent = " ".repeat(parts.length() - parts.stripLeading().length());
        return parts.lines()
                .map(line -> line.startsWith(indent) ? line.substring(indent.length()) : line)
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
