package org.billfold.bench;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import ca.uhn.fhir.util.VersionUtil;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle;

/**
 * HAPI's client: fetches the searches of its orders page after page, counts resources by type, and tells time and memory.
 * Orders come as JSON in the first argument, what it tells goes out as JSON.
 */
public final class Fetch {
    public static void main(String[] arguments) throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode orders = json.readTree(arguments[0]);
        FhirContext context = FhirContext.forR4();
        context.getRestfulClientFactory().setServerValidationMode(ServerValidationModeEnum.NEVER);
        context.getRestfulClientFactory().setSocketTimeout(600_000);
        IGenericClient client = context.newRestfulGenericClient(orders.path("base").asText());

        Files.writeString(Path.of("/proc/self/clear_refs"), "5");
        long before = kibibytes("VmRSS");
        long started = System.nanoTime();
        Map<String, Integer> counts = new TreeMap<>();
        for (JsonNode search : orders.path("searches")) {
            Bundle bundle = client.fetchResourceFromUrl(Bundle.class, search.asText());
            while (bundle != null) {
                for (var entry : bundle.getEntry()) counts.merge(entry.getResource().fhirType(), 1, Integer::sum);
                boolean isLast = bundle.getLink(Bundle.LINK_NEXT) == null;
                bundle = isLast ? null : client.loadPage().next(bundle).execute();
            }
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        double growth = (kibibytes("VmHWM") - before) * 1024 / 1e6;
        String version = VersionUtil.getVersion() + ", Java " + System.getProperty("java.version");
        System.out.println(json.writeValueAsString(
            Map.of("version", version, "seconds", seconds, "growth", growth, "counts", counts)));
    }

    private static long kibibytes(String name) throws IOException {
        Matcher line = Pattern.compile(name + ":\\s+(\\d+)").matcher(Files.readString(Path.of("/proc/self/status")));
        if (!line.find()) throw new IOException("no " + name);
        return Long.parseLong(line.group(1));
    }
}
