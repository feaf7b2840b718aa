package org.billfold.interop;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Update;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.Date;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Resource;

/** A type that is read, and written by whoever fills the server. */
abstract class TypeProvider<T extends Resource> implements IResourceProvider {
    final Samples samples;
    final Class<T> type;

    TypeProvider(Samples samples, Class<T> type) {
        this.samples = samples;
        this.type = type;
    }

    @Override
    public Class<T> getResourceType() {
        return type;
    }

    @Read
    public T read(@IdParam IIdType id) {
        Resource resource = samples.read(type.getSimpleName(), id.getIdPart());
        if (resource == null) throw new ResourceNotFoundException(id);
        return type.cast(resource);
    }

    @Update
    public MethodOutcome update(@IdParam IIdType id, @ResourceParam T resource) {
        Samples.mustBe(type.getSimpleName(), resource);
        resource.setId(id.getIdPart());
        return new MethodOutcome(samples.put(resource));
    }

    Stream<Resource> matching(TokenParam id, DateRangeParam updated) {
        return samples.all(type.getSimpleName()).stream()
            .filter(resource -> id == null || resource.getIdElement().getIdPart().equals(id.getValue()))
            .filter(resource -> isIn(updated, resource.getMeta().getLastUpdated()));
    }

    static IBundleProvider bundle(Stream<Resource> resources) {
        return new SimpleBundleProvider(resources.toList());
    }

    /** What a range of time means is HAPI's to say. */
    static boolean isIn(DateRangeParam range, Date moment) {
        if (range == null) return true;
        Date from = range.getLowerBoundAsInstant(), to = range.getUpperBoundAsInstant();
        return (from == null || !moment.before(from)) && (to == null || !moment.after(to));
    }

}
