/**
 * What has taken real services down, replayed in virtual time: once with the settings that caused it, once with this library's
 * defaults. Pools and probe loops are real; hosts, network and callers are modelled.
 */
@NullMarked
package io.github.evenkeel.examples.incident;

import org.jspecify.annotations.NullMarked;
