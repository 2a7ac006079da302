package io.github.evenkeel.select;

import java.util.concurrent.atomic.AtomicInteger;

/** The one object all sticky keys of a member point to, so that it can be declared out or gone for all of them at once. */
final class Home {
    final Candidate member;
    final AtomicInteger keys = new AtomicInteger();

    /** Which rotation knew it last. Control plane only. */
    int rotation;

    /** Written by the control plane. */
    volatile boolean out;

    volatile boolean gone;

    Home(Candidate member) {
        this.member = member;
    }

    /** True if its keys may stay. */
    boolean open() {
        return !gone && !out && member.available();
    }
}
