package io.github.evenkeel.examples.probes;

import io.github.evenkeel.examples.report.ReportOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code probes}: exit code 0 only if all that the checks promise holds. */
@Command(
        name = "probes",
        mixinStandardHelpOptions = true,
        description = {
            "Probes a fleet on loopback over HTTP, some of whose probes hang or throw, as checks do by themselves.",
            "Tells every 5 s how it goes. At the end: is nobody lost, are probes spread evenly and without drift, by few threads, and"
                    + " is nobody harmed by those that misbehave?"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all holds", "1:something does not", "2:wrong usage"})
public final class ProbesCommand implements Callable<Integer> {
    static final int MOST_MEMBERS = 10_000;

    /** Members that hang have half of the checks' 64 threads: with more of them, they would wait for each other. */
    private static final int MOST_HANGING = 32;

    /** All begins are kept, and drawn. */
    private static final int MOST_SECONDS = 600;

    @Option(
            names = "--members",
            paramLabel = "<n>",
            defaultValue = "1000",
            description =
                    "How many, 2 to 10,000; default ${DEFAULT-VALUE}. Each takes two of the files this process may open (ulimit -n).")
    private int members;

    @Option(
            names = "--interval",
            paramLabel = "<s>",
            defaultValue = "5",
            description = "Seconds from probe to probe of a member, 1 to 60; default ${DEFAULT-VALUE}.")
    private int interval;

    @Option(
            names = "--seconds",
            paramLabel = "<s>",
            defaultValue = "30",
            description = "How long, three intervals to 600; default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--hanging",
            paramLabel = "<n>",
            defaultValue = "1",
            description = "Members whose probes hang until their time-out, 0 to 32; default ${DEFAULT-VALUE}.")
    private int hanging;

    @Option(
            names = "--throwing",
            paramLabel = "<n>",
            defaultValue = "1",
            description = "Members whose probes throw, from 0 to all that do not hang; default ${DEFAULT-VALUE}.")
    private int throwing;

    @Mixin
    private final ReportOption report = new ReportOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        within("--members", members, 2, MOST_MEMBERS);
        within("--interval", interval, 1, 60);
        within("--seconds", seconds, 3 * interval, MOST_SECONDS);
        within("--hanging", hanging, 0, Math.min(MOST_HANGING, members));
        within("--throwing", throwing, 0, members - hanging);
        Path page = report.file();
        PrintWriter out = spec.commandLine().getOut();
        Observed observed = new ProbesRun(new Settings(members, hanging, throwing, interval, seconds), out).watch();
        List<Check> checks = Judgement.of(observed);
        Files.writeString(page, ProbesReport.of(observed, checks));
        out.printf(Locale.ROOT, "%n%s%n", Check.line("", "measured", "limit", "holds?"));
        checks.forEach(out::println);
        out.printf(
                Locale.ROOT,
                "%nThe slowest answer took %.0f ms; the machine kept the thread that counts waiting for %.0f ms at most.%n",
                1000 * observed.slowest(),
                1000 * observed.late());
        long held = checks.stream().filter(Check::holds).count();
        out.printf(Locale.ROOT, "probes: %d of %d hold%n", held, checks.size());
        out.flush();
        return held == checks.size() ? 0 : 1;
    }

    private void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong(name, value, String.format(Locale.ROOT, "%,d to %,d", least, most));
        }
    }

    private ParameterException wrong(String name, Object value, String expected) {
        return new ParameterException(spec.commandLine(), name + ": " + value + " (expected: " + expected + ")");
    }
}
