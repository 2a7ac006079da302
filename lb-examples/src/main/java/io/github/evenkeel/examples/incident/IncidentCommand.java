package io.github.evenkeel.examples.incident;

import io.github.evenkeel.examples.report.ReportOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code incident}: exit code 0 only if all that are played are survived. */
@Command(
        name = "incident",
        mixinStandardHelpOptions = true,
        description = "Replays what has taken services down, with naive settings and with the library's defaults.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all are survived", "1:one is not, or waits for a part not built", "2:wrong usage"})
public final class IncidentCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "<which>",
            defaultValue = "all",
            description = "I1 to I13, or all; default ${DEFAULT-VALUE}.")
    private String which = "all";

    @Mixin
    private final ReportOption report = new ReportOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Incident> incidents = incidents();
        Path page = report.file();
        PrintWriter out = spec.commandLine().getOut();
        List<Verdict> verdicts = new ArrayList<>();
        IncidentTable table = new IncidentTable(out);
        table.head();
        for (Incident each : incidents) {
            Verdict verdict = Verdict.of(each);
            verdicts.add(verdict);
            table.row(verdict);
        }
        long survived = verdicts.stream().filter(Verdict::survived).count();
        Files.writeString(page, IncidentReport.of(verdicts));
        out.println("incident: " + survived + " of " + verdicts.size() + " survived");
        out.flush();
        return survived == verdicts.size() ? 0 : 1;
    }

    private List<Incident> incidents() {
        if (which.equals("all")) return List.of(Incident.values());
        return Arrays.stream(Incident.values())
                .filter(each -> each.name().equalsIgnoreCase(which))
                .findFirst()
                .map(List::of)
                .orElseThrow(() -> wrong("which", which, "I1 to I13, or all"));
    }

    private ParameterException wrong(String name, Object value, String expected) {
        return new ParameterException(spec.commandLine(), name + ": " + value + " (expected: " + expected + ")");
    }
}
