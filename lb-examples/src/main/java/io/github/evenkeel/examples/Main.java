package io.github.evenkeel.examples;

import io.github.evenkeel.examples.bench.BenchCommand;
import io.github.evenkeel.examples.incident.IncidentCommand;
import io.github.evenkeel.examples.probes.ProbesCommand;
import io.github.evenkeel.examples.simulate.SimulateCommand;
import io.github.evenkeel.examples.soak.SoakCommand;
import io.github.evenkeel.examples.tour.TourCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;

/** The examples' command line; without a command it gives the tour. */
@Command(
        name = "evenkeel",
        description = "Shows the load balancer at work. Without a command: the tour.",
        synopsisSubcommandLabel = "[COMMAND]")
public final class Main {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // for picocli alone
    private boolean help;

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
        return new CommandLine(new Main())
                .addSubcommand(new TourCommand())
                .addSubcommand(new BenchCommand())
                .addSubcommand(new SimulateCommand())
                .addSubcommand(new IncidentCommand())
                .addSubcommand(new SoakCommand())
                .addSubcommand(new ProbesCommand())
                .addSubcommand(new HelpCommand());
    }

    private static String[] orTour(String... arguments) {
        return arguments.length == 0 ? new String[] {"tour"} : arguments;
    }
}
