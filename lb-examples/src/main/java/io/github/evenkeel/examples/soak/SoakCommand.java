package io.github.evenkeel.examples.soak;

import io.github.evenkeel.examples.report.ReportOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code soak}: exit code 0 only if all failures are explained and nothing has grown. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description = {
            "Calls " + Soak.BACKENDS
                    + " servers on loopback that misbehave by chance, with retries on: they refuse, hang, cut, drip, send"
                    + " garbage, ask for a pause, are killed, and are replaced.",
            "Tells every 5 s how large the process is. At the end: is every failed call explained by a fault that the policy may not"
                    + " retry after, and are heap, threads and sockets flat?"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all holds", "1:something does not", "2:wrong usage"})
public final class SoakCommand implements Callable<Integer> {
    @Option(
            names = "--minutes",
            paramLabel = "<n>",
            defaultValue = "10",
            description = "How long, 0.5 to 1440; default ${DEFAULT-VALUE}.")
    private double minutes;

    @Option(
            names = "--seed",
            paramLabel = "<n>",
            defaultValue = "1",
            description = "What chance starts from; default ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private final ReportOption report = new ReportOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        // Below, there would be no thirds to compare.
        if (!(minutes >= 0.5 && minutes <= 1440)) throw wrong("--minutes", minutes, "0.5 to 1440");
        Path page = report.file();
        PrintWriter out = spec.commandLine().getOut();
        Soak soak = new Soak(out).run(60 * minutes, seed);
        Files.writeString(page, SoakReport.of(soak));
        return soak.holds() ? 0 : 1;
    }

    private ParameterException wrong(String name, Object value, String expected) {
        return new ParameterException(spec.commandLine(), name + ": " + value + " (expected: " + expected + ")");
    }
}
