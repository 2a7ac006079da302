package io.github.evenkeel.pool;

import io.github.evenkeel.health.MemberHealth;

/** What a signal did to a member's health. */
record HealthChange(MemberHealth before, MemberHealth after) {
    boolean nothing() {
        return before == after;
    }
}
