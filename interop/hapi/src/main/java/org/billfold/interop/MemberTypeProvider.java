package org.billfold.interop;

import ca.uhn.fhir.model.api.Include;
import ca.uhn.fhir.rest.annotation.IncludeParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;

/** A type of the Patient compartment, which is searched by `patient` as well, and brings its provenance along. */
final class MemberTypeProvider<T extends Resource> extends TypeProvider<T> {
    MemberTypeProvider(Samples samples, Class<T> type) {
        super(samples, type);
    }

    @Search
    public IBundleProvider search(
        @OptionalParam(name = "_id") TokenParam id,
        @OptionalParam(name = "patient") ReferenceParam patient,
        @OptionalParam(name = Constants.PARAM_LASTUPDATED) DateRangeParam updated,
        @IncludeParam(reverse = true, allow = "Provenance:target") Set<Include> reverse
    ) {
        var matches = matching(id, updated)
            .filter(resource -> patient == null || samples.isOf(resource, patient.getIdPart())).toList();
        var provenance = reverse == null || reverse.isEmpty() ? Stream.<Resource>empty() : samples.all("Provenance").stream()
            .filter(resource -> ((Provenance) resource).getTarget().stream()
                .anyMatch(target -> matches.stream().anyMatch(match -> match.getIdElement().toUnqualifiedVersionless()
                    .equals(target.getReferenceElement().toUnqualifiedVersionless()))));
        return bundle(Stream.concat(matches.stream(), provenance));
    }
}
