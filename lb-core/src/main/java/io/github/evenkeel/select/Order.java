package io.github.evenkeel.select;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Members in the order of a hash of their ids, and where two hashes meet in one, of the ids: the same for all that know the same members,
 * in whatever order. Where few join or leave, the next order is made from the last by one pass. Immutable.
 */
final class Order {
    private final ToLongFunction<String> hash;
    private final List<? extends Candidate> all;
    private final String[] ids; // by place: where in the list
    private final int[] places; // by rank
    private final long[] hashes; // by rank

    private record Ranked(long hash, String id, int place) implements Comparable<Ranked> {
        @Override
        public int compareTo(Ranked other) {
            int byHash = Long.compare(hash, other.hash);
            return byHash != 0 ? byHash : id.compareTo(other.id);
        }
    }

    /** The order of nobody. */
    static Order by(ToLongFunction<String> hash) {
        return new Order(hash, List.of(), new String[0], new int[0], new long[0]);
    }

    private Order(
            ToLongFunction<String> hash,
            List<? extends Candidate> all,
            String[] ids,
            int[] places,
            long[] hashes) {
        this.hash = hash;
        this.all = all;
        this.ids = ids;
        this.places = places;
        this.hashes = hashes;
    }

    /** The order of these. O(N) for those that are known and come as they came before; a hash and a sort for the others. */
    Order next(List<? extends Candidate> members) {
        int[] moved = new int[ids.length]; // where who was in this place is now; -1: not among them
        int known = 0;
        for (int place = 0; place < ids.length; place++) {
            boolean stays = known < members.size() && members.get(known) == all.get(place);
            moved[place] = stays ? known++ : -1;
        }
        int size = members.size();
        String[] nextIds = new String[size];
        for (int place = 0; place < ids.length; place++) {
            if (moved[place] >= 0) nextIds[moved[place]] = ids[place];
        }
        Ranked[] newcomers = new Ranked[size - known];
        for (int place = known; place < size; place++) {
            String id = members.get(place).id();
            nextIds[place] = id;
            newcomers[place - known] = new Ranked(hash.applyAsLong(id), id, place);
        }
        Arrays.sort(newcomers);
        int[] nextPlaces = new int[size];
        long[] nextHashes = new long[size];
        int joined = 0;
        int rank = 0;
        for (int before = 0; before < places.length; before++) {
            int place = moved[places[before]];
            if (place < 0) continue;
            while (joined < newcomers.length && precedes(newcomers[joined], hashes[before], nextIds[place])) {
                nextPlaces[rank] = newcomers[joined].place;
                nextHashes[rank++] = newcomers[joined++].hash;
            }
            nextPlaces[rank] = place;
            nextHashes[rank++] = hashes[before];
        }
        while (joined < newcomers.length) {
            nextPlaces[rank] = newcomers[joined].place;
            nextHashes[rank++] = newcomers[joined++].hash;
        }
        return new Order(hash, members, nextIds, nextPlaces, nextHashes);
    }

    private static boolean precedes(Ranked newcomer, long hash, String id) {
        return newcomer.hash < hash || (newcomer.hash == hash && newcomer.id.compareTo(id) < 0);
    }

    /** True if these have the same ids, in the same places. */
    boolean describes(List<? extends Candidate> others) {
        if (others.size() != ids.length) return false;
        for (int place = 0; place < ids.length; place++) {
            Candidate other = others.get(place);
            if (other != all.get(place) && !ids[place].equals(other.id())) return false;
        }
        return true;
    }

    int size() {
        return ids.length;
    }

    /** Where in the list who has this rank is. */
    int place(int rank) {
        return places[rank];
    }

    /** By rank. Not to be written to. */
    long[] hashes() {
        return hashes;
    }
}
