package io.github.evenkeel.examples.simulate;

/**
 * What queueing theory says exactly, for Poisson arrivals and exponential service of mean 1. Times are sojourns: waiting and service.
 */
final class Theory {
    private Theory() {}

    /** M/M/1: the mean. */
    static double single(double load) {
        return 1 / (1 - load);
    }

    /** M/M/1: the time that a share {@code p} of calls does not exceed; the sojourn is exponential. */
    static double singleQuantile(double load, double p) {
        return -StrictMath.log(1 - p) / (1 - load);
    }

    /** M/M/n: one queue before n servers, which no dispatcher to n queues can beat. */
    static double central(int servers, double load) {
        return 1 + erlangC(servers, load) / (servers * (1 - load));
    }

    /** The probability that a call has to wait, by the recursion for Erlang B. */
    static double erlangC(int servers, double load) {
        double offered = servers * load;
        double blocked = 1;
        for (int i = 1; i <= servers; i++) blocked = offered * blocked / (i + offered * blocked);
        return blocked / (1 - load * (1 - blocked));
    }

    /**
     * Round robin to n queues: each sees every n-th arrival, so E(n)/M/1; the root of sigma = (nρ / (nρ + 1 − sigma))^n by iteration.
     */
    static double roundRobin(int servers, double load) {
        double rate = servers * load;
        double sigma = load;
        for (int i = 0; i < 10_000; i++) sigma = StrictMath.pow(rate / (rate + 1 - sigma), servers);
        return 1 / (1 - sigma);
    }

    /** The supermarket model, infinitely many servers: the mean with the best of d choices (Mitzenmacher 2001, theorem 3). */
    static double choices(int d, double load) {
        double mean = 0;
        double power = 1; // d^i
        for (int i = 1; i <= 30; i++) {
            power *= d;
            mean += StrictMath.pow(load, (power - d) / (d - 1));
        }
        return mean;
    }

    /** The supermarket model: the share of servers with at least i calls. */
    static double choicesTail(int d, double load, int i) {
        return StrictMath.pow(load, (StrictMath.pow(d, i) - 1) / (d - 1));
    }

    /**
     * The standard error, relative to the mean, of the mean number in n independent M/M/1 queues over a time; by Little's law nearly that
     * of the mean sojourn too. For times far above 1 / (1 − √ρ)².
     */
    static double relativeError(int servers, double load, double time) {
        return StrictMath.sqrt(2 * (1 + load) / (load * (1 - load) * (1 - load) * time * servers));
    }
}
