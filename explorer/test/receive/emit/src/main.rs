//! Sends the span of emit_otlp's documented example, with `span_links`, to the address and over the protocol given.
use std::{env, time::Duration};

#[emit::span(guard: span, "Compute {a} + {b}")]
fn add(a: i32, b: i32) -> i32 {
    let span_links = ["0a85ccaf666e11aaca6bd5d469e2850d-2b9caa35eaefed3a"];

    let _span = span.push_prop("span_links", emit::Value::capture_sval(&span_links));

    a + b
}

fn main() {
    let protocol = env::args().nth(1).expect("http/protobuf, http/json or grpc");
    let address = env::args().nth(2).expect("an address, such as http://127.0.0.1:4318");
    let traces = match protocol.as_str() {
        "http/protobuf" => emit_otlp::traces_http_proto(format!("{address}/v1/traces")),
        "http/json" => emit_otlp::traces_http_json(format!("{address}/v1/traces")),
        _ => emit_otlp::traces_grpc_proto(address),
    };
    let rt = emit::setup()
        .emit_to(
            emit_otlp::new()
                .resource(emit::props! {
                    #[emit::key("service.name")]
                    service_name: emit::pkg!(),
                })
                .traces(traces)
                .spawn(),
        )
        .init();

    add(1, 3);

    rt.blocking_flush(Duration::from_secs(30));
}
