package org.billfold.interop;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;

/** What the server holds: the resources of transaction bundles, in memory, by type and id. */
final class Samples {
    private final FhirContext context;
    private final Map<String, Map<String, Resource>> types = new ConcurrentHashMap<>();

    Samples(FhirContext context) {
        this.context = context;
    }

    /** Takes in a transaction bundle. What its entries call each other by `urn:uuid` becomes `Type/id`, as in a server. */
    void load(Path file) throws IOException {
        JsonNode bundle = new ObjectMapper().readTree(file.toFile());
        Map<String, String> addresses = new HashMap<>();
        for (JsonNode entry : bundle.path("entry")) {
            JsonNode resource = entry.path("resource");
            String address = resource.path("resourceType").asText() + "/" + resource.path("id").asText();
            addresses.put(entry.path("fullUrl").asText(), address);
        }
        IParser parser = context.newJsonParser();
        for (JsonNode entry : bundle.path("entry")) {
            JsonNode resource = entry.path("resource");
            for (JsonNode holder : resource.findParents("reference")) {
                String address = addresses.get(holder.path("reference").asText());
                if (address != null) ((ObjectNode) holder).put("reference", address);
            }
            put((Resource) parser.parseResource(resource.toString()));
        }
    }

    /** Holds a resource, as its first or its next version. */
    IIdType put(Resource resource) {
        String id = resource.getIdElement().getIdPart();
        Map<String, Resource> type = types.computeIfAbsent(resource.fhirType(), name -> new LinkedHashMap<>());
        synchronized (type) {
            Resource before = type.get(id);
            long version = before == null ? 1 : 1 + Long.parseLong(before.getMeta().getVersionId());
            resource.setId(new IdType(resource.fhirType(), id, Long.toString(version)));
            resource.getMeta().setVersionId(Long.toString(version)).setLastUpdated(new Date());
            type.put(id, resource);
        }
        return resource.getIdElement();
    }

    Set<String> types() {
        return types.keySet();
    }

    List<Resource> all(String type) {
        Map<String, Resource> held = types.getOrDefault(type, Map.of());
        synchronized (held) {
            return List.copyOf(held.values());
        }
    }

    Resource read(String type, String id) {
        Map<String, Resource> held = types.getOrDefault(type, Map.of());
        synchronized (held) {
            return held.get(id);
        }
    }

    /** Whether HAPI finds the resource in the compartment of this patient. */
    boolean isOf(Resource resource, String patient) {
        return context.newTerser().getCompartmentOwnersForResource("Patient", resource, Set.of()).stream()
            .anyMatch(owner -> patient.equals(owner.getIdPart()));
    }

    /** The patient's compartment, and what its resources refer to. */
    Collection<Resource> everything(String patient) {
        Map<String, Resource> found = new LinkedHashMap<>();
        types().stream().flatMap(type -> all(type).stream()).filter(resource -> isOf(resource, patient))
            .forEach(resource -> found.put(resource.getIdElement().toUnqualifiedVersionless().getValue(), resource));
        List.copyOf(found.values()).stream().flatMap(this::referred)
            .forEach(resource -> found.putIfAbsent(resource.getIdElement().toUnqualifiedVersionless().getValue(), resource));
        return found.values();
    }

    private Stream<Resource> referred(IBaseResource resource) {
        return context.newTerser().getAllResourceReferences(resource).stream()
            .map(found -> found.getResourceReference().getReferenceElement())
            .filter(IIdType::hasResourceType)
            .map(id -> read(id.getResourceType(), id.getIdPart()))
            .filter(java.util.Objects::nonNull);
    }

    static void mustBe(String type, Resource resource) {
        if (!type.equals(resource.fhirType())) throw new InvalidRequestException("not a " + type);
    }
}
