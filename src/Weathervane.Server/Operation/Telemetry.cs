using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Weathervane.Server.Operation;

/// <summary>Sends traces and meters of requests to a collector by OTLP; nothing is sent unless its address was given.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly TracerProvider _traces;
    private readonly MeterProvider _meters;

    private Telemetry(Uri collector)
    {
        var resource = ResourceBuilder.CreateEmpty().AddService("vane", serviceVersion: Probes.Version);
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource("Microsoft.AspNetCore").AddOtlpExporter(o => To(o, collector, "v1/traces")).Build();
        _meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter("Microsoft.AspNetCore.Hosting").AddOtlpExporter(o => To(o, collector, "v1/metrics")).Build();
    }

    /// <summary>Starts sending; null where no collector is known.</summary>
    internal static Telemetry? Start(Uri? collector) => collector is null ? null : new Telemetry(collector);

    public void Dispose()
    {
        _traces.Dispose();
        _meters.Dispose();
    }

    private static void To(OtlpExporterOptions options, Uri collector, string path)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(collector.ToString().TrimEnd('/') + "/" + path);
    }
}
