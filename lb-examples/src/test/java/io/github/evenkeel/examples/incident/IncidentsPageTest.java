package io.github.evenkeel.examples.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page and the code have the same limits. */
class IncidentsPageTest {
    private static final Path PAGE = Path.of("docs/incidents.md");

    @Test
    void thePageHasEveryLimitOfTheCodeAndNoOther() throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        int begin = page.indexOf("<!-- limits -->");
        assertThat(begin).isNotNegative();
        List<String> table = page.subList(begin + 3, page.size()).stream()
                .takeWhile(line -> !line.isBlank())
                .toList();
        assertThat(table).containsExactlyElementsOf(rows());
    }

    private static List<String> rows() {
        List<String> rows = new ArrayList<>();
        for (Incident incident : Incident.values()) {
            for (Measure measure : incident.measures()) {
                for (Side side : List.of(Side.OURS, Side.NAIVE)) {
                    Bound bound = measure.of(side);
                    if (bound == null) continue;
                    rows.add("| " + incident.name() + " | " + incident.title() + " | " + side + " | " + measure.what()
                            + " | " + bound + " |");
                }
            }
        }
        return rows;
    }
}
