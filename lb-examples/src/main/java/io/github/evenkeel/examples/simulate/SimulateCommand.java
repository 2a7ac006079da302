package io.github.evenkeel.examples.simulate;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code simulate}: exit code 0 only if every aim, or every oracle, holds. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Runs fleets of clients and servers in virtual time, with real pools, and judges the selectors.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:everything holds", "1:something does not, or waits", "2:wrong usage"})
public final class SimulateCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "<what>", description = "oracles: the simulator against theory.")
    private @Nullable String what;

    @Option(names = "--quick", description = "Fewer calls.")
    private boolean quick;

    @Option(names = "--seeds", paramLabel = "<n>", description = "Runs of each scenario; default 5.")
    private int seeds;

    @Option(
            names = "--seed",
            paramLabel = "<first>",
            defaultValue = "1",
            description = "The first seed, the others follow it; default ${DEFAULT-VALUE}.")
    private long seed;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if ("oracles".equals(what)) return new OracleTrial(out).hold(quick, seeds, seed) ? 0 : 1;
        throw new ParameterException(spec.commandLine(), "what: " + what + " (expected: oracles)");
    }
}
