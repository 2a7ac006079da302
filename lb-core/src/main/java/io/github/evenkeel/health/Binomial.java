package io.github.evenkeel.health;

/**
 * The upper tail of the binomial distribution, for counts of any size. The probability of a single count is Loader's saddle-point
 * form ("Fast and accurate computation of binomial probabilities", 2000), which loses no digits where sums of log-gammas lose as many
 * as the count has. A statistics library has the tail too, through an incomplete beta function and an object per distribution; a sweep
 * asks this thousands of times.
 */
final class Binomial {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /** The error of Stirling's formula where its series is not exact yet. */
    private static final double[] STIRLING = new double[16];

    static {
        double logFactorial = 0;
        for (int n = 1; n < STIRLING.length; n++) {
            logFactorial += Math.log(n);
            STIRLING[n] = logFactorial + n - (n + 0.5) * Math.log(n) - HALF_LOG_TWO_PI;
        }
    }

    private Binomial() {}

    /** P[X >= k] for n tries that each succeed with probability p, 0 to 1. */
    static double tail(long n, long k, double p) {
        if (k <= 0) return 1;
        if (k > n) return 0;
        return k > n * p ? upwards(n, k, p) : 1 - upwards(n, n - k + 1, 1 - p);
    }

    /**
     * Whether P[X >= k] is below the limit, 0 <= k <= n, 0 < p <= 1; nearly always told by the first term of the sum, as the rest falls
     * geometrically.
     *
     * @param limit at most a quarter: up to its mean a count is always likelier than that
     */
    static boolean tailBelow(double limit, long n, long k, double p) {
        if (k <= n * p) return false;
        double first = probability(n, k, p);
        if (first >= limit) return false;
        return first < limit * (1 - ratio(n, k, p)) || tail(n, k, p) < limit;
    }

    /** Above the mean each term is smaller than the one before, by a factor that falls too. */
    private static double upwards(long n, long k, double p) {
        double term = probability(n, k, p);
        double sum = term;
        for (long i = k; term > sum * 1e-18; i++) { // after n comes nothing
            term *= ratio(n, i, p);
            sum += term;
        }
        return sum;
    }

    /** How much likelier k + 1 is than k. */
    private static double ratio(long n, long k, double p) {
        return (double) (n - k) / (k + 1) * (p / (1 - p));
    }

    /** P[X = k], 0 < k <= n, 0 < p < 1. */
    static double probability(long n, long k, double p) {
        if (k == n) return Math.exp(n * Math.log(p));
        double log = stirling(n)
                - stirling(k)
                - stirling(n - k)
                - deviance((double) k, p * n)
                - deviance((double) (n - k), (1 - p) * n);
        return Math.exp(log) * Math.sqrt(n / (2 * Math.PI * k * (n - k)));
    }

    private static double stirling(long n) {
        if (n < STIRLING.length) return STIRLING[(int) n];
        double square = (double) n * n;
        return (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - (1 / 1680.0 - 1 / 1188.0 / square) / square) / square) / square)
                / n;
    }

    /** x log(x / m) + m - x, by a series where x is so near to m that the terms would cancel. */
    private static double deviance(double x, double m) {
        if (Math.abs(x - m) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
        double v = (x - m) / (x + m);
        double sum = (x - m) * v;
        double term = 2 * x * v;
        for (int j = 1; ; j++) {
            term *= v * v;
            double next = sum + term / (2 * j + 1);
            if (next == sum) return sum;
            sum = next;
        }
    }
}
