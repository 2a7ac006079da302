package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;
import java.util.Arrays;

/**
 * Points of all members on a circle; a key belongs to the next point at or after its hash. 150 points per unit of weight, whatever
 * the others have, so that who comes or goes moves only his own keys. O(log points) per lookup, 8 bytes per point.
 *
 * <p>Past a member that is out, a key goes on along the circle, and after {@link #STEPS} points to the best one that is left by
 * {@link Rendezvous}.
 *
 * <p>Source: D. Karger et al., <i>Consistent Hashing and Random Trees</i>, STOC 1997.
 */
final class Ring implements Lookup {
    /** The most loaded of 100 members has about 1.25 times its share; it takes ten times the points to halve the excess twice. */
    static final int POINTS_PER_WEIGHT = 150;

    /** 32 MB. Beyond, the unit of weight is halved until they suffice; only when it is, keys of other members move. */
    static final int MOST_POINTS = 1 << 22;

    /** Low bits of a point that name its seat; the others are its place, where 4 million points meet a few times only. */
    private static final int SEAT_BITS = 24;

    private static final long SEAT = (1L << SEAT_BITS) - 1;

    /** So few are sorted by insertion. */
    private static final int POINTS_PER_BUCKET = 16;

    /** With half of the members out, 32 points in a row fail once in four billion. */
    private static final int STEPS = 32;

    private final long[] points; // unsigned order, kept as signed with the sign bit turned
    private final Rendezvous others;

    Ring(Roster roster) {
        others = new Rendezvous(roster);
        points = points(roster);
    }

    @Override
    public int owner(long key) {
        return points.length == 0 ? -1 : seat(atOrAfter(key));
    }

    private int seat(int point) {
        return (int) (points[point] & SEAT);
    }

    @Override
    public int seat(
            long key, Admission admission, Admission.Rules rules, double allowance, CallContext context, long now) {
        if (points.length == 0) return -1;
        int point = atOrAfter(key);
        for (int i = 0; i < STEPS; i++) {
            int seat = seat(point);
            if (admission.admits(seat, key, rules, allowance, context, now)) return seat;
            point = point + 1 == points.length ? 0 : point + 1;
        }
        return others.seat(key, admission, rules, allowance, context, now);
    }

    int size() {
        return points.length;
    }

    /** The first point whose place is at or after the hash; behind the last one comes the first. */
    private int atOrAfter(long hash) {
        int found = Arrays.binarySearch(points, (hash & ~SEAT) ^ Long.MIN_VALUE);
        int point = found >= 0 ? found : -found - 1;
        return point == points.length ? 0 : point;
    }

    private static long[] points(Roster roster) {
        int size = roster.size();
        double unit = POINTS_PER_WEIGHT;
        while (total(roster, unit) > MOST_POINTS + size) unit /= 2;
        long[] points = new long[(int) total(roster, unit)];
        // Places are as even as hashes are: told apart by their first bits, a few at a time are left to sort.
        int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(points.length / POINTS_PER_BUCKET));
        int[] ends = new int[1 << bits];
        for (int seat = 0; seat < size; seat++) {
            for (long i = count(roster, seat, unit); i > 0; i--) ends[bucket(place(roster, seat, i), bits)]++;
        }
        int start = 0;
        for (int bucket = 0; bucket < ends.length; bucket++) {
            int inBucket = ends[bucket];
            ends[bucket] = start; // moves to the bucket's end while it is filled
            start += inBucket;
        }
        for (int seat = 0; seat < size; seat++) {
            for (long i = count(roster, seat, unit); i > 0; i--) {
                long place = place(roster, seat, i);
                points[ends[bucket(place, bits)]++] = ((place & ~SEAT) | seat) ^ Long.MIN_VALUE;
            }
        }
        for (int bucket = 0; bucket < ends.length; bucket++) {
            Arrays.sort(points, bucket == 0 ? 0 : ends[bucket - 1], ends[bucket]);
        }
        return points;
    }

    private static long place(Roster roster, int seat, long point) {
        return Hash.mix(roster.hashes()[seat] + point * Hash.GOLDEN);
    }

    private static int bucket(long place, int bits) {
        return (int) (place >>> (Long.SIZE - bits));
    }

    private static double total(Roster roster, double unit) {
        double total = 0;
        for (int seat = 0; seat < roster.size(); seat++) total += count(roster, seat, unit);
        return total;
    }

    /** At least one, so that nobody is forgotten. */
    private static long count(Roster roster, int seat, double unit) {
        return Math.max(1, Math.round(roster.weight(seat) * unit));
    }
}
