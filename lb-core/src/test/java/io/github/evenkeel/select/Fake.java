package io.github.evenkeel.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A candidate whose every answer the test sets. */
final class Fake implements Candidate {
    private final String id;
    private final double weight;
    boolean available = true;
    boolean heldOff;
    boolean warming;
    double ramp = 1;
    double penalty;
    Gauge gauge;
    int inFlight;
    int picked;

    Fake(String id, double weight) {
        this.id = id;
        this.weight = weight;
    }

    /** Members m0, m1, … of these weights. */
    static List<Fake> ofWeights(double... weights) {
        List<Fake> members = new ArrayList<>();
        for (double weight : weights) members.add(new Fake("m" + members.size(), weight));
        return members;
    }

    static List<Fake> equal(int count) {
        double[] weights = new double[count];
        Arrays.fill(weights, 1);
        return ofWeights(weights);
    }

    static Candidates all(List<Fake> members) {
        return new Candidates(members, members);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public double weight() {
        return weight;
    }

    @Override
    public boolean available() {
        return available;
    }

    @Override
    public boolean unhindered() {
        return available && !warming && !heldOff && penalty == 0;
    }

    @Override
    public int inFlight() {
        return inFlight;
    }

    @Override
    public double penalty(long now) {
        return penalty + (heldOff ? Penalty.MOST : 0);
    }

    @Override
    public boolean heldOff(long now) {
        return heldOff;
    }

    @Override
    public boolean warming() {
        return warming;
    }

    @Override
    public double ramp(long now) {
        return ramp;
    }

    @Override
    public Gauge gauge() {
        return gauge;
    }

    @Override
    public String toString() {
        return id;
    }
}
