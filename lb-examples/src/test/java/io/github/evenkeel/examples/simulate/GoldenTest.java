package io.github.evenkeel.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Every change of selection shows as a diff of a table that is in the repository; CONTRIBUTING says how to renew it. */
class GoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/simulate-quick.txt");

    @Test
    void theQuickTableIsTheOneInTheRepository() throws IOException {
        Tournament tournament = new Tournament(new PrintWriter(new StringWriter()), Contender.ALL, Contender.DEFAULT);
        tournament.play(SimulateCommand.all(true), SimulateCommand.QUICK_SEEDS, 1);
        assertThat(tournament.table().lines()).containsExactlyElementsOf(Files.readAllLines(GOLDEN));
    }
}
