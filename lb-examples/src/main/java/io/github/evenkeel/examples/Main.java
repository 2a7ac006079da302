package io.github.evenkeel.examples;

import io.github.evenkeel.examples.bench.BenchCommand;
import io.github.evenkeel.examples.incident.IncidentCommand;
import io.github.evenkeel.examples.probes.ProbesCommand;
import io.github.evenkeel.examples.simulate.SimulateCommand;
import io.github.evenkeel.examples.soak.SoakCommand;
import io.github.evenkeel.examples.tour.TourCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IParameterExceptionHandler;

/** The examples' command line; without a command it gives the tour. */
@Command(
        name = "evenkeel",
        mixinStandardHelpOptions = true,
        description = "Shows the load balancer at work. Without a command: the tour.",
        synopsisSubcommandLabel = "[COMMAND]")
public final class Main {
    private Main() {}

    /** Runs a command; its exit code goes to the shell. */
    public static void main(String... arguments) {
        System.exit(commandLine().execute(orTour(arguments)));
    }

    /** Runs a command and returns its exit code; what is wrong with the arguments goes to {@code err}. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine().setOut(out).setErr(err).execute(orTour(arguments));
    }

    private static CommandLine commandLine() {
        CommandLine all = new CommandLine(new Main())
                .addSubcommand(new TourCommand())
                .addSubcommand(new BenchCommand())
                .addSubcommand(new SimulateCommand())
                .addSubcommand(new IncidentCommand())
                .addSubcommand(new SoakCommand())
                .addSubcommand(new ProbesCommand())
                .addSubcommand(new HelpCommand());
        all.getCommandSpec().versionProvider(Main::version);
        all.getSubcommands().values().forEach(each -> each.getCommandSpec().versionProvider(Main::version));
        IParameterExceptionHandler usual = all.getParameterExceptionHandler();
        return all.setParameterExceptionHandler((wrong, arguments) -> {
            int code = usual.handleParseException(wrong, arguments);
            CommandLine asked = wrong.getCommandLine();
            // Where it has suggested what is alike, it has not said what there is.
            if (asked.getParent() == null) {
                asked.getErr()
                        .println("Commands: "
                                + String.join(", ", asked.getSubcommands().keySet()));
            }
            return code;
        });
    }

    private static String[] version() throws IOException {
        try (InputStream text = Main.class.getResourceAsStream("version.txt")) {
            return new String[] {new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8).strip()
            };
        }
    }

    private static String[] orTour(String... arguments) {
        return arguments.length == 0 ? new String[] {"tour"} : arguments;
    }
}
