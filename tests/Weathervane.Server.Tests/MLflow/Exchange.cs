using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Weathervane.Server.Tests.MLflow;

/// <summary>One recorded request of an official client, with the answer of the reference server.</summary>
internal sealed partial record Exchange(string File, int Line, string Method, string Path, string Query, string? ContentType, bool Chunked, string Body, int Status, JsonNode? Answer, string Text)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All exchanges of a file, in order.</summary>
    internal static IReadOnlyList<Exchange> Read(string path)
    {
        var file = System.IO.Path.GetFileName(path);
        return [.. System.IO.File.ReadLines(path).Select((line, i) => Of(file, i + 1, JsonNode.Parse(line)!.AsObject()))];
    }

    public override string ToString() => $"{File}:{Line} {Method} {Path}{(Query.Length > 0 ? "?" + Query : "")} {(Body.Length > 300 ? Body[..300] + "..." : Body)}";

    private static Exchange Of(string file, int line, JsonObject recorded)
    {
        var answer = recorded["resp"];
        var isText = answer is JsonValue value && value.TryGetValue<string>(out _);
        return new Exchange(
            file,
            line,
            recorded["m"]!.GetValue<string>(),
            recorded["p"]!.GetValue<string>(),
            recorded["q"]?.GetValue<string>() ?? "",
            recorded["ct"]?.GetValue<string>(),
            recorded["te"] is not null,
            BodyOf(recorded["req"]),
            int.Parse(recorded["status"]!.GetValue<string>()[..3], CultureInfo.InvariantCulture),
            isText ? null : answer,
            isText ? answer!.GetValue<string>() : "");
    }

    private static string BodyOf(JsonNode? request) => request switch
    {
        JsonObject cut when cut["_truncated"] is { } start => Whole(start.GetValue<string>()),
        JsonValue text => text.GetValue<string>(),
        null => "",
        _ => request.ToJsonString(Plain),
    };

    // The recording keeps the beginning of three long batches: 2,500 values of one metric, counted up, a thousand to a request.
    private static string Whole(string start)
    {
        const int total = 2500, batch = 1000;
        var first = FirstMetric().Match(start);
        var step = int.Parse(first.Groups["step"].Value, CultureInfo.InvariantCulture);
        var metrics = new StringBuilder();
        for (var i = step; i < Math.Min(step + batch, total); i++)
        {
            metrics.Append(CultureInfo.InvariantCulture, $"{(i > step ? ", " : "")}{{\"key\": \"big\", \"value\": {i}.0, \"timestamp\": {first.Groups["time"].Value}, \"step\": {i}}}");
        }

        return $"{start[..first.Index]}{metrics}]}}";
    }

    [GeneratedRegex("""\{"key": "big", "value": [\d.]+, "timestamp": (?<time>\d+), "step": (?<step>\d+)""")]
    private static partial Regex FirstMetric();
}
