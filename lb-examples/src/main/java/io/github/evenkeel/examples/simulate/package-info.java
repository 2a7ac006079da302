/**
 * A discrete-event simulator: fleets of clients and servers in virtual time, every client with a real {@code BackendPool}. Only the
 * servers and the network are modelled; what is measured is the library's own code.
 */
@NullMarked
package io.github.evenkeel.examples.simulate;

import org.jspecify.annotations.NullMarked;
