package org.billfold.interop;

import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.AuthenticationException;
import ca.uhn.fhir.rest.server.interceptor.auth.AuthorizationInterceptor;
import ca.uhn.fhir.rest.server.interceptor.auth.IAuthRule;
import ca.uhn.fhir.rest.server.interceptor.auth.RuleBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;

/**
 * HAPI's own authorization: a member reads their compartment, and who treats and pays. Whose token it is, the
 * authorization server is asked at each request (RFC 7662), so that a token that was revoked ends at once.
 */
final class MemberRules extends AuthorizationInterceptor {
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String issuer;
    private final String credentials;
    private final String keeper;
    private volatile URI introspection;

    /** `keeper` is the token of whoever fills the server. */
    MemberRules(String issuer, String id, String secret, String keeper) {
        this.issuer = issuer;
        this.keeper = keeper;
        String pair = URLEncoder.encode(id, StandardCharsets.UTF_8) + ":" + URLEncoder.encode(secret, StandardCharsets.UTF_8);
        this.credentials = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public List<IAuthRule> buildRuleList(RequestDetails request) {
        String header = request.getHeader("Authorization");
        if (header == null) {
            if (request.getRestOperationType() == RestOperationTypeEnum.METADATA) return new RuleBuilder().allowAll().build();
            throw refusal("a token is needed");
        }
        String token = header.replaceFirst("(?i)^bearer +", "");
        if (token.equals(keeper)) return new RuleBuilder().allowAll().build();
        String patient = patientOf(token);
        if (patient == null) throw refusal("the token opens nothing");
        IdType id = new IdType("Patient", patient);
        return new RuleBuilder()
            .allow().read().allResources().inCompartment("Patient", id).andThen()
            .allow().operation().named("$everything").onInstance(id).andAllowAllResponses().andThen()
            .allow().read().resourcesOfType(Location.class).withAnyId().andThen()
            .allow().read().resourcesOfType(Medication.class).withAnyId().andThen()
            .allow().read().resourcesOfType(Organization.class).withAnyId().andThen()
            .allow().read().resourcesOfType(Practitioner.class).withAnyId().andThen()
            .allow().read().resourcesOfType(PractitionerRole.class).withAnyId().andThen()
            .denyAll("not of this patient").build();
    }

    private static AuthenticationException refusal(String why) {
        return new AuthenticationException(why).addAuthenticateHeaderForRealm("fhir");
    }

    private String patientOf(String token) {
        try {
            if (introspection == null) {
                var configuration = HttpRequest.newBuilder(URI.create(issuer + "/.well-known/openid-configuration")).build();
                introspection = URI.create(send(configuration).path("introspection_endpoint").asText());
            }
            var request = HttpRequest.newBuilder(introspection)
                .header("Authorization", credentials)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("token=" + URLEncoder.encode(token, StandardCharsets.UTF_8)))
                .build();
            JsonNode answer = send(request);
            return answer.path("active").asBoolean() ? answer.path("patient").asText(null) : null;
        } catch (IOException error) {
            throw new IllegalStateException("the authorization server does not answer", error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(error);
        }
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        var response = http.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) throw new IOException("status " + response.statusCode());
        return json.readTree(response.body());
    }
}
