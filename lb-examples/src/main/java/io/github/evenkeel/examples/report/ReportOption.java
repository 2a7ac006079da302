package io.github.evenkeel.examples.report;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option of a command whose report goes to a file, by default one with the command's name. */
public final class ReportOption {
    @Option(
            names = "--report",
            paramLabel = "<file>",
            description = "Where the report with plots goes; missing directories are made. Default"
                    + " lb-examples/target/${COMMAND-NAME}.html.")
    private @Nullable Path report;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    /** Where the report goes: a file that can be written, or the command is used wrongly. To be asked before the work. */
    public Path file() {
        Path file = report != null ? report : ReportFile.in(Path.of(""), command.name() + ".html");
        if (ReportFile.writable(file)) return file;
        throw new ParameterException(
                command.commandLine(), "--report: " + file + " (expected: a file that can be written)");
    }
}
