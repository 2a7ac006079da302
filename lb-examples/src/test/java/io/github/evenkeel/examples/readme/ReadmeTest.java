package io.github.evenkeel.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's Java is the marked parts of programs that are compiled and run. */
class ReadmeTest {
    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path README = MODULE.resolveSibling("README.md");
    private static final Path PROGRAMS = MODULE.resolve("src/main/java/io/github/evenkeel/examples/readme");

    private static final Pattern MARKED =
            Pattern.compile("^ *// \\[readme:(\\w+)]\\R(.*?)^ *// \\[/readme]", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern QUOTED =
            Pattern.compile("<!-- snippet: (\\w+) -->\\s*```java\\R(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void theProgramsMarkWhatTheReadmeQuotes() throws IOException {
        assertThat(marked())
                .containsOnlyKeys("HealthChecks", "InVirtualTime", "QuickStart", "SocketClient", "WeightsAndDrain");
        assertThat(marked().values()).allSatisfy(part -> assertThat(part).isNotBlank());
    }

    @Test
    void everyQuoteInTheReadmeIsTheMarkedPartOfItsProgram() throws IOException {
        assumeTrue(Files.exists(README), "there is no README yet");
        Map<String, String> quoted = quoted(Files.readString(README));
        Map<String, String> marked = marked();
        assertThat(quoted).containsOnlyKeys(marked.keySet());
        quoted.forEach((name, text) -> assertThat(text).as(name).isEqualTo(marked.get(name)));
    }

    @Test
    void aQuoteIsFoundByTheCommentBeforeIt() {
        assertThat(quoted("text\n\n<!-- snippet: One -->\n```java\na();\n  b();\n```\n\n```java\nc();\n```\n"))
                .containsExactly(Map.entry("One", "a();\n  b();"));
    }

    @Test
    void theMarkedPartsOfOneNameAreJoinedAndLoseTheirCommonIndent() {
        String source = """
                class One {
                    // [readme:One]
                    a();
                      b();
                    // [/readme]
                    hidden();
                        // [readme:One]

                        c();
                        // [/readme]
                }
                """;
        assertThat(marked(source)).containsExactly(Map.entry("One", "a();\n  b();\n\nc();"));
    }

    private static Map<String, String> quoted(String readme) {
        Map<String, String> quoted = new LinkedHashMap<>();
        Matcher matcher = QUOTED.matcher(readme);
        while (matcher.find()) quoted.put(matcher.group(1), matcher.group(2).strip());
        return quoted;
    }

    private static Map<String, String> marked() throws IOException {
        try (Stream<Path> files = Files.list(PROGRAMS)) {
            return marked(files.sorted().map(ReadmeTest::read).collect(Collectors.joining("\n")));
        }
    }

    private static Map<String, String> marked(String source) {
        Map<String, StringBuilder> parts = new TreeMap<>();
        Matcher matcher = MARKED.matcher(source);
        while (matcher.find()) {
            parts.computeIfAbsent(matcher.group(1), name -> new StringBuilder()).append(unindented(matcher.group(2)));
        }
        Map<String, String> marked = new TreeMap<>();
        parts.forEach((name, text) -> marked.put(name, text.toString().strip()));
        return marked;
    }

    /** stripIndent would count the line of the closing marker, of which only the indent is left. */
    private static String unindented(String part) {
        List<String> lines = part.lines().toList();
        int indent = lines.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return lines.stream()
                .map(line -> line.isBlank() ? "\n" : line.substring(indent).stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
