/**
 * The OkHttp adapter: {@link io.github.evenkeel.okhttp.LoadBalancingInterceptor} steers each call to a member of the pool that its URL
 * names; {@link io.github.evenkeel.okhttp.LoadBalancing} fits a client to its pools.
 */
@NullMarked
package io.github.evenkeel.okhttp;

import org.jspecify.annotations.NullMarked;
