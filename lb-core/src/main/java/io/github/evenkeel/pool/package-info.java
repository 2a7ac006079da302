/**
 * The pool: where choosing and health meet the calls. {@link io.github.evenkeel.pool.BackendPool} is the door; behind it the data
 * plane ({@code Member}, {@code Lease}, {@code OpenLeases}, {@code Ejector}) takes no lock, and the control plane
 * ({@code ControlPlane}) is serial and publishes immutable rotations.
 */
@NullMarked
package io.github.evenkeel.pool;

import org.jspecify.annotations.NullMarked;
