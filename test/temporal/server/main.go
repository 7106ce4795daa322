// Temporal's own server, in memory, on loopback, or a worker of Temporal's SDK for Go with its OpenTelemetry
// interceptor: `server`, or `server worker ADDRESS NAMESPACE TASK_QUEUE`. Either ends with SIGTERM.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/opentelemetry"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"go.temporal.io/server/temporaltest"
)

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	if len(os.Args) > 1 && os.Args[1] == "worker" {
		run := startWorker(os.Args[2], os.Args[3], os.Args[4])
		defer run.Stop()
	} else {
		server := temporaltest.NewServer()
		defer server.Stop()
		fmt.Printf("listens at %s in %s\n", server.GetFrontendHostPort(), server.GetDefaultNamespace())
	}
	<-stop
}

func startWorker(address, namespace, queue string) worker.Worker {
	provider := sdktrace.NewTracerProvider()
	tracing, err := opentelemetry.NewTracingInterceptor(opentelemetry.TracerOptions{
		Tracer:            provider.Tracer("go"),
		TextMapPropagator: propagation.TraceContext{},
	})
	check(err)
	connection, err := client.Dial(client.Options{
		HostPort:     address,
		Namespace:    namespace,
		Interceptors: []interceptor.ClientInterceptor{tracing},
	})
	check(err)
	run := worker.New(connection, queue, worker.Options{})
	run.RegisterActivityWithOptions(seen, activity.RegisterOptions{Name: "seen"})
	asks := func(ctx context.Context, queue, id string) (string, error) { return ask(ctx, connection, queue, id) }
	run.RegisterActivityWithOptions(asks, activity.RegisterOptions{Name: "asks"})
	run.RegisterWorkflowWithOptions(calls, workflow.RegisterOptions{Name: "calls"})
	check(run.Start())
	fmt.Println("works")
	return run
}

// Returns the trace of its span, which is that of the header.
func seen(ctx context.Context) (string, error) {
	return trace.SpanContextFromContext(ctx).TraceID().String(), nil
}

// Calls an activity on a queue of another language.
func calls(ctx workflow.Context, queue, name string) (string, error) {
	var result string
	options := workflow.ActivityOptions{TaskQueue: queue, StartToCloseTimeout: 60_000_000_000}
	err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, options), name, 0).Get(ctx, &result)
	return result, err
}

// Starts a loan of another language, signals it, updates it and queries it. Returns the trace of its span.
func ask(ctx context.Context, connection client.Client, queue, id string) (string, error) {
	start := client.StartWorkflowOptions{TaskQueue: queue}
	loan, err := connection.SignalWithStartWorkflow(ctx, id, "approve", "peer", start, "loan")
	if err != nil {
		return "", err
	}
	raise := client.UpdateWorkflowOptions{
		WorkflowID:   id,
		UpdateName:   "raise",
		Args:         []any{7},
		WaitForStage: client.WorkflowUpdateStageCompleted,
	}
	if _, err := connection.UpdateWorkflow(ctx, raise); err != nil {
		return "", err
	}
	if _, err := connection.QueryWorkflow(ctx, id, "", "amount"); err != nil {
		return "", err
	}
	if err := connection.SignalWorkflow(ctx, id, "", "finish", nil); err != nil {
		return "", err
	}
	if err := loan.Get(ctx, nil); err != nil {
		return "", err
	}
	return seen(ctx)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
