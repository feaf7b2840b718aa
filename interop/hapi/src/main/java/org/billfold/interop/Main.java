package org.billfold.interop;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.FifoMemoryPagingProvider;
import ca.uhn.fhir.rest.server.HardcodedServerAddressStrategy;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.interceptor.ResponseHighlighterInterceptor;
import java.nio.file.Path;
import java.util.Arrays;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.hl7.fhir.r4.model.Resource;

/**
 * A FHIR server of HAPI's: `Main PORT ISSUER CLIENT_ID BUNDLE..`, with the client's secret and the token of whoever fills
 * it in BILLFOLD_RESOURCE_SERVER_SECRET and BILLFOLD_KEEPER. Serves until standard input is closed.
 */
public final class Main {
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        FhirContext context = FhirContext.forR4();
        Samples samples = new Samples(context);
        for (String bundle : Arrays.asList(arguments).subList(3, arguments.length)) samples.load(Path.of(bundle));

        String base = "http://127.0.0.1:" + port + "/fhir";
        RestfulServer fhir = new RestfulServer(context);
        fhir.setServerAddressStrategy(new HardcodedServerAddressStrategy(base));
        FifoMemoryPagingProvider paging = new FifoMemoryPagingProvider(200);
        paging.setDefaultPageSize(20);
        paging.setMaximumPageSize(100);
        fhir.setPagingProvider(paging);
        for (String type : samples.types()) fhir.registerProvider(provider(context, samples, type));
        fhir.registerInterceptor(new ResponseHighlighterInterceptor());
        fhir.registerInterceptor(new MemberRules(arguments[1], arguments[2],
            System.getenv("BILLFOLD_RESOURCE_SERVER_SECRET"), System.getenv("BILLFOLD_KEEPER")));

        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        ServletContextHandler handler = new ServletContextHandler();
        handler.addServlet(new ServletHolder(fhir), "/fhir/*");
        server.setHandler(handler);
        server.start();
        System.out.println(base);
        while (System.in.read() >= 0) continue;
        server.stop();
    }

    private static TypeProvider<?> provider(FhirContext context, Samples samples, String type) {
        if (type.equals("Patient")) return new PatientProvider(samples);
        var definition = context.getResourceDefinition(type);
        Class<? extends Resource> resource = definition.getImplementingClass().asSubclass(Resource.class);
        return definition.getSearchParam("patient") == null
            ? new OpenTypeProvider<>(samples, resource) : new MemberTypeProvider<>(samples, resource);
    }
}
