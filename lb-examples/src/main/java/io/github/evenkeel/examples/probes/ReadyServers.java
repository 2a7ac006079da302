package io.github.evenkeel.examples.probes;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A few servers on loopback that are always ready, and say so at once. */
final class ReadyServers implements AutoCloseable {
    private static final int COUNT = 4;
    private static final int BACKLOG = 1000;

    static {
        // By default the JDK's server closes idle connections beyond 200, as no fleet's servers would.
        System.setProperty("sun.net.httpserver.maxIdleConnections", String.valueOf(ProbesCommand.MOST_MEMBERS));
    }

    private final ExecutorService serving = Executors.newFixedThreadPool(COUNT);
    private final List<HttpServer> servers = new ArrayList<>();

    private ReadyServers() {}

    static ReadyServers start() throws IOException {
        ReadyServers started = new ReadyServers();
        for (int i = 0; i < COUNT; i++) started.open();
        return started;
    }

    private void open() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), BACKLOG);
        server.createContext("/readyz", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.setExecutor(serving);
        server.start();
        servers.add(server);
    }

    /** Members are dealt out to the servers in turn. */
    int port(int member) {
        return servers.get(member % COUNT).getAddress().getPort();
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
        serving.shutdown();
    }
}
