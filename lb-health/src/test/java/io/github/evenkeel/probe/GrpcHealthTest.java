package io.github.evenkeel.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import java.io.IOException;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okhttp3.TrailersSource;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is on the wire, against the generated messages, and what servers that do not keep to it send. */
class GrpcHealthTest {
    private static ByteString frame(int flag, byte[] message) {
        return new Buffer()
                .writeByte(flag)
                .writeInt(message.length)
                .write(message)
                .readByteString();
    }

    private static ByteString answer(HealthCheckResponse.ServingStatus status) {
        return frame(
                0, HealthCheckResponse.newBuilder().setStatus(status).build().toByteArray());
    }

    private static Response.Builder response(ByteString body, String type, String... trailers) {
        return new Response.Builder()
                .request(new Request.Builder().url("http://orders/").build())
                .protocol(Protocol.H2_PRIOR_KNOWLEDGE)
                .code(200)
                .message("")
                .body(ResponseBody.create(body, type == null ? null : MediaType.get(type)))
                .trailers(new TrailersSource() {
                    @Override
                    public Headers peek() {
                        return Headers.of(trailers);
                    }

                    @Override
                    public Headers get() {
                        return Headers.of(trailers);
                    }
                });
    }

    private static ProbeResult judged(ByteString body) throws IOException {
        return GrpcHealth.judge(
                response(body, "application/grpc+proto", "grpc-status", "0").build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "orders.v1.Orders", "é"})
    void theRequestIsTheGeneratedOne(String service) {
        byte[] generated =
                HealthCheckRequest.newBuilder().setService(service).build().toByteArray();
        assertThat(GrpcHealth.request(service)).isEqualTo(frame(0, generated));
    }

    @Test
    void eachStatusOfTheGeneratedAnswerIsUnderstood() throws IOException {
        assertThat(judged(answer(HealthCheckResponse.ServingStatus.SERVING)))
                .isEqualTo(ProbeResult.passed("gRPC SERVING"));
        assertThat(judged(answer(HealthCheckResponse.ServingStatus.NOT_SERVING)))
                .isEqualTo(ProbeResult.failed("gRPC NOT_SERVING"));
        assertThat(judged(answer(HealthCheckResponse.ServingStatus.UNKNOWN)))
                .isEqualTo(ProbeResult.failed("gRPC UNKNOWN"));
        assertThat(judged(answer(HealthCheckResponse.ServingStatus.SERVICE_UNKNOWN)))
                .isEqualTo(ProbeResult.failed("gRPC SERVICE_UNKNOWN"));
    }

    @ParameterizedTest
    @CsvSource({
        // Unknown fields of every wire type before and after the status, one of them many bytes long.
        "1001 0801, gRPC SERVING, true",
        "0801 1a03616263 25 01020304 31 0102030405060708, gRPC SERVING, true",
        "9a0a00 0801, gRPC SERVING, true",
        "0807, gRPC status 7, false",
        "08ffffffffffffffffff01, 'gRPC OK, but no health in the answer', false",
        "0f, 'gRPC OK, but no health in the answer', false",
        "08, 'gRPC OK, but no health in the answer', false",
        "1a7f61, 'gRPC OK, but no health in the answer', false",
    })
    void whatIsUnknownInAnAnswerIsSkippedAndWhatIsBrokenFails(String hex, String detail, boolean good)
            throws IOException {
        ByteString message = ByteString.decodeHex(hex.replace(" ", ""));
        ProbeResult result = judged(frame(0, message.toByteArray()));
        assertThat(result.detail()).isEqualTo(detail);
        assertThat(result.good()).isEqualTo(good);
    }

    @Test
    void anAnswerThatIsNoFrameFails() throws IOException {
        String nothing = "gRPC OK, but no health in the answer";
        assertThat(judged(ByteString.EMPTY)).isEqualTo(ProbeResult.failed(nothing));
        assertThat(judged(frame(1, new byte[] {8, 1}))).as("compressed").isEqualTo(ProbeResult.failed(nothing));
        assertThat(judged(ByteString.decodeHex("00000000ff0801"))).isEqualTo(ProbeResult.failed(nothing));
        assertThat(judged(ByteString.of(new byte[100_000]))).isEqualTo(ProbeResult.failed(nothing));
    }

    @Test
    void whatAnswersIsNotAlwaysGrpc() throws IOException {
        ByteString good = answer(HealthCheckResponse.ServingStatus.SERVING);
        assertThat(GrpcHealth.judge(response(good, "text/html").build()))
                .isEqualTo(ProbeResult.failed("HTTP 200, but no gRPC: text/html"));
        assertThat(GrpcHealth.judge(response(good, "application/json").build()).good())
                .isFalse();
        assertThat(GrpcHealth.judge(response(good, null).build()))
                .isEqualTo(ProbeResult.failed("HTTP 200, but no gRPC: null"));
        assertThat(GrpcHealth.judge(response(good, "application/grpc").code(503).build()))
                .isEqualTo(ProbeResult.failed("HTTP 503"));
        assertThat(GrpcHealth.judge(response(good, "application/grpc").build()))
                .isEqualTo(ProbeResult.failed("gRPC answer without a status"));
    }

    @Test
    void aStatusIsTakenFromTrailersOrFromHeadersWithoutAnAnswer() throws IOException {
        ByteString good = answer(HealthCheckResponse.ServingStatus.SERVING);
        assertThat(GrpcHealth.judge(
                        response(good, "application/grpc", "grpc-status", "14", "grpc-message", "on%20its%zz way%")
                                .build()))
                .isEqualTo(ProbeResult.failed("gRPC UNAVAILABLE: on its%zz way%"));
        assertThat(GrpcHealth.judge(response(ByteString.EMPTY, "application/grpc")
                        .header("grpc-status", "5")
                        .build()))
                .isEqualTo(ProbeResult.failed("gRPC NOT_FOUND"));
        assertThat(GrpcHealth.judge(response(ByteString.EMPTY, "application/grpc")
                        .header("grpc-status", "0")
                        .build()))
                .isEqualTo(ProbeResult.failed("gRPC OK, but no health in the answer"));
        assertThat(GrpcHealth.judge(
                        response(good, "application/grpc", "grpc-status", "77").build()))
                .isEqualTo(ProbeResult.failed("gRPC status 77"));
        assertThat(GrpcHealth.judge(
                        response(good, "application/grpc", "grpc-status", "x").build()))
                .isEqualTo(ProbeResult.failed("gRPC status -1"));
    }
}
