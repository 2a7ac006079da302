package io.github.evenkeel.examples.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where a command's report goes. */
public final class ReportFile {
    private ReportFile() {}

    /** The same file of the module's target, whether started from the module or from above it. */
    static Path in(Path directory, String name) {
        Path module = directory.resolve("lb-examples");
        return (Files.isDirectory(module) ? module : directory)
                .resolve("target")
                .resolve(name);
    }

    /**
     * Whether there is a place for it, found out before minutes of work and not after them. Makes the folders it is in, and leaves what the
     * file holds as it is.
     */
    public static boolean writable(Path file) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) Files.createDirectories(parent);
            if (Files.isDirectory(file)) return false;
            boolean there = Files.exists(file);
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
            if (!there) Files.delete(file);
            return true;
        } catch (IOException unwritable) {
            return false;
        }
    }
}
