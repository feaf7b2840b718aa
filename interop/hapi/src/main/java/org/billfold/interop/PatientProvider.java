package org.billfold.interop;

import ca.uhn.fhir.model.api.annotation.Description;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.model.valueset.BundleTypeEnum;
import ca.uhn.fhir.rest.param.DateParam;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Patient;

/** Patients, and all that there is of one. */
final class PatientProvider extends OpenTypeProvider<Patient> {
    PatientProvider(Samples samples) {
        super(samples, Patient.class);
    }

    @Description("The patient's compartment and what it refers to, in pages")
    @Operation(name = "$everything", idempotent = true, bundleType = BundleTypeEnum.SEARCHSET)
    public IBundleProvider everything(
        @IdParam IIdType id,
        @OperationParam(name = Constants.PARAM_COUNT, max = 1) IntegerType count,
        @OperationParam(name = "_since", max = 1) DateParam since
    ) {
        return bundle(samples.everything(id.getIdPart()).stream()
            .filter(resource -> since == null || !resource.getMeta().getLastUpdated().before(since.getValue())));
    }
}
