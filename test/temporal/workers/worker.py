"""A worker of Temporal's SDK for Python with its OpenTelemetry interceptor: worker.py ADDRESS NAMESPACE TASK_QUEUE.

It ends with SIGTERM.
"""

import asyncio
import signal
import sys
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from temporalio.contrib.opentelemetry import TracingInterceptor

MINUTE = timedelta(minutes=1)


def trace_id() -> str:
    return format(trace.get_current_span().get_span_context().trace_id, "032x")


@workflow.defn(name="calls")
class Calls:
    """Calls an activity on a queue of another language."""

    @workflow.run
    async def run(self, queue: str, name: str) -> str:
        return await workflow.execute_activity(name, 0, task_queue=queue, start_to_close_timeout=MINUTE)


class Activities:
    def __init__(self, client: Client) -> None:
        self.client = client

    @activity.defn(name="seen")
    async def seen(self) -> str:
        """Returns the trace of its span, which is that of the header."""
        return trace_id()

    @activity.defn(name="asks")
    async def asks(self, queue: str, workflow_id: str) -> str:
        """Starts a loan of another language, signals it, updates it and queries it."""
        loan = await self.client.start_workflow(
            "loan", id=workflow_id, task_queue=queue, start_signal="approve", start_signal_args=["peer"]
        )
        await loan.execute_update("raise", 7)
        await loan.query("amount")
        await loan.signal("finish")
        await loan.result()
        return trace_id()


async def main(address: str, namespace: str, queue: str) -> None:
    trace.set_tracer_provider(TracerProvider())
    client = await Client.connect(address, namespace=namespace, interceptors=[TracingInterceptor()])
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    activities = Activities(client)
    async with Worker(
        client, task_queue=queue, workflows=[Calls], activities=[activities.seen, activities.asks]
    ):
        print("works", flush=True)
        await stop.wait()


# the sandbox of workflows imports this file, too
if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
