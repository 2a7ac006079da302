package io.github.evenkeel.health;

/**
 * The median of the others, for each of many: which one that is far off does not move. Only what is near the middle matters, so nothing
 * is sorted; O(N) on average to make, then O(1) each. Immutable.
 */
final class OthersMedian {
    private static final int NEAR = 3;

    private final double[] middle =
            new double[NEAR]; // from the lower median of the others on, as if nobody were left out
    private final int others;

    /** @param values of all; their order is lost */
    OthersMedian(double[] values) {
        others = values.length - 1;
        int from = Math.max(0, others - 1) / 2;
        for (int i = 0; i < NEAR && from + i < values.length; i++) {
            middle[i] = i == 0 ? select(values, from) : least(values, from + i); // what is behind is no smaller
        }
    }

    /** How many others there are for each. */
    int others() {
        return others;
    }

    /**
     * The lower one of two. There must be others.
     *
     * @param own its own, one of those that this was made of
     */
    double lower(double own) {
        return but(own, 0);
    }

    /** The higher one of two. */
    double upper(double own) {
        return but(own, others / 2 - (others - 1) / 2);
    }

    /** In a sorted list without its own, what comes after it is one place further on. */
    private double but(double own, int i) {
        return middle[own <= middle[i] ? i + 1 : i];
    }

    /** The least from this place on, which is moved there. */
    private static double least(double[] values, int place) {
        int found = place;
        for (int i = place + 1; i < values.length; i++) if (values[i] < values[found]) found = i;
        double least = values[found];
        values[found] = values[place];
        values[place] = least;
        return least;
    }

    /** Hoare's selection: what would be at this place if all were sorted; what is smaller is moved before it. */
    private static double select(double[] values, int place) {
        int low = 0;
        int high = values.length - 1;
        while (true) {
            double pivot = values[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] < pivot) i++;
                while (values[j] > pivot) j--;
                if (i > j) break;
                double swapped = values[i];
                values[i++] = values[j];
                values[j--] = swapped;
            }
            if (place <= j) high = j;
            else if (place >= i) low = i;
            else return values[place];
        }
    }
}
