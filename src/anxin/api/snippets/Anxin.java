// 安心接口：Java 17 以上，不用别的库。用法：java Anxin.java POST /api/v1/cover '{"worker":"…"}'
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Anxin {
    static final Map<String, String> ENV = System.getenv();

    public static HttpResponse<String> call(String method, String path, String body) throws Exception {
        String time = ENV.getOrDefault("ANXIN_TIME", Long.toString(Instant.now().getEpochSecond()));
        String nonce = ENV.getOrDefault("ANXIN_NONCE", UUID.randomUUID().toString().replace("-", ""));
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        Base64.Encoder base64 = Base64.getEncoder();
        String digest = "sha-256=:" + base64.encodeToString(MessageDigest.getInstance("SHA-256").digest(content)) + ":";
        String text = String.join("\n", method, path, time, nonce, digest);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(ENV.get("ANXIN_SECRET").getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(ENV.get("ANXIN_URL") + path))
            .header("Content-Type", "application/json")
            .header("Anxin-Key", ENV.get("ANXIN_KEY"))
            .header("Anxin-Time", time)
            .header("Anxin-Nonce", nonce)
            .header("Content-Digest", digest)
            .header("Anxin-Signature", base64.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8))));
        if (ENV.containsKey("ANXIN_IDEMPOTENCY_KEY")) {
            request.header("Idempotency-Key", ENV.get("ANXIN_IDEMPOTENCY_KEY"));
        }
        request.method(method, content.length == 0
            ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(content));
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public static void main(String[] args) throws Exception {
        HttpResponse<String> answer = call(args[0], args[1], args.length > 2 ? args[2] : "");
        System.out.println(answer.body());
        System.exit(answer.statusCode() < 400 ? 0 : 1);
    }
}
