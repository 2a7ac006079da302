package io.github.evenkeel.examples.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How large the process is, and how it is doing.
 *
 * @param second  since the start
 * @param heap    bytes in use after a collection
 * @param threads all that live
 * @param sockets open file descriptors; 0 where the system does not tell
 * @param calls   that were made so far
 * @param failed  of these
 */
record Vitals(double second, long heap, int threads, long sockets, long calls, long failed) {
    /** Below, chance and the JVM's own housekeeping decide. */
    private static final double TENTH = 1.10;

    private static final double HEAP_SLACK = 4e6;
    private static final double COUNT_SLACK = 20;

    /** Collects garbage first. */
    static Vitals now(double second, long calls, long failed) {
        System.gc();
        return new Vitals(
                second,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                openFiles(),
                calls,
                failed);
    }

    static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    static boolean heapFlat(List<Vitals> all) {
        return flat(all, Vitals::heap, HEAP_SLACK);
    }

    static boolean threadsFlat(List<Vitals> all) {
        return flat(all, Vitals::threads, COUNT_SLACK);
    }

    static boolean socketsFlat(List<Vitals> all) {
        return flat(all, Vitals::sockets, COUNT_SLACK);
    }

    /**
     * True if the last third is no higher than the middle one, by medians, but for a tenth and what is named. The first third is for warming up:
     * connections are made, code is compiled.
     */
    private static boolean flat(List<Vitals> all, ToDoubleFunction<Vitals> figure, double slack) {
        int third = all.size() / 3;
        double middle = median(all.subList(third, 2 * third), figure);
        double last = median(all.subList(2 * third, all.size()), figure);
        return last <= TENTH * middle + slack;
    }

    private static double median(List<Vitals> part, ToDoubleFunction<Vitals> figure) {
        double[] sorted = part.stream().mapToDouble(figure).sorted().toArray();
        return sorted.length == 0 ? Double.POSITIVE_INFINITY : sorted[sorted.length / 2];
    }
}
