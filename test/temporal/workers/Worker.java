// A worker of Temporal's SDK for Java with its OpenTracing interceptor over OpenTelemetry, as Temporal documents it:
// `java -cp 'libs/*' Worker.java ADDRESS NAMESPACE TASK_QUEUE`. It ends with SIGTERM.
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.opentracingshim.OpenTracingShim;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.opentracing.OpenTracingClientInterceptor;
import io.temporal.opentracing.OpenTracingOptions;
import io.temporal.opentracing.OpenTracingWorkerInterceptor;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;

public class Worker {
  @WorkflowInterface
  public interface Calls {
    @WorkflowMethod(name = "calls")
    String run(String queue, String name);
  }

  /** Calls an activity on a queue of another language. */
  public static class CallsWorkflow implements Calls {
    @Override
    public String run(String queue, String name) {
      var minute = Duration.ofMinutes(1);
      var options = ActivityOptions.newBuilder().setTaskQueue(queue).setStartToCloseTimeout(minute).build();
      return Workflow.newUntypedActivityStub(options).execute(name, String.class, 0);
    }
  }

  @ActivityInterface
  public interface Activities {
    @ActivityMethod(name = "seen")
    String seen();

    @ActivityMethod(name = "asks")
    String asks(String queue, String workflowId);
  }

  public record Peer(WorkflowClient client) implements Activities {
    /** Returns the trace of its span, which is that of the header. */
    @Override
    public String seen() {
      return Span.current().getSpanContext().getTraceId();
    }

    /** Starts a loan of another language, signals it, updates it and queries it. */
    @Override
    public String asks(String queue, String workflowId) {
      var options = WorkflowOptions.newBuilder().setTaskQueue(queue).setWorkflowId(workflowId).build();
      var loan = client.newUntypedWorkflowStub("loan", options);
      loan.signalWithStart("approve", new Object[] {"peer"}, new Object[0]);
      loan.update("raise", Integer.class, 7);
      loan.query("amount", Integer.class);
      loan.signal("finish");
      loan.getResult(Object.class);
      return seen();
    }
  }

  public static void main(String[] args) {
    var propagators = ContextPropagators.create(W3CTraceContextPropagator.getInstance());
    var provider = SdkTracerProvider.builder().build();
    var sdk = OpenTelemetrySdk.builder().setTracerProvider(provider).setPropagators(propagators).build();
    var tracing = OpenTracingOptions.newBuilder().setTracer(OpenTracingShim.createTracerShim(sdk)).build();
    var target = WorkflowServiceStubsOptions.newBuilder().setTarget(args[0]).build();
    var client =
        WorkflowClient.newInstance(
            WorkflowServiceStubs.newServiceStubs(target),
            WorkflowClientOptions.newBuilder()
                .setNamespace(args[1])
                .setInterceptors(new OpenTracingClientInterceptor(tracing))
                .build());
    var interceptors = new OpenTracingWorkerInterceptor(tracing);
    var factory =
        WorkerFactory.newInstance(
            client, WorkerFactoryOptions.newBuilder().setWorkerInterceptors(interceptors).build());
    var worker = factory.newWorker(args[2]);
    worker.registerWorkflowImplementationTypes(CallsWorkflow.class);
    worker.registerActivitiesImplementations(new Peer(client));
    factory.start();
    System.out.println("works");
  }
}
