/** A configuration of the OpenTelemetry Collector with each policy that its tail_sampling processor documents. */
export const COLLECTOR_EXAMPLE = `
receivers:
  otlp: { protocols: { grpc: } }

processors:
  batch: {}
  tail_sampling:
    decision_wait: 10s
    num_traces: 100
    expected_new_traces_per_sec: 10
    decision_cache: { sampled_cache_size: 100_000, non_sampled_cache_size: 100_000 }
    policies:
      [
        { name: policy-1, type: always_sample },
        { name: policy-2, type: latency, latency: { threshold_ms: 5000, upper_threshold_ms: 10000 } },
        {
          name: policy-3,
          type: numeric_attribute,
          numeric_attribute: { key: key1, min_value: 50, max_value: 100 },
        },
        { name: policy-4, type: probabilistic, probabilistic: { sampling_percentage: 10, hash_salt: pepper } },
        { name: policy-5, type: status_code, status_code: { status_codes: [ERROR, UNSET] } },
        { name: policy-6, type: string_attribute, string_attribute: { key: key2, values: [value1, value2] } },
        {
          name: policy-7,
          type: string_attribute,
          string_attribute:
            { key: key2, values: [value1, val*], enabled_regex_matching: true, cache_max_size: 10 },
        },
        { name: policy-8, type: rate_limiting, rate_limiting: { spans_per_second: 35 } },
        {
          name: policy-9,
          type: bytes_limiting,
          bytes_limiting: { bytes_per_second: 1024000, burst_capacity: 2048000 },
        },
        { name: policy-10, type: span_count, span_count: { min_spans: 2, max_spans: 20 } },
        { name: policy-11, type: trace_state, trace_state: { key: key3, values: [value1, value2] } },
        { name: policy-12, type: boolean_attribute, boolean_attribute: { key: key4, value: true } },
        { name: policy-13, type: trace_flags },
        {
          name: not-1,
          type: not,
          not: { not_sub_policy: { name: not-1-latency, type: latency, latency: { threshold_ms: 1000 } } },
        },
        {
          name: and-1,
          type: and,
          and:
            {
              and_sub_policy:
                [
                  {
                    name: and-1-number,
                    type: numeric_attribute,
                    numeric_attribute: { key: key1, min_value: 50, max_value: 100 },
                  },
                  {
                    name: and-1-not,
                    type: not,
                    not: { not_sub_policy: { name: and-1-not-all, type: always_sample } },
                  },
                ],
            },
        },
        {
          name: drop-1,
          type: drop,
          drop:
            {
              drop_sub_policy:
                [
                  {
                    name: drop-1-path,
                    type: string_attribute,
                    string_attribute:
                      { key: url.path, values: [\\/health, \\/metrics], enabled_regex_matching: true },
                  },
                ],
            },
        },
        {
          name: composite-1,
          type: composite,
          composite:
            {
              max_total_spans_per_second: 1000,
              policy_order: [composite-1-a, composite-1-b, composite-1-c],
              composite_sub_policy:
                [
                  {
                    name: composite-1-a,
                    type: numeric_attribute,
                    numeric_attribute: { key: key1, min_value: 50 },
                  },
                  {
                    name: composite-1-b,
                    type: string_attribute,
                    string_attribute: { key: key2, values: [value1, value2] },
                  },
                  { name: composite-1-c, type: always_sample },
                ],
              rate_allocation: [{ policy: composite-1-a, percent: 50 }, { policy: composite-1-b, percent: 25 }],
            },
        },
      ]

service:
  pipelines: { traces: { receivers: [otlp], processors: [tail_sampling], exporters: [] } }
`;
