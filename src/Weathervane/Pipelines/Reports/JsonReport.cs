using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weathervane.Pipelines.Reports;

/// <summary>The report's data as JSON: what a program reads, and what a run keeps so that its page can be written again.</summary>
public static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 32,
    };

    private static readonly JsonSerializerOptions Indented = new(Options) { WriteIndented = true };

    /// <summary>Writes the report; numbers that are not finite are the words NaN, Infinity and -Infinity.</summary>
    /// <param name="report">What to write.</param>
    /// <param name="indented">True for people to read.</param>
    public static string Write(RunReport report, bool indented = false) => JsonSerializer.Serialize(report, indented ? Indented : Options);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">What problems call it.</param>
    /// <exception cref="InputException">It is no report.</exception>
    public static RunReport Read(ReadOnlySpan<byte> json, string name)
    {
        try
        {
            return JsonSerializer.Deserialize<RunReport>(json, Options) ?? throw new JsonException("it is null");
        }
        catch (Exception damage) when (damage is JsonException or ArgumentException or NotSupportedException)
        {
            throw new InputException(name, $"is not a report's data: {damage.Message}", "Run the pipeline again.");
        }
    }
}
