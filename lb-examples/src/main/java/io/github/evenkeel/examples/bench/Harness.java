package io.github.evenkeel.examples.bench;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs one JMH benchmark in JVMs of its own and reads off time and allocation. */
final class Harness {
    private static final String ALLOCATION = "gc.alloc.rate.norm";

    /** A heap of fixed size whose pages are there, as after a while in service: or what allocates pays for the kernel's first touch. */
    private static final String[] FORK = {
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch"
    };

    private Harness() {}

    /** JMH starts its forks with the class path property, which a class loader of Maven's does not set. */
    static void passClassPath(ClassLoader loader) {
        if (!(loader instanceof URLClassLoader urls)) return;
        System.setProperty(
                "java.class.path",
                Arrays.stream(urls.getURLs()).map(Harness::path).collect(Collectors.joining(File.pathSeparator)));
    }

    /**
     * Moves what lives long to where it lies in a service that has run for a while: next to each other, in old regions. Otherwise
     * the first seconds at ten thousand members measure the scatter of building them.
     */
    static void settle() {
        for (int i = 0; i < 3; i++) System.gc();
    }

    static Measurement run(Case each, Rounds rounds) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + each.benchmark().getName().replace(".", "\\.") + "\\." + each.method() + "$")
                .threads(each.threads())
                .forks(rounds.forks())
                .warmupIterations(rounds.warmUps())
                .warmupTime(TimeValue.milliseconds(rounds.warmUp()))
                .measurementIterations(rounds.iterations())
                .measurementTime(TimeValue.milliseconds(rounds.iteration()))
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend(FORK)
                .verbosity(VerboseMode.SILENT);
        each.parameters().forEach(options::param);
        List<Sample> samples = new ArrayList<>();
        for (BenchmarkResult fork : new Runner(options.build()).runSingle().getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) samples.add(sample(iteration));
        }
        return new Measurement(samples);
    }

    private static Sample sample(IterationResult iteration) {
        Result<?> bytes = iteration.getSecondaryResults().get(ALLOCATION);
        return new Sample(iteration.getPrimaryResult().getScore(), bytes == null ? Double.NaN : bytes.getScore());
    }

    private static String path(URL url) {
        try {
            return Path.of(new URI(url.toString())).toString();
        } catch (URISyntaxException notAFile) {
            throw new IllegalStateException("class path: " + url, notAFile);
        }
    }
}
