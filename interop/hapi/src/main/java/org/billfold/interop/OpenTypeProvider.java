package org.billfold.interop;

import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.TokenParam;
import org.hl7.fhir.r4.model.Resource;

/** A type that is of no one patient, searched by `_id`. */
class OpenTypeProvider<T extends Resource> extends TypeProvider<T> {
    OpenTypeProvider(Samples samples, Class<T> type) {
        super(samples, type);
    }

    @Search
    public IBundleProvider search(
        @OptionalParam(name = "_id") TokenParam id,
        @OptionalParam(name = Constants.PARAM_LASTUPDATED) DateRangeParam updated
    ) {
        return bundle(matching(id, updated));
    }
}
