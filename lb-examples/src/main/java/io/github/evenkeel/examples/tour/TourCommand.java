package io.github.evenkeel.examples.tour;

import io.github.evenkeel.examples.report.ReportOption;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tour}: exit code 0 if all that it told did happen, 1 if not, 2 if it was asked for wrongly. */
@Command(
        name = "tour",
        mixinStandardHelpOptions = true,
        description = {
            "Plays five acts against real servers on loopback, in about 45 s: steady traffic, a health check that lies,"
                    + " a deploy, a new backend, a mass failure of probes.",
            "Judges each by what the servers counted, and writes a report with plots."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all that was told did happen", "1:something did not", "2:wrong usage"})
public final class TourCommand implements Callable<Integer> {
    /** Below, act 2 would not see enough calls; far above, a small machine has nothing left for the servers. */
    private static final double LEAST_RATE = 50;

    private static final double MOST_RATE = 1000;

    @Option(
            names = "--rate",
            paramLabel = "<calls/s>",
            defaultValue = "150",
            description = "Calls per second, 50 to 1000; default ${DEFAULT-VALUE}.")
    private double rate;

    @Mixin
    private final ReportOption report = new ReportOption();

    @Option(names = "--plain", description = "Lines only, even on a terminal.")
    private boolean plain;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(rate >= LEAST_RATE && rate <= MOST_RATE)) {
            throw new ParameterException(spec.commandLine(), "--rate: " + rate + " (expected: 50 to 1000)");
        }
        Path file = report.file().toAbsolutePath();
        PrintStream out = System.out;
        Tour.Memory tour;
        try (Screen screen = Terminal.screen(plain, out, System.getenv())) {
            tour = new Tour(screen, rate).play();
        }
        Files.writeString(file, TourReport.of(tour));
        out.println();
        tour.acts().stream()
                .filter(act -> !act.verdict().holds())
                .forEach(act -> out.println("NOT as told: " + act.title()));
        Path here = Path.of("").toAbsolutePath();
        out.println("report: " + (file.startsWith(here) ? here.relativize(file) : file));
        out.println(lastLine(tour));
        return tour.allHold() ? 0 : 1;
    }

    static String lastLine(Tour.Memory tour) {
        return String.format(
                Locale.ROOT, "tour: %d calls, %d failed, %.1f s", tour.calls(), tour.failed(), tour.seconds());
    }
}
