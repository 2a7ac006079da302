package io.github.evenkeel;

/**
 * What a backend tells about its own load with an answer: a client sees only its own calls, a report counts everyone's. Immutable.
 *
 * @param callsInFlight how many calls the backend has in flight for all its clients together, 0 or more, finite. A backend that
 *                      knows its utilisation only is taken for a queue with one server
 * @param utilisation   the share of its capacity in use, 0 and above; NaN if it has not told that
 */
public record LoadReport(double callsInFlight, double utilisation) {
    private static final double MOST_UTILISATION = 0.99;

    /** Checks the ranges. */
    public LoadReport {
        Expect.that(
                callsInFlight >= 0 && callsInFlight < Double.POSITIVE_INFINITY,
                "callsInFlight",
                callsInFlight,
                "0 or more, finite");
        Expect.that(
                Double.isNaN(utilisation) || (utilisation >= 0 && utilisation < Double.POSITIVE_INFINITY),
                "utilisation",
                utilisation,
                "0 or more, finite");
    }

    /** Calls in flight on the backend, all clients' together; the answered one need not be counted. */
    public static LoadReport ofCallsInFlight(double calls) {
        return new LoadReport(calls, Double.NaN);
    }

    /**
     * The share of its capacity in use, 0 to 1 and above when overloaded. It stands for u / (1 - u) calls, the mean number in a queue
     * with one server and random arrivals (M/M/1), and for 99 from .99 on.
     */
    public static LoadReport ofUtilisation(double share) {
        Expect.that(share >= 0 && share < Double.POSITIVE_INFINITY, "utilisation", share, "0 or more, finite");
        double bounded = Math.min(share, MOST_UTILISATION);
        return new LoadReport(bounded / (1 - bounded), share);
    }
}
